package store

import (
	"context"
	"errors"
	"net/mail"
	"slices"
	"strings"
	"time"
)

// Role is what staff, or a token, may do in an area.
type Role string

// The roles. An administrator decides about the area and who may what there; an
// analyst reads everything but participants' ids, reviews, and writes on behalf; a
// facilitator holds workshops and enters answers; the reference group sees what is
// public and staff's sums, never words that are not published.
const (
	RoleAdministrator Role = "administrator"
	RoleAnalyst       Role = "analyst"
	RoleFacilitator   Role = "facilitator"
	RoleReference     Role = "reference"
)

// AllRoles is every role.
var AllRoles = []Role{RoleAdministrator, RoleAnalyst, RoleFacilitator, RoleReference}

// Right is a role in an area; an empty Area is every area.
type Right struct {
	Area string
	Role Role
}

// Holds says whether one of rights is one of roles in area.
func Holds(rights []Right, area string, roles ...Role) bool {
	return slices.ContainsFunc(rights, func(r Right) bool {
		return (r.Area == "" || r.Area == area) && slices.Contains(roles, r.Role)
	})
}

// Staff is a person with rights.
type Staff struct {
	ID int64
	// Email is who they sign in as, in lower case.
	Email string
	Name  string
	// Rights are ordered by area, then by role.
	Rights []Right
	// CreatedAt is UTC; Active says that they have a way to sign in.
	CreatedAt time.Time
	Active    bool
}

// MaxEmail is the longest e-mail address, in bytes.
const MaxEmail = 254

// CleanEmail is an address as it is kept, or ErrInvalid about "email".
func CleanEmail(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > MaxEmail || CheckText(s, MaxEmail) != "" {
		return "", ErrInvalid{Field: "email", Code: CodeMalformed}
	}
	return s, nil
}

// Validate refuses what is no person: all that is wrong, joined. Only an
// administrator may have a right to every area.
func (s *Staff) Validate() error {
	var errs []error
	if clean, err := CleanEmail(s.Email); err != nil || clean != s.Email {
		errs = append(errs, ErrInvalid{Field: "email", Code: CodeMalformed})
	}
	if s.Name == "" {
		errs = append(errs, ErrInvalid{Field: "name", Code: CodeRequired})
	}
	if code := CheckText(s.Name, MaxTitle); code != "" {
		errs = append(errs, ErrInvalid{Field: "name", Code: code})
	}
	return errors.Join(append(errs, CheckRights(s.Rights))...)
}

// CheckRights refuses unknown roles, and every area for another than an
// administrator.
func CheckRights(rights []Right) error {
	for _, r := range rights {
		switch {
		case !oneOf(r.Role, AllRoles):
			return ErrInvalid{Field: "role", Code: CodeUnknown}
		case r.Area == "" && r.Role != RoleAdministrator:
			return ErrInvalid{Field: "area", Code: CodeRequired}
		case r.Area != "" && !IsKey(r.Area):
			return ErrInvalid{Field: "area", Code: CodeUnknown}
		}
	}
	return nil
}

// How long sessions and links last. A session ends when it was not used for
// SessionIdle, and SessionLife after it began.
const (
	SessionIdle    = 12 * time.Hour
	SessionLife    = 7 * 24 * time.Hour
	InvitationLife = 7 * 24 * time.Hour
)

// Session is a signed-in browser. Only the hash of its secret is kept.
type Session struct {
	ID    int64
	Staff *Staff
	// CreatedAt, UsedAt and ExpiresAt are UTC; UsedAt is exact to some minutes.
	CreatedAt, UsedAt, ExpiresAt time.Time
}

// Invitation is a one-time link that lets its person choose a password.
type Invitation struct {
	// Staff is nil for the first administrator, who says who they are.
	Staff     *Staff
	ExpiresAt time.Time
}

// StaffMembers keeps the people in charge: who they are, what they may, how they
// sign in. Only hashes of secrets are kept, and what proves a person (today a
// password's hash) apart from the person, so that another way can stand beside it.
type StaffMembers interface {
	// CreateStaff keeps a person after Validate, who signs in by invitation's
	// link first. ErrConflict if the address is taken; ErrNotFound for an unknown
	// area among the rights.
	CreateStaff(ctx context.Context, s Staff, invitation Hash) (*Staff, error)
	// Staff is the person with id, ErrNotFound if there is none or they were
	// removed.
	Staff(ctx context.Context, id int64) (*Staff, error)
	// StaffByEmail is the same by address.
	StaffByEmail(ctx context.Context, email string) (*Staff, error)
	// AllStaff lists everybody who was not removed, by address.
	AllStaff(ctx context.Context) ([]*Staff, error)
	// SetRights replaces the person's rights in area, or those to every area if
	// area is empty, by roles; none takes them away. ErrNotFound, ErrInvalid;
	// ErrLastAdministrator if nobody would be left with a right to every area.
	SetRights(ctx context.Context, id int64, area string, roles []Role) (*Staff, error)
	// RemoveStaff ends a person's rights, sessions, links and password at once.
	// ErrNotFound, ErrLastAdministrator.
	RemoveStaff(ctx context.Context, id int64) error

	// InviteFirst keeps the link by which the first administrator comes in, in
	// place of an earlier one; ErrConflict if there is an active administrator of
	// every area already.
	InviteFirst(ctx context.Context, invitation Hash) error
	// ResetStaff gives the person a new link, and ends password, sessions and
	// earlier links at once. ErrNotFound.
	ResetStaff(ctx context.Context, id int64, invitation Hash) error
	// InvitationByHash is a link that still opens, or ErrNotFound.
	InvitationByHash(ctx context.Context, invitation Hash) (*Invitation, error)
	// AcceptInvitation uses a link: it sets the password's hash, ends every
	// session of the person, and begins one. first is who the first administrator
	// is; it is ignored for others, but for a name if one is given. ErrNotFound if
	// the link opens nothing (any more), ErrInvalid, ErrConflict.
	AcceptInvitation(ctx context.Context, invitation Hash, first Staff, password string, session Hash) (*Session, error)

	// PasswordOf is the hash of the password of the person with that address, as
	// SetPassword got it; ErrNotFound if there is none.
	PasswordOf(ctx context.Context, email string) (id int64, password string, err error)
	// SetPassword replaces the password's hash and ends every session of the
	// person but keep. ErrNotFound.
	SetPassword(ctx context.Context, id int64, password string, keep int64) error

	// BeginSession lets the person in, however they proved who they are, under the
	// hash of the session's secret. ErrNotFound.
	BeginSession(ctx context.Context, id int64, session Hash) (*Session, error)
	// SessionByHash is the session of a secret with its person as they are now, or
	// ErrNotFound if it ended. It counts as a use.
	SessionByHash(ctx context.Context, session Hash) (*Session, error)
	// Sessions lists the person's sessions that have not ended, the newest first.
	Sessions(ctx context.Context, id int64) ([]*Session, error)
	// EndSession ends a session of the person; none is no error.
	EndSession(ctx context.Context, id, session int64) error
}

// ErrLastAdministrator refuses it: somebody must be left who may everything.
var ErrLastAdministrator = errors.New("the last administrator of every area cannot go")
