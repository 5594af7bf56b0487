package templates

import (
	"bufio"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"
)

// The catalogue is a folder a language, each with the same keys. A line is
//
//	key = text with {placeholders}
//	key[one] = text for a count of one
//	key[other] = text for any other count
//
// A form may also be a number ("[2]"), which wins over the language's own
// categories. Which form is taken depends on the placeholder {count}.
//
//go:embed catalogue
var catalogueFiles embed.FS

// english is the language that every other one falls back to.
const english = "en"

// pluralForms are the categories of the Unicode CLDR plural rules, by language.
var pluralForms = map[string]func(n int) string{
	english: func(n int) string {
		if n == 1 {
			return "one"
		}
		return "other"
	},
}

// catalogue holds the texts of one language: key → form → text. A text without
// plural has the form "".
type catalogue struct {
	language string
	texts    map[string]map[string]string
}

var catalogues = sync.OnceValues(func() (map[string]catalogue, error) {
	return readCatalogues(catalogueFiles)
})

// catalogueOf returns the texts of a language like "en" or "en-GB", and the
// English ones where that language has none.
func catalogueOf(language string) (catalogue, error) {
	all, err := catalogues()
	if err != nil {
		return catalogue{}, err
	}
	base, _, _ := strings.Cut(strings.ToLower(language), "-")
	if c, found := all[base]; found {
		return c, nil
	}
	return all[english], nil
}

func readCatalogues(files fs.FS) (map[string]catalogue, error) {
	names, err := fs.Glob(files, "catalogue/*/*.txt")
	if err != nil {
		return nil, err
	}
	all := map[string]catalogue{}
	for _, name := range names {
		language := path.Base(path.Dir(name))
		if pluralForms[language] == nil {
			return nil, fmt.Errorf("%s: no plural rule for %q", name, language)
		}
		if _, found := all[language]; !found {
			all[language] = catalogue{language, map[string]map[string]string{}}
		}
		if err := all[language].read(files, name); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (c catalogue) read(files fs.FS, name string) error {
	f, err := files.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, text, found := strings.Cut(line, " = ")
		if !found {
			return fmt.Errorf("%s:%d: expected key = text", name, n)
		}
		key, form, _ := strings.Cut(strings.TrimSuffix(key, "]"), "[")
		if c.texts[key] == nil {
			c.texts[key] = map[string]string{}
		}
		if _, twice := c.texts[key][form]; twice {
			return fmt.Errorf("%s:%d: %s is there twice", name, n, key)
		}
		c.texts[key][form] = text
	}
	return lines.Err()
}

// text returns the text of key with its placeholders filled from args.
func (c catalogue) text(key string, args map[string]string) (string, error) {
	forms, found := c.texts[key]
	if !found {
		return "", fmt.Errorf("the catalogue of %q has no text %q", c.language, key)
	}
	text, plain := forms[""]
	if !plain {
		n, err := strconv.Atoi(args["count"])
		if err != nil {
			return "", fmt.Errorf("the text %q needs a count", key)
		}
		text = pick(forms, strconv.Itoa(n), pluralForms[c.language](n), "other")
	}
	return fill(key, text, args)
}

// pick returns the first of the forms that there is.
func pick(forms map[string]string, wanted ...string) string {
	for _, form := range wanted {
		if text, found := forms[form]; found {
			return text
		}
	}
	return ""
}

// fill replaces each {placeholder} of text once; what args hold is not read
// for placeholders again.
func fill(key, text string, args map[string]string) (string, error) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		name, after, closed := strings.Cut(rest, "}")
		value, given := args[name]
		if !closed || !given {
			return "", fmt.Errorf("the text %q needs {%s}", key, name)
		}
		b.WriteString(value)
		text = after
	}
}
