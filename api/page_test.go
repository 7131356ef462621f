package api_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"kvarter/api"
)

func built() fstest.MapFS {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	return fstest.MapFS{
		"index.html": file("<!doctype html>plain"), "index.html.br": file("brotli"), "index.html.gz": file("gzip"),
		"analyse.html": file("analyse"), "facilitate.html": file("facilitate"),
		"assets/a-1.js": file("alert"), "assets/a-1.js.br": file("js in brotli"), "assets/_b.css": file("css"), "assets/font.woff2": file("font"),
		"favicon.svg": file("<svg/>"), ".gitkeep": file(""), ".vite/manifest.json": file("{}"),
	}
}

func withPages(c *api.Config) { c.Frontend = built() }

func TestAreaPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withPages)
	for accept, want := range map[string][2]string{
		"identity": {"<!doctype html>plain", ""}, "gzip, deflate, br": {"brotli", "br"}, "gzip": {"gzip", "gzip"}, "br;q=0, gzip;q=0.5": {"gzip", "gzip"},
	} {
		a := w.get("/a/torstrand", "Accept-Encoding", accept)
		w.status(a, http.StatusOK)
		if string(a.body) != want[0] || a.Header.Get("Content-Encoding") != want[1] {
			t.Errorf("%s gets %q in %q", accept, a.body, a.Header.Get("Content-Encoding"))
		}
		for header, want := range map[string]string{
			"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache", "Vary": "Accept-Language",
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := a.Header.Get(header); got != want {
				t.Errorf("%s is %q", header, got)
			}
		}
		if got := a.Header.Get("Permissions-Policy"); !strings.HasPrefix(got, "geolocation=(self)") {
			t.Errorf("the page may %s", got)
		}
		want := "default-src 'self'; img-src 'self' data: blob: https://cache.kartverket.no; connect-src 'self' https://cache.kartverket.no; " +
			"worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
		if got := a.Header.Get("Content-Security-Policy"); got != want {
			t.Errorf("the policy is %s", got)
		}
	}
	a := w.get("/a/nowhere", "Accept", "text/html")
	w.status(a, http.StatusNotFound)
	if a.Header.Get("Content-Type") != "text/html; charset=utf-8" || !strings.Contains(string(a.body), "finnes ikke") {
		t.Errorf("no such area is %s", a.body)
	}
	if got := a.Header.Get("Content-Security-Policy"); strings.Contains(got, "kartverket") || !strings.HasPrefix(got, "default-src 'self'") {
		t.Errorf("the policy of the error page is %s", got)
	}
}

// TestTextsAreNamedAhead: the page names the texts it will most likely need.
func TestTextsAreNamedAhead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *api.Config) {
		pages := built()
		pages[".vite/manifest.json"].Data = []byte(`{"index.html":{"file":"assets/a-1.js"},
			"src/lib/i18n/locales/nb.json":{"file":"assets/nb-1.js"},"src/lib/i18n/locales/en.json":{"file":"assets/en-1.js"}}`)
		c.Frontend = pages
	})
	for _, ask := range []struct{ path, accepts, want string }{
		{"", "", "nb"}, {"", "en-GB,en;q=0.9", "en"}, {"", "no", "nb"}, {"", "de, nb;q=0.5", "nb"}, {"?lang=en", "nb", "en"},
		{"?lang=%00", "\"", "nb"}, {"", strings.Repeat("en-x-", 500), "nb"},
	} {
		links := w.get("/a/torstrand"+ask.path, "Accept-Encoding", "identity", "Accept-Language", ask.accepts).Header.Values("Link")
		if len(links) != 2 || links[1] != "</assets/"+ask.want+"-1.js>; rel=modulepreload" {
			t.Errorf("%q %.20q: %q", ask.path, ask.accepts, links)
		}
	}
}

// TestStaffPages: each address has its file, which nobody may frame or keep, and
// only its own area's tiles are let in.
func TestStaffPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withPages)
	for path, want := range map[string]struct {
		file  string
		tiles bool
	}{
		"/staff": {"analyse", false}, "/staff/account": {"analyse", false}, "/admin/torstrand": {"analyse", true}, "/admin/torstrand/review": {"analyse", true},
		"/analyse/torstrand": {"analyse", true}, "/facilitate/torstrand": {"facilitate", true}, "/facilitate/torstrand/new": {"facilitate", true},
		"/screen/K7M4PX": {"facilitate", true}, "/j/K7M4PX": {"<!doctype html>plain", true},
	} {
		a := w.get(path, "Accept-Encoding", "identity")
		w.status(a, http.StatusOK)
		policy := a.Header.Get("Content-Security-Policy")
		if string(a.body) != want.file || a.Header.Get("Cache-Control") != "no-cache" ||
			!strings.HasPrefix(policy, "default-src 'self'; ") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s is %q %v", path, a.body, a.Header)
		}
		if strings.Contains(policy, "kartverket") != want.tiles {
			t.Errorf("the policy of %s is %s", path, policy)
		}
	}
	for _, path := range []string{"/admin/nowhere", "/analyse/nowhere", "/facilitate/nowhere", "/admin/nowhere/review", "/admin"} {
		w.status(w.get(path), http.StatusNotFound)
	}
}

