package live

import (
	"context"
	"strconv"
	"time"
)

// Stream is what one listener gets.
type Stream struct {
	audience Audience
	// events holds what waits to be sent; it is closed when the stream ends.
	events chan []byte
	reason string
	ended  bool
	leave  func()
}

// waiting is how many events may wait for one listener. Who is further behind
// is dropped, and reads what was missed when it comes back.
const waiting = 64

// Events are what to send, each whole, in order. It is closed when the stream
// must end; Bye says with what last words.
func (s *Stream) Events() <-chan []byte { return s.events }

// Bye is the last event, after Events was closed.
func (s *Stream) Bye() []byte { return Bye(s.reason) }

// Bye is the last event of a stream that ends for reason, a code.
func Bye(reason string) []byte { return event("bye", 0, []byte(`{"reason":"`+reason+`"}`)) }

// Leave takes the listener out. It must be called once.
func (s *Stream) Leave() { s.leave() }

// offer gives the listener an event; one that has not taken too many is dropped.
// It never waits. Guarded by room.mu, as is end.
func (s *Stream) offer(event []byte) {
	if s.ended {
		return
	}
	select {
	case s.events <- event:
	default:
		s.end("slow")
	}
}

func (s *Stream) end(reason string) {
	if !s.ended {
		s.ended, s.reason = true, reason
		close(s.events)
	}
}

// Join lets somebody listen: first what is the case, then what happens. phone
// tells phones apart while they are here; it is empty for others. after is the
// id of the last event that the listener had, or 0. store.ErrNotFound, ErrClosed.
func (h *Hub) Join(ctx context.Context, code string, audience Audience, phone string, after int64) (*Stream, error) {
	r, err := h.room(ctx, code)
	if err != nil {
		return nil, err
	}
	s := &Stream{audience: audience, events: make(chan []byte, waiting)}
	r.mu.Lock()
	defer r.mu.Unlock()
	if h.ctx.Err() != nil {
		h.release(r)
		return nil, ErrClosed
	}
	r.subs[s] = true
	r.enter(phone)
	s.offer(event("state", 0, r.state(audience)))
	s.offer(event("presence", 0, r.presence().append(nil)))
	s.offer(event("marks", r.id, r.since(audience, after)))
	s.leave = func() {
		r.mu.Lock()
		delete(r.subs, s)
		r.exit(phone)
		r.mu.Unlock()
		h.release(r)
	}
	return s, nil
}

// Poll is the same for who cannot listen: one document with what is newer than
// after, at once or when there is something, at the latest after wait.
func (h *Hub) Poll(ctx context.Context, code string, audience Audience, phone string, after int64, wait time.Duration) ([]byte, error) {
	r, err := h.room(ctx, code)
	if err != nil {
		return nil, err
	}
	defer h.release(r)
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for late := false; ; {
		r.mu.Lock()
		r.called(phone)
		if late || r.id != after {
			doc := r.document(audience, after)
			r.mu.Unlock()
			return doc, nil
		}
		changed := r.changed
		r.mu.Unlock()
		select {
		case <-changed:
			late = h.ctx.Err() != nil
		case <-timer.C:
			late = true
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// document is all that the events at the beginning of a stream say.
func (r *room) document(audience Audience, after int64) []byte {
	b := append([]byte(`{"id":"`), strconv.FormatInt(r.id, 10)...)
	b = append(b, `","state":`...)
	b = append(b, r.state(audience)...)
	b = append(b, `,"presence":`...)
	b = r.presence().append(b)
	b = append(b, `,"marks":`...)
	b = append(b, r.since(audience, after)...)
	return append(b, '}')
}
