package api

import (
	"errors"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"

	"kvarter/store"
)

// newBackground is the body of background answers.
type newBackground struct {
	Answers map[string]options `json:"answers" validate:"required"`
}

// options is one option's key or a list of them; "" is none.
type options []string

var errNull = errors.New("null is no answer")

// UnmarshalJSONFrom reads a string or a list of strings.
func (o *options) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	switch d.PeekKind() {
	case 'n':
		return errNull
	case '[':
		return json.UnmarshalDecode(d, (*[]string)(o))
	}
	var one string
	if err := json.UnmarshalDecode(d, &one); err != nil || one == "" {
		return err
	}
	*o = options{one}
	return nil
}

// backgroundDoc is what is kept, each answer as its question takes it.
type backgroundDoc struct {
	Answers map[string]any `json:"answers"`
}

// setBackground replaces the participant's background answers.
func (s *server) setBackground(c echo.Context, by asker) error {
	receipt, err := by.needReceipt(c)
	if err != nil {
		return err
	}
	var body newBackground
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	given := store.Background{}
	for key, chosen := range body.Answers {
		given[key] = chosen
	}
	ctx, area := c.Request().Context(), c.Param("area")
	kept, err := s.Store.SetBackground(ctx, area, given, by.actorAfter(c))
	if err != nil {
		return err
	}
	p, err := s.Store.ParticipantByReceipt(ctx, area, receipt)
	if err != nil {
		return err
	}
	doc, err := s.backgroundDoc(c, p.Wave, kept)
	if err != nil {
		return err
	}
	return answerJSON(c, doc)
}

// backgroundDoc writes b as the method of wave asks.
func (s *server) backgroundDoc(c echo.Context, wave string, b store.Background) (*backgroundDoc, error) {
	a, err := s.Store.Area(c.Request().Context(), c.Param("area"))
	if err != nil {
		return nil, err
	}
	doc := &backgroundDoc{Answers: map[string]any{}}
	m := a.Method(a.Wave(wave).Method) // an answered wave stays
	for key, chosen := range b {
		if q := m.Question(key); q.Several {
			doc.Answers[key] = chosen
		} else {
			doc.Answers[key] = chosen[0]
		}
	}
	return doc, nil
}

// needReceipt is the asker's receipt, the only key to what a participant keeps.
func (a asker) needReceipt(c echo.Context) (store.Hash, error) {
	if err := noParameters(c); err != nil {
		return store.Hash{}, err
	}
	if a.token != nil || a.session != nil {
		return store.Hash{}, &problem{status: http.StatusForbidden, code: "forbidden"}
	}
	if !a.known() {
		return store.Hash{}, store.ErrReceiptRequired
	}
	return a.receipt, nil
}
