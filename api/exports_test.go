package api_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kvarter/api"
	"kvarter/store"
)

func TestExports(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	staff := bearer(w.token(""))
	p := newPerson()
	w.send(p, p.mark("text", "=1+1"))
	w.send(p, p.mark("prompt", "most_liked"))
	a := w.get(contributions+".csv?prompt=meeting_place&q=1", staff...)
	w.status(a, http.StatusOK)
	rows, err := csv.NewReader(strings.NewReader(string(a.body))).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatalf("%v: %s", err, a.body)
	}
	if got := strings.Join(rows[0][:5], ","); got != "id,lon,lat,wkt,kind" {
		t.Errorf("the header begins %s", got)
	}
	if text := rows[1][slices.Index(rows[0], "text")]; text != "'=1+1" {
		t.Errorf("the formula stands as %q", text)
	}
	for header, want := range map[string]string{
		"Content-Type":        "text/csv; charset=utf-8; header=present",
		"Content-Disposition": `attachment; filename="kvarter-torstrand-prompt-meeting_place-q-2026-03-04.csv"`,
		"Cache-Control":       "private, no-store",
	} {
		if got := a.Header.Get(header); got != want {
			t.Errorf("%s is %q", header, got)
		}
	}
	a = w.get(contributions + ".geojson")
	w.status(a, http.StatusOK)
	if all := read[collection](t, a); len(all.Features) != 2 || len(all.Features[0].Properties) != 17 {
		t.Errorf("the public gets %s", a.body)
	}
	if got := a.Header.Get("Content-Disposition"); got != `attachment; filename="kvarter-torstrand-2026-03-04.geojson"` {
		t.Errorf("the file is called %s", got)
	}
	if all := read[collection](t, w.get(contributions+".geojson?limit=1", staff...)); len(all.Features) != 1 {
		t.Errorf("limit=1 gives %d", len(all.Features))
	}
}

func TestExportsReadByGDAL(t *testing.T) {
	t.Parallel()
	tool, err := exec.LookPath("ogrinfo")
	if err != nil {
		if slices.Contains(strings.Split(os.Getenv("KVARTER_REQUIRE"), ","), "gdal") {
			t.Fatal("ogrinfo is missing: install gdal-bin")
		}
		t.Skip("ogrinfo is missing: install gdal-bin to run this test")
	}
	w := newWorld(t)
	staff := bearer(w.token(""))
	for range 3 {
		p := newPerson()
		w.send(p, p.mark("text", "Åse, \"æøå\"\n👨‍👩‍👧‍👦"))
	}
	for _, ext := range []string{"geojson", "csv"} {
		for _, by := range [][]string{nil, staff} {
			path := filepath.Join(t.TempDir(), "torstrand."+ext)
			if err := os.WriteFile(path, w.get(contributions+"."+ext, by...).body, 0o600); err != nil {
				t.Fatal(err)
			}
			args := []string{"-ro", "-al", "-so", path}
			if ext == "csv" {
				args = append(args, "-oo", "AUTODETECT_TYPE=YES", "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat")
			}
			out, err := exec.CommandContext(t.Context(), tool, args...).CombinedOutput()
			if err != nil || strings.Contains(string(out), "Warning") || strings.Contains(string(out), "ERROR") || !strings.Contains(string(out), "Feature Count: 3") {
				t.Errorf("GDAL says %v of %s:\n%s", err, ext, out)
			}
		}
	}
}

// breaking is a store whose reads fail after so many rows: the only way to see a
// disk fail.
type breaking struct {
	store.Store
	after int
	err   error
	open  bool
}

func (b *breaking) Contributions(ctx context.Context, q store.ContributionQuery) iter.Seq2[*store.Contribution, error] {
	return func(yield func(*store.Contribution, error) bool) {
		b.open = true
		defer func() { b.open = false }()
		for ; b.after > 0; b.after-- {
			c := &store.Contribution{ID: uuid.New(), Prompt: "meeting_place", Text: strings.Repeat("x", 500)}
			if !yield(c, nil) {
				return
			}
		}
		yield(nil, b.err)
	}
}

func TestBrokenExport(t *testing.T) {
	t.Parallel()
	for _, path := range []string{contributions + ".geojson", contributions + ".csv", contributions + "?limit=10000"} {
		broken := func(after int) *world {
			return newWorld(t, func(c *api.Config) {
				c.Store = &breaking{Store: c.Store, after: after, err: errors.New("disk I/O error in SecretTable")}
			})
		}
		// Nothing was sent yet: a problem, and nothing of the cause.
		w := broken(3)
		a := w.get(path)
		w.refused(a, http.StatusInternalServerError, "internal", "")
		if strings.Contains(string(a.body), "Secret") || a.Header.Get("Content-Disposition") != "" || a.Header.Get("ETag") != "" {
			t.Errorf("the problem has %s %v", a.body, a.Header)
		}
		// In the middle: the connection breaks.
		w = broken(5000)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if !errors.Is(err, io.ErrUnexpectedEOF) || len(data) == 0 || strings.HasSuffix(strings.TrimSpace(string(data)), "]}") {
			t.Errorf("%s ends with %v after %d bytes", path, err, len(data))
		}
	}
}

// slow is a client that takes its time whenever a piece comes.
type slow struct {
	*httptest.ResponseRecorder
	meanwhile func()
}

func (s slow) Write(p []byte) (int, error) {
	s.meanwhile()
	return s.ResponseRecorder.Write(p)
}

// There are only so many readers: who takes a page slowly must hold none, or a
// few of them would keep everybody else waiting.
func TestSlowClientHoldsNoReader(t *testing.T) {
	t.Parallel()
	rows := &breaking{Store: newWorld(t).store, after: 5000, err: io.EOF}
	h, err := api.New(api.Config{Store: rows, Limits: api.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	writes, held := 0, 0
	answer := slow{httptest.NewRecorder(), func() {
		if writes++; rows.open {
			held++
		}
	}}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, contributions+"?limit=4000", nil)
	h.ServeHTTP(answer, r)
	if writes < 2 || held > 0 {
		t.Errorf("of %d writes, %d while a reader was held", writes, held)
	}
	var page collection
	if err := json.Unmarshal(answer.Body.Bytes(), &page); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, f := range page.Features {
		ids[f.ID] = true
	}
	if len(ids) != 4000 || page.NumberReturned != 4000 || len(page.Links) != 1 {
		t.Errorf("%d features, %d are said, links %v", len(ids), page.NumberReturned, page.Links)
	}
}

// HEAD says what GET would, without reading a million rows for it.
func TestExportHead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *api.Config) { c.Store = &breaking{Store: c.Store, err: errors.New("rows were read")} })
	for _, ext := range []string{".csv", ".geojson"} {
		a := w.do(http.MethodHead, contributions+ext, nil)
		w.status(a, http.StatusOK)
		if a.Header.Get("Content-Disposition") == "" {
			t.Errorf("HEAD of %s has %v", ext, a.Header)
		}
	}
}
