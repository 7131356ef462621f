package api_test

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kvarter/api"
	"kvarter/store"
)

// open are the routes that anybody may use; what they see there other tests hold.
// For every other route: the least role that may use it, or who else may.
// A route that is in neither list fails the test.
var open = []string{
	"GET /", "GET /a/:area", "GET /a/:area/", "GET /assets/*", "GET /j/:code", "GET /screen/:code",
	"GET /staff", "GET /staff/:page", "GET /admin/:area", "GET /admin/:area/:page", "GET /analyse/:area", "GET /analyse/:area/:page",
	"GET /facilitate/:area", "GET /facilitate/:area/:page", "GET /basemap.pmtiles", "GET /:file", "GET /healthz", "GET /readyz",
	"GET /api", "GET /api/page.css", "GET /api/openapi.yaml", "GET /api/openapi.json",
	"GET /api/v1/areas", "GET /api/v1/areas/:area", "GET /api/v1/areas/:area/layers/:layer",
	"GET /api/v1/areas/:area/contributions", "POST /api/v1/areas/:area/contributions", "GET /api/v1/areas/:area/contributions/:id",
	"PATCH /api/v1/areas/:area/contributions/:id", "DELETE /api/v1/areas/:area/contributions/:id",
	"PUT /api/v1/areas/:area/contributions/:id/agreement", "DELETE /api/v1/areas/:area/contributions/:id/agreement",
	"POST /api/v1/areas/:area/contributions/:id/reports", "GET /api/v1/areas/:area/clusters",
	"GET /api/v1/areas/:area/contributions.geojson", "GET /api/v1/areas/:area/contributions.csv",
	"GET /api/v1/areas/:area/contributions.gpkg", "GET /api/v1/areas/:area/contributions.xlsx",
	"GET /api/v1/areas/:area/participants/me", "DELETE /api/v1/areas/:area/participants/me",
	"PUT /api/v1/areas/:area/participants/me/background", "GET /api/v1/areas/:area/participants/me/agreements",
	"GET /api/v1/areas/:area/participants/me/data", "GET /api/v1/areas/:area/participants/me/contributions",
	"GET /api/v1/areas/:area/exports", "GET /api/v1/areas/:area/project.qgz", "GET /api/v1/areas/:area/tiles.json", "GET /api/v1/areas/:area/tiles/:z/:x/:y.mvt",
	"GET /ogc", "GET /ogc/api", "GET /ogc/conformance", "GET /ogc/collections", "GET /ogc/collections/:collection",
	"GET /ogc/collections/:collection/queryables", "GET /ogc/collections/:collection/schema",
	"GET /ogc/collections/:collection/items", "GET /ogc/collections/:collection/items/:item", "GET /ogc/",
	"GET /api/v1/workshops/:code", "POST /api/v1/workshops/:code/phones", "PUT /api/v1/workshops/:code/presence",
	"GET /api/v1/workshops/:code/live", "GET /api/v1/workshops/:code/summary", "POST /api/v1/workshops/:code/screens",
	"GET /api/v1/workshops/:code/screen/live", "GET /api/v1/workshops/:code/screen/summary",
	"POST /api/v1/session", "POST /api/v1/invitations/open", "POST /api/v1/invitations/accept",
}

