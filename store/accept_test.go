package store_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

var (
	resident = store.Actor{}
	staff    = store.Actor{Staff: true}
)

func TestAcceptCompletes(t *testing.T) {
	c := mark()
	if err := validArea().Accept(c, resident, now, nil); err != nil {
		t.Fatal(err)
	}
	want := mark()
	want.Kind, want.Wave, want.Method, want.Channel, want.Share = "mark", "2026", "m1", "web", "anonymous"
	want.LocatedBy = store.ByMap
	want.CreatedAt, want.ReceivedAt, want.UpdatedAt = now, now, now
	want.Review = store.Review{Geometry: store.Published, Words: store.Pending}
	want.Digest = c.Digest
	if !reflect.DeepEqual(c, want) {
		t.Errorf("accepted\n%+v\nwant\n%+v", c, want)
	}
}

func TestAcceptRefusesAResident(t *testing.T) {
	long := strings.Repeat("æ", store.MaxWords+1)
	for name, c := range map[string]struct {
		change func(*store.Contribution)
		want   string
	}{
		"no id":                   {func(c *store.Contribution) { c.ID = uuid.Nil }, "id required"},
		"no participant":          {func(c *store.Contribution) { c.Participant = uuid.Nil }, "participant required"},
		"an id that tells time":   {func(c *store.Contribution) { c.ID = uuid.MustParse("018f8b3a-7c2e-7c3a-8b1a-1234567890ab") }, "id uuid_not_v4"},
		"participant that does":   {func(c *store.Contribution) { c.Participant = uuid.MustParse("018f8b3a-7c2e-7c3a-8b1a-1234567890ab") }, "participant uuid_not_v4"},
		"channel":                 {func(c *store.Contribution) { c.Channel = store.ChannelWeb }, "channel forbidden"},
		"wave":                    {func(c *store.Contribution) { c.Wave = "2026" }, "wave forbidden"},
		"people":                  {func(c *store.Contribution) { c.People = 2 }, "people forbidden"},
		"kind":                    {func(c *store.Contribution) { c.Kind = store.KindNote }, "kind forbidden"},
		"on behalf":               {func(c *store.Contribution) { c.OnBehalf = true }, "on_behalf forbidden"},
		"person":                  {func(c *store.Contribution) { c.Person = 7 }, "person forbidden"},
		"source":                  {func(c *store.Contribution) { c.Source = store.SourceDemo }, "source forbidden"},
		"located by paper":        {func(c *store.Contribution) { c.LocatedBy = store.ByPaper }, "located_by forbidden"},
		"unknown located by":      {func(c *store.Contribution) { c.LocatedBy = "stars" }, "located_by unknown"},
		"the future":              {func(c *store.Contribution) { c.CreatedAt = now.Add(time.Second) }, "created_at out_of_range"},
		"91 days ago":             {func(c *store.Contribution) { c.CreatedAt = now.AddDate(0, 0, -91) }, "age_seconds out_of_range"},
		"another method":          {func(c *store.Contribution) { c.Method = "m2" }, "method unknown"},
		"unknown prompt":          {func(c *store.Contribution) { c.Prompt = "eat" }, "prompt unknown"},
		"unknown theme":           {func(c *store.Contribution) { c.Theme = "art" }, "theme unknown"},
		"unknown share":           {func(c *store.Contribution) { c.Share = "all" }, "share unknown"},
		"a byline unnamed":        {func(c *store.Contribution) { c.Byline = "Me" }, "byline not_allowed"},
		"language":                {func(c *store.Contribution) { c.Lang = "no such tag" }, "lang malformed"},
		"too long a text":         {func(c *store.Contribution) { c.Text, c.Wish = long, long }, "text too_long, wish too_long"},
		"period":                  {func(c *store.Contribution) { c.PeriodFrom = "60s" }, "period_from malformed"},
		"period about nothing":    {func(c *store.Contribution) { c.PeriodFrom = "~" }, "period_from malformed"},
		"period about about":      {func(c *store.Contribution) { c.PeriodFrom = "1960~~" }, "period_from malformed"},
		"period about, backwards": {func(c *store.Contribution) { c.PeriodFrom, c.PeriodTo = "1960~", "1959-12~" }, "period_to out_of_range"},
		"period backwards":        {func(c *store.Contribution) { c.PeriodFrom, c.PeriodTo = "1960-05", "1960-04" }, "period_to out_of_range"},
		"period without a start":  {func(c *store.Contribution) { c.PeriodTo = "1960" }, "period_to out_of_range"},
		"workshop":                {func(c *store.Contribution) { c.Workshop = "A-C" }, "workshop malformed"},
		"round":                   {func(c *store.Contribution) { c.Round = 1 }, "round not_allowed"},
		"unknown place":           {func(c *store.Contribution) { c.Place = "pub" }, "place unknown"},
		"nowhere":                 {func(c *store.Contribution) { c.Geometry = nil }, "geometry required"},
		"a line where a point is": {func(c *store.Contribution) { c.Geometry = orb.LineString{{10.5, 59.5}, {10.6, 59.5}} }, "geometry geometry_type"},
		"out of range":            {func(c *store.Contribution) { c.Geometry = orb.Point{190, 59} }, "geometry out_of_range"},
		"far outside":             {func(c *store.Contribution) { c.Geometry = orb.Point{12, 59.5} }, "geometry far_outside"},
		"the wrong way round":     {func(c *store.Contribution) { c.Geometry = orb.Point{59.5, 10.5} }, "geometry lon_lat_swapped"},
		"a place for words alone": {func(c *store.Contribution) { c.Prompt = "words" }, "geometry not_allowed"},
		"nothing at all":          {func(c *store.Contribution) { c.Prompt, c.Geometry, c.Text = "words", nil, "" }, "text required"},
		"too long a line": {func(c *store.Contribution) {
			c.Prompt, c.Geometry = "walk", orb.LineString{{10.1, 59.1}, {10.9, 59.9}, {10.1, 59.1}}
		}, "geometry line_too_long"},
		"too large an area": {func(c *store.Contribution) {
			c.Prompt, c.Geometry = "walk", orb.Polygon{{{10.1, 59.1}, {10.9, 59.1}, {10.9, 59.9}, {10.1, 59.1}}}
		}, "geometry area_too_large"},
		"an area that crosses itself": {func(c *store.Contribution) {
			c.Prompt, c.Geometry = "walk", orb.Polygon{{{10.1, 59.1}, {10.11, 59.11}, {10.11, 59.1}, {10.1, 59.11}, {10.1, 59.1}}}
		}, "geometry self_intersection"},
		"all that is wrong": {func(c *store.Contribution) { c.Text, c.Lang, c.Geometry = "\x00", "?", nil }, "text control_character, lang malformed, geometry required"},
	} {
		t.Run(name, func(t *testing.T) {
			m := mark()
			c.change(m)
			check(t, validArea().Accept(m, resident, now, nil), c.want)
		})
	}
}

