package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// The transverse Mercator projection by Krüger's series, as C. F. F. Karney gives it in "Transverse Mercator with an
// accuracy of a few nanometers", Journal of Geodesy 85 (2011) 475–485, https://doi.org/10.1007/s00190-011-0445-3:
// equations 7 to 11 forward, 15 to 21 back, the coefficients 35 and 36 to the sixth order of the third flattening.

const (
	radian    = math.Pi / 180
	semiMajor = 6378137 // metres, of both ellipsoids

	scaleFactor = 0.9996
	eastOrigin  = 500_000
	southOrigin = 10_000_000
)

// datum is an ellipsoid with what the series needs of it.
type datum struct {
	name string
	// wkt is its geographic system in well-known text.
	wkt string

	e           float64    // first eccentricity
	rectifying  float64    // radius of the rectifying sphere times the scale factor
	alpha, beta [6]float64 // the series there and back
}

var (
	etrs89 = newDatum("ETRS89", wktETRS89, 298.257222101)
	wgs84  = newDatum("WGS 84", wktWGS84, 298.257223563)
)

func newDatum(name, wkt string, inverseFlattening float64) *datum {
	f := 1 / inverseFlattening
	n := f / (2 - f)
	n2 := n * n
	return &datum{
		name: name, wkt: wkt,
		e:          math.Sqrt(f * (2 - f)),
		rectifying: scaleFactor * semiMajor / (1 + n) * (1 + n2/4 + n2*n2/64 + n2*n2*n2/256),
		alpha: series(n, [6][]float64{
			{1. / 2, -2. / 3, 5. / 16, 41. / 180, -127. / 288, 7891. / 37800},
			{13. / 48, -3. / 5, 557. / 1440, 281. / 630, -1983433. / 1935360},
			{61. / 240, -103. / 140, 15061. / 26880, 167603. / 181440},
			{49561. / 161280, -179. / 168, 6601661. / 7257600},
			{34729. / 80640, -3418889. / 1995840},
			{212378941. / 319334400},
		}),
		beta: series(n, [6][]float64{
			{-1. / 2, 2. / 3, -37. / 96, 1. / 360, 81. / 512, -96199. / 604800},
			{-1. / 48, -1. / 15, 437. / 1440, -46. / 105, 1118711. / 3870720},
			{-17. / 480, 37. / 840, 209. / 4480, -5569. / 90720},
			{-4397. / 161280, 11. / 504, 830251. / 7257600},
			{-4583. / 161280, 108847. / 3991680},
			{-20648693. / 638668800},
		}),
	}
}

// series sums each row's polynomial in n, whose lowest power is the row's number.
func series(n float64, rows [6][]float64) (sums [6]float64) {
	for i, row := range rows {
		for j := len(row) - 1; j >= 0; j-- {
			sums[i] = sums[i]*n + row[j]
		}
		sums[i] *= math.Pow(n, float64(i+1))
	}
	return sums
}

// bent is z with the sum of c[j] sin 2(j+1)z added, by Clenshaw's rule.
func bent(z complex128, c *[6]float64) complex128 {
	sin, cos := math.Sincos(2 * real(z))
	exp := math.Exp(2 * imag(z))
	sinh, cosh := (exp-1/exp)/2, (exp+1/exp)/2
	twice := complex(2*cos*cosh, -2*sin*sinh) // 2 cos 2z
	var b, before complex128
	for j := len(c) - 1; j >= 0; j-- {
		b, before = complex(c[j], 0)+twice*b-before, b
	}
	return z + b*complex(sin*cosh, cos*sinh)
}

func (c CRS) datum() *datum {
	if c.epsg < epsgNorth && c.zone != 0 {
		return etrs89
	}
	return wgs84
}

func (c CRS) toUTM(p orb.Point) orb.Point {
	d := c.datum()
	sin, cos := math.Sincos(math.Remainder(p[0]-c.meridian(), 360) * radian)
	tau, _ := d.conformal(math.Tan(p[1] * radian))
	z := bent(complex(math.Atan2(tau, cos), math.Asinh(sin/math.Hypot(tau, cos))), &d.alpha)
	out := orb.Point{eastOrigin + d.rectifying*imag(z), d.rectifying * real(z)}
	if c.south {
		out[1] += southOrigin
	}
	return out
}

func (c CRS) fromUTM(p orb.Point) orb.Point {
	d := c.datum()
	if c.south {
		p[1] -= southOrigin
	}
	z := bent(complex(p[1]/d.rectifying, (p[0]-eastOrigin)/d.rectifying), &d.beta)
	sin, cos := math.Sincos(real(z))
	sinh := math.Sinh(imag(z))
	want := sin / math.Hypot(sinh, cos)
	tau := want
	for range 3 { // Newton's rule; the third step changes nothing any more
		got, slope := d.conformal(tau)
		tau += (want - got) / slope
	}
	lon := c.meridian() + math.Atan2(sinh, cos)/radian
	return orb.Point{math.Remainder(lon, 360), math.Atan(tau) / radian}
}

// conformal is the tangent of the conformal latitude for the tangent of the geographic one, and its derivative.
func (d *datum) conformal(tau float64) (conformal, slope float64) {
	sec := math.Hypot(1, tau)
	sigma := math.Sinh(d.e * math.Atanh(d.e*tau/sec))
	conformal = tau*math.Hypot(1, sigma) - sigma*sec
	e2 := d.e * d.e
	return conformal, math.Hypot(1, conformal) * (1 - e2) * sec / (1 + (1-e2)*tau*tau)
}
