package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kvarter/store"
)

const me = "/api/v1/areas/torstrand/participants/me"

// answers is a background as it is sent and kept.
type answers map[string]any

func (w *world) answer(p person, a any) answer {
	w.t.Helper()
	return w.do(http.MethodPut, me+"/background", map[string]any{"answers": a}, bearer(p.receipt)...)
}

func TestBackground(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	w.send(p, p.mark())
	if a := w.get(me, bearer(p.receipt)...); strings.Contains(string(a.body), "background") {
		t.Errorf("there is background before any was given: %s", a.body)
	}
	for _, c := range []struct {
		sent answers
		kept string
	}{
		{answers{"age": "30-44", "relation": []string{"works", "lives"}, "gender": "prefer_not_to_say"}, `{"answers":{"age":"30-44","gender":"prefer_not_to_say","relation":["lives","works"]}}`},
		{answers{"relation": "lives", "years": ""}, `{"answers":{"relation":["lives"]}}`},
		{answers{"relation": "prefer_not_to_say"}, `{"answers":{"relation":["prefer_not_to_say"]}}`},
		{answers{"age": "u13", "part": "north", "gender": "man"}, `{"answers":{"age":"u13"}}`},
	} {
		a := w.answer(p, c.sent)
		w.status(a, http.StatusOK)
		if got := strings.TrimSpace(string(a.body)); got != c.kept {
			t.Errorf("kept is %s, want %s", got, c.kept)
		}
		if own := w.get(me, bearer(p.receipt)...); !strings.Contains(string(own.body), `"background":`+c.kept) {
			t.Errorf("me is %s", own.body)
		}
	}
	a := w.answer(p, answers{})
	w.status(a, http.StatusOK)
	if own := w.get(me, bearer(p.receipt)...); strings.Contains(string(own.body), "background") {
		t.Errorf("taken back, it is %s", own.body)
	}
}

func TestBadBackground(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	w.send(p, p.mark())
	for _, c := range []struct {
		answers any
		field   string
		code    string
	}{
		{answers{"income": "high"}, "answers.income", "unknown"}, {answers{strings.Repeat("å", 500): "x"}, "answers", "unknown"},
		{answers{"age": "31"}, "answers.age", "unknown"}, {answers{"age": []string{"u13", "80+"}}, "answers.age", "too_long"},
		{answers{"relation": []string{"lives", "prefer_not_to_say"}}, "answers.relation", "not_allowed"},
		{answers{"relation": []string{"lives", "lives"}}, "answers.relation", "duplicate"},
	} {
		a := w.answer(p, c.answers)
		w.refused(a, http.StatusUnprocessableEntity, "invalid", c.field)
		if got := read[problem](t, a); got.Errors[0].Code != c.code {
			t.Errorf("%v is %s", c.answers, got.Errors[0].Code)
		}
	}
	put := func(body string) answer {
		return w.do(http.MethodPut, me+"/background", body, bearer(p.receipt)...)
	}
	for body, want := range map[string][2]string{
		`{`: {"malformed_json", "body"}, `{}`: {"malformed", "answers"}, `{"answers":null}`: {"malformed", "answers"},
		`{"answers":[]}`: {"malformed", "answers"}, `{"answers":{"age":null}}`: {"malformed", "answers"}, `{"answers":{"age":1}}`: {"malformed", "answers"}, `{"answers":{"age":{}}}`: {"malformed", "answers"},
		`{"answers":{"relation":[1]}}`: {"malformed", "answers"}, `{"answers":{"age":"80+","age":"u13"}}`: {"malformed", "answers"},
		`{"answers":{},"more":1}`: {"malformed", "more"}, `{"answers":{"relation":["lives",null]}}`: {"invalid", "answers.relation"},
	} {
		a := put(body)
		if a.StatusCode != 400 && a.StatusCode != 422 {
			t.Errorf("%s is answered %d", body, a.StatusCode)
			continue
		}
		w.refused(a, a.StatusCode, want[0], want[1])
	}
	if own := w.get(me, bearer(p.receipt)...); strings.Contains(string(own.body), "background") {
		t.Errorf("kept is %s", own.body)
	}
}

func TestAChildIsNotNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	story := p.mark("prompt", "story", "title", "Ferga", "share", "named", "byline", "Åse", "consent_lang", "nn")
	f := w.send(p, story)
	if f.Properties["consent_lang"] != "nn" || f.Properties["consent_at"] != "2026-03-04T12:30:00Z" {
		t.Errorf("its author sees %v", f.Properties)
	}
	w.review(f.ID, store.Decision{State: store.Published})
	w.status(w.answer(p, answers{"age": "u13"}), http.StatusOK)
	public := w.get(contributions + "/" + f.ID)
	w.status(public, http.StatusOK)
	if strings.Contains(string(public.body), "Åse") {
		t.Errorf("the public sees %s", public.body)
	}
	own := read[feature](t, w.get(contributions+"/"+f.ID, bearer(p.receipt)...))
	if own.Properties["byline"] != nil || own.Properties["consent_lang"] != nil || own.Properties["share"] != "anonymous" {
		t.Errorf("its author sees %v", own.Properties)
	}
	again := p.mark("prompt", "story", "share", "named", "byline", "Åse", "consent_lang", "nb")
	w.refused(w.do(http.MethodPost, contributions, again, bearer(p.receipt)...), http.StatusUnprocessableEntity, "invalid", "byline")
	patch := map[string]any{"share": "named", "byline": "Åse", "consent_lang": "nb"}
	w.refused(w.do(http.MethodPatch, contributions+"/"+f.ID, patch, bearer(p.receipt)...), http.StatusUnprocessableEntity, "invalid", "byline")
	w.status(w.do(http.MethodPost, contributions, story, bearer(p.receipt)...), http.StatusOK)
}

func TestConsent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	named := func(lang any) map[string]any {
		return p.mark("prompt", "story", "title", "Ferga", "share", "named", "byline", "Åse", "consent_lang", lang)
	}
	for lang, code := range map[any]string{nil: "required", "pl": "unknown", "x": "unknown"} {
		a := w.do(http.MethodPost, contributions, named(lang), bearer(p.receipt)...)
		w.refused(a, http.StatusUnprocessableEntity, "invalid", "consent_lang")
		if got := read[problem](t, a).Errors[0].Code; got != code {
			t.Errorf("%v is %s", lang, got)
		}
	}
	f := w.send(p, p.mark("prompt", "story", "title", "Ferga"))
	path := contributions + "/" + f.ID
	patch := func(body map[string]any) answer { return w.do(http.MethodPatch, path, body, bearer(p.receipt)...) }
	w.refused(patch(map[string]any{"share": "named", "byline": "Åse"}), http.StatusUnprocessableEntity, "invalid", "consent_lang")
	w.status(patch(map[string]any{"share": "named", "byline": "Åse", "consent_lang": "en"}), http.StatusOK)
	w.refused(patch(map[string]any{"consent_lang": nil}), http.StatusUnprocessableEntity, "invalid", "consent_lang")
	a := patch(map[string]any{"share": "programme", "byline": nil})
	w.status(a, http.StatusOK)
	if got := read[feature](t, a).Properties; got["consent_lang"] != nil || got["consent_at"] != nil {
		t.Errorf("consent outlived the name: %v", got)
	}
	staff := bearer(w.token(""))
	onBehalf := named(nil)
	delete(onBehalf, "participant")
	w.status(w.do(http.MethodPost, contributions, onBehalf, staff...), http.StatusCreated)
}

func TestWithdrawEverything(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, other := newPerson(), newPerson()
	first, his := p.mark(), other.mark()
	w.send(p, first)
	w.send(p, p.mark("text", "words"))
	f := w.send(other, his)
	w.status(w.answer(p, answers{"age": "30-44"}), http.StatusOK)
	w.status(w.do(http.MethodPut, contributions+"/"+f.ID+"/agreement", nil, bearer(p.receipt)...), http.StatusNoContent)

	w.refused(w.do(http.MethodDelete, me, nil), http.StatusUnauthorized, "receipt_required", "")
	w.refused(w.do(http.MethodDelete, me, nil, bearer(w.token(""))...), http.StatusForbidden, "forbidden", "")
	w.refused(w.do(http.MethodDelete, me+"?really=1", nil, bearer(p.receipt)...), http.StatusBadRequest, "malformed", "really")
	w.refused(w.do(http.MethodDelete, "/api/v1/areas/nowhere/participants/me", nil, bearer(p.receipt)...), http.StatusNotFound, "not_found", "")
	w.status(w.do(http.MethodDelete, me, nil, bearer(newPerson().receipt)...), http.StatusNoContent)
	if n := w.count(); n != 3 {
		t.Fatalf("%d are left", n)
	}
	for range 2 {
		w.status(w.do(http.MethodDelete, me, nil, bearer(p.receipt)...), http.StatusNoContent)
	}
	w.refused(w.get(me, bearer(p.receipt)...), http.StatusNotFound, "not_found", "")
	w.refused(w.get(contributions+"/"+first["id"].(string)), http.StatusGone, "gone", "")
	for _, late := range []map[string]any{first, p.mark()} {
		w.refused(w.do(http.MethodPost, contributions, late, bearer(p.receipt)...), http.StatusGone, "gone", "")
	}
	all := read[collection](t, w.get(contributions))
	if len(all.Features) != 1 || all.Features[0].Properties["agreements"] != 0.0 {
		t.Errorf("left are %v", all.Features)
	}
}

