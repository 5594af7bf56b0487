// Package matching decides who is paired with whom. It is pure: the same
// problem and the same seed give the same result, on any machine.
//
// It has two layers. MaxWeight is the engine: candidates and weights in; pairs
// and a certificate out, which Verify checks without trusting the engine.
// Solve is the Program's problem: it reads people and rules, asks the engine,
// and explains the result: reasons for each pair, blockers for each person
// without a partner, and a bound on what any other result could score.
//
// What Solve searches for depends on the Program's format. Peers are a matching
// (scores.go), and where somebody is left over a trio (trio.go, trio_exact.go).
// Mentors, and peers who may have several partners, are a matching with
// capacities (several.go). A newcomer's buddies are one with a place for each
// kind of buddy (bundles.go); by score, ties go to more people (fullest.go). These
// matchings are exact, and proven among all pairs; so is the trio, under
// Participation, where one person is left over in a pool that is not large.
// Groups are searched (groups.go and its neighbours) and bounded (groups_bound.go).
// Chance weighs pairs in roulette.go; pinned.go, keep.go and fair.go are what
// Administrators may ask for besides. Candidates lists the pairs for others.
//
// The engine works on an expanded graph (expand.go, places.go), whose vertices have one
// partner each. Its edges come from a source, which lists them (source.go) or
// scores people as they are asked for (scored.go, by the parts that rules are
// made into). It solves the linear program of the double cover (cover.go:
// auction.go, then paths.go) over some rows of edges, adding those that the
// duals do not cover; then Edmonds' blossom algorithm (solver.go, forest.go)
// goes on from there over a core of edges of little slack.
//
// BENCHMARKS.md compares it with other solvers.
//
// It knows nothing of drafts, approvals, emails or storage.
package matching
