// Package matching decides who is paired with whom. It is pure: the same
// problem and the same seed give the same result, on any machine.
//
// It has two layers. MaxWeight is the engine: candidates and weights in; pairs
// and a certificate out, which Verify checks without trusting the engine.
// Solve is the Program's problem: it reads people and rules, asks the engine,
// and explains the result: reasons for each pair, blockers for each person
// without a partner, and a bound on what any other result could score.
//
// It knows nothing of drafts, approvals, emails or storage.
package matching
