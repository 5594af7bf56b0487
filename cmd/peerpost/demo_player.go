package main

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/peerpost/peerpost/mail"
	"github.com/peerpost/peerpost/program"
)

// player is one person: what they find in their mailbox, and what they are
// like. Everything they decide follows from the seed and their address.
type player struct {
	address string
	name    string
	browser *browser
	random  *rand.Rand
	order   int // among the participants, or among the administrators
	admin   bool

	late   bool // registers only after the reminder
	absent bool // never registers

	registered bool
	reminded   bool            // of the registration
	surveys    map[string]bool // link of a survey → answered
	series     string          // UID of the meetings in the calendar
	meetings   int             // that the player was asked about
}

// newPlayer is the order-th participant of a pool, or Administrator.
func newPlayer(seed int64, address, name string, order, people int, admin bool) *player {
	h := fnv.New64a()
	h.Write([]byte(program.Address(address).Key()))
	return &player{
		address: address, name: name, order: order, admin: admin, random: rand.New(rand.NewPCG(uint64(seed), h.Sum64())), surveys: map[string]bool{},
		late: !admin && order%12 == 5, absent: !admin && people > samplePeople && order == samplePeople,
	}
}

// after is some time later: seldom the shortest, never the longest.
func (p *player) after(shortest, longest time.Duration) time.Duration {
	return shortest + time.Duration(p.random.Float64()*p.random.Float64()*float64(longest-shortest)).Round(time.Minute)
}

// met says whether the player's next meeting took place. All who have the same
// meetings in their calendars say the same.
func (p *player) met(seed int64) bool {
	p.meetings++
	h := fnv.New64a()
	fmt.Fprint(h, seed, p.series, p.meetings)
	return rand.New(rand.NewPCG(h.Sum64(), 0)).IntN(100) >= 7
}

// answersSurveyNow says whether the player answers when first asked. Few wait
// for the reminder, and fewer never answer.
func (p *player) answersSurveyNow(reminder bool) bool {
	switch p.order % 9 {
	case 4:
		return false
	case 2, 7:
		return reminder
	}
	return true
}

// linkTo returns the first of a message's links to a purpose that end so; ""
// where it has none.
func linkTo(letter mail.Received, purpose program.Purpose, ending string) string {
	i := slices.IndexFunc(letter.Links, func(link string) bool {
		return kindOfPage(link) == string(purpose) && strings.HasSuffix(link, ending)
	})
	if i < 0 {
		return ""
	}
	return letter.Links[i]
}

// fill fills in a form: what is there already stays, what is missing is
// answered, what may be left out sometimes is.
func (p *player) fill(f *form) url.Values {
	values := url.Values{}
	for i, first := range f.fields {
		if slices.ContainsFunc(f.fields[:i], func(earlier *field) bool { return earlier.name == first.name }) {
			continue // done with the first of its name
		}
		same := slices.DeleteFunc(slices.Clone(f.fields), func(other *field) bool { return other.name != first.name })
		for _, value := range p.answer(same) {
			values.Add(first.name, value)
		}
	}
	return values
}

// answer is what the player enters in all controls of one name.
func (p *player) answer(same []*field) []string {
	var chosen, all []string
	for _, f := range same {
		if f.chosen {
			chosen = append(chosen, f.value)
		}
		if f.value != "" {
			all = append(all, f.value)
		}
	}
	switch f := same[0]; f.kind {
	case "hidden", "submit":
		return []string{f.value}
	case "radio":
		if len(chosen) > 0 && chosen[0] != "" {
			return chosen[:1]
		}
		return all[p.random.IntN(len(all)):][:1]
	case "checkbox":
		if len(chosen) > 0 {
			return chosen
		}
		p.random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		return all[:min(len(all), 1+p.random.IntN(3))]
	case "select":
		if f.value == "" && len(f.options) > 1 {
			return []string{f.options[1+p.random.IntN(len(f.options)-1)]}
		}
		return []string{f.value}
	default:
		if f.value == "" && (f.required || f.kind == "textarea" && p.random.IntN(3) == 0) {
			return []string{remarks[p.random.IntN(len(remarks))]}
		}
		return []string{f.value}
	}
}

// remarks are what people write where there is room for it.
var remarks = []string{
	"More time for questions, fewer slides.", "The agenda helped us to begin.", "I learned how another team plans its work.",
	"An hour that I look forward to.", "Nothing <i>really</i>; it works & I would do it again.", "Zwischen zwei Zeitzonen war es manchmal spät.",
}

var aNumber = regexp.MustCompile(`\d+`)

// numberAskedFor is the number that a label asks a person to type.
func numberAskedFor(f *form) (name, number string) {
	for _, field := range f.fields {
		if field.kind != "text" {
			continue
		}
		if found := aNumber.FindAllString(f.labels[field.id], -1); len(found) > 0 {
			return field.name, found[len(found)-1]
		}
	}
	return "", ""
}
