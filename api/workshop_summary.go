package api

import (
	"math"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// summaryDoc is what a workshop came to.
type summaryDoc struct {
	Code         string              `json:"code"`
	Area         string              `json:"area"`
	Title        string              `json:"title"`
	Date         string              `json:"date"`
	State        store.WorkshopState `json:"state"`
	Expected     int                 `json:"expected"`
	People       *int                `json:"people"`
	Invited      string              `json:"invited"`
	Groups       []string            `json:"groups"`
	Marks        int                 `json:"marks"`
	Participants int                 `json:"participants"`
	Rounds       []summaryRound      `json:"rounds"`
}

type summaryRound struct {
	Number     int            `json:"number"`
	Prompt     string         `json:"prompt"`
	Blind      bool           `json:"blind"`
	Revealed   bool           `json:"revealed"`
	Marks      int            `json:"marks"`
	People     int            `json:"people"`
	Geometries summaryMarks   `json:"geometries"`
	Top        []summaryPlace `json:"top"`
	Words      []summaryWords `json:"words"`
	Notes      []summaryWords `json:"notes"`

	all []placedMark
	who map[int64]bool
}

type summaryMarks struct {
	Type     string        `json:"type"`
	Features []summaryMark `json:"features"`
}

type summaryMark struct {
	Type       string         `json:"type"`
	ID         uuid.UUID      `json:"id"`
	Geometry   jsontext.Value `json:"geometry"`
	Properties struct {
		Prompt string `json:"prompt"`
	} `json:"properties"`
}

type summaryPlace struct {
	At     orb.Point `json:"at"`
	Place  *string   `json:"place"`
	Marks  int       `json:"marks"`
	People int       `json:"people"`
}

type summaryWords struct {
	ID        uuid.UUID `json:"id"`
	Title     string    `json:"title"`
	Text      string    `json:"text"`
	Wish      string    `json:"wish"`
	PlaceText string    `json:"place_text"`
	Lang      string    `json:"lang"`
	Released  bool      `json:"released"`
}

// controlSummary is the summary with all that staff may see.
func (s *server) controlSummary(c echo.Context, by asker) error {
	w, err := s.workshop(c)
	if err != nil {
		return err
	}
	if err := s.logRoom(c, by, w); err != nil {
		return err
	}
	return s.answerSummary(c, w, store.AudienceStaff)
}

// phoneSummary is what the room saw, once it is over.
func (s *server) phoneSummary(c echo.Context, _ asker) error {
	w, _, err := s.joined(c)
	if err != nil {
		return err
	}
	return s.roomSummary(c, w)
}

func (s *server) screenSummary(c echo.Context, _ asker) error {
	w, err := s.screen(c)
	if err != nil {
		return err
	}
	return s.roomSummary(c, w)
}

func (s *server) roomSummary(c echo.Context, w *store.Workshop) error {
	if w.State != store.WorkshopEnded {
		return store.ErrWorkshopState
	}
	return s.answerSummary(c, w, store.AudienceRoom)
}

func (s *server) answerSummary(c echo.Context, w *store.Workshop, audience store.Audience) error {
	if err := noParameters(c); err != nil {
		return err
	}
	a, err := s.Store.Area(c.Request().Context(), w.Area)
	if err != nil {
		return err
	}
	doc := &summaryDoc{
		Code: w.Code, Area: w.Area, Title: w.Title, Date: w.Date, State: w.State, Expected: w.Expected, People: orNull(w.People),
		Invited: w.Invited, Groups: append([]string{}, w.Groups...), Rounds: []summaryRound{},
	}
	at := map[int]int{}
	for i := range w.Rounds {
		r := &w.Rounds[i]
		if audience == store.AudienceRoom && (r.OpenedAt.IsZero() || r.Blind && !r.Revealed) {
			continue
		}
		at[r.Number] = len(doc.Rounds)
		doc.Rounds = append(doc.Rounds, summaryRound{
			Number: r.Number, Prompt: r.Prompt, Blind: r.Blind, Revealed: r.Revealed, Words: []summaryWords{}, Notes: []summaryWords{},
			Geometries: summaryMarks{Type: "FeatureCollection", Features: []summaryMark{}}, who: map[int64]bool{},
		})
	}
	who := map[int64]bool{}
	q := store.ContributionQuery{Area: w.Area, Audience: store.AudienceStaff, Workshops: []string{w.Code}}
	for one, err := range s.Store.Contributions(c.Request().Context(), q) {
		if err != nil {
			return err
		}
		i, there := at[one.Round]
		if !there || one.Review.Status() == store.Hidden || audience == store.AudienceRoom && !one.Visible(audience, a.Policy) {
			continue
		}
		doc.Rounds[i].take(one)
		if one.Kind != store.KindNote {
			doc.Marks++
			who[one.Person] = one.Person != 0
		}
	}
	doc.Participants = people(who)
	for i := range doc.Rounds {
		r := &doc.Rounds[i]
		r.People, r.Top = people(r.who), topPlaces(r.all, a)
	}
	return answerJSON(c, doc)
}

func people(who map[int64]bool) (n int) {
	for _, is := range who {
		if is {
			n++
		}
	}
	return n
}

// take takes a mark or a note in.
func (r *summaryRound) take(c *store.Contribution) {
	words := summaryWords{c.ID, c.Title, c.Text, c.Wish, c.PlaceText, c.Lang, c.Released}
	if c.Kind == store.KindNote {
		r.Notes = append(r.Notes, words)
		return
	}
	r.Marks++
	r.who[c.Person] = c.Person != 0
	if c.HasWords() {
		r.Words = append(r.Words, words)
	}
	if c.Geometry == nil {
		return
	}
	one := summaryMark{Type: "Feature", ID: c.ID, Geometry: geo.AppendGeometry(nil, c.Geometry, geo.PublicDecimals)}
	one.Properties.Prompt = c.Prompt
	r.Geometries.Features = append(r.Geometries.Features, one)
	r.all = append(r.all, placedMark{geo.Middle(c.Geometry), c.Place, c.Person})
}

// placedMark is what of a mark counts for a place.
type placedMark struct {
	at     orb.Point
	place  string
	person int64
}

const (
	// sameMeters is how far marks lie from the middle of the place they are
	// about, mostTop how many places are named.
	sameMeters = 80.0
	mostTop    = 5
)

// topPlaces are where the most people set a mark, by people and not by marks.
// Each mark counts for one place.
func topPlaces(all []placedMark, a *store.Area) []summaryPlace {
	top := []summaryPlace{}
	flat := flatten(all)
	for len(top) < mostTop && len(all) > 0 {
		best, most := 0, 0
		for i := range flat {
			marks, people := flat.around(i)
			if n := people*len(flat) + marks; n > most {
				best, most = i, n
			}
		}
		var place summaryPlace
		place, all = gather(all, all[best].at, a)
		flat = flatten(all)
		top = append(top, place)
	}
	return top
}

// flatMarks are marks in metres on a plane that touches the earth near them.
type flatMarks []struct {
	x, y   float64
	person int64
}

func flatten(all []placedMark) flatMarks {
	out := make(flatMarks, len(all))
	for i, m := range all {
		const perDegree = 111_320
		out[i].x = m.at[0] * perDegree * math.Cos(all[0].at[1]*math.Pi/180)
		out[i].y, out[i].person = m.at[1]*perDegree, m.person
	}
	return out
}

// around counts the marks near the one at i, and the people who set them.
func (f flatMarks) around(i int) (marks, people int) {
	seen := map[int64]bool{}
	for _, m := range f {
		if math.Hypot(m.x-f[i].x, m.y-f[i].y) <= sameMeters {
			marks++
			if m.person != 0 {
				seen[m.person] = true
			}
		}
	}
	return marks, len(seen)
}

// gather takes the marks round at out of all and makes a place of them.
func gather(all []placedMark, at orb.Point, a *store.Area) (summaryPlace, []placedMark) {
	var p summaryPlace
	var rest []placedMark
	var sum orb.Point
	who := map[int64]bool{}
	for _, m := range all {
		if metersBetween(m.at, at) > sameMeters {
			rest = append(rest, m)
			continue
		}
		p.Marks++
		who[m.person] = m.person != 0
		sum[0], sum[1] = sum[0]+m.at[0], sum[1]+m.at[1]
		if m.place != "" && p.Place == nil {
			p.Place = &m.place
		}
	}
	n := float64(p.Marks)
	p.At, p.People = geo.Round(orb.Point{sum[0] / n, sum[1] / n}, geo.PublicDecimals).(orb.Point), people(who)
	if p.Place == nil {
		p.Place = nearest(a, p.At)
	}
	return p, rest
}

// nearest is the named place close by, or nil.
func nearest(a *store.Area, at orb.Point) *string {
	var key *string
	least := 2 * sameMeters
	for i := range a.Places {
		if p := a.Places[i].Position; p != nil {
			if d := metersBetween(*p, at); d < least {
				key, least = &a.Places[i].Key, d
			}
		}
	}
	return key
}

func metersBetween(a, b orb.Point) float64 { return geo.LengthMeters(orb.LineString{a, b}) }
