package db

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/peerpost/peerpost/program"
)

var notFound = program.ErrNotFound

const timeLayout = "2006-01-02 15:04:05.000000"

// stamp is how a time is stored: UTC text at microseconds, which both dialects
// compare correctly. The zero time is NULL.
func stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(timeLayout)
}

// timeOf reads a time into t, whatever the driver makes of the column.
type timeOf struct{ t *time.Time }

// Scan implements sql.Scanner.
func (d timeOf) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d.t = time.Time{}
		return nil
	case time.Time:
		*d.t = v.UTC()
		return nil
	case []byte:
		return d.parse(string(v))
	case string:
		return d.parse(v)
	}
	return fmt.Errorf("read a time: found a %T", src)
}

func (d timeOf) parse(s string) error {
	t, err := time.ParseInLocation(timeLayout, s, time.UTC)
	if err != nil {
		t, err = time.ParseInLocation("2006-01-02 15:04:05", s, time.UTC)
	}
	*d.t = t
	return err
}

// jsonText is how a structured value is stored: opaque text.
func jsonText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("db: a value that JSON cannot hold: " + err.Error())
	}
	return string(b)
}

// jsonOf reads opaque text into v.
type jsonOf struct{ v any }

// Scan implements sql.Scanner.
func (d jsonOf) Scan(src any) error {
	switch text := src.(type) {
	case []byte:
		return json.Unmarshal(text, d.v)
	case string:
		return json.Unmarshal([]byte(text), d.v)
	}
	return fmt.Errorf("read JSON: found a %T", src)
}
