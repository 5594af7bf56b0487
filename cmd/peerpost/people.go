package main

type peopleCommand struct {
	Import peopleImport `cmd:"" help:"Make the people of a file participants of a program, all or none."`
	Export peopleExport `cmd:"" help:"Write the people of a program as people.csv."`
}
