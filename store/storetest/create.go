package storetest

import (
	"math"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

var createChecks = []check{
	{"into a missing area is not found", func(k *kit) {
		k.refused(mark(), nobody, store.ErrNotFound)
		_, err := k.store.CreateContributions(k.ctx, "a", []*store.Contribution{mark()}, false)
		k.is(err, store.ErrNotFound)
	}},
	{"everything comes back equal", everythingComesBack},
	{"shapes come back equal", func(k *kit) {
		k.area()
		for _, g := range []orb.Geometry{
			orb.Point{10.0500001, 59.0499999},
			orb.LineString{{10.01, 59.01}, {10.0200001, 59.02}, {10.03, 59.01}},
			orb.Polygon{
				{{10.01, 59.01}, {10.05, 59.01}, {10.05, 59.05}, {10.01, 59.05}, {10.01, 59.01}},
				{{10.02, 59.02}, {10.02, 59.03}, {10.03, 59.03}, {10.02, 59.02}},
			},
		} {
			c := k.enter(func(c *store.Contribution) { c.Prompt, c.Geometry = "any", g })
			k.equal(k.read(c.ID).Geometry, g)
		}
	}},
	{"the caller's contribution is not changed", func(k *kit) {
		k.area()
		c := mark()
		before := *c
		k.send(c, nobody)
		k.equal(*c, before)
	}},
	{"the same twice is one row", func(k *kit) {
		k.area()
		c := mark()
		first := k.send(c, alice)
		k.clock.set(start.Add(time.Hour))
		again, err := k.store.CreateContribution(k.ctx, "a", c, alice)
		k.must(err)
		k.equal(again.Repeated, true)
		k.equal(again.Contribution, first)
		k.equal(k.count(store.ContributionQuery{}), 1)
	}},
	{"the same again after an edit is one row, as edited", func(k *kit) {
		k.area()
		c := mark()
		k.send(c, alice)
		_, err := k.store.UpdateContribution(k.ctx, "a", c.ID, store.Patch{Text: ptr("edited")}, alice)
		k.must(err)
		again, err := k.store.CreateContribution(k.ctx, "a", c, alice)
		k.must(err)
		k.equal(again.Repeated, true)
		k.equal(again.Contribution.Text, "edited")
	}},
	{"the same again after the cap and the closing is no error", func(k *kit) {
		k.area(func(a *store.Area) { a.Waves[1].Closes = start.Add(time.Hour) })
		c := mark()
		k.send(c, alice)
		for range 2 {
			more := mark()
			more.Participant = c.Participant
			k.send(more, alice)
		}
		k.clock.set(start.AddDate(1, 0, 0))
		again, err := k.store.CreateContribution(k.ctx, "a", c, alice)
		k.must(err)
		k.equal(again.Repeated, true)
	}},
	{"the same again is for its author only", func(k *kit) {
		k.area()
		c := mark()
		k.send(c, alice)
		k.refused(c, bob, store.ErrReceipt)
		k.refused(c, nobody, store.ErrReceiptRequired)
	}},
	{"other content under an id is a conflict", func(k *kit) {
		k.area()
		c := mark()
		k.send(c, nobody)
		for _, change := range []func(*store.Contribution){
			func(c *store.Contribution) { c.Text = "other" },
			func(c *store.Contribution) { c.Geometry = orb.Point{10.05, 59.0500001} },
			func(c *store.Contribution) { c.Participant = uuid.New() },
			func(c *store.Contribution) { c.Prompt = "no such prompt" },
		} {
			other := *c
			change(&other)
			k.refused(&other, nobody, store.ErrConflict)
		}
		k.equal(k.read(c.ID).Text, "")
		k.equal(k.count(store.ContributionQuery{}), 1)
	}},
	{"a conflict leaves no participant behind", func(k *kit) {
		k.area()
		c := mark()
		k.send(c, nobody)
		other := *c
		other.Participant = uuid.New()
		k.refused(&other, alice, store.ErrConflict)
		_, err := k.store.ParticipantByReceipt(k.ctx, "a", alice.Receipt)
		k.is(err, store.ErrNotFound)
	}},
	{"an id is one area's", func(k *kit) {
		k.area()
		_, err := k.store.ApplyArea(k.ctx, newArea("b"))
		k.must(err)
		c := mark()
		k.send(c, nobody)
		c.Participant = uuid.New()
		made, err := k.store.CreateContribution(k.ctx, "b", c, nobody)
		k.must(err)
		k.equal(made.Repeated, false)
	}},
	{"a bad geometry is refused by the store itself", func(k *kit) {
		k.area()
		for _, bad := range []struct {
			g    orb.Geometry
			code string
		}{
			{orb.Point{math.NaN(), 59}, geo.CodeNotFinite},
			{orb.Point{10, math.Inf(1)}, geo.CodeNotFinite},
			{orb.Point{500, 59}, geo.CodeOutOfRange},
			{orb.Point{59.05, 10.05}, store.CodeSwapped},
			{orb.Point{12, 59}, store.CodeFarOutside},
			{orb.LineString{{10, 59}}, geo.CodeTooFewPositions},
			{orb.Polygon{{{10, 59}, {10.1, 59}, {10.1, 59.1}, {10, 59.1}}}, geo.CodeRingNotClosed},
			{orb.Polygon{{{10, 59}, {10.1, 59.1}, {10.1, 59}, {10, 59.1}, {10, 59}}}, geo.CodeSelfIntersection},
			{orb.MultiPoint{{10, 59}}, geo.CodeGeometryType},
		} {
			c := mark()
			c.Prompt, c.Geometry, c.Text = "any", bad.g, "words"
			k.refused(c, nobody, store.ErrInvalid{Field: "geometry", Code: bad.code})
		}
		k.equal(k.count(store.ContributionQuery{}), 0)
	}},
	{"a mark outside is kept and flagged", func(k *kit) {
		k.area()
		in := k.enter(func(*store.Contribution) {})
		out := k.enter(func(c *store.Contribution) { c.Geometry = orb.Point{10.15, 59.05} })
		k.equal(k.read(in.ID).Outside, false)
		k.equal(k.read(out.ID).Outside, true)
	}},
	{"what breaks a rule says all of it", func(k *kit) {
		k.area()
		c := mark()
		c.Text, c.Theme = "a\x00b", "nothing"
		_, err := k.store.CreateContribution(k.ctx, "a", c, nobody)
		k.is(err, store.ErrInvalid{Field: "text", Code: store.CodeControl})
		k.is(err, store.ErrInvalid{Field: "theme", Code: store.CodeUnknown})
	}},
	{"only staff set the staff's fields", func(k *kit) {
		k.area()
		c := mark()
		c.Channel = store.ChannelPaper
		k.refused(c, nobody, store.ErrForbidden{Field: "channel"})
		c = mark()
		c.Participant = uuid.Nil
		k.refused(c, nobody, store.ErrInvalid{Field: "participant", Code: store.CodeRequired})
		c.Channel, c.People = store.ChannelPaper, 12
		made := k.send(c, staff)
		k.equal(made.Channel, store.ChannelPaper)
		k.equal(k.read(c.ID).People, 12)
	}},
	{"waves open, close and take late answers", wavesTakeLateAnswers},
	{"many at once: one bad row fails alone", func(k *kit) {
		k.area()
		all := []*store.Contribution{mark(), mark(), mark(), mark()}
		all[1].Geometry = orb.Point{10, math.NaN()}
		all[3].ID, all[3].Text = all[0].ID, "other"
		made, err := k.store.CreateContributions(k.ctx, "a", all, false)
		k.must(err)
		k.must(made[0].Err)
		k.is(made[1].Err, store.ErrInvalid{Field: "geometry", Code: geo.CodeNotFinite})
		k.must(made[2].Err)
		k.is(made[3].Err, store.ErrConflict)
		k.equal(k.count(store.ContributionQuery{}), 2)
		again, err := k.store.CreateContributions(k.ctx, "a", all[:1], false)
		k.must(err)
		k.equal(again[0].Repeated, true)
	}},
	{"many at once: what was hidden elsewhere is hidden from the start", func(k *kit) {
		k.area()
		c, spam := mark(), mark()
		c.Text, c.Review = "words", store.Review{Words: store.Hidden, Byline: store.Hidden, Reason: store.ReasonPersonalData}
		spam.Review = store.Review{Geometry: store.Hidden, Reason: "a reason of theirs"}
		_, err := k.store.CreateContributions(k.ctx, "a", []*store.Contribution{c, spam}, true)
		k.must(err)
		k.equal(k.read(c.ID).Review, store.Review{Geometry: store.Published, Words: store.Hidden, Reason: store.ReasonPersonalData})
		k.equal(k.read(spam.ID).Review, store.Review{Geometry: store.Hidden, Reason: store.ReasonOther})
		public := k.list(store.ContributionQuery{Audience: store.AudiencePublic})
		k.equal(len(public), 1)
		k.equal(public[0].Text, "")
		// Again, it keeps what was decided here since.
		k.review(spam.ID, publish)
		_, err = k.store.CreateContributions(k.ctx, "a", []*store.Contribution{spam}, false)
		k.must(err)
		k.equal(k.read(spam.ID).Review, store.Review{Geometry: store.Published})
	}},
	{"many at once may be published", func(k *kit) {
		k.area()
		c := mark()
		c.Text = "words"
		_, err := k.store.CreateContributions(k.ctx, "a", []*store.Contribution{c}, true)
		k.must(err)
		public := k.list(store.ContributionQuery{Audience: store.AudiencePublic})
		k.equal(len(public), 1)
		k.equal(public[0].Text, "words")
	}},
}

func everythingComesBack(k *kit) {
	k.area()
	c := mark()
	c.Text, c.Wish, c.Title, c.PlaceText = "Hvorfor?\n👩‍👩‍👧 \u200fمرحبا", "Ønske", "Tittel", "benken ved fabrikken"
	c.Theme, c.Share, c.Byline, c.Lang = "social", store.ShareNamed, "Kari", "nb"
	c.PeriodFrom, c.PeriodTo, c.Method, c.Kind = "1960", "1969-12-31", "m1", store.KindStory
	c.Channel, c.Wave, c.OnBehalf, c.Source, c.LocatedBy = store.ChannelInterview, "2026", true, store.SourceImport, store.ByPaper
	c.Person, c.CreatedAt, c.Geometry = store.MaxPerson, start.Add(-time.Hour-time.Microsecond), orb.Point{10.1234567, 59.1234567}
	k.send(c, staff)
	got := k.read(c.ID)
	if got.Seq == 0 {
		k.Fatal("seq is missing")
	}
	want := *c
	want.Seq, want.Participant = got.Seq, uuid.Nil
	want.ReceivedAt, want.UpdatedAt, want.Outside = start, start, true
	want.Review = store.Review{Geometry: store.Published, Words: store.Pending, Byline: store.Pending}
	k.equal(*got, want)
	k.equal(k.list(store.ContributionQuery{}), []*store.Contribution{&want})
}

func wavesTakeLateAnswers(k *kit) {
	closes := start.Add(time.Hour)
	k.area(func(a *store.Area) { a.Waves[1].Closes = closes })
	late := func(created time.Time) *store.Contribution { c := mark(); c.CreatedAt = created; return c }
	k.equal(k.send(late(time.Time{}), nobody).Wave, "2026")

	k.clock.set(closes)
	k.refused(late(time.Time{}), nobody, store.ErrWaveClosed)
	k.equal(k.send(late(closes.Add(-time.Microsecond)), nobody).Wave, "2026")

	k.clock.set(closes.AddDate(0, 0, store.LateDays).Add(-time.Microsecond))
	k.send(late(closes.Add(-time.Microsecond)), nobody)
	k.clock.set(closes.AddDate(0, 0, store.LateDays))
	k.refused(late(closes.Add(-time.Microsecond)), nobody, store.ErrWaveClosed)

	c := mark()
	c.Participant, c.Wave, c.CreatedAt = uuid.Nil, "2024", oldEnd.Add(-time.Hour)
	k.equal(k.send(c, staff).Wave, "2024")
}
