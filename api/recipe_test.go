package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kvarter/store"
)

// recipe makes one and answers its path.
func (w *world) recipe(r store.Recipe) string {
	w.t.Helper()
	secret := store.NewSecret("kvq_")
	r.Area = "torstrand"
	if _, err := w.store.CreateRecipe(w.t.Context(), r, store.HashSecret(secret)); err != nil {
		w.t.Fatal(err)
	}
	return "/r/" + secret
}

// A recipe shows what its filter finds to whoever has the path: what staff see, but
// words that wait and bylines only if it says so, and nothing is found by them.
func TestRecipe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	waits := w.send(p, p.mark("text", "venter på benken"))
	shown := w.send(p, p.mark("text", "benken er fin"))
	w.review(shown.ID, store.Decision{State: store.Published})
	other := w.send(p, p.mark("prompt", "most_liked"))
	filter := url.Values{"prompt": {"meeting_place"}}
	plain, all := w.recipe(store.Recipe{Filter: filter}), w.recipe(store.Recipe{Filter: filter, Words: true, Bylines: true})

	file := func(path string) string {
		a := w.get(path)
		w.status(a, http.StatusOK)
		if cache := a.Header.Get("Cache-Control"); cache != "private" {
			t.Errorf("%s may be kept: %q", path, cache)
		}
		return string(a.body)
	}
	got := file(plain + "/export.geojson")
	for text, want := range map[string]bool{
		waits.ID: true, shown.ID: true, other.ID: false, "venter": false, "er fin": true, `"person"`: true,
	} {
		if strings.Contains(got, text) != want {
			t.Errorf("the recipe with %q: %s", text, got)
		}
	}
	if got := file(all + "/export.geojson"); !strings.Contains(got, "venter") {
		t.Errorf("with words it is %s", got)
	}
	// Beside the recipe's filter the request's own narrows it, and never widens it.
	if got := file(plain + "/export.csv?q=venter"); strings.Contains(got, waits.ID) {
		t.Errorf("words that wait are found: %s", got)
	}
	if got := file(plain + "/export.csv?q=fin"); !strings.Contains(got, shown.ID) {
		t.Errorf("words that are published are not found: %s", got)
	}
	if got := file(plain + "/export.csv?prompt=most_liked"); strings.Contains(got, other.ID) {
		t.Errorf("the recipe is widened: %s", got)
	}
	for _, format := range []string{"gpkg", "xlsx"} {
		w.status(w.get(plain+"/export."+format), http.StatusOK)
	}
	live := file(plain + "/ogc/collections/torstrand-points/items?filter=prompt+IN+('meeting_place','most_liked')")
	if strings.Contains(live, "venter") || !strings.Contains(live, "er fin") || !strings.Contains(live, `"person"`) || strings.Contains(live, other.ID) ||
		!strings.Contains(live, `"numberMatched":2,`) || !strings.Contains(live, w.url+plain+"/ogc/collections/torstrand-points") {
		t.Errorf("the live layer is %s", live)
	}
	if got := file(plain + "/ogc/collections/torstrand-points/items?filter=text+LIKE+'%25venter%25'"); !strings.Contains(got, `"numberMatched":0,`) {
		t.Errorf("words that wait are found: %s", got)
	}
	if got := file(all + "/ogc/collections/torstrand-points/items/" + waits.ID); !strings.Contains(got, "venter") {
		t.Errorf("with words one is %s", got)
	}
	w.refused(w.get(plain+"/ogc/collections/torstrand-points/items/"+other.ID), http.StatusNotFound, "not_found", "")
	if got := qgs(t, w.get(plain+"/project.qgz")); !strings.Contains(got, w.url+plain+"/ogc") {
		t.Errorf("the project leads elsewhere: %s", got)
	}
	if got := qgs(t, w.get("/api/v1/areas/torstrand/project.qgz")); strings.Contains(got, "kvq_") {
		t.Error("a project that nobody asked it of holds a recipe")
	}
	about := w.get(plain)
	w.status(about, http.StatusOK)
	if !strings.Contains(string(about.body), `"filter":"prompt=meeting_place"`) {
		t.Errorf("the recipe says %s", about.body)
	}

	for _, path := range []string{"/r/kvq_" + strings.Repeat("x", 43), "/r/kvt_" + strings.Repeat("x", 43), "/r/x"} {
		w.refused(w.get(path+"/export.csv"), http.StatusNotFound, "not_found", "")
	}
	w.refused(w.do(http.MethodPost, plain, map[string]any{}), http.StatusMethodNotAllowed, "method_not_allowed", "")
	w.clock.advance(store.RecipeLife)
	w.refused(w.get(plain+"/export.csv"), http.StatusNotFound, "not_found", "")
}

func TestRecipeIsRevoked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	path := w.recipe(store.Recipe{})
	w.status(w.get(path), http.StatusOK)
	all, err := w.store.AllRecipes(t.Context(), "torstrand")
	if err != nil || len(all) != 1 || all[0].UsedAt.IsZero() {
		t.Fatal(all, err)
	}
	if err := w.store.RevokeRecipe(t.Context(), all[0].ID); err != nil {
		t.Fatal(err)
	}
	w.refused(w.get(path), http.StatusNotFound, "not_found", "")
}
