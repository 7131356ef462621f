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
func (s *Store) Overview(ctx context.Context, area, wave string) (*store.Overview, error) {
	o := &store.Overview{}
	err := s.whole.with(ctx, func(c *conn) error {
		return c.snapshot(ctx, func() error {
			st, err := s.areas.current(ctx, c, area)
			if err != nil {
				return err
			}
			if o.Wave, err = waveOf(st.area, wave, s.now()); err != nil {
				return err
			}
			zone, err := time.LoadLocation(st.area.TimeZone)
			if err != nil {
				return fmt.Errorf("area %q: %w", area, err)
			}
			return overview(ctx, c, st.id, zone, o)
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

func overview(ctx context.Context, c *conn, area int64, zone *time.Location, o *store.Overview) error {
	var all, aside store.Counter
	prompts, channels, days := store.Counters{}, store.Counters{}, store.Counters{}
	err := c.each(ctx, "SELECT "+overviewColumns+" FROM contribution c WHERE c.area = ? AND c.wave = ?", []any{area, o.Wave},
		func(row []driver.Value) error {
			participant, people, batch := integer(row[0]), int(integer(row[4])), text(row[5])
			if store.Reason(text(row[9])).LeavesNumbers() || text(row[10]) == "rehearsal" {
				return nil
			}
			if integer(row[6]) != 0 {
				aside.Add(participant, batch, people)
				return nil
			}
			day := time.UnixMicro(integer(row[3])).In(zone).Format(time.DateOnly)
			for _, n := range []*store.Counter{&all, prompts.At(text(row[1])), channels.At(text(row[2])), days.At(day)} {
				n.Add(participant, batch, people)
			}
			o.Waiting += int(integer(row[7]))
			o.Unplaced += int(integer(row[8]))
			o.Reported += int(integer(row[11]))
			return nil
		})
	o.Tally, o.Aside = all.Tally(), aside.Tally().People
	o.Prompts, o.Channels, o.Days = prompts.ByPeople(), channels.ByPeople(), days.ByKey()
	return err
}
