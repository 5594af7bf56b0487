package main

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"
)

// usage says a mistake in the command line as every other mistake is said: what
// was found, what was expected, what to do.
func usage(err error) wrongInput {
	advice := "see " + strings.TrimSpace("peerpost "+nameOf(err)) + " --help"
	for _, form := range usageForms {
		parts := form.said.FindStringSubmatch(err.Error())
		if parts == nil {
			continue
		}
		part := func(name string) string {
			if i := form.said.SubexpIndex(name); i > 0 {
				return parts[i]
			}
			return ""
		}
		found := cmp.Or(part("found"), "nothing")
		if word := part("word"); word != "" {
			found = strconv.Quote(word)
		}
		if flag := part("flag"); flag != "" {
			found += " after " + flag
		}
		if near := part("near"); near != "" {
			advice = "did you mean " + near + "?"
		}
		return wrongInput{fmt.Errorf("found %s, expected %s", found, cmp.Or(inOurWords(part("want")), form.want)), advice}
	}
	return wrongInput{err, advice}
}

// usageForms are the errors of kong's parser, and what is expected where they do
// not say it. One of another form is told as it is.
var usageForms = []struct {
	said *regexp.Regexp
	want string
}{
	{regexp.MustCompile(`^(?P<flag>--\S+): (?:expected \S+ value but got "EOL"|missing value)`), "its value"},
	{regexp.MustCompile(`^(?P<flag>--\S+): expected \S+ value but got (?P<found>".*") \((?:short|long) flag\)`), "its value"},
	{regexp.MustCompile(`^(?P<flag>--\S+): (?:expected|bool value must be) (?P<want>.*) but got (?P<found>".*")`), ""},
	{regexp.MustCompile(`^(?P<flag>--\S+) must be (?P<want>.*) but got (?P<found>".*")$`), ""},
	{regexp.MustCompile(`^<\S+> must be (?P<want>.*) but got (?P<found>".*")$`), ""},
	{regexp.MustCompile(`^unexpected argument (?P<word>\S+), did you mean (?:one of )?"(?P<near>[^"]*)"`), "a command"},
	{regexp.MustCompile(`^unexpected argument (?P<word>.*)$`), "nothing more"},
	{regexp.MustCompile(`^unknown flag (?P<word>\S+), did you mean (?:one of )?"(?P<near>--[^"]*)"`), "a flag of this command"},
	{regexp.MustCompile(`^unknown flag (?P<word>[^,\s]+)`), "a flag of this command"},
	{regexp.MustCompile(`^expected (?P<want>.*)$`), ""},
}

// inOurWords is what kong expects, without its quotation marks.
func inOurWords(want string) string {
	return strings.NewReplacer("a valid 64 bit int", "a whole number", `","`, ", ", `"`, "").Replace(want)
}

// nameOf is the command that was being read when parsing failed.
func nameOf(err error) string {
	var failed *kong.ParseError
	if !errors.As(err, &failed) || failed.Context == nil {
		return ""
	}
	return commandName(failed.Context)
}
