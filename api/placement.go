package api

import (
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/paulmach/orb"

	"kvarter/store"
)

// placementBody is where to put what came as words: one of the two.
type placementBody struct {
	Position *orb.Point `json:"position"`
	Place    string     `json:"place"`
}

// placeContribution puts what came as words on the map, in the staff layer.
func (s *server) placeContribution(c echo.Context, by asker) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	var body placementBody
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	if (body.Position == nil) == (body.Place == "") {
		return badField("position", store.CodeRequired)
	}
	one, err := s.Store.PlaceContribution(c.Request().Context(), c.Param("area"), id,
		store.Placement{Position: body.Position, Place: body.Place, By: by.who()})
	if err != nil {
		return err
	}
	return answerFeature(c, http.StatusOK, one, by.audience())
}

// unplaceContribution takes it off again.
func (s *server) unplaceContribution(c echo.Context, by asker) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	one, err := s.Store.UnplaceContribution(c.Request().Context(), c.Param("area"), id)
	if err != nil {
		return err
	}
	return answerFeature(c, http.StatusOK, one, by.audience())
}
