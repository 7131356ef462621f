package api_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// Boxes, answered from memory, hold exactly what a comparison of everything finds,
// page by page, by list and by live layer, also after changes.
func TestBoxesAreExact(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := rand.New(rand.NewPCG(4, 4))
	prompts := []string{"show_visitors", "meeting_place", "community"}
	all := make([]*store.Contribution, 300)
	for i := range all {
		at := orb.Point{10.04 + float64(r.IntN(40))/2000, 59.04 + float64(r.IntN(40))/4000}
		all[i] = &store.Contribution{ID: uuid.New(), Prompt: prompts[i%3], Geometry: at, Source: store.SourceDemo}
		if i%9 == 0 {
			all[i].Geometry = orb.LineString{at, {at[0] + 0.001, at[1] + 0.001}}
		}
	}
	if _, err := w.store.CreateContributions(t.Context(), "torstrand", all, true); err != nil {
		t.Fatal(err)
	}
	check := func() {
		t.Helper()
		everything := read[collection](t, w.get(contributions+"?limit=10000")).Features
		layers := map[string]int{"points": 0, "lines": 0, "areas": 0}
		for _, f := range everything {
			layers[map[bool]string{true: "points", false: "lines"}[strings.Contains(string(f.Geometry), `"Point"`)]]++
		}
		for layer, n := range layers {
			a := w.get("/ogc/collections/torstrand-" + layer + "/items?limit=1")
			if w.status(a, http.StatusOK); !strings.Contains(string(a.body), fmt.Sprintf(`"numberMatched":%d,`, n)) {
				t.Fatalf("the layer of %s does not hold %d: %s", layer, n, a.body)
			}
		}
		for range 15 {
			west, south := 10.04+float64(r.IntN(40))/2000, 59.04+float64(r.IntN(40))/4000
			box := orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{west + r.Float64()*0.01, south + r.Float64()*0.005}}
			box.Max = geo.Round(box.Max, 7).(orb.Point)
			query := fmt.Sprintf("bbox=%.7f,%.7f,%.7f,%.7f", box.Min[0], box.Min[1], box.Max[0], box.Max[1])
			prompt := prompts[r.IntN(3)]
			var want, wantPoints, wantPrompt []string
			for _, f := range everything {
				g, err := geo.DecodeGeometry(f.Geometry)
				if err != nil || !g.Bound().Intersects(box) {
					continue
				}
				want = append(want, f.ID)
				if _, isPoint := g.(orb.Point); isPoint {
					wantPoints = append(wantPoints, f.ID)
				}
				if f.Properties["prompt"] == prompt {
					wantPrompt = append(wantPrompt, f.ID)
				}
			}
			for filter, want := range map[string][]string{"": want, "&prompt=" + prompt: wantPrompt} {
				if got := w.pageThrough(contributions + "?limit=7&" + query + filter); !slices.Equal(got, want) {
					t.Fatalf("%s%s finds %d, not %d", query, filter, len(got), len(want))
				}
			}
			a := w.get("/ogc/collections/torstrand-points/items?limit=1000&" + query)
			w.status(a, http.StatusOK)
			if !strings.Contains(string(a.body), fmt.Sprintf(`"numberMatched":%d,`, len(wantPoints))) || strings.Count(string(a.body), `"type":"Feature"`) != len(wantPoints) {
				t.Fatalf("the layer of %s holds others than %d", query, len(wantPoints))
			}
		}
	}
	check()
	for _, c := range all[:60] {
		w.review(c.ID.String(), store.Decision{State: store.Hidden, Reason: store.ReasonOther})
	}
	check()
	w.refused(w.get("/api/v1/areas/nowhere/contributions?bbox=10,59,11,60"), http.StatusNotFound, "not_found", "")
}

// pageThrough are the ids of all pages from path on.
func (w *world) pageThrough(path string) (ids []string) {
	w.t.Helper()
	for path != "" {
		page := read[collection](w.t, w.get(path))
		for _, f := range page.Features {
			ids = append(ids, f.ID)
		}
		path = ""
		for _, l := range page.Links {
			if l.Rel == "next" {
				path = strings.TrimPrefix(l.Href, w.url)
			}
		}
	}
	return ids
}
