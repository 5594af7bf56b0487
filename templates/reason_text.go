package templates

// ReasonText puts a Reason of a Pairing of so many into words for an
// Administrator, on one line of plain text.
func ReasonText(language string, members int, reason Reason) (string, error) {
	texts, err := catalogueOf(language)
	if err != nil {
		return "", err
	}
	text, err := (&reader{catalogue: texts}).theirReason(members, reason)
	return string(text), err
}

// CandidatesText says for an Administrator, on one line of plain text, that so
// many could be with somebody, and are with others.
func CandidatesText(language string, count int) (string, error) {
	texts, err := catalogueOf(language)
	if err != nil {
		return "", err
	}
	text, err := (&reader{catalogue: texts}).t("unpaired.candidates", "count", count)
	return string(text), err
}

// BlockerText puts a Blocker into words for an Administrator, on one line of
// plain text.
func BlockerText(language string, b Blocker) (string, error) {
	texts, err := catalogueOf(language)
	if err != nil {
		return "", err
	}
	text, err := (&reader{catalogue: texts}).blocker(b)
	return string(text), err
}
