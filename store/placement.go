package store

import (
	"context"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
)

// Placements keeps where staff put what came as words. It is of the staff layer:
// the author's words stay, and whatever the author changes of the place takes it
// away.
type Placements interface {
	// PlaceContribution puts it somewhere, as Area.Placed allows, or elsewhere if
	// staff did before. ErrNotFound, ErrGone, ErrInvalid; ErrNotWords if its
	// author gave a place of another kind, or none.
	PlaceContribution(ctx context.Context, area string, id uuid.UUID, p Placement) (*Contribution, error)
	// UnplaceContribution takes it from where staff put it. No error where they
	// did not. ErrNotFound, ErrGone.
	UnplaceContribution(ctx context.Context, area string, id uuid.UUID) (*Contribution, error)
}

// Placement is where staff put a contribution: at a position, or at a named
// place that has one.
type Placement struct {
	// Position is WGS 84 degrees, lon before lat.
	Position *orb.Point
	// Place is the key of a place of the area; Position is then its own.
	Place string
	// By is who did it.
	By string
}

// Placed is the position of p, by the rules of the area for c.
func (a *Area) Placed(c *Contribution, p Placement, boundary *geo.Boundary) (orb.Point, error) {
	if p.Place != "" {
		place := a.Place(p.Place)
		if place == nil || place.Position == nil {
			return orb.Point{}, ErrInvalid{Field: "place", Code: CodeUnknown}
		}
		p.Position = place.Position
	}
	if p.Position == nil {
		return orb.Point{}, ErrInvalid{Field: "position", Code: CodeRequired}
	}
	m := a.Method(c.Method)
	if m == nil || m.Prompt(c.Prompt) == nil || !oneOf(GeometryPoint, m.Prompt(c.Prompt).Geometry) {
		return orb.Point{}, ErrInvalid{Field: "position", Code: "geometry_type"}
	}
	at := *c
	at.Geometry = *p.Position
	if err := at.validateGeometry(a, boundary); err != nil {
		return orb.Point{}, err
	}
	c.Geometry, c.Outside, c.Review.Geometry = at.Geometry, at.Outside, Published
	return at.Geometry.(orb.Point), nil
}
