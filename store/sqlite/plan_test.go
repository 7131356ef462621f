package sqlite

import (
	"database/sql/driver"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

// TestPlans holds the ways that SQLite takes: an index for a few rows, the
// order of the list for many, and a sort only over a few.
func TestPlans(t *testing.T) {
	t.Parallel()
	s := torstrand(t, t.TempDir())
	for range 20 {
		create(t, s)
	}
	const byID, bySeq = "c USING INDEX sqlite_autoindex_contribution_1 (area=? AND id>?)", "contribution USING INTEGER PRIMARY KEY (rowid>?)"
	box := []orb.Bound{{Min: orb.Point{10, 59}, Max: orb.Point{10.1, 59.1}}}
	after := store.Cursor{ID: uuid.Max, Seq: 3}
	for name, c := range map[string]struct {
		q      store.ContributionQuery
		want   string
		sorted bool
	}{
		"public list": {store.ContributionQuery{Audience: store.AudiencePublic}, byID, false},
		"staff list":  {store.ContributionQuery{Audience: store.AudienceStaff}, bySeq, false},
		"filtered":    {store.ContributionQuery{Audience: store.AudienceStaff, Prompts: []string{"x"}, Q: "x"}, bySeq, false},
		"public box":  {store.ContributionQuery{Audience: store.AudiencePublic, BBox: box}, "c USING INTEGER PRIMARY KEY (rowid=?)", true},
		"staff box":   {store.ContributionQuery{Audience: store.AudienceStaff, BBox: box}, "contribution USING INTEGER PRIMARY KEY (rowid=?)", false},
		"pending": {
			store.ContributionQuery{Audience: store.AudienceStaff, Statuses: []store.ReviewState{store.Pending}},
			"c USING INDEX contribution_pending (area=?)", false,
		},
		"author": {
			store.ContributionQuery{Audience: store.AudienceAuthor, Participant: uuid.Max},
			"c USING COVERING INDEX contribution_participant (participant=?)", false,
		},
	} {
		c.q.Area, c.q.After, c.q.Limit = "torstrand", after, 10
		plan := explain(t, s, &c.q)
		if !strings.Contains(plan, c.want) || strings.Contains(plan, "TEMP B-TREE FOR ORDER BY") != c.sorted {
			t.Errorf("%s: want %q, sorted %v:\n%s", name, c.want, c.sorted, plan)
		}
	}
}

// Boxes are led by their two indexes: without them each would look through all.
func TestBoxesAreLedByIndexes(t *testing.T) {
	t.Parallel()
	s := torstrand(t, t.TempDir())
	var plan strings.Builder
	err := s.reads.with(t.Context(), func(c *conn) error {
		args := append(append([]any{"[]", int64(1)}, boxArgs(orb.Bound{})[:4]...), int64(1))
		args = append(append(args, boxArgs(orb.Bound{})[4:]...), int64(1))
		return c.each(t.Context(), "EXPLAIN QUERY PLAN "+inBox, args, func(row []driver.Value) error {
			plan.WriteString(text(row[3]) + "\n")
			return nil
		})
	})
	for _, want := range []string{
		"SEARCH c USING COVERING INDEX contribution_cell (area=? AND <expr>>? AND <expr><?)",
		"SEARCH c USING COVERING INDEX contribution_box (area=? AND min_lon<?)",
	} {
		if err != nil || !strings.Contains(plan.String(), want) {
			t.Errorf("want %q in (%v)\n%s", want, err, &plan)
		}
	}
}

func explain(t *testing.T, s *Store, q *store.ContributionQuery) string {
	t.Helper()
	var out strings.Builder
	err := s.reads.with(t.Context(), func(c *conn) error {
		st, err := s.areas.current(t.Context(), c, q.Area)
		if err != nil {
			return err
		}
		p, err := compile(t.Context(), c, st, q)
		if err != nil {
			return err
		}
		sql, args := p.page(q)
		r, err := c.queryOnce(t.Context(), "EXPLAIN QUERY PLAN "+sql, args...)
		if err != nil {
			return err
		}
		for r.next() {
			out.WriteString(text(r.values[3]) + "\n")
		}
		return r.close()
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// The newest change of an area is looked for from the end of the trail, and the
// trail is not sorted for it.
func TestLastRevLooksFromTheEnd(t *testing.T) {
	t.Parallel()
	s := torstrand(t, t.TempDir())
	var plan strings.Builder
	err := s.reads.with(t.Context(), func(c *conn) error {
		return c.each(t.Context(), "EXPLAIN QUERY PLAN "+newestOfArea, []any{int64(1), "torstrand"}, func(row []driver.Value) error {
			plan.WriteString(text(row[3]) + "\n")
			return nil
		})
	})
	if err != nil || strings.Contains(plan.String(), "B-TREE") || !strings.Contains(plan.String(), "SEARCH change USING INTEGER PRIMARY KEY (rowid>?)") {
		t.Errorf("plan is (%v)\n%s", err, &plan)
	}
}
