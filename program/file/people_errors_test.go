package file

import (
	"strings"
	"testing"
	"unicode/utf16"
)

func wideText(s string, mark bool) string {
	var b strings.Builder
	if mark {
		b.WriteString("\xff\xfe")
	}
	for _, u := range utf16.Encode([]rune(s)) {
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

// TestWrongPeopleAreRefusedInOneLine has one mistake a case.
func TestWrongPeopleAreRefusedInOneLine(t *testing.T) {
	const ada = "ada@example.org"
	long := strings.Repeat("x", 201)
	for _, c := range []struct{ name, text, want string }{
		// files that are no CSV in UTF-8
		{"empty", "", `: found nothing, expected a line of headings, email among them; begin with a line like email,name,timezone`},
		{"blank", " \n\n", `: found nothing, expected a line of headings, email among them; begin with a line like email,name,timezone`},
		{"spreadsheet", "PK\x03\x04\x14\x00", `: found a spreadsheet with another ending, expected a table in CSV, UTF-8; open it in the spreadsheet program and save it as CSV UTF-8`},
		{"old spreadsheet", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", `: found a spreadsheet with another ending, expected a table in CSV, UTF-8; open it in the spreadsheet program and save it as CSV UTF-8`},
		{"web page", "\n<!DOCTYPE html><table><tr><td>email</td></tr></table>", `: found a web page (HTML), expected a table in CSV, UTF-8; open it in the spreadsheet program and save it as CSV UTF-8`},
		{"web page with a mark", "\xef\xbb\xbf<table>", `: found a web page (HTML), expected a table in CSV, UTF-8; open it in the spreadsheet program and save it as CSV UTF-8`},
		{"document", "%PDF-1.7", `: found a document, expected a table in CSV, UTF-8; save it as CSV UTF-8`},
		{"UTF-16", wideText("email,name\n", true), `: found a text in UTF-16, expected a table in CSV, UTF-8; save it as CSV UTF-8`},
		{"UTF-16 without a mark", wideText("email,name\n", false), `: found a text in UTF-16, expected a table in CSV, UTF-8; save it as CSV UTF-8`},
		{"UTF-32", "\xff\xfe\x00\x00e\x00\x00\x00", `: found a text in UTF-32, expected a table in CSV, UTF-8; save it as CSV UTF-8`},
		{"UTF-32 without a mark", "\x00\x00\x00e\x00\x00\x00m\x00\x00\x00a", `: found a text in UTF-32, expected a table in CSV, UTF-8; save it as CSV UTF-8`},
		{"JSON", "[\n  {\"email\": \"ada@example.org\"}\n]\n", `: found a text in JSON, expected a table in CSV, UTF-8; export the people again, as CSV UTF-8`},
		{"a line of JSON for each", "{\"email\": \"ada@example.org\"}\n", `: found a text in JSON, expected a table in CSV, UTF-8; export the people again, as CSV UTF-8`},
		{"Windows-1252", "email,name\nzoe@example.org,Zo\xeb\n", `:2: found the byte 0xEB at offset 29, which is not UTF-8, expected a table in CSV, UTF-8; it was saved for one language (like Windows-1252): save it as CSV UTF-8`},
		{"NUL", "email,name\nzoe@example.org,a\x00b\n", `:2: found a NUL character at offset 28, expected a table in CSV, UTF-8; save it as CSV UTF-8`},
		{"old Mac", "email,name\rada@example.org,Ada\r", `: found line ends of an old Mac (CR only), expected line ends LF or CRLF; save it as CSV UTF-8`},
		{"one old line end", "email,name\n" + ada + ",\"Lovelace,\nAda\"\rb@example.org,Ben\nc@example.org,Cy\n", `:3: found a line that ends with CR only, unlike the others, expected line ends LF or CRLF; save it as CSV UTF-8`},
		{"too big", strings.Repeat("a", maxPeople+1), `: found 33554433 bytes, expected at most 32 MB; split the file`},
		// tables that are no table
		{"ragged", "email,name\n" + ada + ",Ada,London\n", `:2: found 3 cells, expected 2, one for each heading; put a cell that holds a separator in quotes, or add the empty cells`},
		{"short", "email,name,level\n" + ada + "\n", `:2: found 1 cell, expected 3, one for each heading; put a cell that holds a separator in quotes, or add the empty cells`},
		{"open quote", "email,name\n" + ada + ",\"Ada\nx,y\n", `:2: found a quoted cell that does not end well, expected a quotation mark at its end and the next separator; double it, or save it as CSV UTF-8`},
		{"bare quote", "email,name\n" + ada + ",A\"da\n", `:2: found a quotation mark in the middle of a cell, expected it doubled, "like ""this"""; double it, or save it as CSV UTF-8`},
		{"no people", "email,name\n", `: found no line below the headings, expected a line for each person; check that this is the right file`},
		{"many columns", "email" + strings.Repeat(",", 500) + "\n" + ada + "\n", `:1: found 501 columns, expected at most 500; delete columns`},
		// headings
		{"no email", "name,level\nAda,1\n", `:1: found the headings name, level, expected email among them; add a column email`},
		{"line above the headings", "# exported on Monday\nemail,name,level\n" + ada + ",Ada,1\n", `:1: found the heading "# exported on Monday", expected headings, email among them; delete the lines above the headings`},
		{"title above the headings", "Our people,,\nemail,name,level\n" + ada + ",Ada,1,,\n", `:1: found the headings "Our people", "", "", expected headings, email among them; delete the lines above the headings`},
		{"bars between the cells", "email|name\n" + ada + "|Ada\n", `:1: found the heading "email|name", expected headings, email among them; separate the cells by commas, semicolons or tabs`},
		{"unknown heading", "email,depratment\n" + ada + ",R\n", `:1:2: found the heading "depratment", expected a column of people.csv or a question's id; did you mean department?`},
		{"heading in words", "email,First Name\n" + ada + ",R\n", `:1:2: found the heading "First Name", expected a column of people.csv or a question's id; did you mean first_name?`},
		{"foreign heading", "email,Cost centre\n" + ada + ",R\n", `:1:2: found the heading "Cost centre", expected a column of people.csv or a question's id; rename or delete the column, or say in import.columns what it is`},
		{"duplicate heading", "email,name,Name\n" + ada + ",A,B\n", `:1:3: "Name": found name again, which column 2 gives, expected one column for each; delete one of the two`},
		{"value without heading", "email,\n" + ada + ",A\n", `:2:2: found a value below an empty heading, expected a heading for each column; name the column, or empty it`},
		{"control character in a heading", "email,na\x07me\n" + ada + ",A\n", `:1:2: found the control character U+0007, expected a heading in plain text; delete it`},
		// cells
		{"no address", "email,name\n,Ada\n", `:2:1: email: found nothing, expected one email address like ada@example.org; correct it`},
		{"bad address", "email\nada@example\n", `:2:1: email: found "ada@example", expected a domain like example.org after the @; correct it`},
		{"address with a name", "email\nAda <ada@example.org>\n", `:2:1: email: found "Ada <ada@example.org>", expected one email address like ada@example.org; correct it`},
		{"address that is an option", "email\n-oX@example.org\n", `:2:1: email: found "-oX@example.org", expected an address that does not begin with a hyphen; correct it`},
		{"long address", "email\n" + strings.Repeat("a", 250) + "@b.example\n", `:2:1: email: found "` + strings.Repeat("a", 59) + `…", expected at most 64 characters before the @ and 254 in all; correct it`},
		{"address twice", "email\n" + ada + "\nb@example.org\nAda@Example.org\n", `:4:1: email: found "Ada@Example.org" again, which line 2 has, expected each address once; delete one of the two lines`},
		{"bad manager", "email,manager_email\n" + ada + ",Grace\n", `:2:2: manager_email: found "Grace", expected one email address like ada@example.org; correct it`},
		{"own manager", "email,manager_email\n" + ada + ",Ada@Example.org\n", `:2:2: manager_email: found "Ada@Example.org", the person's own, expected somebody else's address; correct it, or empty the cell`},
		{"a zone in other capitals", "email,timezone\n" + ada + ",europe/berlin\n", `:2:2: timezone: found "europe/berlin", expected Europe/Berlin; correct it`},
		{"bad zone", "email,timezone\n" + ada + ",CET\n", `:2:2: timezone: found "CET", expected an IANA time zone like Europe/Berlin; correct it`},
		{"bad hours", "email,working_hours\n" + ada + ",9 to 5\n", `:2:2: working_hours: found "9 to 5", expected days like Mon or Mon-Thu before the hours; correct it`},
		{"no hours", "email,working_hours\n" + ada + ",;\n", `:2:2: working_hours: found ";", expected hours like Mon-Fri 09:00-17:00; correct it`},
		{"bad status", "email,status\n" + ada + ",activ\n", `:2:2: status: found "activ", expected active, leave or terminated; did you mean active?`},
		{"role of another format", "email,role\n" + ada + ",mentor\n", `:2:2: role: found "mentor", expected peer; correct it`},
		{"capacity in words", "email,capacity\n" + ada + ",5+\n", `:2:2: capacity: found "5+", expected a whole number from 1 to 100; correct it`},
		{"capacity with a leading zero", "email,capacity\n" + ada + ",010\n", `:2:2: capacity: found "010", expected a whole number from 1 to 100; correct it`},
		{"no capacity", "email,capacity\n" + ada + ",0\n", `:2:2: capacity: found "0", expected a whole number from 1 to 100; correct it`},
		{"long name", "email,name\n" + ada + "," + long + "\n", `:2:2: name: found 201 characters, more than 200, expected plain text; correct it`},
		{"name in two lines", "email,name\n" + ada + ",\"A\nB\"\n", `:2:2: name: found a line break, expected plain text; correct it`},
		{"name that turns direction", "email,name\n" + ada + ",A\u202eB\n", `:2:2: name: found the direction mark U+202E, expected plain text; correct it`},
		{"name with a control character", "email,name\n" + ada + ",A\x1bB\n", `:2:2: name: found the control character U+001B, expected plain text; correct it`},
		{"name with a lost letter", "email,name\n" + ada + ",Zo\uFFFD\n", `:2:2: name: found a letter that was lost (U+FFFD), expected plain text; correct it`},
		{"name that cannot be seen", "email,name\n" + ada + ",\u200b\n", `:2:2: name: found no character that can be seen, expected plain text; correct it`},
		{"name of a mark without a letter", "email,name\n" + ada + ",\u0301\n", `:2:2: name: found no character that can be seen, expected plain text; correct it`},
		{"name of fillers", "email,name\n" + ada + ",\u3164 \u2800\n", `:2:2: name: found no character that can be seen, expected plain text; correct it`},
		{"name with a hidden tag", "email,name\n" + ada + ",Ada\U000e0041\n", `:2:2: name: found the hidden tag U+E0041, expected plain text; correct it`},
		{"name with no character", "email,name\n" + ada + ",Ada\uFFFE\n", `:2:2: name: found U+FFFE, which is no character, expected plain text; correct it`},
		{"an error of a spreadsheet", "email,department\n" + ada + ",#REF!\n", `:2:2: department: found "#REF!", an error of a spreadsheet program, expected a value; correct the formula there and save the file again, or empty the cell`},
		{"an error in an address", "email\n#N/A\n", `:2:1: email: found "#N/A", an error of a spreadsheet program, expected a value; correct the formula there and save the file again, or empty the cell`},
		{"an error in lower case", "email,level\n" + ada + ",#div/0!\n", `:2:2: level: found "#div/0!", an error of a spreadsheet program, expected a value; correct the formula there and save the file again, or empty the cell`},
		{"a column too narrow", "email,employee_id\n" + ada + ",####\n", `:2:2: employee_id: found "####", an error of a spreadsheet program, expected a value; correct the formula there and save the file again, or empty the cell`},
		{"a formula", "email,name\n" + ada + ",\"=CONCAT(A1,B1)\"\n", `:2:2: name: found the formula "=CONCAT(A1,B1)", expected its value; save the values instead of the formulas, or put a ' before it if it is text`},
		{"an older formula", "email,name\n" + ada + ", @SUM(A1)\n", `:2:2: name: found the formula "@SUM(A1)", expected its value; save the values instead of the formulas, or put a ' before it if it is text`},
		{"a formula as an answer", "email,about\n" + ada + ",=A1\n", `:2:2: about: found the formula "=A1", expected its value; save the values instead of the formulas, or put a ' before it if it is text`},
		{"#NAME? and #VALUE!", "email,name\n#NAME?,#VALUE!\n", `:2:1: email: found "#NAME?", an error of a spreadsheet program, expected a value; correct the formula there and save the file again, or empty the cell
people.csv:2:2: name: found "#VALUE!", an error of a spreadsheet program, expected a value; correct the formula there and save the file again, or empty the cell`},
		// answers
		{"no option", "email,skills\n" + ada + ",Leadrship\n", `:2:2: skills: found "Leadrship", expected Leadership, Objection handling or Organization; did you mean Leadership?`},
		{"no option among several", "email,skills\n" + ada + ",Leadership; Juggling\n", `:2:2: skills: found "Juggling", expected Leadership, Objection handling or Organization; choose one of them, or add it to the question's options`},
		{"two of one", "email,size\n" + ada + ",Small;Large\n", `:2:2: size: found "Small;Large", expected one of Small or Large; keep one, or give the question select: many`},
		{"beyond the scale", "email,sure\n" + ada + ",7\n", `:2:2: sure: found "7", expected a whole number from 1 to 6; correct it`},
		{"between the marks of the scale", "email,sure\n" + ada + ",\"3,5\"\n", `:2:2: sure: found "3,5", expected a whole number from 1 to 6; correct it`},
		{"text in two lines", "email,team\n" + ada + ",\"a\nb\"\n", `:2:2: team: found a line break, expected plain text; correct it`},
		{"endless text", "email,about\n" + ada + "," + strings.Repeat("x", 10_001) + "\n", `:2:2: about: found 10001 characters, more than 10000, expected plain text; correct it`},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, err := ReadPeople("people.csv", []byte(c.text), mustRead(t, asking))
			if err == nil || err.Error() != "people.csv"+c.want {
				t.Errorf("\ngot  %v\nwant people.csv%s", err, c.want)
			}
			if rows != nil {
				t.Error("a refused file gave people")
			}
		})
	}
}

func TestWrongHeadingsOfAnExportAreRefusedInOneLine(t *testing.T) {
	p := mustRead(t, asking+"import: {columns: {E-Mail: email, Full name: name, What skills: skills, Name: name}}\n")
	for _, c := range []struct{ name, text, want string }{
		{"renamed heading", "E-Mail,Name,What skill?\na@example.org,A,\n", `:1: "What skills": found no such heading, expected all headings of import.columns; did you mean "What skill?"? Correct import.columns`},
		{"heading gone", "E-Mail,Name\na@example.org,A\n", `:1: "What skills": found no such heading, expected all headings of import.columns; add the column, or take it out of import.columns`},
		{"two give the same", "E-Mail,Name,What skills,full  NAME\na@example.org,A,,B\n", `:1:4: "full NAME": found name again, which column 2 gives, expected one column for each; delete one of the two`},
		{"wrong cell", "Office,E-Mail,Name,What skills\nx,a@example.org,A,None\n", `:2:4: "What skills": found "None", expected Leadership, Objection handling or Organization; choose one of them, or add it to the question's options`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadPeople("people.csv", []byte(c.text), p)
			if err == nil || err.Error() != "people.csv"+c.want {
				t.Errorf("\ngot  %v\nwant people.csv%s", err, c.want)
			}
		})
	}
	for name, text := range map[string]string{
		"other columns of an export are ignored": "Office,E-Mail,Office,Full Name,What skills,\n\x07,a@example.org,x,A,,y\n",
		"its own names are understood as well":   "email,name,skills\na@example.org,A,\n",
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := ReadPeople("people.csv", []byte(text), p)
			if err != nil || rows[0].Person.Name != "A" {
				t.Errorf("%+v, %v", rows, err)
			}
		})
	}
}
