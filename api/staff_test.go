package api_test

import (
	"net/http"
	"testing"
)

func TestStaff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	staff := bearer(w.token("torstrand"))
	a := w.do(http.MethodPost, contributions, newPerson().mark("participant", nil, "channel", "paper", "people", 7, "on_behalf", true,
		"created_at", "2026-02-01T10:00:00+01:00", "located_by", "paper", "text", "Fra arket"), staff...)
	w.status(a, http.StatusCreated)
	f := read[feature](t, a)
	for name, want := range map[string]any{
		"channel": "paper", "people": 7.0, "on_behalf": true, "created_at": "2026-02-01T09:00:00Z", "located_by": "paper",
		"received_at": "2026-03-04T12:30:00Z", "person": nil, "source": nil, "hold": nil,
	} {
		if got, ok := f.Properties[name]; got != want || !ok {
			t.Errorf("%s is %v, not %v", name, got, want)
		}
	}
	path := contributions + "/" + f.ID
	w.status(w.do(http.MethodPatch, path, map[string]any{"geometry": nil, "place": "revet_ferry"}, staff...), http.StatusOK)
	w.status(w.do(http.MethodDelete, path, nil, staff...), http.StatusNoContent)

	// What a resident sent is theirs.
	p := newPerson()
	theirs := contributions + "/" + w.send(p, p.mark()).ID
	w.refused(w.do(http.MethodPatch, theirs, map[string]any{"text": "x"}, staff...), http.StatusForbidden, "forbidden", "")
	w.refused(w.do(http.MethodPatch, theirs, map[string]any{"place": "revet_ferry"}, staff...), http.StatusForbidden, "forbidden", "")
	w.refused(w.do(http.MethodDelete, theirs, nil, staff...), http.StatusForbidden, "forbidden", "")
}

func TestStaffReads(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	staff := bearer(w.token("torstrand"))
	p := newPerson()
	w.send(p, p.mark("text", "waits"))
	w.send(p, p.mark())
	for query, want := range map[string]int{
		"": 2, "?status=pending": 1, "?status=pending,published": 2, "?channel=web": 2, "?channel=paper": 0, "?workshop=ABC": 0,
		"?datetime=2026-03-04T12:30:00Z": 2, "?q=wait": 1,
	} {
		a := w.get(contributions+query, staff...)
		w.status(a, http.StatusOK)
		all := read[collection](t, a)
		if all.NumberReturned != want || len(all.Features) != want {
			t.Errorf("%q gives staff %d, not %d", query, all.NumberReturned, want)
		}
		if cache := a.Header.Get("Cache-Control"); cache != "private, no-store" {
			t.Errorf("caches may keep what staff see: %q", cache)
		}
		if a.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Error("other sites may read what staff see")
		}
	}
}

func TestTokenOfAnotherArea(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, err := w.store.Area(t.Context(), "torstrand")
	if err != nil {
		t.Fatal(err)
	}
	other := *a
	other.Slug = "other"
	w.apply(&other)
	staff := bearer(w.token("other"))
	for _, path := range []string{contributions, contributions + ".csv", contributions + ".geojson", "/api/v1/areas/torstrand"} {
		w.refused(w.get(path, staff...), http.StatusForbidden, "other_area", "")
	}
	w.refused(w.do(http.MethodPost, contributions, newPerson().mark(), staff...), http.StatusForbidden, "other_area", "")
	w.status(w.get("/api/v1/areas/other/contributions", staff...), http.StatusOK)
	w.status(w.get("/api/v1/areas", staff...), http.StatusOK)
	all, err := w.store.AllTokens(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.store.RevokeToken(t.Context(), all[0].ID); err != nil {
		t.Fatal(err)
	}
	w.refused(w.get("/api/v1/areas/other/contributions", staff...), http.StatusUnauthorized, "unauthorized", "Authorization")
}
