package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"kvarter/store"
)

// selectStored reads one contribution whole, with what nobody else sees: its
// digest, and its participant with the hash of the receipt.
var selectStored = "SELECT " + staffColumns + `, digest,
	(SELECT p.id FROM participant p WHERE p.seq = contribution.participant),
	(SELECT p.receipt FROM participant p WHERE p.seq = contribution.participant)
	FROM contribution WHERE area = ? AND id = ?`

// loadStored is the contribution and the hash its participant is bound to, nil
// if to none. store.ErrGone, store.ErrNotFound.
func loadStored(ctx context.Context, c *conn, st *areaState, id uuid.UUID) (*store.Contribution, []byte, error) {
	row, err := c.row(ctx, selectStored, st.id, id[:])
	if errors.Is(err, errNoRow) {
		return nil, nil, missing(ctx, c, st, id)
	}
	if err != nil {
		return nil, nil, err
	}
	own := len(row) - 3
	one := &store.Contribution{}
	if err := scan(row[:own], one); err != nil {
		return nil, nil, err
	}
	copy(one.Digest[:], blob(row[own]))
	copy(one.Participant[:], blob(row[own+1]))
	return one, blob(row[own+2]), nil
}

// missing says how an id is not there.
func missing(ctx context.Context, c *conn, st *areaState, id uuid.UUID) error {
	gone, err := c.number(ctx, "SELECT count(*) FROM tombstone WHERE area = ? AND id = ?", st.area.Slug, id[:])
	switch {
	case err != nil:
		return err
	case gone > 0:
		return fmt.Errorf("%s: %w", id, store.ErrGone)
	}
	return fmt.Errorf("%s: %w", id, store.ErrNotFound)
}

func (w *writer) stored(st *areaState, id uuid.UUID) (*store.Contribution, []byte, error) {
	return loadStored(background, w.conn, st, id)
}

// own is the contribution if by may change it: its author by receipt, staff if
// it has no author.
func (w *writer) own(slug string, id uuid.UUID, by store.Actor) (*areaState, *store.Contribution, error) {
	st, err := w.area(slug)
	if err != nil {
		return nil, nil, err
	}
	c, receipt, err := w.stored(st, id)
	switch {
	case err != nil:
		return nil, nil, err
	case by.Staff && c.Participant == uuid.Nil:
		return st, c, nil
	case by.Receipt == store.Hash{}:
		return nil, nil, store.ErrReceiptRequired
	}
	return st, c, checkReceipt(receipt, by)
}

// UpdateContribution changes what p names.
func (s *Store) UpdateContribution(ctx context.Context, area string, id uuid.UUID, p store.Patch, by store.Actor) (*store.Contribution, error) {
	var c *store.Contribution
	err := s.writes.do(ctx, func(w *writer) (err error) {
		var st *areaState
		if st, c, err = w.own(area, id, by); err != nil {
			return err
		}
		if err := w.act(st, by); err != nil {
			return err
		}
		if err := w.leavePlacement(c, p.Where); err != nil {
			return err
		}
		before := *c
		if err := st.area.Change(c, p, by, w.now(), st.boundary); err != nil {
			return err
		}
		if err := w.forgetOriginals(&before, c); err != nil {
			return err
		}
		if err := w.checkName(c, p); err != nil {
			return err
		}
		return w.update(st, c, store.ChangeUpdate)
	})
	if err != nil {
		return nil, err
	}
	return forAuthor(c, by), nil
}

// forgetOriginals erases what a text was before staff took words out, where its
// author has written another since.
func (w *writer) forgetOriginals(before, after *store.Contribution) error {
	was := before.Words()
	for field, now := range after.Words() {
		if *was[field] == *now {
			continue
		}
		if err := w.eraseOriginals("contribution = ?", after.Seq); err != nil {
			return err
		}
		break
	}
	return nil
}

// checkName refuses a new name of who said to be a child.
func (w *writer) checkName(c *store.Contribution, p store.Patch) error {
	if p.Byline == nil || *p.Byline == "" {
		return nil
	}
	n, err := w.conn.number(background, "SELECT count(*) FROM participant WHERE id = ? AND nameless", c.Participant[:])
	if err == nil && n > 0 {
		err = errNameless
	}
	return err
}

func (w *writer) update(st *areaState, c *store.Contribution, kind store.ChangeKind) error {
	args := append(authorValues(make([]any, 0, 40), c), c.Seq)
	if _, err := w.conn.exec(background, updateContribution, args...); err != nil {
		return err
	}
	_, err := w.change(st.id, kind, c.ID[:])
	return err
}

// WithdrawContribution erases it and leaves a tombstone.
func (s *Store) WithdrawContribution(ctx context.Context, area string, id uuid.UUID, by store.Actor) error {
	return s.writes.do(ctx, func(w *writer) error {
		st, c, err := w.own(area, id, by)
		if err != nil {
			return err
		}
		if err := w.bury(st, id); err != nil {
			return err
		}
		if _, err := w.conn.exec(background, "DELETE FROM contribution WHERE seq = ?", c.Seq); err != nil {
			return err
		}
		_, err = w.change(st.id, store.ChangeWithdraw, id[:])
		return err
	})
}

// eraseStep is how many contributions EraseSource removes in one transaction.
const eraseStep = 500

// EraseSource removes what came from source, step by step, so that a serving
// process is not kept waiting.
func (s *Store) EraseSource(ctx context.Context, area, source string) (int64, error) {
	var total, after int64
	for {
		var n int64
		err := s.writes.do(ctx, func(w *writer) (err error) {
			n, after, err = w.eraseStep(area, source, after)
			return err
		})
		if err != nil {
			return total, err
		}
		total += n
		if n < eraseStep {
			return total, nil
		}
	}
}

// eraseStep removes the next contributions of source behind seq after, with
// participants that have nothing else, and says how many and the last seq.
func (w *writer) eraseStep(slug, source string, after int64) (n, last int64, err error) {
	st, err := w.area(slug)
	if err != nil {
		return 0, 0, err
	}
	var seqs, participants []int64
	err = w.conn.each(background,
		"SELECT seq, participant FROM contribution NOT INDEXED WHERE seq > ? AND area = ? AND source = ? ORDER BY seq LIMIT ?",
		[]any{after, st.id, source, int64(eraseStep)}, func(row []driver.Value) error {
			seqs = append(seqs, integer(row[0]))
			if row[1] != nil {
				participants = append(participants, integer(row[1]))
			}
			return nil
		})
	if err != nil || len(seqs) == 0 {
		return 0, after, err
	}
	for _, seq := range seqs {
		if _, err := w.conn.exec(background, "DELETE FROM contribution WHERE seq = ?", seq); err != nil {
			return 0, 0, err
		}
	}
	for _, p := range participants {
		if _, err := w.conn.exec(background,
			"DELETE FROM participant WHERE seq = ? AND NOT EXISTS (SELECT 1 FROM contribution c WHERE c.participant = participant.seq)", p); err != nil {
			return 0, 0, err
		}
	}
	_, err = w.change(st.id, store.ChangeErase, nil)
	return int64(len(seqs)), seqs[len(seqs)-1], err
}
