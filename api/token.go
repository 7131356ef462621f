package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"kvarter/store"
)

type tokenDoc struct {
	ID         int64      `json:"id"`
	Name       string     `json:"name"`
	Role       store.Role `json:"role"`
	CreatedAt  time.Time  `json:"created_at"`
	ExpiresAt  *time.Time `json:"expires_at"`
	LastUsedAt *time.Time `json:"last_used_at"`
	RevokedAt  *time.Time `json:"revoked_at"`
	// MadeBy is an address, empty for the command line.
	MadeBy string `json:"made_by"`
}

func tokenDocOf(t *store.Token) tokenDoc {
	return tokenDoc{t.ID, t.Name, t.Role, t.CreatedAt, orNull(t.ExpiresAt), orNull(t.UsedAt), orNull(t.RevokedAt), t.MadeBy}
}

// listTokens lists the area's tokens, not those of every area.
func (s *server) listTokens(c echo.Context, _ asker) error {
	if err := noParameters(c); err != nil {
		return err
	}
	all, err := s.Store.AllTokens(c.Request().Context())
	if err != nil {
		return err
	}
	rows := []tokenDoc{}
	for _, t := range all {
		if t.Area == c.Param("area") {
			rows = append(rows, tokenDocOf(t))
		}
	}
	return answerJSON(c, map[string]any{"tokens": rows})
}

type newToken struct {
	Name string     `json:"name" validate:"required"`
	Role store.Role `json:"role" validate:"required"`
	// Days until it ends; 0 lasts until it is revoked.
	Days int `json:"days" validate:"min=0,max=3650"`
}

// addToken makes a token of the area and shows its secret, once.
func (s *server) addToken(c echo.Context, by asker) error {
	var body newToken
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	t := store.Token{Area: c.Param("area"), Name: body.Name, Role: body.Role, MadeBy: by.who()}
	if body.Days > 0 {
		t.ExpiresAt = s.Now().AddDate(0, 0, body.Days)
	}
	secret := store.NewSecret(tokenPrefix)
	made, err := s.Store.CreateToken(c.Request().Context(), t, store.HashSecret(secret))
	if err != nil {
		return err
	}
	return answerJSONAs(c, http.StatusCreated, map[string]any{"token": tokenDocOf(made), "secret": secret})
}

// revokeToken ends one of the area's tokens.
func (s *server) revokeToken(c echo.Context, _ asker) error {
	id, err := numberOf(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	all, err := s.Store.AllTokens(ctx)
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.ID == id && t.Area == c.Param("area") {
			return endsWith(c, s.Store.RevokeToken(ctx, id))
		}
	}
	return store.ErrNotFound
}

// endsWith answers a change that has nothing to say.
func endsWith(c echo.Context, err error) error {
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
