package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"

	"modernc.org/sqlite"
)

// errNoRow says that a query of one row found none.
var errNoRow = errors.New("no row")

// dsn names file for the driver with the pragmas that every connection needs.
// busy_timeout comes first, so that the others may wait for a lock.
func dsn(file string, more ...string) string {
	u := url.URL{Scheme: "file", Path: file}
	v := url.Values{"_txlock": {"immediate"}, "_busy_timeout": {fmt.Sprint(busyTimeout.Milliseconds())}}
	v["_pragma"] = append([]string{
		"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)", "temp_store(MEMORY)",
	}, more...)
	u.RawQuery = v.Encode()
	return u.String()
}

// What distinguishes the connections. The writer keeps little in its own cache, which
// SQLite looks through after each commit that split a page, and takes its log over into
// the file only when that is 64 MB: a page that many creates touch is then written there
// once. Readers of a page share the system's by a memory map: 1.5 times as fast where
// rows lie far apart. Readers of everything do without, or each export would count the
// whole file as the process's memory.
var (
	writerPragmas = []string{"cache_size(-4000)", "wal_autocheckpoint(16000)"}
	readerPragmas = []string{"cache_size(-4000)", "mmap_size(4294967296)", "query_only(1)"}
	wholePragmas  = []string{"cache_size(-2000)", "query_only(1)"}
)

// conn is one connection, used by one goroutine at a time, with the statements
// it prepared before. It speaks to the driver itself: on the write path,
// database/sql costs more than the statements do.
//
// Arguments are int64, float64, string, []byte or nil.
type conn struct {
	dc       driver.Conn
	prepared map[string]driver.Stmt
	args     []driver.NamedValue
}

func connect(ctx context.Context, dsn string) (*conn, error) {
	if err := errors.Join(registerLogVFS(), registerWords(), registerConditions(), registerPacked()); err != nil {
		return nil, err
	}
	connector, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	dc, err := connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{dc: dc, prepared: map[string]driver.Stmt{}}, nil
}

func (c *conn) close() error {
	var errs []error
	for _, s := range c.prepared {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.dc.Close())...)
}

// prepare keeps the statement: sql must be one of few.
func (c *conn) prepare(sql string) (driver.Stmt, error) {
	if s := c.prepared[sql]; s != nil {
		return s, nil
	}
	s, err := c.dc.Prepare(sql)
	if err == nil {
		c.prepared[sql] = s
	}
	return s, err
}

func (c *conn) bind(args []any) []driver.NamedValue {
	c.args = c.args[:0]
	for i, a := range args {
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	return c.args
}

// outcome is what a write did: how many rows it changed, and the rowid of the
// row inserted last.
type outcome struct{ changed, rowid int64 }

// exec runs a kept statement to its end.
func (c *conn) exec(ctx context.Context, sql string, args ...any) (outcome, error) {
	s, err := c.prepare(sql)
	if err != nil {
		return outcome{}, err
	}
	r, err := s.(driver.StmtExecContext).ExecContext(ctx, c.bind(args))
	if err != nil {
		return outcome{}, err
	}
	changed, err := r.RowsAffected()
	if err != nil {
		return outcome{}, err
	}
	rowid, err := r.LastInsertId()
	return outcome{changed, rowid}, err
}

// run executes a statement that is not worth keeping.
func (c *conn) run(ctx context.Context, sql string, args ...any) error {
	_, err := c.dc.(driver.ExecerContext).ExecContext(ctx, sql, c.bind(args))
	return err
}

// query starts a kept query. ctx can stop it until its first row.
func (c *conn) query(ctx context.Context, sql string, args ...any) (*rows, error) {
	s, err := c.prepare(sql)
	if err != nil {
		return nil, err
	}
	return newRows(s.(driver.StmtQueryContext).QueryContext(ctx, c.bind(args)))
}

// queryOnce is query for a statement that is not worth keeping.
func (c *conn) queryOnce(ctx context.Context, sql string, args ...any) (*rows, error) {
	return newRows(c.dc.(driver.QueryerContext).QueryContext(ctx, sql, c.bind(args)))
}

// row is the only row of a kept query, or errNoRow.
func (c *conn) row(ctx context.Context, sql string, args ...any) (row []driver.Value, err error) {
	r, err := c.query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.close()) }()
	if !r.next() {
		if r.err != nil {
			return nil, r.err
		}
		return nil, errNoRow
	}
	return r.values, nil
}

// number is the only value of a query's only row.
func (c *conn) number(ctx context.Context, sql string, args ...any) (int64, error) {
	row, err := c.row(ctx, sql, args...)
	if err != nil {
		return 0, err
	}
	return integer(row[0]), nil
}

// rows are the rows of a query, one at a time in values.
type rows struct {
	rows   driver.Rows
	values []driver.Value
	packed []driver.Value // of which values are made, if not nil
	ahead  *ahead         // reads packed, if not nil
	err    error
}

func newRows(r driver.Rows, err error) (*rows, error) {
	if err != nil {
		return nil, err
	}
	return &rows{rows: r, values: make([]driver.Value, len(r.Columns()))}, nil
}

// next says whether there is another row; if not, err says why.
func (r *rows) next() bool {
	var err error
	switch {
	case r.ahead != nil:
		var row []byte
		if row, err = r.ahead.next(); err == nil {
			r.values, err = unpack(r.values, row)
		}
	case r.packed != nil:
		if err = r.rows.Next(r.packed); err == nil {
			r.values, err = unpack(r.values, blob(r.packed[0]))
		}
	default:
		err = r.rows.Next(r.values)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return err == nil
}

func (r *rows) close() error {
	if r.ahead != nil {
		r.ahead.close()
	}
	return r.rows.Close()
}

// each calls f with every row of a kept query.
func (c *conn) each(ctx context.Context, sql string, args []any, f func(row []driver.Value) error) (err error) {
	r, err := c.query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.close()) }()
	for r.next() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f(r.values); err != nil {
			return err
		}
	}
	return r.err
}

// snapshot runs f in a transaction that reads one state.
func (c *conn) snapshot(ctx context.Context, f func() error) (err error) {
	if _, err := c.exec(ctx, "BEGIN"); err != nil {
		return err
	}
	defer func() {
		_, end := c.exec(background, "ROLLBACK")
		err = errors.Join(err, end)
	}()
	return f()
}

// The values of a row; NULL is the zero value.

func integer(v driver.Value) int64 { n, _ := v.(int64); return n }
func text(v driver.Value) string   { s, _ := v.(string); return s }
func blob(v driver.Value) []byte   { b, _ := v.([]byte); return b }
func float(v driver.Value) float64 { f, _ := v.(float64); return f }

// The arguments of a statement; the zero value is NULL.

func orNull[T ~string](s T) any {
	if s == "" {
		return nil
	}
	return string(s)
}

func zeroNull(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
