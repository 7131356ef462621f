package api

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"kvarter/store"
)

// asker is who asks: nobody in particular, a resident with a receipt, or staff.
type asker struct {
	receipt store.Hash
	staff   *store.Token
}

const (
	receiptPrefix = "kvr_"
	tokenPrefix   = "kvt_"
	// minSecret is 128 bits in base64.
	minSecret = 22
	maxSecret = 200
)

// asker reads Authorization. Anything there that is no receipt and no valid
// token of the area is refused, also where it would not be needed: who thinks
// to be known must not be answered as a stranger.
func (s *server) asker(c echo.Context) (asker, error) {
	headers := c.Request().Header["Authorization"]
	if len(headers) == 0 {
		return asker{}, nil
	}
	scheme, secret, _ := strings.Cut(headers[0], " ")
	if len(headers) > 1 || !strings.EqualFold(scheme, "Bearer") || !isSecret(secret) {
		return asker{}, unauthorized(store.CodeMalformed)
	}
	hash := store.HashSecret(secret)
	if strings.HasPrefix(secret, receiptPrefix) {
		return asker{receipt: hash}, nil
	}
	token, err := s.Store.TokenByHash(c.Request().Context(), hash)
	if errors.Is(err, store.ErrNotFound) {
		return asker{}, unauthorized(store.CodeUnknown)
	}
	if err != nil {
		return asker{}, err
	}
	if area := c.Param("area"); area != "" && token.Area != "" && token.Area != area {
		return asker{}, &problem{status: http.StatusForbidden, code: "other_area"}
	}
	return asker{staff: token}, nil
}

func unauthorized(code string) *problem {
	return &problem{
		status: http.StatusUnauthorized, code: "unauthorized",
		fields: []store.ErrInvalid{{Field: "Authorization", Code: code}},
	}
}

// isSecret says whether s has the form of a receipt or a token.
func isSecret(s string) bool {
	if !strings.HasPrefix(s, receiptPrefix) && !strings.HasPrefix(s, tokenPrefix) {
		return false
	}
	if n := len(s) - len(receiptPrefix); n < minSecret || n > maxSecret {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' && r != '_'
	})
}

// actor is the asker as a writer.
func (a asker) actor() store.Actor { return store.Actor{Receipt: a.receipt, Staff: a.staff != nil} }

// audience is who the asker is for collections, which ignore receipts.
func (a asker) audience() store.Audience {
	if a.staff != nil {
		return store.AudienceStaff
	}
	return store.AudiencePublic
}

// ofOwn is who the asker is for a contribution of their own.
func (a asker) ofOwn() store.Audience {
	if a.staff != nil {
		return store.AudienceStaff
	}
	return store.AudienceAuthor
}

// known says whether the asker showed any secret.
func (a asker) known() bool { return a.staff != nil || a.receipt != store.Hash{} }
