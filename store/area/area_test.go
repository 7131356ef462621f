package area

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"kvarter/store"
)

// base is Torstrand's file with one thing replaced.
func base(t *testing.T, old, replacement string) []byte {
	t.Helper()
	if !bytes.Contains(torstrand, []byte(old)) {
		t.Fatalf("torstrand.yaml holds no %q", old)
	}
	return bytes.Replace(torstrand, []byte(old), []byte(replacement), 1)
}

func TestTorstrandIsTheMethod(t *testing.T) {
	a, err := Torstrand()
	if err != nil {
		t.Fatal(err)
	}
	// As the method is: key, label, lens, polarity, geometry, cap.
	want := []struct {
		key, nb, en, lens string
		polarity          store.Polarity
		geometry          string
		cap               int
	}{
		{"meeting_place", "Hvor møter du andre?", "Where do you meet others?", "use", "positive", "point", 5},
		{"characteristic", "Hva kjennetegner Torstrand, og hvor ser vi det?", "What is typical of Torstrand, and where do we see it?", "image", "neutral", "point area", 5},
		{"show_visitors", "Hva ville du vist en besøkende?", "What would you show a visitor?", "image", "positive", "point line", 5},
		{"community", "Hvor kjenner du fellesskap?", "Where do you feel community?", "use", "positive", "point area", 5},
		{"great_value", "Hvilket sted har stor verdi for deg?", "Which place has great value to you?", "value", "positive", "point area", 5},
		{"most_liked", "Hvilket sted liker du best?", "Which place do you like most?", "value", "positive", "point area", 5},
		{"least_liked", "Hvilket sted liker du minst?", "Which place do you like least?", "value", "negative", "point area", 5},
		{"most_time", "Hvor bruker du mest tid ute i nabolaget?", "Where do you spend most time?", "use", "neutral", "point", 5},
		{"attached", "Hvilket sted føler du deg knyttet til?", "Which place do you feel attached to?", "value", "positive", "point", 5},
		{"story", "Fortell en historie", "Tell a story", "story", "neutral", "point line area none", 5},
		{"others_view", "Hva tror du andre mener om Torstrand?", "What do you think others make of Torstrand?", "image", "neutral", "none", 1},
		{"missing", "Hva savner du på Torstrand?", "What do you miss in Torstrand?", "interest", "negative", "point area none", 3},
	}
	prompts := a.Method("torstrand-2024").Prompts
	if len(prompts) != len(want) {
		t.Fatalf("%d prompts, want %d", len(prompts), len(want))
	}
	for i, w := range want {
		p := prompts[i]
		var geometry []string
		for _, g := range p.Geometry {
			geometry = append(geometry, string(g))
		}
		got := []any{p.Key, p.Label["nb"], p.Label["en"], p.Lens, p.Polarity, strings.Join(geometry, " "), p.Cap}
		if !reflect.DeepEqual(got, []any{w.key, w.nb, w.en, w.lens, w.polarity, w.geometry, w.cap}) {
			t.Errorf("prompt %d is %v, want %v", i, got, w)
		}
		for _, text := range []store.Text{p.Label, p.Short, p.Why} {
			for _, l := range a.Languages {
				if text[l] == "" {
					t.Errorf("%s has a text without %s: %v", p.Key, l, text)
				}
			}
		}
	}
	if a.CurrentWave(time.Date(2035, 1, 1, 0, 0, 0, 0, time.UTC)).State(time.Now()) != store.WaveOpen {
		t.Error("Torstrand's wave is not open without an end")
	}
	placed := 0
	for _, p := range a.Places {
		if p.Position != nil {
			placed++
		}
	}
	if len(a.Places) != 7 || placed != 2 {
		t.Errorf("%d places, %d with a position; want 7 and 2", len(a.Places), placed)
	}
}

func TestTorstrandIsNewEachTime(t *testing.T) {
	a, _ := Torstrand()
	a.Methods[0].Prompts[0].Label["nb"] = "changed"
	b, _ := Torstrand()
	if b.Methods[0].Prompts[0].Label["nb"] == "changed" {
		t.Error("a change to one copy shows in the next")
	}
}

