package area

import (
	"cmp"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"

	"kvarter/geo"
	"kvarter/store"
)

// docBoundary is a boundary given in one of three ways.
type docBoundary struct {
	Note store.Text `yaml:"note"`
	// Ring is one outer ring; the last position may repeat the first.
	Ring [][]float64 `yaml:"ring"`
	// GeoJSON is a Feature, FeatureCollection, Polygon or MultiPolygon.
	GeoJSON map[string]any `yaml:"geojson"`
	// File holds GeoJSON, beside the area file.
	File string `yaml:"file"`
}

func (b *docBoundary) read(s *source, dir string) store.Boundary {
	out := store.Boundary{Note: b.Note}
	path, given := "boundary", 0
	for name, there := range map[string]bool{"ring": b.Ring != nil, "geojson": b.GeoJSON != nil, "file": b.File != ""} {
		if there {
			path, given = "boundary."+name, given+1
		}
	}
	if given != 1 {
		s.bad("boundary", "needs exactly one of ring, geojson and file; it has %d", given)
		return out
	}
	data, err := b.json(dir)
	if err != nil {
		s.bad(path, "cannot be read: %v", err)
		return out
	}
	if out.Geometry, err = geo.DecodeBoundary(data); err != nil {
		s.bad(path, "is no boundary: %s", shapeRemedy(err, nil))
	}
	return out
}

// json is the boundary as GeoJSON, however it was given.
func (b *docBoundary) json(dir string) ([]byte, error) {
	ring := b.Ring
	if ring == nil {
		return geoJSON(b.GeoJSON, b.File, dir)
	}
	if n := len(ring); n > 0 && !slices.Equal(ring[0], ring[n-1]) {
		ring = append(slices.Clone(ring), ring[0])
	}
	return json.Marshal(map[string]any{"type": "Polygon", "coordinates": [][][]float64{ring}})
}

// geoJSON is what stands in a file beside the area file, or else in it.
func geoJSON(inline map[string]any, file, dir string) ([]byte, error) {
	if file == "" {
		return json.Marshal(inline)
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(dir, file)
	}
	return readLimited(file, MaxBytes)
}

// shapeRemedy says a refusal of geo in words, or in the given ones for its code.
func shapeRemedy(err error, given map[string]string) string {
	var shape *geo.Error
	if !errors.As(err, &shape) {
		return err.Error()
	}
	code := shape.Code
	words := map[string]string{
		geo.CodeInvalidJSON:      "the GeoJSON is not well formed",
		geo.CodeGeometryType:     "only Polygon and MultiPolygon, alone or in a Feature or FeatureCollection, bound an area",
		geo.CodePosition:         "every position is [longitude, latitude]",
		geo.CodeOutOfRange:       "longitude is -180 to 180 and latitude -90 to 90, in that order; other coordinate systems must be turned into WGS 84 first",
		geo.CodeTooFewPositions:  "a ring has at least three places",
		geo.CodeRingNotClosed:    "the last position of a ring repeats its first",
		geo.CodeSelfIntersection: "a ring crosses or touches itself",
		geo.CodeTooManyVertices:  "it has too many vertices; simplify it",
		geo.CodeEmpty:            "there is no polygon in it",
	}
	if w := cmp.Or(given[code], words[code]); w != "" {
		return w + " (" + code + ")"
	}
	return code
}
