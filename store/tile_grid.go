package store

import (
	"math"
	"sort"

	"kvarter/geo"
)

// tileGrid cuts the map into blocks, the same ones for all tiles of a zoom. What
// a block shows is decided by what lies in it and around it, whichever tile is
// asked for: so no seam is to be seen between tiles.
//
// An open block shows each of its marks, a gathered one a point for each prompt in
// a cell: in the whole block, or in a part of it where the prompts are few.
//
// A block of few marks is always open: so few that a tile of nothing but such blocks
// holds MaxTileMarks. One of some, no more than a gathered one has points at most,
// is open if it and all that may be in a tile with it and are no fuller hold no more
// than MaxTileMarks, where a fuller block counts as few marks. One of many is open
// only where all may be. That bounds every tile: what it shows was counted for the
// fullest of its open blocks.
type tileGrid struct {
	tile geo.Tile
	// side is how many blocks wide the tile is.
	side                  int
	blockShift, cellShift uint
}

const (
	// finestBlock is how often blocks halve the tile's side at most: to 32 CSS pixels
	// of a tile of 512. finestCell is the same of cells: to 8.
	finestBlock = 4
	finestCell  = 6
)

// newTileGrid makes cells as fine as MaxTilePoints lets them be where every cell
// holds all prompts: at the coarsest, one cell is the tile, for up to 888 prompts.
func newTileGrid(t geo.Tile, prompts int) tileGrid {
	for cells := finestCell; ; cells-- {
		blocks := min(cells, finestBlock)
		g := tileGrid{t, 1 << blocks, uint(32 - t.Z - blocks), uint(32 - t.Z - cells)}
		if near := g.near().width; cells == 0 || near*near*prompts<<(2*(cells-blocks)) <= MaxTilePoints {
			return g
		}
	}
}

// blockSquare is width by width blocks, numbered row by row.
type blockSquare struct {
	x, y, width int
	shift       uint
}

func (s *blockSquare) at(p *place) int {
	return (int(p.y>>s.shift)-s.y)*s.width + int(p.x>>s.shift) - s.x
}

// near are the blocks of which a tile with its buffer has some, around are those
// that may be in a tile with one of these.
func (g *tileGrid) near() blockSquare   { return g.padded(1) }
func (g *tileGrid) around() blockSquare { return g.padded(g.side + 2) }

func (g *tileGrid) padded(n int) blockSquare {
	return blockSquare{int(g.tile.X)*g.side - n, int(g.tile.Y)*g.side - n, g.side + 2*n, g.blockShift}
}

// countBlocks is how many marks lie in each block around, drawn or not.
func (v *tileView) countBlocks() []int32 {
	around := v.grid.around()
	counts := make([]int32, around.width*around.width)
	v.eachBlock(v.near.padded(uint64(v.grid.side+1)<<v.grid.blockShift), func(c *spotChunk, from, to int) {
		n := int32(to - from)
		if !v.takesAll {
			for i := from; i < to; i++ {
				if v.promptOf[c.places[i].class] < 0 {
					n--
				}
			}
		}
		counts[around.at(&c.places[from])] += n
	})
	return counts
}

// eachBlock calls f with runs of places, in Morton order, of one block each: with
// all places in an area of whole blocks.
func (v *tileView) eachBlock(area square, f func(c *spotChunk, from, to int)) {
	for _, c := range v.spots.chunks {
		if !c.bound.meets(area) {
			continue
		}
		for from := c.placeless(); from < len(c.places); {
			to := c.endOfCell(from, v.grid.blockShift)
			if area.holds(&c.places[from]) {
				f(c, from, to)
			}
			from = to
		}
	}
}

// placeless is how many spots of c have no place.
func (c *spotChunk) placeless() int {
	return sort.Search(len(c.places), func(i int) bool { return c.places[i].placed })
}

// endOfCell is the first place from one on that does not lie in its cell of 1<<shift.
func (c *spotChunk) endOfCell(from int, shift uint) int {
	first := &c.places[from]
	isBeyond := func(i int) bool {
		return i >= len(c.places) || ((c.places[i].x^first.x)|(c.places[i].y^first.y))>>shift != 0
	}
	step := 1
	for !isBeyond(from + step) {
		step *= 2
	}
	return from + step/2 + sort.Search(step-step/2, func(i int) bool { return isBeyond(from + step/2 + i) })
}

// open says which of the blocks near are open.
func (g *tileGrid) open(counts []int32) []bool {
	near, around := g.near().width, g.around().width
	few, some := int32(MaxTileMarks/(near*near)), int32(MaxTilePoints/(near*near))
	out := make([]bool, near*near)
	for i := range out {
		x, y := i%near, i/near
		most := counts[(y+g.side+1)*around+x+g.side+1]
		if most > some {
			most = math.MaxInt32
		}
		out[i] = most <= few || g.fits(counts, x, y, few, most)
	}
	return out
}

// fits says whether the blocks of up to most marks can all be open in every tile
// that has the block near of column x and row y.
func (g *tileGrid) fits(counts []int32, x, y int, few, most int32) bool {
	total, reach, around := int32(0), 2*g.side+3, g.around().width
	for row := y; row < y+reach; row++ {
		at := row*around + x
		for _, n := range counts[at : at+reach] {
			if n > most {
				n = few
			}
			if total += n; total > MaxTileMarks {
				return false
			}
		}
	}
	return true
}
