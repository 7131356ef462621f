package geo

import (
	"cmp"
	"math"

	"github.com/paulmach/orb"
)

// vertex is a position on the grid of whole steps of the last kept decimal. Integers make every predicate exact: with
// 7 decimals a product of two differences is at most 3.6e9 * 1.8e9, which an int64 holds.
type vertex struct{ x, y int64 }

// pow10 holds the grid's steps in a degree by decimals.
var pow10 = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7}

// scaleOf returns the grid's steps in a degree; decimals outside 0 to Decimals are taken as the nearer of the two.
func scaleOf(decimals int) float64 { return pow10[min(max(decimals, 0), Decimals)] }

// snap puts a position on the grid, or says why it is none.
func snap(p orb.Point, scale float64) (vertex, error) {
	lon, lat := math.Abs(p[0]), math.Abs(p[1])
	switch {
	case lon <= 180 && lat <= 90:
		return onGrid(p, scale), nil
	case lon <= math.MaxFloat64 && lat <= math.MaxFloat64:
		return vertex{}, refuse(CodeOutOfRange)
	}
	return vertex{}, refuse(CodeNotFinite)
}

func onGrid(p orb.Point, scale float64) vertex {
	return vertex{int64(math.Round(p[0] * scale)), int64(math.Round(p[1] * scale))}
}

// point is the double nearest to the vertex's decimal number, so snapping it again gives the same vertex; it is
// never a negative zero.
func (v vertex) point(scale float64) orb.Point {
	return orb.Point{float64(v.x) / scale, float64(v.y) / scale}
}

// orient is positive where c lies left of the line from a to b, negative right of it, and zero on it. The products
// are compared rather than subtracted, as their difference could overflow.
func orient(a, b, c vertex) int {
	return cmp.Compare((b.x-a.x)*(c.y-a.y), (b.y-a.y)*(c.x-a.x))
}

// snapAll puts positions on the grid and drops each that repeats the one before it.
func snapAll(positions []orb.Point, scale float64) ([]vertex, error) {
	vs := make([]vertex, 0, len(positions))
	for _, p := range positions {
		v, err := snap(p, scale)
		if err != nil {
			return nil, err
		}
		if n := len(vs); n == 0 || vs[n-1] != v {
			vs = append(vs, v)
		}
	}
	return vs, nil
}

func points(vs []vertex, scale float64) []orb.Point {
	ps := make([]orb.Point, len(vs))
	for i, v := range vs {
		ps[i] = v.point(scale)
	}
	return ps
}
