package geo

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
)

// outer and shifts of it make most cases of what two rings may be to each other.
var outer = square(0, 0, 10)

func TestCanonicalPolygons(t *testing.T) {
	tests := []struct {
		name string
		in   orb.Polygon
		code string
	}{
		{"square", orb.Polygon{outer}, ""},
		{"world", orb.Polygon{{{-180, -90}, {180, -90}, {180, 90}, {-180, 90}, {-180, -90}}}, ""},
		{"the whole world as a thin triangle", orb.Polygon{{{-180, -90}, {180, 90}, {179.9999999, 90}, {-180, -90}}}, ""},
		{"smallest triangle", orb.Polygon{{{10, 59}, {10.0000001, 59}, {10, 59.0000001}, {10, 59}}}, ""},
		{"straight angle kept", orb.Polygon{{{0, 0}, {5, 0}, {10, 0}, {10, 10}, {0, 0}}}, ""},
		{"touches itself in a vertex", orb.Polygon{{{0, 0}, {4, 0}, {2, 2}, {4, 4}, {0, 4}, {2, 2}, {0, 0}}}, CodeSelfIntersection},
		{"vertex on an edge", orb.Polygon{{{0, 0}, {4, 0}, {4, 4}, {2, 0}, {0, 4}, {0, 0}}}, CodeSelfIntersection},
		{"spike", orb.Polygon{{{0, 0}, {4, 0}, {4, 4}, {4, 8}, {4, 4}, {0, 4}, {0, 0}}}, CodeSelfIntersection},
		{"spike back along its own edge", orb.Polygon{{{0, 0}, {8, 0}, {4, 0}, {4, 4}, {0, 0}}}, CodeSelfIntersection},
		{"spike at the start", orb.Polygon{{{0, 0}, {4, 0}, {4, 4}, {2, 0}, {0, 0}}}, CodeSelfIntersection},
		{"no area", orb.Polygon{{{0, 0}, {2, 2}, {4, 4}, {0, 0}}}, CodeSelfIntersection},
		{"twice round", orb.Polygon{append(outer.Clone(), outer[1:]...)}, CodeSelfIntersection},
		{"hole", orb.Polygon{outer, square(2, 2, 2)}, ""},
		{"two holes", orb.Polygon{outer, square(2, 2, 2), square(6, 6, 2)}, ""},
		{"hole touching in its vertex", orb.Polygon{outer, {{0, 5}, {2, 4}, {2, 6}, {0, 5}}}, ""},
		{"hole touching in its vertex in the east", orb.Polygon{outer, {{10, 5}, {8, 6}, {8, 4}, {10, 5}}}, ""},
		{"hole touching in a common vertex", orb.Polygon{outer, {{0, 0}, {2, 1}, {1, 2}, {0, 0}}}, ""},
		{"holes touching each other", orb.Polygon{outer, {{1, 1}, {3, 1}, {3, 3}, {1, 1}}, {{3, 3}, {5, 3}, {5, 5}, {3, 3}}}, ""},
		{"a hole's vertices touching three others", orb.Polygon{outer, {{2, 2}, {8, 2}, {5, 8}, {2, 2}},
			{{2, 2}, {1, 3}, {1, 2}, {2, 2}}, {{8, 2}, {9, 2}, {9, 3}, {8, 2}}, {{5, 8}, {6, 9}, {4, 9}, {5, 8}}}, ""},
		{"hole touching twice", orb.Polygon{outer, {{0, 5}, {5, 0}, {5, 5}, {0, 5}}}, CodeRingsIntersect},
		{"hole sharing an edge", orb.Polygon{outer, square(0, 2, 2)}, CodeRingsIntersect},
		{"hole crossing", orb.Polygon{outer, square(8, 8, 4)}, CodeRingsIntersect},
		{"hole like the outer ring", orb.Polygon{outer, outer}, CodeRingsIntersect},
		{"hole outside", orb.Polygon{outer, square(20, 20, 2)}, CodeHoleOutside},
		{"hole outside, level", orb.Polygon{outer, square(-5, 5, 2)}, CodeHoleOutside},
		{"hole outside, touching", orb.Polygon{outer, {{10, 5}, {12, 4}, {12, 6}, {10, 5}}}, CodeHoleOutside},
		{"hole round the outer ring", orb.Polygon{outer, square(-5, -5, 20)}, CodeHoleOutside},
		{"hole in a hole", orb.Polygon{outer, square(1, 1, 5), square(2, 2, 2)}, CodeRingsIntersect},
		{"hole round a hole", orb.Polygon{outer, square(2, 2, 2), square(1, 1, 5)}, CodeRingsIntersect},
		{"hole in a hole, touching", orb.Polygon{outer, square(1, 1, 5), {{1, 3}, {2, 2}, {2, 4}, {1, 3}}}, CodeRingsIntersect},
		{"hole crossing a hole", orb.Polygon{outer, square(1, 1, 3), square(3, 3, 3)}, CodeRingsIntersect},
		{"hole in the notch of a concave ring", orb.Polygon{
			{{0, 0}, {10, 0}, {10, 10}, {5, 1}, {0, 10}, {0, 0}}, square(4.5, 8, 1)}, CodeHoleOutside},
		{"bent hole", orb.Polygon{outer, {{2, 2}, {4, 4}, {4, 2}, {2, 4}, {2, 2}}}, CodeSelfIntersection},
		{"open hole", orb.Polygon{outer, square(2, 2, 2)[:4]}, CodeRingNotClosed},
		{"no rings", orb.Polygon{}, CodeTooFewPositions},
		{"many vertices", orb.Polygon{circle(10, 59, 0.01, MaxVertices-1)}, ""},
		{"too many vertices", orb.Polygon{circle(10, 59, 0.01, MaxVertices-4), square(10, 59, 0.001)}, CodeTooManyVertices},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			// Every start and both directions of the first ring must be judged alike.
			in := tt.in.Clone()
			before := in.Clone()
			got, err := Canonical(in)
			if c := code(t, err); c != tt.code {
				t.Fatalf("%q, want %q", c, tt.code)
			}
			if !orb.Equal(in, before) {
				t.Error("the input was changed")
			}
			if err == nil {
				mustBeCanonical(t, got)
			}
			for i := range in {
				turned := in.Clone()
				turned[i] = reversed(turned[i])
				if _, err := Canonical(turned); code(t, err) != tt.code {
					t.Errorf("%v with ring %d reversed, want %q", err, i, tt.code)
				}
				for k := 1; k < len(in[i])-1 && k < 8 && in[i].Closed(); k++ {
					turned[i] = append(append(in[i][k:].Clone(), in[i][1:k]...), in[i][k])
					if _, err := Canonical(turned); code(t, err) != tt.code {
						t.Errorf("%v with ring %d started at %d, want %q", err, i, k, tt.code)
					}
				}
			}
		})
	}
}

