package ogc

import (
	"context"
	"errors"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"kvarter/geo"
	"kvarter/store"
	"kvarter/store/export"
)

// piece is how much of a page is read before it is sent, in bytes: the store has
// only so many readers, and a slow client must not hold one.
const piece = 1 << 20

// rooms are written into again and again: to let one grow to a page of half a
// megabyte costs a tenth of the page.
var rooms = sync.Pool{New: func() any { return new([]byte) }}

// items answers with a page of a collection.
func (s *Service) items(c echo.Context, by Asker) error {
	src, err := s.source(c, by)
	if err != nil {
		return err
	}
	ask, err := s.ask(c, src, by)
	if err != nil {
		return err
	}
	if fresh, err := s.fresh(c, src.area.Slug, by); fresh || err != nil {
		return err
	}
	total, err := s.counts.count(c.Request().Context(), s.Store, ask)
	if err != nil {
		return err
	}
	if wanted(c) == typeHTML {
		n, err := s.itemsPage(c, by, src, ask, total)
		return errors.Join(err, src.log(by, ask.asked, n))
	}
	h := c.Response().Header()
	h.Set("Content-Type", typeGeoJSON)
	h.Set("Content-Crs", "<"+crsURI(ask.crs)+">")
	if c.Request().Method == http.MethodHead {
		return c.NoContent(http.StatusOK)
	}
	n, err := s.sendItems(c, by, src, ask, total)
	return errors.Join(err, src.log(by, ask.asked, n))
}

// log notes that n features of the collection were read.
func (s source) log(by Asker, asked url.Values, n int) error {
	asked = maps.Clone(asked)
	asked.Set("collection", s.id())
	return by.Log(s.area.Slug, asked, int64(n))
}

// sendItems streams the page, features first, as how many they are stands behind
// them, and says how many it read.
func (s *Service) sendItems(c echo.Context, by Asker, src source, ask ask, total int64) (int, error) {
	room := rooms.Get().(*[]byte)
	p := pageOf{
		b: append((*room)[:0], `{"type":"FeatureCollection","features":[`...), limit: ask.limit,
		features: export.NewFeatures(export.Options{Audience: by.Audience, CRS: ask.crs}, without...),
	}
	q := ask.query
	for {
		q.Limit = p.limit - p.n + 1 // one more tells whether there is a next page
		if err := p.read(s.Store.Contributions(c.Request().Context(), q), by.Audience); err != nil {
			return p.n, err
		}
		if p.whole {
			break
		}
		if err := s.Send(c, p.b); err != nil {
			return p.n, err
		}
		p.b, q.After = p.b[:0], p.last
	}
	links := s.itemLinks(c, by, src, ask, p.next())
	b := append(p.b, "\n],\"links\":["...)
	for i, l := range links {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendLink(b, l)
	}
	b = append(b, `],"numberMatched":`...)
	b = strconv.AppendInt(b, total, 10)
	b = append(b, `,"numberReturned":`...)
	b = strconv.AppendInt(b, int64(p.n), 10)
	b = append(b, `,"timeStamp":"`...)
	b = s.Now().UTC().AppendFormat(b, time.RFC3339)
	b = append(b, "\"}\n"...)
	if err := s.Send(c, b); err != nil {
		return p.n, err // what was given up may still be on its way
	}
	*room = b
	rooms.Put(room)
	return p.n, nil
}

func appendLink(b []byte, l link) []byte {
	for i, one := range [4][2]string{{"href", l.Href}, {"rel", l.Rel}, {"type", l.Type}, {"title", l.Title}} {
		b = append(b, "{,,,"[i], '"')
		b = append(append(b, one[0]...), `":`...)
		b, _ = jsontext.AppendQuote(b, one[1])
	}
	return append(b, '}')
}

// pageOf is a page being written: n features so far, the last of them, and
// whether it is whole and has more behind it.
type pageOf struct {
	features    *export.Features
	b           []byte
	limit, n    int
	last        store.Cursor
	whole, more bool
}

// read appends rows until a piece is full or the page is whole.
func (p *pageOf) read(rows iter.Seq2[*store.Contribution, error], audience store.Audience) error {
	for one, err := range rows {
		switch {
		case err != nil:
			return err
		case p.n == p.limit:
			p.whole, p.more = true, true
			return nil
		case len(p.b) >= piece:
			return nil
		}
		if p.n > 0 {
			p.b = append(p.b, ',')
		}
		p.b = p.features.Append(append(p.b, '\n'), one)
		p.n, p.last = p.n+1, store.CursorAfter(one, audience)
	}
	p.whole = true
	return nil
}

