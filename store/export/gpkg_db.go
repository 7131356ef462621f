package export

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"

	"modernc.org/sqlite"
)

// database is a GeoPackage being written, used by one goroutine at a time. It
// speaks to the driver itself: for a million rows, database/sql costs more than
// SQLite does.
type database struct {
	dc       driver.Conn
	prepared map[string]*statement
}

// statement is a prepared statement with room for its arguments: int64, float64,
// string, []byte or nil.
type statement struct {
	stmt driver.StmtExecContext
	args []driver.NamedValue
}

// background: what stops an export is its sequence.
var background = context.Background()

// createDatabase opens a new database in the empty file name. Nothing is kept
// for a crash: a file that was not finished is thrown away.
func createDatabase(name string) (*database, error) {
	name, err := filepath.Abs(name) // a file: address has no other
	if err != nil {
		return nil, err
	}
	u := url.URL{Scheme: "file", Path: name, RawQuery: url.Values{"_pragma": {
		"journal_mode(OFF)", "synchronous(OFF)", "locking_mode(EXCLUSIVE)", "temp_store(MEMORY)", "cache_size(-8000)",
		fmt.Sprintf("application_id(%d)", 0x47504B47), // "GPKG"
		"user_version(10300)",                         // GeoPackage 1.3
	}}.Encode()}
	connector, err := sqlite.NewConnector(u.String())
	if err != nil {
		return nil, err
	}
	dc, err := connector.Connect(background)
	if err != nil {
		return nil, err
	}
	return &database{dc: dc, prepared: map[string]*statement{}}, nil
}

func (d *database) close() error {
	var errs []error
	for _, s := range d.prepared {
		errs = append(errs, s.stmt.(driver.Stmt).Close())
	}
	return errors.Join(append(errs, d.dc.Close())...)
}

// run executes a script.
func (d *database) run(sql string) error {
	_, err := d.dc.(driver.ExecerContext).ExecContext(background, sql, nil)
	return err
}

// exec executes one statement, which it keeps prepared.
func (d *database) exec(sql string, args ...any) error {
	s, err := d.prepare(sql, len(args))
	if err != nil {
		return err
	}
	for i, a := range args {
		s.args[i].Value = a
	}
	return s.exec()
}

// prepare keeps the statement, of n arguments.
func (d *database) prepare(sql string, n int) (*statement, error) {
	if s := d.prepared[sql]; s != nil {
		return s, nil
	}
	prepared, err := d.dc.Prepare(sql)
	if err != nil {
		return nil, err
	}
	s := &statement{prepared.(driver.StmtExecContext), make([]driver.NamedValue, n)}
	for i := range s.args {
		s.args[i].Ordinal = i + 1
	}
	d.prepared[sql] = s
	return s, nil
}

func (s *statement) exec() error {
	_, err := s.stmt.ExecContext(background, s.args)
	return err
}
