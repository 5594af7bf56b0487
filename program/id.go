package program

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"io"
	"strings"
	"sync"
	"time"
)

// ID names a row: 26 characters of lower-case base32hex over the 128 bits of a
// version 7 UUID (RFC 9562 section 5.7), so ids sort by the time of their birth.
type ID string

var idEncoding = base32.NewEncoding("0123456789abcdefghijklmnopqrstuv").WithPadding(base32.NoPadding)

// IDs makes ids. Random is crypto/rand.Reader in production and a seeded
// reader in demo and rehearse. It is safe for concurrent use.
type IDs struct {
	Random io.Reader

	mu   sync.Mutex
	last uint64 // milliseconds<<12 | counter, so ids of one source never go back
}

// New returns the next id, born at now. It panics if Random fails, which
// crypto/rand never does.
func (s *IDs) New(now time.Time) ID {
	var b [16]byte
	s.mu.Lock()
	if _, err := io.ReadFull(s.Random, b[8:]); err != nil {
		s.mu.Unlock()
		panic("program: no randomness for an id: " + err.Error())
	}
	s.last = max(s.last+1, uint64(now.UnixMilli())<<12)
	last := s.last
	s.mu.Unlock()
	binary.BigEndian.PutUint64(b[:8], last>>12<<16|0x7000|last&0xfff)
	b[8] = b[8]&0x3f | 0x80
	return ID(idEncoding.EncodeToString(b[:]))
}

// DeriveID returns the id that belongs to parent and parts: the same input
// gives the same id, so an interrupted job that runs again makes the same rows.
// It keeps the parent's time, so derived rows lie beside it in an index.
func DeriveID(parent ID, parts ...string) ID {
	sum := sha256.Sum256([]byte(string(parent) + "\x00" + strings.Join(parts, "\x00")))
	b, err := idEncoding.DecodeString(string(parent))
	if err != nil || len(b) != 16 {
		b = make([]byte, 16)
	}
	copy(b[6:], sum[:10])
	b[6] = b[6]&0x0f | 0x70
	b[8] = b[8]&0x3f | 0x80
	return ID(idEncoding.EncodeToString(b))
}

// ValidID reports whether s has the form of an id.
func ValidID(s string) bool {
	if len(s) != 26 {
		return false
	}
	b, err := idEncoding.DecodeString(s)
	return err == nil && len(b) == 16
}
