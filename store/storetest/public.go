package storetest

import (
	"reflect"
	"testing"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

var publicChecks = []check{
	{"what the public reads is what Visible leaves, and spots are what their audience reads", func(k *kit) {
		a := k.area()
		made := k.everyKind()
		for _, marks := range store.AllMarks {
			a.Policy.Marks = marks
			_, err := k.store.ApplyArea(k.ctx, a)
			k.must(err)
			CheckPublic(k.T, k.store, "a")
			k.spotsAreWhatIsListed()
		}
		k.Logf("%d contributions", made)
	}},
	{"positions have five decimals, times the day", func(k *kit) {
		k.area()
		for _, p := range []orb.Point{
			{10.1234567, 59.0000049}, {10.000005, 59.0000051}, {10.0999949, 59.0999951}, {10.0000149, 59.000025},
		} {
			id := k.enter(func(c *store.Contribution) { c.Geometry = p }).ID
			got, err := k.store.Contribution(k.ctx, "a", id, store.AudiencePublic, nobody)
			k.must(err)
			k.equal(got.Geometry, geo.Round(p, geo.PublicDecimals))
			k.equal(got.CreatedAt.Format("2006-01-02T15:04:05.999999"), "2026-05-17T00:00:00")
		}
	}},
	{"the public never learns more", func(k *kit) {
		k.area()
		c := mark()
		c.Text, c.Theme = "waits", "social"
		k.send(c, alice)
		for _, got := range k.list(store.ContributionQuery{Audience: store.AudiencePublic}) {
			k.equal(*got, store.Contribution{
				ID: c.ID, Kind: store.KindMark, Prompt: "spot", Geometry: orb.Point{10.05, 59.05}, Theme: "social",
				Method: "m1", Wave: "2026", CreatedAt: got.CreatedAt,
			})
		}
		k.review(c.ID, hide())
		_, err := k.store.Contribution(k.ctx, "a", c.ID, store.AudiencePublic, alice)
		k.is(err, store.ErrNotFound)
	}},
}

// CheckPublic holds what the public reads of an area, in a list and one by one,
// against what Contribution.Visible makes of what staff read.
func CheckPublic(t *testing.T, s store.Store, area string) {
	t.Helper()
	ctx := t.Context()
	a, err := s.Area(ctx, area)
	if err != nil {
		t.Fatal(err)
	}
	public := map[uuid.UUID]store.Contribution{}
	for c, err := range s.Contributions(ctx, store.ContributionQuery{Area: area, Audience: store.AudiencePublic}) {
		if err != nil {
			t.Fatal(err)
		}
		public[c.ID] = *c
	}
	for c, err := range s.Contributions(ctx, store.ContributionQuery{Area: area, Audience: store.AudienceStaff}) {
		if err != nil {
			t.Fatal(err)
		}
		whole := *c
		visible := c.Visible(store.AudiencePublic, a.Policy)
		want := publicOnly(*c)
		listed, isListed := public[c.ID]
		one, err := s.Contribution(ctx, area, c.ID, store.AudiencePublic, nobody)
		switch {
		case isListed != visible, (err == nil) != visible:
			t.Fatalf("visible %v, listed %v, read alone: %v: %+v", visible, isListed, err, whole)
		case visible && (!reflect.DeepEqual(listed, want) || !reflect.DeepEqual(*one, want)):
			t.Fatalf("of %+v\nlisted     %+v\nread alone %+v\nwant       %+v", whole, listed, *one, want)
		}
	}
}

// publicOnly keeps the fields of store.ContributionFields that are public.
func publicOnly(c store.Contribution) store.Contribution {
	return store.Contribution{
		ID: c.ID, Kind: c.Kind, Prompt: c.Prompt, Place: c.Place, PlaceText: c.PlaceText, Title: c.Title, Text: c.Text,
		Wish: c.Wish, Theme: c.Theme, PeriodFrom: c.PeriodFrom, PeriodTo: c.PeriodTo, Byline: c.Byline, Lang: c.Lang,
		Method: c.Method, Wave: c.Wave, CreatedAt: c.CreatedAt, Geometry: c.Geometry, Agreements: c.Agreements,
	}
}

// everyKind enters every combination of kind, share, channel and reviewed
// parts, and says how many. Bylines, which hang on nothing else, vary on stories
// alone.
func (k *kit) everyKind() (n int) {
	for _, kind := range store.AllKinds {
		for _, share := range store.AllShares {
			for _, channel := range []store.Channel{store.ChannelWeb, store.ChannelClass} {
				for _, r := range reviews(kind == store.KindStory) {
					c := &store.Contribution{Kind: kind, Share: share, Channel: channel, Theme: "social"}
					if k.enterReviewed(c, r) {
						n++
					}
				}
				k.shown("a")
			}
		}
	}
	return n
}

// reviews are all combinations of states, with or without bylines.
func reviews(bylines bool) (all []store.Review) {
	states := []store.ReviewState{store.NoPart, store.Pending, store.Published, store.Hidden}
	for _, geometry := range states {
		for _, words := range states {
			for _, byline := range states {
				if bylines || byline == store.NoPart {
					all = append(all, store.Review{Geometry: geometry, Words: words, Byline: byline})
				}
			}
		}
	}
	return all
}

// enterReviewed enters c with the parts that r names and brings each to its
// state; false if there is no such contribution.
func (k *kit) enterReviewed(c *store.Contribution, r store.Review) bool {
	if r.Geometry == store.NoPart && r.Words == store.NoPart || c.Share != store.ShareNamed && r.Byline != store.NoPart {
		return false
	}
	c.ID, c.Prompt = uuid.New(), "any"
	switch {
	case r.Geometry == store.Pending || r.Geometry == store.Published && r.Words == store.NoPart:
		c.Geometry = orb.LineString{{10.0112345, 59.01}, {10.02, 59.0212345}}
	case r.Geometry != store.NoPart:
		c.Geometry, c.Place = orb.Point{10.0512345, 59.0498765}, "square"
	}
	if r.Words != store.NoPart {
		c.Text, c.Wish, c.Title, c.PlaceText, c.Lang = "text", "wish", "title", "place", "nb"
	}
	if r.Byline != store.NoPart {
		c.Byline, c.PeriodFrom = "Kari", "1960"
	}
	k.send(c, staff)
	for part, state := range map[store.Part]store.ReviewState{
		store.PartGeometry: r.Geometry, store.PartWords: r.Words, store.PartByline: r.Byline,
	} {
		switch state {
		case store.Published:
			k.decide(c.ID, store.Decision{Parts: []store.Part{part}, State: state})
		case store.Hidden:
			k.decide(c.ID, hide(part))
		}
	}
	return true
}
