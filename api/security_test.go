package api_test

import (
	"net/http"
	"strings"
	"testing"

	"kvarter/api"
	"kvarter/store"
)

// A browser sends these without asking first, from any page. No change takes them,
// whoever signed in: they are refused before anything is read.
func TestChangesTakeNoSimpleBodies(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *api.Config) { c.Limits.WriteBurst = 0 })
	routes, err := api.Routes(api.Config{Limits: api.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	by := w.signedIn("", store.RoleAdministrator)
	for _, r := range routes {
		if r.Method != http.MethodPost && r.Method != http.MethodPut && r.Method != http.MethodPatch {
			continue
		}
		path := strings.NewReplacer(":area", "torstrand", ":id", "5f0c7a52-9a4e-4a57-8f0b-2a3a5b1c6d7e", ":number", "999999", ":person", "1",
			":code", "AAAAAA").Replace(r.Path)
		for _, media := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""} {
			a := w.do(r.Method, path, "{}", append([]string{"Content-Type", media}, by...)...)
			if a.StatusCode < 400 || a.StatusCode == http.StatusBadRequest || a.StatusCode == http.StatusUnprocessableEntity || a.StatusCode >= 500 {
				t.Errorf("%s %s takes %q: %d %s", r.Method, r.Path, media, a.StatusCode, a.body)
			}
		}
	}
}

// probes are markup that would run if it were ever taken for such.
const probe = `<script>alert(1)</script><img src=x onerror=alert(1)>"'--><svg onload=alert(1)>`

// Markup in every field that is ever shown comes back as text alone: in documents
// that no browser takes for a page, and escaped where it is one.
func TestStoredMarkupStaysText(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, err := w.store.Area(t.Context(), "torstrand")
	if err != nil {
		t.Fatal(err)
	}
	changed := *a
	probed := func(store.Text) store.Text { return store.Text{"nb": probe, "nn": probe, "en": probe} }
	changed.Name, changed.Operator, changed.About = probed(a.Name), probed(a.Operator), probed(a.About)
	changed.Decides, changed.NextSteps, changed.Contact = probed(a.Decides), probed(a.NextSteps), probed(a.Contact)
	changed.News = []store.News{{Date: "2026-01-01", Title: probed(nil), Body: probed(nil)}}
	changed.Places = append([]store.Place{}, a.Places...)
	changed.Places[0].Name = probed(nil)
	w.apply(&changed)
	second := changed
	second.Slug = "second"
	w.apply(&second)
	p := newPerson()
	mark := w.send(p, p.mark("text", probe, "wish", probe, "place_text", probe))
	w.send(p, p.mark("prompt", "story", "title", probe, "text", probe, "geometry", nil, "share", "named", "byline", probe, "consent_lang", "nb"))
	for _, f := range read[collection](t, w.get(contributions, bearer(w.token("torstrand"))...)).Features {
		w.review(f.ID, store.Decision{State: store.Published})
	}
	recipe := w.recipe(store.Recipe{Name: probe, Words: true, Bylines: true})
	by := w.signedIn("torstrand", store.RoleAdministrator)
	for _, path := range []string{
		"/", "/api", "/nowhere", "/a/" + "%3Cscript%3E", "/api/v1/areas", "/api/v1/areas/torstrand", contributions, contributions + "/" + mark.ID,
		contributions + ".csv", contributions + ".geojson", contributions + "?q=%3Cscript%3E", contributions + "?%3Cscript%3E=1",
		"/api/v1/areas/torstrand/clusters?zoom=14", "/ogc", "/ogc/collections", "/ogc/collections/torstrand-points/items",
		"/ogc/collections/torstrand-points", recipe, recipe + "/export.csv", areaPath + "/review?status=published", areaPath + "/recipes",
		areaPath + "/unusual", "/api/v1/areas/torstrand/tiles.json",
	} {
		for _, accept := range []string{"text/html", "*/*"} {
			a := w.get(path, append([]string{"Accept", accept}, by...)...)
			h := a.Header
			if h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "default-src") {
				t.Errorf("%s has headers %v", path, h)
			}
			if policy := h.Get("Content-Security-Policy"); strings.Contains(policy, "unsafe-inline") || strings.Contains(policy, "script-src *") {
				t.Errorf("%s lets scripts run: %s", path, policy)
			}
			isPage := strings.HasPrefix(h.Get("Content-Type"), "text/html")
			if isPage && (strings.Contains(string(a.body), "<script>alert") || strings.Contains(string(a.body), "<img src=x") || strings.Contains(string(a.body), "<svg onload")) {
				t.Errorf("%s as %q runs markup", path, accept)
			}
			if isPage && accept != "text/html" && path != "/" && path != "/api" {
				t.Errorf("%s is a page for whoever takes anything", path)
			}
		}
	}
}

// Other sites read what is public, without credentials, and nothing else; no site is
// ever let in with them.
func TestOtherSites(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	by := w.signedIn("torstrand", store.RoleAdministrator)
	origin := []string{"Origin", "https://evil.example"}
	for path, open := range map[string]bool{
		contributions: true, contributions + ".csv": true, "/api/v1/areas": true, "/api/v1/session": false, areaPath + "/staff": false,
		areaPath + "/review": false,
	} {
		a := w.get(path, append(origin, by...)...)
		if got := a.Header.Get("Access-Control-Allow-Origin"); got != "" {
			t.Errorf("%s is shared with credentials: %q", path, got)
		}
		if got := w.get(path, origin...).Header.Get("Access-Control-Allow-Origin"); (got == "*") != open {
			t.Errorf("%s is shared without: %q", path, got)
		}
		if a.Header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s lets other sites use cookies", path)
		}
		asked := w.do(http.MethodOptions, path, nil, append(origin, "Access-Control-Request-Method", "POST")...)
		if asked.Header.Get("Access-Control-Allow-Methods") != "" {
			t.Errorf("%s lets other sites change", path)
		}
	}
}

// Who may frame what: the area's sites the residents' page, nobody staff's.
func TestFrames(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *api.Config) { c.Frontend = built(); c.PublicURL = "https://kart.example.no" })
	a, err := w.store.Area(t.Context(), "torstrand")
	if err != nil {
		t.Fatal(err)
	}
	framed := *a
	framed.Frames = []string{"https://www.larvik.kommune.no", "https://*.example.no"}
	w.apply(&framed)
	for path, want := range map[string]string{
		"/a/torstrand":       "frame-ancestors https://www.larvik.kommune.no https://*.example.no;",
		"/admin/torstrand":   "frame-ancestors 'none'",
		"/staff":             "frame-ancestors 'none'",
		"/api/v1/areas":      "frame-ancestors 'none'",
		"/analyse/torstrand": "frame-ancestors 'none'",
	} {
		got := w.get(path, "Accept-Encoding", "identity").Header
		if !strings.Contains(got.Get("Content-Security-Policy"), want) {
			t.Errorf("%s has %q", path, got.Get("Content-Security-Policy"))
		}
		if got.Get("Strict-Transport-Security") == "" {
			t.Errorf("%s lets browsers come back without TLS", path)
		}
	}
	for _, bad := range []string{"http://example.no", "https://example.no/", "*", "https://example.no; script-src *", "https://a b"} {
		framed.Frames = []string{bad}
		if _, err := w.store.ApplyArea(t.Context(), &framed); len(store.Invalids(err)) != 1 {
			t.Errorf("%q is taken: %v", bad, err)
		}
	}
}
