package store

import (
	"time"

	"github.com/paulmach/orb"
)

// Text is people's text by language tag (BCP 47, "nb", "en").
type Text map[string]string

// In is the text in lang, else in the first of fallbacks that has one, else
// the text of the alphabetically first language; empty if there is none.
func (t Text) In(lang string, fallbacks ...string) string {
	for _, l := range append([]string{lang}, fallbacks...) {
		if s := t[l]; s != "" {
			return s
		}
	}
	first := ""
	for l, s := range t {
		if s != "" && (first == "" || l < first) {
			first = l
		}
	}
	return t[first]
}

// Area is a neighbourhood that is mapped. Its slug is its identity and never
// changes. Positions are WGS 84 degrees, lon before lat.
type Area struct {
	Slug string `json:"slug"`
	Name Text   `json:"name"`
	// Languages the area is shown in; the first is the default.
	Languages []string `json:"languages"`
	// TimeZone is the IANA zone in which dates without one are read.
	TimeZone string `json:"time_zone"`
	// CRS is what analysts of this area work in, as "EPSG:25832".
	CRS      string   `json:"crs"`
	View     View     `json:"view"`
	Boundary Boundary `json:"boundary"`
	BaseMap  BaseMap  `json:"base_map"`
	Places   []Place  `json:"places"`
	// Layers are shown beneath the marks, the first undermost.
	Layers []Layer `json:"layers,omitempty"`
	Waves  []Wave  `json:"waves"`
	Policy Policy  `json:"policy"`
	// Operator is who asks and decides; About, Decides, NextSteps and Contact
	// are shown to residents before the first question and after sending.
	Operator  Text `json:"operator"`
	About     Text `json:"about"`
	Decides   Text `json:"decides"`
	NextSteps Text `json:"next_steps"`
	Contact   Text `json:"contact"`
	// Frames are the origins whose pages may show the residents' page in a frame, as
	// "https://www.larvik.kommune.no"; staff's pages are never framed.
	Frames []string `json:"frames,omitempty"`
	// News is what happened with the answers, in any order.
	News []News `json:"news,omitempty"`
	// Methods are all that Waves name.
	Methods []*Method `json:"methods"`
}

// News is one piece of news about what happens with the answers.
type News struct {
	// Date is the day it is of, as "2026-05-01".
	Date  string `json:"date"`
	Title Text   `json:"title"`
	Body  Text   `json:"body"`
}

// View is where the area's map opens.
type View struct {
	Center orb.Point `json:"center"`
	Zoom   float64   `json:"zoom"`
}

// Boundary is the area's soft frame: a mark outside is kept and flagged, one
// far outside is refused. Note says how sure it is ("foreløpig avgrensning").
type Boundary struct {
	Geometry orb.MultiPolygon `json:"coordinates"`
	Note     Text             `json:"note,omitempty"`
}

// BaseMap is an XYZ raster source shown over the drawn map; with no URL the
// drawn map stands alone. The operator's own PMTiles file comes before it.
type BaseMap struct {
	// URL is an https template with {z}, {x} and {y}.
	URL         string `json:"url,omitempty"`
	Attribution string `json:"attribution,omitempty"`
	MinZoom     int    `json:"min_zoom,omitempty"`
	MaxZoom     int    `json:"max_zoom,omitempty"`
}

// Place is a named place. One without a position can be chosen all the same;
// marks on it get its position when staff set it.
type Place struct {
	Key      string     `json:"key"`
	Name     Text       `json:"name"`
	Position *orb.Point `json:"position,omitempty"`
	// Source says where name and position come from.
	Source string `json:"source,omitempty"`
}

// Wave is a measuring period of an area. Opens is inclusive, Closes exclusive;
// the zero time leaves that end open.
type Wave struct {
	Key    string    `json:"key"`
	Method string    `json:"method"`
	Opens  time.Time `json:"opens,omitzero"`
	Closes time.Time `json:"closes,omitzero"`
}

// Policy is what an area decided about publishing and asking.
type Policy struct {
	Marks Marks `json:"marks"`
	// OthersAfterSending keeps others' marks back until the person has sent
	// their own or asked to just look, so that nobody is led.
	OthersAfterSending bool `json:"others_after_sending"`
	// BylineAge is how old people must say they are before a name may stand
	// beside a story; 0 does not ask.
	BylineAge int `json:"byline_age"`
	// RedactionDays is how long the original of words that staff took out is kept;
	// 0 erases it at once. It counts for what is taken out from then on.
	RedactionDays int `json:"redaction_days"`
}

// DefaultRedactionDays is RedactionDays where nobody decided, as in areas that were
// saved before one could.
const DefaultRedactionDays = 30

// Marks is how marks become public: each alone, or only in aggregate.
type Marks string

// The publication policies.
const (
	MarksEach      Marks = "each"
	MarksAggregate Marks = "aggregate"
)

// AllMarks is every publication policy.
var AllMarks = []Marks{MarksEach, MarksAggregate}

// LateDays is how long after a wave closed answers made before its closing are
// still taken, and answers may still be changed.
const LateDays = 14

// FarOutsideMeters is how far outside the boundary a mark is refused.
const FarOutsideMeters = 20_000

// WaveState is where a wave stands at a moment.
type WaveState string

// The states of a wave.
const (
	WaveBefore WaveState = "before"
	WaveOpen   WaveState = "open"
	WaveClosed WaveState = "closed"
)

// State says where the wave stands at now.
func (w Wave) State(now time.Time) WaveState {
	switch {
	case !w.Opens.IsZero() && now.Before(w.Opens):
		return WaveBefore
	case !w.Closes.IsZero() && !now.Before(w.Closes):
		return WaveClosed
	}
	return WaveOpen
}

// CurrentWave is the wave to show at now: the open one, else the next to open,
// else the last that closed. Nil only if the area has no waves.
func (a *Area) CurrentWave(now time.Time) *Wave {
	var next, last *Wave
	for i := range a.Waves {
		w := &a.Waves[i]
		switch w.State(now) {
		case WaveOpen:
			return w
		case WaveBefore:
			if next == nil || w.Opens.Before(next.Opens) {
				next = w
			}
		case WaveClosed:
			if last == nil || w.Closes.After(last.Closes) {
				last = w
			}
		}
	}
	if next != nil {
		return next
	}
	return last
}

// WaveFor is the wave that takes an answer made at created and received at
// now: the wave open at created, if it is still open at now or closed less
// than LateDays before. Nil if none takes it.
func (a *Area) WaveFor(created, now time.Time) *Wave {
	for i := range a.Waves {
		w := &a.Waves[i]
		if w.State(created) == WaveOpen && (w.State(now) == WaveOpen || now.Before(w.Closes.AddDate(0, 0, LateDays))) {
			return w
		}
	}
	return nil
}

// Wave is the wave with key, or nil.
func (a *Area) Wave(key string) *Wave {
	for i := range a.Waves {
		if a.Waves[i].Key == key {
			return &a.Waves[i]
		}
	}
	return nil
}

// Place is the named place with key, or nil.
func (a *Area) Place(key string) *Place {
	for i := range a.Places {
		if a.Places[i].Key == key {
			return &a.Places[i]
		}
	}
	return nil
}

// Method is the method with key, or nil.
func (a *Area) Method(key string) *Method {
	for _, m := range a.Methods {
		if m != nil && m.Key == key { // an area under validation may have gaps
			return m
		}
	}
	return nil
}

// Answered is the keys of what answers of an area were already made by or on.
type Answered struct {
	Waves, Methods, Places map[string]bool
}
