package api

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

const (
	mediaJSON       = "application/json"
	mediaMergePatch = "application/merge-patch+json"
	headerAge       = "Age-Seconds"
)

// newContribution is the body of a create.
type newContribution struct {
	ID          string          `json:"id" validate:"required,id"`
	Participant string          `json:"participant" validate:"omitempty,id"`
	Prompt      string          `json:"prompt" validate:"required"`
	Geometry    jsontext.Value  `json:"geometry"`
	Place       string          `json:"place"`
	PlaceText   string          `json:"place_text"`
	LocatedBy   store.LocatedBy `json:"located_by"`
	Text        string          `json:"text"`
	Wish        string          `json:"wish"`
	Theme       string          `json:"theme"`
	Title       string          `json:"title"`
	Share       store.Share     `json:"share"`
	Byline      string          `json:"byline"`
	ConsentLang string          `json:"consent_lang"`
	PeriodFrom  string          `json:"period_from"`
	PeriodTo    string          `json:"period_to"`
	Lang        string          `json:"lang"`
	Method      string          `json:"method"`
	Workshop    string          `json:"workshop"`
	Round       int             `json:"round"`
	Channel     store.Channel   `json:"channel"`
	Wave        string          `json:"wave"`
	People      int             `json:"people"`
	Kind        store.Kind      `json:"kind"`
	OnBehalf    bool            `json:"on_behalf"`
	CreatedAt   string          `json:"created_at"`
}

// createContribution keeps an answer, or says that it is there already.
func (s *server) createContribution(c echo.Context, by asker) error {
	age, err := ageOf(c.Request().Header)
	if err != nil {
		return err
	}
	var body newContribution
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	one, err := body.contribution()
	if err != nil {
		return err
	}
	if err := by.mayNote(one); err != nil {
		return err
	}
	switch {
	case body.CreatedAt == "" && age > 0:
		one.CreatedAt = s.Now().Add(-age)
	case body.CreatedAt != "" && !by.actor().Staff:
		return store.ErrForbidden{Field: "created_at"}
	}
	area := c.Param("area")
	created, err := s.Store.CreateContribution(c.Request().Context(), area, one, by.actor())
	if err != nil {
		return err
	}
	status := http.StatusCreated
	if created.Repeated {
		status = http.StatusOK
	} else {
		c.Response().Header()["Location"] = []string{s.PublicURL + "/api/v1/areas/" + area + "/contributions/" + body.ID}
	}
	return answerFeature(c, status, created.Contribution, by.ofOwn())
}

// ageOf reads how long ago the phone says that the answer was made.
func ageOf(h http.Header) (time.Duration, error) {
	values := h[headerAge]
	if len(values) == 0 {
		return 0, nil
	}
	n, err := strconv.ParseUint(values[0], 10, 63)
	if len(values) > 1 || err != nil {
		return 0, badField(headerAge, store.CodeMalformed)
	}
	if n > uint64(store.MaxAge/time.Second) {
		return 0, badField(headerAge, store.CodeOutOfRange)
	}
	// The store looks at its clock a moment later than we: an age at the very
	// limit must not be over it by then.
	return min(time.Duration(n)*time.Second, store.MaxAge-time.Minute), nil
}

// contribution is what the store is asked to keep.
func (n *newContribution) contribution() (*store.Contribution, error) {
	g, err := geometryOf(n.Geometry)
	if err != nil {
		return nil, err
	}
	c := &store.Contribution{
		ID: uuid.MustParse(n.ID), Prompt: n.Prompt, Geometry: g, Place: n.Place, PlaceText: n.PlaceText, LocatedBy: n.LocatedBy,
		Text: n.Text, Wish: n.Wish, Theme: n.Theme, Title: n.Title, Share: n.Share, Byline: n.Byline, ConsentLang: n.ConsentLang,
		PeriodFrom: n.PeriodFrom, PeriodTo: n.PeriodTo, Lang: n.Lang, Method: n.Method, Workshop: n.Workshop, Round: n.Round,
		Channel: n.Channel, Wave: n.Wave, People: n.People, Kind: n.Kind, OnBehalf: n.OnBehalf,
	}
	if n.Participant != "" {
		c.Participant = uuid.MustParse(n.Participant)
	}
	if n.CreatedAt != "" {
		t, err := time.Parse(time.RFC3339Nano, n.CreatedAt)
		if err != nil || t.UTC().Year() < 1 || t.UTC().Year() > 9999 {
			return nil, badField("created_at", store.CodeMalformed)
		}
		c.CreatedAt = t.UTC()
	}
	return c, nil
}

