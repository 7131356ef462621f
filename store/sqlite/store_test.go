package sqlite

import (
	"log/slog"
	"testing"
	"time"

	"kvarter/store"
	"kvarter/store/storetest"
)

func TestContract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, now func() time.Time) store.Store {
		return openStore(t, Options{Dir: t.TempDir(), Now: now})
	})
}

// openStore opens a store that closes with the test.
func openStore(t *testing.T, o Options) *Store {
	t.Helper()
	o.Logger = slog.New(slog.NewTextHandler(t.Output(), nil))
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
