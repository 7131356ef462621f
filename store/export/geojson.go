package export

import (
	"io"
	"iter"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// GeoJSON writes seq as one FeatureCollection (RFC 7946), a feature a line,
// with a member name for the layer. An error, the sequence's or w's, leaves it
// unclosed.
func GeoJSON(w io.Writer, seq iter.Seq2[*store.Contribution, error], o Options) error {
	head := append([]byte(`{"type":"FeatureCollection","name":`), quoted(o.Area.Slug)...)
	head = append(head, `,"features":[`...)
	return stream(w, seq, string(head), "\n]}\n", func(dst []byte, n int, c *store.Contribution) []byte {
		if n > 0 {
			dst = append(dst, ',')
		}
		return AppendFeature(append(dst, '\n'), c, o.Audience)
	})
}

func quoted(s string) []byte { return appendString(nil, s) }

// AppendFeature appends c as a GeoJSON feature with flat properties: those that
// audience may see, in the order of store.ContributionFields, null where empty.
func AppendFeature(dst []byte, c *store.Contribution, audience store.Audience) []byte {
	return appendFeature(dst, c, c.Geometry, decimals(audience), columnsOf[audience])
}

// Features appends features for one audience in any system, with some of the
// properties.
type Features struct {
	o        Options
	decimals int
	columns  []column
}

// NewFeatures makes one for o.Audience and o.CRS that leaves properties out.
func NewFeatures(o Options, without ...string) *Features {
	f := &Features{o: o, decimals: decimals(o.Audience)}
	if !o.CRS.IsWGS84() {
		f.decimals = geo.MetreDecimals
	}
	for _, col := range columnsOf[o.Audience] {
		if !slices.Contains(without, col.name) {
			f.columns = append(f.columns, col)
		}
	}
	return f
}

// Append appends c as AppendFeature does.
func (f *Features) Append(dst []byte, c *store.Contribution) []byte {
	return appendFeature(dst, c, f.o.position(c.Geometry), f.decimals, f.columns)
}

func appendFeature(dst []byte, c *store.Contribution, where orb.Geometry, decimals int, columns []column) []byte {
	dst = append(dst, `{"type":"Feature","id":"`...)
	dst = AppendID(dst, c.ID)
	dst = append(dst, `","geometry":`...)
	dst = geo.AppendGeometry(dst, where, decimals)
	dst = append(dst, `,"properties":{"id":"`...)
	dst = AppendID(dst, c.ID)
	dst = append(dst, '"')
	for _, col := range columns {
		dst = append(dst, col.member...)
		switch v := col.get(c); v.kind {
		case nothing:
			dst = append(dst, "null"...)
		case text:
			dst = appendString(dst, v.s)
		case moment, day:
			dst = append(dst, '"')
			dst = v.appendPlain(dst)
			dst = append(dst, '"')
		default:
			dst = v.appendPlain(dst)
		}
	}
	return append(dst, "}}"...)
}

// AppendID appends an id as lower-case hexadecimals in five groups.
func AppendID(dst []byte, id [16]byte) []byte {
	const digits = "0123456789abcdef"
	for i, b := range id {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			dst = append(dst, '-')
		}
		dst = append(dst, digits[b>>4], digits[b&15])
	}
	return dst
}

// appendString appends s as a JSON string. Text was valid UTF-8 when it was
// kept; should a disk have changed that, the broken bytes become U+FFFD.
func appendString(dst []byte, s string) []byte {
	dst, _ = jsontext.AppendQuote(dst, s)
	return dst
}