// geometryOf reads a geometry member; missing and null are nil. What is no
// GeoJSON geometry is malformed, what is one but breaks a rule is invalid.
func geometryOf(v jsontext.Value) (orb.Geometry, error) {
	if len(v) == 0 || string(v) == "null" {
		return nil, nil
	}
	g, err := geo.DecodeGeometry(v)
	if err == nil {
		return g, nil
	}
	code := err.(*geo.Error).Code
	switch code {
	case geo.CodeInvalidJSON, geo.CodeUnknownMember, geo.CodeDuplicateMember, geo.CodeMissingMember, geo.CodeGeometryType,
		geo.CodePosition, geo.CodeNotFinite, geo.CodeEmpty:
		return nil, badField("geometry", code)
	}
	return nil, store.ErrInvalid{Field: "geometry", Code: code}
}

// contributionPatch is the body of a change, a merge patch.
type contributionPatch struct {
	Geometry   optional[jsontext.Value]  `json:"geometry"`
	Place      optional[string]          `json:"place"`
	PlaceText  optional[string]          `json:"place_text"`
	LocatedBy  optional[store.LocatedBy] `json:"located_by"`
	Text       optional[string]          `json:"text"`
	Wish       optional[string]          `json:"wish"`
	Title      optional[string]          `json:"title"`
	Theme      optional[string]          `json:"theme"`
	Share      optional[store.Share]     `json:"share"`
	Byline     optional[string]          `json:"byline"`
	Consent    optional[string]          `json:"consent_lang"`
	PeriodFrom optional[string]          `json:"period_from"`
	PeriodTo   optional[string]          `json:"period_to"`
	Lang       optional[string]          `json:"lang"`
}

// changeContribution changes one's own contribution.
func (s *server) changeContribution(c echo.Context, by asker) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	var body contributionPatch
	if err := s.bind(c, &body, mediaMergePatch, mediaJSON); err != nil {
		return err
	}
	patch := store.Patch{
		Text: body.Text.pointer(), Wish: body.Wish.pointer(), Title: body.Title.pointer(), Theme: body.Theme.pointer(),
		Share: body.Share.pointer(), Byline: body.Byline.pointer(), ConsentLang: body.Consent.pointer(),
		PeriodFrom: body.PeriodFrom.pointer(), PeriodTo: body.PeriodTo.pointer(), Lang: body.Lang.pointer(),
	}
	ctx, area := c.Request().Context(), c.Param("area")
	if body.namesWhere() {
		now, err := s.Store.Contribution(ctx, area, id, by.ofOwn(), by.actor())
		switch {
		case err == nil:
			if patch.Where, err = body.where(now); err != nil {
				return err
			}
		case errors.Is(err, store.ErrNotFound):
			patch = store.Patch{} // the update knows whether it is missing or another's
		default:
			return err
		}
	}
	one, err := s.Store.UpdateContribution(ctx, area, id, patch, by.actorAfter(c))
	if err != nil {
		return err
	}
	return answerFeature(c, http.StatusOK, one, by.ofOwn())
}

func (p *contributionPatch) namesWhere() bool {
	return p.Geometry.Named || p.Place.Named || p.PlaceText.Named || p.LocatedBy.Named
}

// where merges what the patch names into where the contribution is now; the
// store replaces all of it at once.
func (p *contributionPatch) where(now *store.Contribution) (*store.Where, error) {
	w := &store.Where{Geometry: now.Geometry, Place: now.Place, PlaceText: now.PlaceText, LocatedBy: now.LocatedBy}
	if now.AtPlace {
		w.Geometry = nil // it is the named place's own
	}
	if p.Geometry.Named {
		g, err := geometryOf(p.Geometry.Value)
		if err != nil {
			return nil, err
		}
		w.Geometry = g
	}
	if p.Place.Named {
		w.Place = p.Place.Value
	}
	if p.PlaceText.Named {
		w.PlaceText = p.PlaceText.Value
	}
	switch {
	case p.LocatedBy.Named:
		w.LocatedBy = p.LocatedBy.Value
	case p.Geometry.Named || p.Place.Named:
		w.LocatedBy = "" // found anew
	}
	return w, nil
}

// withdrawContribution erases one's own contribution.
func (s *server) withdrawContribution(c echo.Context, by asker) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	if err := s.Store.WithdrawContribution(c.Request().Context(), c.Param("area"), id, by.actor()); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
