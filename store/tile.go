package store

import (
	"math/bits"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
)

// Tile is what of Spots lies in a tile with its buffer. Every spot whose middle
// lies in the tile itself is counted in it exactly once: in a point or at home in
// a shape.
type Tile struct {
	// Classes are named by number in the rest.
	Classes []SpotClass
	// Points are single marks unless the tile is Thinned; also lines and areas
	// too small or too many to be drawn, where their middle is.
	Points  []TilePoint
	Thinned bool
	// Shapes are lines and areas, in degrees.
	Shapes []TileShape
}

// TilePoint is a mark, or in a thinned tile one of Count marks of one prompt that
// lie in the same cell; only the prompt of its class is said for all of them.
type TilePoint struct {
	ID    uuid.UUID
	Class int
	Count int
	// X and Y are in units of the tile: 0 to geo.TileExtent-1 but in the buffer.
	X, Y int32
}

// TileShape is a line or an area of which some may lie in the tile.
type TileShape struct {
	ID       uuid.UUID
	Class    int
	Geometry orb.Geometry
	// Home says that its middle lies in the tile, which so counts it; X and Y are
	// where, in units of the tile.
	Home bool
	X, Y int32
}

// Limits of a tile, which together keep it below 250 kB.
const (
	// MaxTileMarks is up to how many marks a tile holds every one.
	MaxTileMarks = 2_000
	// MaxTilePoints is how many points it has at most where there are more: one
	// for each prompt in a cell, of cells so large that they are not more.
	MaxTilePoints = 6_000
	// maxTileShapes is how many bytes its lines and areas take about; the largest
	// come first.
	maxTileShapes = 80_000
	// finestCell is how many times cells halve the tile's side at most: to a CSS
	// pixel of a tile of 512. smallestShape is in units of the tile.
	finestCell    = 9
	smallestShape = 8
)

// Tile is what of the spots that f takes lies in t, which exists.
func (s *Spots) Tile(t geo.Tile, f SpotFilter) Tile {
	v := newTileView(s, t, f)
	out := Tile{Classes: s.classes, Shapes: v.shapes()}
	n, level := v.measure()
	if n <= MaxTileMarks {
		out.Points = v.every(n)
	} else {
		out.Thinned, out.Points = true, v.thinned(level)
	}
	return out
}

// tileView is one tile being made of spots.
type tileView struct {
	spots *Spots
	tile  geo.Tile
	// promptOf is the prompt of each class, -1 if the filter does not take it.
	promptOf   []int32
	prompts    int
	core, wide square
	// drawn is from which size on a shape is drawn, the others stand as points.
	drawn uint8
}

func newTileView(s *Spots, t geo.Tile, f SpotFilter) *tileView {
	of, prompts := s.promptsOfClasses()
	for i, keep := range f.keep(s.classes) {
		if !keep {
			of[i] = -1
		}
	}
	v := &tileView{spots: s, tile: t, promptOf: of, prompts: len(prompts)}
	x, y, side := t.Square()
	v.core = square{uint32(x), uint32(y), uint32(x + side - 1), uint32(y + side - 1)}
	v.wide = v.core.padded(uint32(side * geo.TileBuffer / geo.TileExtent))
	return v
}

// padded is s grown by n on each side, as far as there is room.
func (s square) padded(n uint32) square {
	return square{s.minX - min(n, s.minX), s.minY - min(n, s.minY), s.maxX + min(n, ^s.maxX), s.maxY + min(n, ^s.maxY)}
}

// walk calls f with runs of places, in Morton order, in which are all spots of an
// area that stand as points, and with whether the run has to be looked through:
// by stands, and by area.
func (v *tileView) walk(area square, f func(c *spotChunk, isMixed bool)) {
	for _, c := range v.spots.chunks {
		if c.bound.meets(area) {
			f(c, !area.contains(c.bound) || !c.places[0].placed)
		}
	}
}

// eachShape calls f with the lines and areas that reach into the tile.
func (v *tileView) eachShape(f func(*place, *mark, *spotShape)) {
	for _, c := range v.spots.chunks {
		if !c.reach.meets(v.wide) {
			continue
		}
		for i := range c.shapes {
			if s := &c.shapes[i]; s.bound.meets(v.wide) {
				if p := &c.places[s.at]; v.promptOf[p.class] >= 0 {
					f(p, &c.marks[s.at], s)
				}
			}
		}
	}
}

