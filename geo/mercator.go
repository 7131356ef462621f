package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// mercatorSide is how many units a side of the square of web mercator has: at 1 cm a unit at the equator, finer than Decimals wants.
const mercatorSide = 1 << 32

// Mercator returns where a position lies on the square of web mercator (EPSG:3857), whose sides have 1<<32 units, from its
// north-west corner; what lies beyond its edges counts as on them.
func Mercator(p orb.Point) (x, y uint32) {
	m := mercator(p)
	to := func(v float64) uint32 { return uint32(max(0, min(mercatorSide-1, v))) }
	return to(m[0]), to(m[1])
}

// mercator is Mercator unbounded and unrounded.
func mercator(p orb.Point) orb.Point {
	// The poles are infinitely far: short of them it is far enough beyond the square to be clipped.
	sin := max(-0.9999, min(0.9999, math.Sin(p[1]*math.Pi/180)))
	north := 0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi)
	return orb.Point{(p[0]/360 + 0.5) * mercatorSide, north * mercatorSide}
}
