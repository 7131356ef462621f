package store

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"sort"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
)

// Spots are contributions with no more than a map of many needs, as one audience
// sees them, small enough to be kept in memory: 40 bytes each, and the shape of
// lines and areas. What has a place stands in Morton order on the square of
// geo.Mercator, so that what lies together on a map lies together in memory: one
// index for clusters and tiles. They are not changed once they are made: many may
// read them.
type Spots struct {
	classes []SpotClass
	chunks  []*spotChunk
	n       int
}

// SpotClass is what many spots share, and what a SpotFilter asks by.
type SpotClass struct {
	Prompt, Wave string
	// Status is empty for the public: all that it sees is published.
	Status ReviewState
}

// A spot is one contribution, in two parts: its place is all that a walk over a
// million looks at.
type spot struct {
	place
	mark
}

type place struct {
	x, y  uint32 // on the square of geo.Mercator
	class uint16
	// size is 0 for a point, else it grows with the extent of the shape.
	size   uint8
	placed bool
}

// mark's lon and lat are in units of geo.PublicDecimals.
type mark struct {
	id                   uuid.UUID
	lon, lat, agreements int32
}

// spotUnits is how many units of a Spot's position a degree has.
const spotUnits = 1e5

// spotChunk is a run of spots; those without a place come first of all.
type spotChunk struct {
	places []place
	marks  []mark // beside places
	shapes []spotShape
	// bound holds the places of the spots, reach their shapes.
	bound, reach square
}

// chunkLen is how many spots a chunk has, at most twice as many after changes.
const chunkLen = 2048

// square is a box on the square of geo.Mercator, edges included.
type square struct{ minX, minY, maxX, maxY uint32 }

var nowhere = square{math.MaxUint32, math.MaxUint32, 0, 0}

func (s square) meets(o square) bool {
	return s.minX <= o.maxX && o.minX <= s.maxX && s.minY <= o.maxY && o.minY <= s.maxY
}

func (s square) holds(p *place) bool {
	return p.placed && s.minX <= p.x && p.x <= s.maxX && s.minY <= p.y && p.y <= s.maxY
}

func (s square) around(o square) square {
	return square{min(s.minX, o.minX), min(s.minY, o.minY), max(s.maxX, o.maxX), max(s.maxY, o.maxY)}
}

// Len is how many there are.
func (s *Spots) Len() int { return s.n }

// SpotsBuilder makes Spots of contributions in any order.
type SpotsBuilder struct {
	classes map[SpotClass]uint16
	made    Spots
	pieces  pieces
	// shapes grow without being copied, chunkLen at a time. Until all are there the
	// lon of a line or an area is its number among them.
	shapes [][]spotShape
}

// Add takes in a contribution as its audience sees it, its hearts beside it.
func (b *SpotsBuilder) Add(id uuid.UUID, class SpotClass, g orb.Geometry, agreements int) {
	p := spot{place{placed: g != nil, class: b.class(class)}, mark{id: id, agreements: int32(agreements)}}
	if g != nil {
		at := geo.Middle(g)
		p.x, p.y = geo.Mercator(at)
		if _, isPoint := g.(orb.Point); isPoint {
			p.stand(at)
		} else {
			shape := newSpotShape(g)
			p.size = sizeOf(max(shape.bound.maxX-shape.bound.minX, shape.bound.maxY-shape.bound.minY))
			p.lon = b.addShape(shape)
		}
	}
	b.pieces.add(p)
}

// stand sets where m is.
func (m *mark) stand(at orb.Point) {
	m.lon, m.lat = int32(math.Round(at[0]*spotUnits)), int32(math.Round(at[1]*spotUnits))
}

func (b *SpotsBuilder) addShape(s spotShape) (number int32) {
	if n := len(b.shapes); n == 0 || len(b.shapes[n-1]) == chunkLen {
		b.shapes = append(b.shapes, make([]spotShape, 0, chunkLen))
	}
	last := len(b.shapes) - 1
	b.shapes[last] = append(b.shapes[last], s)
	return int32(last*chunkLen + len(b.shapes[last]) - 1)
}

// takeShape is the shape of m, which now stands where its middle is.
func (b *SpotsBuilder) takeShape(m *mark) spotShape {
	s := b.shapes[m.lon/chunkLen][m.lon%chunkLen]
	m.stand(geo.Middle(s.geometry()))
	return s
}