// guarded are the others.
var guarded = map[string]string{
	"GET /api/v1/areas/:area/workshops": paces, "POST /api/v1/areas/:area/workshops": paces,
	"GET /api/v1/areas/:area/workshops/:code": hosts, "PATCH /api/v1/areas/:area/workshops/:code": hosts,
	"DELETE /api/v1/areas/:area/workshops/:code": paces, "POST /api/v1/areas/:area/workshops/:code/rehearsals": paces,
	"PUT /api/v1/areas/:area/workshops/:code/control": hosts, "DELETE /api/v1/areas/:area/workshops/:code/control": hosts,
	"POST /api/v1/areas/:area/workshops/:code/steps": hosts, "POST /api/v1/areas/:area/workshops/:code/screens": hosts,
	"GET /api/v1/areas/:area/workshops/:code/live": hosts, "GET /api/v1/areas/:area/workshops/:code/summary": hosts,
	"GET /api/v1/areas/:area/workshops/:code/host-links": paces, "POST /api/v1/areas/:area/workshops/:code/host-links": paces,
	"DELETE /api/v1/areas/:area/workshops/:code/host-links/:number": paces,
	"GET /api/v1/session": aPerson, "DELETE /api/v1/session": aPerson, "PUT /api/v1/session/password": aPerson,
	"GET /api/v1/sessions": aPerson, "DELETE /api/v1/sessions/:number": aPerson,
	"GET /api/v1/areas/:area/overview": "reference", "GET /api/v1/areas/:area/settings": "administrator", "PATCH /api/v1/areas/:area/settings": "administrator",
	"PUT /api/v1/areas/:area/contributions/:id/placement": "analyst", "DELETE /api/v1/areas/:area/contributions/:id/placement": "analyst",
	"GET /api/v1/areas/:area/staff": "administrator", "POST /api/v1/areas/:area/staff": "administrator",
	"PUT /api/v1/areas/:area/staff/:number": "administrator", "POST /api/v1/areas/:area/staff/:number/invitation": "administrator",
	"GET /api/v1/areas/:area/tokens": "administrator", "POST /api/v1/areas/:area/tokens": "administrator",
	"DELETE /api/v1/areas/:area/tokens/:number": "administrator", "GET /api/v1/areas/:area/accesses": "administrator",
	"GET /api/v1/areas/:area/recipes": "analyst", "POST /api/v1/areas/:area/recipes": "analyst",
	"DELETE /api/v1/areas/:area/recipes/:number": "analyst",

	"GET /api/v1/areas/:area/review":                         "analyst",
	"POST /api/v1/areas/:area/review":                        "analyst",
	"POST /api/v1/areas/:area/review/undo":                   "analyst",
	"GET /api/v1/areas/:area/review/log":                     "analyst",
	"DELETE /api/v1/areas/:area/contributions/:id/originals": "analyst",
	"GET /api/v1/areas/:area/unusual":                        "analyst",
	"PUT /api/v1/areas/:area/persons/:person/aside":          "analyst",
	"DELETE /api/v1/areas/:area/persons/:person/aside":       "analyst",
	"GET /r/:secret/ogc":                                     secretPath,
	"GET /r/:secret/ogc/":                                    secretPath,
	"GET /r/:secret/ogc/api":                                 secretPath,
	"GET /r/:secret/ogc/conformance":                         secretPath,
	"GET /r/:secret/ogc/collections":                         secretPath,
	"GET /r/:secret/ogc/collections/:collection":             secretPath,
	"GET /r/:secret/ogc/collections/:collection/queryables":  secretPath,
	"GET /r/:secret/ogc/collections/:collection/schema":      secretPath,
	"GET /r/:secret/ogc/collections/:collection/items":       secretPath,
	"GET /r/:secret/ogc/collections/:collection/items/:item": secretPath,
	"GET /r/:secret/tiles.json":                              secretPath,
	"GET /r/:secret/tiles/:z/:x/:y.mvt":                      secretPath,
	"GET /r/:secret/project.qgz":                             secretPath,
	"GET /r/:secret":                                         secretPath, "GET /r/:secret/export.geojson": secretPath, "GET /r/:secret/export.csv": secretPath,
	"GET /r/:secret/export.gpkg": secretPath, "GET /r/:secret/export.xlsx": secretPath,
}

const (
	aPerson    = "person"
	secretPath = "secret path"
	paces      = string(store.RoleFacilitator)
	// hosts also have the workshop's link.
	hosts = "host"
)

// Every route, asked by nobody, a receipt, and every role, by session and by token,
// of this area, of another and of all: who is not named is refused before anything
// else is looked at.
func TestEveryRouteForEveryRole(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *api.Config) { c.Frontend, c.Limits.WriteBurst = built(), 0 })
	w.otherArea()
	routes, err := api.Routes(api.Config{Limits: api.DefaultLimits(), Frontend: built()})
	if err != nil {
		t.Fatal(err)
	}
	askers := w.everybody()
	for _, r := range routes {
		if r.Method == http.MethodHead {
			continue
		}
		route := r.Method + " " + r.Path
		if isOpen(route) {
			continue
		}
		want, known := guarded[route]
		if !known {
			t.Errorf("%s is in no list: say who may use it", route)
			continue
		}
		for name, a := range askers {
			if status := w.ask(r.Method, r.Path, a); a.may(want) == refusedStatus(status) {
				t.Errorf("%s by %s is answered %d", route, name, status)
			}
		}
	}
}

func isOpen(route string) bool {
	for _, one := range open {
		if route == one || one == "GET /:file" && strings.HasPrefix(route, "GET /") && strings.Count(route, "/") == 1 && strings.Contains(route, ".") {
			return true
		}
	}
	return false
}

