package api_test

import (
	"net/http"
	"strings"
	"testing"
)

type exports struct {
	Count int
	Words []struct{ Name, Value string }
	Files []struct{ Format, Name, Refused string }
}

// What is said before a file is taken is what the file holds.
func TestExportsAreTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.everything()
	const path = "/api/v1/areas/torstrand/exports"
	for _, query := range []string{"", "?prompt=meeting_place", "?filter=text+IS+NULL", "?limit=2", "?crs=area", "?q=benken"} {
		for name, by := range map[string][]string{"public": nil, "staff": bearer(w.tokenOnce(""))} {
			a := w.get(path+query, by...)
			w.status(a, http.StatusOK)
			told := read[exports](t, a)
			for _, f := range told.Files {
				if f.Refused != "" {
					w.refused(w.get(contributions+"."+f.Format+query, by...), http.StatusBadRequest, "malformed", "crs")
					continue
				}
				file := w.get(contributions+"."+f.Format+query, by...)
				w.status(file, http.StatusOK)
				if got := file.Header.Get("Content-Disposition"); got != `attachment; filename="`+f.Name+`"` {
					t.Errorf("%s %s: told %s, sent %s", name, query, f.Name, got)
				}
				if f.Format == "geojson" {
					if n := len(read[collection](t, file).Features); n != told.Count {
						t.Errorf("%s %s: told %d, sent %d", name, query, told.Count, n)
					}
				}
			}
		}
	}
	words := string(w.get(path + "?prompt=meeting_place&lang=en").body)
	if !strings.Contains(words, `"Prompt"`) || !strings.Contains(words, `"Meeting place"`) {
		t.Errorf("the filter in English is %s", words)
	}
	w.refused(w.get(path+"?lang=tlh"), http.StatusBadRequest, "malformed", "lang")
	w.refused(w.get(path+"?crs=EPSG:1"), http.StatusBadRequest, "malformed", "crs")
	w.refused(w.get(path+"?channel=web"), http.StatusForbidden, "forbidden", "channel")
}
