package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/peerpost/peerpost/db/dbtest"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/web"
)

// browser is a tab of a real browser, and what it complained about.
type browser struct {
	context.Context
	t *testing.T

	mu         sync.Mutex
	complaints []string
}

var started atomic.Bool

// chromium begins one browser for all tests.
var chromium = sync.OnceValues(func() (context.Context, error) {
	started.Store(true)
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
			chromedp.Flag("disable-dev-shm-usage", true), chromedp.WSURLReadTimeout(time.Minute))
		allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
		ctx, _ := chromedp.NewContext(allocator)
		return ctx, chromedp.Do(ctx)
	}
	return nil, fmt.Errorf("found no chromium; type: make deps")
})

func TestMain(m *testing.M) {
	m.Run()
	if started.Load() {
		if ctx, err := chromium(); err == nil {
			_ = chromedp.Cancel(ctx)
		}
	}
}

// open gives a new tab of this width, without JavaScript where it is to be off.
func open(t *testing.T, width int64, scripts bool) *browser {
	t.Helper()
	parent, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t}
	tab, stop := chromedp.NewContext(parent, chromedp.WithNewBrowserContext(), chromedp.WithListener(b.listen))
	t.Cleanup(stop)
	limited, end := context.WithTimeout(tab, 90*time.Second)
	t.Cleanup(end)
	b.Context = limited
	b.run(chromedp.EmulateViewport(width, 800), func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		if _, err := cdp.Call(ctx, t, log.Enable, cdp.Empty{}); err != nil {
			return chromedp.Void{}, err
		}
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !scripts})
		return chromedp.Void{}, err
	})
	return b
}

// listen notes errors of the console: scripts, policies, things not found.
func (b *browser) listen(event any) {
	text := ""
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" && !strings.Contains(e.Entry.Text, "status of 4") {
			text = e.Entry.Text
		}
	case *runtime.EventExceptionThrown:
		text = e.ExceptionDetails.Text
	case *runtime.EventConsoleAPICalled:
		text = "console." + string(e.Type)
	}
	if text != "" {
		b.mu.Lock()
		b.complaints = append(b.complaints, text)
		b.mu.Unlock()
	}
}

func (b *browser) run(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b, actions...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *browser) visit(url string) {
	b.t.Helper()
	b.run(chromedp.Navigate(url))
}

// read evaluates an expression in the page.
func read[T any](b *browser, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

func (b *browser) heading() string {
	b.t.Helper()
	return read[string](b, `document.querySelector("h1").innerText`)
}

func (b *browser) wantHeading(want string) {
	b.t.Helper()
	if got := b.heading(); got != want {
		b.t.Fatalf("the page is called %q, want %q", got, want)
	}
}

// focused says what the element with the focus is called: by its label, by its
// text, or by its id.
const focused = `(() => { const e = document.activeElement;
	return e === document.body ? "" : (e.labels && e.labels.length ? e.labels[0].innerText : e.innerText || e.id || e.tagName).trim(); })()`

// tabTo presses the tab key until the focus is on what is called so.
func (b *browser) tabTo(name string) {
	b.t.Helper()
	var passed []string
	for range 80 {
		b.run(chromedp.KeyEvent(kb.Tab))
		got := read[string](b, focused)
		if strings.Contains(got, name) {
			return
		}
		passed = append(passed, got)
	}
	b.t.Fatalf("the keyboard does not reach %q, only %q", name, passed)
}

func (b *browser) press(keys string) {
	b.t.Helper()
	b.run(chromedp.KeyEvent(keys))
}

// send presses Enter on a button and waits for the next page.
func (b *browser) send(button string) {
	b.t.Helper()
	b.tabTo(button)
	if _, err := chromedp.RunResponse(b, chromedp.KeyEvent(kb.Enter)); err != nil {
		b.t.Fatal(err)
	}
}

// wantNoComplaints fails where the page broke a policy or the console has errors.
func (b *browser) wantNoComplaints() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.complaints) > 0 {
		b.t.Errorf("the browser complains: %q", b.complaints)
	}
}

