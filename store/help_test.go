package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

// now is the time of all tests here.
var now = time.Date(2026, 5, 17, 12, 0, 0, 123456000, time.UTC)

// validArea is a small area that breaks no rule: a square degree round 10, 59
// with two prompts of marks, one of words alone, and one of stories.
func validArea() *store.Area {
	en := func(s string) store.Text { return store.Text{"en": s} }
	prompt := func(key, color string, geometry ...store.GeometryType) store.Prompt {
		return store.Prompt{
			Key: key, Kind: store.KindMark, Label: en(key + "?"), Short: en(key), Polarity: store.Neutral, Geometry: geometry, Cap: 5,
			Sticker: store.Sticker{Shape: "circle", Color: color, Letter: en("A")},
		}
	}
	story := prompt("story", "#333333", store.GeometryPoint, store.GeometryNone)
	story.Kind = store.KindStory
	at := orb.Point{10.5, 59.5}
	return &store.Area{
		Slug: "square", Name: en("Square"), Languages: []string{"en", "nb"}, TimeZone: "Europe/Oslo", CRS: "EPSG:25832",
		View:     store.View{Center: orb.Point{10.5, 59.5}, Zoom: 12},
		Boundary: store.Boundary{Geometry: orb.MultiPolygon{{{{10, 59}, {11, 59}, {11, 60}, {10, 60}, {10, 59}}}}},
		Places:   []store.Place{{Key: "hall", Name: en("Hall"), Position: &at}, {Key: "square", Name: en("Square")}},
		Waves:    []store.Wave{{Key: "2026", Method: "m1"}},
		Policy:   store.Policy{Marks: store.MarksEach},
		Operator: en("We"), About: en("About"), Decides: en("We decide"), NextSteps: en("We read"), Contact: en("Ask"),
		News: []store.News{{Date: "2026-05-01", Title: en("Read"), Body: en("We read it")}},
		Methods: []*store.Method{{
			Key: "m1", Name: en("Method"), Information: en("Information"), Consent: en("Consent"),
			Prompts: []store.Prompt{
				prompt("meet", "#111111", store.GeometryPoint),
				prompt("walk", "#222222", store.GeometryPoint, store.GeometryLine, store.GeometryArea),
				story,
				prompt("words", "#444444", store.GeometryNone),
			},
			Themes: []store.Theme{{Key: "social", Label: en("Social")}},
			Background: []store.Question{{Key: "age", Label: en("Age"), Options: []store.Option{
				{Key: "u13", Label: en("Under 13"), Alone: true}, {Key: "80+", Label: en("80 or older")},
			}}},
		}},
	}
}

// mark is a resident's answer that the area takes.
func mark() *store.Contribution {
	return &store.Contribution{
		ID:          uuid.MustParse("0f8fad5b-d9cb-469f-a165-70867728950e"),
		Participant: uuid.MustParse("7c9e6679-7425-40de-944b-e07fc1f90ae7"),
		Prompt:      "meet", Geometry: orb.Point{10.5, 59.5}, Text: "why", Lang: "en",
	}
}

// codes is what err says, as "field code" in order.
func codes(err error) string {
	var out []string
	for _, e := range store.Invalids(err) {
		out = append(out, e.Field+" "+e.Code)
	}
	var forbidden store.ErrForbidden
	if errors.As(err, &forbidden) {
		out = append(out, forbidden.Field+" forbidden")
	}
	if errors.Is(err, store.ErrWaveClosed) {
		out = append(out, "wave closed")
	}
	if err != nil && len(out) == 0 {
		out = append(out, err.Error())
	}
	return strings.Join(out, ", ")
}

func check(t *testing.T, err error, want string) {
	t.Helper()
	if got := codes(err); got != want {
		t.Errorf("said %q, want %q", got, want)
	}
}
