package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"kvarter/api"
	"kvarter/store"
)

const goodPassword = "hestekastanje ved elva"

type session struct {
	Staff  struct{ ID int64 }
	Rights []struct {
		Area *string
		Role string
	}
	CSRF string
}

// invited makes a person and answers the link's secret.
func (w *world) invited(email string, rights ...store.Right) string {
	w.t.Helper()
	secret := api.NewInvitation()
	if _, err := w.store.CreateStaff(w.t.Context(), store.Staff{Email: email, Name: "Kari Berg", Rights: rights}, store.HashSecret(secret)); err != nil {
		w.t.Fatal(err)
	}
	return secret
}

// cookie is the headers by which the session that a began asks.
func (w *world) cookie(a answer) []string {
	w.t.Helper()
	cookies := a.Cookies()
	if len(cookies) != 1 {
		w.t.Fatalf("the cookies are %v", cookies)
	}
	return []string{"Cookie", cookies[0].Name + "=" + cookies[0].Value, "X-CSRF-Token", read[session](w.t, a).CSRF}
}

func (w *world) signIn(email, password string) answer {
	w.t.Helper()
	return w.do(http.MethodPost, "/api/v1/session", map[string]any{"email": email, "password": password})
}

// A link lets a person choose a password, once; then they sign in by it, see where
// they are signed in, change it, and are out everywhere else.
func TestInvitationAndSessions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.invited("kari@example.org", store.Right{Area: "torstrand", Role: store.RoleAnalyst})
	a := w.do(http.MethodPost, "/api/v1/invitations/open", map[string]any{"secret": link})
	w.status(a, http.StatusOK)
	if !strings.Contains(string(a.body), "kari@example.org") || !strings.Contains(string(a.body), `"first":false`) {
		t.Errorf("the link is for %s", a.body)
	}
	accept := func(password string, more ...string) answer {
		body := map[string]any{"secret": link, "password": password}
		for i := 0; i < len(more); i += 2 {
			body[more[i]] = more[i+1]
		}
		return w.do(http.MethodPost, "/api/v1/invitations/accept", body)
	}
	for password, code := range map[string]string{
		"short": "too_short", strings.Repeat("longlong7", 30): "too_long", "Password1234": "too_common",
		"qwertyuiop123!": "too_common", "abababababab": "too_common", "kari@example.org": "too_common", "kari berg 2026": "too_common",
	} {
		a := accept(password)
		w.refused(a, http.StatusUnprocessableEntity, "invalid", "password")
		if !strings.Contains(string(a.body), code) {
			t.Errorf("%q is %s", password, a.body)
		}
	}
	w.refused(accept(goodPassword, "email", "else@example.org"), http.StatusForbidden, "forbidden", "email")
	a = accept(goodPassword)
	w.status(a, http.StatusCreated)
	first := w.cookie(a)
	w.refused(accept(goodPassword), http.StatusNotFound, "not_found", "")

	for _, wrong := range [][2]string{{"kari@example.org", "not this one, no"}, {"nobody@example.org", goodPassword}, {"no address", goodPassword}} {
		w.refused(w.signIn(wrong[0], wrong[1]), http.StatusUnauthorized, "sign_in_failed", "")
	}
	a = w.signIn("Kari@Example.org", goodPassword)
	w.status(a, http.StatusCreated)
	second := w.cookie(a)
	if c := a.Cookies()[0]; c.Name != "kvarter_session" || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Secure || c.Path != "/" {
		t.Errorf("the cookie is %+v", c)
	}
	list := string(w.get("/api/v1/sessions", first...).body)
	if strings.Count(list, `"current"`) != 2 || strings.Count(list, `"current":true`) != 1 {
		t.Errorf("the sessions are %s", list)
	}
	change := func(current, password string) answer {
		return w.do(http.MethodPut, "/api/v1/session/password", map[string]any{"current": current, "password": password}, first...)
	}
	w.refused(change("not this one, no", "en annen frase nå"), http.StatusUnprocessableEntity, "invalid", "current")
	w.status(change(goodPassword, "en annen frase nå"), http.StatusNoContent)
	w.refused(w.get("/api/v1/session", second...), http.StatusUnauthorized, "unauthorized", "")
	w.status(w.get("/api/v1/session", first...), http.StatusOK)
	w.refused(w.signIn("kari@example.org", goodPassword), http.StatusUnauthorized, "sign_in_failed", "")
	w.status(w.do(http.MethodDelete, "/api/v1/session", nil, first...), http.StatusNoContent)
	w.refused(w.get("/api/v1/session", first...), http.StatusUnauthorized, "unauthorized", "")
}

