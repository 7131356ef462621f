package api_test

import (
	"net/http"
	"testing"
)

// TestOrder sends what replaces something upon what was known before.
func TestOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, other := newPerson(), newPerson()
	with := func(tag string) []string { return append(bearer(p.receipt), "If-Match", tag) }
	tag := func() string {
		t.Helper()
		a := w.get(me, bearer(p.receipt)...)
		w.status(a, http.StatusOK)
		return a.Header.Get("Etag")
	}
	mine, his := w.send(p, p.mark()), w.send(other, other.mark())
	before := tag()
	acts := []struct {
		method, path string
		body         any
		done         int
	}{
		{http.MethodPatch, contributions + "/" + mine.ID, map[string]any{"text": "older"}, http.StatusOK},
		{http.MethodPut, me + "/background", map[string]any{"answers": map[string]any{"age": "30-44"}}, http.StatusOK},
		{http.MethodPut, contributions + "/" + his.ID + "/agreement", nil, http.StatusNoContent},
		{http.MethodDelete, contributions + "/" + his.ID + "/agreement", nil, http.StatusNoContent},
	}
	for _, act := range acts {
		now := tag()
		w.status(w.do(act.method, act.path, act.body, with(now)...), act.done)
		for _, old := range []string{now, "W/" + now, before, `"0"`, `"01"`, "x", now + ", " + tag()} {
			w.refused(w.do(act.method, act.path, act.body, with(old)...), http.StatusPreconditionFailed, "outdated", "")
		}
		w.status(w.do(act.method, act.path, act.body, with("W/"+tag())...), act.done)
		w.status(w.do(act.method, act.path, act.body, with("*")...), act.done)
		w.status(w.do(act.method, act.path, act.body, bearer(p.receipt)...), act.done)
	}
}
