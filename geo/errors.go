package geo

// Error says why a shape was refused. Codes are stable and go to clients.
type Error struct {
	// Code is one of the Code constants.
	Code string
}

// Error returns the code with the package's name before it.
func (e *Error) Error() string { return "geo: " + e.Code }

// The codes of an Error.
const (
	CodeInvalidJSON      = "invalid_json"      // not one well-formed JSON value
	CodeInvalidWKT       = "invalid_wkt"       // not one well-formed WKT geometry
	CodeInvalidWKB       = "invalid_wkb"       // not one well-formed WKB geometry
	CodeInvalidBBox      = "invalid_bbox"      // not four or six plain numbers between commas
	CodeUnknownMember    = "unknown_member"    // a member other than type and coordinates
	CodeDuplicateMember  = "duplicate_member"  // the same member twice in one object
	CodeMissingMember    = "missing_member"    // no type or no coordinates
	CodeGeometryType     = "geometry_type"     // a type that is not taken here
	CodePosition         = "position"          // a position that is not two or three numbers
	CodeOutOfRange       = "out_of_range"      // longitude beyond ±180 or latitude beyond ±90
	CodeNotFinite        = "not_finite"        // a number too large to hold, or not a number
	CodeTooFewPositions  = "too_few_positions" // a line with one place, a ring with fewer than three
	CodeTooManyVertices  = "too_many_vertices" // more vertices than MaxVertices or MaxBoundaryVertices
	CodeRingNotClosed    = "ring_not_closed"   // first and last position differ
	CodeSelfIntersection = "self_intersection" // a ring that touches or crosses itself
	CodeHoleOutside      = "hole_outside"      // a hole not wholly inside its outer ring
	CodeRingsIntersect   = "rings_intersect"   // two rings of one polygon cross, share an edge or overlap
	CodeSouthOverNorth   = "south_over_north"  // a bbox with its south above its north
	CodeEmpty            = "empty"             // no geometry where one is needed
	CodeUnknownCRS       = "unknown_crs"       // a reference system that is none or not offered
	CodeTooLarge         = "too_large"         // more bytes or deeper nesting than any accepted shape needs
)

func refuse(code string) error { return &Error{Code: code} }
