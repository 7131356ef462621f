package api_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"net/http"
	"strings"
	"testing"
)

// qgs is the document in a project.
func qgs(t *testing.T, a answer) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(a.body), int64(len(a.body)))
	if err != nil || len(z.File) != 1 || z.File[0].Name != "torstrand.qgs" {
		t.Fatalf("the project holds %v, %v", z, err)
	}
	f, err := z.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		if _, err := d.Token(); err == io.EOF {
			return string(b)
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestProject(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const path = "/api/v1/areas/torstrand/project.qgz"
	token := w.token("")
	for lang, want := range map[string]string{"": "Møtested", "?lang=nb": "Møtested", "?lang=en": "Meeting place"} {
		a := w.get(path + lang)
		w.status(a, http.StatusOK)
		if got := a.Header.Get("Content-Disposition"); got != `attachment; filename="kvarter-torstrand-2026-03-04.qgz"` {
			t.Errorf("the file is %s", got)
		}
		text := qgs(t, a)
		for _, part := range []string{
			`name="` + want + `"`, w.url + "/ogc", "torstrand-points", "torstrand-areas", "torstrand-placeless", "<authid>EPSG:25832</authid>", "© Kartverket", `prompt&#34; = \&#39;missing\&#39;`,
		} {
			if !strings.Contains(text, part) {
				t.Errorf("lang %q: %s is missing", lang, part)
			}
		}
	}
	if text := qgs(t, w.get(path, bearer(token)...)); strings.Contains(text, token) || !strings.Contains(text, `field="person"`) {
		t.Error("staff's project holds the token, or knows no person")
	}
	w.refused(w.get(path+"?lang=tlh"), http.StatusBadRequest, "malformed", "lang")
	w.refused(w.get(path+"?prompt=a"), http.StatusBadRequest, "malformed", "prompt")
	w.refused(w.get("/api/v1/areas/nowhere/project.qgz"), http.StatusNotFound, "not_found", "")
}
