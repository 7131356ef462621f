package api_test

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kvarter/api"
	"kvarter/store"
	"kvarter/store/export"
)

// made are the formats whose files are made before they are sent.
func made() []string {
	var all []string
	for _, f := range export.Formats {
		if !f.Streams() {
			all = append(all, f.Name)
		}
	}
	return all
}

// empty fails unless nothing is in dir.
func empty(t *testing.T, dir string) {
	t.Helper()
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left in the folder: %v, %v", left, err)
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWorld(t, func(c *api.Config) { c.TempDir = dir })
	p := newPerson()
	w.send(p, p.mark("text", "=1+1"))
	for _, f := range export.Formats {
		path := contributions + "." + f.Name + "?prompt=meeting_place"
		a := w.get(path)
		w.status(a, http.StatusOK)
		want := `attachment; filename="kvarter-torstrand-prompt-meeting_place-2026-03-04.` + f.Name + `"`
		if got := a.Header.Get("Content-Disposition"); got != want || a.Header.Get("Content-Type") != f.MediaType {
			t.Errorf("%s is %s, %s", f.Name, got, a.Header.Get("Content-Type"))
		}
		if a.ContentLength != int64(len(a.body)) && !f.Streams() {
			t.Errorf("%s says it has %d bytes and has %d", f.Name, a.ContentLength, len(a.body))
		}
		if head := w.do(http.MethodHead, path, nil); head.Header.Get("Content-Disposition") != want {
			t.Errorf("HEAD of %s has %v", f.Name, head.Header)
		}
		w.refused(w.get(contributions+"."+f.Name+"?crs=EPSG:26986"), http.StatusBadRequest, "malformed", "crs")
		w.refused(w.get(contributions+"."+f.Name+"?crs=area&crs=area"), http.StatusBadRequest, "malformed", "crs")
		w.refused(w.get(contributions+"."+f.Name+"?crs="), http.StatusBadRequest, "malformed", "crs")
		w.refused(w.get(contributions+"."+f.Name+"?channel=web"), http.StatusForbidden, "forbidden", "channel")
		w.refused(w.get(strings.Replace(contributions, "torstrand", "bergen", 1)+"."+f.Name), http.StatusNotFound, "not_found", "")
	}
	a := w.get(contributions + ".geojson?crs=area")
	w.refused(a, http.StatusBadRequest, "malformed", "crs")
	if !strings.Contains(string(a.body), `"wgs84_only"`) || !strings.Contains(string(a.body), "RFC 7946") {
		t.Errorf("no reason is given: %s", a.body)
	}
	w.refused(w.get(contributions+"?crs=area"), http.StatusBadRequest, "malformed", "crs")
	empty(t, dir)
}

// A fault while the file is being made is a problem, however late it comes, and
// leaves nothing.
func TestBrokenFile(t *testing.T) {
	t.Parallel()
	for _, format := range made() {
		dir := t.TempDir()
		w := newWorld(t, func(c *api.Config) {
			c.Store = &breaking{Store: c.Store, after: 5000, err: errors.New("disk I/O error in SecretTable")}
			c.TempDir = dir
		})
		a := w.get(contributions + "." + format)
		w.refused(a, http.StatusInternalServerError, "internal", "")
		if strings.Contains(string(a.body), "Secret") || a.Header.Get("Content-Disposition") != "" {
			t.Errorf("the problem has %s %v", a.body, a.Header)
		}
		empty(t, dir)
	}
}

// leaving is a store whose reader's client goes away after so many rows.
type leaving struct {
	store.Store
	leave context.CancelFunc
	read  int
}

func (l *leaving) Contributions(ctx context.Context, _ store.ContributionQuery) iter.Seq2[*store.Contribution, error] {
	return func(yield func(*store.Contribution, error) bool) {
		for ; l.read < 100_000 && ctx.Err() == nil; l.read++ {
			if l.read == 2000 {
				l.leave()
			}
			if !yield(&store.Contribution{ID: uuid.New()}, nil) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// gone is a client that takes nothing.
type gone struct{ *httptest.ResponseRecorder }

func (gone) Write([]byte) (int, error) { return 0, errors.New("connection reset") }

// A client that goes away, while the file is made or while it is sent, leaves
// nothing on the disk.
func TestCancelledFile(t *testing.T) {
	t.Parallel()
	for _, format := range made() {
		dir := t.TempDir()
		ctx, cancel := context.WithCancel(t.Context())
		rows := &leaving{Store: newWorld(t).store, leave: cancel}
		h, err := api.New(api.Config{Store: rows, Limits: api.DefaultLimits(), TempDir: dir})
		if err != nil {
			t.Fatal(err)
		}
		ask := func(ctx context.Context, w http.ResponseWriter) {
			defer func() {
				if r := recover(); r != nil && r != http.ErrAbortHandler {
					panic(r)
				}
			}()
			h.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, contributions+"."+format, nil))
		}
		ask(ctx, httptest.NewRecorder())
		if rows.read < 2000 || rows.read > 3000 {
			t.Errorf("%s: %d rows were read for a client that was gone after 2000", format, rows.read)
		}
		empty(t, dir)
		rows.read, rows.leave = 90_000, func() {}
		ask(t.Context(), gone{httptest.NewRecorder()})
		if rows.read != 100_000 {
			t.Errorf("%s: it was not made: %d", format, rows.read)
		}
		empty(t, dir)
	}
}

// huge is a store with more than a sheet holds.
type huge struct{ store.Store }

func (huge) CountContributions(context.Context, store.ContributionQuery) (int64, error) {
	return 1 << 20, nil
}

func TestSheetIsFull(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *api.Config) { c.Store = huge{c.Store} })
	a := w.get(contributions + ".xlsx")
	w.refused(a, http.StatusBadRequest, "malformed", "limit")
	if !strings.Contains(string(a.body), "1048575") {
		t.Errorf("how many is not said: %s", a.body)
	}
	w.status(w.get(contributions+".xlsx?limit=100"), http.StatusOK)
	w.status(w.get(contributions+".gpkg"), http.StatusOK)
}

// paused is a store whose reads wait for a word.
type paused struct {
	store.Store
	begun, word chan struct{}
}

func (w paused) Contributions(context.Context, store.ContributionQuery) iter.Seq2[*store.Contribution, error] {
	return func(func(*store.Contribution, error) bool) {
		w.begun <- struct{}{}
		<-w.word
	}
}

// Only so many files are on the disk at a time.
func TestFilesAreFew(t *testing.T) {
	t.Parallel()
	rows := paused{begun: make(chan struct{}), word: make(chan struct{})}
	w := newWorld(t, func(c *api.Config) {
		rows.Store = c.Store
		c.Store, c.TempDir = rows, t.TempDir()
		c.Limits.Files = 1
	})
	done := make(chan answer)
	go func() { done <- w.get(contributions + ".gpkg") }()
	<-rows.begun
	w.refused(w.get(contributions+".xlsx"), http.StatusServiceUnavailable, "unavailable", "")
	close(rows.word)
	w.status(<-done, http.StatusOK)
	go func() { <-rows.begun }()
	w.status(w.get(contributions+".xlsx"), http.StatusOK)
}
