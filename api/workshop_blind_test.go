package api_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestBlindIsBlind looks for a mark of a blind round every way there is to look,
// one test for each: before the reveal nothing tells of it, not even of its id.
func TestBlindIsBlind(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := newRoom(w)
	phone, screen := r.join(), r.screen()
	phoneHears := r.listen(r.phonePath(), phoneHeaders(phone)...)
	screenHears := r.listen(r.screenPath(), bearer(screen)...)
	r.step("start", "round", 1)
	author, other := newPerson(), newPerson()
	secret := r.give(author, 1, "meeting_place", "text", "hemmelig", "geometry", map[string]any{"type": "Point", "coordinates": []float64{10.06, 59.05}})
	w.send(other, other.mark())
	const area = "/api/v1/areas/torstrand"
	get := func(path string, headers ...string) func() answer {
		return func() answer { return w.get(path, headers...) }
	}
	ways := map[string]func() answer{
		"list":          get(contributions),
		"one":           get(contributions + "/" + secret.ID),
		"another's":     get(contributions+"/"+secret.ID, bearer(other.receipt)...),
		"phone's token": get(contributions+"/"+secret.ID, phoneHeaders(phone)...),
		"search":        get(contributions + "?q=hemmelig"),
		"box":           get(contributions + "?bbox=10,59,10.1,59.1"),
		"condition":     get(contributions + "?filter=text+LIKE+%27hem%25%27"),
		"clusters":      get(area + "/clusters?zoom=22&prompt=meeting_place"),
		"geojson":       get(contributions + ".geojson"),
		"csv":           get(contributions + ".csv"),
		"gpkg":          get(contributions + ".gpkg"),
		"xlsx":          get(contributions + ".xlsx"),
		"gis":           get("/ogc/collections/torstrand-points/items"),
		"own list":      get(area+"/participants/me/contributions", bearer(other.receipt)...),
		"own data":      get(area+"/participants/me/data", bearer(other.receipt)...),
		"heart": func() answer {
			return w.do(http.MethodPut, contributions+"/"+secret.ID+"/agreement", nil, bearer(other.receipt)...)
		},
		"report": func() answer {
			return w.do(http.MethodPost, contributions+"/"+secret.ID+"/reports", map[string]any{"id": newPerson().id, "reason": "other"})
		},
		"phone's poll":    get(r.phonePath(), phoneHeaders(phone)...),
		"screen's poll":   get(r.screenPath(), bearer(screen)...),
		"phone's summary": get("/api/v1/workshops/"+r.code+"/summary", phoneHeaders(phone)...),
		"look":            get("/api/v1/workshops/" + r.code),
	}
	for name, look := range ways {
		t.Run(name, func(t *testing.T) {
			if a := look(); tells(t, a, secret.ID) {
				t.Errorf("%d tells of it: %.2000s", a.StatusCode, a.body)
			}
		})
	}
	for _, path := range tilesAround() {
		t.Run("tile "+path, func(t *testing.T) {
			if a := w.get(area + "/tiles/" + path + ".mvt?prompt=meeting_place"); bytes.Contains(a.body, []byte(secret.ID)) || w.spots() != 1 {
				t.Errorf("the tile has it, or the clusters count it")
			}
		})
	}
	for name, l := range map[string]*listener{"phone's stream": phoneHears, "screen's stream": screenHears} {
		t.Run(name, func(t *testing.T) {
			l.t = t
			l.until(func(_ map[string]liveMark, data []byte) bool {
				return strings.Contains(string(data), `"1":{"marks":1,"people":1}`)
			})
			if heard := l.heard.String(); strings.Contains(heard, secret.ID) || strings.Contains(heard, "hemmelig") {
				t.Errorf("it is heard: %s", heard)
			}
		})
	}
	// The same ways after the reveal and the end: there is something to find.
	r.step("reveal", "round", 1)
	r.step("end")
	for _, name := range []string{"list", "one", "box", "clusters", "geojson", "csv", "gpkg", "xlsx", "gis", "phone's poll", "screen's poll", "phone's summary"} {
		if a := ways[name](); !tells(t, a, secret.ID) {
			t.Errorf("%s does not tell of it after the end either: %d %.500s", name, a.StatusCode, a.body)
		}
	}
}

// tells says whether the answer, a request for which names only the id, tells of
// the mark.
func tells(t *testing.T, a answer, id string) bool {
	t.Helper()
	if a.StatusCode == http.StatusNotFound || a.StatusCode == http.StatusConflict {
		return false // of a mark, or of a summary, that is not there
	}
	if a.StatusCode >= 500 {
		t.Errorf("answered %d: %s", a.StatusCode, a.body)
	}
	body := a.body
	if bytes.HasPrefix(body, []byte("PK")) {
		z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
		if err != nil {
			t.Fatal(err)
		}
		body = nil
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			body = append(body, b...)
		}
	}
	return bytes.Contains(body, []byte(id)) || bytes.Contains(body, []byte("hemmelig"))
}

