package store

import (
	"context"
	"time"
)

// Access is one reading of what is not public: who, by which filter, how many; never
// what was found.
type Access struct {
	Seq  int64
	Area string
	// Who is an address, "token 3" or "recipe 5".
	Who    string
	Act    AccessAct
	Filter string
	Rows   int64
	// At is UTC; the store sets it.
	At time.Time
}

// AccessStep is how long the same reading again, as the next page of a list, counts
// as one.
const AccessStep = 10 * time.Minute

// AccessAct is how it was read.
type AccessAct string

// The ways to read: a list, a file, or a map that goes on: of tiles, or a workshop's.
const (
	AccessRead   AccessAct = "read"
	AccessExport AccessAct = "export"
	AccessMap    AccessAct = "map"
)

// Accesses keeps the log of who read what is not public.
type Accesses interface {
	// LogAccess adds a to the log; within AccessStep of the same by the same, its
	// rows to those.
	LogAccess(ctx context.Context, a Access) error
	// Accesses lists at most limit of the area's, the newest first, before seq; 0 is
	// from the newest on.
	Accesses(ctx context.Context, area string, before int64, limit int) ([]Access, error)
}
