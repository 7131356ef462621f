package sqlite

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"

	"kvarter/store"
)

// draft is a contribution as Area.Accept completed it, by one version of the
// area. It is made before the item queues, so that rules and hashes do not take
// the writer's time, and made anew if the area has changed by then.
type draft struct {
	from *store.Contribution
	by   store.Actor
	// adopts the review that from came with, as imports do.
	adopts, published bool

	c   store.Contribution
	rev int64
	err error // of Accept
}

func (d *draft) accept(st *areaState, now time.Time) {
	d.c = *d.from
	d.rev = st.rev
	d.err = st.area.Accept(&d.c, d.by, now, st.boundary)
	if d.adopts && d.err == nil {
		d.c.Review.Adopt(d.from.Review, d.published)
	}
}

// CreateContribution writes c to area in a transaction shared with whoever else
// is waiting.
func (s *Store) CreateContribution(ctx context.Context, area string, c *store.Contribution, by store.Actor) (store.Created, error) {
	st, err := s.likelyArea(ctx, area)
	if err != nil {
		return store.Created{}, err
	}
	d := &draft{from: c, by: by}
	d.accept(st, s.now())
	var made store.Created
	err = s.writes.doWhole(ctx, func(w *writer) error {
		made, err = w.create(area, d)
		return err
	})
	if err != nil {
		return store.Created{}, err
	}
	return made, nil
}

