package geo

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// CRS is a coordinate reference system in which positions can be given: WGS 84 itself (the zero value), ETRS89 / UTM,
// WGS 84 / UTM or Web Mercator. ETRS89 counts as WGS 84, as it does in PROJ: the two lie within a metre.
type CRS struct {
	epsg int // 0 for WGS 84
	// zone of UTM, 1 to 60, or 0; south of the equator northings begin at 10,000 km.
	zone  int
	south bool
}

// The codes that stand alone, and where the families of UTM zones begin: zone 32 of ETRS89 is 25832.
const (
	epsgWGS84    = 4326
	epsgMercator = 3857
	epsgETRS89   = 25800
	epsgNorth    = 32600
	epsgSouth    = 32700
)

// ParseCRS reads "EPSG:25832": 4326, 3857, 25828 to 25838, 32601 to 32660 and 32701 to 32760. Positions of EPSG:4326
// are longitude before latitude here, as GIS files have them. A refusal is an *Error, unknown_crs.
func ParseCRS(s string) (CRS, error) {
	digits, found := strings.CutPrefix(s, "EPSG:")
	n, err := strconv.Atoi(digits)
	if !found || err != nil || len(digits) > 5 || strconv.Itoa(n) != digits {
		return CRS{}, refuse(CodeUnknownCRS)
	}
	return CRSOf(n)
}

// CRSOf is the system with that code; see ParseCRS.
func CRSOf(n int) (CRS, error) {
	switch {
	case n == epsgWGS84:
		return CRS{}, nil
	case n == epsgMercator:
		return CRS{epsg: n}, nil
	case n >= epsgETRS89+28 && n <= epsgETRS89+38:
		return CRS{epsg: n, zone: n - epsgETRS89}, nil
	case n > epsgNorth && n <= epsgNorth+60:
		return CRS{epsg: n, zone: n - epsgNorth}, nil
	case n > epsgSouth && n <= epsgSouth+60:
		return CRS{epsg: n, zone: n - epsgSouth, south: true}, nil
	}
	return CRS{}, refuse(CodeUnknownCRS)
}

// IsWGS84 says whether positions stay degrees.
func (c CRS) IsWGS84() bool { return c.epsg == 0 }

// EPSG is the code, as 25832.
func (c CRS) EPSG() int {
	if c.epsg == 0 {
		return epsgWGS84
	}
	return c.epsg
}

// String is what ParseCRS reads.
func (c CRS) String() string { return fmt.Sprintf("EPSG:%d", c.EPSG()) }

// Name is the name in the EPSG register, as "ETRS89 / UTM zone 32N".
func (c CRS) Name() string {
	switch {
	case c.epsg == 0:
		return "WGS 84"
	case c.epsg == epsgMercator:
		return "WGS 84 / Pseudo-Mercator"
	}
	hemisphere := 'N'
	if c.south {
		hemisphere = 'S'
	}
	return fmt.Sprintf("%s / UTM zone %d%c", c.datum().name, c.zone, hemisphere)
}

// maxFromMeridian is how far from its zone's middle UTM is used here, in degrees: the series is exact well beyond.
const maxFromMeridian = 30

// maxMercatorLat is where the square map of Web Mercator ends.
const maxMercatorLat = 85.06

// Reaches says whether p lies where c is exact, and of use to anybody.
func (c CRS) Reaches(p orb.Point) bool {
	switch {
	case c.zone != 0:
		return math.Abs(math.Remainder(p[0]-c.meridian(), 360)) <= maxFromMeridian && math.Abs(p[1]) < 90
	case c.epsg == epsgMercator:
		return math.Abs(p[1]) <= maxMercatorLat
	}
	return true
}

func (c CRS) meridian() float64 { return float64(c.zone*6 - 183) }

// Project is p, in degrees, in c: metres, easting before northing. Only where c Reaches is it exact.
func (c CRS) Project(p orb.Point) orb.Point {
	switch {
	case c.zone != 0:
		return c.toUTM(p)
	case c.epsg == epsgMercator:
		lat := p[1] * radian
		return orb.Point{p[0] * radian * semiMajor, math.Asinh(math.Tan(lat)) * semiMajor}
	}
	return p
}

// Unproject is what Project made p of, in degrees.
func (c CRS) Unproject(p orb.Point) orb.Point {
	switch {
	case c.zone != 0:
		return c.fromUTM(p)
	case c.epsg == epsgMercator:
		return orb.Point{p[0] / semiMajor / radian, math.Atan(math.Sinh(p[1]/semiMajor)) / radian}
	}
	return p
}

// Degrees is a box in degrees that holds all of b, a box in c; false where b goes far beyond where c is of use.
func (c CRS) Degrees(b orb.Bound) (orb.Bound, bool) {
	const steps, east, north = 16, 1_200_000, 9_300_000
	if c.zone != 0 && (math.Abs(b.Min[0]-eastOrigin) > east || math.Abs(b.Max[0]-eastOrigin) > east || b.Min[1] < -north || b.Max[1] > north+southOrigin) {
		return orb.Bound{}, false
	}
	corners := b.ToRing()
	out := orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	for i := range corners[1:] {
		from, to := corners[i], corners[i+1]
		for n := range steps {
			t := float64(n) / steps
			p := c.Unproject(orb.Point{from[0] + t*(to[0]-from[0]), from[1] + t*(to[1]-from[1])})
			if !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90) || !c.Reaches(p) {
				return orb.Bound{}, false
			}
			out = out.Extend(p)
		}
	}
	// Edges bend between the steps.
	return out.Pad(0.01*max(out.Max[0]-out.Min[0], out.Max[1]-out.Min[1]) + 1e-6), true
}

// Map is g with f of each position: a new point, line or polygon; anything else stays as it is.
func Map(g orb.Geometry, f func(orb.Point) orb.Point) orb.Geometry {
	all := func(ps []orb.Point) []orb.Point {
		out := make([]orb.Point, len(ps))
		for i, p := range ps {
			out[i] = f(p)
		}
		return out
	}
	switch g := g.(type) {
	case orb.Point:
		return f(g)
	case orb.LineString:
		return orb.LineString(all(g))
	case orb.Polygon:
		out := make(orb.Polygon, len(g))
		for i, r := range g {
			out[i] = all(r)
		}
		return out
	}
	return g
}
