package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"

	"github.com/google/uuid"

	"kvarter/store"
)

// TakeStep takes a step, with what it does to marks, in one transaction.
func (s *Store) TakeStep(ctx context.Context, area, code string, step store.Step) (ws *store.Workshop, err error) {
	err = s.writes.do(ctx, func(w *writer) error {
		ws, err = w.takeStep(area, code, step)
		return err
	})
	if err != nil {
		return nil, err
	}
	return ws, nil
}

// EndForgotten ends open workshops in which nothing happens any more, each in a
// transaction of its own.
func (s *Store) EndForgotten(ctx context.Context) error {
	all, err := s.forgotten(ctx)
	for _, one := range all {
		_, ended := s.TakeStep(ctx, one.Area, one.Code, store.Step{Act: store.ActEnd, Forgotten: true, Version: one.Version})
		if !errors.Is(ended, store.ErrStale) { // somebody came back to it
			err = errors.Join(err, ended)
		}
	}
	return err
}

// forgotten lists open workshops that were last changed, and last given anything, too
// long ago.
func (s *Store) forgotten(ctx context.Context) (all []*store.Workshop, err error) {
	before := s.now().Add(-store.ForgottenAfter)
	err = s.reads.with(ctx, func(c *conn) error {
		const given = " WHERE w.doc ->> 'state' = 'open' AND NOT EXISTS (SELECT 1 FROM contribution c WHERE c.workshop = w.code AND c.received_at >= ?)"
		return c.each(ctx, selectWorkshop+given, []any{before.UnixMicro()}, func(row []driver.Value) error {
			ws, err := scanWorkshop(row)
			if err == nil && ws.ChangedAt.Before(before) && ws.OpenedAt.Before(before) {
				all = append(all, ws)
			}
			return err
		})
	})
	return all, err
}

func (w *writer) takeStep(area, code string, step store.Step) (*store.Workshop, error) {
	st, ws, err := w.workshop(area, code)
	if err != nil {
		return nil, err
	}
	before := holds(ws)
	if err := ws.Take(step, st.area, w.now()); err != nil {
		return nil, err
	}
	for _, id := range step.Marks {
		n, err := w.conn.number(background, "SELECT count(*) FROM contribution WHERE area = ? AND id = ? AND workshop = ?", st.id, id[:], code)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return nil, markOf(ws, id)
		}
	}
	switch step.Act {
	case store.ActRelease, store.ActUnrelease:
		err = w.release(st, ws, step)
	case store.ActHide, store.ActUnhide:
		err = w.hide(st, step)
	}
	if err != nil {
		return nil, err
	}
	if ws.IsThrownAway() {
		err = w.throwAway(st, ws)
	} else {
		err = w.hold(st, ws, before)
	}
	if err != nil {
		return nil, err
	}
	return ws, w.saveWorkshop(st, ws)
}

// holds is what each round's marks are held by, and what those of none.
func holds(ws *store.Workshop) map[int]string {
	of := map[int]string{0: ws.HoldOf(nil)}
	for i := range ws.Rounds {
		of[ws.Rounds[i].Number] = ws.HoldOf(&ws.Rounds[i])
	}
	return of
}

// hold holds marks as the workshop says now, where it said otherwise before.
func (w *writer) hold(st *areaState, ws *store.Workshop, before map[int]string) error {
	for number, now := range holds(ws) {
		was, known := before[number]
		if !known || was == now {
			continue
		}
		err := w.changeMarks(st, "hold = ?", orNull(now), "workshop = ? AND round = ? AND hold IS NOT ?", ws.Code, int64(number), orNull(now))
		if err != nil {
			return err
		}
	}
	return nil
}

// changeMarks sets one column of the area's contributions that where finds, and
// leaves a change for each.
func (w *writer) changeMarks(st *areaState, set string, to any, where string, args ...any) error {
	args = append([]any{st.id}, args...)
	all, err := w.ids("SELECT id FROM contribution WHERE area = ? AND "+where+" ORDER BY seq", args...)
	if err != nil {
		return err
	}
	for _, id := range all {
		if _, err := w.conn.exec(background, "UPDATE contribution SET "+set+" WHERE area = ? AND id = ?", to, st.id, id[:]); err != nil {
			return err
		}
		if _, err := w.change(st.id, store.ChangeReview, id[:]); err != nil {
			return err
		}
	}
	return nil
}

// release lets the room read marks, or takes that back.
func (w *writer) release(st *areaState, ws *store.Workshop, step store.Step) error {
	to := bit(step.Act == store.ActRelease)
	if len(step.Marks) == 0 {
		const whole = "workshop = ? AND round = ? AND released <> ? AND kind <> 'note'" // notes are the facilitator's own
		return w.changeMarks(st, "released = ?", to, whole, ws.Code, int64(step.Round), to)
	}
	for _, id := range step.Marks {
		if err := w.changeMarks(st, "released = ?", to, "id = ? AND released <> ?", id[:], to); err != nil {
			return err
		}
	}
	return nil
}

// hide takes marks off everywhere, or lets them be reviewed again.
func (w *writer) hide(st *areaState, step store.Step) error {
	for _, id := range step.Marks {
		c, _, err := w.stored(st, id)
		if err != nil {
			return err
		}
		before := c.Review
		if step.Act == store.ActHide {
			c.Review = before.After(store.Decision{State: store.Hidden, Reason: store.ReasonOther})
		} else if before.Status() == store.Hidden {
			c.Review = store.NewReview(c)
		}
		if c.Review == before {
			continue
		}
		if err := w.update(st, c, store.ChangeReview); err != nil {
			return err
		}
	}
	return nil
}

// throwAway withdraws all that a rehearsal collected, and participants that have
// nothing else.
func (w *writer) throwAway(st *areaState, ws *store.Workshop) error {
	all, err := w.ids("SELECT id FROM contribution WHERE area = ? AND workshop = ? ORDER BY seq", st.id, ws.Code)
	if err != nil || len(all) == 0 {
		return err
	}
	people, err := w.ids(`SELECT DISTINCT p.id FROM participant p JOIN contribution c ON c.participant = p.seq
		WHERE c.area = ? AND c.workshop = ?`, st.id, ws.Code)
	if err != nil {
		return err
	}
	for _, id := range all {
		if err := w.bury(st, id); err != nil {
			return err
		}
		if _, err := w.conn.exec(background, "DELETE FROM contribution WHERE area = ? AND id = ?", st.id, id[:]); err != nil {
			return err
		}
		if _, err := w.change(st.id, store.ChangeWithdraw, id[:]); err != nil {
			return err
		}
	}
	return w.forget(people)
}

// forget removes participants that have no contribution.
func (w *writer) forget(people []uuid.UUID) error {
	for _, id := range people {
		_, err := w.conn.exec(background, `DELETE FROM participant WHERE id = ?
			AND NOT EXISTS (SELECT 1 FROM contribution c WHERE c.participant = participant.seq)`, id[:])
		if err != nil {
			return err
		}
	}
	return nil
}
