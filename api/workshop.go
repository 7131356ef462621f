package api

import (
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"kvarter/api/live"
	"kvarter/store"
)

// roundPlan is a round as it is planned.
type roundPlan struct {
	Prompt  string `json:"prompt" validate:"required"`
	Minutes int    `json:"minutes" validate:"required"`
	Blind   bool   `json:"blind"`
	Cap     int    `json:"cap" validate:"required"`
}

func plans(all []roundPlan) []store.Round {
	out := make([]store.Round, len(all))
	for i, r := range all {
		out[i] = store.Round{Prompt: r.Prompt, Minutes: r.Minutes, Blind: r.Blind, Cap: r.Cap}
	}
	return out
}

// newWorkshop is the body of a create.
type newWorkshop struct {
	Kind     store.WorkshopKind `json:"kind" validate:"required"`
	Title    string             `json:"title" validate:"required"`
	Date     string             `json:"date" validate:"required"`
	Expected int                `json:"expected" validate:"required"`
	Rounds   []roundPlan        `json:"rounds" validate:"required,dive"`
}

// workshopPatch is the body of a change, a merge patch.
type workshopPatch struct {
	Title    optional[string]      `json:"title"`
	Date     optional[string]      `json:"date"`
	Expected optional[int]         `json:"expected"`
	Rounds   optional[[]roundPlan] `json:"rounds"`
	People   optional[int]         `json:"people"`
	Invited  optional[string]      `json:"invited"`
	Groups   optional[[]string]    `json:"groups"`
}

// listWorkshops answers with those of the area, the newest first.
func (s *server) listWorkshops(c echo.Context, _ asker) error {
	if err := noParameters(c); err != nil {
		return err
	}
	all, err := s.Store.AllWorkshops(c.Request().Context(), c.Param("area"))
	if err != nil {
		return err
	}
	b := []byte(`{"workshops":[`)
	for i, w := range all {
		if i > 0 {
			b = append(b, ',')
		}
		doc, err := s.control(c, w)
		if err != nil {
			return err
		}
		b = append(append(b, '\n'), doc...)
	}
	c.Response().Header()["Content-Type"] = contentJSON
	return send(c, append(b, "]}\n"...))
}

// control is the workshop as its control sees it.
func (s *server) control(c echo.Context, w *store.Workshop) ([]byte, error) {
	counts, err := s.Store.RoundCounts(c.Request().Context(), w.Code)
	if err != nil {
		return nil, err
	}
	return s.live.ControlState(w, counts), nil
}

func (s *server) answerControl(c echo.Context, status int, w *store.Workshop) error {
	s.guesses.know(c, w.Code) // the room's own address, before its first phone
	doc, err := s.control(c, w)
	if err != nil {
		return err
	}
	c.Response().Header()["Content-Type"] = contentJSON
	c.Response().WriteHeader(status)
	return send(c, append(doc, '\n'))
}

// createWorkshop keeps a plan.
func (s *server) createWorkshop(c echo.Context, _ asker) error {
	var body newWorkshop
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	w, err := s.Store.CreateWorkshop(c.Request().Context(), c.Param("area"), store.Workshop{
		Kind: body.Kind, Title: body.Title, Date: body.Date, Expected: body.Expected, Rounds: plans(body.Rounds),
	})
	if err != nil {
		return err
	}
	c.Response().Header()["Location"] = []string{s.PublicURL + "/api/v1/areas/" + w.Area + "/workshops/" + w.Code}
	return s.answerControl(c, http.StatusCreated, w)
}

// workshop is the area's workshop that the path names.
func (s *server) workshop(c echo.Context) (*store.Workshop, error) {
	w, err := s.Store.Workshop(c.Request().Context(), codeOf(c))
	if err == nil && w.Area != c.Param("area") {
		err = store.ErrNotFound
	}
	return w, err
}

func (s *server) getWorkshop(c echo.Context, _ asker) error {
	w, err := s.workshop(c)
	if err != nil {
		return err
	}
	return s.answerControl(c, http.StatusOK, w)
}

// changeWorkshop changes what is planned, or tells what is known afterwards.
// When it is held a host cannot change: by that day the host's own link ends.
func (s *server) changeWorkshop(c echo.Context, by asker) error {
	var body workshopPatch
	if err := s.bind(c, &body, mediaMergePatch, mediaJSON); err != nil {
		return err
	}
	p := store.WorkshopPatch{
		Title: body.Title.pointer(), Date: body.Date.pointer(), Expected: body.Expected.pointer(),
		People: body.People.pointer(), Invited: body.Invited.pointer(), Groups: body.Groups.pointer(),
	}
	if body.Rounds.Named {
		rounds := plans(body.Rounds.Value)
		p.Rounds = &rounds
	}
	if by.host != nil && p.Date != nil {
		return store.ErrForbidden{Field: "date"}
	}
	w, err := s.Store.ChangeWorkshop(c.Request().Context(), c.Param("area"), codeOf(c), p)
	if err != nil {
		return err
	}
	return s.answerControl(c, http.StatusOK, w)
}

