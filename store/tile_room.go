package store

// shapeRoom says where on the map there is room for which lines and areas of about
// the same size, in cells of 1<<step, whichever tile is asked for. There is room for
// one if in every cell in which it lies, it and all at least as large that may be in
// a tile with something there take no more than maxTileShapes. That bounds every
// tile: all that it draws was counted for the smallest of them.
type shapeRoom struct {
	step  uint
	area  square // of whole cells
	least uint8  // size of those that are asked for
	cells []roomCell
	width int
}

// roomCell is how many bytes are taken, the largest first, and the size of the
// first for which there is no room.
type roomCell struct {
	bytes int32
	full  uint8
}

// shapeCost is what a line or an area takes where it may be in a tile with others.
type shapeCost struct {
	area  square
	bytes int32
	size  uint8
}

// fill puts in all, the largest first.
func (r *shapeRoom) fill(all []shapeCost) {
	minX, minY, maxX, maxY := r.cellsOf(r.area)
	r.width = maxX - minX + 1
	r.cells = make([]roomCell, r.width*(maxY-minY+1))
	left := len(r.cells)
	for i := range all {
		one := &all[i]
		if left == 0 || one.size < r.least {
			return
		}
		if !one.area.meets(r.area) {
			continue
		}
		x0, y0, x1, y1 := r.cellsOf(one.area)
		for y := max(y0, minY); y <= min(y1, maxY); y++ {
			row := r.cells[(y-minY)*r.width:][:r.width]
			for x := max(x0, minX); x <= min(x1, maxX); x++ {
				if row[x-minX].takes(one) {
					left--
				}
			}
		}
	}
}

// takes says whether c is full now and was not before.
func (c *roomCell) takes(one *shapeCost) bool {
	if c.full > 0 {
		return false
	}
	if c.bytes += one.bytes; c.bytes <= maxTileShapes {
		return false
	}
	c.full = one.size
	return true
}

// holds says whether there is room for s, which was asked for.
func (r *shapeRoom) holds(s shapeAt) bool {
	minX, minY, _, _ := r.cellsOf(r.area)
	x0, y0, x1, y1 := r.cellsOf(s.bound)
	for y := y0; y <= y1; y++ {
		for x := x0; x <= x1; x++ {
			if r.cells[(y-minY)*r.width+x-minX].full >= s.place.size {
				return false
			}
		}
	}
	return true
}

func (r *shapeRoom) cellsOf(s square) (minX, minY, maxX, maxY int) {
	return int(s.minX >> r.step), int(s.minY >> r.step), int(s.maxX >> r.step), int(s.maxY >> r.step)
}
