package googlefake

import (
	"math/rand/v2"
	"net/http"
	"strings"
)

// Kind is a way to fail.
type Kind string

// The ways. Only the two after the commit change anything.
const (
	RateLimited         Kind = "403 rateLimitExceeded"
	UserRateLimited     Kind = "403 userRateLimitExceeded"
	QuotaExceeded       Kind = "403 quotaExceeded" // too many invitations: lasts hours
	Forbidden           Kind = "403 forbidden"
	Invalid             Kind = "400 invalid"
	TooManyRequests     Kind = "429"
	InternalError       Kind = "500"
	Unavailable         Kind = "503"
	InternalAfterCommit Kind = "500 after the commit"
	LostAfterCommit     Kind = "lost after the commit"
)

// Fault is one failure to come.
type Fault struct {
	Kind   Kind
	Method string // only of calls with this method
	Path   string // only of calls whose path ends so; "" is any call of the Calendar API
}

// chance makes calls of the Calendar API fail now and then.
type chance struct {
	random *rand.Rand
	share  float64
	kinds  []Kind
}

// Break adds failures, each of which strikes once: the first waiting one that
// a call fits.
func (s *Server) Break(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

// BreakSometimes makes that share of the calls fail from now on, for each kind.
func (s *Server) BreakSometimes(seed uint64, share float64, kinds ...Kind) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chance = chance{rand.New(rand.NewPCG(seed, 0)), share, kinds}
}

// Mend ends all faults.
func (s *Server) Mend() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults, s.chance = nil, chance{}
}

// strike returns what goes wrong with a call, or "".
func (s *Server) strike(r *http.Request) Kind {
	for i, f := range s.faults {
		fits := strings.HasSuffix(r.URL.Path, f.Path)
		if f.Path == "" {
			fits = strings.HasPrefix(r.URL.Path, basePath)
		}
		if fits && (f.Method == "" || f.Method == r.Method) {
			s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
			return f.Kind
		}
	}
	if s.chance.random == nil || !strings.HasPrefix(r.URL.Path, basePath) {
		return ""
	}
	drawn := s.chance.random.Float64()
	for i, kind := range s.chance.kinds {
		if drawn < s.chance.share*float64(i+1) {
			return kind
		}
	}
	return ""
}

func (k Kind) before() bool { return k != "" && k != InternalAfterCommit && k != LostAfterCommit }

func (k Kind) failure() failure {
	switch k {
	case RateLimited:
		return failure{http.StatusForbidden, "rateLimitExceeded", "Rate Limit Exceeded"}
	case UserRateLimited:
		return failure{http.StatusForbidden, "userRateLimitExceeded", "User Rate Limit Exceeded"}
	case QuotaExceeded:
		return failure{http.StatusForbidden, "quotaExceeded", "Calendar usage limits exceeded."}
	case Forbidden:
		return failure{http.StatusForbidden, "forbidden", "Forbidden"}
	case Invalid:
		return invalid("Invalid value")
	case TooManyRequests:
		return failure{http.StatusTooManyRequests, "rateLimitExceeded", "Rate Limit Exceeded"}
	case Unavailable:
		return failure{http.StatusServiceUnavailable, "backendError", "Backend Error"}
	default:
		return failure{http.StatusInternalServerError, "backendError", "Internal error encountered."}
	}
}
