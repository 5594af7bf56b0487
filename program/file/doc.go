// Package file reads what people write about a Program: program.yaml, which
// defines it, and people.csv, which says who is in it; and it writes people.csv.
//
// Reading is strict. A file is taken whole or not at all, and whatever is
// wrong with it is an [Error] of one line: where, which field, what was found,
// what was expected, what to do. The package knows no database, no mail and no
// clock.
package file
