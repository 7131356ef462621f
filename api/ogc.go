package api

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"kvarter/api/ogc"
	"kvarter/store"
	"kvarter/store/export"
)

// ogcPath is where the GIS service stands.
const ogcPath = "/ogc"

// routeOGC routes OGC API – Features under ogcPath.
func (s *server) routeOGC(e *echo.Echo, m ...echo.MiddlewareFunc) {
	service := ogc.New(ogc.Config{
		Store: s.Store, PublicURL: s.PublicURL, Now: s.Now, Fresh: s.fresh, Send: send,
		PageHeaders: func(h http.Header) { setPageHeaders(h, s.pagePolicy()) },
	})
	for path, h := range service.Routes() {
		handle := func(c echo.Context, by asker) error {
			as := ogcAsker(c, by)
			as.Log = func(area string, asked url.Values, rows int64) error {
				q := store.ContributionQuery{Area: area, Audience: as.Audience}
				return s.logAccess(c, by, q, store.AccessRead, by.filter(asked), rows)
			}
			return badQuery(h(c, as))
		}
		get(e, ogcPath+path, s.read(handle), m...)
		get(e, "/r/:secret"+ogcPath+path, s.recipeRead(handle), m...)
	}
}

// exportProject answers with a QGIS project of the live layers.
func (s *server) exportProject(c echo.Context, by asker) error {
	a, err := s.Store.Area(c.Request().Context(), c.Param("area"))
	if err != nil {
		return err
	}
	values, err := parameters(c)
	if err != nil {
		return err
	}
	o := export.Options{Area: a, Audience: by.audience(), Now: s.Now()}
	if o.Lang, err = langOf(values["lang"], a); err != nil {
		return err
	}
	delete(values, "lang")
	for name := range values {
		return badField(name, store.CodeUnknown)
	}
	var b bytes.Buffer
	if err := o.Project(&b, s.origin(c)+ogcAsker(c, by).Base); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Type", export.ProjectType)
	h.Set("Content-Disposition", `attachment; filename="`+o.ProjectName()+`"`)
	return send(c, b.Bytes())
}

// ogcAsker is the asker as the GIS service knows them.
func ogcAsker(c echo.Context, by asker) ogc.Asker {
	a := ogc.Asker{Audience: by.audience(), Base: ogcPath}
	switch {
	case by.recipe != nil:
		secret, _, _ := strings.Cut(strings.TrimPrefix(c.Request().URL.Path, "/r/"), "/")
		a.Area, a.Base, a.Narrow, a.Key = by.recipe.Area, "/r/"+secret+ogcPath, by.narrow, by.who()
	case by.token != nil:
		a.Area = by.token.Area
	}
	return a
}
