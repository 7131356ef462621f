package sqlite

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/gofrs/flock"
	"github.com/google/uuid"

	"kvarter/store"
	"kvarter/store/area"
)

var save = flag.Bool("save", false, "save a database of this version in testdata, for later versions to migrate")

func TestOnlyItsOwnerReadsTheFiles(t *testing.T) {
	t.Parallel()
	dir := inDir(t.TempDir(), "new/data")
	if err := prepare(dir, area.Torstrand); err != nil {
		t.Fatal(err)
	}
	create(t, openStore(t, Options{Dir: dir}))
	if got := mode(t, dir); got != "700" {
		t.Errorf("directory is %s", got)
	}
	files, err := filepath.Glob(inDir(dir, "*"))
	if err != nil || len(files) < 3 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		if got := mode(t, f); got != "600" {
			t.Errorf("%s is %s", f, got)
		}
	}
}

func TestOneServer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	server := openStore(t, Options{Dir: dir, Serve: true})
	if _, err := Open(t.Context(), Options{Dir: dir, Serve: true}); !errors.Is(err, ErrServing) {
		t.Fatalf("error is %v, want ErrServing", err)
	}
	command := openStore(t, Options{Dir: dir})
	if err := errors.Join(command.Close(), server.Close()); err != nil {
		t.Fatal(err)
	}
	openStore(t, Options{Dir: dir, Serve: true})
}

func TestNobodyMigratesUnderAServer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	lock := flock.New(inDir(dir, lockName))
	if err := lock.Lock(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Options{Dir: dir}); !errors.Is(err, ErrMigrateServing) {
		t.Fatalf("error is %v, want ErrMigrateServing", err)
	}
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	openStore(t, Options{Dir: dir})
}

func TestMigratingTwiceIsHarmless(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := torstrand(t, dir)
	create(t, s)
	for range 2 {
		if err := migrate(t.Context(), s.file); err != nil {
			t.Fatal(err)
		}
		if n := count(t, openStore(t, Options{Dir: dir})); n != 1 {
			t.Fatalf("%d contributions", n)
		}
	}
	clean(t, s)
}

func TestANewerOrForeignDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sql  string
		want error
	}{
		"newer":   {"INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)", store.ErrNewerDatabase},
		"foreign": {"PRAGMA application_id = 1", errForeign},
		"other":   {"DROP TABLE goose_db_version", errForeign},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			s := torstrand(t, dir)
			execute(t, s, c.sql)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := Open(t.Context(), Options{Dir: dir}); !errors.Is(err, c.want) {
				t.Fatalf("error is %v, want %v", err, c.want)
			}
		})
	}
}

// TestSavedDatabases opens databases that older versions left behind.
func TestSavedDatabases(t *testing.T) {
	t.Parallel()
	if *save {
		saveDatabase(t)
	}
	saved, err := filepath.Glob("testdata/*.db")
	if err != nil || int64(len(saved)) != countMigrations() {
		t.Fatalf("there are %d saved databases for %d versions: run go test -run SavedDatabases -save (%v)",
			len(saved), countMigrations(), err)
	}
	for _, file := range saved {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			copyFile(t, file, inDir(dir, FileName))
			s := openStore(t, Options{Dir: dir})
			clean(t, s)
			if n := count(t, s); n != 3 {
				t.Fatalf("%d contributions, want 3", n)
			}
			if _, err := s.ParticipantByReceipt(t.Context(), "torstrand", someone.Receipt); err != nil {
				t.Fatal(err)
			}
			if err := s.WithdrawContribution(t.Context(), "torstrand", savedGone, someone); !errors.Is(err, store.ErrGone) {
				t.Fatal(err)
			}
			create(t, s)
			agreedAndReported(t, s)
			clean(t, s)
		})
	}
}

// savedGone was withdrawn in every saved database.
var savedGone = uuid.MustParse("11111111-2222-4333-8444-555555555555")

// agreedAndReported lets another participant agree with an answer of nobody, and
// somebody report it. It gives that answer's id.
func agreedAndReported(t *testing.T, s *Store) uuid.UUID {
	t.Helper()
	for c := range s.Contributions(t.Context(), store.ContributionQuery{Area: "torstrand", Audience: store.AudiencePublic, Limit: 1}) {
		id := c.ID
		another := store.Actor{Receipt: store.HashSecret("kvr_another")}
		if _, err := s.CreateContribution(t.Context(), "torstrand", answer(), another); err != nil {
			t.Fatal(err)
		}
		err := errors.Join(
			s.Agree(t.Context(), "torstrand", id, another),
			s.CreateReport(t.Context(), "torstrand", store.Report{ID: uuid.New(), Contribution: id, Reason: store.ReportOther}))
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	t.Fatal("nothing is public")
	return uuid.Nil
}

func saveDatabase(t *testing.T) {
	t.Helper()
	s := torstrand(t, t.TempDir())
	for range 2 {
		create(t, s)
	}
	c := answer()
	c.ID = savedGone
	if _, err := s.CreateContribution(t.Context(), "torstrand", c, someone); err != nil {
		t.Fatal(err)
	}
	if err := s.WithdrawContribution(t.Context(), "torstrand", savedGone, someone); err != nil {
		t.Fatal(err)
	}
	_, err := s.SetBackground(t.Context(), "torstrand", store.Background{"age": {"30-44"}}, someone)
	if err != nil {
		t.Fatal(err)
	}
	agreedAndReported(t, s)
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	name := "testdata/" + filepath.Base(files[len(files)-1])[:4] + ".db"
	if err := errors.Join(os.MkdirAll("testdata", 0o755), os.RemoveAll(name), s.Backup(t.Context(), name)); err != nil {
		t.Fatal(err)
	}
}

// An area that was saved before one could decide how long originals stay keeps them
// as long as they stayed then, and never erases them at once.
func TestOldAreaKeepsOriginals(t *testing.T) {
	t.Parallel()
	s := torstrand(t, t.TempDir())
	execute(t, s, "UPDATE area SET rev = rev + 1, doc = json_remove(doc, '$.policy.redaction_days')")
	a, err := s.Area(t.Context(), "torstrand")
	if err != nil || a.Policy.RedactionDays != store.DefaultRedactionDays {
		t.Fatal(a, err)
	}
}
