package store

import (
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"
)

// Contribution is one answer. What the author gives comes first and makes the
// content that a repeated send is judged by; the rest the store sets.
//
// Read for an audience, it holds only what that audience may see: hidden and
// pending parts are empty, and the public's positions are rounded.
type Contribution struct {
	// ID is made by the author's device, random (UUIDv4), unique in its area.
	ID uuid.UUID
	// Participant is zero for rapid entry and foreign imports. Nobody but the
	// store and its author ever sees it.
	Participant uuid.UUID
	Prompt      string
	// Geometry is a canonical orb.Point, orb.LineString or orb.Polygon, or nil.
	Geometry orb.Geometry
	// Place is the key of a named place, PlaceText a place in words.
	Place     string
	PlaceText string
	LocatedBy LocatedBy
	// Text answers "why?", Wish "what should happen here?".
	Text  string
	Wish  string
	Title string
	Theme string
	Share Share
	// Byline is the name an author wants beside a story shared as named.
	Byline string
	// ConsentLang is the language in which the author read the method's consent
	// and agreed to stand there by name; only with a byline.
	ConsentLang string
	// PeriodFrom and PeriodTo are "1960", "1960-05" or "1960-05-17", with a ~
	// behind where that is about.
	PeriodFrom string
	PeriodTo   string
	// Lang is the BCP 47 tag the author states, else "und".
	Lang string
	// Method is the method version the author answered by; empty means the wave's.
	Method   string
	Workshop string
	// Round is 0 outside a workshop's rounds.
	Round int

	// Only staff give these; the store sets them otherwise.
	Channel Channel
	Wave    string
	Kind    Kind
	// People is a head count for answers without a participant, else 0.
	People    int
	OnBehalf  bool
	CreatedAt time.Time
	// Person is a random number for a participant in a wave; imports may bring one.
	Person int64
	// Source is "" for answers, "demo", or "import".
	Source string

	// Set by the store.

	// Seq is the store's own order; it is never public.
	Seq        int64
	ReceivedAt time.Time
	UpdatedAt  time.Time
	// ConsentAt is when the author agreed; zero without ConsentLang.
	ConsentAt time.Time
	// Agreements is how many agree with it.
	Agreements int
	// AtPlace says that Geometry is the named place's and follows it.
	AtPlace bool
	// Outside says that some of Geometry lies outside the area's boundary.
	Outside bool
	// Late says that it was received after its round had been closed.
	Late bool
	// Released says that the room of its workshop may read its words.
	Released bool
	// Hold keeps it from the public: "" or the reason.
	Hold string
	// Aside says that staff set its participant aside: it is in nothing public and
	// in no number.
	Aside  bool
	Review Review
	// Digest is the SHA-256 of the canonical create content.
	Digest [32]byte
}

// Kind is what an answer is.
type Kind string

// The kinds.
const (
	KindMark  Kind = "mark"
	KindStory Kind = "story"
	KindNote  Kind = "note"
)

// AllKinds is every kind.
var AllKinds = []Kind{KindMark, KindStory, KindNote}

// LocatedBy is how an answer got its place.
type LocatedBy string

// The ways to a place.
const (
	ByMap     LocatedBy = "map"
	ByGPS     LocatedBy = "gps"
	ByList    LocatedBy = "list"
	ByAddress LocatedBy = "address"
	ByStaff   LocatedBy = "staff"
	ByPaper   LocatedBy = "paper"
	ByImport  LocatedBy = "import"
)

// AllLocatedBy is every way to a place.
var AllLocatedBy = []LocatedBy{ByMap, ByGPS, ByList, ByAddress, ByStaff, ByPaper, ByImport}

// Share is what the author allows.
type Share string

// What an author may allow: with a byline, without, or only for the programme.
const (
	ShareNamed     Share = "named"
	ShareAnonymous Share = "anonymous"
	ShareProgramme Share = "programme"
)

// AllShares is everything an author may allow.
var AllShares = []Share{ShareNamed, ShareAnonymous, ShareProgramme}

// Channel is how an answer reached the programme.
type Channel string

// The channels, all equal.
const (
	ChannelWeb       Channel = "web"
	ChannelLive      Channel = "live"
	ChannelTable     Channel = "table"
	ChannelPaper     Channel = "paper"
	ChannelWalk      Channel = "walk"
	ChannelInterview Channel = "interview"
	ChannelClass     Channel = "class"
)

// AllChannels is every channel.
var AllChannels = []Channel{
	ChannelWeb, ChannelLive, ChannelTable, ChannelPaper, ChannelWalk, ChannelInterview, ChannelClass,
}

// GeometryType is the type of the contribution's geometry.
func (c *Contribution) GeometryType() GeometryType {
	switch c.Geometry.(type) {
	case orb.Point:
		return GeometryPoint
	case orb.LineString:
		return GeometryLine
	case orb.Polygon:
		return GeometryArea
	}
	return GeometryNone
}

// HasWords says whether the contribution holds words that need review.
func (c *Contribution) HasWords() bool {
	return c.Text != "" || c.Wish != "" || c.Title != "" || c.PlaceText != ""
}
