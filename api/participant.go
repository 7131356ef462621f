package api

import (
	"net/http"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"kvarter/store"
)

// participantDoc is a participant as its own device sees it.
type participantDoc struct {
	Participant string         `json:"participant"`
	Wave        string         `json:"wave"`
	CreatedAt   time.Time      `json:"created_at"`
	Background  *backgroundDoc `json:"background,omitzero"`
}

// getParticipant says whose receipt it is.
func (s *server) getParticipant(c echo.Context, by asker) error {
	p, err := s.participant(c, by)
	if err != nil {
		return err
	}
	doc, err := s.participantDoc(c, p)
	if err != nil {
		return err
	}
	c.Response().Header()["Etag"] = []string{entityTag(p.Acts)}
	return answerJSON(c, doc)
}

func (s *server) participantDoc(c echo.Context, p *store.Participant) (*participantDoc, error) {
	doc := &participantDoc{Participant: p.ID.String(), Wave: p.Wave, CreatedAt: p.CreatedAt}
	if p.Background == nil {
		return doc, nil
	}
	var err error
	doc.Background, err = s.backgroundDoc(c, p.Wave, p.Background)
	return doc, err
}

// participant finds the receipt's participant; there is no other way to one.
func (s *server) participant(c echo.Context, by asker) (*store.Participant, error) {
	receipt, err := by.needReceipt(c)
	if err != nil {
		return nil, err
	}
	return s.Store.ParticipantByReceipt(c.Request().Context(), c.Param("area"), receipt)
}

// withdrawParticipant erases all that the receipt's participant sent.
func (s *server) withdrawParticipant(c echo.Context, by asker) error {
	receipt, err := by.needReceipt(c)
	if err != nil {
		return err
	}
	if err := s.Store.WithdrawParticipant(c.Request().Context(), c.Param("area"), receipt); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// exportOwnData answers with a file of all that is kept about the receipt's
// participant. It is held whole: caps bound what one person can have sent.
func (s *server) exportOwnData(c echo.Context, by asker) error {
	p, err := s.participant(c, by)
	if err != nil {
		return err
	}
	doc, err := s.participantDoc(c, p)
	if err != nil {
		return err
	}
	agreements, err := s.agreements(c, p.Area, by)
	if err != nil {
		return err
	}
	about, err := json.Marshal(struct {
		Area        string          `json:"area"`
		Participant *participantDoc `json:"participant"`
		Agreements  []string        `json:"agreements"`
	}{p.Area, doc, agreements}, json.Deterministic(true))
	if err != nil {
		return err
	}
	file := append(about[:len(about)-1], `,"contributions":{"type":"FeatureCollection","features":[`...)
	q := store.ContributionQuery{Area: p.Area, Audience: store.AudienceAuthor, Participant: p.ID}
	var sent page
	for !sent.whole {
		if err := sent.read(s.Store.Contributions(c.Request().Context(), q), q.Audience); err != nil {
			return err
		}
		file, sent.b, q.After = append(file, sent.b...), sent.b[:0], sent.last
	}
	h := c.Response().Header()
	h["Content-Type"] = contentJSON
	h.Set("Content-Disposition", `attachment; filename="`+p.Area+"-mine-"+s.Now().UTC().Format(time.DateOnly)+`.json"`)
	return send(c, append(appendPageEnd(file, "", sent.n), "}\n"...))
}
