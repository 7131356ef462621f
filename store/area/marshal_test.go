package area

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"kvarter/store"
)

func TestMarshalRoundTrips(t *testing.T) {
	for name, change := range map[string]func(*store.Area){
		"as it is": func(*store.Area) {},
		"dates": func(a *store.Area) {
			a.Waves = append(a.Waves, store.Wave{Key: "2024", Method: a.Methods[0].Key, Closes: time.Date(2024, 6, 30, 22, 0, 0, 5000, time.UTC)})
			a.Waves[0].Opens = time.Date(2026, 3, 1, 7, 0, 0, 0, time.UTC)
		},
		"no base map, no places, no themes": func(a *store.Area) {
			a.BaseMap, a.Places, a.Methods[0].Themes = store.BaseMap{}, nil, nil
		},
		"two polygons, one with a hole": func(a *store.Area) {
			hole := orb.Ring{{10.05, 59.049}, {10.05, 59.05}, {10.052, 59.05}, {10.05, 59.049}}
			a.Boundary.Geometry[0] = append(a.Boundary.Geometry[0], hole)
			a.Boundary.Geometry = append(a.Boundary.Geometry, orb.Polygon{{{11, 59}, {11.1, 59}, {11.1, 59.1}, {11, 59}}})
		},
		"aggregate": func(a *store.Area) {
			a.Policy = store.Policy{Marks: store.MarksAggregate}
		},
		"news, and neither consent nor background": func(a *store.Area) {
			a.News = []store.News{{Date: "2026-05-01", Title: store.Text{"nb": "Lest"}, Body: store.Text{"nb": "Alt er lest.\n\nTakk: 212 svar"}}}
			a.Policy.BylineAge, a.Methods[0].Consent, a.Methods[0].Background = 0, nil, nil
		},
		"reference layers": func(a *store.Area) {
			a.Layers = []store.Layer{
				{Key: "paths", Name: store.Text{"nb": "Stier: planlagt"}, Source: "© Larvik kommune"}, {Key: "zones", Name: store.Text{"nb": "Soner"}},
			}
			a.Layers[0].SetShapes([]byte(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"MultiLineString","coordinates":[[[10,59],[10.1,59.1]]]}}]}`))
			a.Layers[1].SetShapes([]byte(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"MultiPoint","coordinates":[[10,59]]}}]}`))
		},
		"a source": func(a *store.Area) { a.Places[0].Source = "map: 1:5000 # sheet" },
		"a language that YAML reads as no": func(a *store.Area) {
			a.Languages = append(a.Languages, "no", "ar")
			a.Name["no"], a.Name["ar"] = "off", "تورستراند"
		},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := Torstrand()
			if err != nil {
				t.Fatal(err)
			}
			change(a)
			comesBack(t, a)
		})
	}
}

func comesBack(t *testing.T, a *store.Area) {
	t.Helper()
	data, err := Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	back, err := Parse(data, ".")
	if err != nil {
		t.Fatalf("%v in\n%.600s", err, data)
	}
	if !reflect.DeepEqual(a, back) {
		t.Errorf("comes back as\n%.600s\nwant\n%.600s", fmt.Sprint(*back), fmt.Sprint(*a))
	}
	again, err := Marshal(back)
	if err != nil || !bytes.Equal(data, again) {
		t.Errorf("a second time it is written otherwise: %v", err)
	}
}

// trickyTexts are what YAML is known to take for something else.
var trickyTexts = []string{
	"yes", "no", "null", "~", "1", "1e3", "0x10", "2026-01-01", "a: b", "a #b", "- a", "? a", "# a", "[a]", "{a}", "&a", "*a", "!a", "|", ">", "%a",
	"@a", "`a`", "'a'", `"a"`, `a\nb`, "a\nb", "a\n\nb\n", "\na", " a", "a ", "a\n  b\nc", "a\tb", "\ta", "a\r\nb", "a\n\tb", "a \nb", "---", "...",
	"a\u2028b", "a\u00a0", "\ufeffa", "👩‍👩‍👧‍👦", "مرحبا\u200fx", "e\u0301", "a,b", "true", "=", "<<", "a\n---\nb", "a\n# b\nc", "-", "–", "a:\nb", "\\", "\"\n\"",
	"a\n\n\nb", "a\u0301\nb", ":", "a:", "？", "x\n ", "\u200bx\ny",
}

func TestMarshalKeepsAnyText(t *testing.T) {
	for _, text := range trickyTexts {
		a, err := Load("testdata/small.yaml")
		if err != nil {
			t.Fatal(err)
		}
		m := a.Methods[0]
		a.About["en"], m.Information["en"], m.Prompts[0].Hint = text, text, store.Text{"en": text}
		if a.Validate() == nil {
			comesBack(t, a)
		}
	}
}

func TestMarshalRefusesAnInvalidArea(t *testing.T) {
	if _, err := Marshal(&store.Area{}); err == nil {
		t.Error("an empty area was written")
	}
}

func TestMarshalReadsLikeAFile(t *testing.T) {
	a, _ := Torstrand()
	data, err := Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"slug: torstrand\n", "languages: [nb, nn, en]\n", "  ring:\n    - [10.0395, 59.0459]\n", "\n# Named places",
		"      nb: |-\n        Larvik kommune er", "  - key: \"2026\"\n", "geometry: [point, line, area, none]\n", "      nb: Hvor møter du andre?\n",
	} {
		if !strings.Contains(strings.ReplaceAll(string(data), "          nb:", "      nb:"), want) {
			t.Errorf("no %q in\n%s", want, data)
		}
	}
}

func TestALargeBoundaryComesBack(t *testing.T) {
	a, _ := Torstrand()
	var ring orb.Ring
	for i := range 4_000 {
		angle := 2 * math.Pi * float64(i) / 4_000
		ring = append(ring, orb.Point{round7(10 + math.Cos(angle)), round7(59 + math.Sin(angle))})
	}
	a.Boundary.Geometry = orb.MultiPolygon{{append(ring, ring[0])}}
	comesBack(t, a)
}

func round7(v float64) float64 { return math.Round(v*1e7) / 1e7 }

// Frames are written as they are read.
func TestMarshalFrames(t *testing.T) {
	t.Parallel()
	a, err := Torstrand()
	if err != nil {
		t.Fatal(err)
	}
	a.Frames = []string{"https://www.larvik.kommune.no", "https://*.example.no:8443"}
	text, err := Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	back, err := Parse(text, ".")
	if err != nil || !slices.Equal(back.Frames, a.Frames) {
		t.Fatalf("%v: %v", back, err)
	}
}
