package sqlite

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
	"kvarter/store/area"
)

// newBenchStore opens a store with Torstrand in it.
func newBenchStore(b *testing.B, dir string) *Store {
	b.Helper()
	s, err := Open(b.Context(), Options{Dir: dir})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	torstrand, err := area.Torstrand()
	if err != nil {
		b.Fatal(err)
	}
	if _, err := s.ApplyArea(b.Context(), torstrand); err != nil {
		b.Fatal(err)
	}
	return s
}

// synthetic is the n-th of plausible contributions: clustered marks of people
// with five answers each, words on every third.
func synthetic(r *rand.Rand, n int, person uuid.UUID) *store.Contribution {
	prompts := [...]string{"meeting_place", "great_value", "most_liked", "least_liked", "attached"}
	c := &store.Contribution{
		ID: randomID(r), Participant: person, Prompt: prompts[n%len(prompts)], LocatedBy: store.ByMap, Lang: "nb",
		Geometry: orb.Point{round7(10.05 + r.NormFloat64()*0.004), round7(59.047 + r.NormFloat64()*0.002)},
	}
	if n%3 == 0 {
		c.Text = "Her møtes vi etter skolen, og om sommeren er det alltid noen å snakke med på benken."
	}
	return c
}

func randomID(r *rand.Rand) (id uuid.UUID) {
	for i := range id {
		id[i] = byte(r.Uint32())
	}
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return id
}

func round7(v float64) float64 { return float64(int64(v*1e7)) / 1e7 }

// BenchmarkCreate measures durable creates by 64 clients, all rules on: grouped,
// and one transaction for each.
func BenchmarkCreate(b *testing.B) {
	for _, mode := range []struct {
		name string
		most int
	}{{"grouped", maxBatchItems}, {"single", 1}} {
		b.Run(mode.name, func(b *testing.B) {
			s := newBenchStore(b, b.TempDir())
			s.writes.most = mode.most
			var clients sync.WaitGroup
			work := make(chan struct{}, 64)
			b.ResetTimer()
			for client := range 64 {
				clients.Go(func() {
					r := rand.New(rand.NewPCG(uint64(client), 1))
					var person uuid.UUID
					by := store.Actor{}
					for n := 0; ; n++ {
						if _, more := <-work; !more {
							return
						}
						if n%25 == 0 {
							person = randomID(r)
							by.Receipt = store.HashSecret(person.String())
						}
						if _, err := s.CreateContribution(context.Background(), "torstrand", synthetic(r, n, person), by); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			for b.Loop() {
				work <- struct{}{}
			}
			close(work)
			clients.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "creates/s")
		})
	}
}

// millionStore holds a million contributions; KVARTER_BENCH_DIR keeps it from
// one run to the next.
func millionStore(b *testing.B, total int) *Store {
	b.Helper()
	dir := os.Getenv("KVARTER_BENCH_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	s := newBenchStore(b, filepath.Join(dir, fmt.Sprint(total)))
	ctx := context.Background()
	have, err := s.CountContributions(ctx, store.ContributionQuery{Area: "torstrand", Audience: store.AudienceStaff})
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(7, uint64(have)))
	for n := int(have); n < total; {
		batch := make([]*store.Contribution, 0, 500)
		var person uuid.UUID
		for range 500 {
			if n%25 == 0 || person == uuid.Nil {
				person = randomID(r)
			}
			batch = append(batch, synthetic(r, n, person))
			n++
		}
		made, err := s.CreateContributions(ctx, "torstrand", batch, n%1000 == 0)
		if err != nil {
			b.Fatal(err)
		}
		for _, m := range made {
			if m.Err != nil {
				b.Fatal(m.Err)
			}
		}
	}
	return s
}

// BenchmarkIterate reads a million contributions as an export does.
func BenchmarkIterate(b *testing.B) {
	s := millionStore(b, 1_000_000)
	for _, audience := range []store.Audience{store.AudienceStaff, store.AudiencePublic} {
		b.Run(string(audience), func(b *testing.B) {
			for b.Loop() {
				n := 0
				for c, err := range s.Contributions(context.Background(), store.ContributionQuery{Area: "torstrand", Audience: audience}) {
					if err != nil {
						b.Fatal(err)
					}
					n += len(c.Prompt) & 1
				}
				_ = n
			}
		})
	}
}

// BenchmarkSpots reads what a map of all needs, and then what one change made
// of it.
func BenchmarkSpots(b *testing.B) {
	for _, total := range []int{20_000, 1_000_000} {
		s := millionStore(b, total)
		q := store.ContributionQuery{Area: "torstrand", Audience: store.AudiencePublic}
		var all *store.Spots
		b.Run(fmt.Sprintf("%d/all", total), func(b *testing.B) {
			for b.Loop() {
				var err error
				if all, err = s.Spots(context.Background(), q, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(all.Len()), "spots")
		})
		b.Run(fmt.Sprintf("%d/change", total), func(b *testing.B) {
			changed := []uuid.UUID{}
			for c := range s.Contributions(context.Background(), store.ContributionQuery{Area: "torstrand", Audience: store.AudiencePublic, Limit: 1}) {
				changed = append(changed, c.ID)
			}
			for b.Loop() {
				now, err := s.Spots(context.Background(), q, changed)
				if err != nil || all.With(changed, now).Len() != all.Len() {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkBox reads boxes of about a thousand contributions of a million.
func BenchmarkBox(b *testing.B) {
	s := millionStore(b, 1_000_000)
	for _, audience := range []store.Audience{store.AudienceStaff, store.AudiencePublic} {
		b.Run(string(audience), func(b *testing.B) {
			r := rand.New(rand.NewPCG(3, 3))
			var took []time.Duration
			rows := 0
			for b.Loop() {
				at := orb.Point{10.05 + r.Float64()*0.002, 59.047 + r.Float64()*0.001}
				began := time.Now()
				q := store.ContributionQuery{Area: "torstrand", Audience: audience, Limit: 1000, BBox: []orb.Bound{
					{Min: orb.Point{at[0] - 0.00014, at[1] - 0.00007}, Max: orb.Point{at[0] + 0.00014, at[1] + 0.00007}},
				}}
				for _, err := range s.Contributions(context.Background(), q) {
					if err != nil {
						b.Fatal(err)
					}
					rows++
				}
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(rows)/float64(len(took)), "rows")
			b.ReportMetric(took[len(took)/2].Seconds()*1e3, "p50-ms")
			b.ReportMetric(took[len(took)*99/100].Seconds()*1e3, "p99-ms")
		})
	}
}
