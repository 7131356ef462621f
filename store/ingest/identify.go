package ingest

import (
	"crypto/sha256"
	"encoding/binary"
	"io"

	"github.com/google/uuid"
)

// namespace is Kvarter's own for ids made from names (UUIDv5).
var namespace = uuid.MustParse("8b3c1f0e-6d0b-4d57-9a3e-4c2f3f6a7b51")

// identifier gives rows their ids, always the same for the same file.
type identifier struct {
	area string
	// seen counts rows without an id by the hash of what they hold, so that two
	// equal rows are two answers.
	seen map[uint64]uint32
}

func newIdentifier(area string) *identifier {
	return &identifier{area: area, seen: map[uint64]uint32{}}
}

// id is given itself if it is a UUID, else one made of the area and given; of
// what the row holds if nothing is given.
func (f *identifier) id(given string, raw []string) uuid.UUID {
	if id, err := uuid.Parse(given); err == nil && len(given) == 36 && id != uuid.Nil {
		return id
	}
	if given != "" {
		return uuid.NewSHA1(namespace, []byte("id\x00"+f.area+"\x00"+given))
	}
	h := sha256.New()
	for _, s := range raw {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		_, _ = io.WriteString(h, s) // a hash takes everything
	}
	sum := h.Sum(nil)
	key := binary.BigEndian.Uint64(sum)
	name := append([]byte("row\x00"+f.area+"\x00"), sum...)
	name = binary.BigEndian.AppendUint32(name, f.seen[key])
	f.seen[key]++
	return uuid.NewSHA1(namespace, name)
}
