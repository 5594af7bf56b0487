package matching

import "context"

// Phase is what the engine is doing.
type Phase string

// The phases. All but Scoring may come several times.
const (
	Scoring    Phase = "scoring"    // pairs of people
	Bidding    Phase = "bidding"    // for partners, in the relaxed problem
	Improving  Phase = "improving"  // the relaxed problem's result, along paths
	Pricing    Phase = "pricing"    // pairs that were left out
	Finishing  Phase = "finishing"  // the exact matching, tree by tree
	Explaining Phase = "explaining" // what keeps those who are left from others
)

// Progress says how far a phase has come.
type Progress struct {
	Phase       Phase
	Done, Total int
}

type progressKey struct{}

// WithProgress has MaxWeight and Solve tell, under the context it returns, how
// far they have come. They do so many times a second and from several goroutines
// at once, so the function is to return at once.
func WithProgress(ctx context.Context, tell func(Progress)) context.Context {
	return context.WithValue(ctx, progressKey{}, tell)
}

// goesOn tells how far a phase has come, and returns an error once ctx ends.
func goesOn(ctx context.Context, phase Phase, done, total int) error {
	if tell, ok := ctx.Value(progressKey{}).(func(Progress)); ok {
		tell(Progress{phase, done, total})
	}
	return ctx.Err()
}
