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
// uses it syncs each commit (synchronous=FULL), or others would look for pages of the
// log that are not there yet.
const logVFS = "kvarter-log"

// mostGathered is what SQLite's file system can write at once: less than 128 kB.
const mostGathered = 1<<17 - 1

// gathered is what is yet to be written to an open log, at offset.
type gathered struct {
	bytes  []byte
	offset int64
}

// The methods of SQLite's file system by their names there, as this translation calls
// them; xMove is xRead and xWrite.
type (
	xOpen     = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, outFlags uintptr) int32
	xMove     = func(tls *libc.TLS, file, data uintptr, n int32, offset int64) int32
	xClose    = func(tls *libc.TLS, file uintptr) int32
	xSync     = func(tls *libc.TLS, file uintptr, flags int32) int32
	xTruncate = func(tls *libc.TLS, file uintptr, size int64) int32
	xFileSize = func(tls *libc.TLS, file, size uintptr) int32
)

// SQLite keeps pointers to these; the race detector lets it follow them to variables
// of the package that hold no pointers, and to nothing else of Go's.
var (
	baseVFS, logFileVFS     sqlite3.Tsqlite3_vfs
	baseMethods, logMethods sqlite3.Tsqlite3_io_methods
)

var (
	methodsSet sync.Once
	openLogs   sync.Map // *gathered by file
)

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
	logFileVFS = baseVFS
	logFileVFS.FpNext, logFileVFS.FzName, logFileVFS.FxOpen = 0, name, method[xOpen](openLog)
	if sqlite3.Xsqlite3_vfs_register(tls, address(&logFileVFS), 0) != sqlite3.SQLITE_OK {
		return errors.New("SQLite refused the file system of the log")
	}
	return nil
})

// setMethods makes the methods of logs of those that such a file has in SQLite's file
// system.
func setMethods(base sqlite3.Tsqlite3_io_methods) {
	baseMethods, logMethods = base, base
	logMethods.FxWrite, logMethods.FxRead = method[xMove](writeLog), method[xMove](readLog)
	logMethods.FxSync, logMethods.FxTruncate = method[xSync](syncLog), method[xTruncate](truncateLog)
	logMethods.FxFileSize, logMethods.FxClose = method[xFileSize](sizeOfLog), method[xClose](closeLog)
}

// SQLite's memory lies outside of Go's, and what is in Go's does not move: at and
// address turn the one's pointers into the other's, function and method what its
// methods are called by.
func at[T any](p uintptr) *T      { return *(**T)(unsafe.Pointer(&p)) }
func address[T any](p *T) uintptr { return uintptr(unsafe.Pointer(p)) }
func function[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&p)) }
func method[F any](f F) uintptr   { return *(*uintptr)(unsafe.Pointer(&f)) }

// openLog opens any file, and lets the writes of a log be gathered.
func openLog(tls *libc.TLS, vfs, name, file uintptr, flags int32, outFlags uintptr) int32 {
	code := function[xOpen](baseVFS.FxOpen)(tls, vfs, name, file, flags, outFlags)
	if code != sqlite3.SQLITE_OK || flags&sqlite3.SQLITE_OPEN_WAL == 0 {
		return code
	}
	opened := at[sqlite3.Tsqlite3_file](file)
	base := *at[sqlite3.Tsqlite3_io_methods](opened.FpMethods)
	methodsSet.Do(func() { setMethods(base) })
	if base != baseMethods {
		return sqlite3.SQLITE_OK // a disk of another kind: as SQLite writes it
	}
	openLogs.Store(file, &gathered{bytes: make([]byte, 0, mostGathered)})
	opened.FpMethods = address(&logMethods)
	return sqlite3.SQLITE_OK
}

func logOf(file uintptr) *gathered {
	g, _ := openLogs.Load(file)
	return g.(*gathered)
}

func writeLog(tls *libc.TLS, file, data uintptr, n int32, offset int64) int32 {
	g := logOf(file)
	if offset != g.offset+int64(len(g.bytes)) || len(g.bytes)+int(n) > mostGathered {
		if code := writeGathered(tls, file); code != sqlite3.SQLITE_OK {
			return code
		}
		g.offset = offset
	}
	g.bytes = append(g.bytes, unsafe.Slice(at[byte](data), n)...)
	return sqlite3.SQLITE_OK
}

// writeGathered hands over to the system what was gathered.
func writeGathered(tls *libc.TLS, file uintptr) int32 {
	g := logOf(file)
	if len(g.bytes) == 0 {
		return sqlite3.SQLITE_OK
	}
	code := function[xMove](baseMethods.FxWrite)(tls, file, address(&g.bytes[0]), int32(len(g.bytes)), g.offset)
	g.bytes = g.bytes[:0] // also if it failed: the transaction fails, and the next one writes there
	return code
}

func readLog(tls *libc.TLS, file, data uintptr, n int32, offset int64) int32 {
	if code := writeGathered(tls, file); code != sqlite3.SQLITE_OK {
		return code
	}
	return function[xMove](baseMethods.FxRead)(tls, file, data, n, offset)
}

func syncLog(tls *libc.TLS, file uintptr, flags int32) int32 {
	if code := writeGathered(tls, file); code != sqlite3.SQLITE_OK {
		return code
	}
	return function[xSync](baseMethods.FxSync)(tls, file, flags)
}

func truncateLog(tls *libc.TLS, file uintptr, size int64) int32 {
	if code := writeGathered(tls, file); code != sqlite3.SQLITE_OK {
		return code
	}
	return function[xTruncate](baseMethods.FxTruncate)(tls, file, size)
}

func sizeOfLog(tls *libc.TLS, file, size uintptr) int32 {
	if code := writeGathered(tls, file); code != sqlite3.SQLITE_OK {
		return code
	}
	return function[xFileSize](baseMethods.FxFileSize)(tls, file, size)
}

// closeLog leaves out what was not synced: no commit waits for it.
func closeLog(tls *libc.TLS, file uintptr) int32 {
	openLogs.Delete(file)
	return function[xClose](baseMethods.FxClose)(tls, file)
}
