package geo

import (
	"strings"

	"github.com/paulmach/orb"
)

// ParseBBox reads "minLon,minLat,maxLon,maxLat", or the form of six numbers whose heights (the third and the sixth)
// are ignored. It returns one bound, or two where west is greater than east and the box runs across ±180: from west to
// 180, then from -180 to east.
//
// Refusals are *Error: invalid_bbox, not_finite, out_of_range, south_over_north.
func ParseBBox(s string) ([]orb.Bound, error) {
	parts := strings.Split(s, ",")
	if len(parts) != 4 && len(parts) != 6 {
		return nil, refuse(CodeInvalidBBox)
	}
	v := make([]float64, len(parts))
	for i, part := range parts {
		x, n, err := number(part)
		switch {
		case n != len(part) || n == 0:
			return nil, refuse(CodeInvalidBBox)
		case err != nil:
			return nil, err
		}
		v[i] = x
	}
	lo, hi := orb.Point{v[0], v[1]}, orb.Point{v[len(v)/2], v[len(v)/2+1]}
	for _, p := range []orb.Point{lo, hi} {
		if _, err := snap(p, 1); err != nil {
			return nil, err
		}
	}
	if lo[1] > hi[1] {
		return nil, refuse(CodeSouthOverNorth)
	}
	if lo[0] <= hi[0] {
		return []orb.Bound{{Min: lo, Max: hi}}, nil
	}
	return []orb.Bound{
		{Min: lo, Max: orb.Point{180, hi[1]}},
		{Min: orb.Point{-180, lo[1]}, Max: hi},
	}, nil
}
