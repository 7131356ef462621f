package sqlite

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"kvarter/store"
)

// ReviewContribution applies a decision.
func (s *Store) ReviewContribution(ctx context.Context, area string, id uuid.UUID, d store.Decision) (*store.Contribution, error) {
	if err := d.Validate(); err != nil {
		return nil, err
	}
	act := store.ReviewAct{ID: id, Kind: store.ReviewPublish, Parts: d.Parts, Reason: d.Reason}
	if d.State == store.Hidden {
		act.Kind = store.ReviewHide
	}
	var c *store.Contribution
	err := s.writes.do(ctx, func(w *writer) error {
		st, err := w.area(area)
		if err != nil {
			return err
		}
		r, err := w.beginReview("")
		if err == nil {
			c, err = r.do(st, act)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return forAuthor(c, store.Actor{Staff: true}), nil
}

// Review does acts, each by itself.
func (s *Store) Review(ctx context.Context, area string, acts []store.ReviewAct, by string) (done store.Reviewed, err error) {
	if len(acts) == 0 || len(acts) > store.MaxActs {
		return done, store.ErrInvalid{Field: "acts", Code: store.CodeOutOfRange}
	}
	for _, a := range acts {
		if err := a.Validate(); err != nil {
			return done, err
		}
	}
	err = s.writes.do(ctx, func(w *writer) error {
		st, err := w.area(area)
		if err != nil {
			return err
		}
		r, err := w.beginReview(by)
		if err != nil {
			return err
		}
		done = store.Reviewed{Batch: r.batch}
		for _, a := range acts {
			own, fatal := w.nested(func(*writer) error { _, err := r.do(st, a); return err })
			switch {
			case fatal != nil:
				return fatal
			case own != nil:
				done.Failed = append(done.Failed, store.FailedAct{ID: a.ID, Err: own})
			default:
				done.Done++
			}
		}
		return nil
	})
	if err != nil {
		return store.Reviewed{}, err
	}
	return done, nil
}

// reviewing is a batch of acts being done.
type reviewing struct {
	w     *writer
	by    string
	batch int64
	now   time.Time
}

// beginReview begins a batch, and forgets what can be undone no more.
func (w *writer) beginReview(by string) (*reviewing, error) {
	now := w.now().UTC()
	if _, err := w.conn.exec(background, "DELETE FROM review_undo WHERE at < ?", now.Add(-store.UndoLife).UnixMicro()); err != nil {
		return nil, err
	}
	batch, err := w.conn.number(background, "SELECT 1 + ifnull(max(batch), 0) FROM review_log")
	return &reviewing{w, by, batch, now}, err
}

// log adds a row to the log; number is a contribution's or a participant's seq.
func (r *reviewing) log(st *areaState, kind store.ReviewActKind, number int64) error {
	_, err := r.w.conn.exec(background, "INSERT INTO review_log (at, area, by, act, number, batch) VALUES (?, ?, ?, ?, ?, ?)",
		r.now.UnixMicro(), st.area.Slug, orNull(r.by), string(kind), number, r.batch)
	return err
}

// undoable is how a contribution stood before an act, and after. Texts are those
// that were redacted, unless no original is kept.
type undoable struct {
	Kind   store.ReviewActKind
	Review store.Review
	Texts  map[string]string `json:",omitempty"`
}

// do does an act and gives the contribution as it stands then.
func (r *reviewing) do(st *areaState, a store.ReviewAct) (*store.Contribution, error) {
	c, _, err := r.w.stored(st, a.ID)
	if err != nil {
		return nil, err
	}
	before := undoable{Kind: a.Kind, Review: c.Review}
	switch a.Kind {
	case store.ReviewPublish, store.ReviewHide:
		err = r.decide(st, c, c.Review.After(a.Decision()), a.Decision().State, false)
	case store.ReviewRedact:
		a.Erase = a.Erase || st.area.Policy.RedactionDays == 0
		if before.Texts, err = r.redact(st, c, a); err != nil {
			return nil, err
		}
		publish := store.Decision{Parts: []store.Part{store.PartWords}, State: store.Published}
		err = r.decide(st, c, c.Review.After(publish), store.Published, true)
		if a.Erase {
			before.Texts = nil
		}
	case store.ReviewAsk, store.ReviewConcern:
		_, err = r.w.conn.exec(background, `INSERT INTO remark (contribution, kind, note, by, at) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET note = excluded.note, by = excluded.by, at = excluded.at`,
			c.Seq, string(a.Kind), orNull(a.Note), orNull(r.by), r.now.UnixMicro())
	case store.ReviewSettle:
		_, err = r.w.conn.exec(background, "DELETE FROM remark WHERE contribution = ?", c.Seq)
	}
	if err != nil {
		return nil, err
	}
	if err := r.remember(st, c, before); err != nil {
		return nil, err
	}
	return c, r.log(st, a.Kind, c.Seq)
}

// remember keeps what undo needs.
func (r *reviewing) remember(st *areaState, c *store.Contribution, before undoable) error {
	was, err := json.Marshal(before)
	if err != nil {
		return err
	}
	is, err := json.Marshal(undoable{Kind: before.Kind, Review: c.Review})
	if err != nil {
		return err
	}
	_, err = r.w.conn.exec(background, `INSERT OR IGNORE INTO review_undo (batch, contribution, area, at, before, after)
		VALUES (?, ?, ?, ?, ?, ?)`, r.batch, c.Seq, st.id, r.now.UnixMicro(), string(was), string(is))
	return err
}

// decide gives c another review, decides on its reports, and writes it if anything
// changed. What a colleague was asked is answered when nothing waits any more.
func (r *reviewing) decide(st *areaState, c *store.Contribution, next store.Review, state store.ReviewState, changed bool) error {
	before := c.Review
	c.Review = next
	decided, err := r.w.decideReports(c, state)
	if err != nil {
		return err
	}
	if next.Status() != store.Pending {
		if _, err := r.w.conn.exec(background, "DELETE FROM remark WHERE contribution = ? AND kind = 'ask'", c.Seq); err != nil {
			return err
		}
	}
	if next == before && !decided && !changed {
		return nil
	}
	return r.w.update(st, c, store.ChangeReview)
}

// redact takes words out of c, keeps the originals unless the act says otherwise, for as long as the area does,
// and gives the texts as they were before.
func (r *reviewing) redact(st *areaState, c *store.Contribution, a store.ReviewAct) (map[string]string, error) {
	if c.Review.Words == store.NoPart {
		return nil, store.ErrInvalid{Field: "ranges", Code: store.CodeOutOfRange}
	}
	before, err := c.Redact(a.Ranges)
	if err != nil {
		return nil, err
	}
	until := r.now.AddDate(0, 0, st.area.Policy.RedactionDays)
	for field, text := range before {
		if a.Erase {
			err = r.w.eraseOriginals("contribution = ?", c.Seq)
		} else {
			_, err = r.w.conn.exec(background, `INSERT OR IGNORE INTO redaction (contribution, field, original, at, erase_at)
				VALUES (?, ?, ?, ?, ?)`, c.Seq, field, text, r.now.UnixMicro(), until.UnixMicro())
		}
		if err != nil {
			return nil, err
		}
	}
	return before, nil
}

// eraseOriginals erases originals, with what could bring them back.
func (w *writer) eraseOriginals(where string, arg any) error {
	if _, err := w.conn.exec(background, "DELETE FROM review_undo WHERE contribution IN (SELECT contribution FROM redaction WHERE "+where+")", arg); err != nil {
		return err
	}
	_, err := w.conn.exec(background, "DELETE FROM redaction WHERE "+where, arg)
	return err
}

// EraseOriginals erases what is over.
func (s *Store) EraseOriginals(ctx context.Context) error {
	return s.writes.do(ctx, func(w *writer) error { return w.eraseOriginals("erase_at <= ?", w.now().UTC().UnixMicro()) })
}

// EraseOriginalsOf erases those of one contribution.
func (s *Store) EraseOriginalsOf(ctx context.Context, area string, id uuid.UUID, by string) error {
	return s.writes.do(ctx, func(w *writer) error {
		st, err := w.area(area)
		if err != nil {
			return err
		}
		c, _, err := w.stored(st, id)
		if err != nil {
			return err
		}
		r, err := w.beginReview(by)
		if err != nil {
			return err
		}
		if err := w.eraseOriginals("contribution = ?", c.Seq); err != nil {
			return err
		}
		return r.log(st, store.ReviewErase, c.Seq)
	})
}

// UndoReview takes a batch back.
func (s *Store) UndoReview(ctx context.Context, area string, batch int64, by string) (undone, left int, err error) {
	err = s.writes.do(ctx, func(w *writer) error {
		undone, left = 0, 0
		st, err := w.area(area)
		if err != nil {
			return err
		}
		r, err := w.beginReview(by)
		if err != nil {
			return err
		}
		acts, err := w.undoables(st, batch)
		if err == nil && len(acts) == 0 {
			err = fmt.Errorf("batch %d: %w", batch, store.ErrNotFound)
		}
		if err != nil {
			return err
		}
		for _, a := range acts {
			did, err := r.undo(st, a)
			if err != nil {
				return err
			}
			if did {
				undone++
			} else {
				left++
			}
		}
		_, err = w.conn.exec(background, "DELETE FROM review_undo WHERE batch = ?", batch)
		return err
	})
	return undone, left, err
}

// doneAct is a row of what can be undone.
type doneAct struct {
	id            uuid.UUID
	at            int64
	before, after undoable
}

func (w *writer) undoables(st *areaState, batch int64) ([]doneAct, error) {
	var all []doneAct
	err := w.conn.each(background, `SELECT c.id, u.at, u.before, u.after FROM review_undo u JOIN contribution c ON c.seq = u.contribution
		WHERE u.batch = ? AND u.area = ?`, []any{batch, st.id}, func(row []driver.Value) error {
		a := doneAct{id: uuid.UUID(blob(row[0])), at: integer(row[1])}
		all = append(all, a)
		last := &all[len(all)-1]
		return errors.Join(json.Unmarshal([]byte(text(row[2])), &last.before), json.Unmarshal([]byte(text(row[3])), &last.after))
	})
	return all, err
}

// undo takes one act back, unless something came after it.
func (r *reviewing) undo(st *areaState, a doneAct) (bool, error) {
	c, _, err := r.w.stored(st, a.id)
	if err != nil {
		return false, err
	}
	switch a.before.Kind {
	case store.ReviewAsk, store.ReviewConcern:
		done, err := r.w.conn.exec(background, "DELETE FROM remark WHERE contribution = ? AND kind = ? AND at = ?",
			c.Seq, string(a.before.Kind), a.at)
		if err != nil || done.changed == 0 {
			return false, err
		}
		return true, r.log(st, store.ReviewUndo, c.Seq)
	case store.ReviewSettle:
		return false, nil
	}
	if c.Review != a.after.Review || a.before.Kind == store.ReviewRedact && a.before.Texts == nil {
		return false, nil
	}
	words := c.Words()
	for field, text := range a.before.Texts {
		*words[field] = text
		if _, err := r.w.conn.exec(background, "DELETE FROM redaction WHERE contribution = ? AND field = ? AND original = ?",
			c.Seq, field, text); err != nil {
			return false, err
		}
	}
	c.Review = a.before.Review
	if _, err := r.w.conn.exec(background, "UPDATE report SET decided_at = NULL, upheld = 0 WHERE contribution = ? AND decided_at = ?",
		c.Seq, a.at); err != nil {
		return false, err
	}
	if err := r.w.update(st, c, store.ChangeReview); err != nil {
		return false, err
	}
	return true, r.log(st, store.ReviewUndo, c.Seq)
}
