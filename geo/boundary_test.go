package geo

import (
	"errors"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
	"github.com/paulmach/orb/planar"
)

const polygonJSON = `{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1],[1,0],[0,0]]]}`

func TestDecodeBoundary(t *testing.T) {
	unit := orb.Polygon{square(0, 0, 1)}
	feature := `{"type":"Feature","id":7,"properties":{"name":"ø"},"geometry":` + polygonJSON + `}`
	tests := []struct {
		name, in string
		want     orb.MultiPolygon
	}{
		{"polygon", polygonJSON, orb.MultiPolygon{unit}},
		{"multipolygon", `{"crs":{"a":[1]},"type":"MultiPolygon","coordinates":[[[[0,0,5],[1,0,5],[1,1,5],[0,1,5],[0,0,5]]]]}`, orb.MultiPolygon{unit}},
		{"feature", feature, orb.MultiPolygon{unit}},
		{"collection, joined", `{"features":[` + feature + `,` + feature + `],"type":"FeatureCollection","name":"x"}`, orb.MultiPolygon{unit, unit}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := DecodeBoundary([]byte(tt.in))
			if err != nil || !orb.Equal(got, tt.want) {
				t.Errorf("got %v, %v, want %v", got, err, tt.want)
			}
		})
	}
}

func TestDecodeBoundaryRefusals(t *testing.T) {
	ring := func(n int) string {
		return string(AppendGeometry(nil, orb.Polygon{circle(10, 59, 1, n)}, Decimals))
	}
	for _, tt := range []struct{ name, in, code string }{
		{"nothing", ``, CodeEmpty},
		{"null", `null`, CodeEmpty},
		{"no features", `{"type":"FeatureCollection","features":[]}`, CodeEmpty},
		{"no polygons", `{"type":"MultiPolygon","coordinates":[]}`, CodeEmpty},
		{"no geometry", `{"type":"Feature","geometry":null}`, CodeEmpty},
		{"null feature", `{"type":"FeatureCollection","features":[null]}`, CodeEmpty},
		{"cut off", polygonJSON[:40], CodeInvalidJSON},
		{"text after", polygonJSON + "]", CodeInvalidJSON},
		{"twice in what is ignored", `{"type":"Feature","properties":{"a":1,"a":2},"geometry":` + polygonJSON + `}`, CodeDuplicateMember},
		{"deep in what is ignored", `{"a":` + strings.Repeat("[", 100_000), CodeInvalidJSON},
		{"no type", `{}`, CodeMissingMember},
		{"feature without geometry", `{"type":"Feature"}`, CodeMissingMember},
		{"collection without features", `{"type":"FeatureCollection"}`, CodeMissingMember},
		{"polygon without coordinates", `{"type":"Polygon"}`, CodeMissingMember},
		{"features no list", `{"type":"FeatureCollection","features":{}}`, CodeGeometryType},
		{"bare geometry among features", `{"type":"FeatureCollection","features":[` + polygonJSON + `]}`, CodeGeometryType},
		{"collection in a collection", `{"type":"FeatureCollection","features":[{"type":"FeatureCollection","features":[]}]}`, CodeGeometryType},
		{"feature in a feature", `{"type":"Feature","geometry":{"type":"Feature","geometry":null}}`, CodeGeometryType},
		{"point", `{"type":"Point","coordinates":[10,59]}`, CodeGeometryType},
		{"point feature", `{"type":"Feature","geometry":{"type":"Point","coordinates":[10,59]}}`, CodeGeometryType},
		{"array", `[]`, CodeGeometryType},
		{"too shallow", `{"type":"MultiPolygon","coordinates":[[[0,0],[0,1],[1,1],[0,0]]]}`, CodePosition},
		{"too large a number", strings.Replace(polygonJSON, "1", "1e999", 1), CodeNotFinite},
		{"metres", strings.Replace(polygonJSON, "1", "560123.4", 1), CodeOutOfRange},
		{"empty polygon", `{"type":"Polygon","coordinates":[]}`, CodeTooFewPositions},
		{"open ring", strings.Replace(polygonJSON, ",[0,0]", "", 1), CodeRingNotClosed},
		{"bow tie", `{"type":"Polygon","coordinates":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]}`, CodeSelfIntersection},
		{"most vertices", ring(MaxBoundaryVertices - 1), ""},
		{"too many vertices", ring(MaxBoundaryVertices), CodeTooManyVertices},
		{"too large", polygonJSON + strings.Repeat(" ", maxBoundaryBytes), CodeTooLarge},
		{"made to be slow", string(AppendGeometry(nil, orb.Polygon{comb(10_000)}, Decimals)), CodeTooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := DecodeBoundary([]byte(tt.in))
			if got := code(t, err); got != tt.code {
				t.Errorf("%q, want %q", got, tt.code)
			}
		})
	}
}

