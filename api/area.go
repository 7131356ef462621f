package api

import (
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"
	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// basemapPath is where the operator's own base map is served.
const basemapPath = "/basemap.pmtiles"

// basemapAttribution is what every PMTiles extract of OpenStreetMap must say.
const basemapAttribution = "© OpenStreetMap contributors (ODbL), Protomaps"

type areaList struct {
	Areas []areaSummary `json:"areas"`
}

type areaSummary struct {
	Slug      string     `json:"slug"`
	Name      store.Text `json:"name"`
	Languages []string   `json:"languages"`
	View      store.View `json:"view"`
	Wave      waveDoc    `json:"wave"`
}

// areaDoc is the area as the pages need it: with the wave of the moment and the
// one method that it is answered by.
type areaDoc struct {
	Slug      string       `json:"slug"`
	Name      store.Text   `json:"name"`
	Languages []string     `json:"languages"`
	TimeZone  string       `json:"time_zone"`
	CRS       string       `json:"crs"`
	View      store.View   `json:"view"`
	Boundary  boundaryDoc  `json:"boundary"`
	BaseMap   baseMapDoc   `json:"base_map"`
	Places    []placeDoc   `json:"places"`
	Layers    []layerDoc   `json:"layers"`
	Wave      waveDoc      `json:"wave"`
	Policy    store.Policy `json:"policy"`
	Operator  store.Text   `json:"operator"`
	About     store.Text   `json:"about"`
	Decides   store.Text   `json:"decides"`
	NextSteps store.Text   `json:"next_steps"`
	Contact   store.Text   `json:"contact"`
	News      []store.News `json:"news"`
	Method    methodDoc    `json:"method"`
}

type boundaryDoc struct {
	Geometry jsontext.Value `json:"geometry"`
	Note     store.Text     `json:"note"`
}

type baseMapDoc struct {
	Kind        string `json:"kind"`
	URL         string `json:"url,omitzero"`
	Attribution string `json:"attribution,omitzero"`
	MinZoom     *int   `json:"min_zoom,omitzero"`
	MaxZoom     *int   `json:"max_zoom,omitzero"`
}

type placeDoc struct {
	Key      string         `json:"key"`
	Name     store.Text     `json:"name"`
	Geometry jsontext.Value `json:"geometry"`
	Source   *string        `json:"source"`
}

type waveDoc struct {
	Key    string          `json:"key"`
	Opens  *time.Time      `json:"opens"`
	Closes *time.Time      `json:"closes"`
	State  store.WaveState `json:"state"`
}

type methodDoc struct {
	Key         string           `json:"key"`
	Name        store.Text       `json:"name"`
	Information store.Text       `json:"information"`
	Consent     store.Text       `json:"consent"`
	Prompts     []promptDoc      `json:"prompts"`
	Themes      []store.Theme    `json:"themes"`
	Background  []store.Question `json:"background"`
}

type promptDoc struct {
	Key      string               `json:"key"`
	Kind     store.Kind           `json:"kind"`
	Label    store.Text           `json:"label"`
	Short    store.Text           `json:"short"`
	Why      store.Text           `json:"why"`
	Hint     store.Text           `json:"hint"`
	Lens     *string              `json:"lens"`
	Polarity store.Polarity       `json:"polarity"`
	Geometry []store.GeometryType `json:"geometry"`
	Cap      int                  `json:"cap"`
	Sticker  store.Sticker        `json:"sticker"`
}

// listAreas answers with every area.
func (s *server) listAreas(c echo.Context, _ asker) error {
	if err := noParameters(c); err != nil {
		return err
	}
	all, err := s.Store.AllAreas(c.Request().Context())
	if err != nil {
		return err
	}
	now, list, states := s.Now(), areaList{Areas: []areaSummary{}}, ""
	for _, a := range all {
		w := waveOf(a, now)
		states += w.Key + " " + string(w.State) + "\n"
		list.Areas = append(list.Areas, areaSummary{Slug: a.Slug, Name: a.Name, Languages: a.Languages, View: a.View, Wave: w})
	}
	if fresh, err := s.fresh(c, "", states); fresh || err != nil {
		return err
	}
	return answerJSON(c, list)
}

// getArea answers with one area.
func (s *server) getArea(c echo.Context, _ asker) error {
	if err := noParameters(c); err != nil {
		return err
	}
	a, err := s.Store.Area(c.Request().Context(), c.Param("area"))
	if err != nil {
		return err
	}
	doc := s.areaDoc(a, s.Now())
	// The wave opens and closes without any change of the data.
	if fresh, err := s.fresh(c, a.Slug, doc.Wave.Key+" "+string(doc.Wave.State)); fresh || err != nil {
		return err
	}
	return answerJSON(c, doc)
}

func (s *server) areaDoc(a *store.Area, now time.Time) areaDoc {
	wave := waveOf(a, now)
	doc := areaDoc{
		Slug: a.Slug, Name: a.Name, Languages: a.Languages, TimeZone: a.TimeZone, CRS: a.CRS, View: a.View,
		Boundary: boundaryDoc{geo.AppendGeometry(nil, a.Boundary.Geometry, geo.Decimals), a.Boundary.Note},
		Layers:   layerDocs(a.Layers),
		BaseMap:  s.baseMapDoc(a), Wave: wave, Policy: a.Policy,
		Operator: a.Operator, About: a.About, Decides: a.Decides, NextSteps: a.NextSteps, Contact: a.Contact, News: newestFirst(a.News),
	}
	for _, p := range a.Places {
		var at orb.Geometry
		if p.Position != nil {
			at = *p.Position
		}
		doc.Places = append(doc.Places, placeDoc{p.Key, p.Name, geo.AppendGeometry(nil, at, geo.Decimals), orNull(p.Source)})
	}
	if w := a.CurrentWave(now); w != nil {
		doc.Method = methodDocOf(a.Method(w.Method))
	}
	return doc
}

func newestFirst(news []store.News) []store.News {
	return slices.SortedStableFunc(slices.Values(news), func(a, b store.News) int { return strings.Compare(b.Date, a.Date) })
}

func methodDocOf(m *store.Method) methodDoc {
	doc := methodDoc{Key: m.Key, Name: m.Name, Information: m.Information, Consent: m.Consent, Themes: m.Themes, Background: m.Background}
	for _, p := range m.Prompts {
		doc.Prompts = append(doc.Prompts, promptDoc{
			Key: p.Key, Kind: p.Kind, Label: p.Label, Short: p.Short, Why: p.Why, Hint: p.Hint, Lens: orNull(p.Lens),
			Polarity: p.Polarity, Geometry: p.Geometry, Cap: p.Cap, Sticker: p.Sticker,
		})
	}
	return doc
}

func waveOf(a *store.Area, now time.Time) waveDoc {
	w := a.CurrentWave(now)
	if w == nil {
		return waveDoc{State: store.WaveClosed} // only in an area that breaks the rules
	}
	return waveDoc{Key: w.Key, Opens: orNull(w.Opens.UTC()), Closes: orNull(w.Closes.UTC()), State: w.State(now)}
}

// baseMapDoc is the operator's own file before the area's tiles before none.
func (s *server) baseMapDoc(a *store.Area) baseMapDoc {
	switch b := a.BaseMap; {
	case s.BasemapFile != "":
		return baseMapDoc{Kind: "pmtiles", URL: basemapPath, Attribution: basemapAttribution}
	case b.URL != "":
		return baseMapDoc{Kind: "xyz", URL: b.URL, Attribution: b.Attribution, MinZoom: &b.MinZoom, MaxZoom: &b.MaxZoom}
	}
	return baseMapDoc{Kind: "none"}
}

// orNull is nil for the zero value, which JSON shows as null.
func orNull[T comparable](v T) *T {
	if v == *new(T) {
		return nil
	}
	return &v
}
