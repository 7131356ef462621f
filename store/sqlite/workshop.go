package sqlite

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"kvarter/store"
)

const selectWorkshop = "SELECT w.doc, a.slug, w.id FROM workshop w JOIN area a ON a.id = w.area"

func scanWorkshop(row []driver.Value) (*store.Workshop, error) {
	w := &store.Workshop{}
	if err := json.Unmarshal([]byte(text(row[0])), w); err != nil {
		return nil, fmt.Errorf("decode workshop: %w", err)
	}
	w.Area = text(row[1])
	return w, nil
}

func loadWorkshop(ctx context.Context, c *conn, code string) (*store.Workshop, error) {
	row, err := c.row(ctx, selectWorkshop+" WHERE w.code = ?", code)
	if errors.Is(err, errNoRow) {
		return nil, fmt.Errorf("workshop %q: %w", code, store.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return scanWorkshop(row)
}

// Workshop is the one with code.
func (s *Store) Workshop(ctx context.Context, code string) (w *store.Workshop, err error) {
	err = s.reads.with(ctx, func(c *conn) error {
		w, err = loadWorkshop(ctx, c, code)
		return err
	})
	if err != nil {
		return nil, err
	}
	return w, nil
}

// AllWorkshops lists those of an area, the newest first.
func (s *Store) AllWorkshops(ctx context.Context, area string) ([]*store.Workshop, error) {
	all := []*store.Workshop{}
	err := s.reads.with(ctx, func(c *conn) error {
		st, err := s.areas.current(ctx, c, area)
		if err != nil {
			return err
		}
		return c.each(ctx, selectWorkshop+" WHERE w.area = ? ORDER BY w.id DESC", []any{st.id}, func(row []driver.Value) error {
			w, err := scanWorkshop(row)
			all = append(all, w)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b *store.Workshop) int { return strings.Compare(b.Date, a.Date) })
	return all, nil
}

// RoundCounts counts the marks of each round.
func (s *Store) RoundCounts(ctx context.Context, code string) (map[int]store.RoundCount, error) {
	of := map[int]store.RoundCount{}
	err := s.reads.with(ctx, func(c *conn) error {
		return c.each(ctx, `SELECT round, count(*), count(DISTINCT person) FROM contribution
			WHERE workshop = ? AND kind <> 'note' AND status <> 'hidden' GROUP BY round`, []any{code}, func(row []driver.Value) error {
			of[int(integer(row[0]))] = store.RoundCount{Marks: int(integer(row[1])), People: int(integer(row[2]))}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return of, nil
}

// CreateWorkshop keeps what w plans.
func (s *Store) CreateWorkshop(ctx context.Context, area string, plan store.Workshop) (*store.Workshop, error) {
	var made *store.Workshop
	err := s.writes.do(ctx, func(w *writer) error {
		st, err := w.area(area)
		if err != nil {
			return err
		}
		now := w.now().UTC().Truncate(time.Microsecond)
		made = &store.Workshop{
			Area: area, Kind: plan.Kind, Title: plan.Title, Date: plan.Date, Expected: plan.Expected,
			State: store.WorkshopPlanned, CreatedAt: now,
		}
		for _, r := range plan.Rounds {
			made.Rounds = append(made.Rounds, store.Round{Prompt: r.Prompt, Minutes: r.Minutes, Blind: r.Blind, Cap: r.Cap})
		}
		if err := made.Validate(st.area, now); err != nil {
			return err
		}
		return w.newWorkshop(st, made)
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// newWorkshop gives ws a code and a key and writes it.
func (w *writer) newWorkshop(st *areaState, ws *store.Workshop) error {
	ws.Key, ws.Version = make([]byte, 32), 1
	if _, err := io.ReadFull(w.rand, ws.Key); err != nil {
		return fmt.Errorf("random key: %w", err)
	}
	for range 8 {
		code, err := randomCode(w.rand)
		if err != nil {
			return err
		}
		ws.Code = code
		doc, err := json.Marshal(ws)
		if err != nil {
			return err
		}
		// A contribution may bear the code of a workshop that is not here.
		done, err := w.conn.exec(background, `INSERT INTO workshop (code, area, doc) SELECT ?, ?, ?
			WHERE NOT EXISTS (SELECT 1 FROM contribution c WHERE c.workshop = ?) ON CONFLICT (code) DO NOTHING`,
			code, st.id, string(doc), code)
		if err != nil {
			return err
		}
		if done.changed == 1 {
			_, err = w.change(st.id, store.ChangeWorkshop, nil)
			return err
		}
	}
	return errors.New("no free code: the random source repeats itself")
}

// randomCode draws each letter alike: what would make some likelier is drawn
// again.
func randomCode(from io.Reader) (string, error) {
	const n = len(store.CodeLetters)
	code := make([]byte, 0, store.CodeLength)
	var b [1]byte
	for len(code) < store.CodeLength {
		if _, err := io.ReadFull(from, b[:]); err != nil {
			return "", fmt.Errorf("random code: %w", err)
		}
		if int(b[0]) < 256/n*n {
			code = append(code, store.CodeLetters[int(b[0])%n])
		}
	}
	return string(code), nil
}

// Rehearse makes an open copy.
func (s *Store) Rehearse(ctx context.Context, area, code string) (*store.Workshop, error) {
	var made *store.Workshop
	err := s.writes.do(ctx, func(w *writer) error {
		st, ws, err := w.workshop(area, code)
		if err != nil {
			return err
		}
		if made, err = ws.Rehearsal(st.area, w.now().UTC().Truncate(time.Microsecond)); err != nil {
			return err
		}
		before, err := w.texts("SELECT code FROM workshop WHERE area = ? AND doc ->> 'rehearsal_of' = ? AND doc ->> 'state' <> 'ended'", st.id, code)
		if err != nil {
			return err
		}
		for _, one := range before {
			if _, err := w.takeStep(area, one, store.Step{Act: store.ActEnd}); err != nil {
				return err
			}
		}
		return w.newWorkshop(st, made)
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// texts is the one column of a query.
func (w *writer) texts(sql string, args ...any) (all []string, err error) {
	err = w.conn.each(background, sql, args, func(row []driver.Value) error {
		all = append(all, text(row[0]))
		return nil
	})
	return all, err
}

// workshop is the area's workshop inside the writing transaction.
func (w *writer) workshop(area, code string) (*areaState, *store.Workshop, error) {
	st, err := w.area(area)
	if err != nil {
		return nil, nil, err
	}
	ws, err := loadWorkshop(background, w.conn, code)
	if err == nil && ws.Area != area {
		err = fmt.Errorf("workshop %q: %w", code, store.ErrNotFound)
	}
	return st, ws, err
}

// ChangeWorkshop changes what p names.
func (s *Store) ChangeWorkshop(ctx context.Context, area, code string, p store.WorkshopPatch) (*store.Workshop, error) {
	return s.changeWorkshop(ctx, area, code, func(w *writer, st *areaState, ws *store.Workshop) error {
		return ws.Change(p, st.area, w.now())
	})
}

// PairScreen lets in the screen that has the secret.
func (s *Store) PairScreen(ctx context.Context, area, code string, secret store.Hash) (*store.Workshop, error) {
	return s.changeWorkshop(ctx, area, code, func(_ *writer, _ *areaState, ws *store.Workshop) error {
		if ws.State == store.WorkshopEnded {
			return store.ErrWorkshopState
		}
		if !slices.Contains(ws.Screens, secret) {
			ws.Screens = append(ws.Screens, secret)
		}
		ws.Screens = ws.Screens[max(0, len(ws.Screens)-store.MaxScreens):]
		return nil
	})
}

func (s *Store) changeWorkshop(ctx context.Context, area, code string, change func(*writer, *areaState, *store.Workshop) error) (ws *store.Workshop, err error) {
	err = s.writes.do(ctx, func(w *writer) error {
		var st *areaState
		if st, ws, err = w.workshop(area, code); err != nil {
			return err
		}
		if err := change(w, st, ws); err != nil {
			return err
		}
		return w.saveWorkshop(st, ws)
	})
	if err != nil {
		return nil, err
	}
	return ws, nil
}

// saveWorkshop writes ws as a new version, unless it is as it was.
func (w *writer) saveWorkshop(st *areaState, ws *store.Workshop) error {
	before, err := w.conn.row(background, "SELECT doc FROM workshop WHERE code = ?", ws.Code)
	if err != nil {
		return err
	}
	doc, err := json.Marshal(ws)
	if err != nil || string(doc) == text(before[0]) {
		return err
	}
	ws.Version++
	ws.ChangedAt = w.now().UTC().Truncate(time.Microsecond)
	if doc, err = json.Marshal(ws); err != nil {
		return err
	}
	if _, err := w.conn.exec(background, "UPDATE workshop SET doc = ? WHERE code = ?", string(doc), ws.Code); err != nil {
		return err
	}
	_, err = w.change(st.id, store.ChangeWorkshop, nil)
	return err
}

// DeleteWorkshop forgets a planned one that nothing names.
func (s *Store) DeleteWorkshop(ctx context.Context, area, code string) error {
	return s.writes.do(ctx, func(w *writer) error {
		st, ws, err := w.workshop(area, code)
		if err != nil {
			return err
		}
		named, err := w.conn.number(background, `SELECT EXISTS (SELECT 1 FROM contribution WHERE workshop = ?)
			OR EXISTS (SELECT 1 FROM workshop WHERE doc ->> 'rehearsal_of' = ? AND doc ->> 'state' <> 'ended')`, code, code)
		if err != nil {
			return err
		}
		if ws.State != store.WorkshopPlanned || named != 0 {
			return store.ErrWorkshopState
		}
		if _, err := w.conn.exec(background, "DELETE FROM workshop WHERE code = ?", code); err != nil {
			return err
		}
		_, err = w.change(st.id, store.ChangeWorkshop, nil)
		return err
	})
}

// admit holds c to the rules of the workshop it names, and gives the most marks
// that a participant may give in its round, 0 for the prompt's own cap. What is
// imported may name a workshop of elsewhere.
func (w *writer) admit(st *areaState, d *draft) (most int, err error) {
	c := &d.c
	if c.Workshop == "" {
		return 0, nil
	}
	_, ws, err := w.workshop(st.area.Slug, c.Workshop)
	switch {
	case errors.Is(err, store.ErrNotFound) && d.adopts:
		return 0, nil
	case errors.Is(err, store.ErrNotFound):
		return 0, store.ErrInvalid{Field: "workshop", Code: store.CodeUnknown}
	case err != nil:
		return 0, err
	}
	if err := ws.Admit(c, d.by); err != nil {
		return 0, err
	}
	if d.from.Channel == "" {
		c.Channel = ws.Kind.Channel()
	}
	if r := ws.Round(c.Round); r != nil {
		most = r.Cap
	}
	return most, nil
}

func markOf(ws *store.Workshop, id uuid.UUID) error {
	return fmt.Errorf("mark %s of workshop %s: %w", id, ws.Code, store.ErrNotFound)
}
