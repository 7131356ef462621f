package store

import (
	"errors"
	"strings"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
)

// validateForm checks everything but the place.
func (c *Contribution) validateForm(m *Method) []error {
	var errs []error
	bad := func(field, code string) {
		if code != "" {
			errs = append(errs, ErrInvalid{Field: field, Code: code})
		}
	}
	when := func(wrong bool, code string) string {
		if wrong {
			return code
		}
		return ""
	}
	most := MaxWords
	if c.Kind == KindStory {
		most = MaxStory
	}
	bad("text", CheckText(c.Text, most))
	bad("wish", CheckText(c.Wish, MaxWords))
	bad("title", CheckText(c.Title, MaxTitle))
	bad("byline", CheckText(c.Byline, MaxByline))
	bad("place_text", CheckText(c.PlaceText, MaxPlaceText))
	bad("lang", when(len(c.Lang) > MaxLang || !langPattern.MatchString(c.Lang), CodeMalformed))
	bad("theme", when(c.Theme != "" && !m.HasTheme(c.Theme), CodeUnknown))
	bad("kind", when(!oneOf(c.Kind, AllKinds), CodeUnknown))
	bad("channel", when(!oneOf(c.Channel, AllChannels), CodeUnknown))
	bad("share", when(!oneOf(c.Share, AllShares), CodeUnknown))
	bad("byline", when(c.Byline != "" && c.Share != ShareNamed, CodeNotAllowed))
	bad("people", when(c.People < 0 || c.People > MaxPeople, CodeOutOfRange))
	bad("people", when(c.People > 0 && c.Participant != uuid.Nil, CodeNotAllowed))
	bad("person", when(c.Person < 0 || c.Person > MaxPerson || c.Person > 0 && c.Participant == uuid.Nil, CodeOutOfRange))
	bad("source", when(!oneOf(c.Source, []string{"", SourceDemo, SourceImport}), CodeUnknown))
	bad("period_from", when(c.PeriodFrom != "" && !periodPattern.MatchString(c.PeriodFrom), CodeMalformed))
	bad("period_to", when(c.PeriodTo != "" && !periodPattern.MatchString(c.PeriodTo), CodeMalformed))
	bad("period_to", when(c.PeriodTo != "" && (c.PeriodFrom == "" || endsBefore(c.PeriodFrom, c.PeriodTo)), CodeOutOfRange))
	bad("workshop", when(c.Workshop != "" && !isCode(c.Workshop), CodeMalformed))
	bad("round", when(c.Workshop == "" && c.Round != 0 || c.Round < 0, CodeNotAllowed))
	return errs
}

// endsBefore says whether a period is over before it begins, as far as both of
// its ends are known.
func endsBefore(from, to string) bool {
	from, to = strings.TrimSuffix(from, "~"), strings.TrimSuffix(to, "~")
	known := min(len(from), len(to))
	return to[:known] < from[:known]
}

// The sources of contributions that no resident sent.
const (
	SourceDemo   = "demo"
	SourceImport = "import"
)

// MaxPerson keeps person numbers exact in JSON and spreadsheets.
const MaxPerson = 1<<53 - 1

// validateWhere checks geometry, place and place in words against the prompt
// and the area, and completes LocatedBy, AtPlace, Outside and the geometry of a
// named place.
func (c *Contribution) validateWhere(a *Area, p *Prompt, boundary *geo.Boundary) error {
	if c.AtPlace {
		c.Geometry = nil
	}
	c.AtPlace, c.Outside = false, false
	// A facilitator's note is about the question, not an answer to it: it may be anywhere or nowhere.
	allows := func(t GeometryType) bool { return c.Kind == KindNote || oneOf(t, p.Geometry) }
	if c.Place != "" {
		pl := a.Place(c.Place)
		if pl == nil {
			return ErrInvalid{Field: "place", Code: CodeUnknown}
		}
		if c.Geometry == nil && pl.Position != nil {
			c.Geometry, c.AtPlace = *pl.Position, true
		}
	}
	someWhere := c.Geometry != nil || c.Place != "" || c.PlaceText != ""
	onlyNone := len(p.Geometry) == 1 && p.Geometry[0] == GeometryNone && c.Kind != KindNote
	switch {
	case someWhere && onlyNone:
		return ErrInvalid{Field: "geometry", Code: CodeNotAllowed}
	case !someWhere && !allows(GeometryNone):
		return ErrInvalid{Field: "geometry", Code: CodeRequired}
	case !someWhere && !c.HasWords():
		return ErrInvalid{Field: "text", Code: CodeRequired}
	case c.Geometry != nil && !allows(c.GeometryType()):
		return ErrInvalid{Field: "geometry", Code: "geometry_type"}
	}
	if c.LocatedBy == "" {
		switch {
		case c.Geometry != nil && !c.AtPlace:
			c.LocatedBy = ByMap
		case c.Place != "":
			c.LocatedBy = ByList
		}
	}
	if c.LocatedBy != "" && !oneOf(c.LocatedBy, AllLocatedBy) {
		return ErrInvalid{Field: "located_by", Code: CodeUnknown}
	}
	if c.Geometry == nil || c.AtPlace {
		return nil
	}
	return c.validateGeometry(a, boundary)
}

// validateGeometry guards the store itself against a geometry that no door
// decoded, and against one that is not of this area.
func (c *Contribution) validateGeometry(a *Area, boundary *geo.Boundary) error {
	g, err := geo.Canonical(c.Geometry)
	if err != nil {
		var bad *geo.Error
		if errors.As(err, &bad) {
			return ErrInvalid{Field: "geometry", Code: bad.Code}
		}
		return err
	}
	c.Geometry = g
	if boundary == nil {
		boundary = geo.NewBoundary(a.Boundary.Geometry)
	}
	switch shape := g.(type) {
	case orb.LineString:
		if geo.LengthMeters(shape) > MaxLineMeters {
			return ErrInvalid{Field: "geometry", Code: CodeLineTooLong}
		}
	case orb.Polygon:
		if geo.AreaSquareMeters(shape) > MaxAreaSquareMeters {
			return ErrInvalid{Field: "geometry", Code: CodeAreaTooLarge}
		}
	}
	if boundary.MaxDistanceMeters(g) > FarOutsideMeters {
		if pt, ok := g.(orb.Point); ok && isSwapped(pt, boundary) {
			return ErrInvalid{Field: "geometry", Code: CodeSwapped}
		}
		return ErrInvalid{Field: "geometry", Code: CodeFarOutside}
	}
	c.Outside = !boundary.Covers(g)
	return nil
}

// isSwapped says that the point would be in the area's reach as lat, lon.
func isSwapped(p orb.Point, boundary *geo.Boundary) bool {
	return p[0] >= -90 && p[0] <= 90 && boundary.DistanceMeters(orb.Point{p[1], p[0]}) <= FarOutsideMeters
}
