// Package templates holds what people read: every email, page and agenda, one
// typed struct each, and the catalogue of their texts. It renders; it knows
// nothing of the store, of SMTP or of the clock.
package templates
