package sqlite

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// openedLog is a database's log as SQLite has it open, and what SQLite wrote to it.
type openedLog struct {
	t              *testing.T
	tls            *libc.TLS
	database, file uintptr
	name           string
	is             []byte
}

// openLog opens a database and its log as SQLite does.
func openLog(t *testing.T, flags int32) *openedLog {
	t.Helper()
	if err := registerLogVFS(); err != nil {
		t.Fatal(err)
	}
	f := &openedLog{t: t, tls: libc.NewTLS(), name: inDir(t.TempDir(), "database-wal")}
	if err := os.WriteFile(f.name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var names []uintptr
	for _, name := range []string{strings.TrimSuffix(f.name, "-wal"), "", f.name} {
		one, err := libc.CString(name)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, one)
	}
	all := sqlite3.Xsqlite3_create_filename(f.tls, names[0], names[1], names[2], 0, 0)
	open := func(name uintptr, flags int32) uintptr {
		file := libc.Xcalloc(f.tls, 1, libc.Tsize_t(ownVFS.FszOsFile))
		if code := openFile(f.tls, address(&ownVFS), name, file, flags, 0); code != sqlite3.SQLITE_OK {
			t.Fatalf("open: %d", code)
		}
		return file
	}
	f.database = open(all, sqlite3.SQLITE_OPEN_MAIN_DB|sqlite3.SQLITE_OPEN_READWRITE|sqlite3.SQLITE_OPEN_CREATE)
	f.file = open(sqlite3.Xsqlite3_filename_wal(f.tls, all), sqlite3.SQLITE_OPEN_WAL|flags)
	t.Cleanup(func() {
		closeLog(f.tls, f.file)
		closeDatabase(f.tls, f.database)
		for _, p := range append(names, f.file, f.database) {
			libc.Xfree(f.tls, p)
		}
		sqlite3.Xsqlite3_free_filename(f.tls, all)
		f.tls.Close()
	})
	return f
}

// giveUp forgets what was gathered, as when a transaction was taken back.
func (f *openedLog) giveUp() {
	g := gatheredOf(f.file)
	if g != gatheredOf(f.database) {
		f.t.Fatal("the database and its log do not belong together")
	}
	// The database was not locked, and has no locks to give up.
	_ = lockDatabase(f.tls, f.database, writeLock, 1, sqlite3.SQLITE_SHM_UNLOCK|sqlite3.SQLITE_SHM_EXCLUSIVE)
}

// with calls f with n bytes of SQLite's memory.
func (f *openedLog) with(n int, call func(p uintptr, b []byte) int32) int32 {
	p := libc.Xmalloc(f.tls, libc.Tsize_t(n))
	defer libc.Xfree(f.tls, p)
	return call(p, unsafe.Slice(at[byte](p), n))
}

func (f *openedLog) write(b []byte, offset int) int32 {
	return f.with(len(b), func(p uintptr, to []byte) int32 {
		copy(to, b)
		return writeLog(f.tls, f.file, p, int32(len(b)), int64(offset))
	})
}

// works takes what must not fail.
func (f *openedLog) works(code int32) {
	f.t.Helper()
	if code != sqlite3.SQLITE_OK {
		f.t.Fatalf("code %d", code)
	}
}

// same compares n bytes at offset, and the size, with what was written.
func (f *openedLog) same(offset, n int) {
	f.t.Helper()
	f.works(f.with(n, func(p uintptr, b []byte) int32 {
		code := readLog(f.tls, f.file, p, int32(n), int64(offset))
		if !bytes.Equal(b, f.is[offset:offset+n]) {
			f.t.Fatalf("%d bytes at %d are not what was written", n, offset)
		}
		return code
	}))
}

func (f *openedLog) size() {
	f.t.Helper()
	f.works(f.with(8, func(p uintptr, _ []byte) int32 {
		code := sizeOfLog(f.tls, f.file, p)
		if got := *at[int64](p); got != int64(len(f.is)) {
			f.t.Fatalf("size %d, want %d", got, len(f.is))
		}
		return code
	}))
}

