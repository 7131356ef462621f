package api

import (
	"github.com/labstack/echo/v4"

	"kvarter/api/ogc"
)

// ogcPath is where the GIS service stands.
const ogcPath = "/ogc"

// routeOGC routes OGC API – Features under ogcPath.
func (s *server) routeOGC(e *echo.Echo, m ...echo.MiddlewareFunc) {
	service := ogc.New(ogc.Config{
		Store: s.Store, PublicURL: s.PublicURL, PagePolicy: s.pagePolicy(nil), Now: s.Now, Fresh: s.fresh, Send: send,
	})
	for path, h := range service.Routes() {
		get(e, ogcPath+path, s.read(func(c echo.Context, by asker) error { return badQuery(h(c, ogcAsker(by))) }), m...)
	}
}

// ogcAsker is the asker as the GIS service knows them.
func ogcAsker(by asker) ogc.Asker {
	a := ogc.Asker{Audience: by.audience(), Base: ogcPath}
	if by.token != nil {
		a.Area = by.token.Area
	}
	return a
}
