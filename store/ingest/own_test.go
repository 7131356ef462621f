package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
	"kvarter/store/export"
	"kvarter/store/ingest"
)

var writers = map[ingest.Format]func(io.Writer, iter.Seq2[*store.Contribution, error], export.Options) error{
	ingest.CSV: export.CSV, ingest.GeoJSON: export.GeoJSON,
}

// exported is what audience gets of an area, as bytes.
func exported(t *testing.T, s store.Contributions, f ingest.Format, slug string, audience store.Audience) []byte {
	t.Helper()
	var b bytes.Buffer
	seq := s.Contributions(context.Background(), store.ContributionQuery{Area: slug, Audience: audience})
	if err := writers[f](&b, seq, export.Options{Audience: audience, Area: &store.Area{Slug: slug}}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func id(n int) uuid.UUID {
	return uuid.MustParse(fmt.Sprintf("00000000-0000-4000-8000-%012d", n))
}

// answers are everything that a row can hold, by a person, by staff, and hidden.
func answers() []*store.Contribution {
	person := uuid.MustParse("11111111-1111-4111-8111-111111111111")
	at := time.Date(2026, 5, 1, 10, 20, 30, 123456000, time.UTC)
	return []*store.Contribution{
		{ID: id(1), Participant: person, Prompt: "meeting_place", Geometry: orb.Point{10.0511234, 59.0471235}, Text: "Ved \"benken\",\r\nom kvelden\n\tog om morgenen", Wish: "=1+1", Lang: "nb", CreatedAt: at},
		{ID: id(2), Participant: person, Prompt: "missing", Text: "'=x", PlaceText: "''-y ved elva", Wish: "👩‍👩‍👧‍👦 مرحبا\u200f e\u0301", CreatedAt: at},
		{ID: id(3), Participant: person, Prompt: "story", Title: "@fabrikken", Text: "+47 er ikke nummeret", Theme: "history", PeriodFrom: "1960~", PeriodTo: "1969-12", Share: store.ShareNamed, Byline: "-Åse; \"A\"", ConsentLang: "nb", Geometry: orb.LineString{{10.05, 59.04}, {10.06, 59.05}}},
		{ID: id(4), Prompt: "meeting_place", Place: "revet_ferry", Channel: store.ChannelTable, People: 12, OnBehalf: true},
		{ID: id(5), Prompt: "community", Place: "fram_stadion", Text: "\t=tab først", Channel: store.ChannelPaper, LocatedBy: store.ByPaper},
		{ID: id(6), Prompt: "characteristic", Geometry: orb.Polygon{{{10.05, 59.04}, {10.06, 59.04}, {10.06, 59.05}, {10.05, 59.04}}}, Text: "'sitat'"},
		{ID: id(7), Prompt: "least_liked", Geometry: orb.Point{10.0512, 59.0472}, Text: "kjøp her"},
		{ID: id(8), Prompt: "story", Kind: store.KindNote, Title: "Notat", Text: strings.Repeat("lang tekst ", 80)},
	}
}

// filled is a store with the answers, of which one is hidden as spam.
func filled(t *testing.T) store.Store {
	t.Helper()
	s := open(t, torstrand(t))
	created, err := s.CreateContributions(context.Background(), "torstrand", answers(), false)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range created {
		if c.Err != nil {
			t.Fatalf("answer %d: %v", i+1, c.Err)
		}
	}
	if _, err := s.ReviewContribution(context.Background(), "torstrand", id(7), store.Decision{State: store.Hidden, Reason: store.ReasonSpam}); err != nil {
		t.Fatal(err)
	}
	agreed := []store.Entry{{Participant: answers()[0].Participant, Agreements: []uuid.UUID{id(4)}}}
	if err := s.EnterParticipants(context.Background(), "torstrand", agreed); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestOwnExportComesBack holds that what staff export is the same once it went
// through another store: every column but those that only a store can set.
func TestOwnExportComesBack(t *testing.T) {
	for _, f := range ingest.AllFormats {
		t.Run(string(f), func(t *testing.T) {
			from, to := filled(t), open(t, torstrand(t))
			file := exported(t, from, f, "torstrand", store.AudienceStaff)
			sum, rejects := importBytes(t, to, torstrand(t), file, f, nil, ingest.Options{})
			if want := (ingest.Summary{Rows: 8, Taken: 8}); sum != want {
				t.Fatalf("imported %+v, want %+v; rejects:\n%s", sum, want, rejects)
			}
			was, is := all(t, from, "torstrand"), all(t, to, "torstrand")
			for i := range was {
				compare(t, was[i], is[i])
				if is[i].Agreements != 0 || is[i].ConsentLang != "" {
					t.Errorf("%s comes back with %d agreements and consent in %q", is[i].ID, is[i].Agreements, is[i].ConsentLang)
				}
			}
			if was[2].ConsentLang != "nb" || was[3].Agreements != 1 {
				t.Errorf("there was consent in %q and %d agreements: this proves nothing", was[2].ConsentLang, was[3].Agreements)
			}
			sum, rejects = importBytes(t, to, torstrand(t), file, f, nil, ingest.Options{})
			if want := (ingest.Summary{Rows: 8, Same: 8}); sum != want {
				t.Errorf("a second time imported %+v, want %+v; rejects:\n%s", sum, want, rejects)
			}
			sum, rejects = importBytes(t, from, torstrand(t), file, f, nil, ingest.Options{})
			if want := (ingest.Summary{Rows: 8, Same: 8}); sum != want {
				t.Errorf("into its own store imported %+v, want %+v; rejects:\n%s", sum, want, rejects)
			}
		})
	}
}

func compare(t *testing.T, was, is *store.Contribution) {
	t.Helper()
	if !orb.Equal(was.Geometry, is.Geometry) {
		t.Errorf("%s: geometry %v, want %v", was.ID, is.Geometry, was.Geometry)
	}
	a, b := *was, *is
	for _, c := range []*store.Contribution{&a, &b} {
		// The store's own: order, times, hashes, pseudonyms, where it came from.
		// Hearts and consent stay where they were given.
		c.Agreements, c.ConsentLang, c.ConsentAt = 0, "", time.Time{}
		c.Seq, c.ReceivedAt, c.UpdatedAt, c.Digest, c.Participant, c.Source, c.Geometry = 0, time.Time{}, time.Time{}, [32]byte{}, uuid.Nil, "", nil
	}
	if fmt.Sprintf("%+v", a) != fmt.Sprintf("%+v", b) {
		t.Errorf("comes back as\n%.900s\nwant\n%.900s", fmt.Sprintf("%+v", b), fmt.Sprintf("%+v", a))
	}
}

func TestPublishedPublishesAllButTheHidden(t *testing.T) {
	to := open(t, torstrand(t))
	file := exported(t, filled(t), ingest.CSV, "torstrand", store.AudienceStaff)
	importBytes(t, to, torstrand(t), file, ingest.CSV, nil, ingest.Options{Published: true})
	for _, c := range all(t, to, "torstrand") {
		want := store.Published
		if c.ID == id(7) {
			want = store.Hidden
		}
		if c.Review.Status() != want || c.ID == id(7) && c.Review.Reason != store.ReasonSpam {
			t.Errorf("%s is %+v, want %s", c.ID, c.Review, want)
		}
	}
}

// dying is a store beside which the program is killed as soon as rows are in.
type dying struct{ store.Store }

func (d dying) ReviewContribution(context.Context, string, uuid.UUID, store.Decision) (*store.Contribution, error) {
	return nil, errors.New("killed")
}

// TestHiddenIsNeverPublicMeanwhile holds that what was hidden goes in hidden.
func TestHiddenIsNeverPublicMeanwhile(t *testing.T) {
	to := open(t, torstrand(t))
	file := exported(t, filled(t), ingest.CSV, "torstrand", store.AudienceStaff)
	importBytes(t, dying{to}, torstrand(t), file, ingest.CSV, nil, ingest.Options{})
	if _, err := to.Contribution(context.Background(), "torstrand", id(7), store.AudiencePublic, store.Actor{}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the public reads it: %v", err)
	}
}

// TestPublicExportComesBack takes in what anybody may load down.
func TestPublicExportComesBack(t *testing.T) {
	for _, f := range ingest.AllFormats {
		to := open(t, torstrand(t))
		file := exported(t, filled(t), f, "torstrand", store.AudiencePublic)
		sum, rejects := importBytes(t, to, torstrand(t), file, f, nil, ingest.Options{})
		if sum.Taken == 0 || sum.Taken != sum.Rows {
			t.Errorf("%s: imported %+v; rejects:\n%s", f, sum, rejects)
		}
	}
}

func TestWithdrawnStaysWithdrawn(t *testing.T) {
	s := filled(t)
	file := exported(t, s, ingest.CSV, "torstrand", store.AudienceStaff)
	if err := s.WithdrawContribution(context.Background(), "torstrand", id(4), store.Actor{Staff: true}); err != nil {
		t.Fatal(err)
	}
	sum, rejects := importBytes(t, s, torstrand(t), file, ingest.CSV, nil, ingest.Options{})
	if want := (ingest.Summary{Rows: 8, Same: 7, Withdrawn: 1}); sum != want || !strings.Contains(rejects, ingest.CodeWithdrawn) {
		t.Errorf("imported %+v, want %+v; rejects:\n%s", sum, want, rejects)
	}
}
