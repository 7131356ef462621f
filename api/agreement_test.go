package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kvarter/store"
)

func TestAgreements(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, other := newPerson(), newPerson()
	mine, his := w.send(p, p.mark()), w.send(other, other.mark())
	agree := func(method, id string, by person) answer {
		t.Helper()
		return w.do(method, contributions+"/"+id+"/agreement", nil, bearer(by.receipt)...)
	}
	count := func(want float64) {
		t.Helper()
		if got := read[feature](t, w.get(contributions+"/"+his.ID)).Properties["agreements"]; got != want {
			t.Errorf("%v agree, want %v", got, want)
		}
	}
	tag := w.get(contributions).Header.Get("Etag")
	for range 2 {
		w.status(agree(http.MethodPut, his.ID, p), http.StatusNoContent)
		count(1)
	}
	if atMap := string(w.get("/api/v1/areas/torstrand/clusters?zoom=22").body); !strings.Contains(atMap, `"agreements":1`) {
		t.Errorf("the map shows %s", atMap)
	}
	if w.get(contributions).Header.Get("Etag") == tag {
		t.Error("the list's tag stands still")
	}
	a := w.get(me+"/agreements", bearer(p.receipt)...)
	if got := read[struct{ Agreements []string }](t, a).Agreements; !slices.Equal(got, []string{his.ID}) {
		t.Errorf("mine are %s", a.body)
	}
	if got := read[struct{ Agreements []string }](t, w.get(me+"/agreements", bearer(other.receipt)...)).Agreements; got == nil || len(got) != 0 {
		t.Errorf("his are %v", got)
	}
	w.refused(agree(http.MethodPut, mine.ID, p), http.StatusForbidden, "own", "")
	w.refused(agree(http.MethodPut, his.ID, newPerson()), http.StatusForbidden, "no_contribution", "")
	w.refused(agree(http.MethodPut, uuid.NewString(), p), http.StatusNotFound, "not_found", "")
	w.status(agree(http.MethodDelete, his.ID, newPerson()), http.StatusNoContent)
	w.status(agree(http.MethodDelete, uuid.NewString(), p), http.StatusNoContent)
	count(1)
	w.review(his.ID, store.Decision{State: store.Hidden, Reason: store.ReasonOther})
	w.refused(agree(http.MethodPut, his.ID, p), http.StatusNotFound, "not_found", "")
	w.review(his.ID, store.Decision{State: store.Published})
	for range 2 {
		w.status(agree(http.MethodDelete, his.ID, p), http.StatusNoContent)
		count(0)
	}
	w.status(w.do(http.MethodDelete, contributions+"/"+his.ID, nil, bearer(other.receipt)...), http.StatusNoContent)
	w.refused(agree(http.MethodPut, his.ID, p), http.StatusGone, "gone", "")
}