// next is where the next page begins; the zero cursor if this is the last.
func (p *pageOf) next() store.Cursor {
	if !p.more {
		return store.Cursor{}
	}
	return p.last
}

// itemLinks lead to this page, to its other form, to the collection, and to the
// next page with every parameter of this one.
func (s *Service) itemLinks(c echo.Context, by Asker, src source, ask ask, next store.Cursor) []link {
	at := s.base(c, by) + "/collections/" + src.id()
	with := func(name, value string) string {
		values := ask.asked
		if name != "" {
			values = url.Values{}
			for k, v := range ask.asked {
				values[k] = v
			}
			values.Set(name, value)
		}
		if len(values) == 0 {
			return at + "/items"
		}
		return at + "/items?" + values.Encode()
	}
	all := []link{
		{with("", ""), "self", typeGeoJSON, "This page"},
		{with("f", "html"), "alternate", typeHTML, "This page for reading"},
		{at, "collection", typeJSON, src.title()},
	}
	if next != (store.Cursor{}) {
		all = append(all, link{with("cursor", next.String()), "next", typeGeoJSON, "The next page"})
	}
	return all
}

// item answers with one feature.
func (s *Service) item(c echo.Context, by Asker) error {
	src, err := s.source(c, by)
	if err != nil {
		return err
	}
	crs, err := itemCRS(c, src)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(c.Param("item"))
	if err != nil || len(c.Param("item")) != 36 {
		return store.ErrNotFound
	}
	if fresh, err := s.fresh(c, src.area.Slug, by); fresh || err != nil {
		return err
	}
	one, err := s.one(c.Request().Context(), src, id, by)
	if err != nil {
		return err
	}
	if err := src.log(by, url.Values{"id": {id.String()}}, 1); err != nil {
		return err
	}
	at := s.base(c, by) + "/collections/" + src.id()
	if wanted(c) == typeHTML {
		return s.itemPage(c, by, src, one)
	}
	f := export.NewFeatures(export.Options{Audience: by.Audience, CRS: crs}, without...)
	b := f.Append(nil, one)
	b = append(b[:len(b)-1], `,"links":[`...)
	b = appendLink(b, link{at + "/items/" + id.String(), "self", typeGeoJSON, "This answer"})
	b = appendLink(append(b, ','), link{at + "/items/" + id.String() + "?f=html", "alternate", typeHTML, "This answer for reading"})
	b = appendLink(append(b, ','), link{at, "collection", typeJSON, src.title()})
	h := c.Response().Header()
	h.Set("Content-Type", typeGeoJSON)
	h.Set("Content-Crs", "<"+crsURI(crs)+">")
	c.Response().WriteHeader(http.StatusOK)
	return s.Send(c, append(b, "]}\n"...))
}

// itemCRS reads the parameters of one item: crs alone.
func itemCRS(c echo.Context, src source) (geo.CRS, error) {
	values, err := parameters(c)
	if err != nil {
		return geo.CRS{}, err
	}
	crs, err := src.takeCRS(values, "crs")
	if err != nil {
		return crs, err
	}
	for name := range values {
		return crs, store.ErrInvalid{Field: name, Code: store.CodeUnknown}
	}
	return crs, nil
}

// one is the contribution, if it is of the collection and the asker may see it.
func (s *Service) one(ctx context.Context, src source, id uuid.UUID, by Asker) (*store.Contribution, error) {
	q := store.ContributionQuery{
		Area: src.area.Slug, Audience: by.Audience, Shapes: []store.GeometryType{src.shape}, Limit: 1,
		Where: store.Compare{Field: "id", Is: store.Equal, Value: id.String()},
	}
	if by.Narrow != nil {
		if err := by.Narrow(&q); err != nil {
			return nil, err
		}
	}
	for one, err := range s.Store.Contributions(ctx, q) {
		if err != nil {
			return nil, err
		}
		kept := *one // which is the sequence's until its next step
		return &kept, nil
	}
	// Withdrawn, or nothing at all.
	_, err := s.Store.Contribution(ctx, src.area.Slug, id, store.AudiencePublic, store.Actor{})
	if errors.Is(err, store.ErrGone) {
		return nil, err
	}
	return nil, store.ErrNotFound
}
