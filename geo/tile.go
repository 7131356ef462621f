package geo

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
)

// Limits of tiles.
const (
	// MaxZoom is the closest that a map comes.
	MaxZoom = 22
	// TileExtent is how many units a side of a tile has.
	TileExtent = 4096
	// TileBuffer is how many units around a tile are in it too, so that a sticker on its edge is drawn whole: 16 CSS pixels of a
	// tile of 512.
	TileBuffer = 128
)

// Tile names a square of web mercator: column X from the west and row Y from the north of the 1<<Z by 1<<Z of zoom Z.
type Tile struct {
	Z    int
	X, Y uint32
}

// Exists says whether there is such a tile: zoom 0 to MaxZoom, column and row within it.
func (t Tile) Exists() bool {
	return t.Z >= 0 && t.Z <= MaxZoom && uint64(t.X)>>t.Z == 0 && uint64(t.Y)>>t.Z == 0
}

// Square is the tile's place on the square of Mercator: its least x and y, and the length of its side, 1<<(32-Z).
func (t Tile) Square() (x, y, side uint64) {
	shift := 32 - t.Z
	return uint64(t.X) << shift, uint64(t.Y) << shift, 1 << shift
}

// Units returns where in the tile a place on the square of Mercator lies, from its north-west corner: 0 to TileExtent-1 within it.
func (t Tile) Units(x, y uint32) (ux, uy int32) {
	shift := 32 - t.Z
	to := func(v, tile uint32) int32 {
		return int32((int64(v) - int64(tile)<<shift) * TileExtent >> shift)
	}
	return to(x, t.X), to(y, t.Y)
}

// Clip returns g, in degrees, as the tile with its buffer shows it, in its units: an orb.LineString as orb.MultiLineString, an
// orb.Polygon as one; nil if nothing of it is there, and for any other type.
func (t Tile) Clip(g orb.Geometry) orb.Geometry {
	x, y, side := t.Square()
	scale := TileExtent / float64(side)
	within := orb.Bound{Min: orb.Point{-TileBuffer, -TileBuffer}, Max: orb.Point{TileExtent + TileBuffer, TileExtent + TileBuffer}}
	inTile := Map(g, func(p orb.Point) orb.Point {
		m := mercator(p)
		return orb.Point{(m[0] - float64(x)) * scale, (m[1] - float64(y)) * scale}
	})
	switch g := inTile.(type) {
	case orb.LineString:
		if lines := clip.LineString(within, g); len(lines) > 0 {
			return lines
		}
	case orb.Polygon:
		if p := clip.Polygon(within, g); len(p) > 0 {
			return p
		}
	}
	return nil
}
