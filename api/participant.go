package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"kvarter/store"
)

// participantDoc is a participant as its own device sees it.
type participantDoc struct {
	Participant string    `json:"participant"`
	Wave        string    `json:"wave"`
	CreatedAt   time.Time `json:"created_at"`
}

// getParticipant says whose receipt it is.
func (s *server) getParticipant(c echo.Context, by asker) error {
	p, err := s.participant(c, by)
	if err != nil {
		return err
	}
	return answerJSON(c, participantDoc{Participant: p.ID.String(), Wave: p.Wave, CreatedAt: p.CreatedAt})
}

// participant finds the receipt's participant; there is no other way to one.
func (s *server) participant(c echo.Context, by asker) (*store.Participant, error) {
	if err := noParameters(c); err != nil {
		return nil, err
	}
	if by.staff != nil {
		return nil, &problem{status: http.StatusForbidden, code: "forbidden"}
	}
	if !by.known() {
		return nil, store.ErrReceiptRequired
	}
	return s.Store.ParticipantByReceipt(c.Request().Context(), c.Param("area"), by.receipt)
}
