package api

import (
	"context"
	"iter"
	"reflect"
	"slices"

	"kvarter/store"
)

// boxes is a store that finds the public's pages of a box in the memory that maps
// are made of: which ids come first in a box of thousands, and how many there are
// in it or in all.
// The rows themselves are what the store says that the public sees now, so that
// memory can only miss what came after the question, and show nothing.
type boxes struct {
	store.Store
	crowds *crowds
}

// mostIDs is how many rows are read by their ids at once.
const mostIDs = 2_000

// Contributions yields what q asks; a page of more than mostIDs in several
// readings.
func (b *boxes) Contributions(ctx context.Context, q store.ContributionQuery) iter.Seq2[*store.Contribution, error] {
	if q.Limit == 0 || !isOfMemory(q) {
		return b.Store.Contributions(ctx, q)
	}
	return func(yield func(*store.Contribution, error) bool) {
		spots, err := b.spots(ctx, &q)
		if err != nil {
			yield(nil, err)
			return
		}
		asked := q
		filter := asked.TakeSpotFilter()
		for left, more := q.Limit, true; left > 0 && more; {
			page, others := spots.Page(q.BBox, filter, len(q.Shapes) > 0, q.After.ID, min(left, mostIDs))
			if len(page) == 0 {
				return
			}
			for one, err := range b.Store.Published(ctx, q.Area, page) {
				if err == nil && !isWithin(one, &q) {
					continue
				}
				if !yield(one, err) || err != nil {
					return
				}
				left--
			}
			q.After.ID, more = page[len(page)-1], others
		}
	}
}

// isWithin says whether one is of q's shapes and boxes: lines and areas come by a
// box around them, and anything may have been moved since. What else spots filter
// by never changes.
func isWithin(one *store.Contribution, q *store.ContributionQuery) bool {
	if one.Geometry == nil || len(q.Shapes) > 0 && !slices.Contains(q.Shapes, one.GeometryType()) {
		return false
	}
	return slices.ContainsFunc(q.BBox, one.Geometry.Bound().Intersects)
}

// CountContributions is how many Contributions would yield without limit and
// cursor. Live layers ask it for each page, by shape; lines and areas within a box
// are compared by the store.
func (b *boxes) CountContributions(ctx context.Context, q store.ContributionQuery) (int64, error) {
	if len(q.Shapes) == 0 || !isOfSpots(q) || len(q.BBox) > 0 && !slices.Equal(q.Shapes, onlyPoints) {
		return b.Store.CountContributions(ctx, q)
	}
	spots, err := b.spots(ctx, &q)
	if err != nil {
		return 0, err
	}
	within := q.BBox // before the filter takes them
	filter := q.TakeSpotFilter()
	if len(within) > 0 {
		return spots.CountPoints(within, filter), nil
	}
	return spots.Count(q.Shapes, filter), nil
}

var onlyPoints = []store.GeometryType{store.GeometryPoint}

// isOfMemory says whether q is the public's question for a box that spots can
// answer.
func isOfMemory(q store.ContributionQuery) bool {
	return len(q.BBox) > 0 && (len(q.Shapes) == 0 || slices.Equal(q.Shapes, onlyPoints)) && isOfSpots(q)
}

// isOfSpots says whether q is the public's, and asks by nothing that spots do not
// know.
func isOfSpots(q store.ContributionQuery) bool {
	if q.Audience != store.AudiencePublic {
		return false
	}
	q.Area, q.Audience, q.Shapes, q.Limit, q.After = "", "", nil, 0, store.Cursor{}
	q.TakeSpotFilter()
	return reflect.ValueOf(q).IsZero()
}

func (b *boxes) spots(ctx context.Context, q *store.ContributionQuery) (*store.Spots, error) {
	all := store.ContributionQuery{Area: q.Area, Audience: q.Audience}
	return b.crowds.spots(ctx, b.Store, all, filterKey(&all, nil))
}
