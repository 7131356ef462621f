package geo

import (
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

func TestDecodeWKT(t *testing.T) {
	long := strings.Repeat("1 2,3 4,", MaxVertices/2)
	tests := []struct {
		in   string
		want orb.Geometry
		code string
	}{
		{"POINT (10.05 59.04)", orb.Point{10.05, 59.04}, ""},
		{" point(10.05\t-5.904e1 )\n", orb.Point{10.05, -59.04}, ""},
		{"LINESTRING (1 2,3 4 , 5 6)", orb.LineString{{1, 2}, {3, 4}, {5, 6}}, ""},
		{"POLYGON ((0 0, 0 2, 2 2, 0 0))", orb.Polygon{{{0, 0}, {2, 2}, {0, 2}, {0, 0}}}, ""},
		{"POLYGON((0 0,9 0,9 9,0 0) , (2 1,4 1,4 2,2 1))", orb.Polygon{{{0, 0}, {9, 0}, {9, 9}, {0, 0}}, {{2, 1}, {4, 2}, {4, 1}, {2, 1}}}, ""},
		{"", nil, CodeEmpty},
		{" \n", nil, CodeEmpty},
		{"POINT EMPTY", nil, CodeEmpty},
		{"polygon  empty ", nil, CodeEmpty},
		{"POINT", nil, CodeInvalidWKT},
		{"POINT 10 59", nil, CodeInvalidWKT},
		{"POINT (10 59", nil, CodeInvalidWKT},
		{"POINT (10 59))", nil, CodeInvalidWKT},
		{"POINT (10 59) POINT (10 59)", nil, CodeInvalidWKT},
		{"POINTS (10 59)", nil, CodeInvalidWKT},
		{"POINT Z (10 59 1)", nil, CodeInvalidWKT},
		{"SRID=4326;POINT (10 59)", nil, CodeInvalidWKT},
		{"(10 59)", nil, CodeInvalidWKT},
		{"10 59", nil, CodeInvalidWKT},
		{"POLYGON (0 0, 1 0, 1 1, 0 0)", nil, CodeInvalidWKT},
		{"POLYGON ((0 0, 1 0, 1 1, 0 0)", nil, CodeInvalidWKT},
		{"POLYGON ((0 0, 1 0, 1 1, 0 0),)", nil, CodeInvalidWKT},
		{"MULTIPOINT (10 59)", nil, CodeGeometryType},
		{"GEOMETRYCOLLECTION (POINT (10 59))", nil, CodeGeometryType},
		{"POINT ()", nil, CodePosition},
		{"POINT (10)", nil, CodePosition},
		{"POINT (10,59)", nil, CodePosition},
		{"POINT (10-59)", nil, CodePosition},
		{"POINT (10 59 3)", nil, CodePosition},
		{"POINT (10 59, 10 59)", nil, CodePosition},
		{"POINT ((10 59))", nil, CodePosition},
		{"POINT (0x10 59)", nil, CodePosition},
		{"POINT (1_0 59)", nil, CodePosition},
		{"POINT (NaN 59)", nil, CodePosition},
		{"POINT (10 Inf)", nil, CodePosition},
		{"LINESTRING (1 2, )", nil, CodePosition},
		{"POINT (1e999 59)", nil, CodeNotFinite},
		{"POINT (59 100)", nil, CodeOutOfRange},
		{"LINESTRING (1 2, 1 2)", nil, CodeTooFewPositions},
		{"POLYGON ((0 0, 1 0, 1 1, 0 1))", nil, CodeRingNotClosed},
		{"POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))", nil, CodeSelfIntersection},
		{"LINESTRING (" + long + "5 6)", nil, CodeTooManyVertices},
		{"POINT (10 59)" + strings.Repeat(" ", maxGeometryBytes), nil, CodeTooLarge},
	}
	for _, tt := range tests {
		got, err := DecodeWKT(tt.in)
		if c := code(t, err); c != tt.code || !orb.Equal(got, tt.want) {
			t.Errorf("%.60q: %v, %q, want %v, %q", tt.in, got, c, tt.want, tt.code)
		}
	}
}
