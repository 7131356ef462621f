package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"kvarter/store"
)

// The cookie of a session. A browser takes the first only over TLS, from this very
// host, for all of it; over plain HTTP, as on a laptop in a hall, it would refuse it.
const (
	cookieTLS   = "__Host-kvarter_session"
	cookiePlain = "kvarter_session"
)

// isTLS says whether the asker came by TLS, to us or to the proxy before us.
func (s *server) isTLS(c echo.Context) bool { return c.Request().TLS != nil || s.behindTLS }

func (s *server) cookieName(c echo.Context) string {
	if s.isTLS(c) {
		return cookieTLS
	}
	return cookiePlain
}

// sessionSecret is the secret in the cookie, or empty.
func (s *server) sessionSecret(c echo.Context) string {
	if len(c.Request().Header["Cookie"]) == 0 {
		return ""
	}
	cookie, err := c.Request().Cookie(s.cookieName(c))
	if err != nil || !isSecret(cookie.Value, sessionPrefix) {
		return ""
	}
	return cookie.Value
}

// setCookie gives the browser secret, or takes it back if it is empty.
func (s *server) setCookie(c echo.Context, secret string, until time.Time) {
	cookie := &http.Cookie{
		Name: s.cookieName(c), Value: secret, Path: "/", HttpOnly: true, Secure: s.isTLS(c), SameSite: http.SameSiteStrictMode,
	}
	if secret == "" {
		cookie.MaxAge = -1
	} else {
		cookie.MaxAge = int(until.Sub(s.Now()).Seconds())
	}
	http.SetCookie(c.Response(), cookie)
}

// staffDoc, rightDoc and sessionDoc are what the pages know of who signed in.
type staffDoc struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

type rightDoc struct {
	// Area is null for every area.
	Area *string    `json:"area"`
	Role store.Role `json:"role"`
}

type sessionDoc struct {
	Staff     staffDoc   `json:"staff"`
	Rights    []rightDoc `json:"rights"`
	CSRF      string     `json:"csrf"`
	ExpiresAt time.Time  `json:"expires_at"`
}

func rightDocs(rights []store.Right) []rightDoc {
	docs := []rightDoc{}
	for _, r := range rights {
		doc := rightDoc{Role: r.Role}
		if r.Area != "" {
			doc.Area = &r.Area
		}
		docs = append(docs, doc)
	}
	return docs
}

// signIn is the body of a sign-in.
type signInBody struct {
	Email    string `json:"email" validate:"required"`
	Password string `json:"password" validate:"required"`
}

// signIn lets a person in by password. It takes as long where there is no such
// person, and says no more.
func (s *server) signIn(c echo.Context, _ asker) error {
	var body signInBody
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	email, err := store.CleanEmail(body.Email)
	if err != nil {
		return signInFailed()
	}
	if wait := s.signIns.take(c, email); wait > 0 {
		return tooMany(wait)
	}
	ctx := c.Request().Context()
	id, kept, err := s.Store.PasswordOf(ctx, email)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	right, err := s.hasher.matches(ctx, body.Password, kept)
	if err != nil {
		return err
	}
	if !right {
		return signInFailed()
	}
	return s.begin(c, func(ctx context.Context, secret store.Hash) (*store.Session, error) {
		return s.Store.BeginSession(ctx, id, secret)
	})
}

func signInFailed() error { return &problem{status: http.StatusUnauthorized, code: "sign_in_failed"} }

// begin begins a session and answers with it. It is the one way in, whatever proved
// who the person is: another proof ends here too.
func (s *server) begin(c echo.Context, make func(context.Context, store.Hash) (*store.Session, error)) error {
	secret := store.NewSecret(sessionPrefix)
	session, err := make(c.Request().Context(), store.HashSecret(secret))
	if err != nil {
		return err
	}
	s.setCookie(c, secret, session.ExpiresAt)
	return answerSession(c, http.StatusCreated, session, secret)
}

func answerSession(c echo.Context, status int, session *store.Session, secret string) error {
	of := session.Staff
	return answerJSONAs(c, status, sessionDoc{
		Staff: staffDoc{of.ID, of.Name, of.Email}, Rights: rightDocs(of.Rights), CSRF: csrfOf(secret), ExpiresAt: session.ExpiresAt,
	})
}

// getSession says who signed in and gives the page its CSRF token, which other
// sites cannot read.
func (s *server) getSession(c echo.Context, by asker) error {
	return answerSession(c, http.StatusOK, by.session, s.sessionSecret(c))
}

// signOut ends the session.
func (s *server) signOut(c echo.Context, by asker) error {
	if err := s.Store.EndSession(c.Request().Context(), by.session.Staff.ID, by.session.ID); err != nil {
		return err
	}
	s.setCookie(c, "", time.Time{})
	return c.NoContent(http.StatusNoContent)
}

type sessionRow struct {
	ID         int64     `json:"id"`
	CreatedAt  time.Time `json:"created_at"`
	LastUsedAt time.Time `json:"last_used_at"`
	ExpiresAt  time.Time `json:"expires_at"`
	Current    bool      `json:"current"`
}

// listSessions lists where the person is signed in.
func (s *server) listSessions(c echo.Context, by asker) error {
	if err := noParameters(c); err != nil {
		return err
	}
	all, err := s.Store.Sessions(c.Request().Context(), by.session.Staff.ID)
	if err != nil {
		return err
	}
	rows := []sessionRow{}
	for _, one := range all {
		rows = append(rows, sessionRow{one.ID, one.CreatedAt, one.UsedAt, one.ExpiresAt, one.ID == by.session.ID})
	}
	return answerJSON(c, map[string]any{"sessions": rows})
}

// endSession ends one of the person's own sessions.
func (s *server) endSession(c echo.Context, by asker) error {
	id, err := numberOf(c)
	if err != nil {
		return err
	}
	if err := s.Store.EndSession(c.Request().Context(), by.session.Staff.ID, id); err != nil {
		return err
	}
	if id == by.session.ID {
		s.setCookie(c, "", time.Time{})
	}
	return c.NoContent(http.StatusNoContent)
}

// numberOf is the number in the path. One that is none cannot name anything.
func numberOf(c echo.Context) (int64, error) {
	n, err := strconv.ParseInt(c.Param("number"), 10, 64)
	if err != nil || n < 1 {
		return 0, store.ErrNotFound
	}
	return n, nil
}

type passwordBody struct {
	Current  string `json:"current" validate:"required"`
	Password string `json:"password" validate:"required"`
}

// changePassword needs the present one too: an open page may be another's. It ends
// every other session.
func (s *server) changePassword(c echo.Context, by asker) error {
	var body passwordBody
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	of, ctx := by.session.Staff, c.Request().Context()
	if wait := s.signIns.take(c, of.Email); wait > 0 {
		return tooMany(wait)
	}
	_, kept, err := s.Store.PasswordOf(ctx, of.Email)
	if err != nil {
		return err
	}
	right, err := s.hasher.matches(ctx, body.Current, kept)
	if err != nil {
		return err
	}
	if !right {
		return store.ErrInvalid{Field: "current", Code: "wrong"}
	}
	hash, err := s.newPassword(ctx, body.Password, of.Email, of.Name)
	if err != nil {
		return err
	}
	if err := s.Store.SetPassword(ctx, of.ID, hash, by.session.ID); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
