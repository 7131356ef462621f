package geo

import (
	"testing"

	"github.com/paulmach/orb"
)

var (
	browserPoint = []byte(`{"type":"Point","coordinates":[10.044712345678901,59.049712345678901]}`)
	largest      = orb.Polygon{circle(10, 59, 0.01, MaxVertices-1)}
)

func BenchmarkDecodeGeometryPoint(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := DecodeGeometry(browserPoint); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeGeometryPointGeneral(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decodeGeometry(browserPoint); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendGeometryPoint(b *testing.B) {
	b.ReportAllocs()
	dst, g := make([]byte, 0, 128), orb.Geometry(orb.Point{10.0447123, 59.0497123})
	for b.Loop() {
		dst = AppendGeometry(dst[:0], g, Decimals)
	}
}

func BenchmarkEncodeWKBPoint(b *testing.B) {
	b.ReportAllocs()
	g := orb.Geometry(orb.Point{10.0447123, 59.0497123})
	for b.Loop() {
		EncodeWKB(g)
	}
}

func BenchmarkCanonicalLargestPolygon(b *testing.B) {
	for b.Loop() {
		if _, err := Canonical(largest); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCellRanges(b *testing.B) {
	b.ReportAllocs()
	box := orb.Bound{Min: orb.Point{10.03, 59.04}, Max: orb.Point{10.06, 59.06}}
	for b.Loop() {
		CellRanges(box, 24)
	}
}

func BenchmarkBoundary(b *testing.B) {
	boundary := NewBoundary(orb.MultiPolygon{{circle(10, 59, 0.1, 10_000)}})
	b.Run("inside", func(b *testing.B) {
		for b.Loop() {
			boundary.DistanceMeters(orb.Point{10.01, 59.02})
		}
	})
	b.Run("outside", func(b *testing.B) {
		for b.Loop() {
			boundary.DistanceMeters(orb.Point{10.3, 59.2})
		}
	})
}
