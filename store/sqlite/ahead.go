package sqlite

import (
	"database/sql/driver"
	"fmt"
	"io"
	"runtime/debug"
)

// aheadRows is how many packed rows come at once.
const aheadRows = 64

// ahead reads packed rows in a goroutine of its own: SQLite steps on one core while
// on another rows become contributions. The connection is that goroutine's until
// the rows are closed.
type ahead struct {
	batches chan [][]byte
	at      [][]byte
	stop    chan struct{}
	err     error // stands when batches is closed
}

// readAhead is for long readings. What is read is the same.
func (r *rows) readAhead() {
	r.ahead = &ahead{batches: make(chan [][]byte, 2), stop: make(chan struct{})}
	go r.ahead.run(r.rows, r.packed)
}

func (a *ahead) run(from driver.Rows, into []driver.Value) {
	defer close(a.batches)
	defer func() {
		if p := recover(); p != nil { // here it would end the program
			a.err = fmt.Errorf("panic while reading: %v\n%s", p, debug.Stack())
		}
	}()
	for a.err == nil {
		batch := make([][]byte, 0, aheadRows)
		for len(batch) < cap(batch) {
			if a.err = from.Next(into); a.err != nil {
				break
			}
			batch = append(batch, blob(into[0]))
		}
		select {
		case a.batches <- batch:
		case <-a.stop:
			return
		}
	}
}

// next is the next packed row, or io.EOF.
func (a *ahead) next() ([]byte, error) {
	for len(a.at) == 0 {
		var open bool
		if a.at, open = <-a.batches; !open {
			if a.err == nil {
				return nil, io.EOF
			}
			return nil, a.err
		}
	}
	row := a.at[0]
	a.at = a.at[1:]
	return row, nil
}

// close gives the connection back.
func (a *ahead) close() {
	close(a.stop)
	for range a.batches { // until it has returned
	}
}
