package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"kvarter/api"
	"kvarter/store"
	"kvarter/store/area"
	"kvarter/store/sqlite"
	"kvarter/store/storetest"
)

const contributions = "/api/v1/areas/torstrand/contributions"

// world is a real server on a real database, with a clock of its own.
type world struct {
	t     testing.TB
	store *sqlite.Store
	url   string
	clock *clock
	http  *http.Client
	// handler is the server without a net before it.
	handler http.Handler
	// stop shuts the server down and waits for it, as the program does.
	stop func()
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// start is when every world begins.
var start = time.Date(2026, 3, 4, 12, 30, 0, 0, time.UTC)

// withTorstrand puts a database there that has Torstrand and nothing else.
var withTorstrand = storetest.Copies(func(dir string) error {
	torstrand, err := area.Torstrand()
	if err != nil {
		return err
	}
	s, err := sqlite.Open(context.Background(), sqlite.Options{Dir: dir, Now: func() time.Time { return start }})
	if err != nil {
		return err
	}
	_, err = s.ApplyArea(context.Background(), torstrand)
	return errors.Join(err, s.Close())
})

// newWorld serves Torstrand; change may alter the server's configuration.
func newWorld(t testing.TB, change ...func(*api.Config)) *world {
	t.Helper()
	w := &world{t: t, clock: &clock{now: start}}
	dir := t.TempDir()
	withTorstrand(t, dir)
	var err error
	w.store, err = sqlite.Open(t.Context(), sqlite.Options{Dir: dir, Now: w.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	c := api.Config{
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		Store:          w.store, Now: w.clock.Now, Limits: api.DefaultLimits(), Version: "test",
		Logger: slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
	for _, f := range change {
		f(&c)
	}
	h, err := api.New(c)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(nil)
	server.Config = api.HTTPServer(h)
	server.Start()
	w.stop = func() {
		if err := server.Config.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(func() {
		h.EndStreams()
		server.Close()
		if err := w.store.Close(); err != nil {
			t.Error(err)
		}
	})
	w.url, w.handler = server.URL, h
	w.http = &http.Client{
		Transport:     contract{t, server.Client().Transport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return w
}

func (w *world) apply(a *store.Area) {
	w.t.Helper()
	if _, err := w.store.ApplyArea(w.t.Context(), a); err != nil {
		w.t.Fatal(err)
	}
}

// token is a staff token for area, empty for all.
func (w *world) token(area string) string {
	w.t.Helper()
	secret := "kvt_" + strings.Repeat("s", 30) + area
	if _, err := w.store.CreateToken(w.t.Context(), store.Token{Role: store.RoleAnalyst, Area: area, Name: "test"}, store.HashSecret(secret)); err != nil {
		w.t.Fatal(err)
	}
	return secret
}

// tokenOnce is a token of its own.
func (w *world) tokenOnce(area string) string {
	w.t.Helper()
	secret := "kvt_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	if _, err := w.store.CreateToken(w.t.Context(), store.Token{Role: store.RoleAnalyst, Area: area, Name: "test"}, store.HashSecret(secret)); err != nil {
		w.t.Fatal(err)
	}
	return secret
}

// person is a participant with a receipt.
type person struct{ id, receipt string }

func newPerson() person {
	return person{uuid.NewString(), "kvr_" + strings.ReplaceAll(uuid.NewString(), "-", "")}
}

// answer is what came back.
type answer struct {
	*http.Response
	body []byte
}

// Feature, collection and problem are the documents that tests look into.
type feature struct {
	Type       string
	ID         string
	Geometry   json.RawMessage
	Properties map[string]any
}

type collection struct {
	Features       []feature
	Links          []struct{ Rel, Href string }
	NumberReturned int
}

type problem struct {
	Code   string
	Status int
	Errors []struct{ Field, Code string }
}

func read[T any](t testing.TB, a answer) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(a.body, &v); err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
	return v
}

// do sends a request; headers come in pairs. A body that is no string is sent
// as JSON.
func (w *world) do(method, path string, body any, headers ...string) answer {
	w.t.Helper()
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	default:
		data, err := json.Marshal(b)
		if err != nil {
			w.t.Fatal(err)
		}
		reader = bytes.NewReader(data)
	}
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, reader)
	if err != nil {
		w.t.Fatal(err)
	}
	if reader != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Del(headers[i])
		if headers[i+1] != "" {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	resp, err := w.http.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer{resp, data}
}

func (w *world) get(path string, headers ...string) answer {
	w.t.Helper()
	return w.do(http.MethodGet, path, nil, headers...)
}

// mark is a valid create body; more members come in pairs.
func (p person) mark(more ...any) map[string]any {
	m := map[string]any{
		"id": uuid.NewString(), "participant": p.id, "prompt": "meeting_place",
		"geometry": map[string]any{"type": "Point", "coordinates": []float64{10.0511234, 59.0471235}},
	}
	for i := 0; i < len(more); i += 2 {
		if m[more[i].(string)] = more[i+1]; more[i+1] == nil {
			delete(m, more[i].(string))
		}
	}
	return m
}

// send creates body by p and fails if that is not the first time.
func (w *world) send(p person, body map[string]any) feature {
	w.t.Helper()
	a := w.do(http.MethodPost, contributions, body, bearer(p.receipt)...)
	w.status(a, http.StatusCreated)
	return read[feature](w.t, a)
}

func bearer(secret string) []string { return []string{"Authorization", "Bearer " + secret} }

func (w *world) status(a answer, want int) {
	w.t.Helper()
	if a.StatusCode != want {
		w.t.Fatalf("%s %s is answered %d, not %d: %s", a.Request.Method, a.Request.URL, a.StatusCode, want, a.body)
	}
}

// refused fails unless a is a problem with that status and code, about field if
// one is named.
func (w *world) refused(a answer, status int, code, field string) {
	w.t.Helper()
	w.status(a, status)
	if ct := a.Header.Get("Content-Type"); ct != "application/problem+json" {
		w.t.Errorf("the problem is %s", ct)
	}
	if a.Request.Method == http.MethodHead {
		return
	}
	p := read[problem](w.t, a)
	if p.Code != code || p.Status != status {
		w.t.Errorf("the problem is %d %s, not %s: %s", p.Status, p.Code, code, a.body)
	}
	for _, e := range p.Errors {
		if e.Field == field {
			return
		}
	}
	if field != "" {
		w.t.Errorf("the problem is not about %s: %s", field, a.body)
	}
}

// count is how many contributions there are.
func (w *world) count() int64 {
	w.t.Helper()
	n, err := w.store.CountContributions(w.t.Context(), store.ContributionQuery{Area: "torstrand", Audience: store.AudienceStaff})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}