// TestTheLogIsWhatSQLiteWrote: in whatever order SQLite writes, reads, measures,
// shortens and syncs, it finds what it wrote, and others do after a sync.
func TestTheLogIsWhatSQLiteWrote(t *testing.T) {
	t.Parallel()
	f := openLog(t, sqlite3.SQLITE_OPEN_READWRITE)
	r, noise := rand.New(rand.NewPCG(1, 2)), rand.NewChaCha8([32]byte{})
	next := 0
	for range 20_000 {
		switch n := r.IntN(200); {
		case n < 8 && len(f.is) > 0: // a frame of before, or the log from its start
			next = r.IntN(len(f.is))
		case n < 10:
			next = 0
		case n == 10:
			next = len(f.is)
			fallthrough
		case n < 14 && len(f.is) > 0:
			offset := r.IntN(len(f.is))
			f.same(offset, min(len(f.is)-offset, 1+r.IntN(5000)))
		case n == 14:
			f.size()
		case n == 15:
			f.is = f.is[:r.IntN(len(f.is)+1)]
			next = min(next, len(f.is))
			f.works(truncateLog(f.tls, f.file, int64(len(f.is))))
		case n == 16:
			f.works(syncLog(f.tls, f.file, sqlite3.SQLITE_SYNC_NORMAL))
			if got, err := os.ReadFile(f.name); err != nil || !bytes.Equal(got, f.is) {
				t.Fatalf("others do not find what was synced: %d bytes of %d (%v)", len(got), len(f.is), err)
			}
		default:
			b := make([]byte, []int{24, 32, 512, 4096}[r.IntN(4)])
			_, _ = noise.Read(b)
			f.works(f.write(b, next))
			if end := next + len(b); end > len(f.is) {
				f.is = append(f.is, make([]byte, end-len(f.is))...)
			}
			next += copy(f.is[next:], b)
		}
	}
}

// TestTheLogSaysWhatFailed: once a write failed everybody is told who waits for it,
// until the transaction is taken back.
func TestTheLogSaysWhatFailed(t *testing.T) {
	t.Parallel()
	f := openLog(t, sqlite3.SQLITE_OPEN_READONLY)
	for what, wait := range map[string]func() int32{
		"sync":     func() int32 { return syncLog(f.tls, f.file, sqlite3.SQLITE_SYNC_NORMAL) },
		"truncate": func() int32 { return truncateLog(f.tls, f.file, 0) },
		"size": func() int32 {
			return f.with(8, func(p uintptr, _ []byte) int32 { return sizeOfLog(f.tls, f.file, p) })
		},
		"read": func() int32 {
			return f.with(1, func(p uintptr, _ []byte) int32 { return readLog(f.tls, f.file, p, 1, 0) })
		},
		"write elsewhere": func() int32 { return f.write([]byte("elsewhere"), 5000) },
		"write too much":  func() int32 { return f.write(make([]byte, mostGathered), 4) },
	} {
		f.works(f.write([]byte("page"), 0))
		if code := wait(); code != sqlite3.SQLITE_IOERR_WRITE {
			t.Errorf("%s answers %d", what, code)
		}
		_ = f.write([]byte("page"), 0)
		if code := syncLog(f.tls, f.file, sqlite3.SQLITE_SYNC_NORMAL); code != sqlite3.SQLITE_IOERR_WRITE {
			t.Errorf("after %s failed a commit is answered %d", what, code)
		}
		f.giveUp()
		f.works(syncLog(f.tls, f.file, sqlite3.SQLITE_SYNC_NORMAL))
	}
}

// watched is what the log asked of the system, while watchLog lets it be noted; full
// lets it find no room.
var (
	watched []string
	full    atomic.Bool
)

func watchedWrite(tls *libc.TLS, file, data uintptr, n int32, offset int64) int32 {
	if full.Load() {
		return sqlite3.SQLITE_FULL
	}
	watched = append(watched, "write")
	return function[xMove](unwatched.FxWrite)(tls, file, data, n, offset)
}

func watchedSync(tls *libc.TLS, file uintptr, flags int32) int32 {
	watched = append(watched, "sync")
	return function[xSync](unwatched.FxSync)(tls, file, flags)
}

