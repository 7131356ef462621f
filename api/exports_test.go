package api_test

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"net/http"
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
		"Content-Disposition": `attachment; filename="torstrand-prompt-meeting_place-q-2026-03-04.csv"`,
		"Cache-Control":       "private, no-store",
	} {
		if got := a.Header.Get(header); got != want {
			t.Errorf("%s is %q", header, got)
		}
	}
	a = w.get(contributions + ".geojson")
	w.status(a, http.StatusOK)
	if all := read[collection](t, a); len(all.Features) != 2 || len(all.Features[0].Properties) != 16 {
		t.Errorf("the public gets %s", a.body)
	}
	if got := a.Header.Get("Content-Disposition"); got != `attachment; filename="torstrand-2026-03-04.geojson"` {
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

// breaking is a store whose reads fail: the only way to see a disk fail.
type breaking struct {
	store.Store
	after int
	err   error
}

func (b breaking) Contributions(ctx context.Context, q store.ContributionQuery) iter.Seq2[*store.Contribution, error] {
	return func(yield func(*store.Contribution, error) bool) {
		for range b.after {
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
				c.Store = breaking{c.Store, after, errors.New("disk I/O error in SecretTable")}
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

// HEAD says what GET would, without reading a million rows for it.
func TestExportHead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *api.Config) { c.Store = breaking{c.Store, 0, errors.New("rows were read")} })
	for _, ext := range []string{".csv", ".geojson"} {
		a := w.do(http.MethodHead, contributions+ext, nil)
		w.status(a, http.StatusOK)
		if a.Header.Get("Content-Disposition") == "" {
			t.Errorf("HEAD of %s has %v", ext, a.Header)
		}
	}
}
