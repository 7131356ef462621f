package api_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/api"
	"kvarter/store"
)

func TestPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	staff := bearer(w.token(""))
	for range 7 {
		p := newPerson()
		w.send(p, p.mark())
	}
	for name, by := range map[string][]string{"public": nil, "staff": staff} {
		var ids []string
		path, pages := contributions+"?limit=3&prompt=meeting_place", 0
		for path != "" {
			a := w.get(path, by...)
			w.status(a, http.StatusOK)
			page := read[collection](t, a)
			if page.NumberReturned != len(page.Features) {
				t.Errorf("%d are said and %d returned", page.NumberReturned, len(page.Features))
			}
			for _, f := range page.Features {
				ids = append(ids, f.ID)
			}
			path, pages = "", pages+1
			for _, l := range page.Links {
				path = l.Href
			}
			if path != "" && !strings.Contains(path, "prompt=meeting_place") {
				t.Errorf("the next page forgets the filter: %s", path)
			}
		}
		seen := map[string]bool{}
		for _, id := range ids {
			seen[id] = true
		}
		if len(ids) != 7 || len(seen) != 7 || pages != 3 {
			t.Errorf("%s gets %d of %d on %d pages", name, len(seen), len(ids), pages)
		}
	}
	// A page that is just full is the last.
	if page := read[collection](t, w.get(contributions+"?limit=7")); len(page.Links) != 0 || page.NumberReturned != 7 {
		t.Errorf("a full last page leads to %v", page.Links)
	}
	// The order of the public and of staff are not to be mixed.
	next := read[collection](t, w.get(contributions+"?limit=3", staff...)).Links[0].Href
	w.refused(w.get(next), http.StatusBadRequest, "malformed", "cursor")
}

// A page that is sent in pieces holds each answer once, in order.
func TestLargePage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	all := make([]*store.Contribution, 600)
	for i := range all {
		all[i] = &store.Contribution{ID: uuid.New(), Prompt: "meeting_place", Geometry: orb.Point{10.05, 59.045}, Text: strings.Repeat("x", 1000), Wish: strings.Repeat("y", 1000)}
	}
	if _, err := w.store.CreateContributions(t.Context(), "torstrand", all, true); err != nil {
		t.Fatal(err)
	}
	staff := bearer(w.token(""))
	for limit, want := range map[string]int{"599": 599, "10000": 600} {
		for name, by := range map[string][]string{"public": nil, "staff": staff} {
			page := read[collection](t, w.get(contributions+"?bbox=10,59,11,60&limit="+limit, by...))
			seen := map[string]bool{}
			for i, f := range page.Features {
				seen[f.ID] = true
				if name == "staff" && f.ID != all[i].ID.String() || name == "public" && i > 0 && f.ID <= page.Features[i-1].ID {
					t.Fatalf("%s: %d is out of order", name, i)
				}
			}
			if len(seen) != want || page.NumberReturned != want || len(page.Links) != (600-want) {
				t.Errorf("%s, limit %s: %d answers, %d are said, %d links", name, limit, len(seen), page.NumberReturned, len(page.Links))
			}
		}
	}
}

func TestPublicURL(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *api.Config) { c.PublicURL = "https://kart.example.no/" })
	for range 2 {
		p := newPerson()
		w.send(p, p.mark())
	}
	href := read[collection](t, w.get(contributions+"?limit=1")).Links[0].Href
	if u, err := url.Parse(href); err != nil || u.Host != "kart.example.no" || u.Path != contributions || u.Query().Get("limit") != "1" {
		t.Errorf("next is %s", href)
	}
	for _, bad := range []string{"kart.example.no", "ftp://x", "https://", "https://a/?b", "https://u@h", "https://h#f", "https://h/path", ":"} {
		if _, err := api.New(api.Config{PublicURL: bad}); err == nil {
			t.Errorf("%q is taken for a public address", bad)
		}
	}
	if _, err := api.New(api.Config{BasemapFile: "no such file"}); err == nil {
		t.Error("a missing base map is taken")
	}
}

func TestNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.get(contributions)
	if got := string(a.body); got != "{\"type\":\"FeatureCollection\",\"features\":[\n],\"links\":[],\"numberReturned\":0}\n" {
		t.Errorf("none are %q", got)
	}
}

func TestFilters(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	w.send(p, p.mark())
	w.send(p, p.mark("prompt", "most_liked", "geometry", map[string]any{"type": "Polygon", "coordinates": [][][]float64{{
		{10.05, 59.04}, {10.06, 59.04}, {10.06, 59.05}, {10.05, 59.04},
	}}}))
	for query, want := range map[string]int{
		"prompt=meeting_place": 1, "prompt=most_liked": 0, "prompt=meeting_place,most_liked": 1, "prompt=meeting_place&prompt=community": 1,
		"prompt=nothing": 0, "bbox=10,59,11,60": 1, "bbox=10.06,59,11,60": 0, "bbox=10,59,0,11,60,9": 1, "bbox=170,59,-170,60": 0,
		"datetime=2026-03-04": 1, "datetime=2026-03-05/..": 0, "datetime=../2026-03-04T00:00:00Z": 1, "datetime=2026-03-04/2026-03-04": 1,
		"filter=prompt='meeting_place'": 1, "filter=prompt+IN+('community')": 0, "filter=S_INTERSECTS(geometry,BBOX(10.05,59.04,10.06,59.05))": 1,
		"filter=prompt='meeting_place'&prompt=community": 0, "filter=NOT(text+IS+NULL)": 0,
		"wave=2026": 1, "wave=2024": 0, "theme=social": 0, "status=published": 1,
	} {
		a := w.get(contributions + "?" + query)
		w.status(a, http.StatusOK)
		if got := read[collection](t, a).NumberReturned; got != want {
			t.Errorf("%s finds %d, not %d", query, got, want)
		}
	}
}