func TestParseSaysWhereAndWhat(t *testing.T) {
	line := func(needle string) int {
		before, _, _ := bytes.Cut(torstrand, []byte(needle))
		return bytes.Count(before, []byte("\n")) + 1
	}
	for _, c := range []struct {
		name, old, new string
		line           int
		path, message  string
	}{
		{"unknown field", "    lens: use\n", "    lense: use\n", line("    lens: use\n"), "methods[0].prompts[0].lense", "docs/area-file.md"},
		{"unknown field on top", "crs:", "srs:", line("crs:"), "srs", "docs/area-file.md"},
		{"duplicate key", "crs:", "slug: twice\ncrs:", line("crs:"), "", "slug"},
		{"wrong type, number", "cap: 1\n", "cap: many\n", line("cap: 1\n"), "methods[0].prompts[10].cap", "number"},
		{"wrong type, list", "languages: [nb, nn, en]", "languages: nb", line("languages:"), "languages", "list"},
		{"wrong type within a line", "letter: { nb: M, en: M }", "letter: { nb: M, en: [M] }", line("letter: { nb: M, en: M }"), "methods[0].prompts[0].sticker.letter.en", "text"},
		{"wrong type, text", "slug: torstrand", "slug: [torstrand]", line("slug: torstrand"), "slug", "text"},
		{"cap out of range", "cap: 1\n", "cap: 0\n", line("cap: 1\n"), "methods[0].prompts[10].cap", "1 to 50"},
		{"key", "key: revet_ferry", "key: Revet Ferry", line("key: revet_ferry"), "places[1].key", "lower case"},
		{"key twice", "key: revet_ferry", "key: thor_heyerdahl_vgs", line("key: revet_ferry"), "places[1].key", "twice"},
		{"position the wrong way", "position: [10.0474, 59.0406]", "position: [59.0406, 190.0474]", line("position: [10.0474"), "places[1].position", "wrong way round"},
		{"position of three", "position: [10.0474, 59.0406]", "position: [10.0474, 59.0406, 3]", line("position: [10.0474"), "places[1].position", "[longitude, latitude]"},
		{"date", "method: torstrand-2024\n", "method: torstrand-2024\n    opens: next spring\n", line("  - key: \"2026\"") + 2, "waves[0].opens", "2026-03-01"},
		{"wave's method", "method: torstrand-2024\n", "method: other\n", line("method: torstrand-2024"), "waves[0].method", "names no method"},
		{"colour too light", `"#0067A3"`, `"#ffee00"`, line(`"#0067A3"`), "methods[0].prompts[0].sticker.color", "darker"},
		{"default language missing", "      nb: Torstrand-metoden 2024\n", "", line("      nb: Torstrand-metoden") - 1, "methods[0].name.nb", "first of languages"},
		{"base map", "https://cache", "http://cache", line("url: https"), "base_map.url", "https"},
		{"time zone", "Europe/Oslo", "Europe/Larvik", line("time_zone"), "time_zone", "IANA"},
		{"two boundaries", "  ring:\n", "  file: a.geojson\n  ring:\n", line("boundary:"), "boundary", "exactly one"},
		{"boundary crosses itself", "    - [10.0466, 59.0436] #", "    - [10.0665, 59.0545] #", line("  ring:"), "boundary.ring", "crosses"},
		{"boundary file missing", "  ring:", "  file: nowhere.geojson\nx:", 0, "x", ""},
		{"alias", "name:\n  nb: Torstrand", "name: &n\n  nb: Torstrand", line("name:\n"), "", "anchors"},
		{"tag", "slug: torstrand", "slug: !!str torstrand", line("slug:"), "", "tags"},
		{"two documents", "slug: torstrand", "a: b\n---\nslug: torstrand", 0, "", "one YAML document"},
		{"syntax", "languages: [nb, nn, en]", "languages: [nb, nn, en", 0, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse(base(t, c.old, c.new), t.TempDir())
			var bad *Error
			if !errors.As(err, &bad) {
				t.Fatalf("error is %v, want an *Error", err)
			}
			if c.line > 0 && bad.Line != c.line || c.path != "" && bad.Path != c.path || !strings.Contains(bad.Message, c.message) {
				t.Errorf("got line %d, path %q: %s\nwant line %d, path %q: …%s…", bad.Line, bad.Path, bad.Message, c.line, c.path, c.message)
			}
		})
	}
}

func TestParseSaysEverythingAtOnce(t *testing.T) {
	data := bytes.Replace(base(t, "cap: 1\n", "cap: 99\n"), []byte("EPSG:25832"), []byte("UTM"), 1)
	_, err := Parse(data, ".")
	if err == nil || !strings.Contains(err.Error(), "crs:") || !strings.Contains(err.Error(), "prompts[10].cap:") {
		t.Errorf("error is %v, want both crs and cap", err)
	}
}

func TestParseRefusesWhatIsNoAreaFile(t *testing.T) {
	for name, data := range map[string]string{
		"empty":          "",
		"comment":        "# nothing\n",
		"a word":         "torstrand",
		"a list":         "- a\n- b\n",
		"null":           "null",
		"not UTF-8":      "slug: \xff\n",
		"deep flow":      "boundary:\n  geojson: {a: " + strings.Repeat("[", 20_000),
		"deep list":      "places: " + strings.Repeat("\n- ", 3) + strings.Repeat("- ", 20_000),
		"many fields":    manyFields(20_000),
		"too large":      "# " + strings.Repeat("x", MaxBytes),
		"one field":      "slug: torstrand\n",
		"unclosed quote": "slug: \"torstrand\n",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Parse([]byte(data), "."); err == nil {
				t.Error("taken")
			}
		})
	}
}

func manyFields(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "k%d: v\n", i)
	}
	return b.String()
}

