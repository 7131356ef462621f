package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

const workshops = "/api/v1/areas/torstrand/workshops"

// room is a workshop with somebody who controls it.
type room struct {
	*world
	token, code, holder string
}

// round is one round of a plan.
func round(prompt string, blind bool, most int) map[string]any {
	return map[string]any{"prompt": prompt, "minutes": 5, "blind": blind, "cap": most}
}

// newRoom opens a workshop with a blind round, an open one and a blind one.
func newRoom(w *world) *room {
	w.t.Helper()
	r := &room{world: w, token: w.token(""), holder: uuid.NewString()}
	a := w.do(http.MethodPost, workshops, map[string]any{
		"kind": "live", "title": "Torstrand Grendehus", "date": "2026-03-04", "expected": 30,
		"rounds": []any{round("meeting_place", true, 3), round("most_liked", false, 2), round("least_liked", true, 3)},
	}, bearer(r.token)...)
	w.status(a, http.StatusCreated)
	r.code = read[state](w.t, a).Code
	r.step("open")
	return r
}

// state is what tests look at of a workshop.
type state struct {
	Code      string
	State     string
	Version   int64
	Stage     int
	Total     int
	Spotlight *string
	Rounds    []struct {
		Number, Marks, People int
		State                 string
		Revealed              bool
		EndsAt                *string `json:"ends_at"`
		Remaining             *int
	}
	RehearsalOf *string `json:"rehearsal_of"`
	Control     *struct {
		Holder, Name string
		Asked        *struct{ Holder, Name string }
	}
}

// liveMarks is the data of an event marks.
type liveMarks struct {
	Reset bool
	Marks []liveMark
	Gone  []string
}

type liveMark struct {
	ID, Text, Hold string
	Round          int
	Released, Late bool
	Hidden         bool
	Geometry       json.RawMessage
}

func (r *room) steps() string { return workshops + "/" + r.code + "/steps" }

// step does act with members in pairs, as the control that acts.
func (r *room) step(act string, more ...any) state {
	r.t.Helper()
	a := r.tryStep(r.holder, act, more...)
	r.status(a, http.StatusOK)
	return read[state](r.t, a)
}

func (r *room) tryStep(holder, act string, more ...any) answer {
	r.t.Helper()
	body := map[string]any{"holder": holder, "act": act}
	for i := 0; i < len(more); i += 2 {
		body[more[i].(string)] = more[i+1]
	}
	return r.do(http.MethodPost, r.steps(), body, bearer(r.token)...)
}

// join is the token of a phone.
func (r *room) join() string {
	r.t.Helper()
	a := r.do(http.MethodPost, "/api/v1/workshops/"+r.code+"/phones", nil)
	r.status(a, http.StatusCreated)
	return read[struct{ Token string }](r.t, a).Token
}

// give sends a mark of a round.
func (r *room) give(p person, round int, prompt string, more ...any) feature {
	r.t.Helper()
	return r.send(p, p.mark(append([]any{"workshop", r.code, "round", round, "prompt", prompt}, more...)...))
}

// screen is the secret of a paired screen.
func (r *room) screen() string {
	r.t.Helper()
	a := r.do(http.MethodPost, workshops+"/"+r.code+"/screens", map[string]any{}, bearer(r.token)...)
	r.status(a, http.StatusCreated)
	return read[struct{ Secret string }](r.t, a).Secret
}

