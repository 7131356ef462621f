package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"kvarter/store"
)

// CreateReport keeps r, and takes words and byline off the map if it is urgent.
func (s *Store) CreateReport(ctx context.Context, area string, r store.Report) error {
	if err := r.Validate(); err != nil {
		return err
	}
	return s.writes.do(ctx, func(w *writer) error {
		st, err := w.area(area)
		if err != nil {
			return err
		}
		if there, err := w.reported(&r); there || err != nil {
			return err
		}
		seq, _, err := w.shown(st, r.Contribution)
		if err != nil {
			return err
		}
		_, err = w.conn.exec(background, "INSERT INTO report (id, contribution, reason, text, created_at) VALUES (?, ?, ?, ?, ?)",
			r.ID[:], seq, string(r.Reason), orNull(r.Text), w.now().UTC().UnixMicro())
		if err != nil {
			return err
		}
		if r.Reason.IsUrgent() {
			return w.suspend(st, r.Contribution)
		}
		_, err = w.change(st.id, store.ChangeReport, r.Contribution[:])
		return err
	})
}

// reported says whether r is there already; store.ErrConflict if its id is taken
// by another.
func (w *writer) reported(r *store.Report) (bool, error) {
	row, err := w.conn.row(background, `SELECT c.id, r.reason, r.text FROM report r JOIN contribution c ON c.seq = r.contribution
		WHERE r.id = ?`, r.ID[:])
	if errors.Is(err, errNoRow) {
		return false, nil
	}
	if err == nil && (uuid.UUID(blob(row[0])) != r.Contribution || text(row[1]) != string(r.Reason) || text(row[2]) != r.Text) {
		err = fmt.Errorf("report %s: %w", r.ID, store.ErrConflict)
	}
	return true, err
}

// suspend lets published words and byline wait, unless staff upheld them as they
// are.
func (w *writer) suspend(st *areaState, id uuid.UUID) error {
	c, _, err := w.stored(st, id)
	if err != nil {
		return err
	}
	upheld, err := w.conn.number(background, "SELECT count(*) FROM report WHERE contribution = ? AND upheld AND decided_at >= ?",
		c.Seq, c.UpdatedAt.UnixMicro())
	if err != nil {
		return err
	}
	if upheld == 0 && c.Review.Suspend() {
		return w.update(st, c, store.ChangeReport)
	}
	_, err = w.change(st.id, store.ChangeReport, id[:])
	return err
}

// decideReports closes the reports of c, all of which staff have now looked at,
// and says whether there were any.
func (w *writer) decideReports(c *store.Contribution, state store.ReviewState) (bool, error) {
	if c.Review.Status() == store.Pending {
		return false, nil
	}
	done, err := w.conn.exec(background, "UPDATE report SET decided_at = ?, upheld = ? WHERE contribution = ? AND decided_at IS NULL",
		w.now().UTC().UnixMicro(), bit(state == store.Published), c.Seq)
	return done.changed > 0, err
}

// OpenReports lists the reports of the area that staff have not decided on.
func (s *Store) OpenReports(ctx context.Context, area string) ([]store.Report, error) {
	all := []store.Report{}
	err := s.reads.with(ctx, func(c *conn) error {
		st, err := s.areas.current(ctx, c, area)
		if err != nil {
			return err
		}
		return c.each(ctx, `SELECT r.id, c.id, r.reason, r.text, r.created_at FROM report r JOIN contribution c ON c.seq = r.contribution
			WHERE r.decided_at IS NULL AND c.area = ? ORDER BY r.seq`, []any{st.id}, func(row []driver.Value) error {
			all = append(all, store.Report{
				ID: uuid.UUID(blob(row[0])), Contribution: uuid.UUID(blob(row[1])),
				Reason: store.ReportReason(text(row[2])), Text: text(row[3]), CreatedAt: moment(row[4]),
			})
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}
