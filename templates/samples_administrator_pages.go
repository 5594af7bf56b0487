package templates

import (
	"time"

	"github.com/peerpost/peerpost/program"
)

func sampleAdministratorPages() []PageSample {
	review := ReviewPage{
		Frame: sampleFrame(), Round: 1, Revision: 1, State: program.DraftReady, Registered: 64, NotRegistered: 7, Pausing: 2, Paired: 61, Pairs: 30, MeanPercent: 71,
		Optimal: true, Proposals: sampleProposals(30), Unpaired: sampleUnpaired(), Expires: at(time.February, 1, 8, 0), Undo: tenMinutes,
		Approve: "/approve/" + sampleToken, Discard: "/discard/" + sampleToken, Home: "/home",
	}
	over := review
	over.State, over.Approve, over.Discard, over.Optimal, over.Within = program.DraftStale, "", "", false, 0.4
	approve := ApprovePage{Frame: sampleFrame(), Form: sampleForm(program.ForApprove), Round: 1, Revision: 1, Paired: 61, Pairs: 30, Unpaired: 3,
		Expires: at(time.February, 1, 8, 0), Undo: tenMinutes, Others: []string{"Grace Hopper", "Ольга Смирнова"}, Review: "/review/" + sampleToken}
	wrong := approve
	wrong.Typed, wrong.Error, wrong.Second, wrong.ApprovedBy = "16", WrongNumber, true, "Grace Hopper"
	first := approve
	first.Second = true
	off, stranger := approve, approve
	off.Off, off.Switch = true, "/switch/"+sampleToken
	stranger.Off, stranger.Others = true, stranger.Others[:1]
	outdated, shown := approve, review
	outdated.Outdated, outdated.Changes, shown.Outdated, shown.Changes = true, sampleChanges(), true, Changes{Edited: true}
	home := sampleHome()
	asked, tooFew := sampleHome(), sampleHome()
	asked.Programs[0].Asked, tooFew.Programs[1].Asked = AskedDraft, AskedTooFew
	nothing := HomePage{Frame: Frame{Zone: "Europe/Berlin"}, Name: "Ada"}
	return []PageSample{
		{"review", review}, {"review_stale", over}, {"review_outdated", shown}, {"approve_outdated", outdated}, {"approve", approve}, {"approve_error", wrong}, {"approve_first", first}, {"approve_off", off}, {"approve_off_no_link", stranger},
		{"discard", DiscardPage{Frame: sampleFrame(), Form: sampleForm(program.ForDiscard), Round: 1, Revision: 1, Paired: 61, Pairs: 30, Review: "/review/" + sampleToken}},
		{"undo", UndoPage{Frame: sampleFrame(), Form: sampleForm(program.ForUndo), By: "Grace Hopper", Paired: 61, Pairs: 30, Until: at(time.January, 27, 9, 40)}},
		{"decided_approved", DecidedPage{Frame: sampleFrame(), Decision: program.DraftApproved, By: "Grace Hopper", At: at(time.January, 27, 9, 30),
			Paired: 61, Pairs: 30, UndoUntil: at(time.January, 27, 9, 40), Undo: "/undo/" + sampleToken, Home: "/home"}},
		{"decided_discarded", DecidedPage{Frame: sampleFrame(), Decision: program.DraftDiscarded, By: "Grace Hopper", At: at(time.January, 27, 9, 30), Paired: 61, Pairs: 30}},
		{"decided_superseded", DecidedPage{Frame: sampleFrame(), Decision: program.DraftSuperseded, Paired: 61, Pairs: 30, Current: "/review/" + sampleToken}},
		{"decided_expired", DecidedPage{Frame: sampleFrame(), Decision: program.DraftExpired, At: at(time.February, 1, 8, 0), Paired: 61, Pairs: 30, Home: "/home"}},
		{"decided_stale", DecidedPage{Frame: sampleFrame(), Decision: program.DraftStale, Paired: 61, Pairs: 30, Current: "/review/" + sampleToken}},
		{"decided_changed", DecidedPage{Frame: sampleFrame(), Decision: program.DraftStale, Paired: 61, Pairs: 30, Home: "/home", Changes: sampleChanges()}},
		{"decided_undo_over", DecidedPage{Frame: sampleFrame(), Decision: program.DraftApproved, By: "Grace Hopper", At: at(time.January, 27, 9, 30), Paired: 61, Pairs: 30, UndoOver: true}},
		{"decided_undone", DecidedPage{Frame: sampleFrame(), Decision: program.DraftUndone, By: "Ada Lovelace", Paired: 61, Pairs: 30}},
		{"switch", SwitchPage{Frame: sampleFrame(), Form: sampleForm(program.ForSwitch), State: program.SwitchOn, Home: "/home"}},
		{"switch_all_off", SwitchPage{Frame: sampleFrame(), Form: sampleForm(program.ForSwitch), State: program.SwitchAllOff, Waiting: 12, Home: "/home"}},
		{"home", home}, {"home_asked", asked}, {"home_too_few", tooFew}, {"home_nothing", nothing},
		{"home_request", HomeRequestPage{Frame: Frame{}, Form: Form{Action: "/home"}, Address: "ada@example", Error: NotAnAddress}},
		{"home_open", HomeOpenPage{Frame: Frame{}, Form: sampleForm(program.ForHome)}},
	}
}

func sampleHome() HomePage {
	matching := ProgramCard{
		Name: "Engineering peer mentoring", Slug: "eng-peers", State: ProgramMatching, Switch: program.SwitchOn,
		RegistrationOpens: at(time.January, 11, 8, 0), RegistrationCloses: at(time.January, 22, 23, 0), RoundDue: at(time.January, 25, 8, 0),
		Starts: on(time.February, 8), Ends: on(time.August, 8), Invited: 7, Registered: 64, Paused: 2,
		Drafts:  []DraftCard{{Round: 1, Revision: 1, Paired: 61, Pairs: 30, Expires: at(time.February, 1, 8, 0), Review: "/review/" + sampleToken}},
		Unknown: 1, Failed: 2, Waiting: 1, CanPair: true, SwitchLink: "/switch/eng-peers",
		Problems: []MessageProblem{
			{program.RegisterInvitation, "Tāne Parata", program.OutboxFailed, "550 5.1.1 no such mailbox", at(time.January, 11, 8, 3)},
			{program.RegisterReminder, sampleLong().Name, program.OutboxFailed, "552 5.2.2 mailbox full", at(time.January, 20, 8, 0)},
			{program.RegistrationConfirmed, "山田 浩", program.OutboxUnknown, "the connection broke after the message was handed over", at(time.January, 21, 2, 14)},
		},
	}
	ended := ProgramCard{Name: "First weeks", Slug: "first-weeks", State: ProgramRunning, Switch: program.SwitchOff,
		Registered: 12, Pairings: 6, Sessions: 18, Met: 15, SwitchLink: "/switch/first-weeks"}
	frame := sampleFrame()
	frame.Program = ""
	return HomePage{Frame: frame, Form: Form{Action: "/home"}, Name: "Ada", Programs: []ProgramCard{matching, ended}, SignOut: Form{Action: "/home/out"}}
}

func sampleChanges() Changes {
	return Changes{Joined: []string{"山田 浩", sampleLong().Name}, Left: []string{"Ana Lindqvist"}, Changed: []string{"Dana Ferreira"}, Edited: true}
}
