package api

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kvarter/store"
)

// asker is who asks: nobody in particular, a resident with a receipt, a program
// with a token, a person who signed in, or whoever has a recipe's address or a
// host link.
type asker struct {
	receipt store.Hash
	token   *store.Token
	session *store.Session
	recipe  *store.Recipe
	host    *store.HostLink
	// area is asked about; empty on routes of none.
	area string
	// rights are those of the token or the person.
	rights []store.Right
	// plain says that staff ask to see what the public sees.
	plain bool
}

// Secrets are told apart by how they begin.
const (
	receiptPrefix    = "kvr_"
	tokenPrefix      = "kvt_"
	recipePrefix     = "kvq_"
	invitationPrefix = "kvi_"
	sessionPrefix    = "kvc_"
	hostPrefix       = "kvh_"
	// minSecret is 128 bits in base64.
	minSecret = 22
	maxSecret = 200
)

// asker is who asks, if the table of rights lets them. Anything in Authorization
// that is no receipt and no valid token of the area is refused, also where it
// would not be needed: who thinks to be known must not be answered as a stranger.
func (s *server) asker(c echo.Context) (asker, error) {
	g := grantOf(c)
	by, err := s.identify(c, g)
	if err != nil {
		return asker{}, err
	}
	by.area = c.Param("area")
	return by, g.check(by)
}

