package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	"modernc.org/sqlite"
)

// sqliteConnector opens connections that keep what they have prepared: reading
// SQL is a quarter of the work of a small transaction.
type sqliteConnector struct{ dsn string }

func openSQLite(dsn string) *sql.DB { return sql.OpenDB(sqliteConnector{dsn}) }

// Driver implements driver.Connector.
func (c sqliteConnector) Driver() driver.Driver { return &sqlite.Driver{} }

// Connect implements driver.Connector.
func (c sqliteConnector) Connect(context.Context) (driver.Conn, error) {
	inner, err := c.Driver().Open(c.dsn)
	if err != nil {
		return nil, err
	}
	full, ok := inner.(sqliteInner)
	if !ok {
		return nil, errors.Join(errors.New("this SQLite driver is not the one that is expected"), inner.Close())
	}
	return &sqliteConn{sqliteInner: full, prepared: make(map[string]sqliteStmt)}, nil
}

// sqliteInner is what the driver's connections do.
type sqliteInner interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// sqliteConn is one connection. Like every driver.Conn it is used by one
// goroutine at a time; the store reads all rows of a query before the next.
type sqliteConn struct {
	sqliteInner
	prepared map[string]sqliteStmt
}

const (
	keptStatements   = 300
	longestStatement = 4000 // bytes; longer ones are batches, of ever other lengths
)

// ExecContext implements driver.ExecerContext.
func (c *sqliteConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args)
}

// QueryContext implements driver.QueryerContext.
func (c *sqliteConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args)
}

// statement returns the prepared query; driver.ErrSkip makes database/sql
// prepare and close one that is not worth keeping.
func (c *sqliteConn) statement(ctx context.Context, query string) (sqliteStmt, error) {
	if s, ok := c.prepared[query]; ok {
		return s, nil
	}
	if len(query) > longestStatement {
		return nil, driver.ErrSkip
	}
	if len(c.prepared) >= keptStatements {
		if err := c.forget(); err != nil {
			return nil, err
		}
	}
	inner, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s, ok := inner.(sqliteStmt)
	if !ok {
		return nil, driver.ErrSkip
	}
	c.prepared[query] = s
	return s, nil
}

func (c *sqliteConn) forget() error {
	var errs []error
	for query, s := range c.prepared {
		errs = append(errs, s.Close())
		delete(c.prepared, query)
	}
	return errors.Join(errs...)
}

// Close implements driver.Conn.
func (c *sqliteConn) Close() error { return errors.Join(c.forget(), c.sqliteInner.Close()) }
