package geo

import (
	"slices"

	"github.com/paulmach/orb"
)

// DecodeBoundary reads an area's boundary from GeoJSON: a Polygon or MultiPolygon, a Feature of one, or a
// FeatureCollection of those, whose polygons are joined into one list and may overlap. Other members are ignored,
// other geometry is refused, a feature without any too. Positions and rings are held to the rules of Canonical and
// come back in its form, with MaxBoundaryVertices in all.
//
// Refusals are *Error: those of DecodeGeometry without unknown_member; too_large also for rings made to be slow.
func DecodeBoundary(data []byte) (orb.MultiPolygon, error) {
	if len(data) > maxBoundaryBytes {
		return nil, refuse(CodeTooLarge)
	}
	left := MaxBoundaryVertices
	mp, err := boundaryOf(data, &left, "Polygon", "MultiPolygon", "Feature", "FeatureCollection")
	if err != nil {
		return nil, err
	}
	if len(mp) == 0 {
		return nil, refuse(CodeEmpty)
	}
	for i, p := range mp {
		if mp[i], err = canonicalPolygon(p, scaleOf(Decimals)); err != nil {
			return nil, err
		}
	}
	return mp, nil
}

// boundaryOf reads an object whose type is one of those taken, not yet canonical.
func boundaryOf(data []byte, left *int, taken ...string) (orb.MultiPolygon, error) {
	o, err := readObject(data, false, "type", "coordinates", "geometry", "features")
	if err != nil {
		return nil, err
	}
	kind, err := o.kind()
	if err != nil {
		return nil, err
	}
	if !slices.Contains(taken, kind) {
		return nil, refuse(CodeGeometryType)
	}
	switch kind {
	case "FeatureCollection":
		return o.features(left)
	case "Feature":
		if _, ok := o["geometry"]; !ok {
			return nil, refuse(CodeMissingMember)
		}
		return boundaryOf(o["geometry"], left, "Polygon", "MultiPolygon")
	}
	c, err := o.coordinates(left)
	if err != nil {
		return nil, err
	}
	if kind == "Polygon" {
		p, err := c.polygon()
		return orb.MultiPolygon{p}, err
	}
	return c.multiPolygon()
}

// features joins the polygons of a FeatureCollection's features.
func (o object) features(left *int) (orb.MultiPolygon, error) {
	var all orb.MultiPolygon
	err := o.each("features", func(feature []byte) error {
		mp, err := boundaryOf(feature, left, "Feature")
		all = append(all, mp...)
		return err
	})
	return all, err
}
