package ingest_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
	"kvarter/store/area"
	"kvarter/store/ingest"
)

const (
	bostonData    = "../../../shared/data/boston-vision-zero-1000.csv"
	bostonExample = "../../docs/examples/boston/"
)

// bostonRows is the real file by the standard library's reader. That one drops
// carriage returns, so the file must have none within its cells.
func bostonRows(t *testing.T) (data []byte, rows [][]string) {
	t.Helper()
	data, err := os.ReadFile(bostonData)
	if err != nil {
		t.Skip("skipped: ../shared/data/boston-vision-zero-1000.csv is not there")
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	rows, err = r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return data, rows[1:]
}

// TestBoston takes the 997 real entries in and finds every one of them again.
func TestBoston(t *testing.T) {
	data, rows := bostonRows(t)
	if len(rows) != 997 {
		t.Fatalf("the file holds %d rows, want 997", len(rows))
	}
	boston, err := area.Load(bostonExample + "area.yaml")
	if err != nil {
		t.Fatal(err)
	}
	mapping, err := ingest.LoadMapping(bostonExample + "mapping.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, boston)
	sum, rejects := importBytes(t, s, boston, data, ingest.CSV, mapping, ingest.Options{})
	if want := (ingest.Summary{Rows: 997, Taken: 997}); sum != want {
		t.Fatalf("imported %+v, want %+v; rejects:\n%s", sum, want, rejects)
	}
	sum, _ = importBytes(t, s, boston, data, ingest.CSV, mapping, ingest.Options{})
	if want := (ingest.Summary{Rows: 997, Same: 997}); sum != want {
		t.Errorf("a second time imported %+v, want %+v", sum, want)
	}
	got := all(t, s, "boston")
	if len(got) != len(rows) {
		t.Fatalf("%d contributions, want %d", len(got), len(rows))
	}
	for i, row := range rows {
		c := got[i]
		want, err := geo.Canonical(orb.Point{degrees(t, row[0]), degrees(t, row[1])})
		if err != nil {
			t.Fatal(err)
		}
		at, _ := time.Parse(time.RFC3339, row[6])
		switch {
		case c.Text != row[9]:
			t.Errorf("row %d: text %q, want %q", i+2, c.Text, row[9])
		case !orb.Equal(c.Geometry, want):
			t.Errorf("row %d: at %v, want %v", i+2, c.Geometry, want)
		case !c.CreatedAt.Equal(at):
			t.Errorf("row %d: made %v, want %v", i+2, c.CreatedAt, at)
		case c.Outside:
			t.Errorf("row %d: %v is outside the example's boundary", i+2, want)
		case mapping.Prompts[row[5]] != c.Prompt:
			t.Errorf("row %d: prompt %q for %q", i+2, c.Prompt, row[5])
		case c.Text != "" && c.Review.Words != store.Pending, c.Source != store.SourceImport, c.Wave != "2016", c.Lang != "en":
			t.Errorf("row %d: stands as %+v", i+2, c)
		}
	}
}

// TestBostonLosesNoCategory holds that no two of the city's categories became
// one prompt, but for the one that came in two spellings.
func TestBostonLosesNoCategory(t *testing.T) {
	_, rows := bostonRows(t)
	mapping, err := ingest.LoadMapping(bostonExample + "mapping.yaml")
	if err != nil {
		t.Fatal(err)
	}
	values, keys := map[string]bool{}, map[string]bool{}
	for _, row := range rows {
		if mapping.Prompts[row[5]] == "" {
			t.Errorf("no prompt for %q", row[5])
		}
		values[row[5]], keys[mapping.Prompts[row[5]]] = true, true
	}
	if len(values) != len(keys)+1 || len(keys) != 21 {
		t.Errorf("%d values became %d prompts, want 22 and 21", len(values), len(keys))
	}
}