// serve gives the stage an address, which the links of its emails name.
func (s *stage) serve(handlers ...http.Handler) string {
	s.t.Helper()
	server := httptest.NewUnstartedServer(nil)
	s.Links.BaseURL = "http://" + server.Listener.Addr().String()
	s.hold()
	s.server.Now = func() time.Time { return *s.held.Load() }
	mux := http.NewServeMux()
	mux.Handle("/", s.server.Handler())
	for _, h := range handlers {
		mux.Handle("/mailbox/", h)
	}
	server.Config.Handler = mux
	server.Start()
	s.t.Cleanup(server.Close)
	return server.URL
}

// hold makes the pages' clock stand where the stage's does.
func (s *stage) hold() {
	now := s.Now
	s.held.Store(&now)
}

func TestRegisteringByKeyboardAndLabels(t *testing.T) {
	t.Parallel()
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprintf("scripts %v", scripts), func(t *testing.T) {
			t.Parallel()
			s := invited(t)
			p := s.People()[0]
			b := open(t, 1280, scripts)
			b.visit(s.serve() + s.path(program.ForRegister, string(p.Person.Address)))
			b.wantHeading("Register for Engineering peer mentoring")
			b.tabTo("Headline")
			b.run(chromedp.Evaluate[chromedp.Void](`document.activeElement.select()`))
			b.press("Asks the right questions")
			b.send("Register")
			b.wantHeading("You are registered")
			if got := s.Person(p.Person.Address); got.State != program.Registered || got.Headline != "Asks the right questions" {
				t.Errorf("stored %s, %q", got.State, got.Headline)
			}
			b.wantNoComplaints()
		})
	}
}

func TestAProblemLeadsTheFocusToItsField(t *testing.T) {
	t.Parallel()
	s := invited(t)
	b := open(t, 1280, false)
	b.visit(s.serve() + s.path(program.ForRegister, ""))
	b.tabTo("Working hours")
	b.run(chromedp.Evaluate[chromedp.Void](`document.activeElement.select()`))
	b.press("nine to five")
	b.send("Register")
	if title := read[string](b, "document.title"); !strings.HasPrefix(title, "Error:") {
		t.Errorf("the title is %q", title)
	}
	b.run(chromedp.Click(".errors a"))
	if id := read[string](b, "document.activeElement.id"); id != "hours" {
		t.Errorf("the focus is on %q, want the hours", id)
	}
	described := read[string](b, `document.activeElement.getAttribute("aria-describedby").split(" ").map(id => document.getElementById(id).innerText).join(" ")`)
	if !strings.Contains(described, "Please write hours like") {
		t.Errorf("the field is described by %q", described)
	}
	if kept := read[string](b, "document.activeElement.value"); kept != "nine to five" {
		t.Errorf("the field holds %q, want what was typed", kept)
	}
	b.wantNoComplaints()
}

func TestApprovingByTypingTheNumber(t *testing.T) {
	t.Parallel()
	s := drafted(t)
	b := open(t, 375, false)
	b.visit(s.serve() + s.path(program.ForReview, "ada@example.org"))
	b.wantHeading("Draft of round 1")
	b.send("Go on to approve")
	b.tabTo("To approve, type the number of people: 6")
	b.press("7")
	b.send("Approve the draft")
	if text := read[string](b, `document.querySelector("[role=alert]").innerText`); !strings.Contains(text, "This is not the number") {
		t.Errorf("the page says %q", text)
	}
	b.tabTo("To approve, type the number of people: 6")
	b.run(chromedp.Evaluate[chromedp.Void](`document.activeElement.select()`))
	b.press("6")
	b.send("Approve the draft")
	b.wantHeading("The draft is approved")
	if state := s.Draft().State; state != program.DraftApproved {
		t.Errorf("the draft is %s, want approved", state)
	}
	b.wantNoComplaints()
}

