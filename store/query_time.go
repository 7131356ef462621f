package store

import (
	"strings"
	"time"
)

// undated is, in the place of a period or behind one, what tells of no time.
const undated = "undated"

// readPeriod reads years, "undated", or both as "years,undated".
func readPeriod(q *ContributionQuery, s string) error {
	years, also := strings.CutSuffix(s, ","+undated)
	if q.Undated = also || s == undated; s == undated {
		return nil
	}
	return readYears(q, years)
}

// readYears reads a year, or an interval "from/to" of years in which ".." or
// nothing leaves an end open.
func readYears(q *ContributionQuery, s string) error {
	from, to, isInterval := strings.Cut(s, "/")
	if !isInterval {
		to = from
	}
	for _, end := range []*string{&from, &to} {
		if isInterval && *end == ".." {
			*end = ""
		}
		if isInterval && *end == "" {
			continue
		}
		if !yearPattern.MatchString(*end) {
			return ErrInvalid{Code: CodeMalformed}
		}
	}
	switch {
	case from == "" && to == "":
		return ErrInvalid{Code: CodeMalformed}
	case to != "" && to < from:
		return ErrInvalid{Code: CodeOutOfRange}
	}
	q.PeriodFrom, q.PeriodTo = from, to
	return nil
}

// readDatetime reads an RFC 3339 instant, a full date (that UTC day), or an
// interval "from/to" of them in which ".." or nothing leaves an end open.
func readDatetime(q *ContributionQuery, s string) error {
	from, to, isInterval := strings.Cut(s, "/")
	if !isInterval {
		to = from
	}
	open := func(s string) bool { return isInterval && (s == ".." || s == "") }
	bad := ErrInvalid{Code: CodeMalformed}
	if open(from) && open(to) {
		return bad
	}
	var err error
	if !open(from) {
		if q.From, _, err = instant(from); err != nil {
			return bad
		}
	}
	if !open(to) {
		if _, q.To, err = instant(to); err != nil {
			return bad
		}
	}
	if !q.From.IsZero() && !q.To.IsZero() && q.To.Before(q.From) {
		return ErrInvalid{Code: CodeOutOfRange}
	}
	return nil
}

// instant is the first and last microsecond of what s names.
func instant(s string) (first, last time.Time, err error) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, t.AddDate(0, 0, 1).Add(-time.Microsecond), nil
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err == nil && (t.UTC().Year() < 1 || t.UTC().Year() > 9999) {
		err = ErrInvalid{Code: CodeOutOfRange}
	}
	return t.UTC(), t.UTC(), err
}
