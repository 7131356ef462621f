package geo

import (
	"math/big"
	"slices"

	"github.com/paulmach/orb"
)

// LayerDecimals is the number of decimals kept of a degree in a reference layer: 6, about a tenth of a metre.
const LayerDecimals = 6

// CanonicalLayer reads a reference layer from GeoJSON (a FeatureCollection, a Feature or a geometry of any type) and
// returns the one form in which it is kept and served: a FeatureCollection of at most three features, one MultiPoint,
// one MultiLineString and one MultiPolygon, rounded to LayerDecimals, rings right-handed. Nothing but the shapes is
// kept: no properties and no ids. It is idempotent.
//
// Features without a geometry and shapes that vanish in the rounding are left out. A ring may cross itself, as the
// layer is only looked at. At most MaxLayerVertices in all.
//
// Refusals are *Error: those of DecodeGeometry without unknown_member and what is said of how rings lie.
func CanonicalLayer(data []byte) ([]byte, error) {
	if len(data) > maxLayerBytes {
		return nil, refuse(CodeTooLarge)
	}
	left := MaxLayerVertices
	l := &layer{left: &left}
	if err := l.read(data, true, true); err != nil {
		return nil, err
	}
	if len(l.points)+len(l.lines)+len(l.areas) == 0 {
		return nil, refuse(CodeEmpty)
	}
	return l.append(nil), nil
}

// layer is the shapes of a reference layer, however they were packed.
type layer struct {
	points orb.MultiPoint
	lines  orb.MultiLineString
	areas  orb.MultiPolygon
	left   *int
}

var layerTypes = []string{"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}

// read takes an object apart; features and geometry collections only where they may stand.
func (l *layer) read(data []byte, features, geometries bool) error {
	o, err := readObject(data, false, "type", "coordinates", "geometry", "geometries", "features")
	if err != nil {
		return err
	}
	kind, err := o.kind()
	if err != nil {
		return err
	}
	switch {
	case features && kind == "FeatureCollection":
		return o.each("features", l.readFeature)
	case features && kind == "Feature":
		return l.readGeometry(o)
	case geometries && kind == "GeometryCollection":
		return o.each("geometries", func(geometry []byte) error { return l.read(geometry, false, false) })
	case !slices.Contains(layerTypes, kind):
		return refuse(CodeGeometryType)
	}
	c, err := o.coordinates(l.left)
	if err != nil {
		return err
	}
	return l.take(kind, c)
}

func (l *layer) readFeature(data []byte) error {
	o, err := readObject(data, false, "type", "geometry")
	if err != nil {
		return err
	}
	if kind, err := o.kind(); err != nil || kind != "Feature" {
		return refuse(CodeGeometryType)
	}
	return l.readGeometry(o)
}

// readGeometry reads that of a feature, which may be null.
func (l *layer) readGeometry(feature object) error {
	g, there := feature["geometry"]
	switch {
	case !there:
		return refuse(CodeMissingMember)
	case g.Kind() == 'n':
		return nil
	}
	return l.read(g, false, true)
}

func (l *layer) take(kind string, c *coordinates) error {
	switch kind {
	case "Point":
		p, err := c.position()
		return l.addPoints(err, p)
	case "MultiPoint":
		ps, err := c.positions()
		return l.addPoints(err, ps...)
	case "LineString":
		ps, err := c.positions()
		return l.addLines(err, ps)
	case "MultiLineString":
		lines, err := c.polygon() // lists of lists of positions, as rings are
		for _, line := range lines {
			err = l.addLines(err, line)
		}
		return err
	case "Polygon":
		p, err := c.polygon()
		return l.addAreas(err, p)
	default:
		mp, err := c.multiPolygon()
		return l.addAreas(err, mp...)
	}
}

func (l *layer) addPoints(err error, ps ...orb.Point) error {
	if err != nil {
		return err
	}
	for _, p := range ps {
		v, err := snap(p, scaleOf(LayerDecimals))
		if err != nil {
			return err
		}
		l.points = append(l.points, v.point(scaleOf(LayerDecimals)))
	}
	return nil
}

func (l *layer) addLines(err error, line []orb.Point) error {
	if err != nil {
		return err
	}
	vs, err := snapAll(line, scaleOf(LayerDecimals))
	if err != nil {
		return err
	}
	if len(line) < 2 {
		return refuse(CodeTooFewPositions)
	}
	if len(vs) > 1 {
		l.lines = append(l.lines, points(vs, scaleOf(LayerDecimals)))
	}
	return nil
}

func (l *layer) addAreas(err error, all ...orb.Polygon) error {
	for _, p := range all {
		if err != nil {
			return err
		}
		err = l.addArea(p)
	}
	return err
}

// addArea leaves out a hole that vanishes, and an area whose outer ring does.
func (l *layer) addArea(p orb.Polygon) error {
	if len(p) == 0 {
		return refuse(CodeTooFewPositions)
	}
	var out orb.Polygon
	for i, r := range p {
		vs, err := snapAll(r, scaleOf(LayerDecimals))
		switch {
		case err != nil:
			return err
		case len(r) < 4:
			return refuse(CodeTooFewPositions)
		case vs[0] != vs[len(vs)-1]:
			return refuse(CodeRingNotClosed)
		}
		turn := turnOf(vs)
		if turn == 0 && i == 0 {
			return nil
		}
		if turn == 0 {
			continue
		}
		if (turn > 0) != (i == 0) {
			slices.Reverse(vs)
		}
		out = append(out, points(vs, scaleOf(LayerDecimals)))
	}
	l.areas = append(l.areas, out)
	return nil
}

// turnOf is positive for a closed ring that is, on the whole, counterclockwise, negative for a clockwise one, and zero
// where it has no area. A sum of floats would not come out the same when the ring is read again.
func turnOf(ring []vertex) int {
	sum := new(big.Int)
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		ax, ay, bx, by := a.x-ring[0].x, a.y-ring[0].y, b.x-ring[0].x, b.y-ring[0].y
		sum.Add(sum, big.NewInt(ax*by-bx*ay))
	}
	return sum.Sign()
}

func (l *layer) append(dst []byte) []byte {
	dst = append(dst, `{"type":"FeatureCollection","features":[`...)
	feature := func(g orb.Geometry, n int) {
		if n == 0 {
			return
		}
		if dst[len(dst)-1] == '}' {
			dst = append(dst, ',')
		}
		dst = append(dst, `{"type":"Feature","properties":{},"geometry":`...)
		dst = append(AppendGeometry(dst, g, LayerDecimals), '}')
	}
	feature(l.points, len(l.points))
	feature(l.lines, len(l.lines))
	feature(l.areas, len(l.areas))
	return append(dst, "]}"...)
}
