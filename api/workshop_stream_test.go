package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kvarter/store"
)

// listener reads a stream.
type listener struct {
	t      testing.TB
	lines  *bufio.Scanner
	lastID string
	stop   context.CancelFunc
	heard  strings.Builder
}

// listen opens a stream; headers come in pairs.
func (w *world) listen(path string, headers ...string) *listener {
	w.t.Helper()
	ctx, stop := context.WithCancel(w.t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		w.t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "text/event-stream" {
		w.t.Fatalf("the stream is answered %d, %s", resp.StatusCode, resp.Header.Get("Content-Type"))
	}
	w.t.Cleanup(func() { stop(); resp.Body.Close() })
	l := &listener{t: w.t, lines: bufio.NewScanner(resp.Body), stop: stop}
	l.lines.Buffer(nil, 4<<20)
	return l
}

// event is the next event with that name; others are passed over.
func (l *listener) event(name string) []byte {
	l.t.Helper()
	for {
		got, data := l.any()
		if got == name {
			return data
		}
		if got == "" {
			l.t.Fatalf("the stream ended before %s: %v\n%s", name, l.lines.Err(), l.heard.String())
		}
	}
}

// any is the next event, "" at the end.
func (l *listener) any() (name string, data []byte) {
	for l.lines.Scan() {
		line := l.lines.Text()
		l.heard.WriteString(line + "\n")
		switch field, value, _ := strings.Cut(line, ": "); field {
		case "event":
			name = value
		case "id":
			l.lastID = value
		case "data":
			data = []byte(value)
		case "":
			if name != "" {
				return name, data
			}
		}
	}
	return "", nil
}

func eventOf[T any](l *listener, name string) T {
	l.t.Helper()
	var v T
	data := l.event(name)
	if err := json.Unmarshal(data, &v); err != nil {
		l.t.Fatalf("%v: %s", err, data)
	}
	return v
}

// marksUntil gathers marks until one of round is told with the count n.
func (l *listener) until(done func(marks map[string]liveMark, data []byte) bool) map[string]liveMark {
	l.t.Helper()
	all := map[string]liveMark{}
	for {
		data := l.event("marks")
		var m liveMarks
		if err := json.Unmarshal(data, &m); err != nil {
			l.t.Fatal(err)
		}
		if m.Reset {
			clear(all)
		}
		for _, one := range m.Marks {
			all[one.ID] = one
		}
		for _, id := range m.Gone {
			delete(all, id)
		}
		if done(all, data) {
			return all
		}
	}
}

func phoneHeaders(token string) []string { return []string{"Workshop-Token", token} }

func (r *room) phonePath() string   { return "/api/v1/workshops/" + r.code + "/live" }
func (r *room) screenPath() string  { return "/api/v1/workshops/" + r.code + "/screen/live" }
func (r *room) controlPath() string { return workshops + "/" + r.code + "/live" }

// TestStreamsAreForTheirOwn holds that no stream opens with another's secret, or
// another workshop's.
func TestStreamsAreForTheirOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one := newRoom(w)
	a := w.do(http.MethodPost, workshops+"/"+one.code+"/rehearsals", nil, bearer(one.token)...)
	w.status(a, http.StatusCreated)
	two := &room{world: w, token: one.token, holder: one.holder, code: read[state](t, a).Code}
	phone, screen := two.join(), two.screen()
	for path, headers := range map[string][]string{
		one.phonePath():         phoneHeaders(phone),
		one.phonePath() + "?":   phoneHeaders(phone[:len(phone)-1] + "A"),
		one.phonePath() + "?1":  nil,
		one.screenPath():        bearer(screen),
		one.screenPath() + "?":  nil,
		one.screenPath() + "?1": bearer(newPerson().receipt),
		one.screenPath() + "?2": phoneHeaders(one.join()),
	} {
		w.refused(w.get(strings.TrimRight(path, "?12"), headers...), http.StatusUnauthorized, "unauthorized", "")
	}
	// What happens in one is not told in the other.
	heard := two.listen(two.phonePath(), phoneHeaders(phone)...)
	heard.event("marks")
	one.step("start", "round", 2)
	mark := one.give(newPerson(), 2, "most_liked")
	two.step("start", "round", 2)
	own := two.give(newPerson(), 2, "most_liked")
	heard.until(func(all map[string]liveMark, _ []byte) bool { return all[own.ID].ID != "" })
	if strings.Contains(heard.heard.String(), mark.ID) || strings.Contains(heard.heard.String(), one.code) {
		t.Error("one workshop is heard in another")
	}
}

