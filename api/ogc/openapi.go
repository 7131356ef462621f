package ogc

import (
	"net/http"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"kvarter/store"
)

type object = map[string]any

// openapi describes the service as the asker sees it, in OpenAPI 3.0. GDAL reads
// the page size and what it may filter by out of it: limit has its least, most
// and default and is referred to, and each collection's path is spelt out with
// the properties among its parameters.
func (s *Service) openapi(c echo.Context, by Asker) error {
	if err := onlyFormat(c); err != nil {
		return err
	}
	if fresh, err := s.fresh(c, "", by); fresh || err != nil {
		return err
	}
	all, err := s.sources(c.Request().Context(), by)
	if err != nil {
		return err
	}
	base := s.base(c, by)
	if wanted(c) == typeHTML {
		p := page{Title: serviceTitle, Text: "The same as OpenAPI 3.0: " + base + "/api?f=json", Base: base, Head: []string{"Path", "What is there"}}
		paths := s.paths(all, by)
		for _, path := range sortedPaths(paths) {
			p.Rows = append(p.Rows, []string{path, paths[path].(object)["get"].(object)["summary"].(string)})
		}
		return s.page(c, p)
	}
	doc := object{
		"openapi":    "3.0.3",
		"info":       object{"title": serviceTitle, "description": serviceText(by), "version": "1.0"},
		"servers":    []object{{"url": base}},
		"paths":      s.paths(all, by),
		"components": object{"parameters": s.parameters(all), "responses": responses},
	}
	b, err := json.Marshal(doc, json.Deterministic(true))
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Type", typeOpenAPI)
	c.Response().WriteHeader(http.StatusOK)
	return s.Send(c, append(b, '\n'))
}

func sortedPaths(paths object) []string {
	var all []string
	for path := range paths {
		all = append(all, path)
	}
	slices.Sort(all)
	return all
}

// operation is a GET that answers with media or a page.
func operation(id, summary, media string, parameters ...any) object {
	return object{"get": object{
		"operationId": id, "summary": summary,
		"parameters": append(parameters, reference("f")),
		"responses": object{
			"200":     object{"description": summary, "content": object{media: object{"schema": object{"type": "object"}}, typeHTML: object{"schema": object{"type": "string"}}}},
			"304":     object{"description": "It has not changed since If-None-Match."},
			"default": object{"$ref": "#/components/responses/Problem"},
		},
	}}
}

func reference(name string) any { return object{"$ref": "#/components/parameters/" + name} }

var responses = object{
	"Problem": object{"description": "A problem (RFC 9457).", "content": object{"application/problem+json": object{"schema": object{"type": "object"}}}},
}

func (s *Service) paths(all []source, by Asker) object {
	paths := object{
		"/":            operation("getLandingPage", "The service", typeJSON),
		"/conformance": operation("getConformance", "What the service conforms to", typeJSON),
		"/api":         operation("getAPI", "This document", typeOpenAPI),
		"/collections": operation("getCollections", "The collections", typeJSON),
	}
	for _, src := range all {
		at, id := "/collections/"+src.id(), src.id()
		paths[at] = operation("describe."+id, src.title(), typeJSON)
		paths[at+"/schema"] = operation("schema."+id, "The properties of "+src.title(), typeSchema)
		paths[at+"/queryables"] = operation("queryables."+id, "What "+src.title()+" can be filtered by", typeSchema)
		parameters := []any{}
		for _, name := range []string{"limit", "bbox", "bbox-crs", "datetime", "crs", "filter", "filter-lang", "filter-crs", "q", "period", "cursor"} {
			parameters = append(parameters, reference(name))
		}
		for _, f := range fields(by.Audience) {
			if f.Type() != store.TypeTime {
				parameters = append(parameters, src.propertyParameter(f, by.Audience))
			}
		}
		paths[at+"/items"] = operation("getFeatures."+id, src.title(), typeGeoJSON, parameters...)
		paths[at+"/items/{featureId}"] = operation("getFeature."+id, "One of "+src.title(), typeGeoJSON, reference("featureId"), reference("crs"))
	}
	return paths
}

// propertyParameter is the parameter that keeps to features whose property is
// equal to its value.
func (s source) propertyParameter(f store.Field, audience store.Audience) object {
	is := s.property(f, audience)
	schema := object{"type": is["type"]}
	return object{
		"name": f.Name, "in": "query", "required": false, "description": is["description"], "style": "form", "explode": false, "schema": schema,
	}
}

// parameters are those that the paths refer to.
func (s *Service) parameters(all []source) object {
	systems := []string{crs84}
	for _, src := range all {
		if uri := crsURI(src.crs); !slices.Contains(systems, uri) {
			systems = append(systems, uri)
		}
	}
	query := func(name, about string, schema object) object {
		return object{"name": name, "in": "query", "required": false, "description": about, "style": "form", "explode": false, "schema": schema}
	}
	text := object{"type": "string"}
	system := object{"type": "string", "format": "uri", "enum": systems, "default": crs84}
	return object{
		"limit": query("limit", "At most so many features; more than the most is the most.",
			object{"type": "integer", "minimum": 1, "maximum": maxLimit, "default": defaultLimit}),
		"bbox": query("bbox", "Features whose own box meets this one: west, south, east, north. Those without geometry match every box.",
			object{"type": "array", "minItems": 4, "maxItems": 6, "items": object{"type": "number"}}),
		"bbox-crs":    query("bbox-crs", "The system of bbox.", system),
		"crs":         query("crs", "The system of the answer.", system),
		"datetime":    query("datetime", "When it was made: an instant, a day, or an interval with .. for an open end.", text),
		"filter":      query("filter", "A condition in CQL2 text.", object{"type": "string", "maxLength": store.MaxFilter}),
		"filter-lang": query("filter-lang", "The language of filter.", object{"type": "string", "enum": []string{"cql2-text"}, "default": "cql2-text"}),
		"filter-crs":  query("filter-crs", "The system of filter's shapes.", object{"type": "string", "format": "uri", "enum": []string{crs84}, "default": crs84}),
		"q":           query("q", "Words that must each begin a word of the text.", text),
		"period":      query("period", "The time it tells of, in years: 1960, or 1960/1969.", text),
		"cursor":      query("cursor", "Where the page before ended; taken from its link next.", text),
		"f":           query("f", "The form of the answer.", object{"type": "string", "enum": []string{"json", "html"}}),
		"featureId": object{"name": "featureId", "in": "path", "required": true, "description": "The feature's id.",
			"schema": object{"type": "string", "format": "uuid"}},
	}
}
