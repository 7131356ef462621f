package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"
	"time"

	"github.com/google/uuid"

	"kvarter/store"
)

// SetAside takes a person out, or back if there is no reason.
func (s *Store) SetAside(ctx context.Context, area string, person int64, reason, by string) error {
	if err := store.CheckAsideReason(reason); err != nil {
		return err
	}
	return s.writes.do(ctx, func(w *writer) error {
		st, err := w.area(area)
		if err != nil {
			return err
		}
		var seqs []int64
		err = w.conn.each(background, "SELECT seq FROM participant WHERE area = ? AND person = ?", []any{st.id, person},
			func(row []driver.Value) error { seqs = append(seqs, integer(row[0])); return nil })
		if err == nil && len(seqs) == 0 {
			err = fmt.Errorf("person %d: %w", person, store.ErrNotFound)
		}
		if err != nil {
			return err
		}
		r, err := w.beginReview(by)
		if err != nil {
			return err
		}
		for _, seq := range seqs {
			if err := r.setAside(st, seq, reason); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *reviewing) setAside(st *areaState, participant int64, reason string) error {
	kind := store.ReviewSetAside
	if reason == "" {
		kind = store.ReviewTakenBack
	}
	for _, sql := range []string{
		"UPDATE participant SET aside = ? WHERE seq = ?",
		"UPDATE contribution SET aside = ? IS NOT NULL WHERE participant = ?",
	} {
		if _, err := r.w.conn.exec(background, sql, orNull(reason), participant); err != nil {
			return err
		}
	}
	if _, err := r.w.conn.exec(background, "INSERT INTO change (area, kind, id) SELECT area, ?, id FROM contribution WHERE participant = ?",
		string(store.ChangeReview), participant); err != nil {
		return err
	}
	return r.log(st, kind, participant)
}

// What is unusual: so many answers in ten minutes, of one person or of all, and the
// same words so often.
const (
	burstOfOne    = 15
	burstOfAll    = 100
	repeatedOften = 3
	unusualDays   = 30
	mostUnusual   = 50
)

// Unusual is what looks like more than people do.
func (s *Store) Unusual(ctx context.Context, area string) (*store.Unusual, error) {
	u := &store.Unusual{Bursts: []store.Burst{}, Repeated: []store.Repeated{}, Aside: []store.Aside{}}
	since := s.now().AddDate(0, 0, -unusualDays).UTC().UnixMicro()
	err := s.whole.with(ctx, func(c *conn) error {
		st, err := s.areas.current(ctx, c, area)
		if err != nil {
			return err
		}
		for _, b := range []struct {
			person, group string
			most          int64
		}{{"person", "person, ", burstOfOne}, {"0", "", burstOfAll}} {
			err := c.each(ctx, `SELECT `+b.person+`, min(received_at), max(received_at), count(*) FROM contribution NOT INDEXED
				WHERE area = ? AND received_at >= ? AND NOT aside AND source IS NULL AND `+b.person+` IS NOT NULL
				GROUP BY `+b.group+`received_at / ? HAVING count(*) >= ? ORDER BY 2 DESC LIMIT ?`,
				[]any{st.id, since, (10 * time.Minute).Microseconds(), b.most, int64(mostUnusual)}, func(row []driver.Value) error {
					u.Bursts = append(u.Bursts, store.Burst{Person: integer(row[0]), From: moment(row[1]), To: moment(row[2]), Marks: integer(row[3])})
					return nil
				})
			if err != nil {
				return err
			}
		}
		if err := repeatedWords(ctx, c, st, since, u); err != nil {
			return err
		}
		return c.each(ctx, `SELECT p.person, p.wave, p.aside, (SELECT count(*) FROM contribution c WHERE c.participant = p.seq)
			FROM participant p WHERE p.area = ? AND p.aside IS NOT NULL ORDER BY p.seq`, []any{st.id}, func(row []driver.Value) error {
			u.Aside = append(u.Aside, store.Aside{Person: integer(row[0]), Wave: text(row[1]), Reason: text(row[2]), Marks: integer(row[3])})
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return u, nil
}

// repeatedWords adds the words that come again and again.
func repeatedWords(ctx context.Context, c *conn, st *areaState, since int64, u *store.Unusual) error {
	const same = "folded(trim(coalesce(text, title, place_text)))"
	err := c.each(ctx, `SELECT min(coalesce(text, title, place_text)), count(*), count(DISTINCT person), `+same+`
		FROM contribution NOT INDEXED WHERE area = ? AND received_at >= ? AND NOT aside AND source IS NULL
		AND length(coalesce(text, title, place_text)) >= 12 GROUP BY 4 HAVING count(*) >= ? ORDER BY 2 DESC, 4 LIMIT ?`,
		[]any{st.id, since, int64(repeatedOften), int64(mostUnusual)}, func(row []driver.Value) error {
			u.Repeated = append(u.Repeated, store.Repeated{Words: text(row[0]), Marks: integer(row[1]), People: integer(row[2])})
			return nil
		})
	if err != nil {
		return err
	}
	for i := range u.Repeated {
		r := &u.Repeated[i]
		err := c.each(ctx, "SELECT id FROM contribution NOT INDEXED WHERE area = ? AND received_at >= ? AND NOT aside AND "+same+" = folded(trim(?)) ORDER BY seq LIMIT 20",
			[]any{st.id, since, r.Words}, func(row []driver.Value) error { r.IDs = append(r.IDs, uuid.UUID(blob(row[0]))); return nil })
		if err != nil {
			return err
		}
	}
	return nil
}
