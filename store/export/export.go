package export

import (
	"io"
	"iter"

	"kvarter/geo"
	"kvarter/store"
)

// Options say for whom and what is written.
type Options struct {
	// Audience decides the columns, the decimals and how exact times are.
	Audience store.Audience
	// Name is the layer's name in GeoJSON, as the area's slug.
	Name string
}

// chunk is how much is gathered before it is written, in bytes.
const chunk = 64 << 10

// decimals is how exactly audience sees positions.
func decimals(audience store.Audience) int {
	if audience == store.AudiencePublic {
		return geo.PublicDecimals
	}
	return geo.Decimals
}

// stream writes head, then what row makes of each contribution, then tail. It
// stops at the first error, of the sequence or of w, without the tail, so that
// what was written is visibly broken.
func stream(
	w io.Writer, seq iter.Seq2[*store.Contribution, error], head, tail string,
	row func(dst []byte, n int, c *store.Contribution) []byte,
) error {
	buf := append(make([]byte, 0, chunk+chunk/4), head...)
	n := 0
	for c, err := range seq {
		if err != nil {
			return err
		}
		buf = row(buf, n, c)
		n++
		if len(buf) >= chunk {
			if _, err := w.Write(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
	_, err := w.Write(append(buf, tail...))
	return err
}
