package program

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func sample() *Program {
	return &Program{
		Zone:         "Europe/Berlin",
		Registration: Window{Date{2027, 1, 11}, Date{2027, 1, 22}},
		Matching:     Window{Date{2027, 1, 25}, Date{2027, 2, 5}},
		Length:       Length{6, Months},
		Closures:     []DateRange{{Date{2027, 3, 26}, Date{2027, 3, 29}}},
	}
}

func TestTheDatesOfAProgramFollowFromItsFile(t *testing.T) {
	p := sample()
	for name, c := range map[string]struct {
		got  time.Time
		want string
	}{
		"registration opens at 09:00 in Berlin":        {p.RegistrationOpens(), "2027-01-11T08:00:00Z"},
		"registration closes at 24:00":                 {p.RegistrationCloses(), "2027-01-22T23:00:00Z"},
		"the round is due when matching opens":         {p.RoundDue(), "2027-01-25T08:00:00Z"},
		"it begins the day after matching closes":      {p.Begins(), "2027-02-05T23:00:00Z"},
		"it ends six months later, in summer":          {p.Ends(), "2027-08-05T22:00:00Z"},
		"halfway is 90 days after the start":           {p.SurveyDue(SurveyPlan{When: "midpoint"}), "2027-05-07T07:00:00Z"},
		"the last survey is due a week before the end": {p.SurveyDue(SurveyPlan{When: "end"}), "2027-07-30T07:00:00Z"},
		"a survey 30 days after the start":             {p.SurveyDue(SurveyPlan{When: "30 days"}), "2027-03-08T08:00:00Z"},
		"a survey two months after the start":          {p.SurveyDue(SurveyPlan{When: "2 months"}), "2027-04-06T07:00:00Z"},
		"the report is due a week after the end":       {p.ReportDue(), "2027-08-13T07:00:00Z"},
	} {
		if got := c.got.UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	p.Starts = Date{2027, 2, 8}
	if p.StartDate() != p.Starts || p.EndDate() != (Date{2027, 8, 8}) {
		t.Errorf("from %v to %v", p.StartDate(), p.EndDate())
	}
}

func TestASurveyThatWaitedForTheFirstIntroductionGivesPeopleTime(t *testing.T) {
	p := sample() // from 6 February to 5 August
	for _, c := range []struct{ why, when, introduced, want string }{
		{"introduced before the start", "30 days", "2027-02-01T09:00:00Z", "2027-03-08T08:00:00Z"},
		{"introduced before it was due", "30 days", "2027-03-08T07:59:59Z", "2027-03-08T08:00:00Z"},
		{"introduced when it was due", "30 days", "2027-03-08T08:00:00Z", "2027-04-07T07:00:00Z"},
		{"introduced two weeks later", "2 days", "2027-02-22T15:00:00Z", "2027-02-24T08:00:00Z"},
		{"the last week comes before", "midpoint", "2027-05-20T09:00:00Z", "2027-07-30T07:00:00Z"},
		{"introduced in the last week", "end", "2027-08-02T10:00:00Z", "2027-08-02T10:00:00Z"},
	} {
		introduced, err := time.Parse(time.RFC3339, c.introduced)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.SurveyDueTo(SurveyPlan{When: c.when}, introduced).UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
}

func TestMailArrivesWhileThePersonWorks(t *testing.T) {
	p := sample()
	p.SendHours = Span{8 * 60, 18 * 60}
	partTime, err := ParseWeeklyHours("Mon-Wed 09:00-15:00")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		why, zone, at string
		hours         WeeklyHours
		want          string
	}{
		{"at once inside the hours", "Europe/Berlin", "2027-02-09T10:00:00Z", DefaultHours(), "2027-02-09T10:00:00Z"},
		{"in the morning", "Europe/Berlin", "2027-02-09T05:00:00Z", DefaultHours(), "2027-02-09T07:00:00Z"},
		{"in the evening: the next morning", "Europe/Berlin", "2027-02-09T17:00:00Z", DefaultHours(), "2027-02-10T07:00:00Z"},
		{"on Friday evening: on Monday", "Europe/Berlin", "2027-02-12T18:00:00Z", DefaultHours(), "2027-02-15T07:00:00Z"},
		{"in the person's own zone", "America/New_York", "2027-02-09T08:00:00Z", DefaultHours(), "2027-02-09T13:00:00Z"},
		{"when it is already tomorrow there", "Asia/Kolkata", "2027-02-09T20:00:00Z", DefaultHours(), "2027-02-10T02:30:00Z"},
		{"on a day that the person works", "Europe/Berlin", "2027-02-11T10:00:00Z", partTime, "2027-02-15T07:00:00Z"},
		{"not on a closure, and in summer time after it", "Europe/Berlin", "2027-03-26T10:00:00Z", DefaultHours(), "2027-03-30T06:00:00Z"},
	} {
		t.Run(c.why, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, c.at)
			if err != nil {
				t.Fatal(err)
			}
			if got := p.SendTime(at, zone(t, c.zone), c.hours).UTC().Format(time.RFC3339); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestSendTimesAreNeverEarlyAndAlwaysInsideTheHours(t *testing.T) {
	p := sample()
	rapid.Check(t, func(t *rapid.T) {
		loc := zone(t, rapid.SampledFrom(zones).Draw(t, "zone"))
		at := time.Unix(rapid.Int64Range(1_790_000_000, 1_830_000_000).Draw(t, "at"), 0)
		got := p.SendTime(at, loc, DefaultHours())
		day := DateOf(got.In(loc))
		minute := got.In(loc).Hour()*60 + got.In(loc).Minute()
		if got.Before(at) || minute < 8*60 || minute >= 18*60 || p.Closed(day) || !DefaultHours().Works(day.Weekday()) {
			t.Fatalf("%v for %v", got.In(loc), at)
		}
		if again := p.SendTime(got, loc, DefaultHours()); !again.Equal(got) {
			t.Fatalf("%v, and asked again %v", got, again)
		}
	})
}
