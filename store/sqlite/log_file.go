package sqlite

import (
	"errors"
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// logVFS names SQLite's own file system with one difference: what a transaction
// writes to the log goes to the system in a few large writes, when it is synced or
// read, and not in two for each page, which cost more than the pages do. Whoever
// uses it lets each commit end with a sync (synchronous=FULL, and psow as it is), or
// others would look for pages of the log that are not there yet.
const logVFS = "kvarter-log"

// mostGathered is what SQLite's file system can write at once: less than 128 kB.
const mostGathered = 1<<17 - 1

// gathered is what is yet to be written to a database's log, at offset. It is known by
// the files of both, and to the log before that is open by its name, wherever SQLite
// keeps that. failed is what the system answered if it did not take some of it: SQLite
// believes that all of it is there, and must not commit.
type gathered struct {
	name   uintptr
	bytes  []byte
	offset int64
	failed int32
}

var byFile, byName sync.Map // *gathered

// The methods of SQLite's file system by their names there, as this translation calls
// them; xMove is xRead and xWrite.
type (
	xOpen     = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, outFlags uintptr) int32
	xMove     = func(tls *libc.TLS, file, data uintptr, n int32, offset int64) int32
	xClose    = func(tls *libc.TLS, file uintptr) int32
	xSync     = func(tls *libc.TLS, file uintptr, flags int32) int32
	xTruncate = func(tls *libc.TLS, file uintptr, size int64) int32
	xFileSize = func(tls *libc.TLS, file, size uintptr) int32
	xShmLock  = func(tls *libc.TLS, file uintptr, first, n, flags int32) int32
)

// SQLite keeps pointers to these; the race detector lets it follow them to variables
// of the package that hold no pointers, and to nothing else of Go's.
var (
	baseVFS, ownVFS             sqlite3.Tsqlite3_vfs
	databaseBase, logBase       sqlite3.Tsqlite3_io_methods // as SQLite's file system has them
	databaseMethods, logMethods sqlite3.Tsqlite3_io_methods
)

var databaseSet, logSet sync.Once

// registerLogVFS makes logVFS known to SQLite, once and for good.
var registerLogVFS = sync.OnceValue(func() error {
	tls := libc.NewTLS()
	defer tls.Close()
	base := sqlite3.Xsqlite3_vfs_find(tls, 0)
	name, err := libc.CString(logVFS)
	if base == 0 || err != nil {
		return errors.Join(errors.New("SQLite has no file system"), err)
	}
	baseVFS = *at[sqlite3.Tsqlite3_vfs](base)
	ownVFS = baseVFS
	ownVFS.FpNext, ownVFS.FzName, ownVFS.FxOpen = 0, name, method[xOpen](openFile)
	if sqlite3.Xsqlite3_vfs_register(tls, address(&ownVFS), 0) != sqlite3.SQLITE_OK {
		return errors.New("SQLite refused the file system of the log")
	}
	return nil
})

func setDatabase(base sqlite3.Tsqlite3_io_methods) {
	databaseBase, databaseMethods = base, base
	databaseMethods.FxShmLock, databaseMethods.FxClose = method[xShmLock](lockDatabase), method[xClose](closeDatabase)
}

func setLog(base sqlite3.Tsqlite3_io_methods) {
	logBase, logMethods = base, base
	logMethods.FxWrite, logMethods.FxRead = method[xMove](writeLog), method[xMove](readLog)
	logMethods.FxSync, logMethods.FxTruncate = method[xSync](syncLog), method[xTruncate](truncateLog)
	logMethods.FxFileSize, logMethods.FxClose = method[xFileSize](sizeOfLog), method[xClose](closeLog)
}

// SQLite's memory lies outside of Go's, and globals and what Go keeps on its heap do not
// move: at and address turn the one's pointers into the other's, function and method
// what its methods are called by.
func at[T any](p uintptr) *T      { return *(**T)(unsafe.Pointer(&p)) }
func address[T any](p *T) uintptr { return uintptr(unsafe.Pointer(p)) }
func function[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&p)) }
func method[F any](f F) uintptr   { return *(*uintptr)(unsafe.Pointer(&f)) }

