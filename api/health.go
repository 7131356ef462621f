package api

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"
)

var healthy = []byte("{\"status\":\"ok\"}\n")

// health says that the process answers; pages ask it whether they are online.
func (s *server) health(c echo.Context) error {
	h := c.Response().Header()
	h["Cache-Control"] = noStore
	h["Content-Type"] = contentJSON
	return send(c, healthy)
}

// ready says whether the database answers.
func (s *server) ready(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), 5*time.Second)
	defer cancel()
	if _, err := s.Store.LastRev(ctx, ""); err != nil {
		return unavailable(err)
	}
	return s.health(c)
}
