package templates

// Refusal is why a request was not even looked at.
type Refusal string

// The refusals.
const (
	TooLarge    Refusal = "too_large"
	WrongMethod Refusal = "wrong_method"
	CrossSite   Refusal = "cross_site" // a form on somebody else's site
)

// RefusedPage is 413, 405 and 403.
type RefusedPage struct {
	Frame
	Reason Refusal
}

func (RefusedPage) page() string { return "refused" }