// openFile opens any file, and lets the writes of a log be gathered.
func openFile(tls *libc.TLS, vfs, name, file uintptr, flags int32, outFlags uintptr) int32 {
	code := function[xOpen](baseVFS.FxOpen)(tls, vfs, name, file, flags, outFlags)
	if code != sqlite3.SQLITE_OK || flags&(sqlite3.SQLITE_OPEN_MAIN_DB|sqlite3.SQLITE_OPEN_WAL) == 0 {
		return code
	}
	opened := at[sqlite3.Tsqlite3_file](file)
	base := *at[sqlite3.Tsqlite3_io_methods](opened.FpMethods)
	// A disk of another kind than the first is used as SQLite does.
	if flags&sqlite3.SQLITE_OPEN_MAIN_DB != 0 {
		if databaseSet.Do(func() { setDatabase(base) }); base == databaseBase {
			g := &gathered{name: sqlite3.Xsqlite3_filename_wal(tls, name)}
			byName.Store(g.name, g)
			byFile.Store(file, g)
			opened.FpMethods = address(&databaseMethods)
		}
	} else if g, known := byName.Load(name); known {
		if logSet.Do(func() { setLog(base) }); base == logBase {
			byFile.Store(file, g)
			opened.FpMethods = address(&logMethods)
		}
	}
	return sqlite3.SQLITE_OK
}

// gatheredOf is what belongs to a database or to its log.
func gatheredOf(file uintptr) *gathered {
	g, _ := byFile.Load(file)
	return g.(*gathered)
}

// lockDatabase forgets what was gathered when the right to write is given up: a commit
// was synced before, so that the rest was rolled back, and others may write there now.
func lockDatabase(tls *libc.TLS, file uintptr, first, n, flags int32) int32 {
	const givenUp = sqlite3.SQLITE_SHM_UNLOCK | sqlite3.SQLITE_SHM_EXCLUSIVE
	if first == writeLock && flags == givenUp {
		g := gatheredOf(file)
		g.bytes, g.failed = g.bytes[:0], sqlite3.SQLITE_OK
	}
	return function[xShmLock](databaseBase.FxShmLock)(tls, file, first, n, flags)
}

// writeLock is which of a log's locks is the right to write (SQLite's WAL_WRITE_LOCK).
const writeLock = 0

func closeDatabase(tls *libc.TLS, file uintptr) int32 {
	byName.Delete(gatheredOf(file).name)
	byFile.Delete(file)
	return function[xClose](databaseBase.FxClose)(tls, file)
}

func writeLog(tls *libc.TLS, file, data uintptr, n int32, offset int64) int32 {
	g := gatheredOf(file)
	if offset != g.offset+int64(len(g.bytes)) || len(g.bytes)+int(n) > mostGathered {
		if code := writeGathered(tls, file); code != sqlite3.SQLITE_OK {
			return code
		}
		g.offset = offset
	}
	g.bytes = append(g.bytes, unsafe.Slice(at[byte](data), n)...)
	return sqlite3.SQLITE_OK
}

// writeGathered hands over to the system what was gathered. Once that failed it does,
// until the transaction is taken back.
func writeGathered(tls *libc.TLS, file uintptr) int32 {
	g := gatheredOf(file)
	if len(g.bytes) > 0 && g.failed == sqlite3.SQLITE_OK {
		g.failed = function[xMove](logBase.FxWrite)(tls, file, address(&g.bytes[0]), int32(len(g.bytes)), g.offset)
	}
	g.bytes = g.bytes[:0]
	return g.failed
}

func readLog(tls *libc.TLS, file, data uintptr, n int32, offset int64) int32 {
	if code := writeGathered(tls, file); code != sqlite3.SQLITE_OK {
		return code
	}
	return function[xMove](logBase.FxRead)(tls, file, data, n, offset)
}

func syncLog(tls *libc.TLS, file uintptr, flags int32) int32 {
	if code := writeGathered(tls, file); code != sqlite3.SQLITE_OK {
		return code
	}
	return function[xSync](logBase.FxSync)(tls, file, flags)
}

func truncateLog(tls *libc.TLS, file uintptr, size int64) int32 {
	if code := writeGathered(tls, file); code != sqlite3.SQLITE_OK {
		return code
	}
	return function[xTruncate](logBase.FxTruncate)(tls, file, size)
}

func sizeOfLog(tls *libc.TLS, file, size uintptr) int32 {
	if code := writeGathered(tls, file); code != sqlite3.SQLITE_OK {
		return code
	}
	return function[xFileSize](logBase.FxFileSize)(tls, file, size)
}

// closeLog leaves out what was not synced: no commit waits for it.
func closeLog(tls *libc.TLS, file uintptr) int32 {
	g := gatheredOf(file)
	g.bytes, g.failed = nil, sqlite3.SQLITE_OK
	byFile.Delete(file)
	return function[xClose](logBase.FxClose)(tls, file)
}
