package store

import (
	"github.com/paulmach/orb"

	"kvarter/geo"
)

// spotShape is the line or area of the spot number at of its chunk.
type spotShape struct {
	at, vertices int32
	bound        square
	packed       []byte // as geo.Pack
}

func newSpotShape(g orb.Geometry) spotShape {
	s := spotShape{bound: squareOf(g.Bound())}
	s.packed, s.vertices = geo.Pack(g)
	return s
}

func (s *spotShape) geometry() orb.Geometry { return geo.Unpack(s.packed) }
