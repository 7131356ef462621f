package sqlite

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

func backup(t *testing.T, s *Store) string {
	t.Helper()
	file := inDir(t.TempDir(), "backup.db")
	if err := s.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestBackupWhileWriting(t *testing.T) {
	t.Parallel()
	s := torstrand(t, t.TempDir())
	var writers sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		writers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := s.CreateContribution(t.Context(), "torstrand", answer(), store.Actor{}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 3 {
		create(t, s)
		before := count(t, s)
		file := backup(t, s)
		after := count(t, s)
		if got := mode(t, file); got != "600" {
			t.Errorf("backup is %s", got)
		}
		dir := t.TempDir()
		copyFile(t, file, inDir(dir, FileName))
		copied := openStore(t, Options{Dir: dir})
		clean(t, copied)
		if n := count(t, copied); n < before || n > after {
			t.Fatalf("the backup has %d, the database had %d to %d", n, before, after)
		}
	}
	close(stop)
	writers.Wait()
}

func TestBackupOverwritesNothingAndLeavesNothing(t *testing.T) {
	t.Parallel()
	s := torstrand(t, t.TempDir())
	file := backup(t, s)
	if err := s.Backup(t.Context(), file); !errors.Is(err, os.ErrExist) {
		t.Fatalf("error is %v, want os.ErrExist", err)
	}
	if err := s.Backup(t.Context(), inDir(t.TempDir(), "no/such/dir.db")); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("error is %v, want os.ErrNotExist", err)
	}
	left, err := filepath.Glob(inDir(filepath.Dir(file), "*"))
	if err != nil || len(left) != 1 {
		t.Fatal(left, err)
	}
}

// TestRestoreUnderAServer restores from another store on the same file, as the
// command line does, while a server has it open.
func TestRestoreUnderAServer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	server, command := torstrand(t, dir), openStore(t, Options{Dir: dir})
	kept, withdrawn := create(t, server), create(t, server)
	token, err := server.CreateToken(t.Context(), store.Token{Role: store.RoleAnalyst}, store.HashSecret("kvt_1"))
	if err != nil {
		t.Fatal(err)
	}
	file := backup(t, server)

	if err := server.RevokeToken(t.Context(), token.ID); err != nil {
		t.Fatal(err)
	}
	if err := server.WithdrawContribution(t.Context(), "torstrand", withdrawn, someone); err != nil {
		t.Fatal(err)
	}
	later := create(t, server)
	a, err := server.Area(t.Context(), "torstrand")
	if err != nil {
		t.Fatal(err)
	}
	renamed := *a
	renamed.Name = store.Text{"nb": "Et annet navn", "nn": "Eit anna namn", "en": "Another name"}
	if _, err := server.ApplyArea(t.Context(), &renamed); err != nil {
		t.Fatal(err)
	}
	last, err := server.LastRev(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}

	before, err := command.Restore(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	read := func(id uuid.UUID) error {
		_, err := server.Contribution(t.Context(), "torstrand", id, store.AudienceStaff, store.Actor{})
		return err
	}
	if err := read(kept); err != nil {
		t.Errorf("what the backup holds is not there: %v", err)
	}
	if err := read(withdrawn); !errors.Is(err, store.ErrGone) {
		t.Errorf("a withdrawn contribution came back: %v", err)
	}
	if err := read(later); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("what the backup does not hold is still there: %v", err)
	}
	if _, err := server.TokenByHash(t.Context(), store.HashSecret("kvt_1")); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a revoked token is valid again: %v", err)
	}
	seen, err := server.Area(t.Context(), "torstrand")
	if err != nil || seen.Name["nb"] != a.Name["nb"] {
		t.Errorf("the server still has the area of before: %v %v", seen.Name, err)
	}
	changes, err := server.Changes(t.Context(), last, 10)
	if err != nil || len(changes) != 1 || changes[0].Kind != store.ChangeRestore || changes[0].Rev != last+1 {
		t.Errorf("changes are %+v, %v", changes, err)
	}
	if rev, err := server.LastRev(t.Context(), "torstrand"); err != nil || rev != last+1 {
		t.Errorf("rev is %d, %v", rev, err)
	}
	create(t, server)
	clean(t, server)

	if _, err := command.Restore(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	if err := read(later); err != nil {
		t.Errorf("the state before was not backed up: %v", err)
	}
	if left, _ := filepath.Glob(inDir(dir, ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestRestorePublishesNothingThatWasTakenBack(t *testing.T) {
	t.Parallel()
	s := torstrand(t, t.TempDir())
	hidden, changed, moved, same := create(t, s), create(t, s), create(t, s), create(t, s)
	review := func(id uuid.UUID, d store.Decision) {
		t.Helper()
		if _, err := s.ReviewContribution(t.Context(), "torstrand", id, d); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []uuid.UUID{hidden, changed, moved, same} {
		review(id, store.Decision{State: store.Published})
	}
	file := backup(t, s)

	review(hidden, store.Decision{State: store.Hidden, Reason: store.ReasonPersonalData})
	other := "Uten navn."
	for id, p := range map[uuid.UUID]store.Patch{
		changed: {Text: &other},
		moved:   {Where: &store.Where{Geometry: orb.Point{10.05, 59.05}, LocatedBy: store.ByMap}},
	} {
		if _, err := s.UpdateContribution(t.Context(), "torstrand", id, p, someone); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Restore(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[uuid.UUID]store.Review{
		hidden:  {Geometry: store.Hidden, Words: store.Hidden, Reason: store.ReasonPersonalData},
		changed: {Geometry: store.Published, Words: store.Pending},
		moved:   {Geometry: store.Pending, Words: store.Published},
		same:    {Geometry: store.Published, Words: store.Published},
	} {
		c, err := s.Contribution(t.Context(), "torstrand", id, store.AudienceStaff, store.Actor{})
		if err != nil {
			t.Fatal(err)
		}
		if c.Review != want {
			t.Errorf("review is %+v, want %+v", c.Review, want)
		}
	}
	clean(t, s)
}

// TestRestoreFromAnotherMachine: its area has the rev of ours, and is another.
func TestRestoreFromAnotherMachine(t *testing.T) {
	t.Parallel()
	ours, theirs := torstrand(t, t.TempDir()), openStore(t, Options{Dir: t.TempDir()})
	a, err := ours.Area(t.Context(), "torstrand")
	if err != nil {
		t.Fatal(err)
	}
	other := *a
	other.Waves = []store.Wave{a.Waves[0]}
	other.Waves[0].Closes = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	if _, err := theirs.ApplyArea(t.Context(), &other); err != nil {
		t.Fatal(err)
	}
	create(t, ours)
	if _, err := ours.Restore(t.Context(), backup(t, theirs)); err != nil {
		t.Fatal(err)
	}
	if _, err := ours.CreateContribution(t.Context(), "torstrand", answer(), someone); !errors.Is(err, store.ErrWaveClosed) {
		t.Errorf("error is %v, want ErrWaveClosed", err)
	}
	if seen, err := ours.Area(t.Context(), "torstrand"); err != nil || seen.Waves[0].Closes.IsZero() {
		t.Errorf("the area of before is still seen: %v", err)
	}
}

func TestWhatCannotBeRestoredChangesNothing(t *testing.T) {
	t.Parallel()
	s := torstrand(t, t.TempDir())
	create(t, s)
	good := backup(t, s)
	variant := func(name string, change func(file string)) string {
		file := inDir(t.TempDir(), name)
		copyFile(t, good, file)
		change(file)
		return file
	}
	sql := func(q string) func(string) {
		return func(file string) { execute(t, &Store{file: file}, q) }
	}
	overwrite := func(at int64, b string) func(string) {
		return func(file string) {
			f, err := os.OpenFile(file, os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			_, err = f.WriteAt([]byte(b), at)
			if err = errors.Join(err, f.Close()); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, c := range map[string]struct {
		file string
		want error
	}{
		"missing":    {inDir(t.TempDir(), "none.db"), os.ErrNotExist},
		"empty":      {variant("empty", func(f string) { _ = os.Truncate(f, 0) }), errForeign},
		"text":       {variant("text", overwrite(0, "id;lon;lat")), errForeign},
		"other":      {variant("other", sql("PRAGMA application_id = 1")), errForeign},
		"newer":      {variant("newer", sql("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")), store.ErrNewerDatabase},
		"orphan":     {variant("orphan", sql("PRAGMA foreign_keys = 0; DELETE FROM area")), errDamagedFile},
		"broken row": {variant("broken", sql("PRAGMA ignore_check_constraints = 1; UPDATE contribution SET digest = x'00'")), errDamagedFile},
		"cut":        {variant("cut", func(f string) { _ = os.Truncate(f, 20000) }), errDamagedFile},
	} {
		before, err := s.Restore(t.Context(), c.file)
		if !errors.Is(err, c.want) || before != "" {
			t.Errorf("%s: error is %v, want %v", name, err, c.want)
		}
	}
	if n := count(t, s); n != 1 {
		t.Fatalf("%d contributions, want 1", n)
	}
	if left, _ := filepath.Glob(inDir(filepath.Dir(s.file), "*.part*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
