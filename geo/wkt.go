package geo

import (
	"strings"

	"github.com/paulmach/orb"
)

// AppendWKT appends g as "POINT (10.05 59.04)", "LINESTRING (…)", "POLYGON ((…), (…))" or "MULTIPOLYGON (…)" with at
// most that many decimals (0 to Decimals); nothing for nil or any other type.
func AppendWKT(dst []byte, g orb.Geometry, decimals int) []byte {
	scale := scaleOf(decimals)
	switch g := g.(type) {
	case orb.Point:
		return append(appendPair(append(dst, "POINT ("...), g, scale), ')')
	case orb.LineString:
		return appendPairs(append(dst, "LINESTRING "...), g, scale)
	case orb.Polygon:
		return appendWKTRings(append(dst, "POLYGON "...), g, scale)
	case orb.MultiPolygon:
		dst = append(dst, "MULTIPOLYGON "...)
		return appendList(dst, len(g), func(dst []byte, i int) []byte { return appendWKTRings(dst, g[i], scale) })
	}
	return dst
}

// appendList appends n items in brackets, or the word for none of them.
func appendList(dst []byte, n int, item func([]byte, int) []byte) []byte {
	if n == 0 {
		return append(dst, "EMPTY"...)
	}
	dst = append(dst, '(')
	for i := range n {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = item(dst, i)
	}
	return append(dst, ')')
}

func appendWKTRings(dst []byte, p orb.Polygon, scale float64) []byte {
	return appendList(dst, len(p), func(dst []byte, i int) []byte { return appendPairs(dst, p[i], scale) })
}

func appendPairs(dst []byte, ps []orb.Point, scale float64) []byte {
	return appendList(dst, len(ps), func(dst []byte, i int) []byte { return appendPair(dst, ps[i], scale) })
}

func appendPair(dst []byte, p orb.Point, scale float64) []byte {
	dst = append(appendNumber(dst, p[0], scale), ' ')
	return appendNumber(dst, p[1], scale)
}

// DecodeWKT reads a point, linestring or polygon in well-known text, in canonical form: two numbers a position,
// keywords in any case, white space where the format has it. (orb's reader takes hexadecimals, missing brackets and
// text after the end.)
//
// Refusals are *Error: those of Canonical, and invalid_wkt, geometry_type, position, too_large; empty for nothing and
// for the word EMPTY.
func DecodeWKT(s string) (orb.Geometry, error) {
	if len(s) > maxGeometryBytes {
		return nil, refuse(CodeTooLarge)
	}
	r := &wktReader{s: strings.Trim(s, wktSpace), left: MaxVertices}
	kind := r.word()
	if r.peek() == 0 && kind == "" || strings.EqualFold(r.s, "EMPTY") {
		return nil, refuse(CodeEmpty)
	}
	if r.peek() != '(' {
		return nil, refuseKind(kind)
	}
	g, err := r.geometry(kind)
	if err != nil {
		return nil, err
	}
	if r.peek(); r.s != "" {
		return nil, refuse(CodeInvalidWKT)
	}
	return Canonical(g)
}

const wktSpace = " \t\r\n"

type wktReader struct {
	s    string
	left int
}

// peek skips white space and returns the next byte, 0 at the end.
func (r *wktReader) peek() byte {
	r.s = strings.TrimLeft(r.s, wktSpace)
	if r.s == "" {
		return 0
	}
	return r.s[0]
}

// word reads a run of letters, in upper case.
func (r *wktReader) word() string {
	r.peek()
	n := 0
	for n < len(r.s) && r.s[n]|0x20 >= 'a' && r.s[n]|0x20 <= 'z' {
		n++
	}
	w := strings.ToUpper(r.s[:n])
	r.s = r.s[n:]
	return w
}

// refuseKind tells the format's other types from what is none.
func refuseKind(kind string) error {
	switch kind {
	case "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION":
		return refuse(CodeGeometryType)
	}
	return refuse(CodeInvalidWKT)
}

func (r *wktReader) geometry(kind string) (orb.Geometry, error) {
	switch kind {
	case "POINT":
		ps, err := r.positions()
		if err != nil {
			return nil, err
		}
		if len(ps) != 1 {
			return nil, refuse(CodePosition)
		}
		return ps[0], nil
	case "LINESTRING":
		ps, err := r.positions()
		return orb.LineString(ps), err
	case "POLYGON":
		var p orb.Polygon
		err := r.list(func() error {
			ring, err := r.positions()
			p = append(p, ring)
			return err
		})
		return p, err
	}
	return nil, refuseKind(kind)
}

// list reads items in brackets, at least one.
func (r *wktReader) list(item func() error) error {
	for c := byte('('); ; c = ',' {
		if r.peek() != c {
			return refuse(CodeInvalidWKT)
		}
		r.s = r.s[1:]
		if err := item(); err != nil {
			return err
		}
		if r.peek() == ')' {
			r.s = r.s[1:]
			return nil
		}
	}
}

func (r *wktReader) positions() ([]orb.Point, error) {
	var ps []orb.Point
	err := r.list(func() error {
		if r.left--; r.left < 0 {
			return refuse(CodeTooManyVertices)
		}
		p, err := r.position()
		ps = append(ps, p)
		return err
	})
	return ps, err
}

// position reads two numbers with white space between them, and refuses a third.
func (r *wktReader) position() (orb.Point, error) {
	var p orb.Point
	for i := range p {
		r.peek()
		v, n, err := number(r.s)
		if err != nil {
			return p, err
		}
		p[i], r.s = v, r.s[n:]
		if i == 0 && !strings.ContainsAny(r.s[:min(1, len(r.s))], wktSpace) {
			return p, refuse(CodePosition)
		}
	}
	if c := r.peek(); c != ',' && c != ')' && c != 0 {
		return p, refuse(CodePosition)
	}
	return p, nil
}
