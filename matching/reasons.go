package matching

import (
	"cmp"
	"math"
	"slices"

	"github.com/peerpost/peerpost/program"
)

// reasons returns what speaks for a team, strongest first. The points of a
// pair sum to its score. Those of a trio may sum to less: what only two of the
// three share is no reason, so that nobody reads of something as theirs which
// is not.
func (p *pool) reasons(t team) []program.Reason {
	var reasons []program.Reason
	for _, r := range p.recommendations {
		for _, reason := range r.reasons(t) {
			reason.Points = math.Round(reason.Points*r.share*ScoreUnit) / ScoreUnit
			if reason.Points > 0 {
				reasons = append(reasons, reason)
			}
		}
	}
	slices.SortStableFunc(reasons, func(a, b program.Reason) int { return cmp.Compare(b.Points, a.Points) })
	return reasons
}

// mutual returns the reason with the mean fraction of the team's pairs as its
// points, or nothing where it does not hold for each of them.
func mutual(r recommendation, t team, reason program.Reason) []program.Reason {
	pairs := t.pairs()
	for _, pair := range pairs {
		fraction := r.fraction(pair[0], pair[1])
		if fraction == 0 {
			return nil
		}
		reason.Points += fraction / float64(len(pairs))
	}
	return []program.Reason{reason}
}
