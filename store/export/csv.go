package export

import (
	"io"
	"iter"
	"strings"

	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// CSV writes seq as RFC 4180: UTF-8, a header, lines that end in CR LF, the id,
// lon, lat and wkt, then the properties that audience may see in the order of
// store.ContributionFields. lon and lat are a point's, wkt any geometry's. In
// another CRS than WGS 84, x, y and xy_wkt, the same in metres, stand behind
// wkt. An error, the sequence's or w's, leaves it short.
//
// A text cell that a spreadsheet would run as a formula (it begins with = + - @,
// a tab or a carriage return) gets one apostrophe before it; so does one in
// which only apostrophes stand before such a character, so that taking exactly
// one off, where apostrophes stand before one, gives the text back.
func CSV(w io.Writer, seq iter.Seq2[*store.Contribution, error], o Options) error {
	cols := columnsOf[o.Audience]
	var head []string
	for _, col := range append(o.leading(), cols...) {
		head = append(head, col.name)
	}
	places := decimals(o.Audience)
	return stream(w, seq, strings.Join(head, ",")+"\r\n", "", func(dst []byte, _ int, c *store.Contribution) []byte {
		dst = AppendID(dst, c.ID)
		dst = appendWhere(dst, c.Geometry, places)
		if !o.CRS.IsWGS84() {
			dst = appendWhere(dst, o.position(c.Geometry), geo.MetreDecimals)
		}
		for _, col := range cols {
			dst = append(dst, ',')
			if v := col.get(c); v.kind == text {
				dst = appendCell(dst, v.s)
			} else {
				dst = v.appendPlain(dst)
			}
		}
		return append(dst, '\r', '\n')
	})
}

// leading are the columns before the properties, in formats that are tables.
func (o Options) leading() []column {
	all := []column{{name: "id", kind: text}, {name: "lon", kind: decimal}, {name: "lat", kind: decimal}, {name: "wkt", kind: text}}
	if o.CRS.IsWGS84() {
		return all
	}
	return append(all, column{name: "x", kind: decimal}, column{name: "y", kind: decimal}, column{name: "xy_wkt", kind: text})
}

// appendWhere appends the cells lon, lat and wkt, or x, y and xy_wkt, each with
// its comma before it.
func appendWhere(dst []byte, g orb.Geometry, places int) []byte {
	p, isPoint := g.(orb.Point)
	dst = append(dst, ',')
	if isPoint {
		dst = geo.AppendCoord(dst, p[0], places)
	}
	dst = append(dst, ',')
	if isPoint {
		dst = geo.AppendCoord(dst, p[1], places)
	}
	dst = append(dst, ',')
	if isPoint {
		return geo.AppendWKT(dst, g, places) // no comma in it
	}
	if g == nil {
		return dst
	}
	dst = append(dst, '"')
	dst = geo.AppendWKT(dst, g, places)
	return append(dst, '"')
}

func appendCell(dst []byte, s string) []byte {
	quote := needsQuotes(s)
	if quote {
		dst = append(dst, '"')
	}
	if isFormula(s) {
		dst = append(dst, '\'')
	}
	if !quote {
		return append(dst, s...)
	}
	for i := strings.IndexByte(s, '"'); i >= 0; i = strings.IndexByte(s, '"') {
		dst = append(dst, s[:i+1]...)
		dst = append(dst, '"')
		s = s[i+1:]
	}
	dst = append(dst, s...)
	return append(dst, '"')
}

func needsQuotes(s string) bool {
	for i := range len(s) {
		switch s[i] {
		case ',', '"', '\r', '\n':
			return true
		}
	}
	return false
}

// isFormula says whether s needs an apostrophe before it.
func isFormula(s string) bool {
	for i := range len(s) {
		switch s[i] {
		case '\'':
		case '=', '+', '-', '@', '\t', '\r':
			return true
		default:
			return false
		}
	}
	return false
}
