package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"kvarter/api"
	"kvarter/store"
)

// TestManyPhonesOnABadNet lets 200 phones answer three rounds through a proxy
// that loses, doubles, delays and reorders, while they fall asleep and wake: what
// was acknowledged is there, all of it and once, and those who look see the same.
func TestManyPhonesOnABadNet(t *testing.T) {
	t.Parallel()
	runs := 5
	if os.Getenv("KVARTER_LONG") != "" {
		runs = 300
	}
	w := newWorld(t, func(c *api.Config) {
		c.Limits = api.Limits{Body: c.Limits.Body, ReadTime: c.Limits.ReadTime}
		c.Logger = nil
	})
	staff := w.token("")
	for seed := range runs {
		hall := newHall(w, staff, uint64(seed))
		for number := 1; number <= 3; number++ {
			hall.step("start", "round", number)
			hall.live(number)
			if number != 2 { // one round is revealed only after the end
				hall.step("reveal", "round", number)
			}
		}
		hall.step("end")
		hall.live(0)
		hall.step("reveal", "round", 2)
		hall.check(seed)
		if t.Failed() {
			return
		}
		w.clock.advance(2 * time.Minute) // the hall is empty: its room follows the others no more
	}
}

const phonesInHall = 200

// hall is a workshop with phones whose net is bad.
type hall struct {
	*room
	prompts []string
	phones  []*simPhone
}

// simPhone is a phone with an outbox, as the pages have it: ids of its own, sent
// again until it is told that they are there.
type simPhone struct {
	hall  *hall
	rand  *rand.Rand
	who   person
	token string
	// queue is what was not acknowledged, late are copies that the proxy still has.
	queue, copies []map[string]any
	acknowledged  []string
	// watches says that it follows what happens, by polling.
	watches bool
	after   string
	seen    map[string]bool
}

func newHall(w *world, staff string, seed uint64) *hall {
	w.t.Helper()
	h := &hall{room: &room{world: w, token: staff, holder: uuid.NewString()}, prompts: []string{"meeting_place", "most_liked", "least_liked"}}
	var rounds []any
	for _, p := range h.prompts {
		rounds = append(rounds, round(p, true, 2))
	}
	a := w.do(http.MethodPost, workshops, map[string]any{
		"kind": "live", "title": "Hallen", "date": "2026-03-04", "expected": phonesInHall, "rounds": rounds,
	}, bearer(staff)...)
	w.status(a, http.StatusCreated)
	h.code = read[state](w.t, a).Code
	h.step("open")
	token := h.join()
	for i := range phonesInHall {
		h.phones = append(h.phones, &simPhone{
			hall: h, rand: rand.New(rand.NewPCG(seed, uint64(i))), who: newPerson(), token: token, watches: i%20 == 0, after: "0", seen: map[string]bool{},
		})
	}
	return h
}

// live lets every phone do what it does in a round, all at once; round 0 is the
// time after the end, when the net is good.
func (h *hall) live(number int) {
	var all sync.WaitGroup
	for _, p := range h.phones {
		all.Go(func() { p.live(number) })
	}
	all.Wait()
}

func (p *simPhone) live(number int) {
	for range p.copies { // the proxy had held these back
		p.send(p.copies[0], false)
		p.copies = p.copies[1:]
	}
	if number > 0 {
		for range max(0, p.rand.IntN(7)-4) { // one, two, or mostly none: the faults lie between phones
			p.queue = append(p.queue, p.who.mark("workshop", p.hall.code, "round", number, "prompt", p.hall.prompts[number-1]))
		}
		if p.rand.IntN(4) == 0 {
			return // asleep, or without a net, through the whole round
		}
	}
	p.rand.Shuffle(len(p.queue), func(i, j int) { p.queue[i], p.queue[j] = p.queue[j], p.queue[i] })
	for tries := 0; len(p.queue) > 0 && (tries < 3 || number == 0); tries++ {
		if mark := p.queue[0]; p.send(mark, number > 0) {
			p.acknowledged = append(p.acknowledged, mark["id"].(string))
			p.queue = p.queue[1:]
		}
	}
	if p.watches {
		p.look(number > 0)
	}
}

