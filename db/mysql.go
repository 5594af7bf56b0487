package db

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// mysqlDialect speaks the common part of MySQL 8, MariaDB 10.6 and TiDB.
type mysqlDialect struct{ config *mysql.Config }

func newMySQL(raw string) (dialect, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || strings.Trim(u.Path, "/") == "" {
		return nil, errors.New("the database URL does not look like mysql://user:password@host:3306/name")
	}
	c := mysql.NewConfig()
	c.Net, c.Addr = "tcp", u.Host
	if u.Port() == "" {
		c.Addr += ":3306"
	}
	c.User = u.User.Username()
	c.Passwd, _ = u.User.Password()
	c.DBName = strings.Trim(u.Path, "/")
	c.TLSConfig = u.Query().Get("tls")
	c.ParseTime, c.Loc = true, time.UTC
	c.ClientFoundRows, c.InterpolateParams = true, true
	c.Collation = "utf8mb4_bin"
	c.Timeout, c.ReadTimeout, c.WriteTimeout = 10*time.Second, time.Minute, time.Minute
	c.Params = map[string]string{
		"time_zone": "'+00:00'",
		"sql_mode":  "'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION'",
	}
	return mysqlDialect{c}, nil
}

func (d mysqlDialect) name() string { return "mysql" }

func (d mysqlDialect) open() (*Store, error) {
	connector, err := mysql.NewConnector(d.config)
	if err != nil {
		return nil, err
	}
	pool := sqlx.NewDb(sql.OpenDB(connector), "mysql")
	pool.SetMaxOpenConns(24)
	pool.SetMaxIdleConns(8)
	pool.SetConnMaxLifetime(5 * time.Minute)
	return &Store{write: pool, read: pool, dialect: d}, nil
}

func (d mysqlDialect) provider(db *sql.DB, folder fs.FS) (*goose.Provider, error) {
	locker, err := lock.NewMySQLTableLocker(lock.WithTableLockTimeout(250*time.Millisecond, 1200))
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectMySQL, db, folder, goose.WithLocker(locker))
}

func (d mysqlDialect) txOptions() *sql.TxOptions {
	return &sql.TxOptions{Isolation: sql.LevelReadCommitted}
}

// Deadlock, lock wait timeout, and Galera's or TiDB's write conflict.
var mysqlCollisions = map[uint16]bool{1213: true, 1205: true, 1020: true, 8022: true, 9007: true}

func (d mysqlDialect) collided(err error) bool {
	var e *mysql.MySQLError
	return errors.As(err, &e) && mysqlCollisions[e.Number]
}

// mysqlFull are ER_DISK_FULL and ER_RECORD_FILE_FULL, which InnoDB says of its
// tablespaces; other errors quote the system's.
var mysqlFull = map[uint16]bool{1021: true, 1114: true}

func (d mysqlDialect) full(err error) bool {
	var e *mysql.MySQLError
	return errors.As(err, &e) && (mysqlFull[e.Number] || strings.Contains(e.Message, "No space left on device"))
}

func (d mysqlDialect) onConflict(key, set []string) string {
	if len(set) == 0 {
		return fmt.Sprintf(" ON DUPLICATE KEY UPDATE %[1]s = %[1]s", key[0])
	}
	assign := make([]string, len(set))
	for i, c := range set {
		assign[i] = fmt.Sprintf("%[1]s = VALUES(%[1]s)", c)
	}
	return " ON DUPLICATE KEY UPDATE " + strings.Join(assign, ", ")
}

func (d mysqlDialect) forShare() string   { return " LOCK IN SHARE MODE" }
func (d mysqlDialect) forUpdate() string  { return " FOR UPDATE" }
func (d mysqlDialect) skipLocked() string { return " FOR UPDATE SKIP LOCKED" }