// TestMissedIsToldAgain comes back to a stream, and to one that is too old.
func TestMissedIsToldAgain(t *testing.T) {
	t.Parallel()
	r := newRoom(newWorld(t))
	phone := phoneHeaders(r.join())
	r.step("start", "round", 2)
	first := r.give(newPerson(), 2, "most_liked")
	l := r.listen(r.phonePath(), phone...)
	l.until(func(all map[string]liveMark, _ []byte) bool { return len(all) == 1 })
	l.stop()
	second := r.give(newPerson(), 2, "most_liked")
	r.step("hide", "marks", []string{first.ID})
	for id, want := range map[string]struct {
		reset       bool
		marks, gone int
	}{
		l.lastID: {false, 1, 1},
		"1":      {true, 1, 0},
		"999999": {true, 1, 0},
		"x":      {true, 1, 0},
	} {
		back := r.listen(r.phonePath(), append(phone, "Last-Event-ID", id)...)
		got := eventOf[liveMarks](back, "marks")
		// The room may look a moment later than the last step; then it tells it.
		for len(got.Marks) == 0 || got.Marks[len(got.Marks)-1].ID != second.ID || !want.reset && len(got.Gone) < want.gone || want.reset && len(got.Marks) > 1 {
			next := eventOf[liveMarks](back, "marks")
			if want.reset {
				for _, id := range next.Gone {
					for i := range got.Marks {
						if got.Marks[i].ID == id {
							got.Marks = append(got.Marks[:i], got.Marks[i+1:]...)
							break
						}
					}
				}
			}
			got.Marks, got.Gone = append(got.Marks, next.Marks...), append(got.Gone, next.Gone...)
		}
		if got.Reset != want.reset || len(got.Marks) != want.marks {
			t.Errorf("after %q it is told %+v", id, got)
		}
	}
}

// TestPolling reads without a stream.
func TestPolling(t *testing.T) {
	t.Parallel()
	r := newRoom(newWorld(t))
	phone := phoneHeaders(r.join())
	type document struct {
		ID       string
		State    state
		Presence struct{ Connected, Ready, Done int }
		Marks    liveMarks
	}
	get := func(query string) document {
		t.Helper()
		a := r.get(r.phonePath()+query, phone...)
		r.status(a, http.StatusOK)
		return read[document](t, a)
	}
	r.status(r.do(http.MethodPut, "/api/v1/workshops/"+r.code+"/presence", map[string]any{"ready": true}, phone...), http.StatusNoContent)
	first := get("")
	if !first.Marks.Reset || first.Presence.Connected != 1 || first.Presence.Ready != 1 {
		t.Errorf("the first document is %+v", first)
	}
	if same := get("?after=" + first.ID + "&wait=0"); same.ID != first.ID || same.Marks.Reset {
		t.Errorf("nothing new is told as %+v", same)
	}
	asked := make(chan document)
	go func() { asked <- get("?wait=25&after=" + first.ID) }()
	r.step("start", "round", 2)
	got := <-asked
	for got.State.Stage != 2 { // a poll before the step saw what was before it
		got = get("?wait=25&after=" + got.ID)
	}
	mark := r.give(newPerson(), 2, "most_liked")
	for len(got.Marks.Marks) == 0 {
		got = get("?wait=25&after=" + got.ID)
	}
	if got.Marks.Marks[0].ID != mark.ID || got.Marks.Reset {
		t.Errorf("the mark is told as %+v", got.Marks)
	}
	r.refused(r.get(r.phonePath()+"?wait=26", phone...), http.StatusBadRequest, "malformed", "wait")
	r.refused(r.get(r.phonePath()+"?after=x", phone...), http.StatusBadRequest, "malformed", "after")
}

