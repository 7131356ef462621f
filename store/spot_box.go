package store

import (
	"bytes"
	"container/heap"
	"iter"
	"slices"

	"github.com/google/uuid"
	"github.com/paulmach/orb"
)

// Count is how many of these shapes f takes.
func (s *Spots) Count(shapes []GeometryType, f SpotFilter) (n int64) {
	keep := f.keep(s.classes)
	for _, c := range s.chunks {
		for i := range c.places {
			if keep[c.places[i].class] && slices.Contains(shapes, c.geometryType(i)) {
				n++
			}
		}
	}
	return n
}

// CountPoints is how many points that f takes lie within boxes, edges included.
func (s *Spots) CountPoints(boxes []orb.Bound, f SpotFilter) (n int64) {
	for range s.inBoxes(boxes, f, true) {
		n++
	}
	return n
}

// Page are the least limit ids, in order, behind after, of what f takes and may
// lie within boxes: every point that does, and unless onlyPoints each line and
// area whose own box comes near. more says that there are others behind them.
func (s *Spots) Page(boxes []orb.Bound, f SpotFilter, onlyPoints bool, after uuid.UUID, limit int) (ids []uuid.UUID, more bool) {
	var least idHeap
	for m := range s.inBoxes(boxes, f, onlyPoints) {
		switch {
		case bytes.Compare(m.id[:], after[:]) <= 0:
		case len(least) < limit:
			heap.Push(&least, m.id)
		default:
			more = true
			if bytes.Compare(m.id[:], least[0][:]) < 0 {
				least[0] = m.id
				heap.Fix(&least, 0)
			}
		}
	}
	slices.SortFunc(least, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	return least, more
}

// inBoxes yields what f takes and may lie within boxes: exactly the points that
// do, but lines and areas by a box a little larger than their own.
func (s *Spots) inBoxes(boxes []orb.Bound, f SpotFilter, onlyPoints bool) iter.Seq[*mark] {
	keep, within := f.keep(s.classes), inUnits(boxes)
	var near []square
	for _, b := range boxes {
		near = append(near, squareOf(b.Pad(2/spotUnits))) // positions may have been rounded
	}
	meets := func(b square) bool { return slices.ContainsFunc(near, b.meets) }
	return func(yield func(*mark) bool) {
		for _, c := range s.chunks {
			if !meets(c.bound) && (onlyPoints || !meets(c.reach)) {
				continue
			}
			for i := range c.places {
				p := &c.places[i]
				if !keep[p.class] || !p.placed {
					continue
				}
				isIn := p.size == 0 && within.holds(spotAt{c, i}) || p.size > 0 && !onlyPoints && meets(c.shape(i).bound)
				if isIn && !yield(&c.marks[i]) {
					return
				}
			}
		}
	}
}

// idHeap has its greatest id first.
type idHeap []uuid.UUID

func (h idHeap) Len() int           { return len(h) }
func (h idHeap) Less(i, j int) bool { return bytes.Compare(h[i][:], h[j][:]) > 0 }
func (h idHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push is for heap.Push.
func (h *idHeap) Push(id any) { *h = append(*h, id.(uuid.UUID)) }

// Pop is for heap.Pop, which nobody calls.
func (h *idHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