func TestAnsweringASurveyByKeyboard(t *testing.T) {
	t.Parallel()
	s := running(t)
	b := open(t, 375, false)
	p := s.People()[0]
	b.visit(s.serve() + s.path(program.ForSurvey, string(p.Person.Address)))
	b.tabTo("Very Positive")
	b.press(kb.ArrowDown)
	b.tabTo("What should we change")
	b.press("More time")
	b.send("Send the answers")
	b.wantHeading("Thank you")
	surveys, err := s.Store.Surveys(background, s.Program.ID)
	if err != nil || len(surveys) == 0 {
		t.Fatalf("found %d surveys, %v", len(surveys), err)
	}
	answer, err := s.Store.Answer(background, surveys[0].ID, p.ID)
	if err != nil || strings.Join(answer.Answers["experience"], "") != "Mostly Positive" || strings.Join(answer.Answers["change"], "") != "More time" {
		t.Errorf("stored %v, %v", answer.Answers, err)
	}
	b.wantNoComplaints()
}

func TestLinksOfAMessageLeadOutOfItsSandbox(t *testing.T) {
	t.Parallel()
	s := newStage(t, dbtest.NewURL(t, "sqlite"), nil)
	address := s.serve((&web.Mailbox{Dir: s.Maildir, Zone: "Europe/Berlin", Now: func() time.Time { return *s.held.Load() }}).Handler())
	s.toDrafted()
	s.hold()
	b := open(t, 1280, true)
	b.visit(address + "/mailbox/?to=ada@example.org")
	b.send("Please decide")
	opened := chromedp.WaitNewTarget(b, func(info *target.Info) bool { return strings.Contains(info.URL, "/review/") })
	for range 30 { // the frame's elements are beyond the page's reach, but not beyond the keyboard's
		b.press(kb.Tab)
		if read[string](b, "document.activeElement.tagName") == "IFRAME" {
			break
		}
	}
	popup := &browser{t: t}
	for range 5 { // the frame itself may take the focus before its first link does
		b.press(kb.Enter)
		select {
		case id := <-opened:
			tab, stop := chromedp.NewContext(b, chromedp.WithTargetID(id))
			t.Cleanup(stop)
			popup.Context = tab
		case <-time.After(2 * time.Second):
			b.press(kb.Tab)
			continue
		}
		break
	}
	if popup.Context == nil {
		t.Fatal("the link opens no window")
	}
	popup.run(chromedp.WaitReady("h1"))
	popup.wantHeading("Draft of round 1")
	popup.send("Go on to approve")
	popup.run(chromedp.SendKeys("#number", "6"))
	popup.send("Approve the draft")
	popup.wantHeading("The draft is approved")
	b.wantNoComplaints()
}

func TestNoPageScrollsSidewaysOnASmallPhone(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(web.PreviewHandler())
	t.Cleanup(server.Close)
	b := open(t, 320, true)
	b.visit(server.URL)
	paths := read[[]string](b, `[...document.querySelectorAll("a")].map(a => a.pathname).filter(p => p.startsWith("/page/"))`)
	if len(paths) < 50 {
		t.Fatalf("the preview lists %d pages, want 50 or more", len(paths))
	}
	for _, path := range paths {
		b.visit(server.URL + path)
		if path == "/page/mailbox" {
			if first := read[string](b, `[...document.querySelectorAll(".people a, .mails a")].find(a => a.checkVisibility()).className`); first != "unread" {
				t.Errorf("the mailbox begins with %q, want a message", first)
			}
		}
		if wide := read[int](b, "document.documentElement.scrollWidth"); wide > 320 {
			t.Errorf("%s is %d pixels wide on a screen of 320", path, wide)
		}
	}
	b.wantNoComplaints()
}
