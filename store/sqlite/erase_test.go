package sqlite

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Words that were withdrawn stand in no file any more once nothing was written for
// a while, whichever process wrote them: neither in the table nor in its log.
func TestWhatWasWithdrawnLeavesTheFiles(t *testing.T) {
	t.Parallel()
	for name, isBeside := range map[string]bool{"by the server": false, "by a command beside it": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := torstrand(t, dir).Close(); err != nil {
				t.Fatal(err)
			}
			s := openStore(t, Options{Dir: dir, Serve: true, quiet: time.Millisecond})
			withdraw(t, s, s)
			if isBeside {
				command := openStore(t, Options{Dir: dir})
				withdraw(t, s, command)
				if err := command.Close(); err != nil {
					t.Fatal(err)
				}
			}
			create(t, s) // and it goes on
			clean(t, s)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			files, err := filepath.Glob(inDir(dir, "*"))
			if err != nil || len(files) == 0 || stands(t, words, files...) {
				t.Fatalf("the words stand in one of %v (%v)", files, err)
			}
		})
	}
}

// Where there is always something to write, they leave the log when it is due.
func TestWhatWasWithdrawnLeavesALogThatIsNeverQuiet(t *testing.T) {
	t.Parallel()
	s := torstrand(t, t.TempDir())
	c := answer()
	c.Text = words
	if _, err := s.CreateContribution(t.Context(), "torstrand", c, someone); err != nil {
		t.Fatal(err)
	}
	if err := s.WithdrawContribution(t.Context(), "torstrand", c.ID, someone); err != nil {
		t.Fatal(err)
	}
	create(t, s)
	if !stands(t, words, s.file+"-wal") {
		t.Error("the words do not stand in the log, so that the test tells nothing")
	}
	gone(t, s, func() {
		if err := s.writes.do(t.Context(), func(w *writer) error { w.due = time.Time{}; return nil }); err != nil {
			t.Fatal(err)
		}
	})
}

const words = "Kjellerboden bak det gamle bakeriet"

// withdraw creates an answer by another store, withdraws it, and waits until its
// words have left the log of s.
func withdraw(t *testing.T, s, by *Store) {
	t.Helper()
	c := answer()
	c.Text = words
	reading := s.reads.with(t.Context(), func(r *conn) error {
		return r.snapshot(t.Context(), func() error {
			if _, err := r.number(t.Context(), "SELECT count(*) FROM contribution"); err != nil {
				return err
			}
			if _, err := by.CreateContribution(t.Context(), "torstrand", c, someone); err != nil {
				return err
			}
			if !stands(t, words, s.file+"-wal") {
				t.Error("the words do not stand in the log, so that the test tells nothing")
			}
			return by.WithdrawContribution(t.Context(), "torstrand", c.ID, someone)
		})
	})
	if reading != nil {
		t.Fatal(reading)
	}
	gone(t, s, func() {})
}

// gone waits until the words have left the log of s, and does something meanwhile.
func gone(t *testing.T, s *Store, meanwhile func()) {
	t.Helper()
	for stands(t, words, s.file+"-wal") {
		meanwhile()
	}
}

// stands says whether words are in one of the files, of which the database itself
// may not be read while it is open.
func stands(t *testing.T, words string, files ...string) (found bool) {
	t.Helper()
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		found = found || bytes.Contains(b, []byte(words))
	}
	return found
}
