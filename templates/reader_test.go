package templates

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/peerpost/peerpost/program"
)

func readerIn(t *testing.T, zone string) *reader {
	t.Helper()
	texts, err := catalogueOf("en-GB")
	if err != nil {
		t.Fatal(err)
	}
	loc, err := program.LoadZone(zone)
	if err != nil {
		t.Fatal(err)
	}
	return &reader{catalogue: texts, zone: loc, mail: true}
}

// says checks what a function of the templates says.
func says(t *testing.T, want string) func(words, error) {
	t.Helper()
	return func(got words, err error) {
		t.Helper()
		if err != nil || string(got) != want {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
}

func TestTimesAreSaidInTheReadersZone(t *testing.T) {
	noon := at(time.July, 1, 12, 0)
	says(t, "Thursday 1 July 2027, 14:00 (Berlin time)")(readerIn(t, "Europe/Berlin").when(noon))
	says(t, "Thursday 1 July 2027, 12:00 (UTC)")(readerIn(t, "UTC").when(noon))
	says(t, "Thursday 1 July 2027, 09:00 (Buenos Aires time)")(readerIn(t, "America/Argentina/Buenos_Aires").when(noon))
	says(t, "Thursday 1 July 2027, 07:00 (UTC−05:00)")(readerIn(t, "Etc/GMT+5").when(noon))
	says(t, "Friday 2 July 2027, 02:00 (Kiritimati time)")(readerIn(t, "Pacific/Kiritimati").when(noon))
}

func TestADeadlineAtMidnightBelongsToTheDayBefore(t *testing.T) {
	midnight := at(time.January, 22, 23, 0)
	says(t, "midnight at the end of Friday 22 January 2027 (Berlin time)")(readerIn(t, "Europe/Berlin").by(midnight))
	says(t, "Friday 22 January 2027")(readerIn(t, "Europe/Berlin").byDay(midnight))
	says(t, "Friday 22 January 2027, 18:00 (New York time)")(readerIn(t, "America/New_York").by(midnight))
	says(t, "Saturday 23 January 2027, 08:00 (Tokyo time)")(readerIn(t, "Asia/Tokyo").by(midnight))
}

func TestPartnersElsewhereHaveTheirOwnTime(t *testing.T) {
	berlin, start := readerIn(t, "Europe/Berlin"), at(time.February, 9, 16, 0)
	tests := []struct{ zone, elsewhere, apart string }{
		{"Europe/Berlin", "", "same time as yours"},
		{"Europe/Paris", "", "same time as yours"},
		{"Europe/Lisbon", "16:00 (Lisbon time)", "1 hour behind you"},
		{"Asia/Kolkata", "21:30 (Kolkata time)", "4 hours 30 minutes ahead of you"},
		{"Asia/Tokyo", "Wednesday 10 February 2027, 01:00 (Tokyo time)", "8 hours ahead of you"},
		{"", "", ""},
		{"nowhere", "", ""},
	}
	for _, test := range tests {
		partner := Partner{Zone: test.zone}
		says(t, test.elsewhere)(berlin.elsewhere(partner, start))
		says(t, test.apart)(berlin.apart(partner, start))
	}
	says(t, "")(berlin.apart(Partner{Zone: "Asia/Tokyo"}, time.Time{}))
}

func TestListsReadLikeSentences(t *testing.T) {
	r := readerIn(t, "UTC")
	says(t, "")(r.join([]string{}))
	says(t, "Ana")(r.join([]string{"Ana"}))
	says(t, "Ana and Ben")(r.join([]string{"Ana", "Ben"}))
	says(t, "Ana, Ben, Chloé and Dana")(r.join([]string{"Ana", "Ben", "Chloé", "Dana"}))
	says(t, "You and Ana")(r.withYou([]Partner{{Name: "Ana"}}))
	says(t, "You, Ana and Ben")(r.withYou([]Partner{{Name: "Ana"}, {Name: "Ben"}}))
}

func TestAnAnswerOnAScaleSaysOnWhich(t *testing.T) {
	r := readerIn(t, "UTC")
	scale := func(from, to int) program.Question {
		return program.Question{Type: program.Scale, From: from, To: to}
	}
	for want, a := range map[string]Answered{
		"4 of 6": NewAnswered(scale(1, 6), []string{"4"}), "7, on a scale from 0 to 10": NewAnswered(scale(0, 10), []string{"7"}),
		"4": NewAnswered(program.Question{Type: program.Text}, []string{"4"}), "": NewAnswered(scale(1, 6), nil),
	} {
		said, err := r.said(a)
		says(t, want)(words(fmt.Sprint(append(said, "")[0])), err)
	}
}

func TestReasonsAreSaidToEachReader(t *testing.T) {
	r := readerIn(t, "UTC")
	meets := func(values ...string) Reason {
		return Reason{Reason: program.Reason{Kind: program.RuleMeets, Values: values}, SubjectText: "Which skills?"}
	}
	mine, theirs, between := meets("Leadership"), meets("Go", "Writing"), meets("Go")
	mine.FromReader, mine.ToName = true, "Dana"
	theirs.FromName, theirs.ToReader = "Dana", true
	between.FromName, between.ToName = "Dana", "Ben"
	same := func(field string, values ...string) Reason {
		return Reason{Reason: program.Reason{Kind: program.RuleSame, Subject: field, Values: values}, SubjectText: "Hobbies?"}
	}
	overlap := func(minutes int) Reason {
		return Reason{Reason: program.Reason{Kind: program.RuleOverlap, Count: minutes}}
	}
	tests := []struct {
		reason       Reason
		members      int
		ours, theirs string
	}{
		{mine, 2, "You are looking for Leadership; Dana offers it", "You are looking for Leadership; Dana offers it"},
		{theirs, 2, "Dana is looking for Go and Writing; you offer them", "Dana is looking for Go and Writing; you offer them"},
		{between, 3, "Dana is looking for Go; Ben offers it", "Dana is looking for Go; Ben offers it"},
		{meets(), 2, "One offers what the other is looking for (“Which skills?”)", "One offers what the other is looking for (“Which skills?”)"},
		{overlap(7*60 + 59), 2, "7 shared working hours a week", "7 shared working hours a week"},
		{overlap(45), 2, "45 shared working minutes a week", "45 shared working minutes a week"},
		{same("language", "English"), 2, "You both speak English", "Both speak English"},
		{same("language", "English"), 3, "You all speak English", "All speak English"},
		{same("manager", "boss@example.org"), 2, "You have the same manager", "They have the same manager"},
		{same("timezone", "America/New_York"), 2, "You are both on New York time", "Both are on New York time"},
		{same("hobbies", "Bread"), 2, "You both chose Bread (“Hobbies?”)", "Both chose Bread (“Hobbies?”)"},
		{Reason{Reason: program.Reason{Kind: "astrology"}, SubjectText: "Sign"}, 2, "A good fit on “Sign”", "A good fit on “Sign”"},
	}
	for _, test := range tests {
		says(t, test.ours)(r.ourReason(test.members, test.reason))
		says(t, test.theirs)(r.theirReason(test.members, test.reason))
	}
}

func TestBlockersTellWhatRelaxingGives(t *testing.T) {
	r := readerIn(t, "UTC")
	sample := sampleBlockers()
	says(t, "Time zones at most 3 hours apart: rules out 14 people. With 5 hours instead, 6 would be possible")(r.blocker(sample[0]))
	says(t, "Different managers: rules out 1 person")(r.blocker(sample[1]))
	says(t, "One offers what the other is looking for (“Which skills do you want to build?”): rules out 9 people. Without it, 9 would be possible")(r.blocker(sample[2]))
	says(t, "A rule of the program (“Stars”): rules out 2 people")(r.blocker(Blocker{Blocker: program.Blocker{Excluded: 2}, SubjectText: "Stars"}))
}

func TestTheCityOfAPartnerIsNotNamedTwice(t *testing.T) {
	r := readerIn(t, "America/New_York")
	at := time.Date(2027, 2, 9, 13, 0, 0, 0, time.UTC)
	for place, want := range map[string]string{
		"": "London, 5 hours ahead of you", "Leeds": "London, 5 hours ahead of you", "London": "Time zone: 5 hours ahead of you", "Greater london, UK": "Time zone: 5 hours ahead of you",
	} {
		says(t, want)(r.whereabouts(Partner{Location: place, Zone: "Europe/London"}, at))
	}
	says(t, "New York, same time as yours")(r.whereabouts(Partner{Zone: "America/New_York"}, at))
}

func TestANumberAndItsPercentSignStayOnOneLine(t *testing.T) {
	for key, forms := range readerIn(t, "UTC").texts {
		for _, text := range forms {
			if strings.Contains(text, " %") {
				t.Errorf("%s breaks before its percent sign: %q", key, text)
			}
		}
	}
}

func TestNumbersAreSaidWithOneDecimalOrAsManyAsTheyNeed(t *testing.T) {
	r := readerIn(t, "UTC")
	says(t, "0.4 %")(r.percent(0.4))
	says(t, "0.1 %")(r.percent(0.1))
	says(t, "0.05 %")(r.percent(0.05))
	says(t, "0.01 %")(r.percent(0.0004))
	says(t, "0.0 %")(r.percent(0))
	says(t, "12.3 %")(r.percent(12.34))
}