// TestWorkshopRuns walks through a workshop with a phone, a screen and a control.
func TestWorkshopRuns(t *testing.T) {
	t.Parallel()
	r := newRoom(newWorld(t))
	phone := r.listen(r.phonePath(), phoneHeaders(r.join())...)
	screen := r.listen(r.screenPath(), bearer(r.screen())...)
	control := r.listen(r.controlPath(), bearer(r.token)...)
	if got := eventOf[state](phone, "state"); got.State != "open" || len(got.Rounds) != 0 || got.Total != 3 {
		t.Errorf("the lobby is %+v", got)
	}
	if got := eventOf[state](control, "state"); len(got.Rounds) != 3 {
		t.Errorf("the control sees %+v", got)
	}
	r.step("start", "round", 1)
	for _, l := range []*listener{phone, screen} {
		for got := eventOf[state](l, "state"); got.Stage != 1; got = eventOf[state](l, "state") {
		}
	}
	kari, ola := newPerson(), newPerson()
	secret := r.give(kari, 1, "meeting_place", "text", "hemmelig")
	r.give(ola, 1, "meeting_place")
	counted := func(n string) func(map[string]liveMark, []byte) bool {
		return func(_ map[string]liveMark, data []byte) bool { return strings.Contains(string(data), n) }
	}
	two := `"1":{"marks":2,"people":2}`
	for _, l := range []*listener{phone, screen} {
		if got := l.until(counted(two)); len(got) != 0 {
			t.Errorf("the room sees a blind round: %+v", got)
		}
	}
	if got := control.until(counted(two)); got[secret.ID].Text != "hemmelig" || got[secret.ID].Hold != "blind" {
		t.Errorf("the control sees %+v", got)
	}
	r.step("reveal", "round", 1)
	both := func(all map[string]liveMark, _ []byte) bool { return len(all) == 2 }
	for _, l := range []*listener{phone, screen} {
		if got := l.until(both); got[secret.ID].Text != "" {
			t.Errorf("the room reads what was not released: %+v", got)
		}
	}
	r.step("release", "marks", []string{secret.ID})
	for _, l := range []*listener{phone, screen} {
		l.until(func(all map[string]liveMark, _ []byte) bool { return all[secret.ID].Text == "hemmelig" })
	}
	r.step("spotlight", "mark", secret.ID)
	for got := eventOf[state](screen, "state"); got.Spotlight == nil || *got.Spotlight != secret.ID; got = eventOf[state](screen, "state") {
	}
	r.step("hide", "marks", []string{secret.ID})
	screen.until(func(_ map[string]liveMark, data []byte) bool {
		return strings.Contains(string(data), `"gone":["`+secret.ID+`"]`)
	})
	if n := r.listed(); n != 0 {
		t.Errorf("the public sees %d before the end", n)
	}
	r.step("end")
	if n := r.listed(); n != 1 {
		t.Errorf("the public sees %d after the end", n)
	}
	for got := eventOf[state](phone, "state"); got.State != "ended"; got = eventOf[state](phone, "state") {
	}
}

// listed is how many contributions the public's list has.
func (w *world) listed() int {
	w.t.Helper()
	return len(read[collection](w.t, w.get(contributions)).Features)
}

func TestWorkshopPlan(t *testing.T) {
	t.Parallel()
	r := newRoom(newWorld(t))
	path := workshops + "/" + r.code
	as := bearer(r.token)
	all := read[struct{ Workshops []state }](t, r.get(workshops, as...))
	if len(all.Workshops) != 1 || all.Workshops[0].Code != r.code {
		t.Errorf("the list is %+v", all)
	}
	r.status(r.get(path, as...), http.StatusOK)
	r.status(r.get(strings.ToLower(path), as...), http.StatusOK)
	r.status(r.do(http.MethodPatch, path, map[string]any{"people": 27, "invited": "alle", "groups": []string{"age:67-79"}}, as...), http.StatusOK)
	r.refused(r.do(http.MethodPatch, path, map[string]any{"date": "2026-03-05"}, as...), http.StatusConflict, "workshop_state", "")
	r.refused(r.do(http.MethodPatch, path, map[string]any{"expected": 0}, as...), http.StatusUnprocessableEntity, "invalid", "expected")
	r.refused(r.do(http.MethodDelete, path, nil, as...), http.StatusConflict, "workshop_state", "")
	r.refused(r.do(http.MethodPost, workshops, map[string]any{"kind": "live"}, as...), http.StatusBadRequest, "malformed", "title")
	r.refused(r.do(http.MethodPost, workshops, map[string]any{
		"kind": "live", "title": "x", "date": "2026-03-04", "expected": 1, "rounds": []any{round("none", true, 1)},
	}, as...), http.StatusUnprocessableEntity, "invalid", "rounds[0].prompt")
	r.refused(r.tryStep(r.holder, "dance"), http.StatusUnprocessableEntity, "invalid", "act")
	r.refused(r.tryStep(r.holder, "add"), http.StatusUnprocessableEntity, "invalid", "rounds")
	r.refused(r.tryStep(r.holder, "start", "round", 1, "version", 1), http.StatusConflict, "stale", "")
	if got := r.step("add", "rounds", []any{round("attached", true, 1)}); got.Total != 4 {
		t.Errorf("after adding there are %d rounds", got.Total)
	}
	rehearsal := r.do(http.MethodPost, path+"/rehearsals", nil, as...)
	r.status(rehearsal, http.StatusCreated)
	if got := read[state](t, rehearsal); got.RehearsalOf == nil || *got.RehearsalOf != r.code || got.Code == r.code {
		t.Errorf("the rehearsal is %+v", got)
	}
	r.refused(r.get(workshops+"/NOBODY", as...), http.StatusNotFound, "not_found", "")
}

