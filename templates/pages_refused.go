package templates

// Refusal is why a request was not even looked at.
type Refusal string

// The refusals.
const (
	TooLarge    Refusal = "too_large"
	WrongMethod Refusal = "wrong_method"
	CrossSite   Refusal = "cross_site" // a form on somebody else's site
	NoForm      Refusal = "no_form"    // something else than a form
)

// RefusedPage is 413, 405, 403 and 415.
type RefusedPage struct {
	Frame
	Reason Refusal
}

func (RefusedPage) page() string { return "refused" }
