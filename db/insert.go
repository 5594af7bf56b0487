package db

import (
	"context"
	"strings"

	"github.com/jmoiron/sqlx"
)

const (
	// maxPlaceholders keeps a statement under SQLite's limit of 32,766.
	maxPlaceholders = 20_000
	// maxStatement keeps a statement, with all its text escaped, under
	// MariaDB's max_allowed_packet of 16 MB.
	maxStatement = 4 << 20
)

// insert writes rows of a table in batches. Rows whose key exists are left
// alone, or have the columns in update replaced.
func (s *Store) insert(ctx context.Context, tx sqlx.ExecerContext, table, columns, key string, update []string, rows [][]any) error {
	names := strings.Split(columns, ", ")
	one := "(?" + strings.Repeat(", ?", len(names)-1) + ")"
	most := maxPlaceholders / len(names)
	for len(rows) > 0 {
		n, size := 0, 0
		for n < min(most, len(rows)) && (n == 0 || size < maxStatement) {
			size += sizeOf(rows[n])
			n++
		}
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

// sizeOf is about how long a row is in a statement.
func sizeOf(row []any) int {
	n := 0
	for _, v := range row {
		if text, ok := v.(string); ok {
			n += len(text)
		}
		n += 8
	}
	return n
}
