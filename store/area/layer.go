package area

import (
	"fmt"

	"kvarter/geo"
	"kvarter/store"
)

// docLayer is a reference layer, its shapes given in one of two ways.
type docLayer struct {
	Key    string     `yaml:"key"`
	Name   store.Text `yaml:"name"`
	Source string     `yaml:"source"`
	// GeoJSON is a FeatureCollection, a Feature or a geometry.
	GeoJSON map[string]any `yaml:"geojson"`
	// File holds GeoJSON, beside the area file.
	File string `yaml:"file"`
}

func (l *docLayer) read(s *source, i int, dir string) store.Layer {
	out := store.Layer{Key: l.Key, Name: l.Name, Source: l.Source}
	path := fmt.Sprintf("layers[%d]", i)
	if (l.GeoJSON == nil) == (l.File == "") {
		s.bad(path, "needs exactly one of geojson and file")
		return out
	}
	at := path + ".geojson"
	if l.File != "" {
		at = path + ".file"
	}
	data, err := geoJSON(l.GeoJSON, l.File, dir)
	if err != nil {
		s.bad(at, "cannot be read: %v", err)
		return out
	}
	shapes, err := geo.CanonicalLayer(data)
	if err != nil {
		s.bad(at, "is no layer: %s", shapeRemedy(err, layerWords))
	}
	out.SetShapes(shapes)
	return out
}

// layerWords is where a layer's remedies differ from a boundary's.
var layerWords = map[string]string{
	geo.CodeGeometryType:    "only a FeatureCollection, a Feature or a geometry makes a layer",
	geo.CodeTooManyVertices: fmt.Sprintf("a layer has at most %d vertices; simplify it", geo.MaxLayerVertices),
	geo.CodeEmpty:           "there is no shape in it",
}

// layer writes one whose shapes were read.
func (w *writer) layer(l store.Layer) {
	w.scalar("key", l.Key)
	w.text("name", l.Name)
	if l.Source != "" {
		w.scalar("source", l.Source)
	}
	w.raw("geojson", string(l.Shapes))
}