// tilesAround are the tiles that the mark would be in, at a few zooms.
func tilesAround() []string { return []string{"0/0/0", "14/8649/4766", "18/138390/76267"} }

// spots is how many meeting places the clusters count.
func (w *world) spots() int {
	w.t.Helper()
	return read[struct{ NumberMatched int }](w.t, w.get("/api/v1/areas/torstrand/clusters?zoom=22&prompt=meeting_place")).NumberMatched
}

// TestUnreleasedWordsStayInside holds that words reach phones, screens and the
// summary when they are released, and that publishing is something else.
func TestUnreleasedWordsStayInside(t *testing.T) {
	t.Parallel()
	r := newRoom(newWorld(t))
	phone, screen := r.join(), r.screen()
	hears := r.listen(r.screenPath(), bearer(screen)...)
	r.step("start", "round", 2)
	one := r.give(newPerson(), 2, "most_liked", "text", "hemmelig", "wish", "en benk til")
	two := r.give(newPerson(), 2, "most_liked", "text", "sluppet fram")
	hears.until(func(all map[string]liveMark, _ []byte) bool { return len(all) == 2 })
	r.step("spotlight", "mark", one.ID)
	r.step("release", "marks", []string{two.ID})
	hears.until(func(all map[string]liveMark, _ []byte) bool { return all[two.ID].Text == "sluppet fram" })
	inside := func(where, body string, released bool) {
		t.Helper()
		if strings.Contains(body, "hemmelig") || strings.Contains(body, "benk") {
			t.Errorf("%s has words that were not released: %s", where, body)
		}
		if strings.Contains(body, "sluppet fram") != released {
			t.Errorf("%s has the released words: %v", where, !released)
		}
	}
	inside("the screen's stream", hears.heard.String(), true)
	inside("the phone's poll", string(r.get(r.phonePath(), phoneHeaders(phone)...).body), true)
	r.step("end")
	inside("the room's summary", string(r.get("/api/v1/workshops/"+r.code+"/summary", phoneHeaders(phone)...).body), true)
	inside("the screen's summary", string(r.get("/api/v1/workshops/"+r.code+"/screen/summary", bearer(screen)...).body), true)
	inside("the public list", string(r.get(contributions).body), false)
	if body := string(r.get(workshops+"/"+r.code+"/summary", bearer(r.token)...).body); !strings.Contains(body, "hemmelig") {
		t.Errorf("staff's summary lacks words: %s", body)
	}
	author := newPerson()
	r.refused(r.do(http.MethodPost, "/api/v1/workshops/"+r.code+"/phones", nil), http.StatusGone, "ended", "")
	late := author.mark("workshop", r.code, "round", 2, "prompt", "most_liked")
	a := r.do(http.MethodPost, contributions, late, append(bearer(author.receipt), "Workshop-Token", phone, "Age-Seconds", "600")...)
	r.status(a, http.StatusCreated)
	if got := r.get(contributions+"/"+late["id"].(string), bearer(r.token)...); !strings.Contains(string(got.body), `"late":true`) {
		t.Errorf("what came late is %s", got.body)
	}
}

// TestSummaryCountsPeople looks at where the most people set a mark.
func TestSummaryCountsPeople(t *testing.T) {
	t.Parallel()
	r := newRoom(newWorld(t))
	r.step("start", "round", 2)
	at := func(lon, lat float64) map[string]any {
		return map[string]any{"type": "Point", "coordinates": []float64{lon, lat}}
	}
	one := newPerson()
	for range 2 {
		r.give(one, 2, "most_liked", "geometry", at(10.0600, 59.0500))
	}
	for i := range 3 {
		r.give(newPerson(), 2, "most_liked", "geometry", at(10.0550, 59.0494+float64(i)*0.0001))
	}
	type summary struct {
		Marks, Participants int
		Rounds              []struct {
			Number, Marks, People int
			Top                   []struct {
				Place         *string
				Marks, People int
			}
		}
	}
	got := read[summary](t, r.get(workshops+"/"+r.code+"/summary", bearer(r.token)...))
	if got.Marks != 5 || got.Participants != 4 || len(got.Rounds) != 3 {
		t.Fatalf("the summary is %+v", got)
	}
	top := got.Rounds[1].Top
	if len(top) != 2 || top[0].People != 3 || top[0].Marks != 3 || top[1].People != 1 || top[1].Marks != 2 {
		t.Errorf("the top places are %+v", top)
	}
	if top[0].Place == nil || !strings.Contains(*top[0].Place, "heyerdahl") {
		t.Errorf("the first place is not by the school: %v", top[0].Place)
	}
}
