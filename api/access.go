package api

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"kvarter/store"
	"kvarter/store/export"
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

// logMap is logAccess for a map, which asks for many pieces of the same: once an
// hour all that its filter finds, wherever the map looks.
func (s *server) logMap(c echo.Context, by asker, q store.ContributionQuery, asked url.Values, rows func() int64) error {
	if q.Audience != store.AudienceStaff || by.who() == "" || c.Request().Method == http.MethodHead {
		return nil
	}
	asked = by.filter(asked)
	key := by.who() + " " + q.Area + "?" + plainFilter(asked)
	if !s.mapLog.isNew(key, s.Now()) {
		return nil
	}
	if err := s.logAccess(c, by, q, store.AccessMap, asked, rows()); err != nil {
		s.mapLog.forget(key)
		return err
	}
	return nil
}

// logRoom is logMap for who sees a workshop's answers as its control.
func (s *server) logRoom(c echo.Context, by asker, w *store.Workshop) error {
	ctx := c.Request().Context()
	q := store.ContributionQuery{Area: w.Area, Audience: store.AudienceStaff, Workshops: []string{w.Code}}
	n, err := s.Store.CountContributions(ctx, q)
	if err != nil {
		return err
	}
	return s.logMap(c, by, q, url.Values{"workshop": q.Workshops}, func() int64 { return n })
}

// mapLog remembers which maps stand in the log of accesses.
type mapLog struct {
	mu     sync.Mutex
	logged map[string]time.Time
}

// A map is logged again after mapStep; so is every map if there are more than
// mostMaps, for memory's sake.
const (
	mapStep  = time.Hour
	mostMaps = 10_000
)

// isNew says whether key was not logged within mapStep, and takes it as logged.
func (m *mapLog) isNew(key string, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if at, ok := m.logged[key]; ok && now.Sub(at) < mapStep {
		return false
	}
	if m.logged == nil || len(m.logged) >= mostMaps {
		m.logged = map[string]time.Time{}
	}
	m.logged[key] = now
	return true
}

// forget takes back that key was logged.
func (m *mapLog) forget(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.logged, key)
}

// filter is what the asker reads by who asks for asked: a recipe's own goes along.
func (a asker) filter(asked url.Values) url.Values {
	if a.recipe == nil {
		return asked
	}
	return within(a.recipe.Filter, asked)
}

// plainFilter is the filter without what pages through it, and the form of the answer.
func plainFilter(asked url.Values) string {
	plain := url.Values{}
	for name, values := range asked {
		if !slices.Contains([]string{"cursor", "limit", "audience", "f", "crs"}, name) {
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
	// Words is the filter for people.
	Words []wordsDoc `json:"words"`
	Rows  int64      `json:"rows"`
}

// logPage is how many rows of a log come at once.
const logPage = 100

// beforeOf reads the parameter before: the number that a page of a log goes on from.
func beforeOf(values url.Values) (int64, error) {
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
	values, err := parameters(c)
	if err != nil {
		return err
	}
	lang := values["lang"]
	delete(values, "lang")
	before, err := beforeOf(values)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	o := export.Options{Audience: store.AudienceStaff}
	if o.Area, err = s.Store.Area(ctx, c.Param("area")); err != nil {
		return err
	}
	if o.Lang, err = langOf(lang, o.Area); err != nil {
		return err
	}
	all, err := s.Store.Accesses(ctx, o.Area.Slug, before, logPage)
	if err != nil {
		return err
	}
	rows := []accessDoc{}
	for _, a := range all {
		doc := accessDoc{Number: a.Seq, At: a.At, Who: a.Who, Act: a.Act, Filter: a.Filter, Words: []wordsDoc{}, Rows: a.Rows}
		o.Filter, _ = url.ParseQuery(a.Filter) // as it was written
		for _, said := range o.FilterInWords() {
			doc.Words = append(doc.Words, wordsDoc(said))
		}
		rows = append(rows, doc)
	}
	var next *int64
	if len(rows) == logPage {
		next = &rows[len(rows)-1].Number
	}
	return answerJSON(c, map[string]any{"accesses": rows, "next": next})
}