func TestUnbuilt(t *testing.T) {
	t.Parallel()
	for _, frontend := range []fstest.MapFS{nil, {".gitkeep": &fstest.MapFile{}}} {
		w := newWorld(t, func(c *api.Config) {
			if frontend != nil {
				c.Frontend = frontend
			}
		})
		a := w.get("/a/torstrand")
		w.status(a, http.StatusServiceUnavailable)
		if !strings.Contains(string(a.body), "make build") {
			t.Errorf("it says %s", a.body)
		}
	}
}

// Typed from a poster, an address may end with a stroke.
func TestAreaPageWithAStroke(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withPages)
	for path, want := range map[string]string{"/a/torstrand/": "/a/torstrand", "/a/torstrand/?lang=nn": "/a/torstrand?lang=nn"} {
		a := w.get(path)
		w.status(a, http.StatusMovedPermanently)
		if got := a.Header.Get("Location"); got != want {
			t.Errorf("%s leads to %s", path, got)
		}
	}
	w.status(w.get("/a/%2F%2Fexample.org/"), http.StatusNotFound)
}

func TestFrontPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withPages)
	a := w.get("/")
	w.status(a, http.StatusFound)
	if got := a.Header.Get("Location"); got != "/a/torstrand" {
		t.Errorf("it leads to %s", got)
	}
	torstrand, err := w.store.Area(t.Context(), "torstrand")
	if err != nil {
		t.Fatal(err)
	}
	other := *torstrand
	other.Slug, other.Name = "other", map[string]string{"nb": "<b>Andre</b>"}
	w.apply(&other)
	a = w.get("/")
	w.status(a, http.StatusOK)
	if body := string(a.body); !strings.Contains(body, `<a href="/a/other">&lt;b&gt;Andre&lt;/b&gt;</a>`) || !strings.Contains(body, `href="/a/torstrand"`) {
		t.Errorf("the list is %s", a.body)
	}
}

func TestAssets(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withPages)
	a := w.get("/assets/a-1.js", "Accept-Encoding", "br")
	w.status(a, http.StatusOK)
	if string(a.body) != "js in brotli" || a.Header.Get("Content-Type") != "text/javascript; charset=utf-8" ||
		a.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
		t.Errorf("%q %v", a.body, a.Header)
	}
	if a := w.get("/assets/_b.css", "Accept-Encoding", "br"); string(a.body) != "css" || a.Header.Get("Content-Encoding") != "" {
		t.Errorf("what is not packed is %q in %q", a.body, a.Header.Get("Content-Encoding"))
	}
	if a := w.get("/favicon.svg"); string(a.body) != "<svg/>" || a.Header.Get("Content-Type") != "image/svg+xml" || a.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("the icon is %q %v", a.body, a.Header)
	}
	for _, path := range []string{
		"/assets/none.js", "/assets/a-1.js.br", "/assets/", "/assets/../index.html", "/assets/%2e%2e/index.html", "/assets/..%2f.vite%2fmanifest.json",
		"/assets//a-1.js", "/index.html", "/analyse.html", "/facilitate.html", "/index.html.br", "/.gitkeep", "/.vite/manifest.json",
	} {
		w.refused(w.get(path), http.StatusNotFound, "not_found", "")
	}
}

func TestBasemap(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "larvik.pmtiles")
	if err := os.WriteFile(path, []byte("PMTiles0123456789"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, withPages, func(c *api.Config) { c.BasemapFile = path })
	a := w.get("/basemap.pmtiles", "Range", "bytes=7-9")
	w.status(a, http.StatusPartialContent)
	if string(a.body) != "012" || a.Header.Get("Content-Range") != "bytes 7-9/17" {
		t.Errorf("the range is %q %s", a.body, a.Header.Get("Content-Range"))
	}
	w.status(w.get("/basemap.pmtiles", "Range", "bytes=99-"), http.StatusRequestedRangeNotSatisfiable)
	w.status(w.get("/basemap.pmtiles", "If-Modified-Since", a.Header.Get("Last-Modified")), http.StatusNotModified)
	// The own file stands before the area's tiles, whose host is then not let in.
	doc := read[struct {
		BaseMap map[string]any `json:"base_map"`
	}](t, w.get("/api/v1/areas/torstrand"))
	if doc.BaseMap["kind"] != "pmtiles" || doc.BaseMap["url"] != "/basemap.pmtiles" || doc.BaseMap["attribution"] == "" {
		t.Errorf("the base map is %v", doc.BaseMap)
	}
	if got := w.get("/a/torstrand", "Accept-Encoding", "identity").Header.Get("Content-Security-Policy"); strings.Contains(got, "kartverket") {
		t.Errorf("the policy is %s", got)
	}
}
