package geo

import (
	"math"
	"strconv"

	"github.com/paulmach/orb"
)

// AppendGeometry appends g as a GeoJSON geometry with at most that many decimals (0 to Decimals): a point, line
// or polygon, several of one of these, and null for nil or any other type. It allocates nothing where dst has room.
func AppendGeometry(dst []byte, g orb.Geometry, decimals int) []byte {
	scale := scaleOf(decimals)
	switch g := g.(type) {
	case orb.Point:
		dst = append(dst, `{"type":"Point","coordinates":`...)
		dst = appendPosition(dst, g, scale)
	case orb.LineString:
		dst = append(dst, `{"type":"LineString","coordinates":`...)
		dst = appendPositions(dst, g, scale)
	case orb.Polygon:
		dst = append(dst, `{"type":"Polygon","coordinates":`...)
		dst = appendRings(dst, g, scale)
	case orb.MultiPoint:
		dst = append(dst, `{"type":"MultiPoint","coordinates":`...)
		dst = appendPositions(dst, g, scale)
	case orb.MultiLineString:
		dst = append(dst, `{"type":"MultiLineString","coordinates":[`...)
		for i, l := range g {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendPositions(dst, l, scale)
		}
		dst = append(dst, ']')
	case orb.MultiPolygon:
		dst = append(dst, `{"type":"MultiPolygon","coordinates":[`...)
		for i, p := range g {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendRings(dst, p, scale)
		}
		dst = append(dst, ']')
	default:
		return append(dst, "null"...)
	}
	return append(dst, '}')
}

func appendRings(dst []byte, p orb.Polygon, scale float64) []byte {
	dst = append(dst, '[')
	for i, r := range p {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendPositions(dst, r, scale)
	}
	return append(dst, ']')
}

func appendPositions(dst []byte, ps []orb.Point, scale float64) []byte {
	dst = append(dst, '[')
	for i, p := range ps {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendPosition(dst, p, scale)
	}
	return append(dst, ']')
}

func appendPosition(dst []byte, p orb.Point, scale float64) []byte {
	dst = append(dst, '[')
	dst = appendNumber(dst, p[0], scale)
	dst = append(dst, ',')
	dst = appendNumber(dst, p[1], scale)
	return append(dst, ']')
}

// AppendCoord appends v in its shortest form with at most that many decimals (0 to Decimals), never in scientific
// notation and never as a negative zero. What is no number (no position has it) becomes null.
func AppendCoord(dst []byte, v float64, decimals int) []byte {
	return appendNumber(dst, v, scaleOf(decimals))
}

// appendNumber works with integers: an export writes two million of these, and strconv's general way takes three
// times as long.
func appendNumber(dst []byte, v, scale float64) []byte {
	scaled := math.Round(v * scale)
	if !(math.Abs(scaled) < 1<<53) {
		return appendHuge(dst, v)
	}
	n, unit := int64(scaled), int64(scale)
	if n < 0 {
		dst, n = append(dst, '-'), -n
	}
	dst = strconv.AppendInt(dst, n/unit, 10)
	rest := n % unit
	if rest == 0 {
		return dst
	}
	dst = append(dst, '.')
	for rest > 0 {
		unit /= 10
		dst = append(dst, byte('0'+rest/unit))
		rest %= unit
	}
	return dst
}

// appendHuge is for numbers with no decimals left to round; degrees never come here.
func appendHuge(dst []byte, v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(dst, "null"...)
	}
	return strconv.AppendFloat(dst, v, 'f', -1, 64)
}
