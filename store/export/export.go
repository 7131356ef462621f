package export

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"net/url"
	"runtime/debug"
	"time"

	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// Options say for whom and what is written.
type Options struct {
	// Audience decides the columns, the decimals and how exact times are.
	Audience store.Audience
	// Area is whose contributions they are; its slug names the layer, its texts
	// stand in the formats that explain themselves.
	Area *store.Area
	// Lang is the language of the formats that explain themselves; the area's first
	// if empty.
	Lang string
	// CRS is what positions are given in; CSV and XLSX give it beside degrees.
	CRS geo.CRS
	// Filter is what the contributions were asked by, as the API's parameters;
	// the formats that explain themselves say it in words.
	Filter url.Values
	// Now is when they were asked for.
	Now time.Time
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

// position is g as o.Audience sees it, in o.CRS: the same numbers that the
// formats of text write.
func (o Options) position(g orb.Geometry) orb.Geometry {
	places := decimals(o.Audience)
	if g == nil || o.CRS.IsWGS84() && places == geo.Decimals {
		return g // what is kept has no more decimals
	}
	return geo.Map(g, func(p orb.Point) orb.Point {
		p = rounded(p, places)
		if o.CRS.IsWGS84() {
			return p
		}
		return rounded(o.CRS.Project(p), geo.MetreDecimals)
	})
}

func rounded(p orb.Point, decimals int) orb.Point {
	scale := math.Pow10(decimals)
	return orb.Point{math.Round(p[0]*scale) / scale, math.Round(p[1]*scale) / scale}
}

// stream writes head, then what row makes of each contribution, then tail. It
// stops at the first error, of the sequence or of w, without the tail, so that
// what was written is visibly broken. w is left alone once stream has returned.
func stream(
	w io.Writer, seq iter.Seq2[*store.Contribution, error], head, tail string,
	row func(dst []byte, n int, c *store.Contribution) []byte,
) error {
	buf, n := append(make([]byte, 0, chunk+chunk/4), head...), 0
	err := pump(seq, func(c *store.Contribution) error {
		buf = row(buf, n, c)
		n++
		if len(buf) < chunk {
			return nil
		}
		_, err := w.Write(buf)
		buf = buf[:0]
		return err
	})
	if err != nil {
		return err
	}
	_, err = w.Write(append(buf, tail...))
	return err
}

// pump calls each with every contribution of seq, in order, and stops at the
// first error of either. One goroutine reads and another calls each: half as
// long where there are two cores. each is called no more once pump has returned.
func pump(seq iter.Seq2[*store.Contribution, error], each func(*store.Contribution) error) (err error) {
	p := &pumping{each: each, stopped: make(chan struct{})}
	read, free := make(chan []store.Contribution), make(chan []store.Contribution, 2)
	for range cap(free) {
		free <- make([]store.Contribution, 0, ahead)
	}
	go p.run(read, free)
	defer func() { // also when seq panics
		close(read)
		<-p.stopped
		err = errors.Join(err, p.err)
	}()
	return p.feed(seq, read, free)
}

type pumping struct {
	each    func(*store.Contribution) error
	stopped chan struct{} // closed when run has returned; then err stands
	err     error
}

// feed reads seq into batches, each a copy: the sequence may use its values
// again. It stops early, without an error of its own, if run has.
func (p *pumping) feed(
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
		case <-p.stopped:
			return nil
		}
		select {
		case batch = <-free:
		case <-p.stopped:
			return nil
		}
	}
	select {
	case read <- batch:
	case <-p.stopped:
	}
	return nil
}

// run works batches off until there are no more, or one fails. A panic becomes
// an error: in a goroutine it would end the program.
func (p *pumping) run(read <-chan []store.Contribution, free chan<- []store.Contribution) {
	defer close(p.stopped)
	defer func() {
		if r := recover(); r != nil {
			p.err = fmt.Errorf("panic while encoding: %v\n%s", r, debug.Stack())
		}
	}()
	for batch := range read {
		for i := range batch {
			if p.err = p.each(&batch[i]); p.err != nil {
				return
			}
		}
		free <- batch[:0]
	}
}
