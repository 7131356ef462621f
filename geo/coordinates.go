package geo

import "github.com/paulmach/orb"

// coordinates reads a GeoJSON coordinates value of a known depth from text that is already known to be JSON. It stops
// at the first surprise, so deep nesting costs nothing.
type coordinates struct {
	text []byte
	left *int // how many positions may still come
}

// peek skips white space and returns the next byte, 0 at the end.
func (c *coordinates) peek() byte {
	for len(c.text) > 0 {
		switch c.text[0] {
		case ' ', '\t', '\n', '\r':
			c.text = c.text[1:]
		default:
			return c.text[0]
		}
	}
	return 0
}

// list reads an array, calling item at each element.
func (c *coordinates) list(item func() error) error {
	if c.peek() != '[' {
		return refuse(CodePosition)
	}
	c.text = c.text[1:]
	if c.peek() == ']' {
		c.text = c.text[1:]
		return nil
	}
	for {
		if err := item(); err != nil {
			return err
		}
		end := c.peek() != ','
		if end && c.peek() != ']' {
			return refuse(CodePosition)
		}
		c.text = c.text[1:]
		if end {
			return nil
		}
	}
}

// position reads two or three numbers and drops the third, the height.
func (c *coordinates) position() (orb.Point, error) {
	if *c.left--; *c.left < 0 {
		return orb.Point{}, refuse(CodeTooManyVertices)
	}
	var v [3]float64
	n := 0
	err := c.list(func() error {
		c.peek()
		x, size, err := number(c.text)
		if err != nil {
			return err
		}
		if n == len(v) {
			return refuse(CodePosition)
		}
		v[n], c.text = x, c.text[size:]
		n++
		return nil
	})
	if err == nil && n < 2 {
		err = refuse(CodePosition)
	}
	return orb.Point{v[0], v[1]}, err
}

func (c *coordinates) positions() ([]orb.Point, error) {
	var ps []orb.Point
	err := c.list(func() error {
		p, err := c.position()
		ps = append(ps, p)
		return err
	})
	return ps, err
}

func (c *coordinates) polygon() (orb.Polygon, error) {
	var rings orb.Polygon
	err := c.list(func() error {
		r, err := c.positions()
		rings = append(rings, r)
		return err
	})
	return rings, err
}

func (c *coordinates) multiPolygon() (orb.MultiPolygon, error) {
	var polygons orb.MultiPolygon
	err := c.list(func() error {
		p, err := c.polygon()
		polygons = append(polygons, p)
		return err
	})
	return polygons, err
}
