package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"kvarter/store"
)

// shown is the seq of a contribution that the public sees, and the hash its
// participant is bound to, nil if to none. store.ErrGone; store.ErrNotFound,
// also with what was found, if the public does not see it.
func (w *writer) shown(st *areaState, id uuid.UUID) (seq int64, receipt []byte, err error) {
	row, err := w.conn.row(background, `SELECT c.seq,
		(SELECT p.receipt FROM participant p WHERE p.seq = c.participant),
		EXISTS (SELECT 1 FROM published_contribution v WHERE v.area = c.area AND v.id = c.id)
		FROM contribution c WHERE c.area = ? AND c.id = ?`, st.id, id[:])
	if errors.Is(err, errNoRow) {
		return 0, nil, missing(background, w.conn, st, id)
	}
	if err != nil {
		return 0, nil, err
	}
	if integer(row[2]) == 0 {
		err = fmt.Errorf("contribution %s: %w", id, store.ErrNotFound)
	}
	return integer(row[0]), blob(row[1]), err
}

// Agree adds the agreement of the receipt's participant.
func (s *Store) Agree(ctx context.Context, area string, id uuid.UUID, by store.Actor) error {
	receipt := by.Receipt
	return s.writes.do(ctx, func(w *writer) error {
		st, err := w.area(area)
		if err != nil {
			return err
		}
		seq, author, err := w.shown(st, id)
		if author != nil && store.Hash(author) == receipt {
			return fmt.Errorf("contribution %s: %w", id, store.ErrOwn) // who may know of it anyway
		}
		if err != nil {
			return err
		}
		participant, err := w.conn.row(background, `SELECT p.seq FROM participant p WHERE p.receipt = ? AND p.area = ?
			AND EXISTS (SELECT 1 FROM contribution c WHERE c.participant = p.seq) ORDER BY p.seq DESC LIMIT 1`, receipt[:], st.id)
		if errors.Is(err, errNoRow) {
			return store.ErrNoContribution
		}
		if err != nil {
			return err
		}
		if err := w.act(st, by); err != nil {
			return err
		}
		// One receipt may have answered in several waves.
		added, err := w.conn.exec(background, `INSERT INTO agreement (participant, contribution) SELECT ?, ?
			WHERE NOT EXISTS (SELECT 1 FROM agreement WHERE contribution = ?
				AND participant IN (SELECT p.seq FROM participant p WHERE p.receipt = ?))`,
			integer(participant[0]), seq, seq, receipt[:])
		if err != nil || added.changed == 0 {
			return err
		}
		_, err = w.change(st.id, store.ChangeAgreement, id[:])
		return err
	})
}

// Disagree takes the agreement back.
func (s *Store) Disagree(ctx context.Context, area string, id uuid.UUID, by store.Actor) error {
	receipt := by.Receipt
	return s.writes.do(ctx, func(w *writer) error {
		st, err := w.area(area)
		if err != nil {
			return err
		}
		if err := w.act(st, by); err != nil {
			return err
		}
		removed, err := w.conn.exec(background, `DELETE FROM agreement
			WHERE participant IN (SELECT p.seq FROM participant p WHERE p.receipt = ?)
			AND contribution = (SELECT c.seq FROM contribution c WHERE c.area = ? AND c.id = ?)`, receipt[:], st.id, id[:])
		if err != nil || removed.changed == 0 {
			return err
		}
		_, err = w.change(st.id, store.ChangeAgreement, id[:])
		return err
	})
}

// AgreementsByReceipt lists what the receipt's participant agreed with.
func (s *Store) AgreementsByReceipt(ctx context.Context, area string, receipt store.Hash) ([]uuid.UUID, error) {
	all := []uuid.UUID{}
	err := s.reads.with(ctx, func(c *conn) error {
		st, err := s.areas.current(ctx, c, area)
		if err != nil {
			return err
		}
		return c.each(ctx, `SELECT c.id FROM agreement g JOIN contribution c ON c.seq = g.contribution
			WHERE g.participant IN (SELECT p.seq FROM participant p WHERE p.receipt = ?) AND c.area = ? ORDER BY c.id`,
			[]any{receipt[:], st.id}, func(row []driver.Value) error {
				all = append(all, uuid.UUID(blob(row[0])))
				return nil
			})
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}
