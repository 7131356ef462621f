package geo

import (
	"encoding/binary"
	"math"

	"github.com/paulmach/orb"
)

// TileLayer is a layer of a vector tile (Mapbox Vector Tile 2.1) being written. Each feature is told its properties by Tag and
// TagText, then where it is by Point or Shape.
type TileLayer struct {
	name            string
	keys, values    []byte
	n               uint32 // how many values there are
	texts           map[string]uint32
	numbers         map[uint64]uint32
	tags, positions []byte // of the feature being written
	features        []byte
}

// NewTileLayer begins a layer; its features name keys by their number in this list, from 0.
func NewTileLayer(name string, keys ...string) *TileLayer {
	l := &TileLayer{name: name, texts: map[string]uint32{}, numbers: map[uint64]uint32{}}
	for _, k := range keys {
		l.keys = appendBytes(l.keys, fieldKeys, []byte(k))
	}
	return l
}

// The fields of the messages of https://github.com/mapbox/vector-tile-spec, by number and wire type.
const (
	fieldLayer = 3<<3 | wireBytes

	fieldName     = 1<<3 | wireBytes
	fieldFeatures = 2<<3 | wireBytes
	fieldKeys     = 3<<3 | wireBytes
	fieldValues   = 4<<3 | wireBytes
	fieldExtent   = 5<<3 | wireVarint
	fieldVersion  = 15<<3 | wireVarint

	fieldTags     = 2<<3 | wireBytes
	fieldType     = 3<<3 | wireVarint
	fieldGeometry = 4<<3 | wireBytes

	fieldText   = 1<<3 | wireBytes
	fieldNumber = 5<<3 | wireVarint

	wireVarint = 0
	wireBytes  = 2

	typePoint, typeLine, typeArea = 1, 2, 3

	moveTo, lineTo, closePath = 1, 2, 7
)

func appendBytes(dst []byte, field uint64, b []byte) []byte {
	dst = binary.AppendUvarint(dst, field)
	return append(binary.AppendUvarint(dst, uint64(len(b))), b...)
}

// Text is the number of a value that many features have.
func (l *TileLayer) Text(s string) uint32 {
	i, known := l.texts[s]
	if !known {
		i = l.text(s)
		l.texts[s] = i
	}
	return i
}

// Number is the number of a value that is an unsigned number.
func (l *TileLayer) Number(v uint64) uint32 {
	i, known := l.numbers[v]
	if !known {
		var b [11]byte
		i = l.value(binary.AppendUvarint(append(b[:0], fieldNumber), v))
		l.numbers[v] = i
	}
	return i
}

func (l *TileLayer) text(s string) uint32 {
	length := 1 + uvarintLen(uint64(len(s))) + len(s)
	l.values = binary.AppendUvarint(append(l.values, fieldValues), uint64(length))
	l.values = binary.AppendUvarint(append(l.values, fieldText), uint64(len(s)))
	l.values = append(l.values, s...)
	l.n++
	return l.n - 1
}

func (l *TileLayer) value(b []byte) uint32 {
	l.values = appendBytes(l.values, fieldValues, b)
	l.n++
	return l.n - 1
}

func uvarintLen(v uint64) int {
	n := 1
	for ; v >= 1<<7; v >>= 7 {
		n++
	}
	return n
}

// Tag gives the next feature a value under a key.
func (l *TileLayer) Tag(key int, value uint32) {
	l.tags = binary.AppendUvarint(l.tags, uint64(key))
	l.tags = binary.AppendUvarint(l.tags, uint64(value))
}

// TagText gives the next feature a text that no other has.
func (l *TileLayer) TagText(key int, s string) { l.Tag(key, l.text(s)) }

// Point ends a feature that lies in one point, in the tile's units.
func (l *TileLayer) Point(x, y int32) {
	l.positions = append(l.positions[:0], 1<<3|moveTo)
	l.positions = appendZigzag(appendZigzag(l.positions, x), y)
	l.end(typePoint)
}

