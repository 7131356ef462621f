package sqlite

import "testing"

// Rows that are read ahead are all there, in order, wherever the reading ends, and
// the connection is free again.
func TestReadAhead(t *testing.T) {
	t.Parallel()
	s := torstrand(t, t.TempDir())
	const count = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT packed(i) FROM n"
	const most = 5 * aheadRows
	for _, length := range []int{1, aheadRows - 1, aheadRows, aheadRows + 1, most} {
		for _, taken := range []int{0, 1, aheadRows, aheadRows + 1, most + 1} {
			err := s.whole.with(t.Context(), func(c *conn) error {
				r, err := c.queryPacked(t.Context(), count, int64(length))
				if err != nil {
					return err
				}
				r.readAhead()
				n := 0
				for n < taken && r.next() {
					if n++; integer(r.values[0]) != int64(n) {
						t.Fatalf("row %d is %v", n, r.values)
					}
				}
				if n != min(taken, length) || r.err != nil {
					t.Errorf("%d of %d rows come, %d were to be taken: %v", n, length, taken, r.err)
				}
				return r.close()
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestReadAheadSaysWhatFails(t *testing.T) {
	t.Parallel()
	s := torstrand(t, t.TempDir())
	err := s.whole.with(t.Context(), func(c *conn) error {
		r, err := c.queryPacked(t.Context(), "SELECT packed(abs(value)) FROM json_each('[1, -9223372036854775808]')")
		if err != nil {
			return err
		}
		r.readAhead()
		if !r.next() || r.next() || r.err == nil {
			t.Errorf("an overflow is told as %v", r.err)
		}
		_ = r.close() // says it again
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
