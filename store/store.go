package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"iter"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"
)

// Store is the whole contract. A consumer takes the role it uses.
//
// Every write is durable when its method returns nil. A context cancelled
// before the write began leaves nothing; one cancelled later leaves all of it
// or nothing. Methods never return a nil value with a nil error.
type Store interface {
	Areas
	Participants
	Contributions
	Overviews
	Placements
	Agreements
	Reports
	Workshops
	HostLinks
	Reviews
	Tokens
	StaffMembers
	Recipes
	Accesses
	Changes
	// Close waits for writes under way and releases everything.
	Close() error
}

// Areas keeps areas with their methods, places, waves and policies.
type Areas interface {
	// ApplyArea creates the area or replaces it, after Area.Validate. What
	// answers were made by is immutable: such a change is ErrImmutable (joined
	// if more than one) and nothing is written. The replaced version is kept.
	// Marks on a named place whose position changed move with it, and what lies
	// outside a changed boundary is flagged anew. A layer that comes without its
	// shapes keeps those that the area had by this digest, or the version before it;
	// else it is ErrInvalid. Applying an equal area writes nothing and reports ApplyUnchanged. What a page changed since the last
	// ApplyArea is not overwritten: ErrEdited.
	ApplyArea(ctx context.Context, a *Area) (ApplyResult, error)
	// OverwriteArea is ApplyArea, also over what a page changed.
	OverwriteArea(ctx context.Context, a *Area) (ApplyResult, error)
	// EditArea changes the area as edit says, by the rules of ApplyArea, and
	// answers with it as it then stands. ErrStale if it was changed since
	// edit.Rev, ErrNotFound if there is none.
	EditArea(ctx context.Context, slug string, edit AreaEdit) (*AreaVersion, error)
	// AreaVersion is the area with slug as it stands, or ErrNotFound. The caller
	// must not change it.
	AreaVersion(ctx context.Context, slug string) (*AreaVersion, error)
	// Area is the area with slug, or ErrNotFound. The caller must not change it.
	Area(ctx context.Context, slug string) (*Area, error)
	// AllAreas lists every area by slug; none is an empty list.
	AllAreas(ctx context.Context) ([]*Area, error)
	// Layer is a reference layer of the area with its shapes, or ErrNotFound. What an
	// area's Layers hold is without them.
	Layer(ctx context.Context, area, key string) (*Layer, error)
}

// ApplyResult is what ApplyArea did.
type ApplyResult string

// What ApplyArea can do.
const (
	ApplyCreated   ApplyResult = "created"
	ApplyChanged   ApplyResult = "changed"
	ApplyUnchanged ApplyResult = "unchanged"
)

// Hash is the SHA-256 of a secret: all that is kept of one. Zero means none.
type Hash [32]byte

// HashSecret is the hash of a secret as it stands in the Authorization header,
// prefix included. Secrets are random, so that a plain hash is enough.
func HashSecret(secret string) Hash { return sha256.Sum256([]byte(secret)) }

// NewSecret is a secret of 256 random bits behind prefix, as "kvt_".
func NewSecret(prefix string) string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return prefix + base64.RawURLEncoding.EncodeToString(b)
}

// Actor is who writes.
type Actor struct {
	// Receipt of a resident, or zero.
	Receipt Hash
	// Staff may set the staff's fields and write without a participant.
	Staff bool
	// After is the Participant.Acts that the actor acts upon; nil for whatever
	// there is. What takes it is refused with ErrOutdated if it is another by now.
	After *int64
}

// Created is the outcome of one create.
type Created struct {
	// Contribution as its author may see it, as it stands now.
	Contribution *Contribution
	// Repeated says that it was there before.
	Repeated bool
	Err      error
}