func refusedStatus(status int) bool {
	return status == http.StatusUnauthorized || status == http.StatusForbidden
}

// someone is one who asks.
type someone struct {
	headers []string
	// role here, in the area that is asked about; empty for none.
	role store.Role
	// isPerson says that they signed in, and staff who they are.
	isPerson bool
	staff    int64
	// code of the workshop that they have a host link of.
	code string
}

func (a someone) may(want string) bool {
	switch want {
	case aPerson:
		return a.isPerson
	case hosts:
		return a.code != "" || a.may(paces)
	case secretPath:
		return true // it is the path that opens, not the asker; without a good one it is 404
	}
	for _, r := range store.AllRoles {
		if r == a.role {
			return true
		}
		if string(r) == want {
			return false
		}
	}
	return false
}

// everybody is one asker of each kind.
func (w *world) everybody() map[string]someone {
	all := map[string]someone{
		"nobody":    {},
		"a receipt": {headers: bearer(newPerson().receipt)},
	}
	r := newRoom(w)
	secret := read[struct{ Secret string }](w.t, r.hostLink("")).Secret
	all["a host link"] = someone{headers: bearer(secret), code: r.code}
	for _, role := range store.AllRoles {
		for _, area := range []string{"torstrand", "other", ""} {
			here, name := role, string(role)+" of "+area
			if area == "other" {
				here = ""
			}
			secret := store.NewSecret("kvt_")
			_, err := w.store.CreateToken(w.t.Context(), store.Token{Role: role, Area: area}, store.HashSecret(secret))
			if err != nil {
				w.t.Fatal(err)
			}
			all["token, "+name] = someone{headers: bearer(secret), role: here}
			if area != "" || role == store.RoleAdministrator {
				one := w.staff(area, role)
				all["person, "+name] = someone{headers: w.sessionOf(one), role: here, isPerson: true, staff: one}
			}
		}
	}
	return all
}

// ask asks for a route and answers the status. Nothing named there exists, but the
// area.
func (w *world) ask(method, path string, a someone) int {
	w.t.Helper()
	path = strings.NewReplacer(":area", "torstrand", ":id", "999999", ":number", "999999", ":person", "1", ":code", cmp.Or(a.code, "NOBODY"), ":secret", "kvq_"+strings.Repeat("x", 30)).Replace(path)
	r, err := http.NewRequestWithContext(context.Background(), method, w.url+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	if method != http.MethodGet {
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader([]byte("{}"))), 2
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(a.headers); i += 2 {
		r.Header.Set(a.headers[i], a.headers[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		w.t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	if method == http.MethodDelete && a.isPerson && strings.HasPrefix(path, "/api/v1/session") {
		w.renew(a)
	}
	return resp.StatusCode
}

// signedIn is the headers of a new person with a role, who signed in.
func (w *world) signedIn(area string, role store.Role) []string {
	w.t.Helper()
	return w.sessionOf(w.staff(area, role))
}

// staff is a new person with a role.
func (w *world) staff(area string, role store.Role) int64 {
	w.t.Helper()
	one, err := w.store.CreateStaff(w.t.Context(), store.Staff{
		Email: uuid.NewString() + "@example.org", Name: "Kari", Rights: []store.Right{{Area: area, Role: role}},
	}, store.HashSecret(uuid.NewString()))
	if err != nil {
		w.t.Fatal(err)
	}
	return one.ID
}

// sessionOf begins a session behind the password's back: hashing one takes long.
func (w *world) sessionOf(id int64) []string {
	w.t.Helper()
	secret := store.NewSecret("kvc_")
	if _, err := w.store.BeginSession(w.t.Context(), id, store.HashSecret(secret)); err != nil {
		w.t.Fatal(err)
	}
	return []string{"Cookie", "kvarter_session=" + secret, "X-CSRF-Token", api.CSRF(secret)}
}

// renew lets a person who signed out in again, under the same secret.
func (w *world) renew(a someone) {
	w.t.Helper()
	secret := strings.TrimPrefix(a.headers[1], "kvarter_session=")
	if _, err := w.store.SessionByHash(w.t.Context(), store.HashSecret(secret)); err == nil {
		return
	}
	if _, err := w.store.BeginSession(w.t.Context(), a.staff, store.HashSecret(secret)); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) otherArea() {
	w.t.Helper()
	a, err := w.store.Area(w.t.Context(), "torstrand")
	if err != nil {
		w.t.Fatal(err)
	}
	other := *a
	other.Slug = "other"
	w.apply(&other)
}
