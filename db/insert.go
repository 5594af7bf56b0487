package db

import (
	"context"
	"strings"

	"github.com/jmoiron/sqlx"
)

// maxPlaceholders keeps a statement under SQLite's limit of 32,766.
const maxPlaceholders = 20_000

// insert writes rows of a table in batches. Rows whose key exists are left
// alone, or have the columns in update replaced.
func (s *Store) insert(ctx context.Context, tx sqlx.ExecerContext, table, columns, key string, update []string, rows [][]any) error {
	names := strings.Split(columns, ", ")
	one := "(?" + strings.Repeat(", ?", len(names)-1) + ")"
	batch := maxPlaceholders / len(names)
	for len(rows) > 0 {
		n := min(batch, len(rows))
		args := make([]any, 0, n*len(names))
		for _, row := range rows[:n] {
			args = append(args, row...)
		}
		query := "INSERT INTO " + table + " (" + columns + ") VALUES " + one + strings.Repeat(", "+one, n-1) +
			s.dialect.onConflict(strings.Split(key, ", "), update)
		if _, err := tx.ExecContext(ctx, query, args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}
