package sqlite

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"time"
)

// quietTime is after how long without a write the log is emptied, mostLogged after
// how long at the latest: a program that asks as staff writes itself into the list
// of accesses each time, so that it need never be quiet.
const (
	quietTime  = time.Minute
	mostLogged = time.Hour
)

// emptyLog takes all of the write-ahead log over into the file, so that what was
// withdrawn does not go on standing there until it is written over, which can take
// months. Another process may have written it, as a command does beside the server.
// It waits for nobody, but tries again soon.
func (w *writer) emptyLog() {
	now := time.Now()
	w.due = now.Add(mostLogged)
	if info, err := os.Stat(w.logFile); err == nil && info.Size() == 0 {
		return
	}
	_, err := w.conn.exec(background, "PRAGMA busy_timeout = 0")
	if err == nil {
		var row []driver.Value
		if row, err = w.conn.row(background, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil || integer(row[0]) != 0 { // somebody reads or writes
			w.due = now.Add(w.quiet)
		}
	}
	_, again := w.conn.exec(background, fmt.Sprintf("PRAGMA busy_timeout = %d", busyTimeout.Milliseconds()))
	if err = errors.Join(err, again); err != nil {
		w.log.Error("the log of writes could not be emptied", "error", err)
	}
}
