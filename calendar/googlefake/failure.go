package googlefake

import (
	"encoding/json"
	"errors"
	"net/http"
)

// failure is an error as the Calendar API words it.
type failure struct {
	code    int
	reason  string
	message string
}

func (f failure) Error() string { return f.reason + ": " + f.message }

var (
	notFound        = failure{http.StatusNotFound, "notFound", "Not Found"}
	deleted         = failure{http.StatusGone, "deleted", "Resource has been deleted"}
	duplicate       = failure{http.StatusConflict, "duplicate", "The requested identifier already exists."}
	conditionNotMet = failure{http.StatusPreconditionFailed, "conditionNotMet", "Precondition Failed"}
	fullSync        = failure{http.StatusGone, "fullSyncRequired", "Sync token is no longer valid, a full sync is required."}
)

func invalid(message string) failure { return failure{http.StatusBadRequest, "invalid", message} }

func writeResult(w http.ResponseWriter, body any, err error) {
	var f failure
	switch {
	case errors.As(err, &f):
		writeFailure(w, f)
	case err != nil:
		writeFailure(w, invalid(err.Error()))
	case body == nil:
		w.WriteHeader(http.StatusNoContent)
	default:
		writeJSON(w, http.StatusOK, body)
	}
}

func writeFailure(w http.ResponseWriter, f failure) {
	one := map[string]string{"domain": "global", "reason": f.reason, "message": f.message}
	writeJSON(w, f.code, map[string]any{"error": map[string]any{
		"code": f.code, "message": f.message, "errors": []any{one},
	}})
}

func writeJSON(w http.ResponseWriter, code int, body any) {
	data, err := json.Marshal(body)
	if err != nil {
		panic("googlefake: write an answer: " + err.Error())
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(code)
	w.Write(data)
}
