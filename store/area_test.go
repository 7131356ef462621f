package store_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"kvarter/store"
)

func TestValidAreaIsValid(t *testing.T) {
	if err := validArea().Validate(); err != nil {
		t.Error(err)
	}
}

func TestAreaValidate(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*store.Area)
		want   string
	}{
		"no slug":                     {func(a *store.Area) { a.Slug = "" }, "slug required"},
		"slug with capitals":          {func(a *store.Area) { a.Slug = "Square" }, "slug malformed"},
		"slug too long":               {func(a *store.Area) { a.Slug = strings.Repeat("a", 65) }, "slug malformed"},
		"no language":                 {func(a *store.Area) { a.Languages = nil }, "languages required"},
		"unknown language":            {func(a *store.Area) { a.Languages = append(a.Languages, "norsk") }, "languages[2] unknown"},
		"language twice":              {func(a *store.Area) { a.Languages = append(a.Languages, "en") }, "languages[2] duplicate"},
		"underscore in a language":    {func(a *store.Area) { a.Languages = append(a.Languages, "pt_BR") }, "languages[2] unknown"},
		"no name":                     {func(a *store.Area) { a.Name = nil }, "name required"},
		"name not in the default":     {func(a *store.Area) { a.Name = store.Text{"nb": "Torg"} }, "name.en required"},
		"empty name":                  {func(a *store.Area) { a.Name = store.Text{"en": ""} }, "name.en required"},
		"name in no language":         {func(a *store.Area) { a.Name["xyzzy"] = "x" }, "name.xyzzy unknown"},
		"invisible name":              {func(a *store.Area) { a.Name["en"] = "\u200b" }, "name.en nothing_visible"},
		"name too long":               {func(a *store.Area) { a.Name["nb"] = strings.Repeat("å", 301) }, "name.nb too_long"},
		"no about, no decides":        {func(a *store.Area) { a.About, a.Decides = nil, nil }, "about required, decides required"},
		"control character":           {func(a *store.Area) { a.Contact["en"] = "a\x00" }, "contact.en control_character"},
		"no time zone":                {func(a *store.Area) { a.TimeZone = "" }, "time_zone required"},
		"unknown time zone":           {func(a *store.Area) { a.TimeZone = "Europe/Nowhere" }, "time_zone unknown"},
		"the machine's time zone":     {func(a *store.Area) { a.TimeZone = "Local" }, "time_zone unknown"},
		"CRS":                         {func(a *store.Area) { a.CRS = "25832" }, "crs malformed"},
		"view out of range":           {func(a *store.Area) { a.View.Center = orb.Point{59, 190} }, "view.center out_of_range"},
		"view not a number":           {func(a *store.Area) { a.View.Center[0] = math.NaN() }, "view.center out_of_range"},
		"zoom":                        {func(a *store.Area) { a.View.Zoom = math.NaN() }, "view.zoom out_of_range"},
		"no boundary":                 {func(a *store.Area) { a.Boundary.Geometry = nil }, "boundary required"},
		"note not in the default":     {func(a *store.Area) { a.Boundary.Note = store.Text{"nb": "x"} }, "boundary.note.en required"},
		"base map without tiles":      {func(a *store.Area) { a.BaseMap.Attribution = "me" }, "base_map.url required"},
		"base map by http":            {func(a *store.Area) { a.BaseMap = baseMap("http://a.no/{z}/{x}/{y}") }, "base_map.url malformed"},
		"base map without y":          {func(a *store.Area) { a.BaseMap = baseMap("https://a.no/{z}/{x}") }, "base_map.url malformed"},
		"base map with subdomains":    {func(a *store.Area) { a.BaseMap = baseMap("https://{s}.a.no/{z}/{x}/{y}") }, "base_map.url malformed"},
		"base map with a user":        {func(a *store.Area) { a.BaseMap = baseMap("https://me@a.no/{z}/{x}/{y}") }, "base_map.url malformed"},
		"base map that ends a policy": {func(a *store.Area) { a.BaseMap = baseMap("https://a.no;script-src/{z}/{x}/{y}") }, "base_map.url malformed"},
		"base map of nobody":          {func(a *store.Area) { a.BaseMap = store.BaseMap{URL: "https://a.no/{z}/{x}/{y}", MaxZoom: 9} }, "base_map.attribution required"},
		"base map upside down":        {func(a *store.Area) { a.BaseMap = baseMap("https://a.no/{z}/{x}/{y}"); a.BaseMap.MinZoom = 19 }, "base_map.max_zoom out_of_range"},
		"place twice":                 {func(a *store.Area) { a.Places[1].Key = "hall" }, "places[1].key duplicate"},
		"place without a name":        {func(a *store.Area) { a.Places[0].Name = nil }, "places[0].name required"},
		"place off the earth":         {func(a *store.Area) { a.Places[0].Position = &orb.Point{10, 91} }, "places[0].position out_of_range"},
		"no wave":                     {func(a *store.Area) { a.Waves = nil }, "waves required"},
		"wave of no method":           {func(a *store.Area) { a.Waves[0].Method = "m2" }, "waves[0].method unknown"},
		"wave that ends first":        {func(a *store.Area) { a.Waves[0].Opens, a.Waves[0].Closes = now, now }, "waves[0].closes out_of_range"},
		"waves that overlap":          {func(a *store.Area) { a.Waves = append(a.Waves, store.Wave{Key: "2028", Method: "m1", Opens: now}) }, "waves[1] overlap"},
		"policy":                      {func(a *store.Area) { a.Policy.Marks = "some" }, "policy.marks unknown"},
		"method without prompts":      {func(a *store.Area) { a.Methods[0].Prompts = nil }, "methods[0].prompts required"},
		"method that is nothing":      {func(a *store.Area) { a.Methods = append(a.Methods, nil) }, "methods[1] required"},
		"prompt twice":                {func(a *store.Area) { a.Methods[0].Prompts[1].Key = "meet" }, "methods[0].prompts[1].key duplicate"},
		"prompt without a label":      {func(a *store.Area) { a.Methods[0].Prompts[1].Label = nil }, "methods[0].prompts[1].label required"},
		"prompt of notes":             {func(a *store.Area) { a.Methods[0].Prompts[1].Kind = store.KindNote }, "methods[0].prompts[1].kind unknown"},
		"no geometry":                 {func(a *store.Area) { a.Methods[0].Prompts[1].Geometry = nil }, "methods[0].prompts[1].geometry required"},
		"unknown geometry":            {func(a *store.Area) { a.Methods[0].Prompts[1].Geometry[1] = "polygon" }, "methods[0].prompts[1].geometry[1] unknown"},
		"geometry twice":              {func(a *store.Area) { a.Methods[0].Prompts[1].Geometry[1] = "point" }, "methods[0].prompts[1].geometry[1] duplicate"},
		"cap 0":                       {func(a *store.Area) { a.Methods[0].Prompts[1].Cap = 0 }, "methods[0].prompts[1].cap out_of_range"},
		"cap 51":                      {func(a *store.Area) { a.Methods[0].Prompts[1].Cap = 51 }, "methods[0].prompts[1].cap out_of_range"},
		"polarity":                    {func(a *store.Area) { a.Methods[0].Prompts[1].Polarity = "good" }, "methods[0].prompts[1].polarity unknown"},
		"shape":                       {func(a *store.Area) { a.Methods[0].Prompts[1].Sticker.Shape = "egg" }, "methods[0].prompts[1].sticker.shape unknown"},
		"colour":                      {func(a *store.Area) { a.Methods[0].Prompts[1].Sticker.Color = "red" }, "methods[0].prompts[1].sticker.color malformed"},
		"colour too light":            {func(a *store.Area) { a.Methods[0].Prompts[1].Sticker.Color = "#999999" }, "methods[0].prompts[1].sticker.color low_contrast"},
		"letters":                     {func(a *store.Area) { a.Methods[0].Prompts[1].Sticker.Letter["en"] = "ABCD" }, "methods[0].prompts[1].sticker.letter.en too_long"},
		"two stickers alike":          {func(a *store.Area) { a.Methods[0].Prompts[1].Sticker.Color = "#111111" }, "methods[0].prompts[1].sticker duplicate"},
		"byline age":                  {func(a *store.Area) { a.Policy.BylineAge = -1 }, "policy.byline_age out_of_range"},
		"redaction days":              {func(a *store.Area) { a.Policy.RedactionDays = -1 }, "policy.redaction_days out_of_range"},
		"redactions kept for good":    {func(a *store.Area) { a.Policy.RedactionDays = 366 }, "policy.redaction_days out_of_range"},
		"byline age of nobody":        {func(a *store.Area) { a.Policy.BylineAge = 100 }, "policy.byline_age out_of_range"},
		"news of no day":              {func(a *store.Area) { a.News[0].Date = "2026-02-30" }, "news[0].date malformed"},
		"news without words":          {func(a *store.Area) { a.News[0].Title, a.News[0].Body = nil, nil }, "news[0].title required, news[0].body required"},
		"too much news":               {func(a *store.Area) { a.News = slices.Repeat(a.News, 1001) }, "news too_long"},
		"consent not in the default":  {func(a *store.Area) { a.Methods[0].Consent = store.Text{"nb": "x"} }, "methods[0].consent.en required"},
		"question twice":              {func(a *store.Area) { b := &a.Methods[0].Background; *b = append(*b, (*b)[0]) }, "methods[0].background[1].key duplicate"},
		"question without options":    {func(a *store.Area) { a.Methods[0].Background[0].Options = nil }, "methods[0].background[0].options required"},
		"option twice":                {func(a *store.Area) { a.Methods[0].Background[0].Options[1].Key = "u13" }, "methods[0].background[0].options[1].key duplicate"},
		"option that stands anyway":   {func(a *store.Area) { a.Methods[0].Background[0].Options[1].Key = "prefer_not_to_say" }, "methods[0].background[0].options[1].key duplicate"},
		"option with capitals":        {func(a *store.Area) { a.Methods[0].Background[0].Options[1].Key = "Old" }, "methods[0].background[0].options[1].key malformed"},
		"option without a label":      {func(a *store.Area) { a.Methods[0].Background[0].Options[1].Label = nil }, "methods[0].background[0].options[1].label required"},
		"alone among several":         {func(a *store.Area) { a.Methods[0].Background[0].Several = true }, "methods[0].background[0].options[0].alone not_allowed"},
		"theme twice": {func(a *store.Area) { a.Methods[0].Themes = append(a.Methods[0].Themes, a.Methods[0].Themes[0]) },
			"methods[0].themes[1].key duplicate"},
	} {
		t.Run(name, func(t *testing.T) {
			a := validArea()
			c.change(a)
			check(t, a.Validate(), c.want)
		})
	}
}

