package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"kvarter/store"
)

type hostLinkDoc struct {
	ID         int64      `json:"id"`
	Name       string     `json:"name"`
	CreatedAt  time.Time  `json:"created_at"`
	ExpiresAt  time.Time  `json:"expires_at"`
	LastUsedAt *time.Time `json:"last_used_at"`
	RevokedAt  *time.Time `json:"revoked_at"`
	MadeBy     string     `json:"made_by"`
}

func hostLinkDocOf(l *store.HostLink) hostLinkDoc {
	return hostLinkDoc{l.ID, l.Name, l.CreatedAt, l.ExpiresAt, orNull(l.UsedAt), orNull(l.RevokedAt), l.MadeBy}
}

// listHostLinks lists a workshop's links, without their secrets.
func (s *server) listHostLinks(c echo.Context, _ asker) error {
	if err := noParameters(c); err != nil {
		return err
	}
	all, err := s.Store.AllHostLinks(c.Request().Context(), c.Param("area"), codeOf(c))
	if err != nil {
		return err
	}
	rows := []hostLinkDoc{}
	for _, l := range all {
		rows = append(rows, hostLinkDocOf(l))
	}
	return answerJSON(c, map[string]any{"host_links": rows})
}

// addHostLink makes a link to a workshop and shows its secret, once.
func (s *server) addHostLink(c echo.Context, by asker) error {
	var body struct {
		Name string `json:"name"`
	}
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	l := store.HostLink{Area: c.Param("area"), Workshop: codeOf(c), Name: body.Name, MadeBy: by.who()}
	secret := store.NewSecret(hostPrefix)
	made, err := s.Store.CreateHostLink(c.Request().Context(), l, store.HashSecret(secret))
	if err != nil {
		return err
	}
	return answerJSONAs(c, http.StatusCreated, map[string]any{"host_link": hostLinkDocOf(made), "secret": secret})
}

// revokeHostLink ends a link of a workshop, and whoever acts by it acts no more.
func (s *server) revokeHostLink(c echo.Context, _ asker) error {
	id, err := numberOf(c)
	if err != nil {
		return err
	}
	err = s.Store.RevokeHostLink(c.Request().Context(), c.Param("area"), codeOf(c), id)
	if err == nil {
		s.live.TakeBack(codeOf(c), whoHosts(id))
	}
	return endsWith(c, err)
}

// mayHost refuses a host link where another workshop than its own is named.
func mayHost(c echo.Context, l *store.HostLink) error {
	switch {
	case c.Param("area") != "" && c.Param("area") != l.Area:
		return &problem{status: http.StatusForbidden, code: "other_area"}
	case c.Param("code") != "" && codeOf(c) != l.Workshop:
		return &problem{status: http.StatusForbidden, code: "other_workshop"}
	}
	return nil
}

// mayNote lets a host write notes in the own workshop and nothing else: what
// participants say they say themselves.
func (a asker) mayNote(one *store.Contribution) error {
	if a.host != nil && (one.Kind != store.KindNote || one.Workshop != a.host.Workshop) {
		return &problem{status: http.StatusForbidden, code: "forbidden"}
	}
	return nil
}
