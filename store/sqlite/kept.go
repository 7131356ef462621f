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
	// What is found in older is taken over into newer; when that is full it
	// becomes the older.
	newer, older rowBook
	// Rows begin alike, but for their id: with kind, prompt, wave and method. Each
	// beginning is kept once.
	begins []rowBegin
}

type rowBegin struct {
	area   int64
	values string
}

// rowBook is rows without id and beginning one after another, and where each is.
type rowBook struct {
	at   map[uuid.UUID]rowAt
	rows []byte
}

type rowAt struct {
	from          uint32
	length, begin uint16
}

const (
	// bookBytes and bookRows bound a book: two of them take 15 MB.
	bookBytes = 4_500_000
	bookRows  = 75_000
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
			delete(k.newer.at, uuid.UUID(id))
			delete(k.older.at, uuid.UUID(id))
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

func (k *keptRows) forget() { k.newer, k.older, k.begins = rowBook{}, rowBook{}, nil }

// find puts the rows of ids as of rev into found, and says which are missing.
func (k *keptRows) find(rev, area int64, ids []uuid.UUID, found [][]byte) (missing []int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	page := make([]byte, 0, 128*len(ids))
	for i := range ids {
		row, at := k.row(ids[i])
		if rev != k.rev || row == nil || k.begins[at.begin].area != area {
			missing = append(missing, i)
			continue
		}
		from := len(page)
		page = append(page, packedBlob, byte(len(ids[i])))
		page = append(page, ids[i][:]...)
		page = append(page, k.begins[at.begin].values...)
		page = append(page, row...)
		found[i] = page[from:len(page):len(page)]
	}
	return missing
}

func (k *keptRows) row(id uuid.UUID) ([]byte, rowAt) {
	if at, is := k.newer.at[id]; is {
		return k.newer.row(at), at
	}
	at, is := k.older.at[id]
	if !is {
		return nil, at
	}
	row := k.older.row(at)
	k.put(id, at.begin, row)
	return row, at
}

func (b *rowBook) row(at rowAt) []byte { return b.rows[at.from : at.from+uint32(at.length)] }

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
	if len(k.newer.rows)+len(rest) > bookBytes || len(k.newer.at) >= bookRows {
		k.older, k.newer = k.newer, rowBook{}
	}
	if k.newer.at == nil {
		k.newer = rowBook{map[uuid.UUID]rowAt{}, make([]byte, 0, bookBytes)}
	}
	at := rowAt{uint32(len(k.newer.rows)), uint16(len(rest)), begin}
	k.newer.rows = append(k.newer.rows, rest...)
	k.newer.at[id] = at
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
