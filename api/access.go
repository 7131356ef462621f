package api

import (
	"context"
	"iter"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"kvarter/store"
)

// logAccess notes that by read rows of what is not public. It stands in the log
// before an error of the reading itself is answered, and also when the client left.
func (s *server) logAccess(c echo.Context, by asker, q store.ContributionQuery, act store.AccessAct, asked url.Values, rows int64) error {
	if q.Audience != store.AudienceStaff || by.who() == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request().Context()), 10*time.Second)
	defer cancel()
	return s.Store.LogAccess(ctx, store.Access{Area: q.Area, Who: by.who(), Act: act, Filter: plainFilter(asked), Rows: rows})
}

// plainFilter is the filter without what pages through it.
func plainFilter(asked url.Values) string {
	plain := url.Values{}
	for name, values := range asked {
		if name != "cursor" && name != "limit" && name != "audience" {
			plain[name] = values
		}
	}
	return plain.Encode()
}

// counting is rows with their number going along.
func counting(rows iter.Seq2[*store.Contribution, error], n *int64) iter.Seq2[*store.Contribution, error] {
	return func(yield func(*store.Contribution, error) bool) {
		for one, err := range rows {
			if err == nil {
				*n++
			}
			if !yield(one, err) {
				return
			}
		}
	}
}

type accessDoc struct {
	Number int64           `json:"number"`
	At     time.Time       `json:"at"`
	Who    string          `json:"who"`
	Act    store.AccessAct `json:"act"`
	Filter string          `json:"filter"`
	Rows   int64           `json:"rows"`
}

// logPage is how many rows of a log come at once.
const logPage = 100

// beforeOf reads the parameter before: the number that a page of a log goes on from.
func beforeOf(c echo.Context) (int64, error) {
	values, err := parameters(c)
	if err != nil {
		return 0, err
	}
	given := values["before"]
	delete(values, "before")
	for name := range values {
		return 0, badField(name, store.CodeUnknown)
	}
	if len(given) == 0 {
		return 0, nil
	}
	n, err := strconv.ParseInt(given[0], 10, 64)
	if err != nil || n < 1 || len(given) > 1 {
		return 0, badField("before", store.CodeMalformed)
	}
	return n, nil
}

// listAccesses lists who read what is not public, the newest first.
func (s *server) listAccesses(c echo.Context, _ asker) error {
	before, err := beforeOf(c)
	if err != nil {
		return err
	}
	all, err := s.Store.Accesses(c.Request().Context(), c.Param("area"), before, logPage)
	if err != nil {
		return err
	}
	rows := []accessDoc{}
	for _, a := range all {
		rows = append(rows, accessDoc{a.Seq, a.At, a.Who, a.Act, a.Filter, a.Rows})
	}
	var next *int64
	if len(rows) == logPage {
		next = &rows[len(rows)-1].Number
	}
	return answerJSON(c, map[string]any{"accesses": rows, "next": next})
}
