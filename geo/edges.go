package geo

import (
	"iter"
	"math"
)

// fan is how many edges or boxes one box of an edgeIndex holds; 8 was no slower than its neighbours.
const fan = 8

type edge struct {
	a, b vertex
	ring int
}

func (e edge) box() box {
	return box{min(e.a.x, e.b.x), min(e.a.y, e.b.y), max(e.a.x, e.b.x), max(e.a.y, e.b.y)}
}

type box struct{ minX, minY, maxX, maxY int64 }

func (b box) meets(c box) bool {
	return b.minX <= c.maxX && c.minX <= b.maxX && b.minY <= c.maxY && c.minY <= b.maxY
}

func (b box) holds(v vertex) bool {
	return b.minX <= v.x && v.x <= b.maxX && b.minY <= v.y && v.y <= b.maxY
}

func (b box) join(c box) box {
	return box{min(b.minX, c.minX), min(b.minY, c.minY), max(b.maxX, c.maxX), max(b.maxY, c.maxY)}
}

// edgeIndex finds the edges of one polygon by place. Neighbours on a ring are neighbours on the map, so boxes over
// runs of consecutive edges make a good tree without any sorting.
type edgeIndex struct {
	edges  []edge
	starts []int   // starts[r] is ring r's first edge; one more entry ends the last ring
	levels [][]box // levels[0][i] bounds edges[i*fan:], levels[k][i] bounds levels[k-1][i*fan:]; the last has one box
}

// indexEdges takes closed rings, each with at least two vertices.
func indexEdges(rings [][]vertex) *edgeIndex {
	x := &edgeIndex{starts: []int{0}}
	for r, ring := range rings {
		for i := 1; i < len(ring); i++ {
			x.edges = append(x.edges, edge{ring[i-1], ring[i], r})
		}
		x.starts = append(x.starts, len(x.edges))
	}
	boxes := make([]box, len(x.edges))
	for i, e := range x.edges {
		boxes[i] = e.box()
	}
	for boxes = joined(boxes); len(boxes) > 1; boxes = joined(boxes) {
		x.levels = append(x.levels, boxes)
	}
	if len(boxes) == 1 {
		x.levels = append(x.levels, boxes)
	}
	return x
}

func joined(boxes []box) []box {
	out := make([]box, 0, (len(boxes)+fan-1)/fan)
	for i, b := range boxes {
		if i%fan == 0 {
			out = append(out, b)
		} else {
			out[len(out)-1] = out[len(out)-1].join(b)
		}
	}
	return out
}

// blocks yields half-open runs of edges, which hold every edge whose box meets b, in order.
func (x *edgeIndex) blocks(b box) iter.Seq2[int, int] {
	return func(yield func(lo, hi int) bool) {
		if top := len(x.levels) - 1; top >= 0 {
			x.walk(top, 0, b, yield)
		}
	}
}

func (x *edgeIndex) walk(level, i int, b box, yield func(lo, hi int) bool) bool {
	if !x.levels[level][i].meets(b) {
		return true
	}
	if level == 0 {
		return yield(i*fan, min((i+1)*fan, len(x.edges)))
	}
	for c := i * fan; c < min((i+1)*fan, len(x.levels[level-1])); c++ {
		if !x.walk(level-1, c, b, yield) {
			return false
		}
	}
	return true
}

// ray yields the ring of each edge that a ray from v to the east crosses, and whether v lies on that edge itself. A
// vertex on the ray belongs to the edge above it alone, so that a ring is crossed an odd number of times from inside.
func (x *edgeIndex) ray(v vertex) iter.Seq2[int, bool] {
	return func(yield func(ring int, on bool) bool) {
		for lo, hi := range x.blocks(box{v.x, v.y, math.MaxInt64, v.y}) {
			for _, e := range x.edges[lo:hi] {
				side := orient(e.a, e.b, v)
				on := side == 0 && e.box().holds(v)
				up, down := e.a.y <= v.y && v.y < e.b.y, e.b.y <= v.y && v.y < e.a.y
				if (on || up && side > 0 || down && side < 0) && !yield(e.ring, on) {
					return
				}
			}
		}
	}
}

// contains says whether v is in the polygon by the even-odd rule, its edges included.
func (x *edgeIndex) contains(v vertex) bool {
	in := false
	for _, on := range x.ray(v) {
		if on {
			return true
		}
		in = !in
	}
	return in
}