// send sends a mark through the proxy and says whether the phone was told that it
// is there.
func (p *simPhone) send(mark map[string]any, badly bool) bool {
	fate := 9
	if badly {
		fate = p.rand.IntN(10)
	}
	if fate == 0 {
		return false // lost on the way there
	}
	if fate == 1 {
		p.copies = append(p.copies, mark) // held back, and delivered in a later round
		return false
	}
	status, body := p.ask(http.MethodPost, contributions, mark)
	if fate == 2 {
		status, body = p.ask(http.MethodPost, contributions, mark) // doubled
	}
	if status != http.StatusCreated && status != http.StatusOK {
		p.hall.t.Errorf("a mark is answered %d: %s", status, body)
		return true
	}
	return fate != 3 // the answer was lost
}

// look follows what happens; an answer that is lost is asked for again later.
func (p *simPhone) look(badly bool) {
	status, body := p.ask(http.MethodGet, p.hall.phonePath()+"?after="+p.after, nil)
	if status != http.StatusOK {
		p.hall.t.Errorf("a poll is answered %d: %s", status, body)
		return
	}
	if badly && p.rand.IntN(3) == 0 {
		return
	}
	var doc struct {
		ID    string
		Marks liveMarks
	}
	if err := json.Unmarshal(body, &doc); err != nil {
		p.hall.t.Error(err)
		return
	}
	p.after = doc.ID
	if doc.Marks.Reset {
		clear(p.seen)
	}
	for _, m := range doc.Marks.Marks {
		p.seen[m.ID] = true
	}
	for _, id := range doc.Marks.Gone {
		delete(p.seen, id)
	}
}

// ask asks the server itself: the net between is the proxy's.
func (p *simPhone) ask(method, path string, body any) (int, []byte) {
	var reader io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			p.hall.t.Error(err)
		}
		reader = bytes.NewReader(data)
	}
	r := httptest.NewRequest(method, path, reader)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Workshop-Token", p.token)
	r.Header.Set("Authorization", "Bearer "+p.who.receipt)
	out := httptest.NewRecorder()
	p.hall.handler.ServeHTTP(out, r)
	return out.Code, out.Body.Bytes()
}

// check holds what is there against what was acknowledged, and what those who
// looked have seen against what the room may see.
func (h *hall) check(seed int) {
	h.t.Helper()
	there := map[string]int{}
	q := store.ContributionQuery{Area: "torstrand", Audience: store.AudienceStaff, Workshops: []string{h.code}}
	for c, err := range h.store.Contributions(h.t.Context(), q) {
		if err != nil {
			h.t.Fatal(err)
		}
		there[c.ID.String()] = c.Round
		if c.Hold != "" {
			h.t.Errorf("run %d: a revealed mark is held by %q", seed, c.Hold)
		}
	}
	n := 0
	for _, p := range h.phones {
		n += len(p.acknowledged)
		perRound := map[int]int{}
		for _, id := range p.acknowledged {
			if there[id] == 0 {
				h.t.Errorf("run %d: %s was acknowledged and is not there", seed, id)
			}
			if perRound[there[id]]++; perRound[there[id]] > 2 {
				h.t.Errorf("run %d: a phone has more than the cap", seed)
			}
		}
	}
	if n != len(there) || n == 0 {
		h.t.Errorf("run %d: %d were acknowledged, %d are there", seed, n, len(there))
	}
	for _, p := range h.phones {
		if !p.watches {
			continue
		}
		for len(p.seen) < len(there) && !h.t.Failed() {
			before := p.after
			status, _ := p.ask(http.MethodGet, h.phonePath()+"?wait=20&after="+before, nil)
			if p.look(false); p.after == before || status != http.StatusOK {
				h.t.Errorf("run %d: who looks sees %d of %d", seed, len(p.seen), len(there))
			}
		}
		for id := range p.seen {
			if there[id] == 0 {
				h.t.Errorf("run %d: who looks sees what is not there", seed)
			}
		}
	}
	if got := read[state](h.t, h.get(workshops+"/"+h.code, bearer(h.token)...)); fmt.Sprint(got.Rounds[0].Marks+got.Rounds[1].Marks+got.Rounds[2].Marks) != fmt.Sprint(n) ||
		strings.Contains(got.State, "open") {
		h.t.Errorf("run %d: the control counts %+v, not %d", seed, got, n)
	}
}
