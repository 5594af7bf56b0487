package googlefake

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"google.golang.org/api/calendar/v3"
)

const (
	usualTTL = 7 * 24 * time.Hour
	maxTTL   = 30 * 24 * time.Hour
)

// channel is somebody who wants to hear of a calendar's changes.
type channel struct {
	calendar.Channel
	owner   string
	expires time.Time
	told    int // s.changes that it knows of
	number  int // of its last message
}

// watch opens a channel to a calendar. Its id must be new.
func (s *Server) watch(user string, r *http.Request) (any, error) {
	var asked calendar.Channel
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		return nil, invalid("Parse Error")
	}
	switch {
	case asked.Id == "" || len(asked.Id) > 64 || asked.Type != "web_hook":
		return nil, failure{http.StatusBadRequest, "required", "Required: channel.id, channel.type"}
	case !strings.HasPrefix(asked.Address, "https://") && !strings.HasPrefix(asked.Address, "http://127.0.0.1:"):
		return nil, failure{http.StatusBadRequest, "webhookUrlNotHttps", "WebHook callback must be HTTPS"}
	case s.channels[asked.Id] != nil:
		return nil, failure{http.StatusBadRequest, "channelIdNotUnique", "Channel id " + asked.Id + " not unique"}
	}
	life := usualTTL
	if seconds, err := strconv.Atoi(asked.Params["ttl"]); err == nil {
		life = min(time.Duration(seconds)*time.Second, maxTTL)
	}
	c := &channel{Channel: asked, owner: user, expires: s.options.Now().Add(life), told: s.changes}
	c.Kind, c.ResourceId, c.ResourceUri = "api#channel", "resource-"+user, s.URL+r.URL.Path
	c.Expiration = c.expires.UnixMilli()
	s.channels[c.Id] = c
	return &c.Channel, nil
}

// stop ends a channel, which both its ids name.
func (s *Server) stop(user string, r *http.Request) (any, error) {
	var asked calendar.Channel
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		return nil, invalid("Parse Error")
	}
	c := s.channels[asked.Id]
	if c == nil || c.ResourceId != asked.ResourceId || c.owner != user || !s.options.Now().Before(c.expires) {
		return nil, failure{http.StatusNotFound, "notFound", "Channel '" + asked.Id + "' not found"}
	}
	c.expires = time.Time{} // the id stays taken
	return nil, nil
}

// Channels returns the ids of the channels that are open.
func (s *Server) Channels() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for id, c := range s.channels {
		if s.options.Now().Before(c.expires) {
			ids = append(ids, id)
		}
	}
	return ids
}

// Notify posts to every open channel whose calendar changed since it last
// heard of it, and returns how many those were.
func (s *Server) Notify() (int, error) {
	var failed error
	due := s.due()
	for _, message := range due {
		answer, err := http.DefaultClient.Do(message)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("notify: %w", err))
			continue
		}
		answer.Body.Close()
	}
	return len(due), failed
}

func (s *Server) due() []*http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var due []*http.Request
	for _, c := range s.channels {
		changed := s.sorted(c.owner)
		if !s.options.Now().Before(c.expires) || len(changed) == 0 || changed[len(changed)-1].changed <= c.told {
			continue
		}
		c.told = s.changes
		c.number++
		message, err := http.NewRequest(http.MethodPost, c.Address, nil)
		if err != nil {
			panic("googlefake: an address that watch let through: " + err.Error())
		}
		for name, value := range map[string]string{"ID": c.Id, "Token": c.Token, "Expiration": c.expires.UTC().Format(http.TimeFormat)} {
			message.Header.Set("X-Goog-Channel-"+name, value)
		}
		message.Header.Set("X-Goog-Resource-ID", c.ResourceId)
		message.Header.Set("X-Goog-Resource-URI", c.ResourceUri)
		message.Header.Set("X-Goog-Resource-State", "exists")
		message.Header.Set("X-Goog-Message-Number", strconv.Itoa(c.number))
		due = append(due, message)
	}
	return due
}
