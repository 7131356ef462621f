package api

import (
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
)

type agreementsDoc struct {
	Agreements []string `json:"agreements"`
}

// agree adds the participant's agreement.
func (s *server) agree(c echo.Context, by asker) error {
	id, err := s.ofOthers(c, by)
	if err != nil {
		return err
	}
	if err := s.Store.Agree(c.Request().Context(), c.Param("area"), id, by.actorAfter(c)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// disagree takes it back.
func (s *server) disagree(c echo.Context, by asker) error {
	id, err := s.ofOthers(c, by)
	if err != nil {
		return err
	}
	if err := s.Store.Disagree(c.Request().Context(), c.Param("area"), id, by.actorAfter(c)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// ofOthers is the contribution in the path, of which somebody with a receipt is
// about to say something.
func (s *server) ofOthers(c echo.Context, by asker) (uuid.UUID, error) {
	if _, err := by.needReceipt(c); err != nil {
		return uuid.Nil, err
	}
	return idOf(c)
}

// listOwnAgreements answers with what the receipt's participant agreed with.
func (s *server) listOwnAgreements(c echo.Context, by asker) error {
	p, err := s.participant(c, by)
	if err != nil {
		return err
	}
	all, err := s.agreements(c, p.Area, by)
	if err != nil {
		return err
	}
	return answerJSON(c, agreementsDoc{all})
}

func (s *server) agreements(c echo.Context, area string, by asker) ([]string, error) {
	ids, err := s.Store.AgreementsByReceipt(c.Request().Context(), area, by.receipt)
	all := []string{}
	for _, id := range ids {
		all = append(all, id.String())
	}
	return all, err
}
