package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
)

func TestCreate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	body := p.mark("text", "Vi møtes ved benken", "wish", "Flere benker", "lang", "nb", "method", "torstrand-2024")
	a := w.do(http.MethodPost, contributions, body, bearer(p.receipt)...)
	w.status(a, http.StatusCreated)
	id := body["id"].(string)
	if got := a.Header.Get("Location"); got != contributions+"/"+id {
		t.Errorf("it is said to be at %q", got)
	}
	f := read[feature](t, a)
	if f.ID != id || f.Properties["id"] != id || string(f.Geometry) != `{"type":"Point","coordinates":[10.0511234,59.0471235]}` {
		t.Errorf("the feature is %s", a.body)
	}
	for name, want := range map[string]any{
		"text": "Vi møtes ved benken", "wish": "Flere benker", "lang": "nb", "wave": "2026", "kind": "mark", "channel": "web",
		"share": "anonymous", "located_by": "map", "status": "pending", "review_geometry": "published", "review_words": "pending",
		"created_at": "2026-03-04T12:30:00Z", "updated_at": "2026-03-04T12:30:00Z", "outside_area": false, "title": nil,
	} {
		if got := f.Properties[name]; got != want {
			t.Errorf("%s is %v, not %v", name, got, want)
		}
	}
	for _, name := range []string{"participant", "person", "people", "on_behalf", "source", "hold", "received_at"} {
		if _, ok := f.Properties[name]; ok {
			t.Errorf("the author sees %s", name)
		}
	}
	if got := w.get(contributions+"/"+id, bearer(p.receipt)...); string(got.body) != string(a.body) {
		t.Errorf("it comes back to its author as %s", got.body)
	}
}

// TestCreateTogether: who sends at the same moment as others gets and leaves behind
// their own words, also where room is shared by one after the other.
func TestCreateTogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var all sync.WaitGroup
	for who := range 24 {
		all.Go(func() {
			p := newPerson()
			for n := range 4 {
				text := strings.Repeat(fmt.Sprintf("%d:%d;", who, n), 1+who*n)
				point := fmt.Sprintf(`{"type":"Point","coordinates":[10.05%02d1,59.047%d]}`, who, n+1)
				prompt := []string{"meeting_place", "most_liked", "least_liked", "community"}[n]
				body := p.mark("text", text, "prompt", prompt, "geometry", json.RawMessage(point))
				a := w.do(http.MethodPost, contributions, body, bearer(p.receipt)...)
				back := w.get(contributions+"/"+body["id"].(string), bearer(p.receipt)...)
				f := read[feature](t, back)
				if a.StatusCode != http.StatusCreated || string(a.body) != string(back.body) || f.Properties["text"] != text || string(f.Geometry) != point {
					t.Errorf("%d's answer %d is answered %d: %s, and comes back as %s", who, n, a.StatusCode, a.body, back.body)
				}
			}
		})
	}
	all.Wait()
}

func TestCreateAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	body := p.mark("text", "first")
	w.send(p, body)
	post := func() answer { return w.do(http.MethodPost, contributions, body, bearer(p.receipt)...) }
	w.status(post(), http.StatusOK)

	path := contributions + "/" + body["id"].(string)
	w.status(w.do(http.MethodPatch, path, map[string]any{"text": "second"}, bearer(p.receipt)...), http.StatusOK)
	again := post()
	w.status(again, http.StatusOK)
	if got := read[feature](t, again).Properties["text"]; got != "second" {
		t.Errorf("a repeat after an edit shows %v", got)
	}

	body["text"] = "other"
	w.refused(post(), http.StatusConflict, "id_conflict", "")
	body["text"] = "first"
	w.status(w.do(http.MethodDelete, path, nil, bearer(p.receipt)...), http.StatusNoContent)
	w.refused(post(), http.StatusGone, "gone", "")
	w.refused(w.do(http.MethodDelete, path, nil, bearer(p.receipt)...), http.StatusGone, "gone", "")
	w.refused(w.do(http.MethodPatch, path, map[string]any{"text": "x"}, bearer(p.receipt)...), http.StatusGone, "gone", "")
	w.refused(w.get(path), http.StatusGone, "gone", "")
	if n := w.count(); n != 0 {
		t.Errorf("%d are left", n)
	}
}

