package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"kvarter/store"
)

// hostLink is the answer to a new link of the room's workshop.
func (r *room) hostLink(name string) answer {
	r.t.Helper()
	a := r.do(http.MethodPost, r.hostLinks(), map[string]any{"name": name}, bearer(r.token)...)
	r.status(a, http.StatusCreated)
	return a
}

func (r *room) hostLinks() string { return workshops + "/" + r.code + "/host-links" }

type madeLink struct {
	Link struct {
		ID        int64
		Name      string
		ExpiresAt time.Time `json:"expires_at"`
	} `json:"host_link"`
	Secret string
}

// note is the body of a note in the room's first round.
func (r *room) note(more ...any) map[string]any {
	body := map[string]any{
		"id": uuid.NewString(), "kind": "note", "workshop": r.code, "round": 1, "prompt": "meeting_place", "lang": "nb", "text": "Mange nikket.",
		"geometry": newPerson().mark()["geometry"],
	}
	for i := 0; i < len(more); i += 2 {
		body[more[i].(string)] = more[i+1]
	}
	return body
}

// TestHostsPaceTheirWorkshop walks through all that a host link is for.
func TestHostsPaceTheirWorkshop(t *testing.T) {
	t.Parallel()
	r := newRoom(newWorld(t))
	made := read[madeLink](t, r.hostLink("Ola"))
	if want := time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC); made.Link.Name != "Ola" || !made.Link.ExpiresAt.Equal(want) || !strings.HasPrefix(made.Secret, "kvh_") {
		t.Errorf("the link is %+v", made)
	}
	path, as := workshops+"/"+r.code, bearer(made.Secret)
	r.status(r.get(path, as...), http.StatusOK)
	r.status(r.do(http.MethodPut, path+"/control", map[string]any{"holder": r.holder, "name": "Ola"}, as...), http.StatusOK)
	start := map[string]any{"holder": r.holder, "act": "start", "round": 1}
	r.status(r.do(http.MethodPost, path+"/steps", start, as...), http.StatusOK)
	r.status(r.do(http.MethodPost, path+"/screens", map[string]any{}, as...), http.StatusCreated)
	eventOf[state](r.listen(r.controlPath(), as...), "state")
	r.status(r.do(http.MethodPost, contributions, r.note(), as...), http.StatusCreated)
	r.status(r.do(http.MethodPatch, path, map[string]any{"people": 27}, as...), http.StatusOK)
	r.status(r.get(path+"/summary", as...), http.StatusOK)
	r.status(r.do(http.MethodDelete, path+"/control?holder="+r.holder, nil, as...), http.StatusNoContent)
	all := read[struct {
		Links []struct{ Name string } `json:"host_links"`
	}](t, r.get(r.hostLinks(), bearer(r.token)...))
	if len(all.Links) != 1 || all.Links[0].Name != "Ola" {
		t.Errorf("the links are %+v", all)
	}
}

// TestHostsKeepToTheirWorkshop tries everything else with a host link.
func TestHostsKeepToTheirWorkshop(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.otherArea()
	r := newRoom(w)
	second := r.do(http.MethodPost, workshops+"/"+r.code+"/rehearsals", nil, bearer(r.token)...)
	w.status(second, http.StatusCreated)
	other := read[state](t, second)
	as := bearer(read[madeLink](t, r.hostLink("")).Secret)
	own := workshops + "/" + r.code
	for _, path := range []string{workshops + "/" + other.Code, "/api/v1/areas/other/workshops/" + r.code} {
		for method, on := range map[string]string{http.MethodGet: "", http.MethodPatch: "", http.MethodPost: "/steps", http.MethodPut: "/control"} {
			code := "other_workshop"
			if strings.Contains(path, "/other/") {
				code = "other_area"
			}
			r.refused(r.do(method, path+on, map[string]any{}, as...), http.StatusForbidden, code, "")
		}
	}
	r.refused(r.get(workshops, as...), http.StatusForbidden, "forbidden", "")
	r.refused(r.do(http.MethodPost, workshops, map[string]any{}, as...), http.StatusForbidden, "forbidden", "")
	r.refused(r.do(http.MethodDelete, own, nil, as...), http.StatusForbidden, "forbidden", "")
	r.refused(r.do(http.MethodPost, own+"/rehearsals", map[string]any{}, as...), http.StatusForbidden, "forbidden", "")
	r.refused(r.do(http.MethodPost, own+"/host-links", map[string]any{}, as...), http.StatusForbidden, "forbidden", "")
	r.refused(r.do(http.MethodPatch, own, map[string]any{"date": "2027-03-04"}, as...), http.StatusForbidden, "forbidden", "date")
	r.status(r.do(http.MethodPost, contributions, newPerson().mark(), as...), http.StatusForbidden)
	r.status(r.do(http.MethodPost, contributions, r.note("workshop", other.Code), as...), http.StatusForbidden)
	r.status(r.do(http.MethodPost, contributions, r.note("workshop", ""), as...), http.StatusForbidden)
	r.status(r.do(http.MethodPost, contributions, r.note("kind", "contribution"), as...), http.StatusForbidden)
	// Nor is it anything on routes that are open: not even what the public sees.
	for _, route := range open {
		method, path, _ := strings.Cut(route, " ")
		if !strings.HasPrefix(path, "/api/v1/areas/:area/") && !strings.HasPrefix(path, "/ogc") || route == "POST /api/v1/areas/:area/contributions" {
			continue
		}
		if status := w.ask(method, path, someone{headers: as, code: r.code}); !refusedStatus(status) {
			t.Errorf("%s with a host link is answered %d", route, status)
		}
	}
	if got := read[state](t, r.get(workshops+"/"+other.Code, bearer(r.token)...)); got.State != "open" {
		t.Errorf("the other workshop is %+v", got)
	}
}

// TestHostLinksEnd holds that a link opens until it is revoked, and a week at most.
func TestHostLinksEnd(t *testing.T) {
	t.Parallel()
	r := newRoom(newWorld(t))
	one, two := read[madeLink](t, r.hostLink("")), read[madeLink](t, r.hostLink(""))
	path := workshops + "/" + r.code
	r.refused(r.do(http.MethodDelete, r.hostLinks()+"/999", nil, bearer(r.token)...), http.StatusNotFound, "not_found", "")
	r.status(r.do(http.MethodDelete, path+"/control?holder="+r.holder, nil, bearer(r.token)...), http.StatusNoContent)
	act := map[string]any{"holder": uuid.NewString(), "act": "start", "round": 1}
	r.status(r.do(http.MethodPost, path+"/steps", act, bearer(one.Secret)...), http.StatusOK)
	r.status(r.tryStep(r.holder, "pause"), http.StatusConflict)
	r.status(r.do(http.MethodDelete, r.hostLinks()+"/1", nil, bearer(r.token)...), http.StatusNoContent)
	r.step("pause") // whoever had the link does not act any more
	r.refused(r.get(path, bearer(one.Secret)...), http.StatusUnauthorized, "unauthorized", "Authorization")
	r.status(r.get(path, bearer(two.Secret)...), http.StatusOK)
	r.clock.advance(two.Link.ExpiresAt.Sub(r.clock.Now()))
	r.refused(r.get(path, bearer(two.Secret)...), http.StatusUnauthorized, "unauthorized", "Authorization")
	r.refused(r.get(path, bearer(store.NewSecret("kvh_"))...), http.StatusUnauthorized, "unauthorized", "Authorization")
	r.refused(r.do(http.MethodPost, r.hostLinks(), map[string]any{}, bearer(r.token)...), http.StatusConflict, "workshop_state", "")
}
