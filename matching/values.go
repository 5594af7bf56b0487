package matching

import (
	"fmt"
	"slices"
	"strings"

	"github.com/peerpost/peerpost/program"
)

// vocabulary numbers what people answered, so that answers compare quickly.
// Case and spaces make no difference.
type vocabulary struct {
	numbers map[string]int32
	words   []string // as they were first written
}

// set returns the numbers of the texts, ascending and each once. Blank texts
// are no answer.
func (v *vocabulary) set(texts []string) []int32 {
	if v.numbers == nil {
		v.numbers = map[string]int32{}
	}
	var set []int32
	for _, text := range texts {
		words := strings.Fields(text)
		if len(words) == 0 {
			continue
		}
		key := strings.ToLower(strings.Join(words, " "))
		number, known := v.numbers[key]
		if !known {
			number = int32(len(v.words))
			v.numbers[key] = number
			v.words = append(v.words, strings.TrimSpace(text))
		}
		set = append(set, number)
	}
	slices.Sort(set)
	return slices.Compact(set)
}

func (v *vocabulary) texts(set []int32) []string {
	texts := make([]string, len(set))
	for i, number := range set {
		texts[i] = v.words[number]
	}
	return texts
}

// answers returns everyone's answers to a question, or values of a field, as
// sets of the vocabulary. A field may hold several values separated by ";".
func (p *pool) answers(v *vocabulary, field string) ([][]int32, error) {
	q, asked := p.program.Question(field)
	if !asked && !slices.Contains(program.Fields, field) {
		return nil, fmt.Errorf("%q is neither a question nor one of %s", field, strings.Join(program.Fields, ", "))
	}
	v.set(q.Options) // so that words are written as the question writes them
	sets := make([][]int32, len(p.people))
	for i, participant := range p.people {
		if asked {
			sets[i] = v.set(participant.Answers[field])
		} else {
			sets[i] = v.set(strings.Split(personal(participant.Person, field), ";"))
		}
	}
	return sets, nil
}

// personal returns what the person's record says of a field.
func personal(person program.Person, field string) string {
	switch field {
	case "manager":
		return person.ManagerEmail
	case "department":
		return person.Department
	case "level":
		return person.Level
	case "location":
		return person.Location
	case "language":
		return person.Language
	case "timezone":
		return person.Zone
	case "working_hours":
		return strings.ReplaceAll(person.WorkingHours().String(), ";", ",")
	}
	return ""
}
