package api

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"kvarter/store"
)

// invitationPath is the page that opens a one-time link, whose secret stands behind
// the # and so in no log.
const invitationPath = "/staff/invitation#"

type invitationBody struct {
	Secret string `json:"secret" validate:"required"`
}

type invitationDoc struct {
	// First is for the first administrator, who says who they are.
	First     bool       `json:"first"`
	Email     string     `json:"email,omitempty"`
	Name      string     `json:"name,omitempty"`
	Rights    []rightDoc `json:"rights"`
	ExpiresAt time.Time  `json:"expires_at"`
}

func hashOfInvitation(secret string) (store.Hash, error) {
	if !isSecret(secret, invitationPrefix) {
		return store.Hash{}, store.ErrNotFound
	}
	return store.HashSecret(secret), nil
}

// openInvitation says for whom a link is, without using it up.
func (s *server) openInvitation(c echo.Context, _ asker) error {
	var body invitationBody
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	hash, err := hashOfInvitation(body.Secret)
	if err != nil {
		return err
	}
	found, err := s.Store.InvitationByHash(c.Request().Context(), hash)
	if err != nil {
		return err
	}
	doc := invitationDoc{First: found.Staff == nil, ExpiresAt: found.ExpiresAt}
	if doc.First {
		doc.Rights = rightDocs([]store.Right{{Role: store.RoleAdministrator}})
	} else {
		doc.Email, doc.Name, doc.Rights = found.Staff.Email, found.Staff.Name, rightDocs(found.Staff.Rights)
	}
	return answerJSON(c, doc)
}

type acceptBody struct {
	Secret   string `json:"secret" validate:"required"`
	Password string `json:"password" validate:"required"`
	Name     string `json:"name"`
	Email    string `json:"email"`
}

// acceptInvitation uses a link up: the person has a password, and is signed in.
func (s *server) acceptInvitation(c echo.Context, _ asker) error {
	var body acceptBody
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	hash, err := hashOfInvitation(body.Secret)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	found, err := s.Store.InvitationByHash(ctx, hash)
	if err != nil {
		return err
	}
	first := store.Staff{Name: body.Name}
	of := found.Staff
	if of == nil {
		if first.Email, err = store.CleanEmail(body.Email); err != nil {
			return err
		}
		of = &first
	} else if body.Email != "" {
		return store.ErrForbidden{Field: "email"}
	}
	password, err := s.newPassword(ctx, body.Password, of.Email, of.Name)
	if err != nil {
		return err
	}
	return s.begin(c, func(ctx context.Context, secret store.Hash) (*store.Session, error) {
		return s.Store.AcceptInvitation(ctx, hash, first, password, secret)
	})
}

// InvitationURL is a one-time link's address at the server that people reach at
// base.
func InvitationURL(base, secret string) string { return base + invitationPath + secret }

// NewInvitation is the secret of a one-time link.
func NewInvitation() string { return store.NewSecret(invitationPrefix) }
