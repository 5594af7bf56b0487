package web

import (
	"net/http"

	"github.com/peerpost/peerpost/program"
	"github.com/peerpost/peerpost/templates"
)

var switchOutcomes = map[program.Switch]templates.Outcome{
	program.SwitchOn: templates.DoneOn, program.SwitchOff: templates.DoneOff, program.SwitchAllOff: templates.DoneAllOff,
}

// showSwitch shows the pairing switch of a Program.
func (v *visit) showSwitch() error {
	if outcome := switchOutcomes[v.prog.Switch]; v.isDone(outcome) {
		return v.render(http.StatusOK, templates.DonePage{Frame: v.frame(), Outcome: outcome, Next: v.here()})
	}
	counts, err := v.Work.Store.OutboxCounts(v.ctx, v.prog.ID)
	if err != nil {
		return err
	}
	page := templates.SwitchPage{Frame: v.frame(), Form: v.form(), State: v.prog.Switch, Home: "/home"}
	if v.prog.Switch == program.SwitchAllOff {
		page.Waiting = counts[program.OutboxPending]
	}
	return v.render(http.StatusOK, page)
}

// turnSwitch puts the switch into another position.
func (v *visit) turnSwitch() error {
	to := program.Switch(v.r.PostForm.Get("switch"))
	outcome, known := switchOutcomes[to]
	if !known {
		return v.seeOther(v.here())
	}
	if err := v.Work.SetSwitch(v.ctx, v.prog.ID, to, string(v.reader.ID), v.now); err != nil {
		return err
	}
	return v.done(outcome)
}

// switchWay is the path of the Program's switch: by session, or by the reader's
// own Link; "" where there is none.
func (v *visit) switchWay() (string, error) {
	if v.token == "" {
		return "/home/switch/" + v.prog.Slug, nil
	}
	return v.way(program.ForSwitch, v.prog.ID)
}
