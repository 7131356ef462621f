package area

import (
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
	out.Geometry, err = geo.DecodeBoundary(data)
	var shape *geo.Error
	switch {
	case errors.As(err, &shape):
		s.bad(path, "is no boundary: %s", shapeRemedy(shape.Code))
	case err != nil:
		s.bad(path, "is no boundary: %v", err)
	}
	return out
}

// json is the boundary as GeoJSON, however it was given.
func (b *docBoundary) json(dir string) ([]byte, error) {
	switch {
	case b.File != "":
		name := b.File
		if !filepath.IsAbs(name) {
			name = filepath.Join(dir, name)
		}
		return readLimited(name, MaxBytes)
	case b.GeoJSON != nil:
		return json.Marshal(b.GeoJSON)
	}
	ring := b.Ring
	if n := len(ring); n > 0 && !slices.Equal(ring[0], ring[n-1]) {
		ring = append(slices.Clone(ring), ring[0])
	}
	return json.Marshal(map[string]any{"type": "Polygon", "coordinates": [][][]float64{ring}})
}

// shapeRemedy says a code of geo in words.
func shapeRemedy(code string) string {
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
	if w := words[code]; w != "" {
		return w + " (" + code + ")"
	}
	return code
}
