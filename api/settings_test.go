package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"kvarter/store"
)

const settings = "/api/v1/areas/torstrand/settings"

// administrator is a token that may change the area.
func (w *world) administrator() string {
	w.t.Helper()
	secret := "kvt_" + strings.Repeat("a", 30)
	if _, err := w.store.CreateToken(w.t.Context(), store.Token{Role: store.RoleAdministrator, Area: "torstrand", Name: "test"}, store.HashSecret(secret)); err != nil {
		w.t.Fatal(err)
	}
	return "Bearer " + secret
}

func (w *world) patch(body, authorization, query string) answer {
	w.t.Helper()
	return w.do(http.MethodPatch, settings+query, body, "Authorization", authorization, "Content-Type", "application/json")
}

func TestSettings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.administrator()
	type doc struct {
		Revision int64
		EditedBy *string `json:"edited_by"`
		Contact  map[string]string
		Boundary struct{ Geometry json.RawMessage }
		Waves    []map[string]any
	}
	before := read[doc](t, w.get(settings, "Authorization", admin))
	change := func(members string) string { return fmt.Sprintf(`{"revision":%d,%s}`, before.Revision, members) }
	box := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[10,59],[10.1,59],[10.1,59.1],[10,59.1],[10,59]]]}}]}`

	tried := read[doc](t, w.patch(change(`"boundary":{"geometry":`+box+`,"note":{"nb":"ny"}}`), admin, "?try=true"))
	if !strings.Contains(string(tried.Boundary.Geometry), "MultiPolygon") {
		t.Errorf("the boundary would be %s", tried.Boundary.Geometry)
	}
	if now := read[doc](t, w.get(settings, "Authorization", admin)); now.Revision != before.Revision {
		t.Error("trying changed it")
	}
	a := w.patch(change(`"contact":{"nb":"Ring oss"}`), admin, "")
	w.status(a, http.StatusOK)
	after := read[doc](t, a)
	if after.Contact["nb"] != "Ring oss" || after.EditedBy == nil || *after.EditedBy == "" || len(after.Waves) != len(before.Waves) {
		t.Errorf("it is %s", a.body)
	}
	w.refused(w.patch(change(`"contact":{"nb":"Mail oss"}`), admin, ""), http.StatusConflict, "stale", "")
	before.Revision = after.Revision
	policy := func(days string) answer {
		return w.patch(change(`"policy":{"marks":"each","others_after_sending":true,"byline_age":15,"redaction_days":`+days+`}`), admin, "?try=true")
	}
	if a := policy("7"); !strings.Contains(string(a.body), `"redaction_days":7`) {
		t.Errorf("with a policy it is %s", a.body)
	}
	for members, want := range map[string][2]string{
		`"name":{}`: {"invalid", "name"}, `"waves":[]`: {"invalid", "waves"}, `"boundary":{"geometry":{"type":"Point","coordinates":[10,59]},"note":{}}`: {"invalid", "boundary"},
		`"methods":[{"key":"none","information":{},"consent":{}}]`: {"invalid", "methods"}, `"slug":"other"`: {"malformed", "slug"},
	} {
		a := w.patch(change(members), admin, "")
		if p := read[problem](t, a); p.Code != want[0] || len(p.Errors) == 0 || p.Errors[0].Field != want[1] {
			t.Errorf("%s is answered %s", members, a.body)
		}
	}
	w.refused(w.patch(change(`"contact":{"nb":"x"}`), admin, "?dry=true"), http.StatusBadRequest, "malformed", "dry")
}

func TestOverview(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token := "Bearer " + w.token("torstrand")
	a := w.get("/api/v1/areas/torstrand/overview", "Authorization", token)
	w.status(a, http.StatusOK)
	w.refused(w.get("/api/v1/areas/torstrand/overview?wave=1999", "Authorization", token), http.StatusNotFound, "not_found", "")
	w.refused(w.get("/api/v1/areas/torstrand/overview?month=5", "Authorization", token), http.StatusBadRequest, "malformed", "month")
}

// The reference group reads the sums without small numbers, and nothing of what waits.
func TestReferenceGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	reference := w.signedIn("torstrand", store.RoleReference)
	p := newPerson()
	words := w.send(p, p.mark("text", "Naboen min heter Kari", "prompt", "most_liked"))
	type overview struct {
		People, Contributions, Waiting *int
		Prompts                        []struct{ People *int }
	}
	sums := func() overview { return read[overview](t, w.get("/api/v1/areas/torstrand/overview", reference...)) }
	if o := sums(); o.People != nil || o.Contributions != nil || o.Waiting != nil || len(o.Prompts) != 1 || o.Prompts[0].People != nil {
		t.Errorf("of one person it tells %+v", o)
	}
	if o := read[overview](t, w.get("/api/v1/areas/torstrand/overview", "Authorization", "Bearer "+w.token("torstrand"))); *o.People != 1 {
		t.Errorf("analysts are told %+v", o)
	}
	for range 4 {
		q := newPerson()
		w.send(q, q.mark("prompt", "most_liked"))
	}
	if o := sums(); o.People == nil || *o.People != 5 || *o.Prompts[0].People != 5 || o.Waiting != nil {
		t.Errorf("of five people it tells %+v", o)
	}

	for _, path := range []string{
		contributions + "?audience=staff", contributions + "/" + words.ID, contributions + ".csv", contributions + ".geojson",
		"/api/v1/areas/torstrand/tiles/0/0/0.mvt", "/ogc/collections/torstrand_points/items",
	} {
		a := w.get(path, reference...)
		if a.StatusCode >= 500 || strings.Contains(string(a.body), "Kari") || strings.Contains(string(a.body), "pending") {
			t.Errorf("%s is answered %d %s", path, a.StatusCode, a.body)
		}
	}
	for _, path := range []string{"review", "unusual", "review/log", "accesses", "settings", "recipes", "staff", "tokens", "workshops"} {
		w.refused(w.get("/api/v1/areas/torstrand/"+path, reference...), http.StatusForbidden, "forbidden", "")
	}
	for _, field := range []string{"status=pending", "channel=web"} {
		w.refused(w.get(contributions+"?"+field, reference...), http.StatusForbidden, "forbidden", "")
	}
}