func TestDatesWithoutAZoneAreTheAreas(t *testing.T) {
	for written, want := range map[string]string{
		"2026-03-01":                "2026-02-28T23:00:00Z",
		"2026-07-01T08:30":          "2026-07-01T06:30:00Z",
		"2026-07-01T08:30:15":       "2026-07-01T06:30:15Z",
		"2026-07-01T08:30:15+05:00": "2026-07-01T03:30:15Z",
		"2026-07-01T08:30:15.25Z":   "2026-07-01T08:30:15.25Z",
	} {
		a, err := Parse(base(t, "method: torstrand-2024\n", "method: torstrand-2024\n    opens: "+written+"\n"), ".")
		if err != nil {
			t.Errorf("%s: %v", written, err)
			continue
		}
		if got := a.Waves[0].Opens.Format(time.RFC3339Nano); got != want {
			t.Errorf("%s is %s, want %s", written, got, want)
		}
	}
}

func TestParseForgivesAByteOrderMark(t *testing.T) {
	if _, err := Parse([]byte("\ufeff"+small(t)), "."); err != nil {
		t.Error(err)
	}
}

func TestBoundaryForms(t *testing.T) {
	const square = `[[10,59],[10.1,59],[10.1,59.1],[10,59.1],[10,59]]`
	ringStart, ringEnd := bytes.Index(torstrand, []byte("  ring:")), bytes.Index(torstrand, []byte("# Tiles over"))
	with := func(boundary string) []byte {
		return slicesConcat(torstrand[:ringStart], []byte(boundary+"\n\n"), torstrand[ringEnd:])
	}
	want := orb.MultiPolygon{{{{10, 59}, {10.1, 59}, {10.1, 59.1}, {10, 59.1}, {10, 59}}}}
	dir := t.TempDir()
	for name, content := range map[string]string{
		"geometry.geojson":   `{"type":"Polygon","coordinates":[` + square + `]}`,
		"feature.geojson":    `{"type":"Feature","properties":{"name":"x"},"geometry":{"type":"MultiPolygon","coordinates":[[` + square + `]]}}`,
		"collection.geojson": `{"type":"FeatureCollection","features":[{"type":"Feature","properties":null,"geometry":{"type":"Polygon","coordinates":[` + square + `]}}]}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, form := range []string{
		"  ring: " + square,
		"  ring: [[10,59],[10.1,59],[10.1,59.1],[10,59.1]]",
		"  geojson: {type: Polygon, coordinates: [" + square + "]}",
		"  geojson:\n    type: Feature\n    properties: {}\n    geometry:\n      type: Polygon\n      coordinates: [" + square + "]",
		"  file: geometry.geojson", "  file: feature.geojson", "  file: collection.geojson",
	} {
		a, err := Parse(with(form), dir)
		if err != nil {
			t.Errorf("%s: %v", form, err)
			continue
		}
		if !a.Boundary.Geometry.Equal(want) {
			t.Errorf("%s is %v", form, a.Boundary.Geometry)
		}
	}
	for _, form := range []string{
		"  ring: []", "  ring: [[10, 59]]", "  ring: [[10]]", "  geojson: {type: Point, coordinates: [10, 59]}",
		"  ring: [[.nan, 59], [1, 2], [3, 4]]", "  file: nowhere.geojson", "  file: .", "  geojson: {}",
	} {
		if _, err := Parse(with(form), dir); err == nil || !strings.Contains(err.Error(), "boundary") {
			t.Errorf("%s: error is %v, want one about the boundary", form, err)
		}
	}
}

func slicesConcat(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func TestLoadARealBoundary(t *testing.T) {
	real, err := filepath.Abs("../../../shared/data/larvik-kommune.geojson")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(real); err != nil {
		t.Skip("skipped: ../shared/data/larvik-kommune.geojson is not there")
	}
	start, end := bytes.Index(torstrand, []byte("  ring:")), bytes.Index(torstrand, []byte("# Tiles over"))
	file := filepath.Join(t.TempDir(), "larvik.yaml")
	data := slicesConcat(torstrand[:start], []byte("  file: "+real+"\n\n"), torstrand[end:])
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := Load(file)
	if err != nil {
		t.Fatal(err)
	}
	b := a.Boundary.Geometry.Bound()
	if b.Min[0] < 9.75 || b.Max[0] > 10.24 || b.Min[1] < 58.93 || b.Max[1] > 59.48 {
		t.Errorf("Larvik spans %v", b)
	}
	written, err := Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse(written, ".")
	if err != nil || !reflect.DeepEqual(a, again) {
		t.Errorf("does not come back equal: %v", err)
	}
}

func TestLoadNamesTheFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mine.yaml")
	if err := os.WriteFile(file, base(t, "cap: 1\n", "cap: 0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(file); err == nil || !strings.HasPrefix(err.Error(), file+":") {
		t.Errorf("error is %v, want it to begin with the file", err)
	}
	if _, err := Load(file + ".nowhere"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error is %v, want os.ErrNotExist", err)
	}
}
