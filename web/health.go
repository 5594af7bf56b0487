package web

import (
	"errors"
	"io"

	"github.com/peerpost/peerpost/program"
)

// health answers 200 while the store does.
func (v *visit) health() error {
	if _, err := v.Work.Store.Link(v.ctx, ""); err != nil && !errors.Is(err, program.ErrNotFound) {
		return err
	}
	v.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(v.w, "ok\n")
	return err
}
