package live

import (
	"errors"
	"time"
)

// ErrTaken says that another control acts.
var ErrTaken = errors.New("another control acts")

// Holder is a control: a page of somebody's.
type Holder struct {
	// ID is what the page calls itself, Name what others see of it.
	ID, Name string
	// Who is by which right it acts, as the server knows it.
	Who string
}

// lease says which control acts; the others see. It is kept in memory: it keeps
// colleagues from acting at once by mistake, not strangers out.
type lease struct {
	Holder
	until time.Time
	// asked is who would like to act instead, and by when that is forgotten.
	asked      Holder
	askedUntil time.Time
}

// leaseTime is how long a control acts without being heard of.
const leaseTime = time.Minute

type leaseDoc struct {
	Holder string    `json:"holder"`
	Name   string    `json:"name"`
	Until  time.Time `json:"until"`
	Asked  *askedDoc `json:"asked"`
}

type askedDoc struct {
	Holder string `json:"holder"`
	Name   string `json:"name"`
}

// Hold lets the control by act in the workshop, or says ErrTaken and lets the one
// that acts know who asks. to, unless empty, is the ID of who shall act instead.
// An empty name leaves the name that by had.
func (h *Hub) Hold(code string, by Holder, to string) error {
	h.mu.Lock()
	now := h.now()
	l := h.leases[code]
	if l == nil || now.After(l.until) {
		l = &lease{Holder: by}
		h.leases[code] = l
	}
	before := *l
	if l.ID != by.ID {
		l.asked, l.askedUntil = by, now.Add(leaseTime)
		h.mu.Unlock()
		h.tellControls(code)
		return ErrTaken
	}
	l.until = now.Add(leaseTime)
	if by.Name != "" {
		l.Name = by.Name
	}
	l.Who = by.Who
	if to != "" && to != by.ID {
		l.Holder = Holder{ID: to}
		if l.asked.ID == to {
			l.Holder = l.asked
		}
		l.asked = Holder{}
	}
	// A renewal alone is no news.
	told := before.until.IsZero() || before.ID != l.ID || before.Name != l.Name
	h.mu.Unlock()
	if told {
		h.tellControls(code)
	}
	return nil
}

// Acts says whether by may act: ErrTaken if another does. It takes the lease if it
// is free.
func (h *Hub) Acts(code string, by Holder) error {
	h.mu.Lock()
	l := h.leases[code]
	taken := l != nil && l.ID != by.ID && !h.now().After(l.until)
	h.mu.Unlock()
	if taken {
		return ErrTaken
	}
	by.Name = ""
	return h.Hold(code, by, "")
}

// LetGo gives the lease up, if the control with that ID has it.
func (h *Hub) LetGo(code, id string) {
	h.endLease(code, func(l *lease) bool { return l.ID == id })
}

// TakeBack ends the lease of whoever acted by that right, which ended.
func (h *Hub) TakeBack(code, who string) {
	h.endLease(code, func(l *lease) bool { return l.Who == who })
}

// endUnheard ends the lease of who is not heard of any more.
func (h *Hub) endUnheard(code string) {
	h.endLease(code, func(l *lease) bool { return h.now().After(l.until) })
}

// endLease forgets who acts if over says so, and tells the others.
func (h *Hub) endLease(code string, over func(*lease) bool) {
	h.mu.Lock()
	l := h.leases[code]
	ends := l != nil && over(l)
	if ends {
		delete(h.leases, code)
	}
	h.mu.Unlock()
	if ends {
		h.tellControls(code)
	}
}

// leaseDoc is the lease as controls see it, nil if none acts.
func (h *Hub) leaseDoc(code string) *leaseDoc {
	h.mu.Lock()
	defer h.mu.Unlock()
	l, now := h.leases[code], h.now()
	if l == nil || now.After(l.until) {
		return nil
	}
	doc := &leaseDoc{Holder: l.ID, Name: l.Name, Until: l.until.UTC()}
	if l.asked.ID != "" && now.Before(l.askedUntil) {
		doc.Asked = &askedDoc{l.asked.ID, l.asked.Name}
	}
	return doc
}

// tellControls tells who acts now.
func (h *Hub) tellControls(code string) {
	h.mu.Lock()
	r := h.rooms[code]
	h.mu.Unlock()
	if r == nil {
		return
	}
	select {
	case <-r.loaded:
	default:
		return // who waits for it reads it then
	}
	if r.err != nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for s := range r.subs {
		if s.audience == Control {
			s.offer(event("state", 0, r.state(Control)))
		}
	}
}