// comb is a valid ring of n slanting teeth, each with a box that meets all others'.
func comb(n int) orb.Ring {
	r := make(orb.Ring, 0, 2*n+4)
	for i := range n {
		x := float64(i) / float64(n)
		r = append(r, orb.Point{x, 0}, orb.Point{x + 80, 80})
	}
	return append(r, orb.Point{81, -1}, orb.Point{0, -1}, r[0])
}

// testBoundary is two wavering discs, the first with a hole.
func testBoundary() orb.MultiPolygon {
	return orb.MultiPolygon{{circle(10, 59, 1, 300), reversed(square(9.8, 58.8, 0.3))}, {circle(12, 60, 0.5, 40)}}
}

func TestBoundaryContains(t *testing.T) {
	b := NewBoundary(orb.MultiPolygon{{square(0, 0, 10), reversed(square(4, 4, 2))}, {square(20, 0, 10)}, {}, {nil}})
	for _, tt := range []struct {
		p    orb.Point
		want bool
	}{
		{orb.Point{1, 1}, true}, {orb.Point{25, 5}, true}, {orb.Point{15, 5}, false}, {orb.Point{5, 5}, false},
		{orb.Point{0, 0}, true}, {orb.Point{10, 10}, true}, {orb.Point{0, 5}, true}, {orb.Point{5, 10}, true},
		{orb.Point{4, 5}, true}, {orb.Point{10.0000001, 5}, false}, {orb.Point{10.00000001, 5}, true},
		{orb.Point{1, 4}, true}, {orb.Point{-1, 4}, false}, {orb.Point{-1, 0}, false}, {orb.Point{-1, 10}, false},
		{orb.Point{math.NaN(), 5}, false}, {orb.Point{5, math.Inf(1)}, false}, {orb.Point{500, 5}, false},
	} {
		if got := b.Contains(tt.p); got != tt.want {
			t.Errorf("%v: %v", tt.p, got)
		}
		if got := b.DistanceMeters(tt.p) == 0; got != tt.want {
			t.Errorf("%v: %v metres", tt.p, b.DistanceMeters(tt.p))
		}
	}
	if want := (orb.Bound{Max: orb.Point{30, 10}}); b.Bound() != want {
		t.Errorf("bound %v", b.Bound())
	}
}

func TestBoundaryContainsAgreesWithPlanar(t *testing.T) {
	mp := testBoundary()
	for i := range mp {
		p, err := canonicalPolygon(mp[i], 1e7)
		if err != nil {
			t.Fatal(err)
		}
		mp[i] = p
	}
	b := NewBoundary(mp)
	random := rand.New(rand.NewPCG(9, 10))
	inside := 0
	for range 50_000 {
		p := onGrid(orb.Point{8.5 + 4.5*random.Float64(), 57.5 + 3.5*random.Float64()}, 1e7).point(1e7)
		want := planar.MultiPolygonContains(mp, p)
		if got := b.Contains(p); got != want {
			t.Fatalf("%v: %v", p, got)
		}
		if want {
			inside++
		}
	}
	if inside < 5000 {
		t.Errorf("only %d points inside", inside)
	}
}

func TestBoundaryDistance(t *testing.T) {
	unit := NewBoundary(orb.MultiPolygon{{square(10, 59, 1)}})
	east := NewBoundary(orb.MultiPolygon{{square(179, -1, 1)}})
	west := NewBoundary(orb.MultiPolygon{{square(-180, -1, 1)}})
	polar := NewBoundary(orb.MultiPolygon{{{{-180, 89}, {180, 89}, {180, 90}, {-180, 90}, {-180, 89}}}})
	// Geodesic distances on the WGS 84 ellipsoid: a degree of latitude and of longitude at the place.
	for _, tt := range []struct {
		name string
		b    *Boundary
		p    orb.Point
		want float64
	}{
		{"inside", unit, orb.Point{10.5, 59.5}, 0},
		{"south", unit, orb.Point{10.5, 58.9}, 0.1 * 111_387},
		{"far south", unit, orb.Point{10.5, 58.1}, 0.9 * 111_380},
		{"west", unit, orb.Point{9.9, 59.5}, 0.1 * 56_643},
		{"north-east of the corner", unit, orb.Point{11.1, 60.1}, math.Hypot(0.1*111_410, 0.1*55_717)},
		{"across 180", east, orb.Point{-179.9, 0}, 0.1 * 111_320},
		{"across -180", west, orb.Point{179.9, 0}, 0.1 * 111_320},
		{"the north pole", unit, orb.Point{0, 90}, 30 * 111_600},
		{"near a polar cap", polar, orb.Point{77, 88.5}, 0.5 * 111_690},
	} {
		if got := tt.b.DistanceMeters(tt.p); math.Abs(got-tt.want) > 0.01*tt.want {
			t.Errorf("%s: %.0f, want %.0f", tt.name, got, tt.want)
		}
	}
}

