package api

import (
	"errors"
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"
	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// settingsDoc is what of an area its pages may change, as it stands.
type settingsDoc struct {
	Revision  int64            `json:"revision"`
	EditedAt  *time.Time       `json:"edited_at"`
	EditedBy  *string          `json:"edited_by"`
	Name      store.Text       `json:"name"`
	Operator  store.Text       `json:"operator"`
	About     store.Text       `json:"about"`
	Decides   store.Text       `json:"decides"`
	NextSteps store.Text       `json:"next_steps"`
	Contact   store.Text       `json:"contact"`
	Policy    store.Policy     `json:"policy"`
	Waves     []waveSetting    `json:"waves"`
	Places    []placeSetting   `json:"places"`
	Layers    []layerSetting   `json:"layers"`
	Boundary  boundarySetting  `json:"boundary"`
	News      []store.News     `json:"news"`
	Methods   []methodTextsDoc `json:"methods"`
}

// methodTextsDoc are the information and the consent text people answer by.
type methodTextsDoc struct {
	Key         string     `json:"key"`
	Information store.Text `json:"information"`
	Consent     store.Text `json:"consent"`
}

type waveSetting struct {
	Key    string     `json:"key"`
	Method string     `json:"method"`
	Opens  *time.Time `json:"opens"`
	Closes *time.Time `json:"closes"`
}

type placeSetting struct {
	Key      string     `json:"key"`
	Name     store.Text `json:"name"`
	Position *orb.Point `json:"position"`
	Source   *string    `json:"source"`
}

type boundarySetting struct {
	Geometry jsontext.Value `json:"geometry"`
	Note     store.Text     `json:"note"`
}

// settingsPatch replaces each member that it names, whole.
type settingsPatch struct {
	Revision  int64                      `json:"revision" validate:"required"`
	Name      optional[store.Text]       `json:"name"`
	Operator  optional[store.Text]       `json:"operator"`
	About     optional[store.Text]       `json:"about"`
	Decides   optional[store.Text]       `json:"decides"`
	NextSteps optional[store.Text]       `json:"next_steps"`
	Contact   optional[store.Text]       `json:"contact"`
	Policy    optional[store.Policy]     `json:"policy"`
	Waves     optional[[]waveSetting]    `json:"waves"`
	Places    optional[[]placeSetting]   `json:"places"`
	Layers    optional[[]layerSetting]   `json:"layers"`
	Boundary  optional[boundarySetting]  `json:"boundary"`
	News      optional[[]store.News]     `json:"news"`
	Methods   optional[[]methodTextsDoc] `json:"methods"`
}

// getSettings answers with what of an area its pages may change.
func (s *server) getSettings(c echo.Context, _ asker) error {
	if err := noParameters(c); err != nil {
		return err
	}
	v, err := s.Store.AreaVersion(c.Request().Context(), c.Param("area"))
	if err != nil {
		return err
	}
	return answerJSON(c, settingsOf(v))
}

// changeSettings changes an area, or says what would come of it.
func (s *server) changeSettings(c echo.Context, by asker) error {
	try, err := takeTry(c)
	if err != nil {
		return err
	}
	patch := settingsPatch{Policy: optional[store.Policy]{Value: store.Policy{RedactionDays: store.DefaultRedactionDays}}}
	if err := s.bindUpTo(s.Limits.Upload, c, &patch, mediaJSON, mediaMergePatch); err != nil {
		return err
	}
	v, err := s.Store.EditArea(c.Request().Context(), c.Param("area"), store.AreaEdit{
		Rev: patch.Revision, By: by.who(), Try: try, Change: patch.apply,
	})
	if err != nil {
		return answered(err)
	}
	doc := settingsOf(v)
	for i := range patch.Layers.Value {
		doc.Layers[i].GeoJSON = patch.Layers.Value[i].GeoJSON
	}
	return answerJSON(c, doc)
}

// takeTry reads the only parameter there is: try=true.
func takeTry(c echo.Context) (bool, error) {
	values, err := parameters(c)
	if err != nil {
		return false, err
	}
	for name, all := range values {
		switch {
		case name != "try":
			return false, badField(name, store.CodeUnknown)
		case len(all) > 1:
			return false, badField(name, store.CodeDuplicate)
		case all[0] != "true" && all[0] != "false":
			return false, badField(name, store.CodeMalformed)
		}
	}
	return values.Get("try") == "true", nil
}

// answered says of what answers were made by that it cannot be changed.
func answered(err error) error {
	var one store.ErrImmutable
	if !errors.As(err, &one) {
		return err
	}
	return &problem{
		status: http.StatusConflict, code: "immutable", detail: one.Error(),
		fields: []store.ErrInvalid{{Field: one.Path, Code: "immutable"}},
	}
}

func (p *settingsPatch) apply(a *store.Area) error {
	set(&a.Name, p.Name)
	set(&a.Operator, p.Operator)
	set(&a.About, p.About)
	set(&a.Decides, p.Decides)
	set(&a.NextSteps, p.NextSteps)
	set(&a.Contact, p.Contact)
	set(&a.Policy, p.Policy)
	set(&a.News, p.News)
	if p.Waves.Named {
		a.Waves = nil
		for _, w := range p.Waves.Value {
			a.Waves = append(a.Waves, store.Wave{Key: w.Key, Method: w.Method, Opens: orZero(w.Opens).UTC(), Closes: orZero(w.Closes).UTC()})
		}
	}
	if p.Places.Named {
		a.Places = nil
		for _, one := range p.Places.Value {
			a.Places = append(a.Places, store.Place{Key: one.Key, Name: one.Name, Position: rounded(one.Position), Source: orZero(one.Source)})
		}
	}
	if p.Layers.Named {
		a.Layers = nil
		for i := range p.Layers.Value {
			l, err := p.Layers.Value[i].layer(i)
			if err != nil {
				return err
			}
			a.Layers = append(a.Layers, l)
		}
	}
	for _, m := range p.Methods.Value {
		method := a.Method(m.Key)
		if method == nil {
			return store.ErrInvalid{Field: "methods", Code: store.CodeUnknown}
		}
		method.Information, method.Consent = m.Information, m.Consent
	}
	return p.applyBoundary(a)
}

func (p *settingsPatch) applyBoundary(a *store.Area) error {
	if !p.Boundary.Named {
		return nil
	}
	shape, err := geo.DecodeBoundary(p.Boundary.Value.Geometry)
	var refused *geo.Error
	if errors.As(err, &refused) {
		return store.ErrInvalid{Field: "boundary", Code: refused.Code}
	}
	if err != nil {
		return err
	}
	a.Boundary = store.Boundary{Geometry: shape, Note: p.Boundary.Value.Note}
	return nil
}

func set[T any](to *T, from optional[T]) {
	if from.Named {
		*to = from.Value
	}
}

func orZero[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// rounded is p as positions are kept.
func rounded(p *orb.Point) *orb.Point {
	if p == nil {
		return nil
	}
	at := geo.Round(*p, geo.Decimals).(orb.Point)
	return &at
}

func settingsOf(v *store.AreaVersion) settingsDoc {
	a := v.Area
	doc := settingsDoc{
		Revision: v.Rev, EditedAt: orNull(v.EditedAt), EditedBy: orNull(v.EditedBy),
		Name: a.Name, Operator: a.Operator, About: a.About, Decides: a.Decides, NextSteps: a.NextSteps, Contact: a.Contact,
		Policy: a.Policy, News: newestFirst(a.News), Waves: []waveSetting{}, Places: []placeSetting{}, Layers: []layerSetting{},
		Boundary: boundarySetting{geo.AppendGeometry(nil, a.Boundary.Geometry, geo.Decimals), a.Boundary.Note},
	}
	for _, w := range a.Waves {
		doc.Waves = append(doc.Waves, waveSetting{w.Key, w.Method, orNull(w.Opens.UTC()), orNull(w.Closes.UTC())})
	}
	for _, p := range a.Places {
		doc.Places = append(doc.Places, placeSetting{p.Key, p.Name, p.Position, orNull(p.Source)})
	}
	for _, l := range layerDocs(a.Layers) {
		doc.Layers = append(doc.Layers, layerSetting{layerDoc: l})
	}
	for _, m := range a.Methods {
		doc.Methods = append(doc.Methods, methodTextsDoc{m.Key, m.Information, m.Consent})
	}
	return doc
}
