package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
)

func TestAuthorization(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token := w.token("")
	p := newPerson()
	good := "kvr_" + strings.Repeat("a", 22)
	for _, value := range []string{
		" ", "Bearer", "Bearer ", good, "Basic YTpi", "Bearer " + strings.Repeat("a", 30), "Bearer kvq_" + strings.Repeat("a", 30),
		"Bearer kvr_", "Bearer kvr_short", "Bearer " + good + " x", "Bearer  " + good, "Bearer kvr_" + strings.Repeat("ø", 22),
		"Bearer kvr_" + strings.Repeat("a", 5000), "Bearer KVR_" + strings.Repeat("a", 30), "Bearer " + good + "," + good, "Token " + token,
		"Bearer kvt_" + strings.Repeat("x", 30), "Bearer " + token + "x",
	} {
		for _, ask := range []func(...string) answer{
			func(h ...string) answer { return w.get("/api/v1/areas", h...) },
			func(h ...string) answer { return w.get("/api/v1/areas/torstrand", h...) },
			func(h ...string) answer { return w.get(contributions, h...) },
			func(h ...string) answer { return w.get(contributions+".csv", h...) },
			func(h ...string) answer { return w.get(contributions+"/"+uuid.NewString(), h...) },
			func(h ...string) answer { return w.do(http.MethodPost, contributions, p.mark(), h...) },
			func(h ...string) answer {
				return w.do(http.MethodDelete, contributions+"/"+uuid.NewString(), nil, h...)
			},
		} {
			a := ask("Authorization", value)
			w.refused(a, http.StatusUnauthorized, "unauthorized", "Authorization")
			if a.Header.Get("WWW-Authenticate") == "" {
				t.Error("it does not say how to authorize")
			}
		}
	}
	if n := w.count(); n != 0 {
		t.Errorf("%d were written", n)
	}
	w.status(w.get(contributions, "Authorization", "bearer "+good), http.StatusOK)
}

func TestTwoAuthorizations(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+contributions, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header["Authorization"] = []string{"Bearer " + newPerson().receipt, "Bearer " + newPerson().receipt}
	resp, err := w.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("it is answered %d", resp.StatusCode)
	}
}

func TestReceiptBinds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, other := newPerson(), newPerson()
	first := p.mark()
	f := w.send(p, first)
	// The answer was lost: the same again is the same, and binds nothing anew.
	w.status(w.do(http.MethodPost, contributions, first, bearer(p.receipt)...), http.StatusOK)

	w.refused(w.do(http.MethodPost, contributions, p.mark()), http.StatusUnauthorized, "receipt_required", "")
	w.refused(w.do(http.MethodPost, contributions, p.mark(), bearer(other.receipt)...), http.StatusForbidden, "receipt_mismatch", "")
	path := contributions + "/" + f.ID
	for _, body := range []any{map[string]any{"text": "x"}, map[string]any{"geometry": nil, "place": "revet_ferry"}} {
		w.refused(w.do(http.MethodPatch, path, body), http.StatusUnauthorized, "receipt_required", "")
		w.refused(w.do(http.MethodPatch, path, body, bearer(other.receipt)...), http.StatusForbidden, "receipt_mismatch", "")
		w.refused(w.do(http.MethodPatch, contributions+"/"+uuid.NewString(), body, bearer(p.receipt)...), http.StatusNotFound, "not_found", "")
	}
	w.refused(w.do(http.MethodDelete, path, nil), http.StatusUnauthorized, "receipt_required", "")
	w.refused(w.do(http.MethodDelete, path, nil, bearer(other.receipt)...), http.StatusForbidden, "receipt_mismatch", "")
	if n := w.count(); n != 1 {
		t.Errorf("there are %d", n)
	}
	w.status(w.do(http.MethodDelete, path, nil, bearer(p.receipt)...), http.StatusNoContent)
}

// Without a receipt from the start nobody can change it, whatever they bring.
func TestNoReceipt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	body := p.mark()
	w.status(w.do(http.MethodPost, contributions, body), http.StatusCreated)
	w.status(w.do(http.MethodPost, contributions, p.mark()), http.StatusCreated)
	path := contributions + "/" + body["id"].(string)
	for _, by := range [][]string{nil, bearer(p.receipt)} {
		if a := w.do(http.MethodDelete, path, nil, by...); a.StatusCode != http.StatusUnauthorized && a.StatusCode != http.StatusForbidden {
			t.Errorf("it is answered %d: %s", a.StatusCode, a.body)
		}
	}
	if n := w.count(); n != 2 {
		t.Errorf("there are %d", n)
	}
}

func TestMe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const me = "/api/v1/areas/torstrand/participants/me"
	p := newPerson()
	staff := bearer(w.token(""))
	for _, path := range []string{me, me + "/contributions"} {
		w.refused(w.get(path), http.StatusUnauthorized, "receipt_required", "")
		w.refused(w.get(path, bearer(p.receipt)...), http.StatusNotFound, "not_found", "")
		w.refused(w.get(path, staff...), http.StatusForbidden, "forbidden", "")
		w.refused(w.get(path+"?q=x", bearer(p.receipt)...), http.StatusBadRequest, "malformed", "q")
	}
	w.send(p, p.mark("text", "mine"))
	w.send(newPerson(), newPerson().mark("text", "other"))
	a := w.get(me, bearer(p.receipt)...)
	w.status(a, http.StatusOK)
	got := read[struct{ Participant, Wave, CreatedAt string }](t, a)
	if got.Participant != p.id || got.Wave != "2026" {
		t.Errorf("me is %s", a.body)
	}
	if cache := a.Header.Get("Cache-Control"); cache != "private, no-store" {
		t.Errorf("caches may keep me: %q", cache)
	}
	a = w.get(me+"/contributions", bearer(p.receipt)...)
	if all := read[collection](t, a); all.NumberReturned != 1 || all.Features[0].Properties["text"] != "mine" || len(all.Links) != 0 {
		t.Errorf("mine are %s", a.body)
	}
}

func TestOtherWave(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, err := w.store.Area(t.Context(), "torstrand")
	if err != nil {
		t.Fatal(err)
	}
	other := *a
	other.Slug = "other"
	w.apply(&other)
	p := newPerson()
	w.send(p, p.mark())
	w.refused(w.do(http.MethodPost, "/api/v1/areas/other/contributions", p.mark(), bearer(p.receipt)...), http.StatusConflict, "participant_conflict", "")
}
