package geo

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

// code is the code of a refusal, "" for none; an error of another type fails the test.
func code(t testing.TB, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var bad *Error
	if !errors.As(err, &bad) {
		t.Fatalf("%v is no *Error", err)
	}
	return bad.Code
}

// square is a closed counterclockwise ring.
func square(lon, lat, side float64) orb.Ring {
	return orb.Ring{{lon, lat}, {lon + side, lat}, {lon + side, lat + side}, {lon, lat + side}, {lon, lat}}
}

// circle is a closed counterclockwise ring of n+1 positions, its radius wavering.
func circle(lon, lat, radius float64, n int) orb.Ring {
	r := make(orb.Ring, 0, n+1)
	for i := range n {
		a := 2 * math.Pi * float64(i) / float64(n)
		d := radius * (1 + 0.2*math.Sin(9*a) + 0.05*math.Sin(101*a))
		r = append(r, orb.Point{lon + d*math.Cos(a), lat + d*math.Sin(a)})
	}
	return append(r, r[0])
}

func reversed(r orb.Ring) orb.Ring {
	r = r.Clone()
	r.Reverse()
	return r
}

// lineJSON is a GeoJSON line of n positions.
func lineJSON(n int) string {
	ps := make([]string, n)
	for i := range ps {
		ps[i] = fmt.Sprintf("[10,%d.%03d]", 59+i/1000, i%1000)
	}
	return `{"type":"LineString","coordinates":[` + strings.Join(ps, ",") + `]}`
}

// mustBeCanonical holds an accepted geometry to every promise of Canonical.
func mustBeCanonical(t *testing.T, g orb.Geometry) {
	t.Helper()
	again, err := Canonical(g)
	if err != nil {
		t.Fatalf("%v is refused the second time: %v", g, err)
	}
	if !orb.Equal(g, again) {
		t.Fatalf("not idempotent: %v became %v", g, again)
	}
	if p, ok := g.(orb.Polygon); ok {
		for i, r := range p {
			if want := [2]orb.Orientation{orb.CCW, orb.CW}[min(i, 1)]; turns(r) != want {
				t.Fatalf("ring %d of %v turns the wrong way", i, p)
			}
		}
	}
	for _, back := range []func() (orb.Geometry, error){
		func() (orb.Geometry, error) { return DecodeGeometry(AppendGeometry(nil, g, Decimals)) },
		func() (orb.Geometry, error) { return DecodeWKT(string(AppendWKT(nil, g, Decimals))) },
		func() (orb.Geometry, error) { return DecodeWKB(EncodeWKB(g)) },
	} {
		if again, err = back(); err != nil || !orb.Equal(g, again) {
			t.Fatalf("%v came back as %v, %v", g, again, err)
		}
	}
	if coarse := Round(g, PublicDecimals); !orb.Equal(coarse, Round(coarse, PublicDecimals)) {
		t.Fatalf("rounding %v twice differs", g)
	}
}

// turns takes the sign of the area from its first vertex on, which keeps small rings far from 0, 0 exact enough.
func turns(r orb.Ring) orb.Orientation {
	area := 0.0
	for i := 1; i < len(r); i++ {
		ax, ay, bx, by := r[i-1][0]-r[0][0], r[i-1][1]-r[0][1], r[i][0]-r[0][0], r[i][1]-r[0][1]
		area += math.FMA(ax, by, -ay*bx)
	}
	if area > 0 {
		return orb.CCW
	}
	return orb.CW
}
