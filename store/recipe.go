package store

import (
	"context"
	"errors"
	"net/url"
	"time"
)

// RecipeLife is the longest that a recipe lasts.
const RecipeLife = 90 * 24 * time.Hour

// Recipe is a saved filter that a secret path opens, for programs that keep an
// address and no header. Only the hash of its secret is kept. It shows what an
// analyst sees, but words that are not published and bylines only if it says so,
// and background answers never.
type Recipe struct {
	ID   int64
	Area string
	Name string
	// Filter is the parameters of a ContributionQuery for AudienceStaff.
	Filter url.Values
	// Words lets out words that are not published, Bylines every byline.
	Words, Bylines bool
	// MadeBy is the maker's address, empty for the command line.
	MadeBy string
	// CreatedAt and ExpiresAt are UTC; UsedAt, exact to the hour, and RevokedAt
	// are zero if it never was.
	CreatedAt, ExpiresAt, UsedAt, RevokedAt time.Time
}

// Query is the recipe's filter as a query.
func (r *Recipe) Query() (ContributionQuery, error) {
	q, err := ParseContributionQuery(r.Filter, AudienceStaff)
	q.Area = r.Area
	return q, err
}

// Withhold is what the recipe keeps back.
func (r *Recipe) Withhold() Withhold { return Withhold{Words: !r.Words, Bylines: !r.Bylines} }

// Validate refuses what is no recipe at now.
func (r *Recipe) Validate(now time.Time) error {
	var errs []error
	if code := CheckText(r.Name, MaxTitle); code != "" {
		errs = append(errs, ErrInvalid{Field: "name", Code: code})
	}
	if !r.ExpiresAt.After(now) || r.ExpiresAt.After(now.Add(RecipeLife)) {
		errs = append(errs, ErrInvalid{Field: "expires_at", Code: CodeOutOfRange})
	}
	q, err := r.Query()
	if q.Limit != 0 || q.After != (Cursor{}) {
		errs = append(errs, ErrInvalid{Field: "filter", Code: CodeNotAllowed})
	}
	return errors.Join(append(errs, err)...)
}

// Recipes keeps recipes.
type Recipes interface {
	// CreateRecipe keeps r after Validate, under the hash of its secret; without
	// ExpiresAt it lasts RecipeLife. ErrNotFound for an unknown area.
	CreateRecipe(ctx context.Context, r Recipe, secret Hash) (*Recipe, error)
	// RecipeByHash is the recipe of a secret that neither ended nor was revoked,
	// or ErrNotFound. It counts as a use.
	RecipeByHash(ctx context.Context, secret Hash) (*Recipe, error)
	// AllRecipes lists the area's recipes by ID, those that ended included; of
	// every area if area is empty.
	AllRecipes(ctx context.Context, area string) ([]*Recipe, error)
	// RevokeRecipe ends a recipe; ErrNotFound, no error if it had ended.
	RevokeRecipe(ctx context.Context, id int64) error
}

// Withhold is what is left out of rows whatever their audience.
type Withhold struct {
	// Words are those that are not published: rows come without them, and are not
	// found by them.
	Words bool
	// Bylines are all of them.
	Bylines bool
}

// From takes out of c what is withheld.
func (w Withhold) From(c *Contribution) {
	if w.Words && c.Review.Words != Published {
		c.Text, c.Wish, c.Title, c.PlaceText = "", "", "", ""
	}
	if w.Bylines {
		c.Byline = ""
	}
}