func TestETag(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	w.send(p, p.mark())
	staff := bearer(w.token(""))
	paths := []string{contributions, contributions + "?limit=5", "/api/v1/areas/torstrand", "/api/v1/areas"}
	tags := map[string]bool{}
	for _, path := range paths {
		a := w.get(path)
		tag := a.Header.Get("ETag")
		if !strings.HasPrefix(tag, `W/"`) || tags[tag] {
			t.Errorf("%s has the tag %q", path, tag)
		}
		tags[tag] = true
		if cache := a.Header.Get("Cache-Control"); cache != "no-cache" {
			t.Errorf("%s may be kept: %q", path, cache)
		}
		for _, match := range []string{tag, "*", `"x", ` + tag, strings.TrimPrefix(tag, "W/")} {
			again := w.get(path, "If-None-Match", match)
			w.status(again, http.StatusNotModified)
			if again.Header.Get("ETag") != tag || len(again.body) > 0 {
				t.Errorf("304 has %q and %q", again.Header.Get("ETag"), again.body)
			}
		}
		w.status(w.get(path, "If-None-Match", `W/"x"`), http.StatusOK)
	}
	public := w.get(contributions).Header.Get("ETag")
	w.status(w.get(contributions, append(staff, "If-None-Match", public)...), http.StatusOK)
	w.refused(w.get(contributions+"?nothing=1", "If-None-Match", "*"), http.StatusBadRequest, "malformed", "nothing")
	w.refused(w.get("/api/v1/areas/nowhere/contributions", "If-None-Match", "*"), http.StatusNotFound, "not_found", "")

	w.send(p, p.mark())
	w.status(w.get(contributions, "If-None-Match", public), http.StatusOK)
}

// Started another way, the same data makes other answers: another base map,
// other links.
func TestConfigurationChangesTag(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	w.send(p, p.mark())
	w.send(p, p.mark())
	file := filepath.Join(t.TempDir(), "larvik.pmtiles")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	same := func(c *api.Config) { c.Store = w.store }
	for path, change := range map[string]func(*api.Config){
		"/api/v1/areas/torstrand":  func(c *api.Config) { c.BasemapFile = file },
		contributions + "?limit=1": func(c *api.Config) { c.PublicURL = "https://kart.example.no" },
	} {
		tag := w.get(path).Header.Get("ETag")
		w.status(newWorld(t, same).get(path, "If-None-Match", tag), http.StatusNotModified)
		w.status(newWorld(t, same, change).get(path, "If-None-Match", tag), http.StatusOK)
	}
}

// The wave's state is part of the area without any change of the data.
func TestWaveStateChangesTag(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, err := w.store.Area(t.Context(), "torstrand")
	if err != nil {
		t.Fatal(err)
	}
	ends := *a
	ends.Waves = append(ends.Waves[:0:0], ends.Waves...)
	ends.Waves[0].Opens, ends.Waves[0].Closes = w.clock.Now().Add(time.Hour), w.clock.Now().Add(2*time.Hour)
	w.apply(&ends)
	tag := ""
	for _, want := range []string{"before", "open", "closed"} {
		a := w.get("/api/v1/areas/torstrand", "If-None-Match", tag)
		w.status(a, http.StatusOK)
		doc := read[struct {
			Wave   struct{ Key, State, Opens, Closes string }
			Method struct{ Key string }
		}](t, a)
		if doc.Wave.State != want || doc.Wave.Opens != "2026-03-04T13:30:00Z" || doc.Method.Key != "torstrand-2024" {
			t.Errorf("the wave is %+v, not %s", doc.Wave, want)
		}
		tag = a.Header.Get("ETag")
		w.clock.advance(time.Hour)
	}
}

func TestCORS(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	staff := bearer(w.token(""))
	for _, path := range []string{contributions, contributions + ".geojson", contributions + ".csv", "/api/v1/areas", "/api/openapi.json"} {
		if got := w.get(path, "Origin", "https://example.org").Header.Get("Access-Control-Allow-Origin"); got != "*" {
			t.Errorf("%s allows %q", path, got)
		}
	}
	for _, a := range []answer{
		w.get(contributions, append(staff, "Origin", "https://example.org")...), w.get("/healthz"),
		w.do(http.MethodPost, contributions, newPerson().mark(), "Origin", "https://example.org"),
		w.do(http.MethodOptions, contributions, nil, "Origin", "https://example.org", "Access-Control-Request-Method", "POST"),
	} {
		if got := a.Header.Get("Access-Control-Allow-Origin"); got != "" {
			t.Errorf("%s %s allows %q", a.Request.Method, a.Request.URL, got)
		}
	}
	if vary := w.get(contributions).Header.Values("Vary"); !strings.Contains(strings.Join(vary, ","), "Authorization") {
		t.Errorf("answers vary by %v", vary)
	}
}