// Contributions keeps answers.
type Contributions interface {
	// CreateContribution writes c to area after Area.Accept.
	//
	// The same content under the same id again is one row, Repeated and no
	// error, also after its author edited it and after the wave closed, but with
	// the participant's receipt only (ErrReceiptRequired, ErrReceipt); other
	// content is ErrConflict; a withdrawn id is ErrGone. The first contribution
	// of a participant creates it and binds by.Receipt if there is one; later
	// ones need the same receipt (ErrReceiptRequired, ErrReceipt), and the same
	// area and wave (ErrParticipant). More than the prompt's cap is ErrInvalid
	// with CodeCapReached. ErrNotFound if there is no such area,
	// ErrWaveClosed if no wave takes it. c is not changed.
	CreateContribution(ctx context.Context, area string, c *Contribution, by Actor) (Created, error)
	// CreateContributions is the same for many at once, in one transaction, for
	// imports: one bad row fails alone, in its Err. The error is for all of
	// them: nothing was written. Of new rows, the parts that their Review says
	// were hidden are so from the start; published sets all others so.
	CreateContributions(ctx context.Context, area string, all []*Contribution, published bool) ([]Created, error)
	// Contribution is one as audience may see it; AudienceAuthor needs by to be
	// its author. ErrNotFound also if the audience may not know of it; ErrGone
	// if it was withdrawn.
	Contribution(ctx context.Context, area string, id uuid.UUID, audience Audience, by Actor) (*Contribution, error)
	// UpdateContribution changes what p names, by its author's receipt; staff
	// may change what has no participant. Changed words, byline, lines, areas
	// and hidden points wait for review again; unchanged ones keep their review.
	// ErrNotFound, ErrGone, ErrReceiptRequired, ErrReceipt, ErrOutdated by
	// by.After, ErrInvalid, ErrWaveClosed when the wave closed more than LateDays ago.
	UpdateContribution(ctx context.Context, area string, id uuid.UUID, p Patch, by Actor) (*Contribution, error)
	// WithdrawContribution erases it and leaves a tombstone. Same rights as
	// update, but never too late. Again is ErrGone.
	WithdrawContribution(ctx context.Context, area string, id uuid.UUID, by Actor) error
	// ReviewContribution applies a decision. ErrNotFound, ErrGone, ErrInvalid.
	ReviewContribution(ctx context.Context, area string, id uuid.UUID, d Decision) (*Contribution, error)
	// Contributions yields what q asks, as q.Audience may see it: ordered by id
	// for the public, by Seq for others. It reads one consistent state, holds no
	// more than a page of it in memory, and stops at the first error, which it
	// yields with a nil contribution. The contribution is valid until the next
	// step only. None is an empty sequence; an unknown area is ErrNotFound.
	Contributions(ctx context.Context, q ContributionQuery) iter.Seq2[*Contribution, error]
	// Published yields what the public sees of these contributions, in the order of
	// ids, of one state no older than the call. Those that it does not see are left
	// out. The contribution is valid until the next step only. An unknown area is
	// ErrNotFound.
	Published(ctx context.Context, area string, ids []uuid.UUID) iter.Seq2[*Contribution, error]
	// CountContributions is how many Contributions would yield without limit
	// and cursor.
	CountContributions(ctx context.Context, q ContributionQuery) (int64, error)
	// Spots are what q finds as q.Audience, the public or staff, may see it,
	// without limit and cursor, made for maps of many: Spots.Clusters and
	// Spots.Tile. Its boxes do not filter. only, unless nil, keeps to these ids, at
	// most MaxSpotIDs of them. ErrForbidden for another audience, ErrNotFound for an
	// unknown area.
	Spots(ctx context.Context, q ContributionQuery, only []uuid.UUID) (*Spots, error)
	// EraseSource removes every contribution of a source ("demo") and its
	// participants without tombstones, and says how many contributions went. It
	// goes in steps, so that others can write meanwhile: when cancelled, some
	// are gone, and the same call goes on.
	EraseSource(ctx context.Context, area, source string) (int64, error)
}

