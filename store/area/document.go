package area

import (
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"kvarter/store"
)

// document is the form of an area file. It differs from store.Area where a
// person writes something else than a program: a boundary in three ways, dates
// without a zone, defaults. Pointers tell what is left out from what is zero.
type document struct {
	Slug      string       `yaml:"slug"`
	Name      store.Text   `yaml:"name"`
	Languages []string     `yaml:"languages"`
	TimeZone  string       `yaml:"time_zone"`
	CRS       string       `yaml:"crs"`
	View      docView      `yaml:"view"`
	Boundary  docBoundary  `yaml:"boundary"`
	BaseMap   *docBaseMap  `yaml:"base_map"`
	Places    []docPlace   `yaml:"places"`
	Layers    []docLayer   `yaml:"layers"`
	Waves     []docWave    `yaml:"waves"`
	Policy    docPolicy    `yaml:"policy"`
	Frames    []string     `yaml:"frames"`
	Operator  store.Text   `yaml:"operator"`
	About     store.Text   `yaml:"about"`
	Decides   store.Text   `yaml:"decides"`
	NextSteps store.Text   `yaml:"next_steps"`
	Contact   store.Text   `yaml:"contact"`
	News      []docNews    `yaml:"news"`
	Methods   []*docMethod `yaml:"methods"`
}

type docView struct {
	Center []float64 `yaml:"center"`
	Zoom   *float64  `yaml:"zoom"`
}

type docBaseMap struct {
	URL         string `yaml:"url"`
	Attribution string `yaml:"attribution"`
	MinZoom     int    `yaml:"min_zoom"`
	MaxZoom     *int   `yaml:"max_zoom"`
}

type docPlace struct {
	Key      string     `yaml:"key"`
	Name     store.Text `yaml:"name"`
	Position []float64  `yaml:"position"`
	Source   string     `yaml:"source"`
}

type docWave struct {
	Key    string `yaml:"key"`
	Method string `yaml:"method"`
	Opens  string `yaml:"opens"`
	Closes string `yaml:"closes"`
}

type docNews struct {
	Date  string     `yaml:"date"`
	Title store.Text `yaml:"title"`
	Body  store.Text `yaml:"body"`
}

type docPolicy struct {
	Marks              *string `yaml:"marks"`
	OthersAfterSending *bool   `yaml:"others_after_sending"`
	BylineAge          *int    `yaml:"byline_age"`
	RedactionDays      *int    `yaml:"redaction_days"`
}

type docMethod struct {
	Key         string        `yaml:"key"`
	Name        store.Text    `yaml:"name"`
	Information store.Text    `yaml:"information"`
	Consent     store.Text    `yaml:"consent"`
	Prompts     []docPrompt   `yaml:"prompts"`
	Themes      []docTheme    `yaml:"themes"`
	Background  []docQuestion `yaml:"background"`
}

type docPrompt struct {
	Key      string     `yaml:"key"`
	Kind     *string    `yaml:"kind"`
	Label    store.Text `yaml:"label"`
	Short    store.Text `yaml:"short"`
	Why      store.Text `yaml:"why"`
	Hint     store.Text `yaml:"hint"`
	Lens     string     `yaml:"lens"`
	Polarity *string    `yaml:"polarity"`
	Geometry []string   `yaml:"geometry"`
	Cap      *int       `yaml:"cap"`
	Sticker  docSticker `yaml:"sticker"`
}

type docSticker struct {
	Shape  string     `yaml:"shape"`
	Color  string     `yaml:"color"`
	Letter store.Text `yaml:"letter"`
}

type docTheme struct {
	Key   string     `yaml:"key"`
	Label store.Text `yaml:"label"`
}

type docQuestion struct {
	Key     string      `yaml:"key"`
	Label   store.Text  `yaml:"label"`
	Several bool        `yaml:"several"`
	Options []docOption `yaml:"options"`
}

type docOption struct {
	Key   string     `yaml:"key"`
	Label store.Text `yaml:"label"`
	Alone bool       `yaml:"alone"`
}

// Defaults of what a file may leave out.
const (
	defaultZoom    = 14
	defaultMaxZoom = 19
	// defaultBylineAge is from which age one may agree to it oneself in Norway.
	defaultBylineAge = 15
)

// or is *p, or fallback if nothing was written.
func or[T any](p *T, fallback T) T {
	if p == nil {
		return fallback
	}
	return *p
}

