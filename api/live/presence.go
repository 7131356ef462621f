package live

import (
	"context"
	"strconv"
	"time"
)

// presence is how many phones are here, are ready, and are done with the round
// on stage. It is counted, and nothing else is kept of it.
type presence struct{ connected, ready, done int }

// phone is what a phone said of itself. It is forgotten with its token, which is
// random and bound to nobody.
type phone struct {
	streams int
	// seen is when it last polled or told of itself.
	seen time.Time
	// left says that its stream ended since.
	left  bool
	ready bool
	done  int
}

// away is after how long a phone that has no stream is no longer here.
const away = 40 * time.Second

// forgotten is after how long what a phone said is forgotten.
const forgotten = 15 * time.Minute

func (p presence) append(b []byte) []byte {
	b = strconv.AppendInt(append(b, `{"connected":`...), int64(p.connected), 10)
	b = strconv.AppendInt(append(b, `,"ready":`...), int64(p.ready), 10)
	b = strconv.AppendInt(append(b, `,"done":`...), int64(p.done), 10)
	return append(b, '}')
}

// phone is the phone of that token; nil for who has none. Guarded by room.mu, as
// are all of these.
func (r *room) phone(token string) *phone {
	if token == "" {
		return nil
	}
	p := r.phones[token]
	if p == nil {
		p = &phone{}
		r.phones[token] = p
	}
	p.seen, p.left = r.hub.now(), false
	return p
}

func (r *room) enter(token string) {
	if p := r.phone(token); p != nil {
		p.streams++
	}
}

func (r *room) exit(token string) {
	if p := r.phone(token); p != nil {
		p.streams--
		p.left = true
	}
}

func (r *room) called(token string) { r.phone(token) }

func (r *room) presence() presence {
	var n presence
	now := r.hub.now()
	for _, p := range r.phones {
		if p.streams == 0 && (p.left || now.Sub(p.seen) > away) {
			continue
		}
		n.connected++
		if p.ready {
			n.ready++
		}
		if p.done != 0 && p.done == r.workshop.Stage {
			n.done++
		}
	}
	return n
}

// tellPresence tells who is here if that changed.
func (r *room) tellPresence() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for token, p := range r.phones {
		if p.streams == 0 && r.hub.now().Sub(p.seen) > forgotten {
			delete(r.phones, token)
		}
	}
	now := r.presence()
	if now == r.told {
		return
	}
	r.told = now
	r.send(func(Audience) []byte { return event("presence", 0, now.append(nil)) })
}

// Present keeps what a phone says of itself: whether it has loaded everything,
// and which round it is done with, 0 for none.
func (h *Hub) Present(ctx context.Context, code, token string, ready bool, done int) error {
	r, err := h.room(ctx, code)
	if err != nil {
		return err
	}
	defer h.release(r)
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.phone(token)
	p.ready, p.done = ready, done
	return nil
}
