package live

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"kvarter/store"
)

// room is one workshop with those who listen to it. Its own goroutine follows
// the store; mu guards what streams and polls read as well.
type room struct {
	hub  *Hub
	code string

	loaded chan struct{} // closed when the room was read, or could not be: err
	err    error

	// Guarded by Hub.mu.
	users int
	used  time.Time

	// rev is the last change that was looked at; only run reads and writes it.
	rev int64

	mu       sync.Mutex
	workshop *store.Workshop
	counts   map[int]store.RoundCount
	marks    map[uuid.UUID]*mark
	// id is of the last event that had one; trail is what changed by which id,
	// from behind floor on.
	id, floor int64
	trail     []touched
	// changed is closed, and replaced, when id grows.
	changed chan struct{}
	subs    map[*Stream]bool
	phones  map[string]*phone
	// told is the presence that was told last.
	told presence
}

// mark is a contribution as it is told: to the control, and to the room, nil if
// it may not see it.
type mark struct {
	seq     int64
	round   int
	control []byte
	room    []byte
	// shown says that the room has seen it, so that it must be told if it goes.
	shown bool
}

// touched is a mark that an event told of.
type touched struct {
	rev int64
	id  uuid.UUID
}

// maxTrail is how many changes of marks a room remembers for those who come
// back; who was away longer reads everything.
const maxTrail = 4096

func newRoom(h *Hub, code string) *room {
	return &room{
		hub: h, code: code, loaded: make(chan struct{}), used: h.now(), changed: make(chan struct{}),
		subs: map[*Stream]bool{}, phones: map[string]*phone{},
	}
}

const (
	// tick is how often presence is told, and other processes' changes are looked
	// for.
	tick = time.Second
	// beats is after how many ticks a heartbeat goes out.
	beats = 15
)

// run reads the room and follows the store until the hub closes or nobody needs
// the room any more.
func (r *room) run() {
	committed, stop := r.hub.store.Watch()
	defer stop()
	r.err = r.load(r.hub.ctx)
	close(r.loaded)
	if r.err != nil {
		r.hub.drop(r)
		return
	}
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for n := 1; ; n++ {
		select {
		case <-r.hub.ctx.Done():
			r.bye("shutdown")
			return
		case <-committed:
			n--
			r.follow()
		case <-ticker.C:
			r.follow()
			r.tellPresence()
			r.hub.endUnheard(r.code)
			if n%beats == 0 {
				r.beat()
			}
			if r.hub.forget(r) {
				return
			}
		}
	}
}

// follow catches up with the store. What fails is tried again with the next tick.
func (r *room) follow() {
	err := r.catchUp(r.hub.ctx)
	switch {
	case errors.Is(err, store.ErrNotFound): // deleted
		r.hub.drop(r)
		r.bye("gone")
	case err != nil && r.hub.ctx.Err() == nil:
		r.hub.log.Error("a room cannot follow the store", "error", err)
	}
}

