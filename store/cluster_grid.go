package store

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"kvarter/geo"
)

// The grid's squares are 64 CSS pixels of a map whose tiles have 512, so that
// there are eight in a tile's side; what lies nearer than 52 pixels would cover
// each other on the screen, and is joined.
const (
	squareBits = 3
	joinReach  = 52.0 / 64
)

// cell gathers the spots of one square of a grid, then those of its neighbours
// that lie too near.
type cell struct {
	x, y                 uint32
	count, agreements    int
	lon, lat             int64
	west, east           int32
	south, north         int32
	prompts              []int32
	only                 spotAt
	centerX, centerY     float64
	isJoined, isComplete bool
}

type grid struct {
	of    *gathering
	side  float64 // of a square, on the square of geo.Mercator
	at    map[uint64]int32
	cells []cell
}

func (v *gathering) grid(zoom float64) *grid {
	g := &grid{of: v, side: math.Exp2(32 - squareBits - zoom), at: map[uint64]int32{}}
	var last *cell // neighbours in memory are mostly of the same square
	for at := range v.each {
		p := at.place()
		if !p.placed {
			continue
		}
		x, y := g.index(p.x), g.index(p.y)
		if last == nil || last.x != x || last.y != y {
			last = g.cell(x, y)
		}
		last.add(at.mark(), v.promptOf[p.class], at)
	}
	for i := range g.cells {
		c := &g.cells[i]
		x, y := geo.Mercator(c.mean())
		c.centerX, c.centerY = float64(x), float64(y)
	}
	return g
}

// index is which square of its row or column a coordinate falls in.
func (g *grid) index(at uint32) uint32 { return uint32(float64(at) / g.side) }

func (g *grid) cell(x, y uint32) *cell {
	key := uint64(y)<<32 | uint64(x)
	i, there := g.at[key]
	if !there {
		i = int32(len(g.cells))
		g.at[key] = i
		g.cells = append(g.cells, cell{
			x: x, y: y, west: math.MaxInt32, south: math.MaxInt32, east: math.MinInt32, north: math.MinInt32,
			prompts: make([]int32, len(g.of.prompts)),
		})
	}
	return &g.cells[i]
}

func (c *cell) add(p *mark, prompt int32, at spotAt) {
	c.count++
	c.agreements += int(p.agreements)
	c.lon, c.lat = c.lon+int64(p.lon), c.lat+int64(p.lat)
	c.west, c.east = min(c.west, p.lon), max(c.east, p.lon)
	c.south, c.north = min(c.south, p.lat), max(c.north, p.lat)
	c.prompts[prompt]++
	c.only = at
}

func (c *cell) take(o *cell) {
	c.count += o.count
	c.agreements += o.agreements
	c.lon, c.lat = c.lon+o.lon, c.lat+o.lat
	c.west, c.east = min(c.west, o.west), max(c.east, o.east)
	c.south, c.north = min(c.south, o.south), max(c.north, o.north)
	for i, n := range o.prompts {
		c.prompts[i] += n
	}
	o.isJoined = true
}

// mean is that of its members, to geo.PublicDecimals.
func (c *cell) mean() orb.Point {
	of := func(sum int64) float64 { return math.Round(float64(sum)/float64(c.count)) / spotUnits }
	return orb.Point{of(c.lon), of(c.lat)}
}

// join lets the largest cells take in neighbours whose middle lies too near.
func (g *grid) join() []Cluster {
	order := make([]*cell, len(g.cells))
	for i := range g.cells {
		order[i] = &g.cells[i]
	}
	slices.SortFunc(order, func(a, b *cell) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.y, b.y), cmp.Compare(a.x, b.x))
	})
	out := make([]Cluster, 0, len(order))
	reach := joinReach * g.side
	for _, c := range order {
		if c.isJoined {
			continue
		}
		c.isComplete = true
		for _, o := range g.neighbours(c) {
			if math.Hypot(c.centerX-o.centerX, c.centerY-o.centerY) < reach {
				c.take(o)
			}
		}
		out = append(out, g.cluster(c))
	}
	return out
}

// neighbours are the cells around c that nobody has taken yet.
func (g *grid) neighbours(c *cell) (out []*cell) {
	for y := int64(c.y) - 1; y <= int64(c.y)+1; y++ {
		for x := int64(c.x) - 1; x <= int64(c.x)+1; x++ {
			if i, there := g.at[uint64(uint32(y))<<32|uint64(uint32(x))]; there {
				if o := &g.cells[i]; !o.isJoined && !o.isComplete {
					out = append(out, o)
				}
			}
		}
	}
	return out
}

func (g *grid) cluster(c *cell) Cluster {
	deg := func(units int32) float64 { return float64(units) / spotUnits }
	out := Cluster{
		At: c.mean(), Count: c.count, Agreements: c.agreements, Prompts: g.of.promptCounts(c.prompts),
		Bound: orb.Bound{Min: orb.Point{deg(c.west), deg(c.south)}, Max: orb.Point{deg(c.east), deg(c.north)}},
	}
	if c.count == 1 {
		if out.ID = c.only.mark().id; c.only.place().size > 0 {
			out.Shape = c.only.chunk.shape(c.only.i).geometry()
		}
	}
	return out
}

func (v *gathering) promptCounts(counts []int32) []PromptCount {
	out := []PromptCount{}
	for i, n := range counts {
		if n > 0 {
			out = append(out, PromptCount{v.prompts[i], int(n)})
		}
	}
	slices.SortFunc(out, func(a, b PromptCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Prompt, b.Prompt))
	})
	return out
}

// unitBoxes are boxes in the units of a Spot: west, south, east, north.
type unitBoxes [][4]float64

func inUnits(boxes []orb.Bound) unitBoxes {
	var out unitBoxes
	for _, b := range boxes {
		out = append(out, [4]float64{b.Min[0] * spotUnits, b.Min[1] * spotUnits, b.Max[0] * spotUnits, b.Max[1] * spotUnits})
	}
	return out
}

// holds allows for what a product of two floats may be off.
func (boxes unitBoxes) holds(at spotAt) bool {
	const off = 1e-6
	p, m := at.place(), at.mark()
	lon, lat := float64(m.lon), float64(m.lat)
	for _, b := range boxes {
		if p.placed && lon >= b[0]-off && lat >= b[1]-off && lon <= b[2]+off && lat <= b[3]+off {
			return true
		}
	}
	return false
}
