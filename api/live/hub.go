// Package live tells phones, controls and screens what happens in workshops, as
// it happens. It reads changes from the store after they are committed, encodes
// each once for each audience, and hands the same bytes to everybody who
// listens. It knows nothing of HTTP.
package live

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"kvarter/store"
)

// Store is what the hub reads.
type Store interface {
	store.Changes
	Workshop(ctx context.Context, code string) (*store.Workshop, error)
	RoundCounts(ctx context.Context, code string) (map[int]store.RoundCount, error)
	Contribution(ctx context.Context, area string, id uuid.UUID, audience store.Audience, by store.Actor) (*store.Contribution, error)
	Contributions(ctx context.Context, q store.ContributionQuery) iter.Seq2[*store.Contribution, error]
}

// Audience is who listens.
type Audience string

// The audiences. A phone and a screen see the same; a control sees all.
const (
	Phone   Audience = "phone"
	Screen  Audience = "screen"
	Control Audience = "control"
)

// ErrClosed says that the hub was closed.
var ErrClosed = errors.New("no more streams: the server stops")

// Hub has a room for each workshop that somebody listens to.
type Hub struct {
	store  Store
	now    func() time.Time
	log    *slog.Logger
	ctx    context.Context
	cancel context.CancelFunc
	all    sync.WaitGroup

	mu     sync.Mutex
	closed bool
	rooms  map[string]*room
	leases map[string]*lease
}

// New is a hub that reads s. Rooms are opened when somebody listens.
func New(s Store, now func() time.Time, log *slog.Logger) *Hub {
	h := &Hub{store: s, now: now, log: log, rooms: map[string]*room{}, leases: map[string]*lease{}}
	h.ctx, h.cancel = context.WithCancel(context.Background())
	return h
}

// Close tells everybody who listens to come back later, ends all streams and
// waits until no room reads the store any more. Again, it does nothing.
func (h *Hub) Close() {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	h.cancel()
	h.all.Wait()
}

// room is the room of a workshop, opened if need be. Whoever gets it must
// release it.
func (h *Hub) room(ctx context.Context, code string) (*room, error) {
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		return nil, ErrClosed
	}
	r := h.rooms[code]
	if r == nil {
		r = newRoom(h, code)
		h.rooms[code] = r
		h.all.Go(r.run)
	}
	r.users++
	h.mu.Unlock()
	select {
	case <-r.loaded:
	case <-ctx.Done():
		h.release(r)
		return nil, ctx.Err()
	}
	if r.err != nil {
		h.release(r)
		return nil, r.err
	}
	return r, nil
}

func (h *Hub) release(r *room) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r.users--
	r.used = h.now()
}

// idle is how long a room stays open for those who come back.
const idle = time.Minute

// forget drops a room that nobody has used for a while, and says whether it did.
func (h *Hub) forget(r *room) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if r.users > 0 || h.now().Sub(r.used) < idle {
		return false
	}
	delete(h.rooms, r.code)
	return true
}

// drop takes away a room that cannot be used, so that the next one tries anew.
func (h *Hub) drop(r *room) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.rooms[r.code] == r {
		delete(h.rooms, r.code)
	}
}

// visible says whether the room sees the mark.
func (r *room) visible(id uuid.UUID) bool {
	m := r.marks[id]
	return m != nil && m.room != nil
}