func TestFirstAdministrator(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old, link := api.NewInvitation(), api.NewInvitation()
	for _, secret := range []string{old, link} {
		if err := w.store.InviteFirst(t.Context(), store.HashSecret(secret)); err != nil {
			t.Fatal(err)
		}
	}
	w.refused(w.do(http.MethodPost, "/api/v1/invitations/open", map[string]any{"secret": old}), http.StatusNotFound, "not_found", "")
	body := map[string]any{"secret": link, "password": goodPassword, "name": "Ola Dahl"}
	w.refused(w.do(http.MethodPost, "/api/v1/invitations/accept", body), http.StatusUnprocessableEntity, "invalid", "email")
	body["email"] = "ola@example.org"
	a := w.do(http.MethodPost, "/api/v1/invitations/accept", body)
	w.status(a, http.StatusCreated)
	if s := read[session](t, a); len(s.Rights) != 1 || s.Rights[0].Area != nil || s.Rights[0].Role != "administrator" {
		t.Errorf("the first administrator may %s", a.body)
	}
	if err := w.store.InviteFirst(t.Context(), store.HashSecret(api.NewInvitation())); err == nil {
		t.Error("there can be a second first administrator")
	}
}

// Behind TLS the cookie is bound to the host and to TLS, and the plain name is not
// taken.
func TestCookieBehindTLS(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *api.Config) { c.PublicURL = "https://kart.example.no" })
	link := w.invited("kari@example.org", store.Right{Area: "torstrand", Role: store.RoleAnalyst})
	a := w.do(http.MethodPost, "/api/v1/invitations/accept", map[string]any{"secret": link, "password": goodPassword})
	w.status(a, http.StatusCreated)
	if c := a.Cookies()[0]; c.Name != "__Host-kvarter_session" || !c.Secure || c.Domain != "" || c.Path != "/" {
		t.Errorf("the cookie is %+v", c)
	}
	headers := w.cookie(a)
	w.status(w.get("/api/v1/session", headers...), http.StatusOK)
	headers[1] = strings.TrimPrefix(headers[1], "__Host-")
	w.refused(w.get("/api/v1/session", headers...), http.StatusUnauthorized, "unauthorized", "")
}

// A cookie alone changes nothing, and on what is open to everybody it shows nothing.
func TestCookieNeedsItsPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	w.send(p, p.mark("text", "venter"))
	both := w.signedIn("torstrand", store.RoleAnalyst)
	cookie := both[:2]
	sees := func(path string, headers ...string) bool {
		a := w.get(path, headers...)
		w.status(a, http.StatusOK)
		return strings.Contains(string(a.body), "venter")
	}
	if sees(contributions, cookie...) || !sees(contributions, both...) || !sees(contributions+"?audience=staff", cookie...) {
		t.Error("a cookie does not count as it should")
	}
	if sees(contributions+"?audience=public", both...) || sees(contributions+"?audience=public", bearer(w.token("torstrand"))...) {
		t.Error("staff who ask for what the public sees get more")
	}
	if sees(contributions+"?audience=staff", w.signedIn("torstrand", store.RoleReference)...) ||
		sees(contributions+"?audience=staff", w.signedIn("torstrand", store.RoleFacilitator)...) || sees(contributions+"?audience=staff") {
		t.Error("who may not reads what is not published")
	}
	w.refused(w.get(contributions+"?audience=author", cookie...), http.StatusBadRequest, "malformed", "audience")
	w.refused(w.get("/api/v1/sessions?audience=staff", cookie...), http.StatusBadRequest, "malformed", "audience")
	w.refused(w.do(http.MethodDelete, "/api/v1/session", nil, cookie...), http.StatusForbidden, "csrf", "")
	other := w.signedIn("torstrand", store.RoleAnalyst)
	w.refused(w.do(http.MethodDelete, "/api/v1/session", nil, slices.Concat(cookie, other[2:])...), http.StatusForbidden, "csrf", "")
	body := p.mark("participant", nil, "people", 4)
	w.refused(w.do(http.MethodPost, contributions, body, cookie...), http.StatusUnprocessableEntity, "invalid", "participant")
	w.status(w.do(http.MethodPost, contributions, body, w.signedIn("torstrand", store.RoleFacilitator)...), http.StatusCreated)
	a := w.get(contributions, both...)
	if a.Header.Get("Access-Control-Allow-Origin") != "" || a.Header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("what staff see may be shared: %v", a.Header)
	}
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	headers := w.signedIn("torstrand", store.RoleAnalyst)
	w.clock.advance(store.SessionIdle - time.Minute)
	w.status(w.get("/api/v1/session", headers...), http.StatusOK)
	w.clock.advance(store.SessionIdle + time.Minute)
	w.refused(w.get("/api/v1/session", headers...), http.StatusUnauthorized, "unauthorized", "")
}

// Guessing is slowed down, for the account that is guessed at, and not for others.
func TestSignInIsThrottled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 8 {
		w.refused(w.signIn("kari@example.org", strings.Repeat("x", 300)), http.StatusUnauthorized, "sign_in_failed", "")
	}
	a := w.signIn("kari@example.org", goodPassword)
	w.refused(a, http.StatusTooManyRequests, "too_many_requests", "")
	if a.Header.Get("Retry-After") == "" {
		t.Error("it does not say how long to wait")
	}
	w.refused(w.signIn("ola@example.org", strings.Repeat("x", 300)), http.StatusUnauthorized, "sign_in_failed", "")
	w.clock.advance(time.Minute)
	w.refused(w.signIn("kari@example.org", strings.Repeat("x", 300)), http.StatusUnauthorized, "sign_in_failed", "")
}