func TestAge(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	body := p.mark()
	for _, c := range []struct{ age, want string }{
		{"0", "2026-03-04T12:30:00Z"}, {"90", "2026-03-04T12:28:30Z"}, {"7776000", "2025-12-04T12:31:00Z"},
	} {
		body["id"] = uuid.NewString()
		a := w.do(http.MethodPost, contributions, body, append(bearer(p.receipt), "Age-Seconds", c.age)...)
		w.status(a, http.StatusCreated)
		if got := read[feature](t, a).Properties["created_at"]; got != c.want {
			t.Errorf("made %s s ago is %v, not %s", c.age, got, c.want)
		}
	}
	// The age is not part of the content.
	w.status(w.do(http.MethodPost, contributions, body, append(bearer(p.receipt), "Age-Seconds", "12")...), http.StatusOK)
	for _, age := range []string{"-1", "7776001", "1.5", "1e3", "soon", "+5", " 5 x", "99999999999999999999"} {
		body["id"] = uuid.NewString()
		w.refused(w.do(http.MethodPost, contributions, body, append(bearer(p.receipt), "Age-Seconds", age)...), http.StatusBadRequest, "malformed", "Age-Seconds")
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	f := w.send(p, p.mark("geometry", nil, "place", "revet_ferry"))
	if string(f.Geometry) != `{"type":"Point","coordinates":[10.0474,59.0406]}` || f.Properties["located_by"] != "list" {
		t.Errorf("a named place is %s, located by %v", f.Geometry, f.Properties["located_by"])
	}
	f = w.send(p, p.mark("geometry", nil, "place_text", "benken ved den gamle fabrikken"))
	if string(f.Geometry) != "null" || f.Properties["review_words"] != "pending" {
		t.Errorf("a place in words is %s, %v", f.Geometry, f.Properties)
	}
	w.refused(w.do(http.MethodPost, contributions, p.mark("geometry", nil), bearer(p.receipt)...), http.StatusUnprocessableEntity, "invalid", "geometry")
	w.refused(w.do(http.MethodPost, contributions, p.mark("geometry", nil, "place", "nowhere"), bearer(p.receipt)...), http.StatusUnprocessableEntity, "invalid", "place")
}

func TestChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	f := w.send(p, p.mark("text", "why", "wish", "what"))
	path := contributions + "/" + f.ID
	patch := func(doc map[string]any) feature {
		t.Helper()
		a := w.do(http.MethodPatch, path, doc, append(bearer(p.receipt), "Content-Type", "application/merge-patch+json")...)
		w.status(a, http.StatusOK)
		return read[feature](t, a)
	}
	w.clock.advance(time.Hour)
	f = patch(map[string]any{"wish": nil})
	if f.Properties["text"] != "why" || f.Properties["wish"] != nil || f.Properties["updated_at"] != "2026-03-04T13:30:00Z" {
		t.Errorf("null did not clear one and leave the rest: %v", f.Properties)
	}
	f = patch(map[string]any{"place": "revet_ferry", "geometry": nil})
	if string(f.Geometry) != `{"type":"Point","coordinates":[10.0474,59.0406]}` || f.Properties["located_by"] != "list" {
		t.Errorf("moved to a named place: %s %v", f.Geometry, f.Properties["located_by"])
	}
	// The place's position is not the author's own: it goes with the place.
	f = patch(map[string]any{"place": nil, "place_text": "på kaia"})
	if string(f.Geometry) != "null" || f.Properties["place"] != nil || f.Properties["place_text"] != "på kaia" {
		t.Errorf("moved to words: %s %v", f.Geometry, f.Properties)
	}
	f = patch(map[string]any{"geometry": map[string]any{"type": "Point", "coordinates": []float64{10.05, 59.05}}})
	if string(f.Geometry) != `{"type":"Point","coordinates":[10.05,59.05]}` || f.Properties["place_text"] != "på kaia" || f.Properties["located_by"] != "map" {
		t.Errorf("pinned again: %s %v", f.Geometry, f.Properties)
	}
	if g := patch(map[string]any{}); g.Properties["text"] != "why" {
		t.Errorf("an empty patch changed %v", g.Properties)
	}
	w.refused(w.do(http.MethodPatch, path, map[string]any{"geometry": nil, "place_text": nil}, bearer(p.receipt)...), http.StatusUnprocessableEntity, "invalid", "geometry")
	w.refused(w.do(http.MethodPatch, path, map[string]any{"prompt": "missing"}, bearer(p.receipt)...), http.StatusBadRequest, "malformed", "prompt")
	w.refused(w.do(http.MethodPatch, path, map[string]any{"text": 1}, bearer(p.receipt)...), http.StatusBadRequest, "malformed", "text")
}

func TestCap(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	for range 5 {
		w.send(p, p.mark())
	}
	w.refused(w.do(http.MethodPost, contributions, p.mark(), bearer(p.receipt)...), http.StatusUnprocessableEntity, "invalid", "prompt")
	w.send(newPerson(), newPerson().mark())
}

func TestWaveClosed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, err := w.store.Area(t.Context(), "torstrand")
	if err != nil {
		t.Fatal(err)
	}
	closed := *a
	closed.Waves = append(closed.Waves[:0:0], closed.Waves...)
	closed.Waves[0].Closes = w.clock.Now().Add(-time.Hour)
	w.apply(&closed)
	p := newPerson()
	w.refused(w.do(http.MethodPost, contributions, p.mark(), bearer(p.receipt)...), http.StatusConflict, "wave_closed", "")
	// Made in time, sent late.
	w.status(w.do(http.MethodPost, contributions, p.mark(), append(bearer(p.receipt), "Age-Seconds", "7200")...), http.StatusCreated)
}
