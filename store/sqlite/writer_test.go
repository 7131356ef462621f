package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"kvarter/store"
)

// blocked holds the writer inside a transaction until release is called, so
// that what queues meanwhile shares it, however slow the machine.
func blocked(t *testing.T, s *Store) (release func(want ...error)) {
	t.Helper()
	inside, leave, left := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		left <- s.writes.do(context.Background(), func(w *writer) error {
			w.longest, w.commit = time.Hour, time.Hour
			close(inside)
			<-leave
			return nil
		})
	}()
	<-inside
	var once sync.Once
	return func(want ...error) {
		once.Do(func() {
			close(leave)
			if err := <-left; err != nil && (len(want) == 0 || !errors.Is(err, want[0])) {
				t.Error(err)
			}
		})
	}
}

// queued waits until n items wait for the writer.
func queued(s *Store, n int) {
	for len(s.writes.queue) < n {
	}
}

func TestACancelledItemIsDropped(t *testing.T) {
	t.Parallel()
	s := torstrand(t, t.TempDir())
	release := blocked(t, s)
	defer release()
	ctx, cancel := context.WithCancel(t.Context())
	answered := make(chan error)
	ran := false
	go func() { answered <- s.writes.do(ctx, func(*writer) error { ran = true; return nil }) }()
	queued(s, 1)
	cancel()
	if err := <-answered; !errors.Is(err, context.Canceled) { // before the writer is free again
		t.Fatal(err)
	}
	release()
	create(t, s)
	if ran {
		t.Fatal("a cancelled item ran")
	}
}

func TestItemsFailAlone(t *testing.T) {
	t.Parallel()
	s := torstrand(t, t.TempDir())
	release := blocked(t, s)
	defer release()
	insert := func(w *writer) error {
		_, err := w.conn.exec(background, "INSERT INTO tombstone (area, id, day) VALUES ('x', randomblob(16), 1)")
		return err
	}
	bad := map[string]func(w *writer) error{
		"rule":  func(w *writer) error { return errors.Join(insert(w), store.ErrConflict) },
		"panic": func(w *writer) error { panic(insert(w)) },
		"constraint": func(w *writer) error {
			_, err := w.conn.exec(background, "INSERT INTO tombstone (area, id, day) VALUES ('x', x'00', 1)")
			return errors.Join(insert(w), err)
		},
	}
	var items sync.WaitGroup
	for name, f := range bad {
		items.Go(func() {
			if s.writes.do(t.Context(), f) == nil {
				t.Errorf("%s: no error", name)
			}
		})
		items.Go(func() {
			if err := s.writes.do(t.Context(), insert); err != nil {
				t.Errorf("a neighbour failed: %v", err)
			}
		})
	}
	queued(s, 2*len(bad))
	release()
	items.Wait()
	if n := number(t, s, "SELECT count(*) FROM tombstone"); n != int64(len(bad)) {
		t.Fatalf("%d rows, want %d", n, len(bad))
	}
}

