package geo

import (
	"slices"
	"testing"

	"github.com/paulmach/orb"
)

func FuzzDecodeGeometry(f *testing.F) {
	for _, tt := range geometryRefusals {
		if len(tt.in) < 500 {
			f.Add([]byte(tt.in))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		g, err := DecodeGeometry(data)
		general, generalErr := decodeGeometry(data)
		if code(t, err) != code(t, generalErr) || !orb.Equal(g, general) {
			t.Fatalf("%v, %v by the short way, %v, %v by the general one", g, err, general, generalErr)
		}
		if err == nil {
			mustBeCanonical(t, g)
		}
	})
}

func FuzzDecodeBoundary(f *testing.F) {
	f.Add([]byte(polygonJSON))
	f.Fuzz(func(t *testing.T, data []byte) {
		mp, err := DecodeBoundary(data)
		if code(t, err) != "" {
			return
		}
		again, err := DecodeBoundary(AppendGeometry(nil, mp, Decimals))
		if err != nil || !orb.Equal(mp, again) {
			t.Fatalf("%v came back as %v, %v", mp, again, err)
		}
		b := NewBoundary(mp)
		for _, p := range mp {
			if !b.Covers(p) || b.MaxDistanceMeters(p) != 0 {
				t.Fatalf("%v does not hold its own vertices", mp)
			}
		}
		for _, p := range []orb.Point{{0, 0}, {180, 0}, {-180, 90}, b.Bound().Center()} {
			if d := b.DistanceMeters(p); !(d >= 0 && d < 21_000_000) || b.Contains(p) && d != 0 {
				t.Fatalf("%v is %v m away from %v", p, d, mp)
			}
		}
	})
}

func FuzzCanonicalLayer(f *testing.F) {
	f.Add([]byte(layerJSON))
	f.Fuzz(func(t *testing.T, data []byte) {
		text, err := CanonicalLayer(data)
		if code(t, err) != "" {
			return
		}
		if again, err := CanonicalLayer(text); err != nil || string(again) != string(text) {
			t.Fatalf("%s came back as %s, %v", text, again, err)
		}
	})
}

func FuzzDecodeWKT(f *testing.F) {
	f.Add("POLYGON ((0 0, 9 0, 9 9, 0 0), (2 1, 4 1, 4 2, 2 1))")
	f.Fuzz(func(t *testing.T, s string) {
		if g, err := DecodeWKT(s); code(t, err) == "" {
			mustBeCanonical(t, g)
		}
	})
}

func FuzzDecodeWKB(f *testing.F) {
	f.Add(EncodeWKB(orb.MultiPolygon{{square(0, 0, 1)}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		g, err := DecodeWKB(data)
		if code(t, err) == "" && !slices.Equal(EncodeWKB(g), data) {
			t.Fatalf("%x is %v and then %x", data, g, EncodeWKB(g))
		}
	})
}

func FuzzParseBBox(f *testing.F) {
	f.Add("10,59,10.1,59.1")
	f.Fuzz(func(t *testing.T, s string) {
		bounds, err := ParseBBox(s)
		if code(t, err) != "" {
			return
		}
		if n := len(bounds); n < 1 || n > 2 {
			t.Fatalf("%d bounds", n)
		}
		for _, b := range bounds {
			ranges := CellRanges(b, 24)
			for _, p := range []orb.Point{b.Min, b.Max, b.LeftTop(), b.RightBottom(), b.Center()} {
				c := Cell(p)
				if !slices.ContainsFunc(ranges, func(r CellRange) bool { return r.From <= c && c <= r.To }) {
					t.Fatalf("%v of %v is in none of %v", p, b, ranges)
				}
			}
		}
	})
}
