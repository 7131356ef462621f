package api

import (
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"kvarter/store"
)

// memberDoc is a person as the administrators of an area see them.
type memberDoc struct {
	staffDoc
	// Active says that they have a way to sign in.
	Active bool         `json:"active"`
	Roles  []store.Role `json:"roles"`
	// Everywhere says that they may everything in every area.
	Everywhere bool `json:"everywhere"`
}

func memberOf(one *store.Staff, area string) memberDoc {
	doc := memberDoc{staffDoc: staffDoc{one.ID, one.Name, one.Email}, Active: one.Active, Roles: []store.Role{}}
	for _, r := range one.Rights {
		switch r.Area {
		case area:
			doc.Roles = append(doc.Roles, r.Role)
		case "":
			doc.Everywhere = true
		}
	}
	return doc
}

// isMember says whether the person has a right in the area.
func isMember(one *store.Staff, area string) bool {
	return store.Holds(one.Rights, area, store.AllRoles...)
}

// listStaff lists who has a right in the area.
func (s *server) listStaff(c echo.Context, _ asker) error {
	if err := noParameters(c); err != nil {
		return err
	}
	all, err := s.Store.AllStaff(c.Request().Context())
	if err != nil {
		return err
	}
	rows := []memberDoc{}
	for _, one := range all {
		if isMember(one, c.Param("area")) {
			rows = append(rows, memberOf(one, c.Param("area")))
		}
	}
	return answerJSON(c, map[string]any{"staff": rows})
}

type newStaff struct {
	Email string       `json:"email" validate:"required"`
	Name  string       `json:"name" validate:"required"`
	Roles []store.Role `json:"roles" validate:"required"`
}

type addedStaff struct {
	Staff memberDoc `json:"staff"`
	// Invitation is the secret of the one-time link; null for who was there.
	Invitation *string `json:"invitation"`
}

// addStaff invites a person into the area, or gives who is there already roles.
func (s *server) addStaff(c echo.Context, _ asker) error {
	var body newStaff
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	ctx, area := c.Request().Context(), c.Param("area")
	email, err := store.CleanEmail(body.Email)
	if err != nil {
		return err
	}
	there, err := s.Store.StaffByEmail(ctx, email)
	if err == nil {
		roles := append(memberOf(there, area).Roles, body.Roles...)
		if there, err = s.Store.SetRights(ctx, there.ID, area, roles); err != nil {
			return err
		}
		return answerJSONAs(c, http.StatusCreated, addedStaff{memberOf(there, area), nil})
	}
	if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	one := store.Staff{Email: email, Name: body.Name}
	for _, role := range body.Roles {
		one.Rights = append(one.Rights, store.Right{Area: area, Role: role})
	}
	secret := NewInvitation()
	made, err := s.Store.CreateStaff(ctx, one, store.HashSecret(secret))
	if err != nil {
		return err
	}
	return answerJSONAs(c, http.StatusCreated, addedStaff{memberOf(made, area), &secret})
}

// member is the person that the path names, who must be one of the area's. Of
// others its administrators learn nothing.
func (s *server) member(c echo.Context) (*store.Staff, error) {
	id, err := numberOf(c)
	if err != nil {
		return nil, err
	}
	one, err := s.Store.Staff(c.Request().Context(), id)
	if err == nil && !isMember(one, c.Param("area")) {
		err = store.ErrNotFound
	}
	return one, err
}

type rolesBody struct {
	Roles []store.Role `json:"roles"`
}

// setRoles replaces what a person may in the area.
func (s *server) setRoles(c echo.Context, _ asker) error {
	one, err := s.member(c)
	if err != nil {
		return err
	}
	var body rolesBody
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	if one, err = s.Store.SetRights(c.Request().Context(), one.ID, c.Param("area"), body.Roles); err != nil {
		return err
	}
	return answerJSON(c, memberOf(one, c.Param("area")))
}

// inviteAgain gives a person a new one-time link; password and sessions end. Whoever
// has the link may all that the person may: it is for who administers all of it.
func (s *server) inviteAgain(c echo.Context, by asker) error {
	one, err := s.member(c)
	if err != nil {
		return err
	}
	beyond := func(r store.Right) bool { return !store.Holds(by.rights, r.Area, store.RoleAdministrator) }
	if slices.ContainsFunc(one.Rights, beyond) {
		return &problem{status: http.StatusForbidden, code: "forbidden"}
	}
	secret := NewInvitation()
	if err := s.Store.ResetStaff(c.Request().Context(), one.ID, store.HashSecret(secret)); err != nil {
		return err
	}
	return answerJSONAs(c, http.StatusCreated, map[string]string{"invitation": secret})
}
