package api_test

import (
	"context"
	"iter"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"kvarter/api"
	"kvarter/store"
)

func TestWriteLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *api.Config) { c.Limits.WriteBurst, c.Limits.WriteRate = 3, 2 })
	post := func(from string) answer {
		return w.do(http.MethodPost, contributions, newPerson().mark(), "X-Forwarded-For", from)
	}
	for range 3 {
		w.status(post("192.0.2.1"), http.StatusCreated)
	}
	a := post("192.0.2.1")
	w.refused(a, http.StatusTooManyRequests, "too_many_requests", "")
	if got := a.Header.Get("Retry-After"); got != "1" {
		t.Errorf("it says to wait %q", got)
	}
	for _, m := range []string{http.MethodPatch, http.MethodDelete} {
		w.refused(w.do(m, contributions+"/"+uuid.NewString(), nil, "X-Forwarded-For", "192.0.2.1"), http.StatusTooManyRequests, "too_many_requests", "")
	}
	w.status(post("192.0.2.2"), http.StatusCreated)
	// A household has a /56.
	for _, from := range []string{"2001:db8:0:1::1", "2001:db8:0:2::1", "2001:db8:0:ff::1"} {
		w.status(post(from), http.StatusCreated)
	}
	w.status(post("2001:db8:0:3::1"), http.StatusTooManyRequests)
	w.status(post("2001:db8:0:100::1"), http.StatusCreated)
	// Reads have no such limit, and half a second brings one more.
	w.status(w.get(contributions, "X-Forwarded-For", "192.0.2.1"), http.StatusOK)
	w.clock.advance(500 * time.Millisecond)
	w.status(post("192.0.2.1"), http.StatusCreated)
	w.status(post("192.0.2.1"), http.StatusTooManyRequests)
	w.clock.advance(2 * time.Minute)
	w.status(post("192.0.2.1"), http.StatusCreated)
}

// Who is no trusted proxy may say anything of where they come from, on this machine
// and in a private network too: they would have a budget for each address they make up.
func TestForwardedForIsBelievedFromProxiesOnly(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("fd00::7/128")}
	for from, want := range map[string]int{
		"10.1.0.7:9": http.StatusUnsupportedMediaType, "[fd00::7]:9": http.StatusUnsupportedMediaType,
		"127.0.0.1:9": http.StatusTooManyRequests, "[::1]:9": http.StatusTooManyRequests, "10.0.0.9:9": http.StatusTooManyRequests, "172.17.0.1:9": http.StatusTooManyRequests, "192.168.1.9:9": http.StatusTooManyRequests,
		"[fd00::9]:9": http.StatusTooManyRequests, "[fe80::9]:9": http.StatusTooManyRequests, "192.0.2.9:9": http.StatusTooManyRequests,
	} {
		h, err := api.New(api.Config{Store: newWorld(t).store, Limits: api.Limits{WriteBurst: 1, WriteRate: 0.001}, TrustedProxies: proxies})
		if err != nil {
			t.Fatal(err)
		}
		for i, status := range []int{http.StatusUnsupportedMediaType, want} {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, contributions, nil)
			r.RemoteAddr = from
			r.Header.Set("X-Forwarded-For", "198.51.100."+strconv.Itoa(i))
			answer := httptest.NewRecorder()
			if h.ServeHTTP(answer, r); answer.Code != status {
				t.Errorf("%s as somebody %d gets %d, not %d", from, i, answer.Code, status)
			}
		}
	}
}

func TestWriteLimitOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *api.Config) { c.Limits.WriteBurst = 0 })
	for range 250 {
		w.status(w.do(http.MethodPost, contributions, newPerson().mark()), http.StatusCreated)
	}
}

func TestDefaultLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 201 {
		a := w.do(http.MethodDelete, contributions+"/"+strconv.Itoa(i), nil)
		if want := map[bool]int{true: http.StatusNotFound, false: http.StatusTooManyRequests}[i < 200]; a.StatusCode != want {
			t.Fatalf("write %d is answered %d", i, a.StatusCode)
		}
	}
}

// waiting is a store whose reads wait until they are let go.
type waiting struct {
	store.Store
	entered, leave chan struct{}
}

func (b waiting) Contributions(ctx context.Context, q store.ContributionQuery) iter.Seq2[*store.Contribution, error] {
	return func(yield func(*store.Contribution, error) bool) {
		b.entered <- struct{}{}
		select {
		case <-b.leave:
		case <-ctx.Done():
			yield(nil, ctx.Err())
		}
	}
}

// However many addresses ask for exports, readers are left for the pages.
func TestExportsOfAll(t *testing.T) {
	t.Parallel()
	gate := waiting{entered: make(chan struct{}), leave: make(chan struct{})}
	w := newWorld(t, func(c *api.Config) { gate.Store = c.Store; c.Store = gate })
	var asked sync.WaitGroup
	from := func(i int) []string { return []string{"X-Forwarded-For", "192.0.2." + strconv.Itoa(i)} }
	for i := range 40 {
		asked.Go(func() { w.get(contributions+".csv", from(i)...) })
		<-gate.entered
	}
	a := w.get(contributions+".csv", from(40)...)
	w.refused(a, http.StatusServiceUnavailable, "unavailable", "")
	if a.Header.Get("Retry-After") == "" {
		t.Error("it does not say how long to wait")
	}
	w.status(w.get("/api/v1/areas/torstrand"), http.StatusOK)
	close(gate.leave)
	asked.Wait()
	go func() { <-gate.entered }()
	w.status(w.get(contributions+".csv", from(40)...), http.StatusOK)
}

func TestInFlight(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path string
		most int
	}{{contributions, 32}, {contributions + ".csv", 4}} {
		gate := waiting{entered: make(chan struct{}), leave: make(chan struct{})}
		w := newWorld(t, func(c *api.Config) { gate.Store = c.Store; c.Store = gate })
		done := make(chan int)
		ask := func() {
			resp, err := http.Get(w.url + c.path)
			if err != nil {
				t.Error(err)
				done <- 0
				return
			}
			resp.Body.Close()
			done <- resp.StatusCode
		}
		for range c.most {
			go ask()
			<-gate.entered
		}
		a := w.get(c.path)
		w.refused(a, http.StatusTooManyRequests, "too_many_requests", "")
		if a.Header.Get("Retry-After") == "" {
			t.Error("it does not say how long to wait")
		}
		close(gate.leave)
		for range c.most {
			if status := <-done; status != http.StatusOK {
				t.Errorf("one of them is answered %d", status)
			}
		}
		go ask()
		<-gate.entered
		if status := <-done; status != http.StatusOK {
			t.Errorf("after they left it is answered %d", status)
		}
	}
}

// A read that takes too long ends as unavailable, not as an error of ours.
func TestReadTimeout(t *testing.T) {
	t.Parallel()
	gate := waiting{entered: make(chan struct{}, 1), leave: make(chan struct{})}
	w := newWorld(t, func(c *api.Config) { gate.Store = c.Store; c.Store = gate; c.Limits.ReadTime = time.Nanosecond })
	a := w.get(contributions)
	w.refused(a, http.StatusServiceUnavailable, "unavailable", "")
	if a.Header.Get("Retry-After") == "" {
		t.Error("it does not say how long to wait")
	}
}
