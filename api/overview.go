package api

import (
	"github.com/labstack/echo/v4"

	"kvarter/store"
)

// getOverview tells staff how a wave goes, and all but analysts no small numbers.
func (s *server) getOverview(c echo.Context, by asker) error {
	values, err := parameters(c)
	if err != nil {
		return err
	}
	wave := ""
	for name, all := range values {
		switch {
		case name != "wave":
			return badField(name, store.CodeUnknown)
		case len(all) > 1:
			return badField(name, store.CodeDuplicate)
		}
		wave = all[0]
	}
	o, err := s.Store.Overview(c.Request().Context(), c.Param("area"), wave, !by.has(analysts.roles...))
	if err != nil {
		return err
	}
	return answerJSON(c, o)
}
