package geo

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
)

func TestAppend(t *testing.T) {
	hole := orb.Polygon{{{0, 0}, {4, 0}, {4, 4.5}, {0, 0}}, {{1, 1}, {2, 2}, {2, 1}, {1, 1}}}
	tests := []struct {
		name      string
		in        orb.Geometry
		decimals  int
		json, wkt string
	}{
		{"nil", nil, 7, `null`, ``},
		{"point", orb.Point{10.05, 59.0400001}, 7, `{"type":"Point","coordinates":[10.05,59.0400001]}`, `POINT (10.05 59.0400001)`},
		{"fewer decimals", orb.Point{10.05, 59.0400001}, 5, `{"type":"Point","coordinates":[10.05,59.04]}`, `POINT (10.05 59.04)`},
		{"line", orb.LineString{{-1, 2}, {3, -4.5}}, 7, `{"type":"LineString","coordinates":[[-1,2],[3,-4.5]]}`, `LINESTRING (-1 2, 3 -4.5)`},
		{"empty line", orb.LineString{}, 7, `{"type":"LineString","coordinates":[]}`, `LINESTRING EMPTY`},
		{"polygon", hole, 7, `{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4.5],[0,0]],[[1,1],[2,2],[2,1],[1,1]]]}`,
			`POLYGON ((0 0, 4 0, 4 4.5, 0 0), (1 1, 2 2, 2 1, 1 1))`},
		{"empty polygon", orb.Polygon(nil), 7, `{"type":"Polygon","coordinates":[]}`, `POLYGON EMPTY`},
		{"multipolygon", orb.MultiPolygon{hole[:1], hole[1:]}, 7,
			`{"type":"MultiPolygon","coordinates":[[[[0,0],[4,0],[4,4.5],[0,0]]],[[[1,1],[2,2],[2,1],[1,1]]]]}`,
			`MULTIPOLYGON (((0 0, 4 0, 4 4.5, 0 0)), ((1 1, 2 2, 2 1, 1 1)))`},
		{"points", orb.MultiPoint{{1, 2}, {3, 4}}, 7, `{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}`, ``},
		{"lines", orb.MultiLineString{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}}, 7,
			`{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,6],[7,8]]]}`, ``},
		{"another type", orb.Collection{orb.Point{1, 2}}, 7, `null`, ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(AppendGeometry([]byte("x"), tt.in, tt.decimals)); got != "x"+tt.json {
				t.Error(got)
			}
			if got := string(AppendWKT([]byte("x"), tt.in, tt.decimals)); got != "x"+tt.wkt {
				t.Error(got)
			}
		})
	}
}

func TestAppendCoord(t *testing.T) {
	tests := []struct {
		v        float64
		decimals int
		want     string
	}{
		{0, 7, "0"}, {math.Copysign(0, -1), 7, "0"}, {-0.00000004, 7, "0"}, {0.0000001, 7, "0.0000001"},
		{-0.5, 7, "-0.5"}, {180, 7, "180"}, {-180, 7, "-180"}, {179.9999999, 7, "179.9999999"}, {179.9999999, 5, "180"},
		{10.05, 0, "10"}, {10.5, 0, "11"}, {-10.5, -3, "-11"}, {1.23456789, 99, "1.2345679"}, {0.0500, 3, "0.05"},
		{560123.456, 2, "560123.46"}, {1e15, 7, "1000000000000000"}, {-1e22, 7, "-10000000000000000000000"},
		{math.NaN(), 7, "null"}, {math.Inf(1), 7, "null"}, {math.Inf(-1), 0, "null"},
	}
	for _, tt := range tests {
		if got := string(AppendCoord(nil, tt.v, tt.decimals)); got != tt.want {
			t.Errorf("%v with %d decimals: %s, want %s", tt.v, tt.decimals, got, tt.want)
		}
	}
}

func TestAppendCoordAgreesWithStrconv(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 100_000 {
		v := onGrid(orb.Point{360*random.Float64() - 180}, 1e7).point(1e7)[0]
		if got, want := string(AppendCoord(nil, v, Decimals)), strconv.FormatFloat(v, 'f', -1, 64); got != want {
			t.Fatalf("%s, want %s", got, want)
		}
	}
}

func TestAppendGeometryAllocatesNothing(t *testing.T) {
	dst := make([]byte, 0, 4096)
	for _, g := range []orb.Geometry{orb.Point{10.05, 59.04}, orb.Polygon{circle(10, 59, 1, 50)}} {
		if n := testing.AllocsPerRun(100, func() { AppendGeometry(dst, g, Decimals) }); n != 0 {
			t.Errorf("%s: %v allocations", g.GeoJSONType(), n)
		}
	}
}

func TestWKB(t *testing.T) {
	for _, g := range []orb.Geometry{
		orb.Point{10.05, 59.04}, orb.LineString{{1, 2}, {3, 4}}, orb.Polygon{square(0, 0, 4), reversed(square(1, 1, 1))},
		orb.MultiPolygon{{square(0, 0, 4)}, {square(8, 8, 1)}},
	} {
		b := EncodeWKB(g)
		if want := wkb.MustMarshal(g); string(b) != string(want) {
			t.Errorf("%v is %x, want %x", g, b, want)
		}
		if again, err := DecodeWKB(b); err != nil || !orb.Equal(g, again) {
			t.Errorf("%v came back as %v, %v", g, again, err)
		}
		for n := 1; n < len(b); n++ {
			if g, err := DecodeWKB(b[:n]); code(t, err) != CodeInvalidWKB || g != nil {
				t.Errorf("%d of %d bytes: %v, %v", n, len(b), g, err)
			}
		}
		if _, err := DecodeWKB(append(b, 0)); code(t, err) != CodeInvalidWKB {
			t.Errorf("with a byte more: %v", err)
		}
	}
	if EncodeWKB(nil) != nil {
		t.Error("nil has bytes")
	}
	if _, err := DecodeWKB(nil); code(t, err) != CodeEmpty {
		t.Error(err)
	}
	if _, err := DecodeWKB(wkb.MustMarshal(orb.MultiPoint{{1, 2}})); code(t, err) != CodeGeometryType {
		t.Error(err)
	}
}
