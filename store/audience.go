package store

import (
	"time"

	"kvarter/geo"
)

// Audience is who asks. Which fields it may see stands in ContributionFields;
// which contributions and parts, in Visible.
type Audience string

// The audiences that ask today.
const (
	AudiencePublic Audience = "public"
	// AudienceAuthor is the participant who made the contribution.
	AudienceAuthor Audience = "author"
	AudienceStaff  Audience = "staff"
	// AudienceRoom is the phones and screens of a workshop while it runs. It sees
	// marks that the public does not see yet, and no words but released ones, so
	// that it has no place in the order of the others, and asks by no query.
	AudienceRoom Audience = "room"
)

// AllAudiences is every audience, from the one that may see least.
var AllAudiences = []Audience{AudiencePublic, AudienceAuthor, AudienceStaff}

// Sees says whether a may see what is meant for want.
func (a Audience) Sees(want Audience) bool {
	rank := func(x Audience) int {
		for i, y := range AllAudiences {
			if x == y {
				return i
			}
		}
		return -1
	}
	return rank(a) >= rank(want) && rank(want) >= 0
}

// Field is a property of a contribution in JSON and a column in CSV.
type Field struct {
	Name string
	// Audience is the least that may see it.
	Audience Audience
}

// ContributionFields is every property in the order of every output. Geometry
// stands apart.
var ContributionFields = []Field{
	{"id", AudiencePublic},
	{"kind", AudiencePublic},
	{"prompt", AudiencePublic},
	{"place", AudiencePublic},
	{"place_text", AudiencePublic},
	{"title", AudiencePublic},
	{"text", AudiencePublic},
	{"wish", AudiencePublic},
	{"theme", AudiencePublic},
	{"period_from", AudiencePublic},
	{"period_to", AudiencePublic},
	{"byline", AudiencePublic},
	{"lang", AudiencePublic},
	{"method", AudiencePublic},
	{"wave", AudiencePublic},
	{"created_at", AudiencePublic},
	{"agreements", AudiencePublic},
	{"share", AudienceAuthor},
	{"consent_lang", AudienceAuthor},
	{"consent_at", AudienceAuthor},
	{"located_by", AudienceAuthor},
	{"outside_area", AudienceAuthor},
	{"channel", AudienceAuthor},
	{"status", AudienceAuthor},
	{"review_geometry", AudienceAuthor},
	{"review_words", AudienceAuthor},
	{"review_byline", AudienceAuthor},
	{"hidden_reason", AudienceAuthor},
	{"workshop", AudienceAuthor},
	{"round", AudienceAuthor},
	{"updated_at", AudienceAuthor},
	{"person", AudienceStaff},
	{"people", AudienceStaff},
	{"on_behalf", AudienceStaff},
	{"source", AudienceStaff},
	{"hold", AudienceStaff},
	{"late", AudienceStaff},
	{"received_at", AudienceStaff},
}

// Visible makes of c what audience may see, in place, and says whether it may
// know of it at all. The SQL view published_contribution says the same; the
// store checks hold the two together.
//
// Public is what is on no hold, not set aside, not only for the programme, no note, and has a
// published part; under an aggregate policy only stories, and never a class's
// mark alone. Public positions have geo.PublicDecimals, public times the day.
func (c *Contribution) Visible(audience Audience, policy Policy) bool {
	switch audience {
	case AudienceStaff, AudienceAuthor:
		return true
	case AudienceRoom:
		return c.visibleInRoom()
	case AudiencePublic:
	default:
		return false
	}
	geometry, words := c.Review.Geometry == Published, c.Review.Words == Published
	switch {
	case c.Hold != "", c.Aside, c.Share == ShareProgramme, c.Kind == KindNote, !geometry && !words:
		return false
	case c.Kind == KindMark && (policy.Marks == MarksAggregate || c.Channel == ChannelClass):
		return false
	}
	if !geometry {
		c.Geometry, c.Place = nil, ""
	}
	if !words {
		c.Text, c.Wish, c.Title, c.PlaceText, c.Lang = "", "", "", "", ""
	}
	if c.Review.Byline != Published || c.Share != ShareNamed {
		c.Byline = ""
	}
	c.Geometry = geo.Round(c.Geometry, geo.PublicDecimals)
	c.CreatedAt = c.CreatedAt.UTC().Truncate(24 * time.Hour)
	return true
}

// visibleInRoom makes of c what its workshop's room may see: what is not in a
// blind round any more and not hidden, and of words, drawn lines and areas what
// the facilitator released. Nobody stands there by name.
func (c *Contribution) visibleInRoom() bool {
	if c.Workshop == "" || c.Aside || c.Hold == HoldBlind || c.Share == ShareProgramme || c.Kind == KindNote && !c.Released {
		return false
	}
	if c.Review.Geometry == Hidden || c.Review.Geometry == Pending && !c.Released {
		c.Geometry, c.Place = nil, ""
	}
	if !c.Released || c.Review.Words == Hidden {
		c.Text, c.Wish, c.Title, c.PlaceText, c.Lang = "", "", "", "", ""
	}
	c.Byline = ""
	c.Geometry = geo.Round(c.Geometry, geo.PublicDecimals)
	c.CreatedAt = c.CreatedAt.UTC().Truncate(24 * time.Hour)
	return c.Geometry != nil || c.Place != "" || c.HasWords()
}