var unwatched sqlite3.Tsqlite3_io_methods

// watchLog is for tests that run alone, before those that are Parallel.
func watchLog(t *testing.T) {
	unwatched, watched = logBase, nil
	logBase.FxWrite, logBase.FxSync = method[xMove](watchedWrite), method[xSync](watchedSync)
	t.Cleanup(func() { logBase = unwatched })
}

// aFewPages is a database with a table of 60 pages that only other has written, and
// a connection as the writer's with room for ten.
func aFewPages(t *testing.T) (other, writer *conn) {
	t.Helper()
	file := inDir(t.TempDir(), "pages.db")
	open := func(dsn string) *conn {
		c, err := connect(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := c.close(); err != nil {
				t.Error(err)
			}
		})
		return c
	}
	other = open(dsn(file))
	writer = open(dsn(file, slices.Concat(writerPragmas, []string{"cache_size(10)"})...) + "&vfs=" + logVFS)
	works(t, other, "CREATE TABLE a (n INTEGER PRIMARY KEY, b BLOB)",
		"INSERT INTO a (b) SELECT zeroblob(3000) FROM (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 60) SELECT n FROM c)",
		"PRAGMA wal_checkpoint(TRUNCATE)")
	return other, writer
}

func works(t *testing.T, c *conn, sql ...string) {
	t.Helper()
	for _, q := range sql {
		if err := c.run(t.Context(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
}

// whole takes a table whose rows are of n zeros each.
func whole(t *testing.T, c *conn, n int64) {
	t.Helper()
	row, err := c.row(t.Context(), "SELECT (SELECT group_concat(integrity_check) FROM pragma_integrity_check), count(*) FROM a WHERE b = zeroblob(?)", n)
	if err != nil || text(row[0]) != "ok" || integer(row[1]) != 60 {
		t.Fatalf("%v (%v)", row, err)
	}
}

// TestACommitIsSynced: when a commit is acknowledged, all was written, in a few
// writes, and synced after that.
func TestACommitIsSynced(t *testing.T) {
	_, c := aFewPages(t)
	works(t, c, "SELECT * FROM a")
	watchLog(t)
	for _, q := range []string{"UPDATE a SET b = zeroblob(2999) WHERE n < 5", "UPDATE a SET b = zeroblob(2999)"} {
		watched = nil
		works(t, c, q)
		writes := strings.Count(fmt.Sprint(watched), "write")
		if len(watched) == 0 || watched[len(watched)-1] != "sync" || writes == 0 || writes > 30 {
			t.Errorf("%s: the system was asked to %v", q, watched)
		}
	}
}

// TestWhatWasRolledBackIsNotWritten: what a large transaction gathered and took back
// is not written over what others committed since.
func TestWhatWasRolledBackIsNotWritten(t *testing.T) {
	t.Parallel()
	other, c := aFewPages(t)
	works(t, c, "BEGIN IMMEDIATE", "UPDATE a SET b = randomblob(3000)", "ROLLBACK")
	for n := range 60 {
		works(t, other, fmt.Sprintf("UPDATE a SET b = zeroblob(2999) WHERE n = %d", n+1))
	}
	works(t, c, "SELECT * FROM a", "CREATE TABLE b (n)")
	whole(t, c, 2999)
	whole(t, other, 2999)
}

// TestNoRoomWhereTheLogIsRead: a transaction whose pages could not be written cannot
// commit, also if it finds out where it reads them again.
func TestNoRoomWhereTheLogIsRead(t *testing.T) {
	other, c := aFewPages(t)
	watchLog(t)
	works(t, c, "BEGIN IMMEDIATE", "UPDATE a SET b = randomblob(3000)", "PRAGMA shrink_memory")
	full.Store(true)
	err := c.run(t.Context(), "UPDATE a SET b = randomblob(3000) WHERE n > 9")
	if err == nil {
		err = c.run(t.Context(), "COMMIT")
	}
	full.Store(false)
	if err == nil || c.run(t.Context(), "COMMIT") == nil {
		t.Errorf("committed, after %v", err)
	}
	whole(t, other, 3000)
}
