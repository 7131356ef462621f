package sqlite

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kvarter/store/area"
)

// Words that were withdrawn stand in no file any more once nothing was written for
// a while: neither in the table nor in its log.
func TestWhatWasWithdrawnLeavesTheFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openStore(t, Options{Dir: dir, quiet: time.Millisecond})
	a, err := area.Torstrand()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.ApplyArea(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	const words = "Kjellerboden bak det gamle bakeriet"
	c := answer()
	c.Text = words
	reading := s.reads.with(t.Context(), func(r *conn) error {
		return r.snapshot(t.Context(), func() error {
			if _, err := r.number(t.Context(), "SELECT count(*) FROM contribution"); err != nil {
				return err
			}
			if _, err := s.CreateContribution(t.Context(), "torstrand", c, someone); err != nil {
				return err
			}
			if !stands(t, words, s.file+"-wal") {
				t.Error("the words do not stand in the log, so that the test tells nothing")
			}
			return s.WithdrawContribution(t.Context(), "torstrand", c.ID, someone)
		})
	})
	if reading != nil {
		t.Fatal(reading)
	}
	for stands(t, words, s.file+"-wal") {
		if err := t.Context().Err(); err != nil {
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