// TestAFatalErrorUndoesTheBatch: an error that is not one statement's own takes
// back what neighbours wrote, and they are told.
func TestAFatalErrorUndoesTheBatch(t *testing.T) {
	t.Parallel()
	s := torstrand(t, t.TempDir())
	text := inDir(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte(strings.Repeat("no database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, fatal := connect(t.Context(), dsn(text))
	if !isFatal(fatal) {
		t.Fatalf("%v is not fatal", fatal)
	}
	release := blocked(t, s)
	defer release()
	var items sync.WaitGroup
	items.Go(func() {
		if _, err := s.CreateContribution(t.Context(), "torstrand", answer(), someone); !errors.Is(err, fatal) {
			t.Errorf("the neighbour's error is %v", err)
		}
	})
	queued(s, 1)
	items.Go(func() {
		if err := s.writes.do(t.Context(), func(*writer) error { return fatal }); !errors.Is(err, fatal) {
			t.Errorf("error is %v", err)
		}
	})
	queued(s, 2)
	release(fatal)
	items.Wait()
	if n := count(t, s); n != 0 {
		t.Fatalf("%d contributions of an undone batch", n)
	}
	create(t, s)
	clean(t, s)
}

// TestPragmas: what durability, erasure and references rest on.
func TestPragmas(t *testing.T) {
	t.Parallel()
	s := torstrand(t, t.TempDir())
	check := func(c *conn, want map[string]string) {
		for pragma, value := range want {
			row, err := c.row(background, "PRAGMA "+pragma)
			if err != nil || fmt.Sprint(row[0]) != value {
				t.Errorf("%s is %v, want %s (%v)", pragma, row, value, err)
			}
		}
	}
	every := map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1", "query_only": "0"}
	if err := s.writes.do(t.Context(), func(w *writer) error { check(w.conn, every); return nil }); err != nil {
		t.Fatal(err)
	}
	every["query_only"] = "1"
	if err := s.reads.with(t.Context(), func(c *conn) error { check(c, every); return nil }); err != nil {
		t.Fatal(err)
	}
}

func number(t *testing.T, s *Store, sql string) (n int64) {
	t.Helper()
	err := s.reads.with(t.Context(), func(c *conn) (err error) {
		n, err = c.number(t.Context(), sql)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestAFullDiskUndoesTheBatch: nobody whose transaction SQLite gave up is told
// that it was kept.
func TestAFullDiskUndoesTheBatch(t *testing.T) {
	t.Parallel()
	s := torstrand(t, t.TempDir())
	limit := func(pages int64) {
		err := s.writes.do(t.Context(), func(w *writer) error {
			return w.conn.run(background, fmt.Sprintf("PRAGMA max_page_count = %d", pages))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	limit(number(t, s, "PRAGMA page_count") + 10)
	var mu sync.Mutex
	kept, refused := map[uuid.UUID]bool{}, 0
	var clients sync.WaitGroup
	for range 8 {
		clients.Go(func() {
			for range 15 {
				c := answer()
				c.Text = strings.Repeat("ord ", 200)
				_, err := s.CreateContribution(t.Context(), "torstrand", c, someone)
				mu.Lock()
				if kept[c.ID] = err == nil; err != nil {
					refused++
				}
				mu.Unlock()
			}
		})
	}
	clients.Wait()
	if refused == 0 {
		t.Fatal("the disk never was full")
	}
	limit(1 << 30)
	there := map[uuid.UUID]bool{}
	for c, err := range s.Contributions(t.Context(), store.ContributionQuery{Area: "torstrand", Audience: store.AudienceStaff}) {
		if err != nil {
			t.Fatal(err)
		}
		there[c.ID] = true
	}
	for id, acknowledged := range kept {
		if there[id] != acknowledged {
			t.Fatalf("%s: acknowledged %v, there %v", id, acknowledged, there[id])
		}
	}
	create(t, s)
	clean(t, s)
}

func TestWhatIsFatal(t *testing.T) {
	t.Parallel()
	s := torstrand(t, t.TempDir())
	err := s.writes.do(t.Context(), func(w *writer) error { return w.conn.run(background, "SELECT nonsense") })
	var e *sqlite.Error
	if !errors.As(err, &e) || e.Code() != sqlite3.SQLITE_ERROR || isFatal(err) || isFatal(store.ErrConflict) || isFatal(nil) {
		t.Fatal(err)
	}
}

// TestTwoProcesses: what two stores on one file write, both keep, and each
// knows at once what the other did.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	one := torstrand(t, dir)
	two := openStore(t, Options{Dir: dir})
	var writers sync.WaitGroup
	for _, s := range []*Store{one, two} {
		for range 4 {
			writers.Go(func() {
				for range 10 {
					if _, err := s.CreateContribution(t.Context(), "torstrand", answer(), store.Actor{}); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	writers.Wait()
	for _, s := range []*Store{one, two} {
		if n := count(t, s); n != 80 {
			t.Fatalf("%d contributions, want 80", n)
		}
	}
	a, err := one.Area(t.Context(), "torstrand")
	if err != nil {
		t.Fatal(err)
	}
	closed := *a
	closed.Waves = append([]store.Wave{}, a.Waves...)
	closed.Waves[0].Closes = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	if _, err := one.ApplyArea(t.Context(), &closed); err != nil {
		t.Fatal(err)
	}
	if _, err := two.CreateContribution(t.Context(), "torstrand", answer(), store.Actor{}); !errors.Is(err, store.ErrWaveClosed) {
		t.Fatalf("error is %v, want ErrWaveClosed", err)
	}
	seen, err := two.Area(t.Context(), "torstrand")
	if err != nil || seen.Waves[0].Closes.IsZero() {
		t.Fatal("the other process's area is not seen", err)
	}
	clean(t, two)
}
