package sqlite

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
	"kvarter/store/area"
	"kvarter/store/storetest"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(killChildEnv); dir != "" {
		killChild(dir)
	}
	os.Exit(m.Run())
}

func TestContract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, now func() time.Time) store.Store {
		dir := t.TempDir()
		empty(t, dir)
		return openStore(t, Options{Dir: dir, Now: now})
	})
}

// empty and withTorstrand put a database of this version there.
var (
	empty         = storetest.Copies(func(dir string) error { return prepare(dir) })
	withTorstrand = storetest.Copies(func(dir string) error { return prepare(dir, area.Torstrand) })
)

// prepare makes a database with areas, as it is made where there is none.
func prepare(dir string, areas ...func() (*store.Area, error)) error {
	s, err := Open(context.Background(), Options{Dir: dir})
	if err != nil {
		return err
	}
	for _, one := range areas {
		a, areaErr := one()
		if areaErr == nil {
			_, areaErr = s.ApplyArea(context.Background(), a)
		}
		err = errors.Join(err, areaErr)
	}
	return errors.Join(err, s.Close())
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

// torstrand opens a store in dir, which is empty, with Torstrand in it.
func torstrand(t *testing.T, dir string) *Store {
	t.Helper()
	withTorstrand(t, dir)
	return openStore(t, Options{Dir: dir})
}

func answer() *store.Contribution {
	return &store.Contribution{
		ID: uuid.New(), Participant: uuid.New(), Prompt: "meeting_place", Text: "Her møtes vi.",
		Geometry: orb.Point{10.0512345, 59.0487654}, LocatedBy: store.ByMap,
	}
}

var someone = store.Actor{Receipt: store.HashSecret("kvr_someone")}

func create(t *testing.T, s *Store) uuid.UUID {
	t.Helper()
	c := answer()
	if _, err := s.CreateContribution(t.Context(), "torstrand", c, someone); err != nil {
		t.Fatal(err)
	}
	return c.ID
}

func count(t *testing.T, s *Store) int64 {
	t.Helper()
	n, err := s.CountContributions(t.Context(), store.ContributionQuery{Area: "torstrand", Audience: store.AudienceStaff})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// execute runs SQL behind the store's back.
func execute(t *testing.T, s *Store, sql ...string) {
	t.Helper()
	c, err := connect(t.Context(), dsn(s.file))
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	for _, q := range sql {
		if err := c.run(t.Context(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
}

func clean(t *testing.T, s *Store) {
	t.Helper()
	found, err := s.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if len(found) > 0 {
		t.Fatalf("check found %+v", found)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func mode(t *testing.T, name string) string {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%o", info.Mode().Perm())
}

func inDir(dir, name string) string { return filepath.Join(dir, name) }
