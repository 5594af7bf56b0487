package templates

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/peerpost/peerpost/program"
)

// reader is who reads: the language, the zone, and whether it is a mail, whose
// client makes links of whatever looks like one.
type reader struct {
	catalogue
	zone *time.Location
	mail bool
}

// t returns a text of the catalogue. Pairs are the names and values of its
// placeholders. A value of type string is a person's text and made plain.
func (r *reader) t(key string, pairs ...any) (words, error) {
	if len(pairs)%2 != 0 {
		return "", fmt.Errorf("the text %q needs names and values in pairs", key)
	}
	args := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		name, isName := pairs[i].(string)
		if !isName {
			return "", fmt.Errorf("the text %q: %v is not a placeholder's name", key, pairs[i])
		}
		value, err := r.show(pairs[i+1])
		if err != nil {
			return "", fmt.Errorf("the text %q, {%s}: %w", key, name, err)
		}
		args[name] = string(value)
	}
	text, err := r.text(key, args)
	return words(text), err
}

// of returns the text of one member of a group of keys: of "switch" "off" is
// the text "switch.off".
func (r *reader) of(group string, member any, pairs ...any) (words, error) {
	return r.t(fmt.Sprintf("%s.%v", group, member), pairs...)
}

// show puts a value into words.
func (r *reader) show(value any) (words, error) {
	switch v := value.(type) {
	case words:
		return v, nil
	case string:
		return r.plain(v), nil
	case int:
		return words(strconv.Itoa(v)), nil
	case program.Address:
		return words(plain(string(v))), nil
	case program.Clock:
		return words(v.String()), nil
	case program.Date:
		return r.day(v)
	case program.Length:
		return r.length(v)
	}
	return "", fmt.Errorf("a %T cannot be shown", value)
}

// plain makes a person's text safe to show on one line.
func (r *reader) plain(s string) words {
	if r.mail {
		return words(unlinked(plain(s)))
	}
	return words(plain(s))
}

// lines is plain for text of several lines; empty ones are left out.
func (r *reader) lines(s string) []words {
	var lines []words
	for line := range strings.Lines(s) {
		if shown := r.plain(line); shown != "" {
			lines = append(lines, shown)
		}
	}
	return lines
}

// said gives the lines of an answer; one on a scale says on which.
func (r *reader) said(a Answered) ([]words, error) {
	var all []words
	for _, value := range a.Values {
		if a.From == a.To {
			all = append(all, r.lines(value)...)
			continue
		}
		step, err := r.t("answer.step_from", "value", value, "from", a.From, "to", a.To)
		if a.From == 1 {
			step, err = r.t("answer.step", "value", value, "to", a.To)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, step)
	}
	return all, nil
}

// join lists people or things: "Ana", "Ana and Ben", "Ana, Ben and Chloé".
func (r *reader) join(list any) (words, error) {
	var items []words
	switch list := list.(type) {
	case []string:
		for _, s := range list {
			items = append(items, r.plain(s))
		}
	case []program.Address:
		for _, a := range list {
			items = append(items, r.plain(string(a)))
		}
	case []Partner:
		for _, p := range list {
			items = append(items, r.plain(p.Name))
		}
	case []words:
		items = list
	default:
		return "", fmt.Errorf("a %T cannot be listed", list)
	}
	switch len(items) {
	case 0:
		return "", nil
	case 1:
		return items[0], nil
	}
	shown := items[0]
	for _, item := range items[1 : len(items)-1] {
		var err error
		if shown, err = r.t("list.more", "a", shown, "b", item); err != nil {
			return "", err
		}
	}
	return r.t("list.last", "a", shown, "b", items[len(items)-1])
}

// withYou is join with the reader at the beginning: "You, Ana and Ben".
func (r *reader) withYou(partners []Partner) (words, error) {
	you, err := r.t("you")
	if err != nil {
		return "", err
	}
	items := []words{you}
	for _, p := range partners {
		items = append(items, r.plain(p.Name))
	}
	return r.join(items)
}
