package live

import (
	"errors"
	"time"
)

// ErrTaken says that another control acts.
var ErrTaken = errors.New("another control acts")

// lease says which control acts; the others see. It is kept in memory: it keeps
// colleagues from acting at once by mistake, not strangers out.
type lease struct {
	holder, name string
	until        time.Time
	// asked is who would like to act instead, and by when that is forgotten.
	askedBy, askedName string
	askedUntil         time.Time
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

// Hold lets the control holder act in the workshop, or says ErrTaken and lets
// the one that acts know who asks. to, unless empty, is who shall act instead.
// An empty name leaves the name that the holder had.
func (h *Hub) Hold(code, holder, name, to string) error {
	h.mu.Lock()
	now := h.now()
	l := h.leases[code]
	if l == nil || now.After(l.until) {
		l = &lease{holder: holder, name: name}
		h.leases[code] = l
	}
	before := *l
	if l.holder != holder {
		l.askedBy, l.askedName, l.askedUntil = holder, name, now.Add(leaseTime)
		h.mu.Unlock()
		h.tellControls(code)
		return ErrTaken
	}
	l.until = now.Add(leaseTime)
	if name != "" {
		l.name = name
	}
	if to != "" && to != holder {
		l.holder, l.name = to, ""
		if l.askedBy == to {
			l.name = l.askedName
		}
		l.askedBy, l.askedName = "", ""
	}
	// A renewal alone is no news.
	told := before.until.IsZero() || before.holder != l.holder || before.name != l.name
	h.mu.Unlock()
	if told {
		h.tellControls(code)
	}
	return nil
}

// Acts says whether holder may act: ErrTaken if another does. It takes the lease
// if it is free.
func (h *Hub) Acts(code, holder string) error {
	h.mu.Lock()
	l := h.leases[code]
	taken := l != nil && l.holder != holder && !h.now().After(l.until)
	h.mu.Unlock()
	if taken {
		return ErrTaken
	}
	return h.Hold(code, holder, "", "")
}

// LetGo gives the lease up, if holder has it.
func (h *Hub) LetGo(code, holder string) {
	h.mu.Lock()
	l := h.leases[code]
	had := l != nil && l.holder == holder
	if had {
		delete(h.leases, code)
	}
	h.mu.Unlock()
	if had {
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
	doc := &leaseDoc{Holder: l.holder, Name: l.name, Until: l.until.UTC()}
	if l.askedBy != "" && now.Before(l.askedUntil) {
		doc.Asked = &askedDoc{l.askedBy, l.askedName}
	}
	return doc
}

// endLease forgets who was not heard of any more, and tells the others.
func (h *Hub) endLease(code string) {
	h.mu.Lock()
	l := h.leases[code]
	over := l != nil && h.now().After(l.until)
	if over {
		delete(h.leases, code)
	}
	h.mu.Unlock()
	if over {
		h.tellControls(code)
	}
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
