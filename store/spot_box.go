package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
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
	// Twice as many are gathered before the greater half is let go.
	ids = make([]uuid.UUID, 0, min(2*limit, s.n))
	keepLeast := func() {
		slices.SortFunc(ids, func(a, b uuid.UUID) int { return compareIDs(&a, &b) })
		if len(ids) > limit {
			ids, more = ids[:limit], true
		}
	}
	for m := range s.inBoxes(boxes, f, onlyPoints) {
		switch {
		case compareIDs(&m.id, &after) <= 0:
		case more && compareIDs(&m.id, &ids[limit-1]) > 0:
		default:
			if ids = append(ids, m.id); len(ids) == 2*limit {
				keepLeast()
			}
		}
	}
	keepLeast()
	return ids, more
}

// compareIDs is bytes.Compare, for ids that mostly differ at their beginning.
func compareIDs(a, b *uuid.UUID) int {
	if c := cmp.Compare(binary.BigEndian.Uint64(a[:8]), binary.BigEndian.Uint64(b[:8])); c != 0 {
		return c
	}
	return bytes.Compare(a[8:], b[8:])
}

// inBoxes yields what f takes and may lie within boxes: exactly the points that
// do, but lines and areas by a box a little larger than their own.
func (s *Spots) inBoxes(boxes []orb.Bound, f SpotFilter, onlyPoints bool) iter.Seq[*mark] {
	keep, within := f.keep(s.classes), inUnits(boxes)
	var near []square
	for _, b := range boxes {
		near = append(near, squareOf(b.Pad(2/spotUnits))) // positions may have been rounded
	}
	return func(yield func(*mark) bool) {
		for _, c := range s.chunks {
			if !meets(near, c.bound) && (onlyPoints || !meets(near, c.reach)) {
				continue
			}
			shapes := c.shapes
			for i := range c.places {
				p := &c.places[i]
				isIn := false
				switch {
				case p.size > 0:
					isIn = !onlyPoints && meets(near, shapes[0].bound)
					shapes = shapes[1:]
				case holds(near, p): // else the mark beside it need not be looked at
					isIn = within.holds(spotAt{c, i})
				}
				if isIn && keep[p.class] && !yield(&c.marks[i]) {
					return
				}
			}
		}
	}
}

func meets(all []square, s square) bool {
	for i := range all {
		if all[i].meets(s) {
			return true
		}
	}
	return false
}

func holds(all []square, p *place) bool {
	for i := range all {
		if all[i].holds(p) {
			return true
		}
	}
	return false
}
