package store

import (
	"slices"

	"github.com/google/uuid"
)

// With is s after some contributions changed: without those of changed, but with
// what now holds of them. What did not change is shared with s.
func (s *Spots) With(changed []uuid.UUID, now *Spots) *Spots {
	out := &Spots{classes: slices.Clone(s.classes), chunks: make([]*spotChunk, 0, len(s.chunks)+1)}
	gone, added := newIDs(changed), out.adopt(now)
	if len(s.chunks) == 0 && len(added) > 0 {
		out.chunks = (&spotChunk{}).with(gone, added)
	}
	for i, c := range s.chunks {
		n := len(added)
		if i+1 < len(s.chunks) {
			next := s.chunks[i+1]
			n, _ = slices.BinarySearchFunc(added, next, func(a addition, next *spotChunk) int {
				return compareSpots(&a.place, &next.places[0], &a.id, &next.marks[0].id)
			})
		}
		out.chunks = append(out.chunks, c.with(gone, added[:n])...)
		added = added[n:]
	}
	for _, c := range out.chunks {
		out.n += len(c.places)
	}
	return out
}

// addition is a spot on its way into a chunk.
type addition struct {
	spot
	shape *spotShape
}

// adopt is what now holds, in the classes of s.
func (s *Spots) adopt(now *Spots) []addition {
	class := make([]uint16, len(now.classes))
	for i, c := range now.classes {
		at := slices.Index(s.classes, c)
		if at < 0 {
			at = len(s.classes)
			s.classes = append(s.classes, c)
		}
		class[i] = uint16(at)
	}
	out := make([]addition, 0, now.n)
	for _, c := range now.chunks {
		for i := range c.places {
			a := c.addition(i)
			a.class = class[a.class]
			out = append(out, a)
		}
	}
	return out
}

func (c *spotChunk) addition(i int) addition {
	a := addition{spot: spot{c.places[i], c.marks[i]}}
	if a.size > 0 {
		a.shape = c.shape(i)
	}
	return a
}

// with is c without what is gone and with what was added, both in order: itself
// if that is all the same, else one chunk, several, or none.
func (c *spotChunk) with(gone *ids, added []addition) []*spotChunk {
	if len(added) == 0 && !slices.ContainsFunc(c.marks, func(m mark) bool { return gone.has(&m.id) }) {
		return []*spotChunk{c}
	}
	places, marks := make([]place, 0, len(c.places)+len(added)), make([]mark, 0, len(c.places)+len(added))
	shapes := map[uuid.UUID]*spotShape{}
	put := func(a addition) {
		places, marks = append(places, a.place), append(marks, a.mark)
		if a.shape != nil {
			shapes[a.id] = a.shape
		}
	}
	for i := range c.places {
		if gone.has(&c.marks[i].id) {
			continue
		}
		for len(added) > 0 && compareSpots(&added[0].place, &c.places[i], &added[0].id, &c.marks[i].id) < 0 {
			put(added[0])
			added = added[1:]
		}
		put(c.addition(i))
	}
	for _, a := range added {
		put(a)
	}
	return chunked(places, marks, func(m *mark) spotShape { return *shapes[m.id] })
}

// chunked cuts spots into chunks.
func chunked(places []place, marks []mark, shape func(*mark) spotShape) (out []*spotChunk) {
	most := chunkLen
	if len(places) <= 2*chunkLen {
		most = 2 * chunkLen
	}
	for from := 0; from < len(places); from += most {
		to := min(from+most, len(places))
		out = append(out, newChunk(places[from:to:to], marks[from:to:to], shape))
	}
	return out
}

// ids is a set that says no quickly: of a million it is asked for each.
type ids struct {
	some [1 << 16 / 64]uint64
	all  map[uuid.UUID]bool
}

func newIDs(list []uuid.UUID) *ids {
	s := &ids{all: make(map[uuid.UUID]bool, len(list))}
	for _, id := range list {
		i := uint16(id[0])<<8 | uint16(id[1])
		s.some[i/64] |= 1 << (i % 64)
		s.all[id] = true
	}
	return s
}

func (s *ids) has(id *uuid.UUID) bool {
	i := uint16(id[0])<<8 | uint16(id[1])
	return s.some[i/64]&(1<<(i%64)) != 0 && s.all[*id]
}