// Shape ends a feature that is what Tile.Clip returned, and says whether there is one: where nothing is left of the shape on the
// tile's grid, there is not, and its tags go with it.
func (l *TileLayer) Shape(g orb.Geometry) bool {
	l.positions = l.positions[:0]
	at, kind := cursor{}, uint64(typeLine)
	switch g := g.(type) {
	case orb.MultiLineString:
		for _, line := range g {
			l.positions = at.appendLine(l.positions, line)
		}
	case orb.Polygon:
		kind = typeArea
		for i, ring := range g {
			before := len(l.positions)
			l.positions = at.appendRing(l.positions, ring, i == 0)
			if i == 0 && len(l.positions) == before {
				break // its holes are nothing without it
			}
		}
	}
	if len(l.positions) == 0 {
		l.tags = l.tags[:0]
		return false
	}
	l.end(kind)
	return true
}

// end writes the feature of l.tags and l.positions.
func (l *TileLayer) end(kind uint64) {
	length := 1 + uvarintLen(uint64(len(l.tags))) + len(l.tags) + 2 + 1 + uvarintLen(uint64(len(l.positions))) + len(l.positions)
	l.features = binary.AppendUvarint(append(l.features, fieldFeatures), uint64(length))
	l.features = appendBytes(l.features, fieldTags, l.tags)
	l.features = append(l.features, fieldType, byte(kind))
	l.features = appendBytes(l.features, fieldGeometry, l.positions)
	l.tags = l.tags[:0]
}

// Append appends the layer to a tile, which is nothing but its layers. One without features is left out.
func (l *TileLayer) Append(dst []byte) []byte {
	if len(l.features) == 0 {
		return dst
	}
	var head [64]byte
	b := appendBytes(append(head[:0], fieldVersion, 2), fieldName, []byte(l.name))
	extent := binary.AppendUvarint([]byte{fieldExtent}, TileExtent)
	dst = binary.AppendUvarint(dst, fieldLayer)
	dst = binary.AppendUvarint(dst, uint64(len(b)+len(l.features)+len(l.keys)+len(l.values)+len(extent)))
	dst = append(append(append(dst, b...), l.features...), l.keys...)
	return append(append(dst, l.values...), extent...)
}

// cursor is where the last command of a feature ended.
type cursor struct{ x, y int32 }

func appendZigzag(dst []byte, v int32) []byte {
	return binary.AppendUvarint(dst, uint64(uint32(v<<1)^uint32(v>>31)))
}

func (c *cursor) append(dst []byte, to cursor) []byte {
	dst = appendZigzag(appendZigzag(dst, to.x-c.x), to.y-c.y)
	*c = to
	return dst
}

// onTile puts positions on the tile's grid and drops each that repeats the one before it.
func onTile(ps []orb.Point) []cursor {
	out := make([]cursor, 0, len(ps))
	for _, p := range ps {
		at := cursor{int32(math.Floor(p[0])), int32(math.Floor(p[1]))}
		if n := len(out); n == 0 || out[n-1] != at {
			out = append(out, at)
		}
	}
	return out
}

func (c *cursor) appendLine(dst []byte, line orb.LineString) []byte {
	at := onTile(line)
	if len(at) < 2 {
		return dst
	}
	dst = c.append(append(dst, 1<<3|moveTo), at[0])
	return c.appendLineTo(dst, at[1:])
}

func (c *cursor) appendLineTo(dst []byte, at []cursor) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(at))<<3|lineTo)
	for _, to := range at {
		dst = c.append(dst, to)
	}
	return dst
}

// appendRing appends a ring if it has an area: the outer one as the specification wants it, clockwise on the screen, holes the
// other way.
func (c *cursor) appendRing(dst []byte, ring orb.Ring, outer bool) []byte {
	at := onTile(ring)
	if n := len(at); n > 1 && at[0] == at[n-1] {
		at = at[:n-1]
	}
	twice := int64(0)
	for i, a := range at {
		b := at[(i+1)%len(at)]
		twice += int64(a.x)*int64(b.y) - int64(b.x)*int64(a.y)
	}
	if twice == 0 {
		return dst
	}
	if (twice > 0) != outer {
		for i, j := 1, len(at)-1; i < j; i, j = i+1, j-1 {
			at[i], at[j] = at[j], at[i]
		}
	}
	dst = c.append(append(dst, 1<<3|moveTo), at[0])
	return append(c.appendLineTo(dst, at[1:]), 1<<3|closePath)
}
