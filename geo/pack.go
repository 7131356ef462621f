package geo

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// The first byte of a packed shape is how many decimals its positions have, and
// isArea for an area; or asWKB, and the rest is WKB. Else follow, as varints, for
// each of its lines how many vertices it has and from each to the next the way in
// units of the last decimal.
const (
	isArea = 0x10
	asWKB  = 0xff
)

// Pack packs a line or an area (WGS 84, longitude before latitude) for memory, as
// small as leads back to exactly g: a third of its WKB if its positions have been
// rounded. It also counts the vertices.
func Pack(g orb.Geometry) (packed []byte, vertices int32) {
	var lines []orb.LineString
	first := byte(0)
	switch g := g.(type) {
	case orb.LineString:
		lines = []orb.LineString{g}
	case orb.Polygon:
		first = isArea
		for _, ring := range g {
			lines = append(lines, orb.LineString(ring))
		}
	}
	for _, line := range lines {
		vertices += int32(len(line))
	}
	for _, decimals := range []byte{PublicDecimals, Decimals} {
		packed = packLines([]byte{first | decimals}, lines, math.Pow10(int(decimals)))
		if back := Unpack(packed); lines != nil && orb.Equal(back, g) {
			return slices.Clone(packed), vertices
		}
	}
	packed = append([]byte{asWKB}, EncodeWKB(g)...)
	return packed, int32(len(packed) / 16)
}

func packLines(dst []byte, lines []orb.LineString, units float64) []byte {
	var x, y int64
	for _, line := range lines {
		dst = binary.AppendUvarint(dst, uint64(len(line)))
		for _, p := range line {
			nextX, nextY := int64(math.Round(p[0]*units)), int64(math.Round(p[1]*units))
			dst = binary.AppendVarint(binary.AppendVarint(dst, nextX-x), nextY-y)
			x, y = nextX, nextY
		}
	}
	return dst
}

// Unpack is the geometry that Pack packed, and takes nothing else.
func Unpack(packed []byte) orb.Geometry {
	first, rest := packed[0], packed[1:]
	if first == asWKB {
		g, _ := DecodeWKB(rest)
		return g
	}
	units := math.Pow10(int(first &^ isArea))
	var area orb.Polygon
	var x, y int64
	for len(rest) > 0 {
		n, size := binary.Uvarint(rest)
		rest = rest[size:]
		line := make(orb.LineString, n)
		for i := range line {
			wayX, sizeX := binary.Varint(rest)
			wayY, sizeY := binary.Varint(rest[sizeX:])
			rest = rest[sizeX+sizeY:]
			x, y = x+wayX, y+wayY
			line[i] = orb.Point{float64(x) / units, float64(y) / units}
		}
		if first&isArea == 0 {
			return line
		}
		area = append(area, orb.Ring(line))
	}
	return area
}