func TestAcceptTakesFromStaff(t *testing.T) {
	for name, change := range map[string]func(*store.Contribution){
		"no participant": func(c *store.Contribution) { c.Participant = uuid.Nil; c.People = 12; c.Channel = store.ChannelTable },
		"any id":         func(c *store.Contribution) { c.ID = uuid.MustParse("018f8b3a-7c2e-7c3a-8b1a-1234567890ab") },
		"years ago":      func(c *store.Contribution) { c.CreatedAt = now.AddDate(-8, 0, 0) },
		"a note":         func(c *store.Contribution) { c.Kind = store.KindNote },
		"a note nowhere": func(c *store.Contribution) {
			c.Kind, c.Geometry, c.LocatedBy = store.KindNote, nil, ""
			c.Text = "Somebody said it aloud."
		},
		"a note with place": func(c *store.Contribution) { c.Kind, c.Prompt = store.KindNote, "story" },
		"a person":          func(c *store.Contribution) { c.Person = store.MaxPerson },
		"on paper":          func(c *store.Contribution) { c.LocatedBy, c.Channel = store.ByPaper, store.ChannelPaper },
	} {
		c := mark()
		change(c)
		if err := validArea().Accept(c, staff, now, nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, c := range map[string]struct {
		change func(*store.Contribution)
		want   string
	}{
		"a head count of a person": {func(c *store.Contribution) { c.People = 2 }, "people not_allowed"},
		"too many heads":           {func(c *store.Contribution) { c.Participant, c.People = uuid.Nil, 10_001 }, "people out_of_range"},
		"a person of nobody":       {func(c *store.Contribution) { c.Participant, c.Person = uuid.Nil, 3 }, "person out_of_range"},
		"unknown wave":             {func(c *store.Contribution) { c.Wave = "1999" }, "wave unknown"},
		"unknown kind":             {func(c *store.Contribution) { c.Kind = "song" }, "kind unknown"},
		"unknown source":           {func(c *store.Contribution) { c.Source = "web" }, "source unknown"},
	} {
		m := mark()
		c.change(m)
		if got := codes(validArea().Accept(m, staff, now, nil)); got != c.want {
			t.Errorf("%s: said %q, want %q", name, got, c.want)
		}
	}
}

func TestAcceptPlaces(t *testing.T) {
	a := validArea()
	for name, c := range map[string]struct {
		place, words string
		geometry     orb.Geometry
		want         orb.Geometry
		by           store.LocatedBy
		atPlace      bool
	}{
		"a named place lends its position":   {place: "hall", want: orb.Point{10.5, 59.5}, by: store.ByList, atPlace: true},
		"one without a position has none":    {place: "square", by: store.ByList},
		"a position of one's own stays":      {place: "hall", geometry: orb.Point{10.6, 59.6}, want: orb.Point{10.6, 59.6}, by: store.ByMap},
		"words alone are placed later":       {words: "by the bench"},
		"what is pinned is rounded and ours": {geometry: orb.Point{10.123456789, 59.5}, want: orb.Point{10.1234568, 59.5}, by: store.ByMap},
	} {
		m := mark()
		m.Place, m.PlaceText, m.Geometry = c.place, c.words, c.geometry
		if err := a.Accept(m, resident, now, nil); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !orb.Equal(m.Geometry, c.want) || m.LocatedBy != c.by || m.AtPlace != c.atPlace {
			t.Errorf("%s: at %v by %q, at place %v", name, m.Geometry, m.LocatedBy, m.AtPlace)
		}
	}
	outside := mark()
	outside.Geometry = orb.Point{11.1, 59.5}
	if err := a.Accept(outside, resident, now, nil); err != nil || !outside.Outside {
		t.Errorf("a little outside: %v, flagged %v", err, outside.Outside)
	}
}

func TestAcceptStories(t *testing.T) {
	c := mark()
	c.Prompt, c.Geometry, c.Text, c.Title = "story", nil, strings.Repeat("ord ", 2500), "Før"
	if err := validArea().Accept(c, resident, now, nil); err != nil {
		t.Fatal(err)
	}
	if c.Kind != store.KindStory || c.Share != store.ShareProgramme || c.Review != (store.Review{Words: store.Pending}) {
		t.Errorf("accepted as %s, %s, %+v", c.Kind, c.Share, c.Review)
	}
}

// A period is as exact as its author knows.
func TestAcceptPeriods(t *testing.T) {
	for _, p := range [][2]string{{"1960", ""}, {"1960~", ""}, {"1960~", "1960"}, {"1960-05~", "1960~"}, {"1960-05-17", "1969~"}, {"1960", "1960-01~"}} {
		c := mark()
		c.PeriodFrom, c.PeriodTo = p[0], p[1]
		check(t, validArea().Accept(c, resident, now, nil), "")
	}
}

func TestAcceptWaves(t *testing.T) {
	a := validArea()
	a.Waves = []store.Wave{{Key: "spring", Method: "m1", Opens: day(3, 1), Closes: day(5, 10)}}
	for name, c := range map[string]struct {
		created time.Time
		now     time.Time
		by      store.Actor
		want    string
	}{
		"open":                   {day(4, 1), day(4, 1), resident, ""},
		"made in time":           {day(5, 9), now, resident, ""},
		"made too late":          {day(5, 11), now, resident, "wave closed"},
		"sent too late":          {day(5, 9), day(6, 1), resident, "wave closed"},
		"staff for an open time": {day(4, 1), day(12, 1), staff, ""},
		"staff for no wave":      {day(2, 1), day(12, 1), staff, "wave closed"},
	} {
		m := mark()
		m.CreatedAt = c.created
		if got := codes(a.Accept(m, c.by, c.now, nil)); got != c.want {
			t.Errorf("%s: said %q, want %q", name, got, c.want)
		}
	}
	named := mark()
	named.Wave = "spring"
	check(t, a.Accept(named, staff, day(12, 1), nil), "")
}

// TestDigestIsTheContent holds that a repeat is told from another answer by what
// the author gave, and by nothing that the store made of it.
func TestDigestIsTheContent(t *testing.T) {
	digest := func(change func(*store.Contribution), by store.Actor, at time.Time) [32]byte {
		c := mark()
		change(c)
		_ = validArea().Accept(c, by, at, nil)
		return c.Digest
	}
	same := digest(func(*store.Contribution) {}, resident, now)
	if later := digest(func(c *store.Contribution) { c.CreatedAt = now.Add(-time.Hour) }, resident, now.Add(time.Hour)); later != same {
		t.Error("the same content is another digest at another time")
	}
	if same == ([32]byte{}) {
		t.Error("no digest")
	}
	seen := map[[32]byte]string{same: "nothing"}
	v := reflect.ValueOf(mark()).Elem()
	given := []string{
		"ID", "Participant", "Prompt", "Geometry", "Place", "PlaceText", "LocatedBy", "Text", "Wish", "Title", "Theme", "Share", "Byline",
		"PeriodFrom", "PeriodTo", "Lang", "Method", "Workshop", "Round", "Channel", "Wave", "Kind", "People", "OnBehalf", "Person", "ConsentLang",
	}
	for _, name := range given {
		got := digest(func(c *store.Contribution) { set(reflect.ValueOf(c).Elem().FieldByName(name)) }, resident, now)
		if other, there := seen[got]; there {
			t.Errorf("changing %s is the digest of changing %s", name, other)
		}
		seen[got] = name
	}
	if v.NumField() != len(given)+15 {
		t.Errorf("a contribution has %d fields; say of a new one whether it is content", v.NumField())
	}
}

// set makes a field something else than mark has.
func set(f reflect.Value) {
	switch f.Interface().(type) {
	case uuid.UUID:
		f.Set(reflect.ValueOf(uuid.MustParse("11111111-1111-4111-8111-111111111111")))
	case orb.Geometry, nil:
		f.Set(reflect.ValueOf(orb.Point{1, 2}))
	default:
		switch f.Kind() {
		case reflect.String:
			f.SetString("x")
		case reflect.Int, reflect.Int64:
			f.SetInt(9)
		case reflect.Bool:
			f.SetBool(true)
		}
	}
}

func ptr[T any](v T) *T { return &v }

// accepted is a story with all parts, published.
func accepted(t *testing.T) *store.Contribution {
	t.Helper()
	c := mark()
	c.Prompt, c.Geometry = "story", orb.Point{10.5, 59.5}
	c.Share, c.Byline, c.ConsentLang, c.Title = store.ShareNamed, "Kari", "en", "Før"
	if err := validArea().Accept(c, resident, now, nil); err != nil {
		t.Fatal(err)
	}
	c.Review = store.Review{Geometry: store.Published, Words: store.Published, Byline: store.Published}
	return c
}

func TestChangeAsksForReviewOfWhatChanged(t *testing.T) {
	pub, pen := store.Published, store.Pending
	for name, c := range map[string]struct {
		patch store.Patch
		want  store.Review
	}{
		"nothing":         {store.Patch{}, store.Review{Geometry: pub, Words: pub, Byline: pub}},
		"the same":        {store.Patch{Text: ptr("why")}, store.Review{Geometry: pub, Words: pub, Byline: pub}},
		"text":            {store.Patch{Text: ptr("else")}, store.Review{Geometry: pub, Words: pen, Byline: pub}},
		"title":           {store.Patch{Title: ptr("Nå")}, store.Review{Geometry: pub, Words: pen, Byline: pub}},
		"all words":       {store.Patch{Text: ptr(""), Title: ptr("")}, store.Review{Geometry: pub, Byline: pub}},
		"byline":          {store.Patch{Byline: ptr("Ola")}, store.Review{Geometry: pub, Words: pub, Byline: pen}},
		"a new point":     {store.Patch{Where: &store.Where{Geometry: orb.Point{10.6, 59.6}}}, store.Review{Geometry: pub, Words: pub, Byline: pub}},
		"no point":        {store.Patch{Where: &store.Where{}}, store.Review{Words: pub, Byline: pub}},
		"what is no word": {store.Patch{Lang: ptr("nn"), Theme: ptr("social"), PeriodFrom: ptr("1960")}, store.Review{Geometry: pub, Words: pub, Byline: pub}},
	} {
		m := accepted(t)
		if err := validArea().Change(m, c.patch, resident, now.Add(time.Hour), nil); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if m.Review != c.want || !m.UpdatedAt.Equal(now.Add(time.Hour)) {
			t.Errorf("%s: review %+v, want %+v", name, m.Review, c.want)
		}
	}
}

func TestChangeOfALineWaits(t *testing.T) {
	c := mark()
	c.Prompt = "walk"
	if err := validArea().Accept(c, resident, now, nil); err != nil {
		t.Fatal(err)
	}
	line := &store.Where{Geometry: orb.LineString{{10.5, 59.5}, {10.51, 59.5}}}
	if err := validArea().Change(c, store.Patch{Where: line}, resident, now, nil); err != nil || c.Review.Geometry != store.Pending {
		t.Errorf("%v, %+v; want it to wait", err, c.Review)
	}
}

// Who moves a hidden point by a hair must not have published it by that.
func TestChangeOfWhatIsHiddenWaits(t *testing.T) {
	for name, where := range map[string]store.Where{
		"a new point": {Geometry: orb.Point{10.6, 59.6}},
		"a place":     {Place: validArea().Places[0].Key},
	} {
		c := accepted(t)
		c.Review.Geometry, c.Review.Reason = store.Hidden, store.ReasonOffensive
		err := validArea().Change(c, store.Patch{Where: &where}, resident, now, nil)
		if err != nil || c.Review.Geometry != store.Pending {
			t.Errorf("%s: %v, %+v; want it to wait", name, err, c.Review)
		}
	}
	c := accepted(t)
	c.Review.Geometry, c.Review.Reason = store.Hidden, store.ReasonOffensive
	if err := validArea().Change(c, store.Patch{Where: &store.Where{}}, resident, now, nil); err != nil || c.Review.Geometry != store.NoPart {
		t.Errorf("without a point: %v, %+v", err, c.Review)
	}
}

func TestChangeRefuses(t *testing.T) {
	closed := validArea()
	closed.Waves[0].Closes = now.AddDate(0, 0, -15)
	for name, c := range map[string]struct {
		area  *store.Area
		patch store.Patch
		by    store.Actor
		want  string
	}{
		"too long":                {validArea(), store.Patch{Title: ptr(strings.Repeat("x", 121))}, resident, "title too_long"},
		"byline, no longer named": {validArea(), store.Patch{Share: ptr(store.ShareAnonymous)}, resident, "byline not_allowed"},
		"far outside":             {validArea(), store.Patch{Where: &store.Where{Geometry: orb.Point{12, 59}}}, resident, "geometry far_outside"},
		"located by staff":        {validArea(), store.Patch{Where: &store.Where{Geometry: orb.Point{10.5, 59.5}, LocatedBy: store.ByStaff}}, resident, "located_by forbidden"},
		"long after the wave":     {closed, store.Patch{Text: ptr("x")}, resident, "wave closed"},
		"staff after the wave":    {closed, store.Patch{Text: ptr("x")}, staff, ""},
	} {
		if got := codes(c.area.Change(accepted(t), c.patch, c.by, now, nil)); got != c.want {
			t.Errorf("%s: said %q, want %q", name, got, c.want)
		}
	}
}
