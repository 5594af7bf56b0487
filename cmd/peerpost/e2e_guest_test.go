package main

import (
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/peerpost/peerpost/program"
)

// habit is when somebody does what a message asks for.
type habit string

const (
	atOnce   habit = "at once"
	reminded habit = "when reminded"
	never    habit = "never"
)

// guest is somebody who takes part, and knows nothing but their mail.
type guest struct {
	address   string
	registers habit
	answers   habit // surveys
	met       string
	asked     map[string]int // link → messages that had it
	acted     map[program.Purpose]int
	mail      []delivery
}

// guests are everybody, by address.
type guests struct {
	*site
	all  map[string]*guest
	read map[string]bool // names of deliveries
}

func newGuests(s *site, addresses []string, like func(order int) guest) *guests {
	g := &guests{site: s, all: map[string]*guest{}, read: map[string]bool{}}
	for i, a := range addresses {
		one := like(i)
		one.address, one.asked, one.acted = a, map[string]int{}, map[program.Purpose]int{}
		g.all[a] = &one
	}
	return g
}

// readMail lets everybody do what their new mail asks for, and reports whether
// anybody did anything.
func (g *guests) readMail() (acted bool) {
	g.Helper()
	for _, name := range g.sink.names() {
		if g.read[name] {
			continue
		}
		g.read[name] = true
		letter := g.sink.delivery(name)
		if one := g.all[letter.To]; one != nil {
			one.mail = append(one.mail, letter)
			acted = g.considers(one, letter) || acted
		}
	}
	return acted
}

// considers is one guest reading one message.
func (g *guests) considers(one *guest, letter delivery) bool {
	g.Helper()
	switch {
	case one.acted[program.ForRegister] == 0 && one.isTime(one.registers, letter.link(program.ForRegister, "")):
		one.acted[program.ForRegister]++
		g.fillsIn(letter.link(program.ForRegister, ""))
	case one.met != "" && letter.link(program.ForMet, one.met) != "":
		one.acted[program.ForMet]++
		g.fillsIn(letter.link(program.ForMet, one.met))
	case one.isTime(one.answers, letter.link(program.ForSurvey, "")):
		one.acted[program.ForSurvey]++
		g.fillsIn(letter.link(program.ForSurvey, ""))
	default:
		return false
	}
	return true
}

// isTime reports whether a guest of this habit opens a link now.
func (one *guest) isTime(h habit, link string) bool {
	if link == "" {
		return false
	}
	one.asked[link]++
	return h == atOnce && one.asked[link] == 1 || h == reminded && one.asked[link] == 2
}

// link is the message's link to a purpose that ends so, "" where it has none.
func (d delivery) link(purpose program.Purpose, ending string) string {
	for _, link := range d.Links {
		if u, err := url.Parse(link); err == nil && strings.HasPrefix(u.Path, "/"+string(purpose)+"/") && strings.HasSuffix(link, ending) {
			return link
		}
	}
	return ""
}

// fillsIn opens a page and sends its one form with what it asks for.
func (s *site) fillsIn(link string) *sheet {
	s.Helper()
	return s.sends(s.onlyForm(link), nil)
}

func (s *site) onlyForm(link string) *form {
	s.Helper()
	page := s.page(http.StatusOK, link)
	if len(page.forms) != 1 {
		s.Fatalf("the page “%s” has %d forms, expected one", page.title, len(page.forms))
	}
	return page.forms[0]
}

// page opens a page, which must answer so.
func (s *site) page(status int, href string) *sheet {
	s.Helper()
	request, err := http.NewRequest(http.MethodGet, s.absolute(href), nil)
	if err != nil {
		s.Fatal(err)
	}
	page, _ := s.visit(status, request)
	return page
}

// sends posts a form with what was typed into it, and opens where it leads.
func (s *site) sends(f *form, typed url.Values) *sheet {
	s.Helper()
	_, location := s.posts(http.StatusSeeOther, f, typed)
	return s.page(http.StatusOK, location)
}

func (s *site) posts(status int, f *form, typed url.Values) (page *sheet, location string) {
	s.Helper()
	values := f.answered()
	for name, typed := range typed {
		values[name] = typed
	}
	request, err := http.NewRequest(http.MethodPost, s.absolute(f.action), strings.NewReader(values.Encode()))
	if err != nil {
		s.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", "http://"+s.address)
	return s.visit(status, request)
}

func (s *site) absolute(href string) string {
	if strings.HasPrefix(href, "/") {
		return "http://" + s.address + href
	}
	return href
}

func (s *site) visit(status int, request *http.Request) (page *sheet, location string) {
	s.Helper()
	request = request.WithContext(s.Context())
	response, err := http.DefaultTransport.RoundTrip(request) // follows no redirect
	if err != nil {
		s.Fatal(err)
	}
	defer response.Body.Close()
	page, err = readSheet(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		s.Fatal(err)
	}
	if response.StatusCode != status {
		s.Fatalf("%s /%s: found status %d and “%s”, expected %d", request.Method, kindOfPage(request.URL.String()), response.StatusCode, page.title, status)
	}
	return page, response.Header.Get("Location")
}

// answered is a form with what it shows already, and the first answer to
// every question that has none.
func (f *form) answered() url.Values {
	values, firsts := url.Values{}, url.Values{}
	for _, field := range f.fields {
		switch field.kind {
		case "radio", "checkbox":
			if field.chosen && field.value != "" {
				values.Add(field.name, field.value)
			} else if field.value != "" && !firsts.Has(field.name) {
				firsts.Set(field.name, field.value)
			}
		default:
			values.Set(field.name, field.value)
		}
	}
	for name, first := range firsts {
		if !values.Has(name) {
			values[name] = first
		}
	}
	return values
}
