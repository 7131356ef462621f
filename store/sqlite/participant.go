package sqlite

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"

	"github.com/google/uuid"

	"kvarter/store"
)

// byReceipt reads the participant bound to a receipt in an area; of several
// waves, the newest.
const byReceipt = `SELECT seq, id, wave, person, created_at, background FROM participant
	WHERE receipt = ? AND area = ? ORDER BY seq DESC LIMIT 1`

// actsOf is Participant.Acts.
func actsOf(ctx context.Context, c *conn, st *areaState, receipt store.Hash) (int64, error) {
	return c.number(ctx, "SELECT coalesce(sum(acts + 1), 0) FROM participant WHERE receipt = ? AND area = ?", receipt[:], st.id)
}

// act counts what by is about to do, of which later acts need to know.
// store.ErrOutdated.
func (w *writer) act(st *areaState, by store.Actor) error {
	if by.After != nil {
		acts, err := actsOf(background, w.conn, st, by.Receipt)
		if err != nil {
			return err
		}
		if acts != *by.After {
			return store.ErrOutdated
		}
	}
	_, err := w.conn.exec(background, "UPDATE participant SET acts = acts + 1 WHERE receipt = ? AND area = ?", by.Receipt[:], st.id)
	return err
}

// participantByReceipt is it with its seq; store.ErrNotFound.
func participantByReceipt(ctx context.Context, c *conn, st *areaState, receipt store.Hash) (int64, *store.Participant, error) {
	row, err := c.row(ctx, byReceipt, receipt[:], st.id)
	if errors.Is(err, errNoRow) {
		return 0, nil, store.ErrNotFound
	}
	if err != nil {
		return 0, nil, err
	}
	p := &store.Participant{
		ID: uuid.UUID(blob(row[1])), Area: st.area.Slug, Wave: text(row[2]), Person: integer(row[3]), CreatedAt: moment(row[4]),
	}
	if doc := text(row[5]); doc != "" {
		err = json.Unmarshal([]byte(doc), &p.Background)
	}
	return integer(row[0]), p, err
}

