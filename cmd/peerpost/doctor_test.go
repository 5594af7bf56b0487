package main

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/calendar/googlefake"
	"github.com/peerpost/peerpost/mail/mailtest"
)

func TestDoctorProvesTheEmbeddedDefault(t *testing.T) {
	t.Parallel()
	pages := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" {
			w.Write([]byte("ok\n"))
		}
	}))
	defer pages.Close()
	tr := newTrial(t, "BASE_URL="+pages.URL)
	tr.says(tr.done("doctor"), "ok    settings    ", "ok    secret      52 characters in ", "warn  clock       it shows 2027-01-12 09:00:0", "  time zones  the data (",
		"ok    database    SQLite ", "ok    redis       in this process", "warn  mail        it stays in ", "ok    pages       they answer at "+pages.URL)
	if err := os.Chmod(tr.dir+"/data/secret", 0o644); err != nil {
		t.Fatal(err)
	}
	tr.says(tr.done("doctor"), "warn  secret      others on this machine can read ")
}

func TestDoctorFailsWhereASettingLeadsNowhere(t *testing.T) {
	t.Parallel()
	nobody := freeAddress(t)
	tr := newTrial(t, "SMTP_URL=smtp://"+nobody+"?tls=none", "REDIS_URL=redis://"+nobody, "DATABASE_URL=mysql://u:secretword@"+nobody+"/peerpost",
		"SECRET="+goodSecret, "BASE_URL=http://"+nobody)
	code, stdout, stderr := tr.run("doctor")
	if code != exitFailed || stderr != "peerpost doctor: 3 checks failed; do what their lines say\n" {
		t.Errorf("exit code %d, on stderr: %s", code, stderr)
	}
	tr.says(stdout, "FAIL  database    reach the store: ", "FAIL  redis       no answer from Redis: ", "FAIL  mail        ",
		"warn  pages       nobody answers at http://"+nobody+"; start peerpost serve", "ok    secret      32 characters from the environment")
	if strings.Contains(stdout+stderr, "secretword") {
		t.Errorf("a password is shown:\n%s", stdout)
	}
}

func TestDoctorProvesThatItCanListen(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	free := freeAddress(t)
	for address, want := range map[string]finding{
		free:                    {good, free + " is free for peerpost serve"},
		taken.Addr().String():   {good, "somebody listens at " + taken.Addr().String() + "; if it is not peerpost serve, free the port or set PEERPOST_LISTEN "},
		"203.0.113.7:8025":      {fail, "nobody can listen there (listen tcp 203.0.113.7:8025: "},
		"nowhere.invalid:18025": {fail, "nobody can listen there (listen tcp: "},
	} {
		got := doctor{Settings: Settings{Listen: address}}.listen(t.Context())
		if len(got) != 1 || got[0].verdict != want.verdict || !strings.HasPrefix(got[0].text, want.text) {
			t.Errorf("%s: found %+v, expected %+v…", address, got, want)
		}
	}
}

func TestDoctorReachesARelayAndRedis(t *testing.T) {
	t.Parallel()
	redis := os.Getenv("PEERPOST_TEST_REDIS_URL")
	if redis == "" {
		t.Fatal("found no PEERPOST_TEST_REDIS_URL; run make test")
	}
	relay := mailtest.Start(t, mailtest.Options{})
	tr := migratedTrial(t, "SMTP_URL=smtp://"+relay.Address+"?tls=none", "REDIS_URL="+redis, "BASE_URL=http://"+freeAddress(t))
	tr.says(tr.done("doctor"), "ok    redis       it answers", "ok    mail        the relay takes mail from peerpost@example.org")
	if sent := relay.Messages(); len(sent) != 0 {
		t.Errorf("the doctor sent %d messages", len(sent))
	}
}

func TestDoctorTellsAnotherServerFromOurs(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	defer secure.Close()
	for base, want := range map[string]finding{
		other.URL:  {warn, "somebody else answers at "},
		secure.URL: {fail, secure.URL + " has a certificate that browsers refuse "},
	} {
		d := doctor{Settings: Settings{BaseURL: base, Listen: defaultListen}, now: time.Now}
		got := d.pages(context.Background())
		if len(got) != 1 || got[0].verdict != want.verdict || !strings.HasPrefix(got[0].text, want.text) {
			t.Errorf("%s: found %+v, expected %+v…", base, got, want)
		}
	}
}

func TestDoctorKnowsThePublicHalfOfADKIMKey(t *testing.T) {
	t.Parallel()
	for record, want := range map[string]string{
		"v=DKIM1; k=rsa; p=AB CD ": "ABCD",
		"p=AB":                     "AB",
		"v=DKIM1; k=rsa":           "",
	} {
		if got := publicKey(record); got != want {
			t.Errorf("%q: found %q, expected %q", record, got, want)
		}
	}
}

func TestDoctorProvesThatGoogleLetsItIn(t *testing.T) {
	t.Parallel()
	server := googlefake.Start(t, googlefake.Options{Users: []string{"peers@example.com"}})
	for from, want := range map[string]string{
		"peers@example.com":  "ok    google      meetings live on the calendar of peers@example.com",
		"nobody@example.com": "FAIL  google      ",
	} {
		tr := newTrial(t, "GOOGLE_CREDENTIALS="+string(server.Credentials()), "GOOGLE_ENDPOINT="+server.Endpoint(), "FROM=Peers <"+from+">")
		_, stdout, _ := tr.run("doctor")
		tr.says(stdout, want)
	}
}
