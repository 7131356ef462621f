package ogc

import (
	"slices"

	"github.com/labstack/echo/v4"

	"kvarter/store"
	"kvarter/store/export"
)

// without are the properties that collections leave out: GIS programs filter by
// time only where a layer has one time, which is created_at.
var without = []string{"consent_at", "updated_at", "received_at"}

// fields are the collections' properties as audience sees them.
func fields(audience store.Audience) []store.Field {
	var all []store.Field
	for _, f := range store.ContributionFields {
		if audience.Sees(f.Audience) && !slices.Contains(without, f.Name) {
			all = append(all, f)
		}
	}
	return all
}

// property describes a property in JSON Schema.
func (s source) property(f store.Field, audience store.Audience) map[string]any {
	o := export.Options{Area: s.area, Audience: audience}
	is := map[string]any{"title": o.Label(f.Name), "description": o.About(f.Name)}
	switch f.Type() {
	case store.TypeNumber:
		is["type"] = "integer"
	case store.TypeTruth:
		is["type"] = "boolean"
	case store.TypeTime:
		is["type"], is["format"] = "string", "date-time"
		if audience == store.AudiencePublic {
			is["format"] = "date"
		}
	default:
		is["type"] = "string"
		var codes []string
		for _, c := range o.Codes(f.Name) {
			codes = append(codes, c.Value)
		}
		if len(codes) > 0 {
			is["enum"] = codes
		}
	}
	switch f.Name {
	case "id":
		is["x-ogc-role"], is["format"] = "id", "uuid"
	case "created_at":
		is["x-ogc-role"] = "primary-instant"
	}
	return is
}

// properties is what the schema and the queryables have in common.
func (s source) properties(audience store.Audience) map[string]any {
	all := map[string]any{}
	for _, f := range fields(audience) {
		all[f.Name] = s.property(f, audience)
	}
	if s.geometry != "" {
		all[store.GeometryField] = map[string]any{
			"title": "Geometry", "x-ogc-role": "primary-geometry",
			"format": map[string]string{"Point": "geometry-point", "LineString": "geometry-linestring", "Polygon": "geometry-polygon"}[s.geometry],
			"$ref":   "https://geojson.org/schema/" + s.geometry + ".json",
		}
	}
	return all
}

func (s *Service) schema(c echo.Context, by Asker) error     { return s.schemaAt(c, by, "/schema") }
func (s *Service) queryables(c echo.Context, by Asker) error { return s.schemaAt(c, by, "/queryables") }

func (s *Service) schemaAt(c echo.Context, by Asker, path string) error {
	if err := onlyFormat(c); err != nil {
		return err
	}
	src, err := s.source(c, by)
	if err != nil {
		return err
	}
	if fresh, err := s.fresh(c, src.area.Slug, by); fresh || err != nil {
		return err
	}
	base := s.base(c, by)
	doc := map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": base + "/collections/" + src.id() + path,
		"type": "object", "title": src.title(), "properties": src.properties(by.Audience), "additionalProperties": false,
	}
	p := page{Title: src.title(), Base: base, Head: []string{"Property", "Type", "What it is"}}
	for _, f := range fields(by.Audience) {
		is := src.property(f, by.Audience)
		p.Rows = append(p.Rows, []string{f.Name, is["type"].(string), is["description"].(string)})
	}
	return s.answer(c, typeSchema, doc, p)
}
