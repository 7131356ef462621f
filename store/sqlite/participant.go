package sqlite

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"kvarter/store"
)

// ParticipantByReceipt is the participant bound to receipt in area; of several
// waves, the newest.
func (s *Store) ParticipantByReceipt(ctx context.Context, area string, receipt store.Hash) (*store.Participant, error) {
	p := &store.Participant{Area: area}
	err := s.reads.with(ctx, func(c *conn) error {
		st, err := s.areas.current(ctx, c, area)
		if err != nil {
			return err
		}
		row, err := c.row(ctx,
			"SELECT id, wave, person, created_at FROM participant WHERE receipt = ? AND area = ? ORDER BY seq DESC LIMIT 1",
			receipt[:], st.id)
		if errors.Is(err, errNoRow) {
			return store.ErrNotFound
		}
		if err != nil {
			return err
		}
		p.ID = uuid.UUID(blob(row[0]))
		p.Wave, p.Person, p.CreatedAt = text(row[1]), integer(row[2]), moment(row[3])
		return nil
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}
