package api

import (
	"math"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// tileJSON describes the tiles to a map, by TileJSON 3.0.0.
type tileJSON struct {
	TileJSON     string        `json:"tilejson"`
	Name         string        `json:"name"`
	Attribution  string        `json:"attribution,omitempty"`
	Scheme       string        `json:"scheme"`
	Tiles        []string      `json:"tiles"`
	MinZoom      int           `json:"minzoom"`
	MaxZoom      int           `json:"maxzoom"`
	Bounds       [4]float64    `json:"bounds"`
	Center       [3]float64    `json:"center"`
	VectorLayers []vectorLayer `json:"vector_layers"`
}

type vectorLayer struct {
	ID          string            `json:"id"`
	Description string            `json:"description"`
	Fields      map[string]string `json:"fields"`
}

// getTileJSON answers with where the tiles are, filtered as it was asked.
func (s *server) getTileJSON(c echo.Context, by asker) error {
	values, err := parameters(c)
	if err != nil {
		return err
	}
	if _, err := tileQuery(values, by); err != nil {
		return err
	}
	a, err := s.Store.Area(c.Request().Context(), c.Param("area"))
	if err != nil {
		return err
	}
	base := s.origin(c)
	if fresh, err := s.fresh(c, a.Slug, "tilejson "+string(by.audience())+" "+base); fresh || err != nil {
		return err
	}
	// As asked for, so that a recipe's tiles are the recipe's.
	at := base + strings.TrimSuffix(c.Request().URL.Path, ".json")
	return answerJSON(c, tileJSONOf(a, at, values, by.audience()))
}

func tileJSONOf(a *store.Area, at string, filters url.Values, audience store.Audience) tileJSON {
	address := at + "/{z}/{x}/{y}.mvt"
	if len(filters) > 0 {
		address += "?" + filters.Encode()
	}
	reach := reachOf(a)
	doc := tileJSON{
		TileJSON: "3.0.0", Name: a.Name.In(a.Languages[0]), Attribution: a.Operator.In(a.Languages[0]), Scheme: "xyz", Tiles: []string{address},
		MaxZoom: geo.MaxZoom, Bounds: [4]float64{reach.Min[0], reach.Min[1], reach.Max[0], reach.Max[1]},
		Center: [3]float64{a.View.Center[0], a.View.Center[1], math.Round(a.View.Zoom)},
	}
	for i, name := range tileLayers {
		doc.VectorLayers = append(doc.VectorLayers, vectorLayer{name, layerTexts[i], fieldTexts(audience)})
	}
	return doc
}

var layerTexts = [len(tileLayers)]string{
	"Marks; and lines and areas where they are too small or too many to be drawn", "Drawn lines", "Drawn areas",
}

func fieldTexts(audience store.Audience) map[string]string {
	fields := map[string]string{
		tileFields[fieldCount]:  "Number: how many marks of the prompt it stands for; 0 where another tile counts it",
		tileFields[fieldPrompt]: "String: key of the prompt",
		tileFields[fieldID]:     "String: the contribution's id, where it stands by itself",
		tileFields[fieldWave]:   "String: key of the wave, where it stands by itself",
	}
	if audience == store.AudienceStaff {
		fields[tileFields[fieldStatus]] = "String: pending, published or hidden, where it stands by itself"
	}
	return fields
}

// reachOf is where an area's marks can lie.
func reachOf(a *store.Area) orb.Bound {
	b := a.Boundary.Geometry.Bound()
	const degree = 111_000 // metres of latitude
	lat := float64(store.FarOutsideMeters) / degree
	lon := lat / math.Max(0.01, math.Cos(math.Max(math.Abs(b.Min[1]), math.Abs(b.Max[1]))*math.Pi/180))
	round := func(v float64) float64 { return math.Round(v*1e4) / 1e4 }
	return orb.Bound{
		Min: orb.Point{round(max(-180, b.Min[0]-lon)), round(max(-90, b.Min[1]-lat))},
		Max: orb.Point{round(min(180, b.Max[0]+lon)), round(min(90, b.Max[1]+lat))},
	}
}

// origin is where the asker reaches the server, as https://host: what maps need
// where others take a relative address.
func (s *server) origin(c echo.Context) string {
	if s.PublicURL != "" {
		return s.PublicURL
	}
	return c.Scheme() + "://" + c.Request().Host
}
