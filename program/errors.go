package program

import "errors"

// Errors that callers branch on.
var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("it was changed in the meantime")
	ErrClosed   = errors.New("closed")
)
