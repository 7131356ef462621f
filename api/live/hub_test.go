package live

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
	"kvarter/store/area"
	"kvarter/store/sqlite"
)

// openHub is a hub on a real store with a workshop whose open round is open.
func openHub(t *testing.T) (*Hub, *sqlite.Store, *store.Workshop) {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 3, 4, 12, 30, 0, 0, time.UTC) }
	s, err := sqlite.Open(t.Context(), sqlite.Options{Dir: t.TempDir(), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	torstrand, err := area.Torstrand()
	if err == nil {
		_, err = s.ApplyArea(t.Context(), torstrand)
	}
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.CreateWorkshop(t.Context(), "torstrand", store.Workshop{
		Kind: store.WorkshopLive, Title: "x", Date: "2026-03-04", Expected: 30, Rounds: []store.Round{{Prompt: "most_liked", Minutes: 5, Cap: 5}},
	})
	for _, step := range []store.Step{{Act: store.ActOpen}, {Act: store.ActStart, Round: 1}} {
		if err == nil {
			w, err = s.TakeStep(t.Context(), "torstrand", w.Code, step)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	h := New(s, now, slog.New(slog.NewTextHandler(t.Output(), nil)))
	t.Cleanup(func() {
		h.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return h, s, w
}

// give sends a mark and gives its id.
func give(t *testing.T, s *sqlite.Store, w *store.Workshop) uuid.UUID {
	t.Helper()
	c := &store.Contribution{
		ID: uuid.New(), Participant: uuid.New(), Prompt: "most_liked", Geometry: orb.Point{10.05, 59.05}, Workshop: w.Code, Round: 1,
	}
	if _, err := s.CreateContribution(t.Context(), "torstrand", c, store.Actor{}); err != nil {
		t.Fatal(err)
	}
	return c.ID
}

func join(t *testing.T, h *Hub, w *store.Workshop, after int64) *Stream {
	t.Helper()
	s, err := h.Join(t.Context(), w.Code, Phone, "phone", after)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// hear reads events until one tells of id, and gives the last event's id.
func hear(t *testing.T, s *Stream, id uuid.UUID) (last string) {
	t.Helper()
	for event := range s.Events() {
		for line := range strings.SplitSeq(string(event), "\n") {
			if n, ok := strings.CutPrefix(line, "id: "); ok {
				last = n
			}
		}
		if strings.Contains(string(event), id.String()) {
			return last
		}
	}
	t.Fatalf("the stream ended: %s", s.reason)
	return ""
}

// TestSlowReaderDelaysNobody lets one listener take nothing: it is dropped when
// its buffer is full, the others hear everything, and it hears what it missed
// when it comes back.
func TestSlowReaderDelaysNobody(t *testing.T) {
	t.Parallel()
	h, s, w := openHub(t)
	slow, quick := join(t, h, w, 0), join(t, h, w, 0)
	defer quick.Leave()
	first := give(t, s, w)
	seen := hear(t, quick, first)
	var last uuid.UUID
	for range waiting + 8 {
		last = give(t, s, w)
		hear(t, quick, last)
	}
	n := 0
	for range slow.Events() { // closed: else this would wait for ever
		n++
	}
	if n > waiting || !strings.Contains(string(slow.Bye()), "slow") {
		t.Errorf("the slow one got %d events and then %s", n, slow.Bye())
	}
	slow.Leave()
	var after int64
	if _, err := fmt.Sscan(seen, &after); err != nil {
		t.Fatal(err)
	}
	back := join(t, h, w, after)
	defer back.Leave()
	var missed string
	for event := range back.Events() {
		if missed = string(event); strings.HasPrefix(missed, "event: marks") {
			break
		}
	}
	if strings.Contains(missed, first.String()) || !strings.Contains(missed, last.String()) || !strings.Contains(missed, `"reset":false`) ||
		strings.Count(missed, `"kind":"mark"`) != waiting+8 {
		t.Errorf("what was missed is told as %.300s", missed)
	}
}

// TestEncodedOnce holds that all phones get the same bytes.
func TestEncodedOnce(t *testing.T) {
	t.Parallel()
	h, s, w := openHub(t)
	one, two := join(t, h, w, 0), join(t, h, w, 0)
	defer one.Leave()
	defer two.Leave()
	for range 3 {
		<-one.Events()
		<-two.Events()
	}
	give(t, s, w)
	next := func(s *Stream) []byte {
		for event := range s.Events() {
			if strings.HasPrefix(string(event), "event: marks") {
				return event
			}
		}
		return nil
	}
	if a, b := next(one), next(two); len(a) == 0 || &a[0] != &b[0] {
		t.Error("an event was encoded twice")
	}
}

// TestLongAwayReadsEverything fills the trail, so that an old id is not known any
// more.
func TestLongAwayReadsEverything(t *testing.T) {
	t.Parallel()
	h, s, w := openHub(t)
	quick := join(t, h, w, 0)
	defer quick.Leave()
	id := give(t, s, w)
	hear(t, quick, id)
	r := h.rooms[w.Code]
	r.mu.Lock()
	before := r.id
	for i := range maxTrail {
		r.trail = append(r.trail, touched{before + 1 + int64(i), id})
	}
	r.mu.Unlock()
	hear(t, quick, give(t, s, w))
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.trail) > maxTrail || r.floor < before {
		t.Errorf("%d are remembered from %d on", len(r.trail), r.floor)
	}
	if doc := string(r.since(Phone, before-1)); !strings.Contains(doc, `"reset":true`) {
		t.Errorf("who was away too long is told %.200s", doc)
	}
}

// TestCloseEndsEverything holds that no stream outlives the hub.
func TestCloseEndsEverything(t *testing.T) {
	t.Parallel()
	h, _, w := openHub(t)
	s := join(t, h, w, 0)
	h.Close()
	for range s.Events() {
	}
	s.Leave()
	if _, err := h.Join(t.Context(), w.Code, Phone, "", 0); err != ErrClosed {
		t.Errorf("a closed hub answers %v", err)
	}
	h.Close()
}

// TestPresenceIsCounted counts phones, and nothing of them.
func TestPresenceIsCounted(t *testing.T) {
	t.Parallel()
	h, _, w := openHub(t)
	one := join(t, h, w, 0)
	defer one.Leave()
	for range 2 { // the same phone twice is one
		if err := h.Present(t.Context(), w.Code, "phone", true, 1); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.Present(t.Context(), w.Code, "another", false, 0); err != nil {
		t.Fatal(err)
	}
	for event := range one.Events() {
		if strings.HasPrefix(string(event), "event: presence") && strings.Contains(string(event), `{"connected":2,"ready":1,"done":1}`) {
			return
		}
	}
	t.Error("presence was not told")
}
