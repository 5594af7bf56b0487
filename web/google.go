package web

import "net/http"

// googleChanged takes word from Google that a calendar has changed. Google looks at
// nothing but the status.
func (v *visit) googleChanged() error {
	ok, err := v.Work.CalendarChanged(v.ctx, v.r.Header.Get("X-Goog-Channel-ID"), v.r.Header.Get("X-Goog-Channel-Token"), v.now)
	if err != nil {
		return err
	}
	if !ok {
		v.w.WriteHeader(http.StatusNotFound)
		return nil
	}
	v.w.WriteHeader(http.StatusOK)
	return nil
}
