package program

import "time"

// morning is when a window opens, in the program's zone.
const morning Clock = 9 * 60

// RegistrationOpens is 09:00 of the first day of registration.
func (p *Program) RegistrationOpens() time.Time {
	return p.Registration.Opens.In(p.Location(), morning)
}

// RegistrationCloses is 24:00 of the last day of registration.
func (p *Program) RegistrationCloses() time.Time {
	return p.Registration.Closes.AddDays(1).In(p.Location(), 0)
}

// RoundDue is when the Round of a cohort is paired: 09:00 of the day matching opens.
func (p *Program) RoundDue() time.Time { return p.Matching.Opens.In(p.Location(), morning) }

// PairedBy is the day by which everyone who registers hears of a partner, or
// that there is none: the last day of matching.
func (p *Program) PairedBy() Date { return p.Matching.Closes }

// MatchingCloses is when people are told on whom no Draft has decided: 09:00 of
// the day by which they were to hear, a day after the Round at the earliest.
func (p *Program) MatchingCloses() time.Time {
	day := p.PairedBy()
	if !p.Matching.Opens.Before(day) {
		day = p.Matching.Opens.AddDays(1)
	}
	return day.In(p.Location(), morning)
}

// StartDate is the day the Program starts: Starts, or the day after matching closes.
func (p *Program) StartDate() Date {
	if p.Starts.IsZero() {
		return p.Matching.Closes.AddDays(1)
	}
	return p.Starts
}

// EndDate is the first day after the Program.
func (p *Program) EndDate() Date { return p.Length.After(p.StartDate()) }

// Begins is 00:00 of the start date in the program's zone.
func (p *Program) Begins() time.Time { return p.StartDate().In(p.Location(), 0) }

// Ends is 00:00 of the end date in the program's zone.
func (p *Program) Ends() time.Time { return p.EndDate().In(p.Location(), 0) }

// Over reports whether the Program has an end that has come.
func (p *Program) Over(now time.Time) bool { return !p.Length.IsZero() && !now.Before(p.Ends()) }

// SurveyDue is when a planned survey is sent: 09:00 of its day. A survey at
// the end is sent in the last week, while people still meet.
func (p *Program) SurveyDue(s SurveyPlan) time.Time {
	start, end := p.StartDate(), p.EndDate()
	day := start
	switch s.When {
	case "midpoint":
		day = start.AddDays(start.DaysUntil(end) / 2)
	case "end":
		day = end.AddDays(-7)
	default:
		if after, err := ParseLength(s.When); err == nil {
			day = after.After(start)
		}
	}
	return day.In(p.Location(), morning)
}

// SurveyDueTo is when a planned survey is sent to people of whom the first were
// introduced at this time: when it is due, or, where that was before, as long
// after they were introduced as it was to be after the start, in the last week
// at the latest.
func (p *Program) SurveyDueTo(s SurveyPlan, introduced time.Time) time.Time {
	due := p.SurveyDue(s)
	if introduced.Before(due) {
		return due
	}
	day := DateOf(introduced.In(p.Location())).AddDays(p.StartDate().DaysUntil(DateOf(due.In(p.Location()))))
	if last := p.EndDate().AddDays(-7); !p.Length.IsZero() && last.Before(day) {
		day = last
	}
	if due = day.In(p.Location(), morning); due.Before(introduced) {
		return introduced
	}
	return due
}

// ReportDue is when Administrators get the closing report at the earliest:
// 09:00 one week after the end. It waits until the last survey has closed.
func (p *Program) ReportDue() time.Time { return p.EndDate().AddDays(7).In(p.Location(), morning) }

// Closed reports whether d is one of the program's closures.
func (p *Program) Closed(d Date) bool {
	for _, r := range p.Closures {
		if r.Contains(d) {
			return true
		}
	}
	return false
}

// SendTime returns the earliest instant not before t at which a message may
// reach someone who lives in loc and works these hours: inside the send hours,
// on a day the person works, and never on a closure.
func (p *Program) SendTime(t time.Time, loc *time.Location, hours WeeklyHours) time.Time {
	span := p.SendHours
	if span.To == 0 {
		span = Span{8 * 60, 18 * 60}
	}
	day := DateOf(t.In(loc))
	for range 400 {
		opens, closes := day.In(loc, span.From), day.In(loc, span.To)
		if hours.Works(day.Weekday()) && !p.Closed(day) && t.Before(closes) {
			if t.Before(opens) {
				return opens
			}
			return t
		}
		day = day.AddDays(1)
	}
	return t
}

// Reader is someone who is reached by the rules of a Program: in its send
// hours, where and when the person works. The zero Reader is reached at any time.
type Reader struct {
	Program *Program
	Zone    *time.Location
	Hours   WeeklyHours
}

// ReaderOf is a Person as a reader of a Program's Messages.
func ReaderOf(p *Program, person Person) Reader {
	return Reader{Program: p, Zone: person.TimeZone(p.Location()), Hours: person.WorkingHours()}
}

// SendTime returns the earliest instant not before t at which a Message may
// reach the reader.
func (r Reader) SendTime(t time.Time) time.Time {
	if r.Program == nil {
		return t
	}
	return r.Program.SendTime(t, r.Zone, r.Hours)
}

// hurried reports whether a Message was made due outside the send hours, which is for
// what cannot wait.
func (r Reader) hurried(due time.Time) bool { return !due.IsZero() && r.SendTime(due).After(due) }

// SameDay reports whether two instants lie on one day of the reader's.
func (r Reader) SameDay(a, b time.Time) bool { return DateOf(a.In(r.Zone)) == DateOf(b.In(r.Zone)) }

// nextDay is when the reader's day after t begins.
func (r Reader) nextDay(t time.Time) time.Time { return DateOf(t.In(r.Zone)).AddDays(1).In(r.Zone, 0) }
