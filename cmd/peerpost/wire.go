package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"os"
	"time"

	"github.com/peerpost/peerpost/calendar"
	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/web/link"
)

// installation is everything that settings make, ready for work.
type installation struct {
	Settings
	store *db.Store
	work  *jobs.Work
	now   func() time.Time
}

// open builds the installation that the environment describes. Its log goes
// nowhere until a command has one.
func (at *place) open(ctx context.Context) (*installation, error) {
	s, now, err := at.settings()
	if err != nil {
		return nil, err
	}
	transport, err := transportOf(s)
	if err != nil {
		return nil, err
	}
	store, err := openStore(ctx, s)
	if err != nil {
		return nil, err
	}
	if err := upToDate(ctx, store); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	if err := s.keepSecret(ctx, store); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return &installation{s, store, workOf(s, store, transport), now}, nil
}

func (in *installation) close() { _ = in.store.Close() } // everything was committed before

// settings reads the environment and makes the data folder and the secret.
func (at *place) settings() (Settings, func() time.Time, error) {
	s, err := readSettings(at.environ, os.ReadFile)
	if err != nil {
		return s, nil, err
	}
	now, err := clockOf(s.Clock)
	if err != nil {
		return s, nil, err
	}
	if err := s.prepare(); err != nil {
		return s, nil, fmt.Errorf("%w; set %sDATA to a folder that this user may write", err, prefix)
	}
	return s, now, nil
}

func openStore(ctx context.Context, s Settings) (*db.Store, error) {
	store, err := db.Open(ctx, s.DatabaseURL)
	if err != nil {
		return nil, fmt.Errorf("%w; check %sDATABASE_URL and that the database runs", err, prefix)
	}
	return store, nil
}

// upToDate migrates the embedded default, which has one operator and one
// binary; where several processes share a database somebody decides when.
func upToDate(ctx context.Context, store *db.Store) error {
	err := store.CheckSchema(ctx)
	if errors.Is(err, db.ErrOldSchema) && store.Dialect() == "sqlite" {
		return store.Migrate(ctx)
	}
	return err
}

func transportOf(s Settings) (mail.Transport, error) {
	transport, err := mail.ParseURL(s.SMTPURL)
	if err != nil {
		return nil, badSettings{prefix + "SMTP_URL: " + err.Error()}
	}
	if s.DKIMKey == "" {
		return transport, nil
	}
	dkim, err := mail.ParseDKIM(program.Address(s.Sender.Address).Domain(), s.DKIMSelector, s.DKIMPEM)
	if err != nil {
		return nil, badSettings{prefix + "DKIM_KEY: " + err.Error()}
	}
	return signing{transport, dkim}, nil
}

// googleOf is Google Calendar as the settings, which were checked, name it; nil
// where they do not.
func googleOf(s Settings) *calendar.Google {
	if s.GoogleCredentials == "" {
		return nil
	}
	google, err := calendar.NewGoogle([]byte(s.GoogleCredentials), s.GoogleEndpoint, mathrand.Float64)
	if err != nil {
		panic("peerpost: credentials that were accepted are refused: " + err.Error())
	}
	return google
}

func workOf(s Settings, store *db.Store, transport mail.Transport) *jobs.Work {
	secrets := [][]byte{[]byte(s.Secret)}
	if s.SecretOld != "" {
		secrets = append(secrets, []byte(s.SecretOld))
	}
	return &jobs.Work{
		Google: googleOf(s),
		Inbox:  s.IMAPURL != "",
		Plus:   s.PlusAddressing, AuthServer: s.AuthServer,
		Store:    store,
		IDs:      &program.IDs{Random: rand.Reader},
		Links:    link.Signer{BaseURL: s.BaseURL, Secrets: secrets},
		Secret:   []byte(s.Secret),
		From:     program.Address(s.Sender.Address),
		FromName: s.Sender.Name,
		Mail:     transport,
		Log:      slog.New(slog.DiscardHandler),
	}
}