func (b *SpotsBuilder) class(c SpotClass) uint16 {
	i, known := b.classes[c]
	if !known {
		if b.classes == nil {
			b.classes = map[SpotClass]uint16{}
		}
		i = uint16(len(b.made.classes))
		b.made.classes = append(b.made.classes, c)
		b.classes[c] = i
	}
	return i
}

func squareOf(b orb.Bound) square {
	minX, minY := geo.Mercator(b.LeftTop())
	maxX, maxY := geo.Mercator(b.RightBottom())
	return square{minX, minY, maxX, maxY}
}

// sizeOf is four times the logarithm of an extent, from 1.
func sizeOf(extent uint32) uint8 {
	if extent < 8 {
		return uint8(max(extent, 1))
	}
	bits := uint8(0)
	for v := extent; v > 1; v >>= 1 {
		bits++
	}
	return bits*4 + uint8(extent>>(bits-2)&3)
}

// Spots are those that were added; nothing may be added afterwards.
func (b *SpotsBuilder) Spots() *Spots {
	sort.Sort(&b.pieces)
	out := b.made
	out.n = b.pieces.n
	for _, piece := range b.pieces.all {
		out.chunks = append(out.chunks, newChunk(piece.places, piece.marks, b.takeShape))
	}
	*b = SpotsBuilder{}
	return &out
}

// pieces grow without being copied, and are sorted where they stand: there can
// be a million spots.
type pieces struct {
	all []piece
	n   int
}

type piece struct {
	places []place
	marks  []mark
}

func (p *pieces) add(s spot) {
	if p.n%chunkLen == 0 {
		p.all = append(p.all, piece{make([]place, 0, chunkLen), make([]mark, 0, chunkLen)})
	}
	last := &p.all[len(p.all)-1]
	last.places, last.marks = append(last.places, s.place), append(last.marks, s.mark)
	p.n++
}

func (p *pieces) at(i int) (*place, *mark) {
	one := &p.all[i/chunkLen]
	return &one.places[i%chunkLen], &one.marks[i%chunkLen]
}

// Len, Less and Swap are for sort.Sort.
func (p *pieces) Len() int { return p.n }

// Less is by place, then by id.
func (p *pieces) Less(i, j int) bool {
	a, m := p.at(i)
	b, n := p.at(j)
	return compareSpots(a, b, &m.id, &n.id) < 0
}

// Swap changes two spots' places.
func (p *pieces) Swap(i, j int) {
	a, m := p.at(i)
	b, n := p.at(j)
	*a, *b, *m, *n = *b, *a, *n, *m
}

// compareSpots orders by Morton cell, y above x, then by id: what has no place
// first.
func compareSpots(a, b *place, id, other *uuid.UUID) int {
	switch dx, dy := a.x^b.x, a.y^b.y; {
	case a.placed != b.placed:
		if b.placed {
			return -1
		}
		return 1
	case dx == 0 && dy == 0:
		return bytes.Compare(id[:], other[:])
	case dy < dx && dy < dx^dy: // the highest bit that differs is one of x
		return cmp.Compare(a.x, b.x)
	default:
		return cmp.Compare(a.y, b.y)
	}
}

// newChunk is a chunk of spots in order; shape finds those of lines and areas.
func newChunk(places []place, marks []mark, shape func(*mark) spotShape) *spotChunk {
	c := &spotChunk{places: places, marks: marks, bound: nowhere, reach: nowhere}
	n := 0
	for i := range places {
		if places[i].size > 0 {
			n++
		}
	}
	c.shapes = make([]spotShape, 0, n)
	for i := range places {
		p := &places[i]
		if p.placed {
			c.bound = c.bound.around(square{p.x, p.y, p.x, p.y})
		}
		if p.size > 0 {
			one := shape(&marks[i])
			one.at = int32(i)
			c.shapes = append(c.shapes, one)
			c.reach = c.reach.around(one.bound)
		}
	}
	return c
}

// shape is that of the spot number at, which is a line or an area.
func (c *spotChunk) shape(at int) *spotShape {
	i, _ := slices.BinarySearchFunc(c.shapes, at, func(s spotShape, at int) int { return cmp.Compare(int(s.at), at) })
	return &c.shapes[i]
}

func (c *spotChunk) geometryType(at int) GeometryType {
	switch p := &c.places[at]; {
	case !p.placed:
		return GeometryNone
	case p.size == 0:
		return GeometryPoint
	}
	one := Contribution{Geometry: c.shape(at).geometry()}
	return one.GeometryType()
}