func baseMap(url string) store.BaseMap {
	return store.BaseMap{URL: url, Attribution: "© them", MaxZoom: 18}
}

func TestGoodBaseMap(t *testing.T) {
	for _, url := range []string{"https://a.no/{z}/{y}/{x}.png", "https://a.no:8443/t?z={z}&x={x}&y={y}"} {
		a := validArea()
		a.BaseMap = baseMap(url)
		check(t, a.Validate(), "")
	}
}

// TestContrast holds the limit to the two greys on either side of 3:1 on white.
func TestContrast(t *testing.T) {
	for color, want := range map[string]string{"#949494": "", "#959595": "methods[0].prompts[0].sticker.color low_contrast"} {
		a := validArea()
		a.Methods[0].Prompts[0].Sticker.Color = color
		check(t, a.Validate(), want)
	}
}

func day(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, time.UTC) }

func TestWaves(t *testing.T) {
	a := validArea()
	a.Waves = []store.Wave{
		{Key: "spring", Method: "m1", Opens: day(3, 1), Closes: day(4, 1)},
		{Key: "early", Method: "m1", Closes: day(2, 1)},
		{Key: "summer", Method: "m1", Opens: day(6, 1)},
	}
	check(t, a.Validate(), "")
	for _, c := range []struct{ at, want string }{
		{"2020-01-01", "early"}, {"2026-02-10", "spring"}, {"2026-03-01", "spring"}, {"2026-04-01", "summer"}, {"2030-01-01", "summer"},
	} {
		at, _ := time.Parse(time.DateOnly, c.at)
		if got := a.CurrentWave(at); got.Key != c.want {
			t.Errorf("at %s the wave is %s, want %s", c.at, got.Key, c.want)
		}
	}
	a.Waves = a.Waves[:2]
	if got := a.CurrentWave(day(8, 1)); got.Key != "spring" {
		t.Errorf("after all closed the wave is %s, want the last", got.Key)
	}
	if (&store.Area{}).CurrentWave(now) != nil {
		t.Error("an area without waves has one")
	}
}

