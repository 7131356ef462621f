package sqlite

import (
	"context"
	"database/sql/driver"
	"encoding/binary"
	"sync"

	"github.com/google/uuid"

	"kvarter/store"
)

// keptRows are packed rows that the public was shown last, so that maps and
// layers that ask for them again and again cost no reading. They are of one state
// of the database, and nothing but what published_contribution says: whoever looks
// brings them up to their own state first, and one whose state is older finds
// nothing.
type keptRows struct {
	mu  sync.Mutex
	rev int64
	// at is where the row of an id is, by its keyOf: two with the same are not kept
	// both.
	at map[uint32]keptAt
	// Rows stand one after another on leaves; when all are full, the oldest is
	// written anew.
	leaves [][]byte
	open   int // the leaf that is written
	// Rows begin alike, but for their id: with kind, prompt, wave and method. Each
	// beginning is kept once.
	begins []rowBegin
}

type rowBegin struct {
	area   int64
	values string
}

// keptAt is the number of a leaf, then where on it.
type keptAt uint32

const (
	// leafBytes times mostLeaves are 12 MB, and 15 with the map: 150,000 rows of few
	// words.
	leafBytes  = 1 << 16
	mostLeaves = 184
	// rowHead is before each row: its id, the numbers of its beginning and its length.
	rowHead = 16 + 2 + 2
	// mostBegins bounds the beginnings, which are a few for each prompt.
	mostBegins = 1_000
	// mostRenewed is of how many changes each is looked up; behind more of them
	// everything is forgotten.
	mostRenewed = 1_000
)

// renew forgets what changed up to the state that c reads in its snapshot, whose
// rev it returns.
func (k *keptRows) renew(ctx context.Context, c *conn) (int64, error) {
	rev, err := c.number(ctx, "SELECT max(rev) FROM change")
	if err != nil {
		return 0, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.rev >= rev {
		return rev, nil
	}
	n := 0
	err = c.each(ctx, "SELECT kind, id FROM change WHERE rev > ? ORDER BY rev LIMIT ?", []any{k.rev, int64(mostRenewed)}, func(row []driver.Value) error {
		id := blob(row[1])
		switch kind := store.ChangeKind(text(row[0])); {
		case id != nil:
			delete(k.at, keyOf(id))
		case kind != store.ChangeParticipant && kind != store.ChangeWorkshop:
			k.forget()
		}
		n++
		return nil
	})
	if err != nil || n == mostRenewed {
		k.forget()
	}
	k.rev = rev
	return rev, err
}

func (k *keptRows) forget() { k.at, k.leaves, k.open, k.begins = nil, nil, 0, nil }

// find puts the rows of ids as of rev into found, and says which are missing.
func (k *keptRows) find(rev, area int64, ids []uuid.UUID, found [][]byte) (missing []int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	page := make([]byte, 0, 128*len(ids))
	for i := range ids {
		begin, row := k.row(&ids[i])
		if rev != k.rev || row == nil || k.begins[begin].area != area {
			missing = append(missing, i)
			continue
		}
		from := len(page)
		page = append(page, packedBlob, byte(len(ids[i])))
		page = append(page, ids[i][:]...)
		page = append(page, k.begins[begin].values...)
		page = append(page, row...)
		found[i] = page[from:len(page):len(page)]
	}
	return missing
}

// keyOf is made of the whole id: those of a file can begin or end alike.
func keyOf(id []byte) uint32 {
	key := binary.LittleEndian.Uint64(id) ^ binary.LittleEndian.Uint64(id[8:])
	return uint32(key ^ key>>32)
}

// row is the number of the beginning of a row, and what follows it; nil if it is
// not kept.
func (k *keptRows) row(id *uuid.UUID) (begin uint16, rest []byte) {
	at, is := k.at[keyOf(id[:])]
	if !is {
		return 0, nil
	}
	whole, begin, rest := cutRow(k.leaves[at/leafBytes][at%leafBytes:])
	if whole != *id {
		return 0, nil
	}
	return begin, rest
}

// cutRow is the first row of a leaf.
func cutRow(leaf []byte) (id uuid.UUID, begin uint16, rest []byte) {
	return uuid.UUID(leaf), binary.LittleEndian.Uint16(leaf[16:]), leaf[rowHead:][:binary.LittleEndian.Uint16(leaf[18:])]
}

// keep takes in those of found that were missing, as of rev.
func (k *keptRows) keep(rev, area int64, ids []uuid.UUID, missing []int, found [][]byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if rev != k.rev {
		return
	}
	for _, i := range missing {
		if found[i] == nil {
			continue
		}
		values, rest, err := cutBegin(found[i])
		if err != nil || len(rest) > mostRest {
			continue
		}
		k.put(ids[i], k.begin(area, values), rest)
	}
}

// begin is the number of a beginning.
func (k *keptRows) begin(area int64, values []byte) uint16 {
	for i := range k.begins {
		if b := &k.begins[i]; b.area == area && b.values == string(values) {
			return uint16(i)
		}
	}
	if len(k.begins) == mostBegins {
		k.forget()
	}
	k.begins = append(k.begins, rowBegin{area, string(values)})
	return uint16(len(k.begins) - 1)
}

func (k *keptRows) put(id uuid.UUID, begin uint16, rest []byte) {
	for len(k.leaves) == 0 || len(k.leaves[k.open])+rowHead+len(rest) > leafBytes {
		k.turn()
	}
	leaf := &k.leaves[k.open]
	k.at[keyOf(id[:])] = keptAt(k.open*leafBytes + len(*leaf))
	*leaf = append(*leaf, id[:]...)
	*leaf = binary.LittleEndian.AppendUint16(*leaf, begin)
	*leaf = binary.LittleEndian.AppendUint16(*leaf, uint16(len(rest)))
	*leaf = append(*leaf, rest...)
}

// turn opens the next leaf, an empty one.
func (k *keptRows) turn() {
	if k.at == nil {
		k.at = map[uint32]keptAt{}
	}
	if len(k.leaves) < mostLeaves {
		k.open = len(k.leaves)
		k.leaves = append(k.leaves, make([]byte, 0, leafBytes))
		return
	}
	k.open = (k.open + 1) % len(k.leaves)
	for at, leaf := 0, k.leaves[k.open]; at < len(leaf); {
		id, _, rest := cutRow(leaf[at:])
		if key := keyOf(id[:]); k.at[key] == keptAt(k.open*leafBytes+at) {
			delete(k.at, key)
		}
		at += rowHead + len(rest)
	}
	k.leaves[k.open] = k.leaves[k.open][:0]
}

// mostRest is how long a row may be that is kept: longer ones would push out too
// many others.
const mostRest = 1 << 14

// cutBegin cuts a packed row of publicColumns after its id, and after its method.
func cutBegin(row []byte) (begin, rest []byte, err error) {
	const first, last = 1, 4 // kind and method
	rest = row
	for i := 0; i <= last; i++ {
		if i == first {
			row = rest
		}
		if rest, err = skipPacked(rest); err != nil {
			return nil, nil, err
		}
	}
	return row[:len(row)-len(rest)], rest, nil
}

// skipPacked is row behind its first value, a text or a blob.
func skipPacked(row []byte) ([]byte, error) {
	if len(row) == 0 || row[0] != packedText && row[0] != packedBlob {
		return nil, errDamaged
	}
	size, n := binary.Uvarint(row[1:])
	if n <= 0 || size > uint64(len(row)-1-n) {
		return nil, errDamaged
	}
	return row[1+n+int(size):], nil
}
