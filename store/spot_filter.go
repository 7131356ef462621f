package store

import "slices"

// SpotFilter is the part of a query that Spots answer by themselves, so that
// maps by question, wave or status need no reading anew. An empty list does not
// filter.
type SpotFilter struct {
	Prompts, Waves []string
	Statuses       []ReviewState
}

// TakeSpotFilter takes out of q what Spots can filter by, and its boxes: what is
// left is to be read.
func (q *ContributionQuery) TakeSpotFilter() SpotFilter {
	f := SpotFilter{q.Prompts, q.Waves, q.Statuses}
	q.Prompts, q.Waves, q.Statuses, q.BBox = nil, nil, nil, nil
	return f
}

// keep says for each class whether f takes it.
func (f *SpotFilter) keep(classes []SpotClass) []bool {
	out := make([]bool, len(classes))
	for i, c := range classes {
		out[i] = takes(f.Prompts, c.Prompt) && takes(f.Waves, c.Wave) && (c.Status == "" || takes(f.Statuses, c.Status))
	}
	return out
}

func takes[T comparable](list []T, one T) bool { return len(list) == 0 || slices.Contains(list, one) }
