package sqlite

import (
	"context"
	"database/sql/driver"
	"encoding/binary"
	"math"
	"sync"

	"modernc.org/sqlite"
)

// registerPacked teaches the driver packed(value…): the values of a row in one
// blob. SQLite locks the connection anew for each look at a column, which takes a
// third of a long reading; the arguments of a function it hands over without.
var registerPacked = sync.OnceValue(func() error {
	return sqlite.RegisterFunction("packed", &sqlite.FunctionImpl{
		NArgs: -1, Deterministic: true, VolatileArgs: true, // every argument is copied before it returns
		Scalar: func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
			return pack(make([]byte, 0, 12*len(args)), args), nil
		},
	})
})

// The first byte of each packed value says what follows.
const (
	packedNull = iota
	packedInteger
	packedFloat
	packedText
	packedBlob
)

func pack(dst []byte, values []driver.Value) []byte {
	for _, v := range values {
		switch v := v.(type) {
		case nil:
			dst = append(dst, packedNull)
		case int64:
			dst = binary.AppendVarint(append(dst, packedInteger), v)
		case float64:
			dst = binary.LittleEndian.AppendUint64(append(dst, packedFloat), math.Float64bits(v))
		case string:
			dst = append(binary.AppendUvarint(append(dst, packedText), uint64(len(v))), v...)
		case []byte:
			dst = append(binary.AppendUvarint(append(dst, packedBlob), uint64(len(v))), v...)
		}
	}
	return dst
}

// unpack reads a packed row into the values of the row before: most are the same
// in both, and stay as they are. Blobs point into the row.
func unpack(values []driver.Value, row []byte) ([]driver.Value, error) {
	i := 0
	for ; len(row) > 0; i++ {
		if i == len(values) {
			values = append(values, nil)
		}
		kind, size, n := row[0], uint64(0), 0
		switch row = row[1:]; kind {
		case packedInteger:
			var v int64
			if v, n = binary.Varint(row); values[i] != v {
				values[i] = v
			}
		case packedFloat:
			if n = 8; len(row) >= n {
				values[i] = math.Float64frombits(binary.LittleEndian.Uint64(row))
			}
		case packedText, packedBlob:
			size, n = binary.Uvarint(row)
		case packedNull:
			values[i] = nil
		default:
			return nil, errDamaged
		}
		if n < 0 || n == 0 && kind != packedNull || n > len(row) || size > uint64(len(row)-n) {
			return nil, errDamaged
		}
		whole := row[n : n+int(size)]
		row = row[n+int(size):]
		switch kind {
		case packedText:
			if before, is := values[i].(string); !is || before != string(whole) {
				values[i] = string(whole)
			}
		case packedBlob:
			values[i] = whole
		}
	}
	return values[:i], nil
}

// packed is columns in one, for queryPacked.
func packed(columns string) string { return "packed(" + columns + ")" }

// queryPacked is queryOnce for a query of one packed column, whose values become
// the row's.
func (c *conn) queryPacked(ctx context.Context, sql string, args ...any) (*rows, error) {
	r, err := c.queryOnce(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	r.packed, r.values = r.values, nil
	return r, nil
}
