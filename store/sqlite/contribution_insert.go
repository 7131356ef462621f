package sqlite

import "strings"

// forID are the arguments that insertContribution needs for the id.
const forID = 3

// insertContribution writes nothing if the id is there, and fails for one that was
// withdrawn, which is NULL then. It is of one row at most, as SQLite can tell: from
// a SELECT it would keep what it takes to undo several. values are of the columns
// after the id.
func insertContribution(values []string) string {
	return "INSERT INTO contribution (" + strings.Join(append(fixedColumns, authorColumns...), ", ") +
		") VALUES ((SELECT ? WHERE NOT EXISTS (SELECT 1 FROM tombstone t WHERE t.area = ? AND t.id = ?)), " +
		strings.Join(values, ", ") + ") ON CONFLICT (area, id) DO NOTHING"
}

// plain says which columns of a contribution are NULL and which 0, by their bits.
type plain struct{ null, zero uint64 }

// maxInserts is how many statements are kept for contributions: most people leave
// out the same.
const maxInserts = 64

// inserting is the statement that inserts args, and what of them it does not say
// itself: to bind a value costs as much as to write it, and of most contributions
// more than half is NULL or 0. left is good until the next time.
func (w *writer) inserting(args []any) (sql string, left []any) {
	var p plain
	left = append(w.left[:0], args[:forID]...)
	for i, v := range args[forID:] {
		switch v {
		case nil:
			p.null |= 1 << i
		case int64(0):
			p.zero |= 1 << i
		default:
			left = append(left, v)
		}
	}
	if w.inserts[p] == "" && len(w.inserts) >= maxInserts {
		p, left = plain{}, args
	}
	w.left = left[:0]
	if w.inserts[p] == "" {
		w.inserts[p] = insertContribution(p.values(len(args) - forID))
	}
	return w.inserts[p], left
}

// values are the literals and marks of n columns.
func (p plain) values(n int) []string {
	values := make([]string, n)
	for i := range values {
		switch {
		case p.null>>i&1 != 0:
			values[i] = "NULL"
		case p.zero>>i&1 != 0:
			values[i] = "0"
		default:
			values[i] = "?"
		}
	}
	return values
}