// ParticipantByReceipt is the participant bound to receipt in area.
func (s *Store) ParticipantByReceipt(ctx context.Context, area string, receipt store.Hash) (p *store.Participant, err error) {
	err = s.reads.with(ctx, func(c *conn) error {
		st, err := s.areas.current(ctx, c, area)
		if err != nil {
			return err
		}
		if _, p, err = participantByReceipt(ctx, c, st, receipt); err != nil {
			return err
		}
		p.Acts, err = actsOf(ctx, c, st, receipt)
		return err
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// SetBackground replaces the background answers of the receipt's participant.
func (s *Store) SetBackground(ctx context.Context, area string, b store.Background, by store.Actor) (kept store.Background, err error) {
	err = s.writes.do(ctx, func(w *writer) error {
		st, err := w.area(area)
		if err != nil {
			return err
		}
		seq, p, err := participantByReceipt(background, w.conn, st, by.Receipt)
		if err != nil {
			return err
		}
		if err := w.act(st, by); err != nil {
			return err
		}
		if kept, err = w.setBackground(st, seq, p.Wave, b); err != nil {
			return err
		}
		_, err = w.change(st.id, store.ChangeParticipant, nil)
		return err
	})
	if err != nil {
		return nil, err
	}
	return kept, nil
}

// setBackground keeps b for a participant of a wave, without a change of its own.
func (w *writer) setBackground(st *areaState, seq int64, wave string, b store.Background) (store.Background, error) {
	m := st.area.Method(st.area.Wave(wave).Method) // an answered wave stays
	kept, err := m.CheckBackground(b)
	if err != nil {
		return nil, err
	}
	var doc any
	if len(kept) > 0 {
		text, err := json.Marshal(kept)
		if err != nil {
			return nil, err
		}
		doc = string(text)
	}
	nameless := m.Nameless(kept)
	if _, err := w.conn.exec(background, "UPDATE participant SET background = ?, nameless = ? WHERE seq = ?", doc, bit(nameless), seq); err != nil {
		return nil, err
	}
	if nameless {
		err = w.dropBylines(st, seq)
	}
	return kept, err
}

// dropBylines takes the participant's name off all that it sent.
func (w *writer) dropBylines(st *areaState, participant int64) error {
	all, err := w.ids("SELECT id FROM contribution WHERE participant = ? AND (byline IS NOT NULL OR share = 'named')", participant)
	if err != nil {
		return err
	}
	for _, id := range all {
		c, _, err := w.stored(st, id)
		if err != nil {
			return err
		}
		c.DropByline()
		c.UpdatedAt = w.now()
		if err := w.update(st, c, store.ChangeUpdate); err != nil {
			return err
		}
	}
	return nil
}

// ids is the one column of a query.
func (w *writer) ids(sql string, args ...any) (all []uuid.UUID, err error) {
	err = w.conn.each(background, sql, args, func(row []driver.Value) error {
		all = append(all, uuid.UUID(blob(row[0])))
		return nil
	})
	return all, err
}

// WithdrawParticipant erases the receipt's participants with all that is theirs.
func (s *Store) WithdrawParticipant(ctx context.Context, area string, receipt store.Hash) error {
	return s.writes.do(ctx, func(w *writer) error {
		st, err := w.area(area)
		if err != nil {
			return err
		}
		for {
			seq, p, err := participantByReceipt(background, w.conn, st, receipt)
			if errors.Is(err, store.ErrNotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			if err := w.withdrawParticipant(st, seq, p.ID); err != nil {
				return err
			}
		}
	})
}

func (w *writer) withdrawParticipant(st *areaState, seq int64, id uuid.UUID) error {
	sent, err := w.ids("SELECT id FROM contribution WHERE participant = ? ORDER BY seq", seq)
	if err != nil {
		return err
	}
	agreed, err := w.ids("SELECT c.id FROM agreement g JOIN contribution c ON c.seq = g.contribution WHERE g.participant = ? ORDER BY c.seq", seq)
	if err != nil {
		return err
	}
	for _, gone := range append(sent, id) {
		if err := w.bury(st, gone); err != nil {
			return err
		}
	}
	// Contributions and agreements go with it.
	if _, err := w.conn.exec(background, "DELETE FROM participant WHERE seq = ?", seq); err != nil {
		return err
	}
	for _, one := range sent {
		if _, err := w.change(st.id, store.ChangeWithdraw, one[:]); err != nil {
			return err
		}
	}
	for _, one := range agreed {
		if _, err := w.change(st.id, store.ChangeAgreement, one[:]); err != nil {
			return err
		}
	}
	_, err = w.change(st.id, store.ChangeParticipant, nil)
	return err
}

// bury leaves a tombstone.
func (w *writer) bury(st *areaState, id uuid.UUID) error {
	day := w.now().UTC().Unix() / (24 * 60 * 60)
	_, err := w.conn.exec(background, "INSERT INTO tombstone (area, id, day) VALUES (?, ?, ?)", st.area.Slug, id[:], day)
	return err
}

// EnterParticipants gives participants without a receipt their background and
// agreements.
func (s *Store) EnterParticipants(ctx context.Context, area string, all []store.Entry) error {
	return s.writes.do(ctx, func(w *writer) error {
		st, err := w.area(area)
		if err != nil {
			return err
		}
		for _, one := range all {
			if err := w.enter(st, &one); err != nil {
				return err
			}
		}
		_, err = w.change(st.id, store.ChangeAgreement, nil)
		return err
	})
}

func (w *writer) enter(st *areaState, e *store.Entry) error {
	row, err := w.conn.row(background, "SELECT seq, wave FROM participant WHERE id = ? AND area = ? AND receipt IS NULL", e.Participant[:], st.id)
	if errors.Is(err, errNoRow) {
		return nil
	}
	if err != nil {
		return err
	}
	seq := integer(row[0])
	if _, err := w.setBackground(st, seq, text(row[1]), e.Background); err != nil {
		return err
	}
	for _, id := range e.Agreements {
		_, err := w.conn.exec(background, `INSERT OR IGNORE INTO agreement (participant, contribution) SELECT ?, c.seq
			FROM published_contribution v JOIN contribution c ON c.seq = v.seq
			WHERE v.area = ? AND v.id = ? AND c.participant IS NOT ?`, seq, st.id, id[:], seq)
		if err != nil {
			return err
		}
	}
	return nil
}