// TestControlIsOnes holds that one control acts and others see.
func TestControlIsOnes(t *testing.T) {
	t.Parallel()
	r := newRoom(newWorld(t))
	other := uuid.NewString()
	hold := func(holder, name, to string) answer {
		body := map[string]any{"holder": holder, "name": name}
		if to != "" {
			body["to"] = to
		}
		return r.do(http.MethodPut, workshops+"/"+r.code+"/control", body, bearer(r.token)...)
	}
	r.status(hold(r.holder, "Kari", ""), http.StatusOK)
	watching := r.listen(r.controlPath(), bearer(r.token)...)
	eventOf[state](watching, "state")
	r.refused(r.tryStep(other, "start", "round", 1), http.StatusConflict, "control_taken", "")
	r.refused(hold(other, "Per", ""), http.StatusConflict, "control_taken", "")
	if got := eventOf[state](watching, "state"); got.Control == nil || got.Control.Name != "Kari" || got.Control.Asked == nil || got.Control.Asked.Name != "Per" {
		t.Errorf("who acts is not told: %+v", got.Control)
	}
	r.status(hold(r.holder, "", other), http.StatusOK)
	r.refused(r.tryStep(r.holder, "start", "round", 1), http.StatusConflict, "control_taken", "")
	r.status(r.tryStep(other, "start", "round", 1), http.StatusOK)
	if got := eventOf[state](watching, "state"); got.Control == nil || got.Control.Name != "Per" || got.Control.Asked != nil {
		t.Errorf("the colleague does not act: %+v", got.Control)
	}
	r.status(r.do(http.MethodDelete, workshops+"/"+r.code+"/control?holder="+other, nil, bearer(r.token)...), http.StatusNoContent)
	r.status(r.tryStep(r.holder, "pause"), http.StatusOK)
	r.clock.advance(2 * 60e9)
	r.status(r.tryStep(other, "resume"), http.StatusOK)
}

// TestControlIsFreeInTime holds that who looks on is told when the control that acted
// is not heard of any more.
func TestControlIsFreeInTime(t *testing.T) {
	t.Parallel()
	r := newRoom(newWorld(t))
	l := r.listen(r.controlPath(), bearer(r.token)...)
	if got := eventOf[state](l, "state"); got.Control == nil || got.Control.Holder != r.holder {
		t.Errorf("the control is %+v", got.Control)
	}
	r.clock.advance(time.Minute + time.Second)
	if got := eventOf[state](l, "state"); got.Control != nil {
		t.Errorf("the control is %+v", got.Control)
	}
}

// TestParticipantsDoNotDrive tries every way that a participant, a phone or a
// screen has to what is the control's.
func TestParticipantsDoNotDrive(t *testing.T) {
	t.Parallel()
	r := newRoom(newWorld(t))
	path, phone := workshops+"/"+r.code, r.join()
	for _, as := range [][]string{nil, bearer(newPerson().receipt), phoneHeaders(phone), bearer(r.screen()), bearer(phone)} {
		for _, ask := range []struct {
			method, path string
			body         any
		}{
			{http.MethodGet, workshops, nil}, {http.MethodGet, path, nil}, {http.MethodGet, path + "/live", nil}, {http.MethodGet, path + "/summary", nil},
			{http.MethodPost, workshops, map[string]any{}}, {http.MethodPatch, path, map[string]any{"title": "x"}}, {http.MethodDelete, path, nil},
			{http.MethodPost, path + "/steps", map[string]any{"holder": r.holder, "act": "end"}}, {http.MethodPost, path + "/screens", map[string]any{}},
			{http.MethodPost, path + "/rehearsals", nil}, {http.MethodPut, path + "/control", map[string]any{"holder": r.holder}},
			{http.MethodDelete, path + "/control?holder=" + r.holder, nil},
		} {
			a := r.do(ask.method, ask.path, ask.body, as...)
			if a.StatusCode != http.StatusUnauthorized && a.StatusCode != http.StatusForbidden {
				t.Errorf("%s %s as %v is answered %d: %s", ask.method, ask.path, as, a.StatusCode, a.body)
			}
		}
	}
	other := bearer(r.token)
	if got := read[state](t, r.get(path, other...)); got.State != "open" || got.Control.Holder != r.holder {
		t.Errorf("somebody got through: %+v", got)
	}
}
