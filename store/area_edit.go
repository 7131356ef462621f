package store

import "time"

// AreaVersion is an area with who changed it last.
type AreaVersion struct {
	Area *Area
	// Rev grows with each change of the area.
	Rev int64
	// EditedAt and EditedBy are when and by whom a page changed it since its file
	// was last applied; zero if none did.
	EditedAt time.Time
	EditedBy string
}

// AreaEdit is one change that a page makes.
type AreaEdit struct {
	// Rev is of the version that the person saw.
	Rev int64
	// By is who they are.
	By string
	// Change is made to a copy of the area. What it refuses, EditArea refuses.
	Change func(*Area) error
	// Try says what would come of it, and keeps nothing.
	Try bool
}