// Token lets a program in as staff. Only the hash of its secret is kept.
type Token struct {
	ID   int64
	Role Role
	// Area it is for; empty means every area.
	Area string
	Name string
	// MadeBy is the maker's address, empty for the command line.
	MadeBy string
	// CreatedAt is UTC. ExpiresAt is zero if it lasts, UsedAt, exact to the hour,
	// if it never was, RevokedAt while it is valid.
	CreatedAt, ExpiresAt, UsedAt, RevokedAt time.Time
}

// Tokens keeps staff tokens.
type Tokens interface {
	// CreateToken keeps a token under the hash of its secret and returns it
	// with its ID. ErrNotFound for an unknown area, ErrInvalid for the role, the
	// name or an end that is past.
	CreateToken(ctx context.Context, t Token, secret Hash) (*Token, error)
	// TokenByHash is the valid token of a secret; ErrNotFound if there is none,
	// it ended or was revoked. It counts as a use.
	TokenByHash(ctx context.Context, secret Hash) (*Token, error)
	// AllTokens lists every token by ID, revoked ones included.
	AllTokens(ctx context.Context) ([]*Token, error)
	// RevokeToken ends a token; ErrNotFound if there is none, no error if it
	// was revoked before.
	RevokeToken(ctx context.Context, id int64) error
}

// ChangeKind is what a change was about.
type ChangeKind string

// The kinds of change. ChangeRestore means: read everything anew.
const (
	ChangeArea     ChangeKind = "area"
	ChangeCreate   ChangeKind = "create"
	ChangeUpdate   ChangeKind = "update"
	ChangeReview   ChangeKind = "review"
	ChangeWithdraw ChangeKind = "withdraw"
	ChangeErase    ChangeKind = "erase"
	ChangeRestore  ChangeKind = "restore"
	// ChangeAgreement and ChangeReport are about the contribution that was
	// agreed with, no more, or reported.
	ChangeAgreement ChangeKind = "agreement"
	ChangeReport    ChangeKind = "report"
	// ChangeParticipant is about what a participant keeps beside contributions
	// and agreements: nothing that the public sees. It has no ID.
	ChangeParticipant ChangeKind = "participant"
	// ChangeWorkshop is about a workshop and nothing that the public sees. It has
	// no ID; marks that change with it have changes of their own.
	ChangeWorkshop ChangeKind = "workshop"
)

// Change is one row of the trail that every write leaves in its transaction.
// It holds no content. Area is empty on ChangeRestore; ID is zero on changes
// that are not about one contribution.
type Change struct {
	Rev  int64
	Area string
	Kind ChangeKind
	ID   uuid.UUID
}

// Changes reads the trail, for the server's own and other processes' writes.
type Changes interface {
	// Changes lists at most limit changes after rev, in order of Rev. Rev only
	// grows, also across a restore.
	Changes(ctx context.Context, after int64, limit int) ([]Change, error)
	// Watch tells of changes by this process: committed gets a value some time
	// after one or more were committed and answered for. It does not tell of other
	// processes: LastRev does. stop ends it.
	Watch() (committed <-chan struct{}, stop func())
	// LastRev is the newest rev of the area, or of all areas if area is empty;
	// 0 if there is none.
	LastRev(ctx context.Context, area string) (int64, error)
}

// Patch is a change by the author: nil leaves a field, a pointer to the zero
// value clears it.
type Patch struct {
	Where  *Where
	Text   *string
	Wish   *string
	Title  *string
	Theme  *string
	Share  *Share
	Byline *string
	// ConsentLang agrees anew; it goes by itself with the byline.
	ConsentLang *string
	PeriodFrom  *string
	PeriodTo    *string
	Lang        *string
}

// Where replaces all that says where a contribution is.
type Where struct {
	Geometry  orb.Geometry
	Place     string
	PlaceText string
	LocatedBy LocatedBy
}
