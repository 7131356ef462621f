package geo

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
)

// cellBits is the number of bits a side: cells of 1.7e-7 by 0.8e-7 degrees, finer than Decimals wants, and both
// sides together leave an int64 its sign.
const cellBits = 31

// Cell returns the Morton (Z-order) cell of a point: the bits of its scaled longitude (even bits, from 0) and latitude
// (odd bits) interleaved, from 0 to 1<<62 - 1. Points near each other mostly have cells near each other. Positions
// beyond ±180 or ±90 count as on that edge.
func Cell(p orb.Point) int64 {
	return spread(cellOf(p[0], 180)) | spread(cellOf(p[1], 90))<<1
}

// cellOf scales v from ±half to a cell's number. Every step rounds monotonically, so a box's corners bound its points.
func cellOf(v, half float64) int64 {
	f := (v + half) * ((1 << cellBits) / (2 * half))
	if !(f > 0) {
		return 0
	}
	return int64(min(f, 1<<cellBits-1))
}

// spread puts a zero above each of the 31 bits.
func spread(v int64) int64 {
	v = (v | v<<16) & 0x0000ffff0000ffff
	v = (v | v<<8) & 0x00ff00ff00ff00ff
	v = (v | v<<4) & 0x0f0f0f0f0f0f0f0f
	v = (v | v<<2) & 0x3333333333333333
	return (v | v<<1) & 0x5555555555555555
}

// CellRange is a run of cells, both ends included.
type CellRange struct{ From, To int64 }

// CellRanges returns at most max (at least one) ranges of cells that hold every point of b, its edges included, and
// as little else as a few ranges can: compare coordinates after. They are sorted, do not overlap or adjoin, and are
// always the same for the same bound. An empty bound has none. A bound never runs across ±180: ParseBBox cuts it.
func CellRanges(b orb.Bound, max int) []CellRange {
	if !(b.Min[0] <= b.Max[0] && b.Min[1] <= b.Max[1]) {
		return nil
	}
	want := box{cellOf(b.Min[0], 180), cellOf(b.Min[1], 90), cellOf(b.Max[0], 180), cellOf(b.Max[1], 90)}
	if max < 1 {
		max = 1
	}
	return thin(cover(want, 4*max), max)
}

// LargeCellRanges returns the ranges of large cells, which are cells without their last bits, that hold those of sorted:
// sorted as well, none of them twice.
func LargeCellRanges(sorted []CellRange, bits int) []CellRange {
	out := []CellRange{}
	for _, r := range sorted {
		from, to := r.From>>bits, r.To>>bits
		if last := len(out) - 1; last >= 0 && out[last].To >= from {
			out[last].To = to
			continue
		}
		out = append(out, CellRange{from, to})
	}
	return out
}

// quad is a square of cells that a Morton range spans exactly.
type quad struct {
	x, y int64 // its lowest cell
	bits int   // its side is 1<<bits cells
	left int64 // how many of its cells are not wanted
}

func quadAt(x, y int64, bits int, want box) quad {
	last := int64(1)<<bits - 1
	w := min(x+last, want.maxX) - max(x, want.minX) + 1
	h := min(y+last, want.maxY) - max(y, want.minY) + 1
	if w <= 0 || h <= 0 {
		return quad{bits: -1}
	}
	return quad{x, y, bits, 1<<(2*bits) - w*h}
}

func (q quad) cells() CellRange {
	from := spread(q.x) | spread(q.y)<<1
	return CellRange{from, from + 1<<(2*q.bits) - 1}
}

// cover cuts the world into quads that hold the wanted cells, always the most wasteful one next, until nothing is
// wasted or there are n of them (and up to three more).
func cover(want box, n int) []quad {
	quads := append(make([]quad, 0, n+3), quadAt(0, 0, cellBits, want))
	for len(quads) < n {
		worst := 0
		for i, q := range quads {
			if q.left > quads[worst].left {
				worst = i
			}
		}
		q := quads[worst]
		if q.left == 0 {
			break
		}
		quads = slices.Delete(quads, worst, worst+1)
		half := int64(1) << (q.bits - 1)
		for _, at := range [4][2]int64{{0, 0}, {half, 0}, {0, half}, {half, half}} {
			if part := quadAt(q.x+at[0], q.y+at[1], q.bits-1, want); part.bits >= 0 {
				quads = append(quads, part)
			}
		}
	}
	return quads
}

// thin turns quads into sorted ranges and closes the narrowest gaps until at most n ranges are left.
func thin(quads []quad, n int) []CellRange {
	ranges := make([]CellRange, len(quads))
	for i, q := range quads {
		ranges[i] = q.cells()
	}
	slices.SortFunc(ranges, func(a, b CellRange) int { return cmp.Compare(a.From, b.From) })
	gaps := make([]int64, 0, len(ranges))
	for i := 1; i < len(ranges); i++ {
		gaps = append(gaps, ranges[i].From-ranges[i-1].To)
	}
	slices.SortFunc(gaps, func(a, b int64) int { return cmp.Compare(b, a) })
	widest := int64(1) // the widest gap that must be closed; adjoining ranges have 1
	if len(gaps) >= n {
		widest = max(widest, gaps[n-1])
	}
	out := ranges[:1]
	for _, r := range ranges[1:] {
		if last := &out[len(out)-1]; r.From-last.To <= widest {
			last.To = r.To
		} else {
			out = append(out, r)
		}
	}
	return out
}