func (s *server) identify(c echo.Context, g grant) (asker, error) {
	as, err := audienceOf(c, g)
	if err != nil {
		return asker{}, err
	}
	if r := recipeOf(c); r != nil {
		return asker{recipe: r}, nil
	}
	headers := c.Request().Header["Authorization"]
	if len(headers) == 0 {
		return s.bySession(c, g, as)
	}
	scheme, secret, _ := strings.Cut(headers[0], " ")
	if len(headers) > 1 || !strings.EqualFold(scheme, "Bearer") || !isSecret(secret, receiptPrefix, tokenPrefix, hostPrefix) {
		return asker{}, unauthorized(store.CodeMalformed)
	}
	hash := store.HashSecret(secret)
	switch {
	case strings.HasPrefix(secret, receiptPrefix):
		return asker{receipt: hash}, nil
	case strings.HasPrefix(secret, hostPrefix):
		return s.byHostLink(c, hash)
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
	return asker{token: token, rights: []store.Right{{Area: token.Area, Role: token.Role}}, plain: as == store.AudiencePublic}, nil
}

// byHostLink is whoever has the link of the workshop asked about.
func (s *server) byHostLink(c echo.Context, hash store.Hash) (asker, error) {
	link, err := s.Store.HostLinkByHash(c.Request().Context(), hash)
	if errors.Is(err, store.ErrNotFound) {
		return asker{}, unauthorized(store.CodeUnknown)
	}
	if err != nil {
		return asker{}, err
	}
	return asker{host: link}, mayHost(c, link)
}

// bySession is the person who signed in. Browsers send cookies by themselves: on a
// route that is open to everybody one counts only if the request says that staff
// ask, so that what is not published never comes up on a page for residents; and
// every change must come from our own page, which alone knows the CSRF token.
func (s *server) bySession(c echo.Context, g grant, as store.Audience) (asker, error) {
	secret := s.sessionSecret(c)
	if secret == "" || as == store.AudiencePublic {
		return asker{}, nil
	}
	fromPage := isEqual(c.Request().Header.Get(headerCSRF), csrfOf(secret))
	if g.open && !fromPage && (as != store.AudienceStaff || isChange(c)) {
		return asker{}, nil
	}
	session, err := s.Store.SessionByHash(c.Request().Context(), store.HashSecret(secret))
	if errors.Is(err, store.ErrNotFound) {
		return asker{}, nil
	}
	if err != nil {
		return asker{}, err
	}
	if isChange(c) && !fromPage {
		return asker{}, &problem{status: http.StatusForbidden, code: "csrf"}
	}
	return asker{session: session, rights: session.Staff.Rights}, nil
}

// headerCSRF carries what only our own pages can know.
const headerCSRF = "X-Csrf-Token"

// csrfOf is the CSRF token of a session.
func csrfOf(secret string) string {
	sum := sha256.Sum256([]byte("csrf " + secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// isEqual compares in a time that tells nothing of a secret.
func isEqual(given, secret string) bool {
	return given != "" && subtle.ConstantTimeCompare([]byte(given), []byte(secret)) == 1
}

func isChange(c echo.Context) bool {
	m := c.Request().Method
	return m != http.MethodGet && m != http.MethodHead
}

// audienceOf reads the parameter audience, by which staff say on open routes what
// they want to see: "public" or "staff"; empty if it is not named.
func audienceOf(c echo.Context, g grant) (store.Audience, error) {
	if !g.open || isChange(c) || !strings.Contains(c.Request().URL.RawQuery, "audience") {
		return "", nil
	}
	values, err := parameters(c)
	if err != nil {
		return "", err
	}
	named := values["audience"]
	if len(named) == 0 {
		return "", nil
	}
	as := store.Audience(named[0])
	switch {
	case len(named) > 1:
		return "", badField("audience", store.CodeDuplicate)
	case as != store.AudiencePublic && as != store.AudienceStaff:
		return "", badField("audience", store.CodeUnknown)
	}
	c.Set(audienceRead, true)
	return as, nil
}

// audienceRead says that the parameter audience was understood.
const audienceRead = "audience"

func unauthorized(code string) *problem {
	return &problem{
		status: http.StatusUnauthorized, code: "unauthorized",
		fields: []store.ErrInvalid{{Field: "Authorization", Code: code}},
	}
}

// isSecret says whether s has the form of a secret with one of prefixes, which are
// equally long.
func isSecret(s string, prefixes ...string) bool {
	known := false
	for _, p := range prefixes {
		known = known || strings.HasPrefix(s, p)
	}
	if n := len(s) - len(receiptPrefix); !known || n < minSecret || n > maxSecret {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' && r != '_'
	})
}

// has says whether the asker has one of roles in the area asked about; on a route
// of no area, in any.
func (a asker) has(roles ...store.Role) bool {
	if a.area != "" {
		return store.Holds(a.rights, a.area, roles...)
	}
	for _, r := range a.rights {
		if store.Holds([]store.Right{r}, r.Area, roles...) {
			return true
		}
	}
	return false
}

// isStaff says whether the asker may anything here that others may not.
func (a asker) isStaff() bool { return a.has(store.AllRoles...) }

// actor is the asker as a writer. The reference group only reads; a host only
// comes to routes of the own workshop.
func (a asker) actor() store.Actor {
	return store.Actor{Receipt: a.receipt, Staff: a.host != nil || a.has(facilitators.roles...)}
}

// actorAfter is the asker as a writer who acts upon what If-Match names, which
// GET participants/me gave. A weak one is as good: a proxy may have made it so.
func (a asker) actorAfter(c echo.Context) store.Actor {
	by := a.actor()
	given := strings.Join(c.Request().Header["If-Match"], ",")
	if given == "" || given == "*" {
		return by
	}
	acts, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(given, "W/"), `"`), 10, 64)
	if err != nil || strings.TrimPrefix(given, "W/") != entityTag(acts) {
		acts = -1 // what nobody ever got
	}
	by.After = &acts
	return by
}

// entityTag is a participant's acts as an ETag.
func entityTag(acts int64) string { return strconv.Quote(strconv.FormatInt(acts, 10)) }

// audience is who the asker is for collections, which ignore receipts.
func (a asker) audience() store.Audience {
	if a.area == "" && a.session != nil && !store.Holds(a.rights, "", analysts.roles...) {
		return store.AudiencePublic // what is of no area may be of every one
	}
	if !a.plain && (a.recipe != nil || a.has(analysts.roles...)) {
		return store.AudienceStaff
	}
	return store.AudiencePublic
}

// ofOwn is who the asker is for a contribution of their own.
func (a asker) ofOwn() store.Audience {
	if a.audience() == store.AudienceStaff {
		return store.AudienceStaff
	}
	return store.AudienceAuthor
}

// known says whether the asker showed any secret.
func (a asker) known() bool {
	return a.token != nil || a.session != nil || a.recipe != nil || a.host != nil || a.receipt != store.Hash{}
}

// who is the asker in logs: an address, or a number; empty for the public.
func (a asker) who() string {
	switch {
	case a.session != nil:
		return a.session.Staff.Email
	case a.token != nil:
		return "token " + strconv.FormatInt(a.token.ID, 10)
	case a.recipe != nil:
		return "recipe " + strconv.FormatInt(a.recipe.ID, 10)
	case a.host != nil:
		return whoHosts(a.host.ID)
	}
	return ""
}

// seat is by what the asker acts in a room: one of somebody's sessions, else who.
func (a asker) seat() string {
	if a.session != nil {
		return "session " + strconv.FormatInt(a.session.ID, 10)
	}
	return a.who()
}

// whoHosts is who for whoever comes by the host link with that number.
func whoHosts(id int64) string { return "host link " + strconv.FormatInt(id, 10) }