func TestWaveForLateAnswers(t *testing.T) {
	a := validArea()
	a.Waves = []store.Wave{{Key: "spring", Method: "m1", Opens: day(3, 1), Closes: day(4, 1)}}
	last := day(4, 1).Add(-time.Microsecond)
	for name, c := range map[string]struct {
		created, now time.Time
		taken        bool
	}{
		"in time":              {day(3, 10), day(3, 10), true},
		"the first moment":     {day(3, 1), day(3, 1), true},
		"before it opens":      {day(3, 1).Add(-1), day(3, 1), false},
		"made last, sent late": {last, day(4, 15).Add(-1), true},
		"sent too late":        {last, day(4, 15), false},
		"made at closing":      {day(4, 1), day(4, 2), false},
	} {
		if got := a.WaveFor(c.created, c.now) != nil; got != c.taken {
			t.Errorf("%s: taken is %v", name, got)
		}
	}
}

func TestTextIn(t *testing.T) {
	text := store.Text{"nb": "hei", "en": "hello", "pl": ""}
	for _, c := range []struct {
		lang      string
		fallbacks []string
		want      string
	}{{"nb", nil, "hei"}, {"ar", []string{"nb"}, "hei"}, {"pl", []string{"ar", "nb"}, "hei"}, {"ar", nil, "hello"}} {
		if got := text.In(c.lang, c.fallbacks...); got != c.want {
			t.Errorf("In(%s, %v) is %q, want %q", c.lang, c.fallbacks, got, c.want)
		}
	}
	if got := store.Text(nil).In("nb"); got != "" {
		t.Errorf("no text is %q", got)
	}
}
