package file

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/peerpost/peerpost/program"
)

// ReadProgram reads program.yaml; name is the file's name in errors. Whatever
// the file leaves open has its default: most come from the goal. The error
// joins all that is wrong, each an *[Error], at most 20.
func ReadProgram(name string, data []byte) (*program.Program, error) {
	r := &reader{problems: problems{file: name}, at: map[string]place{}}
	root := r.parse(data)
	if root == nil {
		return nil, r.err()
	}
	r.at[""] = placeOf(root)
	p := r.program(value{node: root})
	if r.count() == 0 {
		r.check(p) // contradictions between values make sense only where each value does
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return p, nil
}

// CheckAgenda says of a file that [ReadProgram] took, in an *[Error], when it
// names an agenda that is none of agendas.
func CheckAgenda(name string, data []byte, p *program.Program, agendas []string) error {
	if slices.Contains(agendas, p.Sessions.Agenda) {
		return nil
	}
	r := &reader{problems: problems{file: name}, at: map[string]place{}}
	r.program(value{node: r.parse(data)}) // once more, for the place
	r.blame("sessions.agenda", quote(p.Sessions.Agenda), anyOf(agendas), didYouMean(p.Sessions.Agenda, agendas, "name one of them, or delete the key"))
	return r.err()
}

// Over says of a file that [ReadProgram] took, in an *[Error], that its program
// is over on the day today.
func Over(name string, data []byte, p *program.Program, today program.Date) error {
	r := &reader{problems: problems{file: name}, at: map[string]place{}}
	r.program(value{node: r.parse(data)}) // once more, for the place
	field, day := "starts", p.Starts
	if day.IsZero() {
		field, day = "matching.closes", p.Matching.Closes
	}
	r.blame(field, fmt.Sprintf("%s, after which %s are over on %s", quote(day.String()), p.Length, p.EndDate()),
		"a program that ends after today, "+today.String(), "move its dates")
	return r.err()
}

// Runnable says of a file that [ReadProgram] took, in [Error]s, what this build
// cannot run: it pairs peers, in a cohort, by algorithm.
func Runnable(name string, data []byte, p *program.Program) error {
	r := &reader{problems: problems{file: name}, at: map[string]place{}}
	r.program(value{node: r.parse(data)}) // once more, for the places
	second := "never"
	if n := p.Pairing.SecondApprovalAbove; n > 0 {
		second = strconv.Itoa(n)
	}
	for _, setting := range []struct{ field, has, runs string }{
		{"format", string(p.Format), string(program.Peers)},
		{"cycle", string(p.Cycle), string(program.Cohort)},
		{"pairing.led_by", p.Pairing.LedBy, "algorithm"},
		{"pairing.second_approval_above", second, "never"},
	} {
		if setting.has != setting.runs {
			r.blame(setting.field, quote(setting.has), setting.runs+", all that this build runs", "change it, or wait for a later build")
		}
	}
	return r.err()
}

// Languages are the languages that the catalogue of texts has.
var Languages = []string{"en"}

// The goals, cycles and formats, the default first where there is one.
var (
	goals = []program.Goal{
		program.Onboarding, program.Remote, program.Accountability, program.Learning,
		program.Networking, program.Succession, program.Leadership,
	}
	cycles  = []program.Cycle{program.Cohort, program.Evergreen}
	formats = []program.Format{program.Peers, program.Mentors, program.Groups, program.Buddies}
)

func (r *reader) program(root value) *program.Program {
	o := r.object(root, "name", "slug", "goal", "cycle", "format", "roles", "group", "admins", "support", "language", "timezone",
		"registration", "matching", "starts", "length", "send_hours", "closures", "pairing", "sessions", "questionnaire", "import", "surveys")
	if len(o.order) == 0 && r.count() > 0 {
		return nil
	}
	r.need(o, "name: Engineering peer mentoring", "slug: eng-peers", "goal: networking", "admins: [ada@example.org]", "timezone: Europe/Berlin")
	p := &program.Program{
		Name:         r.text(o.get("name"), 100, "a name"),
		Slug:         r.slug(o.get("slug")),
		Goal:         choice(r, o.get("goal"), goals...),
		Cycle:        choice(r, o.get("cycle"), cycles...),
		Format:       choice(r, o.get("format"), formats...),
		Group:        r.group(o.get("group")),
		Admins:       r.addresses(o.get("admins")),
		Support:      r.address(o.get("support")),
		Language:     choice(r, o.get("language"), Languages...),
		Zone:         r.zone(o.get("timezone")),
		Registration: r.window(o.get("registration")),
		Matching:     r.window(o.get("matching")),
		Starts:       r.date(o.get("starts")),
		SendHours:    r.sendHours(o.get("send_hours")),
		Closures:     r.closures(o.get("closures")),
		Import:       r.imports(o.get("import")),
	}
	p.Length = r.length(o.get("length"), program.Length{N: 1, Unit: program.Weeks}, program.Length{N: 60, Unit: program.Months},
		program.Days, program.Weeks, program.Months)
	if p.Cycle == program.Cohort {
		r.need(o, "registration: {opens: 2027-01-11, closes: 2027-01-22}", "matching: {opens: 2027-01-25, closes: 2027-02-05}", "length: 6 months")
	}
	if o.get("admins").given() && len(p.Admins) == 0 && r.count() == 0 {
		r.blame("admins", "an empty list", "at least one address", "name who approves the pairings")
	}
	if p.Support == "" && len(p.Admins) > 0 {
		p.Support = p.Admins[0]
	}
	p.Roles = r.roles(o.get("roles"), p.Format)
	p.Sessions = r.sessions(o.get("sessions"))
	p.Pairing = r.pairing(o.get("pairing"))
	p.Questionnaire = r.questionnaire(o.get("questionnaire"), p)
	p.Surveys = r.surveys(o.get("surveys"), p)
	r.fillPreset(p)
	return p
}

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (r *reader) slug(v value) string {
	s := r.text(v, 40, "a short name for commands and links, like eng-peers")
	if s != "" && !slugForm.MatchString(s) {
		r.blame(v.field, quote(s), "lower-case letters, digits and single hyphens, like eng-peers", correct)
		return ""
	}
	return s
}

func (r *reader) zone(v value) string {
	return parsed(r, v, "an IANA time zone like Europe/Berlin", func(s string) (string, error) {
		loc, err := program.LoadZone(s)
		if err != nil {
			return "", err
		}
		return loc.String(), nil
	})
}

func (r *reader) window(v value) program.Window {
	o := r.object(v, "opens", "closes")
	if v.given() {
		r.need(o, "opens: 2027-01-11", "closes: 2027-01-22")
	}
	return program.Window{Opens: r.date(o.get("opens")), Closes: r.date(o.get("closes"))}
}

func (r *reader) sendHours(v value) program.Span {
	if !v.given() {
		return program.Span{From: 8 * 60, To: 18 * 60}
	}
	span := parsed(r, v, "hours like 08:00-18:00", program.ParseSpan)
	if span.To > 0 && span.To-span.From < 60 {
		r.blame(v.field, quote(span.String()), "at least one hour", correct)
	}
	return span
}

func (r *reader) closures(v value) []program.DateRange {
	var ranges []program.DateRange
	for _, item := range r.list(v, "a list of days, like [2027-12-24..2027-12-31]") {
		ranges = append(ranges, parsed(r, item, "days like 2027-12-24..2027-12-31", dateRange))
	}
	return ranges
}

// dateRange reads "2027-12-24..2027-12-31", or one day.
func dateRange(s string) (program.DateRange, error) {
	a, b, several := strings.Cut(s, "..")
	if !several {
		b = a
	}
	first, err1 := program.ParseDate(strings.TrimSpace(a))
	last, err2 := program.ParseDate(strings.TrimSpace(b))
	switch {
	case err1 != nil || err2 != nil:
		return program.DateRange{}, fmt.Errorf("found %q, expected days like 2027-12-24..2027-12-31", s)
	case last.Before(first):
		return program.DateRange{}, fmt.Errorf("found %q, expected the earlier day first", s)
	case first.DaysUntil(last) > 366:
		return program.DateRange{}, fmt.Errorf("found %q, expected at most a year", s)
	}
	return program.DateRange{First: first, Last: last}, nil
}

func (r *reader) group(v value) program.GroupSize {
	o := r.object(v, "min", "max")
	if !v.given() {
		return program.GroupSize{Min: 3, Max: 6}
	}
	r.need(o, "min: 3", "max: 6")
	size := program.GroupSize{Min: r.whole(o.get("min"), 2, 100), Max: r.whole(o.get("max"), 2, 100)}
	if size.Max < size.Min && o.get("max").given() {
		r.blame("group.max", fmt.Sprint(size.Max), fmt.Sprintf("at least group.min, %d", size.Min), correct)
	}
	return size
}

// rolesOf are the roles that people have in a format.
func rolesOf(f program.Format) []program.Role {
	switch f {
	case program.Peers:
		return []program.Role{program.Peer}
	case program.Buddies:
		return append([]program.Role{program.Mentee, program.Buddy}, program.BundleRoles...)
	}
	return []program.Role{program.Mentor, program.Mentee}
}

// roles reads the labels of roles. Labels of roles that the format does not
// have are kept: they may wait for another format.
func (r *reader) roles(v value, f program.Format) map[program.Role]string {
	labels := map[program.Role]string{
		program.Peer: "Peer", program.Mentor: "Mentor", program.Mentee: "Mentee", program.Buddy: "Buddy",
		program.Leader: "Leader", program.RoleBuddy: "Role buddy", program.CultureBuddy: "Culture buddy",
	}
	if f == program.Buddies {
		labels[program.Mentee] = "Newcomer"
	}
	o := r.object(v, "peer", "mentor", "mentee", "buddy", "leader", "role_buddy", "culture_buddy")
	for role := range labels {
		if label := r.text(o.get(string(role)), 40, "what people call this role"); label != "" {
			labels[role] = label
		}
	}
	for role := range labels {
		if !slices.Contains(rolesOf(f), role) && !o.get(string(role)).given() {
			delete(labels, role)
		}
	}
	return labels
}

func (r *reader) sessions(v value) program.SessionRules {
	o := r.object(v, "every", "length", "agenda", "buffer", "room")
	rules := presetSessions()
	day, year := program.Length{N: 1, Unit: program.Days}, program.Length{N: 12, Unit: program.Months}
	if every := r.length(o.get("every"), day, year, program.Days, program.Weeks, program.Months); !every.IsZero() {
		rules.Every = every
	}
	short, long := program.Length{N: 10, Unit: program.Minutes}, program.Length{N: 8, Unit: program.Hours}
	if length := r.length(o.get("length"), short, long, program.Minutes, program.Hours); !length.IsZero() {
		rules.Length = length
	}
	if agenda := r.slug(o.get("agenda")); agenda != "" {
		rules.Agenda = agenda
	}
	rules.Buffer = r.length(o.get("buffer"), program.Length{N: 5, Unit: program.Minutes}, program.Length{N: 2, Unit: program.Hours}, program.Minutes, program.Hours)
	rules.Room = r.room(o.get("room"))
	return rules
}

// room reads the link to where each Pairing meets.
func (r *reader) room(v value) string {
	text := r.text(v, 300, "a link like https://meet.example.org/"+program.RoomPlace)
	if text == "" {
		return ""
	}
	u, err := url.Parse(strings.Replace(text, program.RoomPlace, "x", 1))
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || strings.Count(text, program.RoomPlace) != 1 || strings.ContainsAny(text, " \"<>\\") {
		r.blame("sessions.room", quote(text), "a link like https://meet.example.org/"+program.RoomPlace, "put "+program.RoomPlace+" where each pairing's own part belongs, once")
		return ""
	}
	return text
}