// area is the document as an area; what cannot be read is noted in s.
func (d *document) area(s *source, dir string) *store.Area {
	a := &store.Area{
		Slug: d.Slug, Name: d.Name, Languages: d.Languages, TimeZone: d.TimeZone, CRS: d.CRS,
		View:     store.View{Zoom: or(d.View.Zoom, defaultZoom)},
		Boundary: d.Boundary.read(s, dir),
		Policy: store.Policy{
			Marks:              store.Marks(or(d.Policy.Marks, string(store.MarksEach))),
			OthersAfterSending: or(d.Policy.OthersAfterSending, true),
			BylineAge:          or(d.Policy.BylineAge, defaultBylineAge),
			RedactionDays:      or(d.Policy.RedactionDays, store.DefaultRedactionDays),
		},
		Frames:   d.Frames,
		Operator: d.Operator, About: d.About, Decides: d.Decides, NextSteps: d.NextSteps, Contact: d.Contact,
	}
	if p := position(s, "view.center", d.View.Center); p != nil {
		a.View.Center = *p
	} else if d.View.Center == nil {
		s.bad("view.center", "is missing; give [longitude, latitude]")
	}
	if b := d.BaseMap; b != nil {
		a.BaseMap = store.BaseMap{URL: b.URL, Attribution: b.Attribution, MinZoom: b.MinZoom, MaxZoom: or(b.MaxZoom, defaultMaxZoom)}
	}
	for i, p := range d.Places {
		a.Places = append(a.Places, store.Place{
			Key: p.Key, Name: p.Name, Source: p.Source,
			Position: position(s, fmt.Sprintf("places[%d].position", i), p.Position),
		})
	}
	for i, l := range d.Layers {
		a.Layers = append(a.Layers, l.read(s, i, dir))
	}
	for i, w := range d.Waves {
		at := fmt.Sprintf("waves[%d]", i)
		a.Waves = append(a.Waves, store.Wave{
			Key: w.Key, Method: w.Method,
			Opens:  moment(s, at+".opens", w.Opens, d.TimeZone),
			Closes: moment(s, at+".closes", w.Closes, d.TimeZone),
		})
	}
	for _, n := range d.News {
		a.News = append(a.News, store.News(n))
	}
	for _, m := range d.Methods {
		a.Methods = append(a.Methods, m.method())
	}
	return a
}

// position reads [longitude, latitude]; nil if nothing was written.
func position(s *source, path string, v []float64) *orb.Point {
	switch {
	case v == nil:
		return nil
	case len(v) != 2:
		s.bad(path, "must be [longitude, latitude]")
		return nil
	}
	return &orb.Point{v[0], v[1]}
}

// moment reads a date or time; without a zone of its own, in the area's.
func moment(s *source, path, v, zone string) time.Time {
	if v == "" {
		return time.Time{}
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		loc = time.UTC // Validate refuses the zone itself.
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, v, loc); err == nil {
			return t.UTC()
		}
	}
	s.bad(path, "must be a date or a time, as 2026-03-01, 2026-03-01T08:00 or 2026-03-01T08:00:00+01:00")
	return time.Time{}
}

func (m *docMethod) method() *store.Method {
	if m == nil {
		return nil
	}
	out := &store.Method{Key: m.Key, Name: m.Name, Information: m.Information, Consent: m.Consent}
	for _, p := range m.Prompts {
		out.Prompts = append(out.Prompts, p.prompt())
	}
	for _, t := range m.Themes {
		out.Themes = append(out.Themes, store.Theme(t))
	}
	for _, q := range m.Background {
		out.Background = append(out.Background, q.question())
	}
	return out
}

func (q *docQuestion) question() store.Question {
	out := store.Question{Key: q.Key, Label: q.Label, Several: q.Several}
	for _, o := range q.Options {
		out.Options = append(out.Options, store.Option(o))
	}
	return out
}

func (p *docPrompt) prompt() store.Prompt {
	out := store.Prompt{
		Key: p.Key, Kind: store.Kind(or(p.Kind, string(store.KindMark))),
		Label: p.Label, Short: p.Short, Why: p.Why, Hint: p.Hint, Lens: p.Lens,
		Polarity: store.Polarity(or(p.Polarity, string(store.Neutral))),
		Cap:      or(p.Cap, store.DefaultCap),
		Sticker:  store.Sticker(p.Sticker),
	}
	for _, g := range p.Geometry {
		out.Geometry = append(out.Geometry, store.GeometryType(g))
	}
	if p.Geometry == nil {
		out.Geometry = []store.GeometryType{store.GeometryPoint}
	}
	return out
}
