package geo

import "github.com/paulmach/orb"

// DecodeGeometry reads a GeoJSON geometry, strictly: a Point, LineString or Polygon with the members type and
// coordinates and no other, two or three numbers a position (the height is dropped). It comes back in canonical form.
//
// Refusals are *Error: those of Canonical, and invalid_json, duplicate_member, unknown_member, missing_member,
// geometry_type, position, too_large; empty for nothing and for null.
func DecodeGeometry(data []byte) (orb.Geometry, error) {
	if p, ok := decodePoint(data); ok {
		return p, nil
	}
	return decodeGeometry(data)
}

// The text that every browser makes of a point.
const pointHead, pointTail = `{"type":"Point","coordinates":[`, `]}`

// decodePoint reads a valid point in that very text, as nearly all are, at a tenth of the general decoder's cost, and
// leaves all else to it.
func decodePoint(data []byte) (orb.Point, bool) {
	if len(data) < len(pointHead) || string(data[:len(pointHead)]) != pointHead {
		return orb.Point{}, false
	}
	rest := data[len(pointHead):]
	lon, n, err := number(rest)
	if err != nil || n == len(rest) || rest[n] != ',' {
		return orb.Point{}, false
	}
	rest = rest[n+1:]
	lat, n, err := number(rest)
	if err != nil || string(rest[n:]) != pointTail {
		return orb.Point{}, false
	}
	scale := scaleOf(Decimals)
	v, err := snap(orb.Point{lon, lat}, scale)
	return v.point(scale), err == nil
}

func decodeGeometry(data []byte) (orb.Geometry, error) {
	if len(data) > maxGeometryBytes {
		return nil, refuse(CodeTooLarge)
	}
	o, err := readObject(data, true, "type", "coordinates")
	if err != nil {
		return nil, err
	}
	kind, err := o.kind()
	if err != nil {
		return nil, err
	}
	left := MaxVertices
	c, err := o.coordinates(&left)
	if err != nil {
		return nil, err
	}
	g, err := c.geometry(kind)
	if err != nil {
		return nil, err
	}
	return Canonical(g)
}

// geometry reads a contribution's types. Those that differ in case alone are refused like any other.
func (c *coordinates) geometry(kind string) (orb.Geometry, error) {
	switch kind {
	case "Point":
		return c.position()
	case "LineString":
		l, err := c.positions()
		return orb.LineString(l), err
	case "Polygon":
		return c.polygon()
	}
	return nil, refuse(CodeGeometryType)
}