// TestStreamsEndWithTheServer holds that a shutdown does not wait for listeners.
func TestStreamsEndWithTheServer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := newRoom(w)
	l := r.listen(r.phonePath(), phoneHeaders(r.join())...)
	l.event("marks")
	w.stop()
	if got := l.event("bye"); !strings.Contains(string(got), "shutdown") {
		t.Errorf("the stream ends with %s", got)
	}
	if name, _ := l.any(); name != "" {
		t.Errorf("after its end it says %s", name)
	}
}

// ends reads on to the end of a stream whose listener's right ended, and holds that
// nothing was told of the mark that was given after that.
func (l *listener) ends(id string) {
	l.t.Helper()
	if got := l.event("bye"); string(got) != `{"reason":"right"}` {
		l.t.Errorf("the stream ends with %s", got)
	}
	if name, _ := l.any(); name != "" {
		l.t.Errorf("after its end it says %s", name)
	}
	if strings.Contains(l.heard.String(), id) {
		l.t.Error("it told of what came after the right had ended")
	}
}

// TestStreamsEndWithTheRight opens streams by every secret that can be taken back,
// takes it back, and gives a mark.
func TestStreamsEndWithTheRight(t *testing.T) {
	t.Parallel()
	own := func(r *room, p string) string { return workshops + "/" + r.code + p }
	for name, open := range map[string]func(r *room) (path string, headers []string, end func()){
		"host link": func(r *room) (string, []string, func()) {
			link := read[madeLink](r.t, r.hostLink("Ola"))
			return r.controlPath(), bearer(link.Secret), func() {
				r.status(r.do(http.MethodDelete, own(r, "/host-links/")+strconv.FormatInt(link.Link.ID, 10), nil, bearer(r.token)...), http.StatusNoContent)
			}
		},
		"session": func(r *room) (string, []string, func()) {
			by := r.signedIn("torstrand", store.RoleFacilitator)
			return r.controlPath(), by, func() {
				r.status(r.do(http.MethodDelete, "/api/v1/session", nil, by...), http.StatusNoContent)
			}
		},
		"right": func(r *room) (string, []string, func()) {
			by := r.signedIn("torstrand", store.RoleFacilitator)
			id := read[session](r.t, r.get("/api/v1/session", by...)).Staff.ID
			return r.controlPath(), by, func() {
				if _, err := r.store.SetRights(r.t.Context(), id, "torstrand", nil); err != nil {
					r.t.Error(err)
				}
			}
		},
		"token": func(r *room) (string, []string, func()) {
			secret := r.tokenOnce("torstrand")
			token, err := r.store.TokenByHash(r.t.Context(), store.HashSecret(secret))
			if err != nil {
				r.t.Fatal(err)
			}
			return r.controlPath(), bearer(secret), func() {
				if err := r.store.RevokeToken(r.t.Context(), token.ID); err != nil {
					r.t.Error(err)
				}
			}
		},
		"screen": func(r *room) (string, []string, func()) {
			return r.screenPath(), bearer(r.screen()), func() {
				for range store.MaxScreens {
					r.screen()
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRoom(newWorld(t))
			path, headers, end := open(r)
			r.step("start", "round", 2)
			l := r.listen(path, headers...)
			l.event("marks")
			acts := path == r.controlPath()
			if acts {
				r.status(r.do(http.MethodDelete, own(r, "/control?holder="+r.holder), nil, bearer(r.token)...), http.StatusNoContent)
				r.status(r.do(http.MethodPut, own(r, "/control"), map[string]any{"holder": uuid.NewString()}, headers...), http.StatusOK)
			}
			end()
			l.ends(r.give(newPerson(), 2, "most_liked").ID)
			if a := r.get(path, headers...); !refusedStatus(a.StatusCode) {
				t.Errorf("asked again, it is answered %d", a.StatusCode)
			}
			if acts {
				r.step("pause") // nobody else acts any more
			}
		})
	}
}
