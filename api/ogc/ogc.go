// Package ogc serves contributions to GIS programs by OGC API – Features: Part 1
// (core, GeoJSON, HTML, OpenAPI 3.0), Part 2 (systems by reference) and Part 3
// (filters in CQL2 text). Each area has a collection for each kind of shape.
//
// Who asks, and under which path, comes from outside. What GDAL and QGIS force on
// such a service stands beside the code that obeys, and in the tests' names.
package ogc

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"kvarter/store"
)

// Config is what the service needs. All of it is required but PublicURL.
type Config struct {
	Store store.Store
	// PublicURL is where the outside reaches the server; empty takes the request's
	// own host.
	PublicURL string
	// PageHeaders sets what pages for reading have beside what every answer has.
	PageHeaders func(http.Header)
	Now         func() time.Time
	// Fresh sets the ETag and answers 304 if the asker has the answer already; of
	// is what it depends on beside the area's data, or all data's if area is empty.
	Fresh func(c echo.Context, area, of string) (bool, error)
	// Send writes a piece of an answer, and gives the client time for it.
	Send func(c echo.Context, b []byte) error
}

// Asker is who asks.
type Asker struct {
	Audience store.Audience
	// Area is the only one that the asker may ask about; empty is any.
	Area string
	// Base is the path that the service is asked under, as "/ogc".
	Base string
	// Narrow keeps a query to what the asker may see; nil leaves it.
	Narrow func(*store.ContributionQuery) error
	// Key tells apart those whom Narrow treats differently.
	Key string
	// Log notes how many rows of the area were read by which parameters.
	Log func(area string, asked url.Values, rows int64) error
}

// Handler answers an asker. Errors are the store's; ErrInvalid is about a
// parameter.
type Handler func(c echo.Context, by Asker) error

// Service answers under one path.
type Service struct {
	Config
	counts *counts
}

// New makes a service.
func New(c Config) *Service { return &Service{Config: c, counts: newCounts()} }

// Routes are the handlers by path behind the asker's Base.
func (s *Service) Routes() map[string]Handler {
	return map[string]Handler{
		"":                                     s.landing,
		"/":                                    s.landing,
		"/conformance":                         s.conformance,
		"/api":                                 s.openapi,
		"/collections":                         s.collections,
		"/collections/:collection":             s.collection,
		"/collections/:collection/schema":      s.schema,
		"/collections/:collection/queryables":  s.queryables,
		"/collections/:collection/items":       s.items,
		"/collections/:collection/items/:item": s.item,
	}
}

// The media types.
const (
	typeJSON    = "application/json"
	typeGeoJSON = "application/geo+json"
	typeHTML    = "text/html"
	typeSchema  = "application/schema+json"
	typeOpenAPI = "application/vnd.oai.openapi+json;version=3.0"
)

// link is a link in a document.
type link struct {
	Href  string `json:"href"`
	Rel   string `json:"rel"`
	Type  string `json:"type,omitzero"`
	Title string `json:"title,omitzero"`
}

// conformsTo is what the service promises, by the published versions' addresses.
var conformsTo = []string{
	"http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
	"http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
	"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
	"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
	"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
	"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
	"http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
	"http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
	"http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
	"http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
	"http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
}

// base is the absolute address that the service is asked under. GDAL and QGIS
// take relative links badly.
func (s *Service) base(c echo.Context, by Asker) string {
	if s.PublicURL != "" {
		return s.PublicURL + by.Base
	}
	return c.Scheme() + "://" + c.Request().Host + by.Base
}

// fresh is Config.Fresh for what depends on who asks, from where and for what.
func (s *Service) fresh(c echo.Context, area string, by Asker) (bool, error) {
	c.Response().Header().Add("Vary", "Accept")
	return s.Fresh(c, area, strings.Join([]string{"ogc", string(by.Audience), by.Area, by.Key, s.base(c, by), wanted(c)}, "\n"))
}

// answer sends v as JSON of that media type, or page where HTML is asked for.
func (s *Service) answer(c echo.Context, media string, v any, p page) error {
	if wanted(c) == typeHTML {
		return s.page(c, p)
	}
	b, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Type", media)
	c.Response().WriteHeader(http.StatusOK)
	return s.Send(c, append(b, '\n'))
}

// self are the links to this document and to its other form.
func self(href, media string) []link {
	return []link{
		{Href: href, Rel: "self", Type: media, Title: "This document"},
		{Href: href + "?f=html", Rel: "alternate", Type: typeHTML, Title: "This document as a page"},
	}
}

func (s *Service) landing(c echo.Context, by Asker) error {
	if err := onlyFormat(c); err != nil {
		return err
	}
	if fresh, err := s.fresh(c, "", by); fresh || err != nil {
		return err
	}
	base := s.base(c, by)
	links := append(self(base, typeJSON),
		link{base + "/api", "service-desc", typeOpenAPI, "The service's API (OpenAPI 3.0)"},
		link{base + "/api?f=html", "service-doc", typeHTML, "The service's API as a page"},
		link{base + "/conformance", "conformance", typeJSON, "What the service conforms to"},
		link{base + "/collections", "data", typeJSON, "The collections"},
	)
	doc := struct {
		Title       string `json:"title"`
		Description string `json:"description"`
		Links       []link `json:"links"`
	}{serviceTitle, serviceText(by), links}
	return s.answer(c, typeJSON, doc, page{Title: doc.Title, Text: doc.Description, Links: links, Base: base})
}

const serviceTitle = "Kvarter: OGC API – Features"

func serviceText(by Asker) string {
	if by.Audience == store.AudiencePublic {
		return "What residents said on the map, as far as it is published. For QGIS: Layer, Add Layer, Add WFS / OGC API – Features Layer, with this page's address."
	}
	return "What residents said on the map, for staff: also what is not published. Keep this address to yourself if it holds a secret."
}

func (s *Service) conformance(c echo.Context, by Asker) error {
	if err := onlyFormat(c); err != nil {
		return err
	}
	if fresh, err := s.fresh(c, "", by); fresh || err != nil {
		return err
	}
	doc := map[string]any{"conformsTo": conformsTo}
	p := page{Title: "Conformance", Base: s.base(c, by)}
	for _, uri := range conformsTo {
		p.Rows = append(p.Rows, []string{uri})
	}
	return s.answer(c, typeJSON, doc, p)
}
