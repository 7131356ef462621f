package api_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"kvarter/api"
)

// TestGuessingIsSlow holds that codes are not found by trying, and that somebody
// who tries locks nobody out of a room.
func TestGuessingIsSlow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := newRoom(w)
	from := func(address string) []string { return []string{"X-Forwarded-For", address} }
	look := func(code, address string) answer { return w.get("/api/v1/workshops/"+code, from(address)...) }
	const hall, home = "192.0.2.1", "192.0.2.2"
	w.status(look(r.code, hall), http.StatusOK)
	tries := 0
	for ; tries < 100; tries++ {
		if a := look(fmt.Sprintf("NO%04d", tries), hall); a.StatusCode == http.StatusTooManyRequests {
			if a.Header.Get("Retry-After") == "" {
				t.Error("it does not say how long to wait")
			}
			break
		}
	}
	if tries == 100 {
		t.Fatal("codes can be tried without end")
	}
	// Who guesses learns nothing of a code that is right, either.
	other := newRoomOf(w, r.token)
	w.refused(look(other.code, hall), http.StatusTooManyRequests, "too_many_requests", "")
	// The room that the address is in goes on.
	w.status(look(r.code, hall), http.StatusOK)
	w.status(w.do(http.MethodPost, "/api/v1/workshops/"+r.code+"/phones", nil, from(hall)...), http.StatusCreated)
	w.status(look(other.code, home), http.StatusOK)
	w.clock.advance(6 * time.Second)
	w.refused(look("NOBODY", hall), http.StatusNotFound, "not_found", "")
	w.refused(look("NOBODY", hall), http.StatusTooManyRequests, "too_many_requests", "")
}

// newRoomOf is another open workshop of the same staff, whose address is not the
// one that guesses.
func newRoomOf(w *world, token string) *room {
	w.t.Helper()
	r := &room{world: w, token: token, holder: newPerson().id}
	a := w.do(http.MethodPost, workshops, map[string]any{
		"kind": "live", "title": "Torget", "date": "2026-03-05", "expected": 5, "rounds": []any{round("most_liked", false, 2)},
	}, bearer(token)...)
	w.status(a, http.StatusCreated)
	r.code = read[state](w.t, a).Code
	r.step("open")
	return r
}

// TestAHallBehindOneAddress sends from 250 phones behind one address that is at
// its limit.
func TestAHallBehindOneAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *api.Config) { c.Limits.WriteBurst = 20 })
	r := newRoom(w)
	r.step("start", "round", 2)
	var tokens []string
	for range 250 {
		tokens = append(tokens, r.join())
	}
	for used := false; !used; {
		p := newPerson()
		used = w.do(http.MethodPost, contributions, p.mark(), bearer(p.receipt)...).StatusCode == http.StatusTooManyRequests
	}
	// 30 expected, 3 marks a round at most, twice: 180.
	taken := 0
	for _, token := range tokens {
		p := newPerson()
		a := w.do(http.MethodPost, contributions, p.mark("workshop", r.code, "round", 2, "prompt", "most_liked"),
			append(bearer(p.receipt), "Workshop-Token", token)...)
		if a.StatusCode == http.StatusTooManyRequests {
			break
		}
		w.status(a, http.StatusCreated)
		taken++
	}
	if taken != 180 {
		t.Errorf("the workshop's budget was %d", taken)
	}
	p := newPerson()
	forged := tokens[0][:len(tokens[0])-2] + "AA"
	a := w.do(http.MethodPost, contributions, p.mark(), append(bearer(p.receipt), "Workshop-Token", forged)...)
	w.refused(a, http.StatusTooManyRequests, "too_many_requests", "")
	w.clock.advance(time.Minute)
	a = w.do(http.MethodPost, contributions, p.mark("workshop", r.code, "round", 2, "prompt", "most_liked"), append(bearer(p.receipt), "Workshop-Token", tokens[0])...)
	w.status(a, http.StatusCreated)
}

// TestScreensByNumber pairs a screen by the number that it shows.
func TestScreensByNumber(t *testing.T) {
	t.Parallel()
	r := newRoom(newWorld(t))
	const secret = "kvw_abcdefghijklmnopqrstuvwxyz"
	ask := func() string {
		a := r.do(http.MethodPost, "/api/v1/workshops/"+r.code+"/screens", map[string]any{"secret": secret})
		r.status(a, http.StatusAccepted)
		return read[struct{ Number string }](t, a).Number
	}
	number := ask()
	if again := ask(); again != number {
		t.Errorf("the number is %s, then %s", number, again)
	}
	r.refused(r.get(r.screenPath(), bearer(secret)...), http.StatusUnauthorized, "unauthorized", "")
	pair := func(number string) answer {
		return r.do(http.MethodPost, workshops+"/"+r.code+"/screens", map[string]any{"number": number}, bearer(r.token)...)
	}
	wrong := "0000"
	if number == wrong {
		wrong = "0001"
	}
	r.refused(pair(wrong), http.StatusNotFound, "not_found", "")
	r.status(pair(number), http.StatusNoContent)
	r.status(r.get(r.screenPath(), bearer(secret)...), http.StatusOK)
	r.refused(pair(number), http.StatusNotFound, "not_found", "")
	r.refused(r.do(http.MethodPost, "/api/v1/workshops/"+r.code+"/screens", map[string]any{"secret": "kvr_x"}), http.StatusBadRequest, "malformed", "secret")
}