// The nearest of many points walked along the edges is as near as the answer.
func TestBoundaryDistanceAgreesWithWalk(t *testing.T) {
	mp := testBoundary()
	b := NewBoundary(mp)
	random := rand.New(rand.NewPCG(11, 12))
	for range 60 {
		p := orb.Point{7.5 + 6.5*random.Float64(), 57 + 4.5*random.Float64()}
		if b.Contains(p) {
			continue
		}
		want := math.Inf(1)
		for _, poly := range mp {
			for _, r := range poly {
				for i := 1; i < len(r); i++ {
					for k := range 65 {
						f := float64(k) / 64
						q := orb.Point{r[i-1][0] + f*(r[i][0]-r[i-1][0]), r[i-1][1] + f*(r[i][1]-r[i-1][1])}
						want = min(want, orbgeo.DistanceHaversine(p, q))
					}
				}
			}
		}
		if got := b.DistanceMeters(p); math.Abs(got-want) > 0.005*want+50 {
			t.Errorf("%v: %.0f, want %.0f", p, got, want)
		}
	}
}

func TestBoundaryOfNothing(t *testing.T) {
	for _, mp := range []orb.MultiPolygon{nil, {}, {nil}, {{}}, {{nil}}, {{{{1, 1}}}}} {
		b := NewBoundary(mp)
		p := orb.Point{1, 2}
		if b.Contains(p) || b.Covers(p) || !math.IsInf(b.DistanceMeters(p), 1) || !math.IsInf(b.MaxDistanceMeters(p), 1) {
			t.Errorf("%v is no empty boundary", mp)
		}
	}
	b := NewBoundary(testBoundary())
	if b.Covers(nil) || b.MaxDistanceMeters(nil) != 0 {
		t.Error("nil is somewhere")
	}
	for _, p := range []orb.Point{{math.NaN(), 0}, {500, 0}, {0, math.Inf(1)}} {
		if !math.IsInf(b.DistanceMeters(p), 1) {
			t.Errorf("%v is somewhere", p)
		}
	}
}

func TestBoundaryOfShapes(t *testing.T) {
	b := NewBoundary(orb.MultiPolygon{{square(0, 0, 10), reversed(square(4, 4, 2))}})
	out := b.DistanceMeters(orb.Point{11, 5})
	for _, tt := range []struct {
		g    orb.Geometry
		far  float64
		over bool
	}{
		{orb.Point{1, 1}, 0, true},
		{orb.Point{11, 5}, out, false},
		{orb.LineString{{1, 1}, {10, 10}}, 0, true},
		{orb.LineString{{1, 1}, {11, 5}, {10.5, 5}}, out, false},
		{orb.Polygon{square(1, 1, 1)}, 0, true},
		{orb.Polygon{square(1, 1, 8), reversed(square(4.5, 4.5, 1))}, b.DistanceMeters(orb.Point{4.5, 4.5}), false},
	} {
		if got := b.MaxDistanceMeters(tt.g); got != tt.far {
			t.Errorf("%v: %v metres, want %v", tt.g, got, tt.far)
		}
		if got := b.Covers(tt.g); got != tt.over {
			t.Errorf("%v: covered %v", tt.g, got)
		}
	}
}

func TestMeasure(t *testing.T) {
	if got := LengthMeters(orb.LineString{{10, 59}, {10, 60}, {10, 59}}); math.Abs(got-2*111_400) > 1000 {
		t.Errorf("%.0f m", got)
	}
	if got := LengthMeters(orb.LineString{{179.5, 0}, {-179.5, 0}}); math.Abs(got-111_320) > 1000 {
		t.Errorf("%.0f m across 180", got)
	}
	if got := AreaSquareMeters(orb.Polygon{square(0, 0, 1), reversed(square(0, 0, 0.5))}); math.Abs(got/(0.75*111_320*110_574)-1) > 0.014 {
		t.Errorf("%.0f m²", got)
	}
	for _, none := range []float64{LengthMeters(nil), LengthMeters(orb.LineString{{1, 2}}), AreaSquareMeters(nil), AreaSquareMeters(orb.Polygon{nil})} {
		if none != 0 {
			t.Errorf("%v for nothing", none)
		}
	}
}

// A municipality's published boundary goes in and knows its towns.
func TestRealBoundary(t *testing.T) {
	data, err := os.ReadFile("../../shared/data/larvik-kommune.geojson")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("skipped: ../shared/data/larvik-kommune.geojson is missing")
	}
	if err != nil {
		t.Fatal(err)
	}
	mp, err := DecodeBoundary(data)
	if err != nil {
		t.Fatal(err)
	}
	b := NewBoundary(mp)
	torstrand, oslo := orb.Point{10.0447, 59.0497}, orb.Point{10.7522, 59.9139}
	if !b.Contains(torstrand) || b.Contains(oslo) {
		t.Error("Torstrand is in Larvik, Oslo is not")
	}
	if d := b.DistanceMeters(oslo); math.Abs(d-62_545) > 625 {
		t.Errorf("Oslo is %.0f m away", d)
	}
}