// shapes decides from which size on they are drawn, and draws them.
func (v *tileView) shapes() []TileShape {
	_, _, side := v.tile.Square()
	smallest := sizeOf(uint32(max(1, side*smallestShape/geo.TileExtent)))
	var bytes, count [256]int
	v.eachShape(func(p *place, _ *mark, s *spotShape) {
		bytes[p.size] += s.cost()
		count[p.size]++
	})
	v.drawn = 255
	total, n := 0, 0
	for size := 254; size >= int(smallest) && total+bytes[size] <= maxTileShapes; size-- {
		total, n, v.drawn = total+bytes[size], n+count[size], uint8(size)
	}
	out := make([]TileShape, 0, n)
	if n == 0 {
		return out
	}
	v.eachShape(func(p *place, m *mark, s *spotShape) {
		if p.size >= v.drawn {
			x, y := v.tile.Units(p.x, p.y)
			out = append(out, TileShape{m.id, int(p.class), s.geometry(), v.core.holds(p), x, y})
		}
	})
	return out
}

// cost is how many bytes a shape takes in a tile, about: its properties, and six
// for each of its vertices, of which clipping may make more.
func (s *spotShape) cost() int { return 80 + 6*int(s.vertices) }

// measure counts the points, and says on which level of cells there are few
// enough: cells of level n are 1<<(32-n) wide. One walk in Morton order tells it
// for all levels: a point begins a new cell of its prompt on each level where it
// has left the cell of the prompt's point before.
func (v *tileView) measure() (n, level int) {
	type before struct {
		x, y uint32
		seen bool
	}
	last := make([]before, v.prompts)
	var begun [33]int // by the first level on which a new cell begins
	v.walk(v.wide, func(c *spotChunk, isMixed bool) {
		for i := range c.places {
			p := &c.places[i]
			prompt := v.promptOf[p.class]
			if prompt < 0 || p.size >= v.drawn || isMixed && !v.wide.holds(p) {
				continue
			}
			n++
			b := &last[prompt]
			if common := bits.LeadingZeros32((p.x ^ b.x) | (p.y ^ b.y)); !b.seen {
				begun[0]++
			} else if common < 32 {
				begun[common+1]++
			}
			*b = before{p.x, p.y, true}
		}
	})
	cells := 0
	for l, most := 0, min(32, v.tile.Z+finestCell); l <= most; l++ {
		if cells += begun[l]; cells > MaxTilePoints {
			break
		}
		level = l
	}
	return n, max(level, v.tile.Z)
}

// every is each of the n points by itself.
func (v *tileView) every(n int) []TilePoint {
	out := make([]TilePoint, 0, n)
	v.walk(v.wide, func(c *spotChunk, _ bool) {
		for i := range c.places {
			if p := &c.places[i]; v.promptOf[p.class] >= 0 && p.size < v.drawn && v.wide.holds(p) {
				out = append(out, v.point(c, i))
			}
		}
	})
	return out
}

func (v *tileView) point(c *spotChunk, i int) TilePoint {
	p := &c.places[i]
	x, y := v.tile.Units(p.x, p.y)
	return TilePoint{c.marks[i].id, int(p.class), 1, x, y}
}

// thinned is the first point of each prompt in each cell, with how many there
// are. Cells on the edge are looked at whole, so that the tile beyond shows the
// same point.
func (v *tileView) thinned(level int) []TilePoint {
	shift := 32 - level
	type open struct {
		x, y uint32 // of the cell
		at   int32  // in out; -1 if its first point lies outside
		seen bool
	}
	of := make([]open, v.prompts)
	out := make([]TilePoint, 0, MaxTilePoints)
	area := v.wide.toCells(shift)
	v.walk(area, func(c *spotChunk, isMixed bool) {
		for i := range c.places {
			p := &c.places[i]
			prompt := v.promptOf[p.class]
			if prompt < 0 || p.size >= v.drawn || isMixed && !area.holds(p) {
				continue
			}
			o := &of[prompt]
			if x, y := p.x>>shift, p.y>>shift; !o.seen || o.x != x || o.y != y {
				*o = open{x, y, -1, true}
				if v.wide.holds(p) {
					o.at = int32(len(out))
					out = append(out, v.point(c, i))
				}
			} else if o.at >= 0 {
				out[o.at].Count++
			}
		}
	})
	return out
}

// toCells is s grown to whole cells of 1<<shift.
func (s square) toCells(shift int) square {
	inner := uint32(1)<<shift - 1
	return square{s.minX &^ inner, s.minY &^ inner, s.maxX | inner, s.maxY | inner}
}