func TestCanonicalRefusesOtherTypes(t *testing.T) {
	for _, tt := range []struct {
		in   orb.Geometry
		code string
	}{
		{nil, CodeEmpty},
		{orb.MultiPoint{{1, 2}}, CodeGeometryType},
		{orb.MultiPolygon{{outer}}, CodeGeometryType},
		{orb.Bound{}, CodeGeometryType},
		{orb.Collection{}, CodeGeometryType},
		{orb.Ring(nil), CodeGeometryType},
		{orb.LineString(nil), CodeTooFewPositions},
		{orb.Polygon(nil), CodeTooFewPositions},
		{make(orb.LineString, MaxVertices+1), CodeTooManyVertices},
		{orb.Point{math.NaN(), 0}, CodeNotFinite},
		{orb.Point{500, math.NaN()}, CodeNotFinite},
		{orb.Point{0, math.Inf(-1)}, CodeNotFinite},
		{orb.Point{math.MaxFloat64, 0}, CodeOutOfRange},
		{orb.Point{0, 90.00000001}, CodeOutOfRange},
	} {
		g, err := Canonical(tt.in)
		if c := code(t, err); c != tt.code || g != nil {
			t.Errorf("%T %v: %v, %q, want %q", tt.in, tt.in, g, c, tt.code)
		}
	}
}

// Rings of random vertices are judged as the plain comparison of all pairs judges them.
func TestCheckRingsAgainstAllPairs(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	simple := 0
	for range 20_000 {
		vs := make([]vertex, 3+random.IntN(5))
		for i := range vs {
			vs[i] = vertex{random.Int64N(6), random.Int64N(6)}
		}
		vs = append(vs, vs[0])
		if len(slices.Compact(slices.Clone(vs))) < len(vs) {
			continue // repeated vertices are gone before rings are checked
		}
		want, n := true, len(vs)-1
		for i := range n {
			for j := range i {
				k, _ := meet(edge{vs[i], vs[i+1], 0}, edge{vs[j], vs[j+1], 0})
				next := i == j+1 || i == n-1 && j == 0
				want = want && (k == 0 || next && k == 1)
			}
		}
		if got := checkRings([][]vertex{vs}) == nil; got != want {
			t.Fatalf("%v: %v, want %v", vs, got, want)
		}
		if want {
			simple++
		}
	}
	if simple < 1000 {
		t.Errorf("only %d simple rings tried", simple)
	}
}

func TestRound(t *testing.T) {
	small := orb.Polygon{{{10, 59}, {10.000001, 59}, {10.000001, 59.000001}, {10, 59}}}
	tests := []struct {
		name     string
		in       orb.Geometry
		decimals int
		want     orb.Geometry
	}{
		{"nil", nil, 5, nil},
		{"point", orb.Point{10.1234567, -59.7654321}, 5, orb.Point{10.12346, -59.76543}},
		{"no negative zero", orb.Point{-0.0000001, 0}, 5, orb.Point{0, 0}},
		{"all decimals", orb.Point{10.1234567, 59}, 7, orb.Point{10.1234567, 59}},
		{"too many decimals", orb.Point{10.1234567, 59}, 20, orb.Point{10.1234567, 59}},
		{"negative decimals", orb.Point{10.6, 59}, -1, orb.Point{11, 59}},
		{"line", orb.LineString{{1.1111111, 2}, {1.1111112, 2}, {3, 4}}, 5, orb.LineString{{1.11111, 2}, {3, 4}}},
		{"line that would be a point", orb.LineString{{1.000001, 2}, {1.0000042, 2}}, 5, orb.LineString{{1.000001, 2}, {1.000004, 2}}},
		{"polygon", orb.Polygon{{{0, 0}, {1.0000001, 0}, {1, 1}, {0, 0}}}, 5, orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}},
		{"polygon that would have no area", small, 5, small},
		{"many polygons", orb.MultiPolygon{{square(1.0000001, 2, 1)}, small}, 5, orb.MultiPolygon{{square(1, 2, 1)}, small}},
		{"not canonical", orb.LineString{{500, 1}}, 5, orb.LineString{{500, 1}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Round(tt.in, tt.decimals); !orb.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
