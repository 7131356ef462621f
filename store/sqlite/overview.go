package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"
	"time"

	"kvarter/store"
)

// overviewColumns are what an overview looks at of each contribution.
const overviewColumns = `c.participant, c.prompt, c.channel, c.created_at, c.people, coalesce(c.workshop, '') || '/' || coalesce(c.source, ''),
	c.aside, c.status = 'pending', c.lon IS NULL AND c.wkb IS NULL AND c.place IS NULL AND c.place_text IS NOT NULL, c.hidden_reason, c.hold,
	EXISTS (SELECT 1 FROM report r WHERE r.contribution = c.seq AND r.decided_at IS NULL)`

// Overview sums up a wave.
func (s *Store) Overview(ctx context.Context, area, wave string, small bool) (*store.Overview, error) {
	var o *store.Overview
	err := s.whole.with(ctx, func(c *conn) error {
		return c.snapshot(ctx, func() error {
			st, err := s.areas.current(ctx, c, area)
			if err != nil {
				return err
			}
			wave, err := waveOf(st.area, wave, s.now())
			if err != nil {
				return err
			}
			zone, err := time.LoadLocation(st.area.TimeZone)
			if err != nil {
				return fmt.Errorf("area %q: %w", area, err)
			}
			sums, err := sumUp(ctx, c, st.id, wave, zone)
			if err == nil {
				o = sums.Overview(wave, small)
			}
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

func waveOf(a *store.Area, wave string, now time.Time) (string, error) {
	w := a.Wave(wave)
	if wave == "" {
		w = a.CurrentWave(now)
	}
	if w == nil {
		return "", fmt.Errorf("wave %q: %w", wave, store.ErrNotFound)
	}
	return w.Key, nil
}

func sumUp(ctx context.Context, c *conn, area int64, wave string, zone *time.Location) (*store.Sums, error) {
	n := store.NewSums()
	err := c.each(ctx, "SELECT "+overviewColumns+" FROM contribution c WHERE c.area = ? AND c.wave = ?", []any{area, wave},
		func(row []driver.Value) error {
			participant, people, batch := integer(row[0]), int(integer(row[4])), text(row[5])
			if store.Reason(text(row[9])).LeavesNumbers() || text(row[10]) == "rehearsal" {
				return nil
			}
			if integer(row[6]) != 0 {
				n.Aside.Add(participant, batch, people)
				return nil
			}
			counters := []*store.Counter{
				&n.All, n.Prompts.At(text(row[1])), n.Channels.At(text(row[2])),
				n.Days.At(time.UnixMicro(integer(row[3])).In(zone).Format(time.DateOnly)),
			}
			for column, counter := range map[int]*store.Counter{7: &n.Waiting, 8: &n.Unplaced, 11: &n.Reported} {
				if integer(row[column]) != 0 {
					counters = append(counters, counter)
				}
			}
			for _, counter := range counters {
				counter.Add(participant, batch, people)
			}
			return nil
		})
	return n, err
}
