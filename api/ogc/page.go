package ogc

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"

	"github.com/labstack/echo/v4"

	"kvarter/store"
	"kvarter/store/export"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// page is any document of the service for reading.
type page struct {
	Title, Text string
	Base        string
	Links       []link
	Head        []string
	Rows        [][]string
	Items       []pageItem
	Next        string
}

// pageItem is one answer.
type pageItem struct {
	Href, Title string
	Pairs       []export.Said
}

func (s *Service) page(c echo.Context, p page) error {
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, p); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Type", typeHTML+"; charset=utf-8")
	s.PageHeaders(h)
	c.Response().WriteHeader(http.StatusOK)
	return s.Send(c, b.Bytes())
}

// pageItems is how many answers a page for reading shows at most.
const pageItems = 50

func (s *Service) itemsPage(c echo.Context, by Asker, src source, ask ask, total int64) (int, error) {
	p := page{Title: src.title(), Base: s.base(c, by), Text: fmt.Sprintf("%d answers.", total)}
	q, last := ask.query, store.Cursor{}
	most := min(ask.limit, pageItems)
	q.Limit = most + 1
	for one, err := range s.Store.Contributions(c.Request().Context(), q) {
		if err != nil {
			return len(p.Items), err
		}
		if len(p.Items) == most {
			for _, l := range s.itemLinks(c, by, src, ask, last) {
				if l.Rel == "next" {
					p.Next = l.Href
				}
			}
			break
		}
		last = store.CursorAfter(one, by.Audience)
		p.Items = append(p.Items, s.pageItem(c, by, src, one))
	}
	return len(p.Items), s.page(c, p)
}

func (s *Service) pageItem(c echo.Context, by Asker, src source, one *store.Contribution) pageItem {
	o := export.Options{Area: src.area, Audience: by.Audience}
	pairs := o.Said(one, without...)
	return pageItem{s.base(c, by) + "/collections/" + src.id() + "/items/" + one.ID.String() + "?f=html", one.ID.String(), pairs}
}

func (s *Service) itemPage(c echo.Context, by Asker, src source, one *store.Contribution) error {
	return s.page(c, page{Title: src.title(), Base: s.base(c, by), Items: []pageItem{s.pageItem(c, by, src, one)}})
}
