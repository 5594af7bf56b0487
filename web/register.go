package web

import (
	"errors"
	"net/http"
	"time"

	"github.com/peerpost/peerpost/db"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// usualHours is how DefaultHours are written for people.
const usualHours = "Mon-Fri 09:00-17:00"

// showRegister shows the questionnaire with what is known filled in.
func (v *visit) showRegister() error {
	p, err := v.registrant()
	if errors.Is(err, program.ErrClosed) {
		return v.closedTo(p)
	}
	if err != nil {
		return err
	}
	if p.State != program.Invited && v.isDone(templates.DoneRegistered, templates.DoneChanged) {
		return v.render(http.StatusOK, templates.DonePage{Frame: v.frame(), Outcome: templates.Outcome(v.r.URL.Query().Get("done"))})
	}
	return v.render(http.StatusOK, v.registerPage(p))
}

// register checks what a person said of themselves and lets jobs store it.
func (v *visit) register() error {
	p, err := v.registrant()
	if errors.Is(err, program.ErrClosed) {
		return v.closedTo(p)
	}
	if err != nil {
		return err
	}
	page, registration, ok := v.readRegistration(p)
	if !ok {
		return v.render(http.StatusUnprocessableEntity, page)
	}
	err = v.Work.Register(v.ctx, p, registration, v.now)
	if errors.Is(err, program.ErrClosed) {
		return v.closedTo(p)
	}
	if err != nil {
		return err
	}
	if p.State == program.Invited {
		return v.done(templates.DoneRegistered)
	}
	return v.done(templates.DoneChanged)
}

// closedTo says why a person cannot register any more: they have left, or the
// time for it is over.
func (v *visit) closedTo(p program.Participant) error {
	if p.State != program.Left {
		return v.closed()
	}
	page := templates.GonePage{Frame: v.frame(), Reason: templates.GoneLeft}
	var err error
	if page.Participation, err = v.way(program.ForParticipation, p.ID); err != nil {
		return err
	}
	return v.render(http.StatusGone, page)
}

// registrant is the Participant whom the Link is about. It returns
// program.ErrClosed once registration has closed or the person has left.
func (v *visit) registrant() (program.Participant, error) {
	p, err := v.ownParticipant()
	if err != nil {
		return p, err
	}
	switch p.State {
	case program.Invited, program.Registered, program.Paused:
		if v.now.Before(v.prog.RegistrationCloses()) {
			return p, nil
		}
	}
	return p, program.ErrClosed
}

// ownParticipant is the Participant that is the Link's object.
func (v *visit) ownParticipant() (program.Participant, error) {
	p, err := v.Work.Store.Participant(v.ctx, v.link.Object)
	if err == nil && p.PersonID != v.reader.ID {
		err = program.ErrNotFound
	}
	return p, err
}

// asked are the questions of the Questionnaire for a role.
func asked(prog db.Program, role program.Role) []program.Question {
	var all []program.Question
	for _, q := range prog.Questionnaire {
		if q.For == "" || q.For == role {
			all = append(all, q)
		}
	}
	return all
}

func (v *visit) registerPage(p program.Participant) templates.RegisterPage {
	page := templates.RegisterPage{
		Frame: v.frame(), Form: v.form(), Name: p.Person.DisplayName(), Address: string(p.Person.Address), Role: roleLabel(v.prog, p.Role),
		Registered: p.State != program.Invited, Again: p.Resubscribes(), Starts: v.prog.StartDate(), Length: v.prog.Length, Every: v.prog.Sessions.Every,
		Minutes: int(v.prog.Sessions.Length.Duration() / time.Minute), Closes: v.prog.RegistrationCloses(),
		Questions: fields(asked(v.prog, p.Role), p.Answers), Headline: p.Headline,
		PersonZone: p.Person.TimeZone(v.prog.Location()).String(), Hours: p.Person.Hours,
	}
	if page.Hours == "" {
		page.Hours = usualHours
	}
	page.Zones = zones(page.PersonZone, v.now)
	return page
}

// roleLabel is what a role is called; "" where everyone is a peer.
func roleLabel(prog db.Program, role program.Role) string {
	if prog.Format == program.Peers || role == program.Peer {
		return ""
	}
	if label := prog.Roles[role]; label != "" {
		return label
	}
	return string(role)
}

// readRegistration takes a registration out of the form. The page keeps what
// was typed and says what is wrong with it; ok reports that nothing is.
func (v *visit) readRegistration(p program.Participant) (page templates.RegisterPage, r db.Registration, ok bool) {
	page, form := v.registerPage(p), v.r.PostForm
	page.Questions, r.Answers, ok = readAnswers(asked(v.prog, p.Role), form)
	page.Headline = plainText(form.Get("headline"), false)
	page.HeadlineError = tooLong(page.Headline, longestHeadline)
	page.PersonZone = plainText(form.Get("zone"), false)
	if loc, err := program.LoadZone(page.PersonZone); err != nil || len(page.PersonZone) > 64 {
		page.ZoneError = templates.NotAZone
	} else {
		page.PersonZone = loc.String()
	}
	page.Hours = plainText(form.Get("hours"), false)
	if _, err := program.ParseWeeklyHours(page.Hours); err != nil || len(page.Hours) > longestHours {
		page.HoursError = templates.NotHours
	} else if page.Hours == "" {
		page.Hours = usualHours
	}
	r.ParticipantID, r.Role, r.Headline, r.Zone, r.Hours = p.ID, p.Role, page.Headline, page.PersonZone, page.Hours
	return page, r, ok && page.HeadlineError == "" && page.ZoneError == "" && page.HoursError == ""
}
