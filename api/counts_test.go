package api_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/api"
	"kvarter/store"
)

// Collections, lists and exports count exactly what looking at every answer counts.
func TestCountsAreExact(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := rand.New(rand.NewPCG(7, 8))
	prompts := []string{"meeting_place", "most_liked", "missing", "story"}
	texts := []string{"", "Benken ved elva", "benk", "100 %", "Åpent lys"}
	all := make([]*store.Contribution, 200)
	for i := range all {
		all[i] = &store.Contribution{ID: uuid.New(), Prompt: prompts[r.IntN(4)], Text: texts[r.IntN(5)], Share: store.ShareAnonymous}
		if x, y := 10.04+r.Float64()*0.02, 59.04+r.Float64()*0.015; r.IntN(5) > 0 {
			all[i].Geometry = orb.Point{x, y}
		} else {
			all[i].PlaceText = "et sted"
		}
	}
	if _, err := w.store.CreateContributions(t.Context(), "torstrand", all, true); err != nil {
		t.Fatal(err)
	}
	text := func(f feature) string { s, _ := f.Properties["text"].(string); return s }
	at := func(f feature) (p orb.Point, placed bool) {
		var g struct{ Coordinates orb.Point }
		placed = json.Unmarshal(f.Geometry, &g) == nil && string(f.Geometry) != "null"
		return g.Coordinates, placed
	}
	for name, by := range map[string][]string{"public": nil, "staff": bearer(w.token(""))} {
		list := read[collection](t, w.get(contributions+"?limit=10000", by...)).Features
		if len(list) != len(all) {
			t.Fatalf("%s sees %d of %d", name, len(list), len(all))
		}
		for filter, is := range map[string]func(feature) bool{
			"prompt = 'missing'": func(f feature) bool { return f.Properties["prompt"] == "missing" },
			"text LIKE '%benk%'": func(f feature) bool { return strings.Contains(text(f), "benk") },
			"CASEI(text) LIKE 'BENK%' AND NOT prompt IN ('story', 'missing')": func(f feature) bool {
				p := f.Properties["prompt"]
				return strings.HasPrefix(strings.ToLower(text(f)), "benk") && p != "story" && p != "missing"
			},
			"text IS NULL OR text = '100 %'": func(f feature) bool { return text(f) == "" || text(f) == "100 %" },
			"NOT text = 'benk'":              func(f feature) bool { return text(f) != "" && text(f) != "benk" },
			"S_INTERSECTS(geometry, BBOX(10.045, 59.042, 10.055, 59.05))": func(f feature) bool {
				p, placed := at(f)
				return placed && p[0] >= 10.045 && p[0] <= 10.055 && p[1] >= 59.042 && p[1] <= 59.05
			},
			"S_INTERSECTS(geometry, POLYGON((10.04 59.04, 10.06 59.04, 10.06 59.06, 10.04 59.04)))": func(f feature) bool {
				p, placed := at(f)
				return placed && p[0]-10.04 >= p[1]-59.04-1e-12
			},
			"geometry IS NULL": func(f feature) bool { _, placed := at(f); return !placed },
		} {
			want := 0
			for _, f := range list {
				if is(f) {
					want++
				}
			}
			query := "?filter=" + url.QueryEscape(filter)
			matched := 0
			for _, layer := range []string{"points", "lines", "areas", "placeless"} {
				page, _ := w.items(t, "torstrand-"+layer, query, by...)
				matched += page.NumberMatched
			}
			listed := read[collection](t, w.get(contributions+query+"&limit=10000", by...)).NumberReturned
			told := read[exports](t, w.get("/api/v1/areas/torstrand/exports"+query, by...)).Count
			if matched != want || listed != want || told != want {
				t.Errorf("%s, %s: %d in collections, %d listed, %d told, and %d counted by hand", name, filter, matched, listed, told, want)
			}
		}
	}
}

// A client that leaves a stream half-way stops what it asked for.
func TestCancelledStream(t *testing.T) {
	t.Parallel()
	for _, path := range []string{contributions + ".geojson", contributions + ".csv", "/ogc/collections/torstrand-points/items?limit=10000"} {
		ctx, cancel := context.WithCancel(t.Context())
		rows := &leaving{Store: newWorld(t).store, leave: cancel}
		h, err := api.New(api.Config{Store: rows, Limits: api.DefaultLimits()})
		if err != nil {
			t.Fatal(err)
		}
		func() {
			defer func() {
				if r := recover(); r != nil && r != http.ErrAbortHandler {
					panic(r)
				}
			}()
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil))
		}()
		if rows.read < 2000 || rows.read > 3000 {
			t.Errorf("%s: %d rows were read for a client that was gone after 2000", path, rows.read)
		}
	}
}
