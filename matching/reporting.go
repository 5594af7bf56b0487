package matching

import (
	"strings"

	"github.com/peerpost/peerpost/program"
)

// reportingLine is what "different: manager" means: two people of whom neither
// is the other's manager or manager's manager, and who do not share a manager.
// A manager's manager is known where the manager is in the pool too. Whose
// manager is unknown may be paired with anyone.
type reportingLine struct {
	key     []string // each person's address
	manager []string // "" where unknown
	second  []string // the manager's manager
}

func (p *pool) newReportingLine(program.Rule) *reportingLine {
	n := len(p.people)
	r := &reportingLine{make([]string, n), make([]string, n), make([]string, n)}
	managers := map[string]string{}
	for i, participant := range p.people {
		r.key[i] = participant.Person.Address.Key()
		r.manager[i] = program.Address(strings.TrimSpace(participant.Person.ManagerEmail)).Key()
		managers[r.key[i]] = r.manager[i]
	}
	for i := range n {
		r.second[i] = managers[r.manager[i]]
	}
	return r
}

func (r *reportingLine) allows(i, j int) bool {
	return !r.reports(i, j) && !r.reports(j, i) && (r.manager[i] == "" || r.manager[i] != r.manager[j])
}

func (r *reportingLine) reports(i, j int) bool {
	return r.key[j] != "" && (r.manager[i] == r.key[j] || r.second[i] == r.key[j])
}

func (r *reportingLine) fraction(i, j int) float64 {
	if r.manager[i] == "" || r.manager[j] == "" || !r.allows(i, j) {
		return 0
	}
	return 1
}

func (r *reportingLine) reasons(t team) []program.Reason {
	return mutual(r, t, program.Reason{Kind: program.RuleDifferent, Subject: "manager"})
}