func (s *server) deleteWorkshop(c echo.Context, _ asker) error {
	if err := s.Store.DeleteWorkshop(c.Request().Context(), c.Param("area"), codeOf(c)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// rehearseWorkshop opens a copy to try it out in.
func (s *server) rehearseWorkshop(c echo.Context, _ asker) error {
	w, err := s.Store.Rehearse(c.Request().Context(), c.Param("area"), codeOf(c))
	if err != nil {
		return err
	}
	return s.answerControl(c, http.StatusCreated, w)
}

// holdControl lets one control act, or hands over to another.
func (s *server) holdControl(c echo.Context, by asker) error {
	var body struct {
		Holder string `json:"holder" validate:"required,id"`
		Name   string `json:"name"`
		To     string `json:"to" validate:"omitempty,id"`
	}
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	if code := store.CheckText(body.Name, store.MaxByline); code != "" {
		return store.ErrInvalid{Field: "name", Code: code}
	}
	w, err := s.workshop(c)
	if err != nil {
		return err
	}
	if err := s.live.Hold(w.Code, live.Holder{ID: body.Holder, Name: body.Name, Who: by.seat()}, body.To); err != nil {
		return err
	}
	return s.answerControl(c, http.StatusOK, w)
}

func (s *server) letGoOfControl(c echo.Context, _ asker) error {
	w, err := s.workshop(c)
	if err != nil {
		return err
	}
	s.live.LetGo(w.Code, c.QueryParam("holder"))
	return c.NoContent(http.StatusNoContent)
}

// newStep is the body of a step.
type newStep struct {
	Holder  string      `json:"holder" validate:"required,id"`
	Version int64       `json:"version"`
	Act     store.Act   `json:"act" validate:"required"`
	Round   int         `json:"round"`
	Minutes int         `json:"minutes"`
	Mark    string      `json:"mark" validate:"omitempty,id"`
	Marks   []string    `json:"marks" validate:"dive,id"`
	Rounds  []roundPlan `json:"rounds" validate:"dive"`
}

func (n *newStep) step() (store.Step, error) {
	s := store.Step{Act: n.Act, Version: n.Version, Round: n.Round, Minutes: n.Minutes}
	if n.Mark != "" {
		n.Marks = append(n.Marks, n.Mark)
	}
	for _, id := range n.Marks {
		s.Marks = append(s.Marks, uuid.MustParse(id))
	}
	switch {
	case n.Act == store.ActAdd && len(n.Rounds) != 1, n.Act != store.ActAdd && len(n.Rounds) > 0:
		return s, store.ErrInvalid{Field: "rounds", Code: store.CodeNotAllowed}
	case n.Act == store.ActAdd:
		s.Add = plans(n.Rounds)[0]
	}
	return s, nil
}

// takeStep does what the control that acts asks for.
func (s *server) takeStep(c echo.Context, by asker) error {
	var body newStep
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	step, err := body.step()
	if err != nil {
		return err
	}
	w, err := s.workshop(c)
	if err != nil {
		return err
	}
	if err := s.live.Acts(w.Code, live.Holder{ID: body.Holder, Who: by.seat()}); err != nil {
		return err
	}
	if w, err = s.Store.TakeStep(c.Request().Context(), w.Area, w.Code, step); err != nil {
		return err
	}
	return s.answerControl(c, http.StatusOK, w)
}

// pairScreen gives the secret of a screen, once, or lets the screen in that shows
// the number.
func (s *server) pairScreen(c echo.Context, _ asker) error {
	var body struct {
		Number string `json:"number"`
	}
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	w, err := s.workshop(c)
	if err != nil {
		return err
	}
	secret := newSecret(screenPrefix)
	hash := store.HashSecret(secret)
	if body.Number != "" {
		if hash, err = s.screens.take(w.Code, body.Number, s.Now()); err != nil {
			return err
		}
	}
	if _, err := s.Store.PairScreen(c.Request().Context(), w.Area, w.Code, hash); err != nil {
		return err
	}
	if body.Number != "" {
		return c.NoContent(http.StatusNoContent)
	}
	c.Response().Header()["Content-Type"] = contentJSON
	c.Response().WriteHeader(http.StatusCreated)
	return send(c, []byte(`{"secret":"`+secret+"\"}\n"))
}

// controlLive is the stream of a control. Whoever acted by a right that ended acts
// no more.
func (s *server) controlLive(c echo.Context, by asker) error {
	w, err := s.workshop(c)
	if err != nil {
		return err
	}
	if err := s.logRoom(c, by, w); err != nil {
		return err
	}
	s.guesses.know(c, w.Code)
	return s.listen(c, w, live.Control, "", func() error {
		_, err := s.asker(c)
		if err != nil && c.Request().Context().Err() == nil { // not one that only lost its net
			s.live.TakeBack(w.Code, by.seat())
		}
		return err
	})
}