func TestOwnData(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, other := newPerson(), newPerson()
	w.send(p, p.mark("text", "Mine words"))
	f := w.send(other, other.mark("text", "OtherWords"))
	w.status(w.answer(p, answers{"relation": []string{"lives"}}), http.StatusOK)
	w.status(w.do(http.MethodPut, contributions+"/"+f.ID+"/agreement", nil, bearer(p.receipt)...), http.StatusNoContent)
	a := w.get(me+"/data", bearer(p.receipt)...)
	w.status(a, http.StatusOK)
	if got := a.Header.Get("Content-Disposition"); got != `attachment; filename="torstrand-mine-2026-03-04.json"` {
		t.Errorf("the file is called %s", got)
	}
	got := read[struct {
		Area        string
		Participant struct {
			Participant string
			Background  struct{ Answers answers }
		}
		Contributions collection
		Agreements    []string
	}](t, a)
	if got.Area != "torstrand" || got.Participant.Participant != p.id || len(got.Participant.Background.Answers) != 1 ||
		len(got.Contributions.Features) != 1 || got.Contributions.Features[0].Properties["text"] != "Mine words" ||
		len(got.Agreements) != 1 || got.Agreements[0] != f.ID {
		t.Errorf("the data is %s", a.body)
	}
	for _, secret := range []string{p.receipt, other.id, other.receipt, "OtherWords", "\"person\""} {
		if strings.Contains(string(a.body), secret) {
			t.Errorf("the data shows %q", secret)
		}
	}
}

// Much of one person comes whole, however many pieces it is read in.
func TestMuchOwnData(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, err := w.store.Area(t.Context(), "torstrand")
	if err != nil {
		t.Fatal(err)
	}
	much := *a
	method := *a.Methods[0]
	method.Prompts = append([]store.Prompt(nil), method.Prompts...)
	method.Prompt("story").Cap = 50
	much.Methods = []*store.Method{&method}
	w.apply(&much)
	p := newPerson()
	for range 50 {
		w.send(p, p.mark("prompt", "story", "text", strings.Repeat("👵", 10_000)))
	}
	got := read[struct{ Contributions collection }](t, w.get(me+"/data", bearer(p.receipt)...))
	seen := map[string]bool{}
	for _, f := range got.Contributions.Features {
		seen[f.ID] = true
	}
	if len(seen) != 50 || got.Contributions.NumberReturned != 50 {
		t.Errorf("%d come back, %d are told", len(seen), got.Contributions.NumberReturned)
	}
}

func TestReceiptOpensOnlyItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	staff := bearer(w.token(""))
	unknown := bearer(newPerson().receipt)
	for _, c := range []struct {
		method, path string
		body         any
	}{
		{http.MethodPut, me + "/background", map[string]any{"answers": answers{}}},
		{http.MethodGet, me + "/agreements", nil}, {http.MethodGet, me + "/data", nil},
	} {
		w.refused(w.do(c.method, c.path, c.body), http.StatusUnauthorized, "receipt_required", "")
		w.refused(w.do(c.method, c.path, c.body, staff...), http.StatusForbidden, "forbidden", "")
		w.refused(w.do(c.method, c.path, c.body, unknown...), http.StatusNotFound, "not_found", "")
		w.refused(w.do(c.method, c.path, c.body, "Authorization", "Bearer kvr_short"), http.StatusUnauthorized, "unauthorized", "Authorization")
		w.refused(w.do(c.method, c.path+"?q=x", c.body, unknown...), http.StatusBadRequest, "malformed", "q")
		elsewhere := strings.Replace(c.path, "torstrand", "nowhere", 1)
		w.refused(w.do(c.method, elsewhere, c.body, unknown...), http.StatusNotFound, "not_found", "")
	}
	agreement := contributions + "/" + uuid.NewString() + "/agreement"
	for _, method := range []string{http.MethodPut, http.MethodDelete} {
		w.refused(w.do(method, agreement, nil), http.StatusUnauthorized, "receipt_required", "")
		w.refused(w.do(method, agreement, nil, staff...), http.StatusForbidden, "forbidden", "")
		w.refused(w.do(method, agreement+"?q=x", nil, unknown...), http.StatusBadRequest, "malformed", "q")
		w.refused(w.do(method, contributions+"/1/agreement", nil, unknown...), http.StatusNotFound, "not_found", "")
	}
}
