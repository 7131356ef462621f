package geo

import (
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

// A packed shape leads back to exactly what was packed, whatever its decimals.
func TestPackedShapesAreExact(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 7))
	line := func(round float64) (out orb.LineString) {
		at := orb.Point{r.Float64()*360 - 180, r.Float64()*170 - 85}
		for range 2 + r.IntN(9) {
			at[0], at[1] = at[0]+r.Float64()*0.01, at[1]-r.Float64()*0.01
			out = append(out, at)
		}
		if round == 0 {
			return out
		}
		return Round(out, int(round)).(orb.LineString)
	}
	var packed, wkb int
	for i := range 3000 {
		one := line([]float64{5, 7, 0}[i%3])
		all := []orb.Geometry{one, orb.Polygon{orb.Ring(one)}, orb.Polygon{orb.Ring(one), orb.Ring(line(5))}, orb.MultiPolygon{{orb.Ring(one)}}}
		for _, g := range all {
			packed, _ := Pack(g)
			if back := Unpack(packed); !orb.Equal(back, g) {
				t.Fatalf("%v came back as %v", g, back)
			}
		}
		if i%3 == 0 {
			p, vertices := Pack(one)
			packed, wkb = packed+len(p), wkb+len(EncodeWKB(one))
			if int(vertices) != len(one) {
				t.Fatalf("%d vertices of %d", vertices, len(one))
			}
		}
	}
	if packed*5 > wkb*2 {
		t.Fatalf("packed shapes take %d bytes, WKB %d", packed, wkb)
	}
}
