package ingest_test

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"kvarter/store"
	"kvarter/store/area"
	"kvarter/store/ingest"
	"kvarter/store/sqlite"
)

// now is the time of all stores in these tests.
var now = time.Date(2026, 5, 17, 12, 0, 0, 0, time.UTC)

// open opens an empty real store that holds areas.
func open(t *testing.T, areas ...*store.Area) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), sqlite.Options{Dir: t.TempDir(), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, a := range areas {
		if _, err := s.ApplyArea(context.Background(), a); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func torstrand(t testing.TB) *store.Area {
	t.Helper()
	a, err := area.Torstrand()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// importBytes imports a file and returns the reject file too.
func importBytes(t *testing.T, s store.Contributions, a *store.Area, data []byte, f ingest.Format, m *ingest.Mapping, o ingest.Options) (ingest.Summary, string) {
	t.Helper()
	var rejects bytes.Buffer
	o.Rejects = &rejects
	sum, err := ingest.Import(context.Background(), s, a.Slug, ingest.Read(bytes.NewReader(data), f, m, a), o)
	if err != nil {
		t.Fatal(err)
	}
	return sum, rejects.String()
}

// all is everything in an area in the order it came.
func all(t *testing.T, s store.Contributions, slug string) []*store.Contribution {
	t.Helper()
	var out []*store.Contribution
	for c, err := range s.Contributions(context.Background(), store.ContributionQuery{Area: slug, Audience: store.AudienceStaff}) {
		if err != nil {
			t.Fatal(err)
		}
		one := *c
		one.Text = strings.Clone(one.Text)
		out = append(out, &one)
	}
	return out
}

func degrees(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
