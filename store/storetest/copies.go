package storetest

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// Copies puts into a test's folder what fill left in another: fill is called once,
// by whoever asks first, as to migrate an empty database takes longer than most tests.
// Nothing may have the files open when fill returns, and fill makes no folders.
func Copies(fill func(dir string) error) func(t testing.TB, dir string) {
	made := sync.OnceValues(func() (map[string][]byte, error) {
		dir, err := os.MkdirTemp("", "kvarter-test-")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		if err := fill(dir); err != nil {
			return nil, err
		}
		return filesIn(dir)
	})
	return func(t testing.TB, dir string) {
		t.Helper()
		files, err := made()
		if err != nil {
			t.Fatal(err)
		}
		for name, data := range files {
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func filesIn(dir string) (map[string][]byte, error) {
	entries, err := os.ReadDir(dir)
	all := map[string][]byte{}
	for _, e := range entries {
		if err == nil {
			all[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name()))
		}
	}
	return all, err
}