// CreateContributions writes all in one transaction; each fails alone.
func (s *Store) CreateContributions(ctx context.Context, area string, all []*store.Contribution, published bool) ([]store.Created, error) {
	st, err := s.likelyArea(ctx, area)
	if err != nil {
		return nil, err
	}
	drafts := make([]draft, len(all))
	for i, c := range all {
		drafts[i] = draft{from: c, by: store.Actor{Staff: true}, adopts: true, published: published}
		drafts[i].accept(st, s.now())
	}
	made := make([]store.Created, len(all))
	err = s.writes.do(ctx, func(w *writer) error {
		if _, err := w.area(area); err != nil {
			return err
		}
		for i := range drafts {
			one := func(w *writer) (err error) { made[i], err = w.create(area, &drafts[i]); return err }
			if made[i].Err, err = w.unnested(one); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// create writes one contribution by all the rules that read state, or nothing:
// it needs no savepoint around it.
func (w *writer) create(slug string, d *draft) (store.Created, error) {
	st, err := w.area(slug)
	if err != nil {
		return store.Created{}, err
	}
	if d.rev != st.rev {
		d.accept(st, w.now())
	}
	if d.err != nil {
		return w.repeated(st, d, d.err)
	}
	most, err := w.admit(st, d)
	if err != nil {
		return w.repeated(st, d, err)
	}
	from, err := w.participate(st, &d.c, d.by, most)
	if err == nil {
		err = w.insert(st, from, d)
	}
	switch {
	case isFatal(err):
		return store.Created{}, err
	case err != nil:
		return w.repeated(st, d, err)
	}
	return store.Created{Contribution: forAuthor(&d.c, d.by)}, nil
}

// errThere says that an id is taken, or was withdrawn.
var errThere = errors.New("the id is there already")

// insert writes the contribution and its change; if its participant is not there
// yet, from is nil, that too, in a savepoint. On error nothing of it stays, or the
// whole transaction is in doubt.
func (w *writer) insert(st *areaState, from *sender, d *draft) error {
	c := &d.c
	if from == nil && c.Participant != uuid.Nil {
		own, fatal := w.nested(func(w *writer) (err error) {
			if from, err = w.newParticipant(st, c, d.by); err != nil {
				return err
			}
			return w.insert(st, from, d)
		})
		if fatal != nil {
			return doubt{fatal}
		}
		if own == nil {
			w.remember(c.Participant, from)
		}
		return own
	}
	var participant int64
	if from != nil {
		participant = from.seq
	}
	sql, args := w.inserting(authorValues(fixedValues(make([]any, 0, 64), st, participant, c), c))
	done, err := w.conn.exec(background, sql, args...)
	if err != nil {
		return err
	}
	if done.changed == 0 {
		return errThere
	}
	c.Seq = done.rowid
	if from != nil {
		from.sent[questionOf(c)]++
	}
	if _, err := w.change(st.id, store.ChangeCreate, c.ID[:]); err != nil {
		return doubt{err}
	}
	return nil
}

// repeated judges what was not written: the same content sent again is no
// error, whatever refused it now.
func (w *writer) repeated(st *areaState, d *draft, refused error) (store.Created, error) {
	stored, receipt, err := w.stored(st, d.c.ID)
	switch {
	case errors.Is(err, store.ErrNotFound) && refused != nil:
		return store.Created{}, refused
	case err != nil:
		return store.Created{}, err
	case stored.Digest != d.c.Digest:
		return store.Created{}, fmt.Errorf("contribution %s: %w", d.c.ID, store.ErrConflict)
	}
	if err := checkReceipt(receipt, d.by); err != nil {
		return store.Created{}, err
	}
	return store.Created{Contribution: forAuthor(stored, d.by), Repeated: true}, nil
}

// participate finds the participant of c, nil if there is none, and checks wave,
// receipt and cap. It sets c.Person. most is the cap, 0 for the prompt's.
func (w *writer) participate(st *areaState, c *store.Contribution, by store.Actor, most int) (*sender, error) {
	if c.Participant == uuid.Nil {
		return nil, nil
	}
	p, err := w.sender(c.Participant)
	if err != nil || p == nil {
		return nil, err
	}
	if err := checkReceipt(p.receipt, by); err != nil {
		return nil, err
	}
	if most == 0 {
		most = st.area.Method(c.Method).Prompt(c.Prompt).Cap
	}
	switch {
	case p.area != st.id || p.wave != c.Wave:
		return nil, store.ErrParticipant
	case c.Person != 0 && c.Person != p.person:
		return nil, store.ErrInvalid{Field: "person", Code: store.CodeDuplicate}
	case c.Byline != "" && p.nameless:
		return nil, errNameless
	case p.sent[questionOf(c)] >= most:
		return nil, store.ErrInvalid{Field: "prompt", Code: store.CodeCapReached}
	}
	c.Person, c.Aside = p.person, p.aside
	return p, nil
}

// errNameless refuses the name of who said to be a child.
var errNameless = store.ErrInvalid{Field: "byline", Code: store.CodeNotAllowed}

// checkReceipt holds what came against the hash that the participant is bound
// to, nil if to none.
func checkReceipt(bound []byte, by store.Actor) error {
	switch came := by.Receipt; {
	case bound == nil && came == store.Hash{}:
		return nil
	case bound == nil:
		return store.ErrReceipt
	case came == store.Hash{}:
		return store.ErrReceiptRequired
	case came != store.Hash(bound):
		return store.ErrReceipt
	}
	return nil
}

// newParticipant makes the participant of c, binds the receipt if there is one
// and gives it a person number unless it brings one. store.ErrGone if it was
// withdrawn.
func (w *writer) newParticipant(st *areaState, c *store.Contribution, by store.Actor) (*sender, error) {
	var receipt any
	made := &sender{area: st.id, wave: c.Wave, sent: map[question]int{}}
	if by.Receipt != (store.Hash{}) {
		made.receipt = by.Receipt[:]
		receipt = made.receipt
	}
	const insert = `INSERT INTO participant (id, area, wave, person, receipt, created_at)
		SELECT ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM tombstone t WHERE t.area = ? AND t.id = ?)
		ON CONFLICT (area, wave, person) DO NOTHING`
	for range 8 {
		person := c.Person
		if person == 0 {
			var err error
			if person, err = w.randomPerson(); err != nil {
				return nil, err
			}
		}
		done, err := w.conn.exec(background, insert, c.Participant[:], st.id, c.Wave, person, receipt,
			c.ReceivedAt.UnixMicro(), st.area.Slug, c.Participant[:])
		if err != nil {
			return nil, err
		}
		if done.changed == 1 {
			c.Person, made.seq, made.person = person, done.rowid, person
			return made, nil
		}
		if gone := missing(background, w.conn, st, c.Participant); !errors.Is(gone, store.ErrNotFound) {
			return nil, gone
		}
		if c.Person != 0 {
			return nil, store.ErrInvalid{Field: "person", Code: store.CodeDuplicate}
		}
	}
	return nil, errors.New("no free person number: the random source repeats itself")
}

// randomPerson is between 1 and store.MaxPerson.
func (w *writer) randomPerson() (int64, error) {
	var b [8]byte
	for {
		if _, err := io.ReadFull(w.rand, b[:]); err != nil {
			return 0, fmt.Errorf("random person number: %w", err)
		}
		if n := int64(binary.LittleEndian.Uint64(b[:]) & store.MaxPerson); n != 0 {
			return n, nil
		}
	}
}

// forAuthor takes off c what its author may not see, and returns it: staff see all
// but the participant.
func forAuthor(c *store.Contribution, by store.Actor) *store.Contribution {
	c.Digest = [32]byte{}
	if by.Staff {
		c.Participant = uuid.Nil
		return c
	}
	c.Person, c.People, c.OnBehalf, c.Source, c.Hold, c.Aside = 0, 0, false, "", "", false
	c.ReceivedAt = time.Time{}
	return c
}
