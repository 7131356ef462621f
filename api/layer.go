package api

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"

	"kvarter/geo"
	"kvarter/store"
)

// layerDoc is a reference layer as an area names it; its shapes are read apart.
type layerDoc struct {
	Key    string     `json:"key"`
	Name   store.Text `json:"name"`
	Source *string    `json:"source"`
	Shapes string     `json:"shapes"`
}

func layerDocs(all []store.Layer) []layerDoc {
	docs := []layerDoc{}
	for _, l := range all {
		docs = append(docs, layerDoc{l.Key, l.Name, orNull(l.Source), l.Digest})
	}
	return docs
}

// layerSetting is a layer as the area's settings have it: with the name of shapes that
// are there, or with GeoJSON that is new.
type layerSetting struct {
	layerDoc
	GeoJSON jsontext.Value `json:"geojson,omitzero"`
}

// layer is what it makes of the area. New GeoJSON is replaced by what became of it.
func (l *layerSetting) layer(i int) (store.Layer, error) {
	out := store.Layer{Key: l.Key, Name: l.Name, Source: orZero(l.Source), Digest: l.Shapes}
	if l.GeoJSON == nil {
		return out, nil
	}
	text, err := geo.CanonicalLayer(l.GeoJSON)
	var refused *geo.Error
	if errors.As(err, &refused) {
		return out, store.ErrInvalid{Field: fmt.Sprintf("layers[%d].geojson", i), Code: refused.Code}
	}
	if err != nil {
		return out, err
	}
	l.GeoJSON = text
	out.SetShapes(text)
	return out, nil
}

// getLayer answers with the shapes of a reference layer.
func (s *server) getLayer(c echo.Context, _ asker) error {
	if err := noParameters(c); err != nil {
		return err
	}
	a, err := s.Store.Area(c.Request().Context(), c.Param("area"))
	if err != nil {
		return err
	}
	head := a.Layer(c.Param("layer"))
	if head == nil {
		return store.ErrNotFound
	}
	if same, err := unchanged(c, `W/"`+head.Digest+`"`); same || err != nil {
		return err
	}
	l, err := s.Store.Layer(c.Request().Context(), a.Slug, head.Key)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Etag", `W/"`+l.Digest+`"`) // of this moment, not of the one before
	c.Response().Header()["Content-Type"] = contentGeoJSON
	return send(c, l.Shapes)
}
