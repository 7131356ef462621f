package store_test

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

// Pages hold every id once and in order, also of ids that begin or end alike.
func TestPagesOfIDsAlike(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(19, 19))
	var all []placed
	var want []uuid.UUID
	for i := range 3 * 40 {
		var id uuid.UUID
		binary.BigEndian.PutUint64(id[:], uint64(1+i%3)<<(8*(i%3)))
		binary.BigEndian.PutUint64(id[8:], uint64(i/3)<<(8*(i%8)))
		if slices.Contains(want, id) {
			continue
		}
		want = append(want, id)
		all = append(all, placed{id, store.SpotClass{Prompt: "prompt", Wave: "2024"}, orb.Point{10 + r.Float64(), 59 + r.Float64()}})
	}
	slices.SortFunc(want, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	s, boxes := spotsOf(all), []orb.Bound{{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}}
	var got []uuid.UUID
	for more, after := true, uuid.Nil; more; after = got[len(got)-1] {
		var page []uuid.UUID
		if page, more = s.Page(boxes, store.SpotFilter{}, true, after, 7); len(page) == 0 {
			t.Fatal("a page is empty, though there is more")
		}
		got = append(got, page...)
	}
	if !slices.Equal(got, want) {
		t.Errorf("pages hold\n%v, not\n%v", got, want)
	}
}
