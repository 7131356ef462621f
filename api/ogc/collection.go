package ogc

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"kvarter/geo"
	"kvarter/store"
)

// layers are the collections of an area. Each has one type of geometry, as GIS
// programs take a layer to have.
var layers = []layer{
	{"points", store.GeometryPoint, "Point", "Points"},
	{"lines", store.GeometryLine, "LineString", "Lines"},
	{"areas", store.GeometryArea, "Polygon", "Areas"},
	{"placeless", store.GeometryNone, "", "Answers without a place"},
}

type layer struct {
	name  string
	shape store.GeometryType
	// geometry is the type in GeoJSON; empty for none.
	geometry string
	title    string
}

// source is one collection: a layer of an area.
type source struct {
	area *store.Area
	layer
	crs geo.CRS // the area's
}

func (s source) id() string { return s.area.Slug + "-" + s.name }

func (s source) title() string {
	return s.area.Name.In(s.area.Languages[0]) + ": " + s.layer.title
}

// source is the collection that the path names.
func (s *Service) source(c echo.Context, by Asker) (source, error) {
	slug, name, found := cutLast(c.Param("collection"), "-")
	if !found {
		return source{}, store.ErrNotFound
	}
	for _, l := range layers {
		if l.name != name {
			continue
		}
		if by.Area != "" && by.Area != slug {
			return source{}, ErrOtherArea
		}
		a, err := s.Store.Area(c.Request().Context(), slug)
		if err != nil {
			return source{}, err
		}
		return newSource(a, l), nil
	}
	return source{}, store.ErrNotFound
}

// ErrOtherArea says that the asker may ask about another area only.
var ErrOtherArea = errors.New("the collection is another area's")

func newSource(a *store.Area, l layer) source {
	crs, _ := geo.ParseCRS(a.CRS) // a rule of areas
	return source{a, l, crs}
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// sources are all collections that the asker may ask about.
func (s *Service) sources(ctx context.Context, by Asker) ([]source, error) {
	all, err := s.Store.AllAreas(ctx)
	if err != nil {
		return nil, err
	}
	var out []source
	for _, a := range all {
		if by.Area != "" && by.Area != a.Slug {
			continue
		}
		for _, l := range layers {
			out = append(out, newSource(a, l))
		}
	}
	return out, nil
}

// The systems as the standard names them. CRS84 is WGS 84, longitude first.
const (
	crs84      = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
	epsgPrefix = "http://www.opengis.net/def/crs/EPSG/0/"
	gregorian  = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
)

// crsURI is the address of a system.
func crsURI(c geo.CRS) string {
	if c.IsWGS84() {
		return crs84
	}
	return fmt.Sprint(epsgPrefix, c.EPSG())
}

// crsList begins with CRS84: clients take the first, and 25832 first would make
// QGIS ask for boxes in metres.
func (s source) crsList() []string {
	list := []string{crs84}
	if !s.crs.IsWGS84() {
		list = append(list, crsURI(s.crs))
	}
	return list
}

type collectionDoc struct {
	ID          string    `json:"id"`
	Title       string    `json:"title"`
	Description string    `json:"description"`
	ItemType    string    `json:"itemType"`
	Extent      extentDoc `json:"extent"`
	CRS         []string  `json:"crs"`
	StorageCRS  string    `json:"storageCrs,omitzero"`
	Links       []link    `json:"links"`
}

type extentDoc struct {
	Spatial struct {
		BBox [][4]float64 `json:"bbox"`
		CRS  string       `json:"crs"`
	} `json:"spatial"`
	Temporal struct {
		Interval [][2]*string `json:"interval"`
		TRS      string       `json:"trs"`
	} `json:"temporal"`
}

// document describes the collection.
func (s *Service) document(src source, base string) collectionDoc {
	at := base + "/collections/" + src.id()
	doc := collectionDoc{
		ID: src.id(), Title: src.title(), ItemType: "feature", CRS: src.crsList(), StorageCRS: crs84,
		Description: src.area.About.In(src.area.Languages[0]),
		Links: append(self(at, typeJSON),
			// No query in the items' address: GDAL appends to it.
			link{at + "/items", "items", typeGeoJSON, "The answers"},
			link{at + "/queryables", "http://www.opengis.net/def/rel/ogc/1.0/queryables", typeSchema, "What can be filtered by"},
			link{at + "/schema", "describedby", typeSchema, "The properties"},
		),
	}
	b := src.area.Boundary.Geometry.Bound()
	doc.Extent.Spatial.BBox, doc.Extent.Spatial.CRS = [][4]float64{{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}}, crs84
	doc.Extent.Temporal.Interval, doc.Extent.Temporal.TRS = [][2]*string{{src.opens(), nil}}, gregorian
	return doc
}

// opens is when the area's first wave opened; nil if that is not known.
func (s source) opens() *string {
	var first time.Time
	for _, w := range s.area.Waves {
		if w.Opens.IsZero() {
			return nil
		}
		if first.IsZero() || w.Opens.Before(first) {
			first = w.Opens
		}
	}
	text := first.UTC().Format(time.RFC3339)
	return &text
}

func (s *Service) collections(c echo.Context, by Asker) error {
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
	doc := struct {
		Links       []link          `json:"links"`
		CRS         []string        `json:"crs"`
		Collections []collectionDoc `json:"collections"`
	}{self(base+"/collections", typeJSON), []string{crs84}, []collectionDoc{}}
	p := page{Title: "Collections", Text: "Each area has a collection for each kind of shape.", Base: base}
	for _, src := range all {
		one := s.document(src, base)
		doc.Collections = append(doc.Collections, one)
		p.Links = append(p.Links, link{Href: base + "/collections/" + one.ID, Title: one.Title})
	}
	return s.answer(c, typeJSON, doc, p)
}

func (s *Service) collection(c echo.Context, by Asker) error {
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
	doc := s.document(src, s.base(c, by))
	return s.answer(c, typeJSON, doc, page{Title: doc.Title, Text: doc.Description, Links: doc.Links, Base: s.base(c, by)})
}
