package sqlite

import (
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// What is kept is bounded, comes back as it was, and is never given for another
// area, of another state, or after it changed.
func TestKeptRowsAreBoundedAndExact(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3))
	row := func(id uuid.UUID) []byte {
		text := strings.Repeat("ø", int(id[0])*8)
		return pack(nil, []driver.Value{id[:], "mark", fmt.Sprintf("prompt%d", id[1]%7), "2026", "map", int64(id[2]), 10.5, 59.5, nil, "nb", text, int64(3), nil})
	}
	k := &keptRows{rev: 7}
	kept := 0
	for range 12 {
		ids := make([]uuid.UUID, 1500)
		missing, rows := make([]int, len(ids)), make([][]byte, len(ids))
		for i := range ids {
			for n := range ids[i] {
				ids[i][n] = byte(r.IntN(256))
			}
			missing[i], rows[i] = i, row(ids[i])
		}
		k.keep(7, 1, ids, missing, rows)
		if len(k.leaves) > mostLeaves || cap(k.leaves[k.open]) != leafBytes {
			t.Fatalf("there are %d leaves of %d bytes", len(k.leaves), cap(k.leaves[k.open]))
		}
		found := make([][]byte, len(ids))
		lost := len(k.find(7, 1, ids, found))
		for i := range found {
			if found[i] != nil {
				if kept++; string(found[i]) != string(rows[i]) {
					t.Fatalf("%x came back as %x", rows[i], found[i])
				}
			}
		}
		if lost > 0 {
			t.Fatalf("%d of the newest are lost", lost)
		}
		for _, other := range [][2]int64{{8, 1}, {6, 1}, {7, 2}} {
			if n := len(k.find(other[0], other[1], ids, found)); n != len(ids) {
				t.Fatalf("%d rows are given as of rev %d of area %d", len(ids)-n, other[0], other[1])
			}
		}
	}
	if kept == 0 {
		t.Fatal("nothing is kept")
	}
	// All that can be found stands on a leaf, and nothing that a leaf lost is found.
	at := 0
	for n, leaf := range k.leaves {
		for from := 0; from < len(leaf); {
			id, _, rest := cutRow(leaf[from:])
			if k.at[keyOf(id[:])] == keptAt(n*leafBytes+from) {
				at++
			}
			from += rowHead + len(rest)
		}
	}
	if len(k.leaves) < mostLeaves || at != len(k.at) {
		t.Fatalf("%d of %d rows are where they are said to be, on %d leaves", at, len(k.at), len(k.leaves))
	}
}

// Ids that are much alike are kept each by itself; of two with one key only that
// is given which was asked for, and that only the one that was kept last.
func TestKeptRowsOfIDsAlike(t *testing.T) {
	t.Parallel()
	first := uuid.MustParse("00000000-0000-4000-8000-000000000000")
	same := uuid.MustParse("00000001-0000-4000-8000-000100000000") // by keyOf
	all := []uuid.UUID{same}
	for i := range 1000 {
		id := first
		binary.BigEndian.PutUint16(id[14:], uint16(i))
		all = append(all, id)
	}
	k := &keptRows{rev: 7}
	keep := func(ids ...uuid.UUID) {
		missing, rows := make([]int, len(ids)), make([][]byte, len(ids))
		for i, id := range ids {
			missing[i], rows[i] = i, pack(nil, []driver.Value{id[:], "mark", "prompt", "2026", "map", id.String()})
		}
		k.keep(7, 1, ids, missing, rows)
	}
	found := func(ids ...uuid.UUID) [][]byte {
		rows := make([][]byte, len(ids))
		k.find(7, 1, ids, rows)
		for i, row := range rows {
			if values, err := unpack(nil, row); err != nil || row != nil && (text(values[5]) != ids[i].String() || string(blob(values[0])) != string(ids[i][:])) {
				t.Fatalf("of %v there is %v (%v)", ids[i], values, err)
			}
		}
		return rows
	}
	keep(all...)
	for i, row := range found(all...) {
		if isKept := row != nil; isKept != (i > 0) {
			t.Errorf("%v is kept: %v", all[i], isKept)
		}
	}
	keep(same)
	if rows := found(same, first); keyOf(same[:]) != keyOf(first[:]) || rows[0] == nil || rows[1] != nil {
		t.Errorf("kept with one key are %v", rows)
	}
}
