package api

import (
	"errors"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"kvarter/store"
	"kvarter/store/export"
)

// getContribution answers with what the asker may see of one. A receipt that is
// not its author's is no more than none.
func (s *server) getContribution(c echo.Context, by asker) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	ctx, area := c.Request().Context(), c.Param("area")
	if by.receipt != (store.Hash{}) {
		own, err := s.Store.Contribution(ctx, area, id, store.AudienceAuthor, by.actor())
		if err == nil {
			return answerFeature(c, http.StatusOK, own, store.AudienceAuthor)
		}
		if !isNotOwn(err) {
			return err
		}
	}
	q := store.ContributionQuery{Area: area, Audience: by.audience()}
	one, err := s.Store.Contribution(ctx, area, id, q.Audience, by.actor())
	if err != nil {
		return err
	}
	if err := s.logAccess(c, by, q, store.AccessRead, url.Values{"id": {id.String()}}, 1); err != nil {
		return err
	}
	return answerFeature(c, http.StatusOK, one, by.audience())
}

func isNotOwn(err error) bool {
	return errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrReceipt) || errors.Is(err, store.ErrReceiptRequired)
}

// idOf is the id in the path. One that is none cannot name anything.
func idOf(c echo.Context) (uuid.UUID, error) {
	text := c.Param("id")
	id, err := uuid.Parse(text)
	if err != nil || len(text) != 36 {
		return uuid.Nil, store.ErrNotFound
	}
	return id, nil
}

func answerFeature(c echo.Context, status int, one *store.Contribution, audience store.Audience) error {
	buf := buffers.Get().(*buffer)
	buf.b = append(export.AppendFeature(buf.b[:0], one, audience), '\n')
	c.Response().Header()["Content-Type"] = contentGeoJSON
	c.Response().WriteHeader(status)
	if _, err := c.Response().Write(buf.b); err != nil {
		return err
	}
	buffers.Put(buf)
	return nil
}

// listContributions answers with a page of what is public, or of everything for
// staff.
func (s *server) listContributions(c echo.Context, by asker) error {
	q, err := s.query(c, by)
	if err != nil {
		return err
	}
	if _, err := s.Store.Area(c.Request().Context(), q.Area); err != nil {
		return err // before the tag: what is not there is not unchanged
	}
	if fresh, err := s.fresh(c, q.Area, string(q.Audience)); fresh || err != nil {
		return err
	}
	if q.Limit == 0 {
		q.Limit = store.DefaultLimit
	}
	n, err := s.answerPage(c, q)
	return errors.Join(err, s.logAccess(c, by, q, store.AccessRead, c.QueryParams(), int64(n)))
}

// listOwnContributions answers with all that the receipt's participant sent.
func (s *server) listOwnContributions(c echo.Context, by asker) error {
	p, err := s.participant(c, by)
	if err != nil {
		return err
	}
	_, err = s.answerPage(c, store.ContributionQuery{Area: p.Area, Audience: store.AudienceAuthor, Participant: p.ID})
	return err
}

// query reads the filters of a list or an export.
func (s *server) query(c echo.Context, by asker) (store.ContributionQuery, error) {
	values, err := parameters(c)
	if err != nil {
		return store.ContributionQuery{}, err
	}
	return s.queryOf(c, by, values)
}

// queryOf is query where some parameters are not the query's.
func (s *server) queryOf(c echo.Context, by asker, values url.Values) (store.ContributionQuery, error) {
	q, err := store.ParseContributionQuery(values, by.audience())
	q.Area = c.Param("area")
	if err == nil {
		err = by.narrow(&q)
	}
	return q, badQuery(err)
}

// badQuery makes a 400 of what is invalid about a request that only reads.
func badQuery(err error) error {
	fields := store.Invalids(err)
	if len(fields) == 0 {
		return err
	}
	p := &problem{status: http.StatusBadRequest, code: "malformed", fields: append(fields, forbidden(err)...)}
	var filter *store.FilterError
	if errors.As(err, &filter) {
		p.detail = filter.Error()
	}
	return p
}

// answerPage writes a FeatureCollection of q and says how many are in it, with a link to the next page if
// q.Limit leaves something out. It reads piece by piece and sends in between:
// the store has only so many readers, and a slow client must not hold one.
func (s *server) answerPage(c echo.Context, q store.ContributionQuery) (int, error) {
	c.Response().Header()["Content-Type"] = contentGeoJSON
	buf := buffers.Get().(*buffer)
	p := page{b: append(buf.b[:0], `{"type":"FeatureCollection","features":[`...), limit: q.Limit}
	for {
		if p.limit > 0 {
			q.Limit = p.limit - p.n + 1 // one more tells whether there is a next page
		}
		if err := p.read(s.Store.Contributions(c.Request().Context(), q), q.Audience); err != nil {
			return p.n, err
		}
		if p.whole {
			break
		}
		if err := send(c, p.b); err != nil {
			return p.n, err
		}
		p.b, q.After = p.b[:0], p.last
	}
	next := ""
	if p.more {
		next = s.nextPage(c, p.last)
	}
	buf.b = appendPageEnd(p.b, next, p.n)
	if err := send(c, buf.b); err != nil {
		return p.n, err
	}
	if cap(buf.b) <= piece/16 { // not to keep the rare large one
		buffers.Put(buf)
	}
	return p.n, nil
}

// page is a page being written: n features so far, the last of them, and
// whether it is whole and has more behind it.
type page struct {
	b           []byte
	limit, n    int
	last        store.Cursor
	whole, more bool
}

// read appends rows until a piece is full or the page is whole.
func (p *page) read(rows iter.Seq2[*store.Contribution, error], audience store.Audience) error {
	for one, err := range rows {
		switch {
		case err != nil:
			return err
		case p.n == p.limit && p.limit > 0:
			p.whole, p.more = true, true
			return nil
		case len(p.b) >= piece:
			return nil
		}
		if p.n > 0 {
			p.b = append(p.b, ',')
		}
		p.b = export.AppendFeature(append(p.b, '\n'), one, audience)
		p.n, p.last = p.n+1, store.CursorAfter(one, audience)
	}
	p.whole = true
	return nil
}

// appendPageEnd closes a page of n with a link to the next, if there is one.
func appendPageEnd(b []byte, next string, n int) []byte {
	b = append(b, "\n],\"links\":["...)
	if next != "" {
		b = append(b, `{"rel":"next","href":`...)
		b, _ = jsontext.AppendQuote(b, next)
		b = append(b, `,"type":"application/geo+json"}`...)
	}
	b = append(b, `],"numberReturned":`...)
	return append(strconv.AppendInt(b, int64(n), 10), "}\n"...)
}

// nextPage is this request again from after on.
func (s *server) nextPage(c echo.Context, after store.Cursor) string {
	u := *c.Request().URL
	values := u.Query()
	values.Set("cursor", after.String())
	return s.PublicURL + u.EscapedPath() + "?" + values.Encode()
}
