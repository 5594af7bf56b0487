package web

import (
	"errors"
	"net/http"
	"strings"

	"github.com/peerpost/peerpost/jobs"
	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

// eraseWord is what a person types to be erased. The catalogue names it too.
const eraseWord = "erase"

// longestPause is how far ahead a pause may end.
const longestPause = 2 * 366

// showParticipation shows a person how they take part and what is stored.
func (v *visit) showParticipation() error {
	p, err := v.ownParticipant()
	if err != nil {
		return err
	}
	if outcome := participationOutcomes[p.State]; p.State == program.Erased || v.isDone(outcome) {
		page := templates.DonePage{Frame: v.frame(), Outcome: outcome, Until: p.PausedTil}
		if p.State != program.Erased {
			page.Next = v.here()
		}
		if p.State == program.Registered || p.State == program.Left {
			page.Paired = v.r.URL.Query().Get("partners") != ""
		}
		return v.render(http.StatusOK, page)
	}
	page, err := v.participationPage(p)
	if err != nil {
		return err
	}
	return v.render(http.StatusOK, page)
}

var participationOutcomes = map[program.ParticipantState]templates.Outcome{
	program.Paused: templates.DonePaused, program.Registered: templates.DoneResumed,
	program.Left: templates.DoneLeft, program.Erased: templates.DoneErased,
}

// changeParticipation pauses, resumes, leaves or erases. Whoever is already
// where they want to be, as after a double click, is told that it is done.
func (v *visit) changeParticipation() error {
	p, err := v.ownParticipant()
	if err != nil {
		return err
	}
	partners, err := v.partnersOf(p)
	if err != nil {
		return err
	}
	var to program.ParticipantState
	switch v.r.PostForm.Get("do") {
	case "pause":
		to, err = program.Paused, v.pause(p)
	case "resume":
		to, err = program.Registered, v.Work.Resume(v.ctx, p, v.now)
	case "leave":
		to, err = program.Left, v.leave(p)
	case "erase":
		to, err = program.Erased, v.erase(p)
	default:
		return v.seeOther(v.here())
	}
	var wrong wrongForm
	switch {
	case errors.As(err, &wrong):
		return v.refuseParticipation(p, wrong)
	case errors.Is(err, program.ErrConflict):
		now, err := v.ownParticipant()
		if err != nil {
			return err
		}
		if now.State != to {
			return v.seeOther(v.here())
		}
	case err != nil:
		return err
	}
	if len(partners) > 0 { // once they have left, nobody can tell any more
		return v.seeOther(v.here() + "?partners=yes&done=" + string(participationOutcomes[to]))
	}
	return v.done(participationOutcomes[to])
}

// wrongForm is what is wrong with a form of the page.
type wrongForm struct{ until, word, sure templates.Problem }

func (wrongForm) Error() string { return "the form is not as it should be" }

func (v *visit) pause(p program.Participant) error {
	until, err := program.ParseDate(plainText(v.r.PostForm.Get("until"), false))
	today := program.DateOf(v.now.In(p.Person.TimeZone(v.prog.Location())))
	if err != nil || !today.Before(until) || today.DaysUntil(until) > longestPause {
		return wrongForm{until: templates.NotADate}
	}
	return v.Work.Pause(v.ctx, p, until, v.now)
}

func (v *visit) leave(p program.Participant) error {
	if v.r.PostForm.Get("sure") != "yes" {
		return wrongForm{sure: templates.NotTicked}
	}
	return v.Work.Leave(v.ctx, p, v.now)
}

func (v *visit) erase(p program.Participant) error {
	if !strings.EqualFold(plainText(v.r.PostForm.Get("word"), false), eraseWord) { // phones begin a word with a capital
		return wrongForm{word: templates.WrongWord}
	}
	err := v.Work.Erase(v.ctx, p.Person, v.now)
	if errors.Is(err, jobs.ErrAdministrator) {
		return wrongForm{word: templates.StillAdministrator}
	}
	return err
}

func (v *visit) refuseParticipation(p program.Participant, wrong wrongForm) error {
	page, err := v.participationPage(p)
	if err != nil {
		return err
	}
	page.UntilError, page.WordError, page.SureError = wrong.until, wrong.word, wrong.sure
	if wrong.until != "" {
		if typed := plainText(v.r.PostForm.Get("until"), false); len(typed) <= 20 {
			page.Until = typed
		}
	}
	return v.render(http.StatusUnprocessableEntity, page)
}
