package jobs

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
)

// channelLife is how long a channel from Google is asked for.
const channelLife = 7 * 24 * time.Hour

// watching is the channel through which Google tells of one calendar.
type watching struct {
	Channel calendar.Channel
	Opened  time.Time
}

func channelFact(organizer program.Address) string { return "google channel " + organizer.Hash() }

// watchCalendar keeps a channel open through which Google says that a calendar has
// changed, so that answers need not wait to be asked for. It is a convenience:
// without one, or where Google cannot reach the pages, they are read all the same.
func (w *Work) watchCalendar(ctx context.Context, organizer program.Address, now time.Time) error {
	if !strings.HasPrefix(w.Links.BaseURL, "https://") {
		return nil
	}
	had, err := w.Store.Fact(ctx, channelFact(organizer))
	if err != nil {
		return err
	}
	var open watching
	if had != "" {
		if err := json.Unmarshal([]byte(had), &open); err != nil {
			return err
		}
		if now.Before(open.Channel.RenewAt(open.Opened)) {
			return nil
		}
	}
	id := strings.ToLower(rand.Text())
	next, err := w.Google.Watch(ctx, organizer, calendar.Channel{ID: id, Token: w.channelToken(id), URL: w.Links.BaseURL + "/google"}, channelLife)
	if err != nil {
		return err
	}
	text, err := json.Marshal(watching{next, now})
	if err != nil {
		return err
	}
	if _, err := w.Store.ReplaceFact(ctx, channelFact(organizer), had, string(text)); err != nil {
		return err
	}
	if had == "" {
		return nil
	}
	return w.Google.StopChannel(ctx, organizer, open.Channel)
}

// channelToken proves that a message comes from whom a channel was opened with.
func (w *Work) channelToken(id string) string {
	mac := hmac.New(sha256.New, w.Secret)
	mac.Write([]byte("google-channel\x00" + id))
	return hex.EncodeToString(mac.Sum(nil))
}

// CalendarChanged makes the reading of Google calendars due, where whoever says that
// one has changed proves to be Google; ok is false otherwise.
func (w *Work) CalendarChanged(ctx context.Context, channel, token string, now time.Time) (ok bool, err error) {
	if !hmac.Equal([]byte(token), []byte(w.channelToken(channel))) {
		return false, nil
	}
	return true, w.Store.Write(ctx, db.Effects{Moments: []program.Moment{syncMoment(now)}})
}
