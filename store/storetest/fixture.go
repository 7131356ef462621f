package storetest

import (
	"time"

	"github.com/paulmach/orb"

	"kvarter/store"
)

func both(s string) store.Text { return store.Text{"nb": s, "en": s + " (en)"} }

var (
	square = orb.Point{10.06, 59.04}
	oldEnd = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
)

// newArea has a wave that is over and one that is open, prompts for every
// shape, a place with a position and one without.
func newArea(slug string) *store.Area {
	return &store.Area{
		Slug: slug, Name: both("Torstrand"), Languages: []string{"nb", "en"}, TimeZone: "Europe/Oslo", CRS: "EPSG:25832",
		View: store.View{Center: orb.Point{10.05, 59.05}, Zoom: 14},
		Boundary: store.Boundary{Geometry: orb.MultiPolygon{
			{{{10, 59}, {10.1, 59}, {10.1, 59.1}, {10, 59.1}, {10, 59}}},
		}, Note: both("foreløpig avgrensning")},
		Places: []store.Place{
			{Key: "square", Name: both("Torget"), Position: &square, Source: "map"},
			{Key: "hall", Name: both("Grendehuset")},
		},
		Waves: []store.Wave{
			{Key: "2024", Method: "m1", Closes: oldEnd},
			{Key: "2026", Method: "m1", Opens: oldEnd},
		},
		Policy:   store.Policy{Marks: store.MarksEach, RedactionDays: store.DefaultRedactionDays},
		Operator: both("Larvik"), About: both("about"), Decides: both("decides"), NextSteps: both("next"), Contact: both("contact"),
		Methods: []*store.Method{{
			Key: "m1", Name: both("Method"), Information: both("information"), Consent: both("consent"),
			Prompts: []store.Prompt{
				prompt("spot", "circle", store.KindMark, 3, store.GeometryPoint),
				prompt("any", "star", store.KindMark, 50, store.GeometryPoint, store.GeometryLine, store.GeometryArea, store.GeometryNone),
				prompt("tale", "square", store.KindStory, 5, store.GeometryPoint, store.GeometryNone),
			},
			Background: []store.Question{
				{Key: "age", Label: both("age"), Options: []store.Option{
					{Key: "u13", Label: both("u13"), Alone: true}, {Key: "18-29", Label: both("18-29")},
				}},
				{Key: "relation", Label: both("relation"), Several: true, Options: []store.Option{
					{Key: "lives", Label: both("lives")}, {Key: "works", Label: both("works")},
				}},
			},
			Themes: []store.Theme{{Key: "social", Label: both("Social")}, {Key: "history", Label: both("History")}},
		}},
	}
}

func prompt(key, shape string, kind store.Kind, most int, geometry ...store.GeometryType) store.Prompt {
	return store.Prompt{
		Key: key, Kind: kind, Label: both(key), Short: both(key), Polarity: store.Neutral, Geometry: geometry, Cap: most,
		Sticker: store.Sticker{Shape: shape, Color: "#7a1f3d", Letter: store.Text{"nb": key[:1], "en": key[:1]}},
	}
}
