package sqlite

import (
	"database/sql/driver"
	"math"
	"reflect"
	"strings"
	"testing"
)

func TestPackedRows(t *testing.T) {
	t.Parallel()
	s := torstrand(t, t.TempDir())
	long := strings.Repeat("å", 5000)
	rows := [][]driver.Value{
		{int64(1), 59.05, "Torstrand", []byte{0, 1, 2}, nil, "", int64(math.MinInt64), long},
		{int64(1), 59.05, "Torstrand", []byte{9}, "now a text", "x\x00y", int64(math.MaxInt64), nil},
		{"a text now", nil, "Torstrand", nil, nil, "", int64(0), long},
	}
	var sql []string
	var args []any
	for _, row := range rows {
		sql = append(sql, "SELECT packed(?"+strings.Repeat(", ?", len(row)-1)+")")
		for _, v := range row {
			args = append(args, v)
		}
	}
	err := s.reads.with(t.Context(), func(c *conn) error {
		r, err := c.queryPacked(t.Context(), strings.Join(sql, " UNION ALL "), args...)
		if err != nil {
			return err
		}
		for _, want := range rows {
			if !r.next() || !reflect.DeepEqual(r.values, want) {
				t.Errorf("%v, want %v (%v)", r.values, want, r.err)
			}
		}
		if r.next() || r.err != nil {
			t.Error("another row", r.err)
		}
		return r.close()
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAPackedRowCutShortIsDamaged(t *testing.T) {
	t.Parallel()
	row := pack(nil, []driver.Value{int64(1 << 40), 59.05, "Torstrand", []byte{1, 2, 3}})
	whole := 0
	for n := range row {
		values, err := unpack(nil, row[:n])
		if err == nil {
			whole++
			if len(values) != whole-1 {
				t.Fatalf("%d bytes make %v", n, values)
			}
		}
	}
	if whole != 4 { // nothing, and up to the end of each but the last
		t.Fatalf("%d of the beginnings are rows", whole)
	}
	if _, err := unpack(nil, []byte{9}); err == nil {
		t.Fatal("a kind of value that does not exist")
	}
}
