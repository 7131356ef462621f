package store

import (
	"errors"
	"strings"

	"github.com/paulmach/orb"

	"kvarter/geo"
)

// spatial reads S_INTERSECTS(geometry, shape).
func (p *filterParser) spatial() (Condition, error) {
	if err := p.next(); err != nil {
		return nil, err
	}
	if err := p.expect('('); err != nil {
		return nil, err
	}
	var c Condition
	if p.isGeometry() {
		if err := p.next(); err != nil {
			return nil, err
		}
		if err := p.expect(','); err != nil {
			return nil, err
		}
		var err error
		if c, err = p.shape(); err != nil {
			return nil, err
		}
		return c, p.expect(')')
	}
	c, err := p.shape()
	if err != nil {
		return nil, err
	}
	if err := p.expect(','); err != nil {
		return nil, err
	}
	if !p.isGeometry() {
		return nil, p.unexpected(GeometryField)
	}
	if err := p.next(); err != nil {
		return nil, err
	}
	return c, p.expect(')')
}

func (p *filterParser) isGeometry() bool {
	return (p.is == tokenWord || p.is == tokenQuoted) && p.value == GeometryField
}

func (p *filterParser) shape() (Condition, error) {
	switch p.word() {
	case "BBOX":
		inner, err := p.bracketed()
		if err != nil {
			return nil, err
		}
		boxes, err := geo.ParseBBox(strings.ReplaceAll(inner[1:len(inner)-1], " ", ""))
		if err != nil {
			return nil, p.badShape(err)
		}
		var all Or
		for _, b := range boxes {
			all = append(all, Meets{rectangle(b)})
		}
		if len(all) == 1 {
			return all[0], nil
		}
		return all, nil
	case "POINT", "LINESTRING", "POLYGON":
		word := p.word()
		inner, err := p.bracketed()
		if err != nil {
			return nil, err
		}
		g, err := geo.DecodeWKT(word + inner)
		if err != nil {
			return nil, p.badShape(err)
		}
		return Meets{g}, nil
	}
	return nil, p.refuse(CodeNotSupported, "S_INTERSECTS takes POINT, LINESTRING, POLYGON or BBOX")
}

// rectangle is a box as a shape, whatever of it has no width or height.
func rectangle(b orb.Bound) orb.Geometry {
	switch {
	case b.Min == b.Max:
		return b.Min
	case b.Min[0] == b.Max[0] || b.Min[1] == b.Max[1]:
		return orb.LineString{b.Min, b.Max}
	}
	return b.ToPolygon()
}

func (p *filterParser) badShape(err error) error {
	var shape *geo.Error
	if errors.As(err, &shape) {
		return p.refuse(shape.Code, "the shape cannot be taken: longitude before latitude in degrees, rings closed")
	}
	return err
}
