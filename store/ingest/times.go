package ingest

import (
	"time"
)

// layouts of a time with a zone, and of one without.
var (
	zonedLayouts = []string{time.RFC3339Nano, "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700", "2006/01/02 15:04:05-07", "2006/01/02 15:04:05Z07:00"}
	localLayouts = []string{
		"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly,
		"2006/01/02 15:04:05", "2006/01/02 15:04", "2006/01/02", "2.1.2006 15:04:05", "2.1.2006 15:04", "2.1.2006",
	}
)

// parseTime reads a time, in zone if it has none of its own; empty is the zero
// time. 3/4/2026 is refused: nobody can say which is the month.
func parseTime(s string, zone *time.Location) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range zonedLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return inYears(t)
		}
	}
	for _, layout := range localLayouts {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return inYears(t)
		}
	}
	return time.Time{}, bad(colCreatedAt, CodeTime, "not a time that can be told; write 2026-05-17, 2026-05-17 14:30 or 2026-05-17T14:30:00+02:00")
}

// inYears refuses what no column of years can hold.
func inYears(t time.Time) (time.Time, error) {
	t = t.UTC()
	if t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}, bad(colCreatedAt, CodeTime, "not a year between 1 and 9999")
	}
	return t, nil
}
