package api

import (
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"kvarter/store"
)

// newReport is the body of a report.
type newReport struct {
	ID     string             `json:"id" validate:"required,id"`
	Reason store.ReportReason `json:"reason" validate:"required"`
	Text   string             `json:"text"`
}

// reportContribution keeps what somebody, never said who, finds wrong.
func (s *server) reportContribution(c echo.Context, _ asker) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	var body newReport
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	r := store.Report{ID: uuid.MustParse(body.ID), Contribution: id, Reason: body.Reason, Text: body.Text}
	if err := s.Store.CreateReport(c.Request().Context(), c.Param("area"), r); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