// load reads everything anew.
func (r *room) load(ctx context.Context) error {
	rev, err := r.hub.store.LastRev(ctx, "")
	if err != nil {
		return err
	}
	w, err := r.hub.store.Workshop(ctx, r.code)
	if err != nil {
		return err
	}
	counts, err := r.hub.store.RoundCounts(ctx, r.code)
	if err != nil {
		return err
	}
	marks := map[uuid.UUID]*mark{}
	q := store.ContributionQuery{Area: w.Area, Audience: store.AudienceStaff, Workshops: []string{r.code}}
	for c, err := range r.hub.store.Contributions(ctx, q) {
		if err != nil {
			return err
		}
		marks[c.ID] = encodeMark(c)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rev, r.id, r.floor, r.trail = rev, rev, rev, nil
	r.workshop, r.counts, r.marks = w, counts, marks
	return nil
}

// page is how many changes are read at once.
const page = 500

// catchUp reads what changed and tells it.
func (r *room) catchUp(ctx context.Context) error {
	for {
		changes, err := r.hub.store.Changes(ctx, r.rev, page)
		if err != nil || len(changes) == 0 {
			return err
		}
		b, err := r.read(ctx, changes)
		if err != nil {
			return err
		}
		r.rev = changes[len(changes)-1].Rev
		if b.all {
			if err := r.load(ctx); err != nil {
				return err
			}
			r.tellAll()
			continue
		}
		r.tell(b)
	}
}

// batch is what some changes mean to the room.
type batch struct {
	rev int64
	// all says that everything must be read anew.
	all      bool
	workshop *store.Workshop
	ids      []uuid.UUID
	marks    map[uuid.UUID]*mark // of ids; nil is gone, or of elsewhere
	counts   map[int]store.RoundCount
}

func (r *room) read(ctx context.Context, changes []store.Change) (*batch, error) {
	b := &batch{rev: changes[len(changes)-1].Rev, marks: map[uuid.UUID]*mark{}}
	stepped := false
	for _, one := range changes {
		switch {
		case one.Area != r.workshop.Area && one.Area != "", one.Kind == store.ChangeParticipant, one.Kind == store.ChangeAgreement:
		case one.Kind == store.ChangeWorkshop:
			stepped = true
		case one.ID == uuid.Nil:
			b.all = true
			return b, nil
		case !slices.Contains(b.ids, one.ID):
			b.ids = append(b.ids, one.ID)
		}
	}
	if err := r.readMarks(ctx, b); err != nil {
		return nil, err
	}
	var err error
	if len(b.ids) > 0 {
		if b.counts, err = r.hub.store.RoundCounts(ctx, r.code); err != nil {
			return nil, err
		}
	}
	if stepped {
		b.workshop, err = r.hub.store.Workshop(ctx, r.code)
	}
	return b, err
}

// readMarks reads the marks of b.ids and leaves there those that are the room's
// or were.
func (r *room) readMarks(ctx context.Context, b *batch) error {
	ours := b.ids[:0]
	for _, id := range b.ids {
		c, err := r.hub.store.Contribution(ctx, r.workshop.Area, id, store.AudienceStaff, store.Actor{Staff: true})
		switch {
		case errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrGone):
		case err != nil:
			return err
		case c.Workshop == r.code:
			b.marks[id] = encodeMark(c)
		}
		if b.marks[id] != nil || r.marks[id] != nil {
			ours = append(ours, id)
		}
	}
	b.ids = ours
	return nil
}

// tell takes b in and tells everybody.
func (r *room) tell(b *batch) {
	r.mu.Lock()
	defer r.mu.Unlock()
	stepped := b.workshop != nil && b.workshop.Version != r.workshop.Version
	if !stepped && len(b.ids) == 0 {
		return
	}
	if b.workshop != nil {
		r.workshop = b.workshop
	}
	rounds := map[int]bool{}
	for _, id := range b.ids {
		was, now := r.marks[id], b.marks[id]
		if was != nil {
			rounds[was.round] = true
		}
		if now == nil {
			now = &mark{round: was.round} // remembered for those who have it
		}
		now.shown = now.room != nil || was != nil && was.shown
		rounds[now.round] = true
		r.marks[id] = now
		r.trail = append(r.trail, touched{b.rev, id})
	}
	if b.counts != nil {
		r.counts = b.counts
	}
	if over := len(r.trail) - maxTrail; over > 0 {
		r.floor = r.trail[over-1].rev
		r.trail = slices.Delete(r.trail, 0, over)
	}
	r.id = b.rev
	if stepped {
		r.send(func(a Audience) []byte { return event("state", 0, r.state(a)) })
	}
	r.send(func(a Audience) []byte { return event("marks", b.rev, r.marksOf(a, b.ids, rounds)) })
	close(r.changed)
	r.changed = make(chan struct{})
}

// tellAll tells everything anew.
func (r *room) tellAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.send(func(a Audience) []byte { return event("state", 0, r.state(a)) })
	r.send(func(a Audience) []byte { return event("marks", r.id, r.allMarks(a)) })
	close(r.changed)
	r.changed = make(chan struct{})
}

// send gives everybody what encode makes for the audience, encoded once for each.
func (r *room) send(encode func(Audience) []byte) {
	var forControl, forRoom []byte
	for s := range r.subs {
		to, as := &forRoom, Screen
		if s.audience == Control {
			to, as = &forControl, Control
		}
		if *to == nil {
			*to = encode(as)
		}
		s.offer(*to)
	}
}

func (r *room) beat() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.send(func(Audience) []byte { return event("beat", 0, appendNow(nil, r.hub.now())) })
}

// bye ends all streams.
func (r *room) bye(reason string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for s := range r.subs {
		s.end(reason)
	}
	close(r.changed)
	r.changed = make(chan struct{})
}
