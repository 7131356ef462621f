package store

import (
	"math"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
)

// Tile is what of Spots lies in a tile with its buffer. Every spot whose middle
// lies in the tile itself is counted in it exactly once: in a point or at home in
// a shape. Tiles of one zoom and filter hold the same where they overlap: the
// same points, and the same lines and areas drawn.
type Tile struct {
	// Classes are named by number in the rest.
	Classes []SpotClass
	// Points are marks, and lines and areas too small or too many to be drawn,
	// where their middle is.
	Points []TilePoint
	// Shapes are lines and areas, in degrees.
	Shapes []TileShape
}

// TilePoint is a mark, or Gathered of Count marks of one prompt that lie in the
// same cell: then it stands where one of them does, and only the prompt of its
// class is said for all of them.
type TilePoint struct {
	ID       uuid.UUID // none if it is gathered
	Gathered bool
	Class    int
	Count    int
	// X and Y are in units of the tile: 0 to geo.TileExtent-1 but in the buffer.
	X, Y int32
}

// TileShape is a line or an area of which some may lie in the tile.
type TileShape struct {
	ID       uuid.UUID
	Class    int
	Geometry orb.Geometry
	// X and Y are where its middle is, in units of the tile. Near says that this is
	// in the tile or its buffer, Home that it is in the tile, which so counts it.
	X, Y       int32
	Near, Home bool
}

// Limits of a tile, which together keep it below 250 kB.
const (
	// MaxTileMarks is how many marks a tile shows each by itself at most.
	MaxTileMarks = 2_000
	// MaxTilePoints is how many points it has at most.
	MaxTilePoints = 8_000
	// maxTileShapes is how many bytes its lines and areas take about; the largest
	// come first.
	maxTileShapes = 80_000
	// smallestShape is in units of the tile.
	smallestShape = 8
)

// Tile is what of the spots that f takes lies in t, which exists.
func (s *Spots) Tile(t geo.Tile, f SpotFilter) Tile {
	v := newTileView(s, t, f)
	shapes := v.draw()
	return Tile{Classes: s.classes, Shapes: shapes, Points: v.points()}
}

// tileView is one tile being made of spots.
type tileView struct {
	spots *Spots
	tile  geo.Tile
	// promptOf is the prompt of each class, -1 if the filter does not take it.
	promptOf []int32
	prompts  int
	takesAll bool
	grid     tileGrid
	// wide is the tile with its buffer, near all blocks of which it has some.
	core, wide, near square
	shapes           drawnShapes
}

func newTileView(s *Spots, t geo.Tile, f SpotFilter) *tileView {
	of, prompts := s.promptsOfClasses()
	taken, takesAll := map[int32]bool{}, true
	for i, keep := range f.keep(s.classes) {
		if keep {
			taken[of[i]] = true
		} else {
			of[i], takesAll = -1, false
		}
	}
	v := &tileView{spots: s, tile: t, promptOf: of, prompts: len(prompts), takesAll: takesAll, grid: newTileGrid(t, len(taken))}
	x, y, side := t.Square()
	v.core = square{uint32(x), uint32(y), uint32(x + side - 1), uint32(y + side - 1)}
	v.wide = v.core.padded(side * geo.TileBuffer / geo.TileExtent)
	v.near = v.wide.toCells(v.grid.blockShift)
	return v
}

// points are the marks of open blocks, and those of the others gathered. Blocks
// on the edge are looked at whole, so that the tile beyond shows the same.
func (v *tileView) points() []TilePoint {
	isOpen, near := v.grid.open(v.countBlocks()), v.grid.near()
	of := make([]cellMarks, v.prompts)
	var out []TilePoint
	v.eachBlock(v.near, func(c *spotChunk, from, to int) {
		open := isOpen[near.at(&c.places[from])]
		for i := from; i < to; i++ {
			p := &c.places[i]
			prompt := v.promptOf[p.class]
			if prompt < 0 || v.shapes.has(p) {
				continue
			}
			if open {
				if v.wide.holds(p) {
					x, y := v.tile.Units(p.x, p.y)
					out = append(out, TilePoint{ID: c.marks[i].id, Class: int(p.class), Count: 1, X: x, Y: y})
				}
				continue
			}
			if g := &of[prompt]; !g.take(p, v.grid.cellShift) {
				out = v.gathered(out, g)
				*g = cellMarks{}
				g.take(p, v.grid.cellShift)
			}
		}
	})
	for i := range of {
		out = v.gathered(out, &of[i])
	}
	return out
}

func (v *tileView) gathered(out []TilePoint, g *cellMarks) []TilePoint {
	if g.count == 0 || !v.wide.holds(g.at) {
		return out
	}
	x, y := v.tile.Units(g.at.x, g.at.y)
	return append(out, TilePoint{Gathered: true, Class: int(g.at.class), Count: g.count, X: x, Y: y})
}

// cellMarks are those of a prompt in a cell, which come one after another, as
// those of all cells do in Morton order.
type cellMarks struct {
	count  int
	at     *place
	chance uint32
}

// take counts p, unless it lies in another cell than those before. The point
// stands where chance has it: always at the first, those of all prompts of a cell
// would stand in its corner.
func (g *cellMarks) take(p *place, cellShift uint) bool {
	chance := p.x*0x9e3779b1 ^ p.y*0x85ebca77
	chance ^= chance >> 15
	chance *= 0xc2b2ae3d
	switch {
	case g.count == 0:
	case ((p.x^g.at.x)|(p.y^g.at.y))>>cellShift != 0:
		return false
	case chance >= g.chance:
		g.count++
		return true
	}
	g.count, g.at, g.chance = g.count+1, p, chance
	return true
}

// padded is s grown by n on each side, as far as there is room.
func (s square) padded(n uint64) square {
	least := func(v uint32) uint32 { return uint32(uint64(v) - min(n, uint64(v))) }
	most := func(v uint32) uint32 { return uint32(min(uint64(v)+n, math.MaxUint32)) }
	return square{least(s.minX), least(s.minY), most(s.maxX), most(s.maxY)}
}

// toCells is s grown to whole cells of 1<<shift.
func (s square) toCells(shift uint) square {
	inner := uint32(1)<<shift - 1
	return square{s.minX &^ inner, s.minY &^ inner, s.maxX | inner, s.maxY | inner}
}
