package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kvarter/api"
	"kvarter/store"
)

func reported(reason string, more ...any) map[string]any {
	m := map[string]any{"id": uuid.NewString(), "reason": reason}
	for i := 0; i < len(more); i += 2 {
		m[more[i].(string)] = more[i+1]
	}
	return m
}

func TestReports(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	f := w.send(p, p.mark("text", "Ola bor her"))
	w.review(f.ID, store.Decision{State: store.Published})
	path := contributions + "/" + f.ID + "/reports"
	public := func() any {
		t.Helper()
		return read[feature](t, w.get(contributions+"/"+f.ID)).Properties["text"]
	}
	rude := reported("offensive")
	for range 2 {
		w.status(w.do(http.MethodPost, path, rude), http.StatusNoContent)
	}
	if public() != "Ola bor her" {
		t.Error("a matter of taste took words off the map")
	}
	personal := reported("personal_data", "text", "Det er naboen")
	for _, by := range [][]string{nil, bearer(newPerson().receipt), bearer(w.token(""))} {
		w.status(w.do(http.MethodPost, path, personal, by...), http.StatusNoContent)
	}
	if public() != nil {
		t.Error("personal data is still on the map")
	}
	rude["reason"] = "spam"
	w.refused(w.do(http.MethodPost, path, rude), http.StatusConflict, "id_conflict", "")
	open, err := w.store.OpenReports(t.Context(), "torstrand")
	if err != nil || len(open) != 2 || open[1].Text != "Det er naboen" {
		t.Errorf("open are %+v, %v", open, err)
	}
	w.review(f.ID, store.Decision{State: store.Published})
	w.status(w.do(http.MethodPost, path, reported("threat")), http.StatusNoContent)
	if public() != "Ola bor her" {
		t.Error("what staff upheld went off the map")
	}
}

func TestBadReports(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	f := w.send(p, p.mark())
	path := contributions + "/" + f.ID + "/reports"
	for _, c := range []struct {
		body   any
		status int
		code   string
		field  string
	}{
		{reported("boring"), 422, "invalid", "reason"}, {reported("duplicate"), 422, "invalid", "reason"},
		{reported(""), 400, "malformed", "reason"}, {map[string]any{"reason": "spam"}, 400, "malformed", "id"},
		{reported("spam", "id", "1"), 400, "malformed", "id"}, {reported("spam", "id", "0f8fad5b-d9cb-769f-a165-70867728950e"), 422, "invalid", "id"},
		{reported("spam", "text", strings.Repeat("x", 1001)), 422, "invalid", "text"}, {reported("spam", "text", "a\x00b"), 422, "invalid", "text"},
		{reported("spam", "name", "me"), 400, "malformed", "name"}, {reported("spam", "text", 1), 400, "malformed", "text"}, {"{", 400, "malformed_json", "body"},
	} {
		w.refused(w.do(http.MethodPost, path, c.body), c.status, c.code, c.field)
	}
	hidden := w.send(p, p.mark("prompt", "community"))
	w.review(hidden.ID, store.Decision{State: store.Hidden, Reason: store.ReasonSpam})
	for _, id := range []string{hidden.ID, uuid.NewString(), "1"} {
		w.refused(w.do(http.MethodPost, contributions+"/"+id+"/reports", reported("spam")), http.StatusNotFound, "not_found", "")
	}
	w.status(w.do(http.MethodDelete, contributions+"/"+f.ID, nil, bearer(p.receipt)...), http.StatusNoContent)
	w.refused(w.do(http.MethodPost, path, reported("spam")), http.StatusGone, "gone", "")
	if open, err := w.store.OpenReports(t.Context(), "torstrand"); err != nil || len(open) != 0 {
		t.Errorf("open are %+v, %v", open, err)
	}
}

func TestReportsAreLimited(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *api.Config) { c.Limits.WriteBurst = 2 })
	path := contributions + "/" + uuid.NewString() + "/reports"
	for range 2 {
		w.refused(w.do(http.MethodPost, path, reported("spam")), http.StatusNotFound, "not_found", "")
	}
	w.refused(w.do(http.MethodPost, path, reported("spam")), http.StatusTooManyRequests, "too_many_requests", "")
}
