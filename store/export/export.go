package export

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime/debug"

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

// chunk is how much is gathered before it is written, in bytes; ahead, how many
// contributions are read while others are being encoded.
const (
	chunk = 64 << 10
	ahead = 256
)

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
//
// One goroutine reads and another encodes and writes: half as long where there
// are two cores. w is left alone once stream has returned.
func stream(
	w io.Writer, seq iter.Seq2[*store.Contribution, error], head, tail string,
	row func(dst []byte, n int, c *store.Contribution) []byte,
) error {
	e := &encoder{w: w, row: row, buf: append(make([]byte, 0, chunk+chunk/4), head...), stopped: make(chan struct{})}
	read, free := make(chan []store.Contribution), make(chan []store.Contribution, 2)
	for range cap(free) {
		free <- make([]store.Contribution, 0, ahead)
	}
	go e.run(read, free)
	err := e.feed(seq, read, free)
	close(read)
	<-e.stopped
	if err = errors.Join(err, e.err); err != nil {
		return err
	}
	_, err = w.Write(append(e.buf, tail...))
	return err
}

// encoder makes rows of contributions and writes them.
type encoder struct {
	w   io.Writer
	row func(dst []byte, n int, c *store.Contribution) []byte
	buf []byte
	n   int

	stopped chan struct{} // closed when run has returned; then err stands
	err     error
}

// feed reads seq into batches, each a copy: the sequence may use its values
// again. It stops early, without an error of its own, if the encoder has.
func (e *encoder) feed(
	seq iter.Seq2[*store.Contribution, error], read chan<- []store.Contribution, free <-chan []store.Contribution,
) error {
	batch := <-free
	for c, err := range seq {
		if err != nil {
			return err
		}
		if batch = append(batch, *c); len(batch) < cap(batch) {
			continue
		}
		select {
		case read <- batch:
		case <-e.stopped:
			return nil
		}
		select {
		case batch = <-free:
		case <-e.stopped:
			return nil
		}
	}
	select {
	case read <- batch:
	case <-e.stopped:
	}
	return nil
}

// run encodes batches until there are no more, or one cannot be written. A
// panic becomes an error: in a goroutine it would end the program.
func (e *encoder) run(read <-chan []store.Contribution, free chan<- []store.Contribution) {
	defer close(e.stopped)
	defer func() {
		if p := recover(); p != nil {
			e.err = fmt.Errorf("panic while encoding: %v\n%s", p, debug.Stack())
		}
	}()
	for batch := range read {
		for i := range batch {
			e.buf = e.row(e.buf, e.n, &batch[i])
			e.n++
			if len(e.buf) < chunk {
				continue
			}
			if _, e.err = e.w.Write(e.buf); e.err != nil {
				return
			}
			e.buf = e.buf[:0]
		}
		free <- batch[:0]
	}
}
