package store

import (
	"cmp"
	"slices"

	"kvarter/geo"
)

// drawnShapes are the lines and areas that a tile draws; others stand as points.
type drawnShapes struct {
	least   uint8 // size of those that may be drawn
	refused map[*place]bool
}

func (d *drawnShapes) has(p *place) bool { return p.size >= d.least && !d.refused[p] }

// shapeAt is a line or an area with what stands for it.
type shapeAt struct {
	*spotShape
	place *place
	mark  *mark
}

// draw decides which lines and areas are drawn, and draws them. One is if it can
// be seen, and if there is room for it in all of shapeRoom.
func (v *tileView) draw() []TileShape {
	n := 0
	if v.shapes.least, n = v.leastDrawn(); n == 0 {
		return nil
	}
	some := make([]shapeAt, 0, n)
	v.eachShape(v.near, func(s shapeAt) { some = append(some, s) })
	v.refuse(some)
	out := make([]TileShape, 0, n)
	for _, s := range some {
		if s.bound.meets(v.wide) && !v.shapes.refused[s.place] {
			x, y := v.tile.Units(s.place.x, s.place.y)
			out = append(out, TileShape{s.mark.id, int(s.place.class), s.geometry(), x, y, v.wide.holds(s.place), v.core.holds(s.place)})
		}
	}
	return out
}

// leastDrawn is the size from which on those near take no more than maxTileShapes,
// n of them: for a smaller one there is no room anyhow.
func (v *tileView) leastDrawn() (least uint8, n int) {
	_, _, side := v.tile.Square()
	smallest := sizeOf(uint32(max(1, side*smallestShape/geo.TileExtent)))
	v.shapes.least = smallest
	var bytes, count [256]int
	v.eachShape(v.near, func(s shapeAt) {
		bytes[s.place.size] += s.cost()
		count[s.place.size]++
	})
	total := 0
	for least = 255; least > smallest && total+bytes[least-1] <= maxTileShapes; {
		least--
		total, n = total+bytes[least], n+count[least]
	}
	return least, n
}

// refuse finds those of some for which there is no room.
func (v *tileView) refuse(some []shapeAt) {
	rooms, reached := map[uint]*shapeRoom{}, nowhere
	for _, s := range some {
		step := v.step(s)
		r := rooms[step]
		if r == nil {
			r = &shapeRoom{step: step, area: nowhere, least: s.place.size}
			rooms[step] = r
		}
		r.area, r.least = r.area.around(s.bound.toCells(step)), min(r.least, s.place.size)
		reached = reached.around(r.area)
	}
	reach := uint64(v.grid.near().width) << v.grid.blockShift
	var all []shapeCost
	total := 0
	v.eachShape(reached.padded(reach), func(s shapeAt) {
		all = append(all, shapeCost{s.bound.padded(reach), int32(s.cost()), s.place.size})
		total += s.cost()
	})
	if total <= maxTileShapes {
		return
	}
	slices.SortFunc(all, func(a, b shapeCost) int { return cmp.Compare(b.size, a.size) })
	for _, r := range rooms {
		r.fill(all)
	}
	v.shapes.refused = map[*place]bool{}
	for _, s := range some {
		if !rooms[v.step(s)].holds(s) {
			v.shapes.refused[s.place] = true
		}
	}
}

// step says how large the cells are in which there has to be room for s: a quarter
// of it to a half, but at least a block.
func (v *tileView) step(s shapeAt) uint {
	return max(v.grid.blockShift, uint(max(s.place.size, 8)/4)-2)
}

// eachShape calls f with the lines and areas that reach into area and may be drawn.
func (v *tileView) eachShape(area square, f func(shapeAt)) {
	for _, c := range v.spots.chunks {
		if !c.reach.meets(area) {
			continue
		}
		for i := range c.shapes {
			if s := &c.shapes[i]; s.bound.meets(area) {
				if p := &c.places[s.at]; v.promptOf[p.class] >= 0 && p.size >= v.shapes.least {
					f(shapeAt{s, p, &c.marks[s.at]})
				}
			}
		}
	}
}

// cost is how many bytes a shape takes in a tile, about: its properties, and six
// for each of its vertices, of which clipping may make more.
func (s *spotShape) cost() int { return 80 + 6*int(s.vertices) }
