package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

var each = store.Policy{Marks: store.MarksEach}

func TestAudienceSees(t *testing.T) {
	for i, a := range store.AllAudiences {
		for j, want := range store.AllAudiences {
			if got := a.Sees(want); got != (i >= j) {
				t.Errorf("%s sees what is for %s: %v", a, want, got)
			}
		}
		if a.Sees("nobody") || store.Audience("nobody").Sees(a) {
			t.Errorf("%s and nobody see each other", a)
		}
	}
}

func TestFieldsAreTheOnesPromised(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range store.ContributionFields {
		if seen[f.Name] || !store.AudienceStaff.Sees(f.Audience) {
			t.Errorf("%+v stands twice or is for nobody", f)
		}
		seen[f.Name] = true
	}
	for _, secret := range []string{"participant", "digest", "seq"} {
		if seen[secret] {
			t.Errorf("%s goes out", secret)
		}
	}
	for _, f := range store.ContributionFields {
		staffOnly := f.Name == "person" || f.Name == "people" || f.Name == "received_at"
		notPublic := staffOnly || f.Name == "channel" || f.Name == "workshop" || f.Name == "round"
		if notPublic && store.AudiencePublic.Sees(f.Audience) || staffOnly && store.AudienceAuthor.Sees(f.Audience) {
			t.Errorf("%s is for %s", f.Name, f.Audience)
		}
	}
}

func TestVisibleToThePublic(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*store.Contribution)
		policy store.Policy
		want   bool
	}{
		"all published":             {func(*store.Contribution) {}, each, true},
		"words pending":             {func(c *store.Contribution) { c.Review.Words = store.Pending }, each, true},
		"geometry hidden":           {func(c *store.Contribution) { c.Review.Geometry = store.Hidden }, each, true},
		"all hidden":                {func(c *store.Contribution) { c.Review = store.Review{Geometry: store.Hidden, Words: store.Hidden} }, each, false},
		"all pending":               {func(c *store.Contribution) { c.Review = store.Review{Geometry: store.Pending, Words: store.Pending} }, each, false},
		"a published name alone":    {func(c *store.Contribution) { c.Review = store.Review{Byline: store.Published} }, each, false},
		"on hold":                   {func(c *store.Contribution) { c.Hold = "round" }, each, false},
		"for the programme":         {func(c *store.Contribution) { c.Share = store.ShareProgramme }, each, false},
		"a note":                    {func(c *store.Contribution) { c.Kind = store.KindNote }, each, false},
		"a story":                   {func(c *store.Contribution) { c.Kind = store.KindStory }, each, true},
		"a class's mark":            {func(c *store.Contribution) { c.Channel = store.ChannelClass }, each, false},
		"a class's story":           {func(c *store.Contribution) { c.Channel, c.Kind = store.ChannelClass, store.KindStory }, each, true},
		"a mark in aggregate":       {func(*store.Contribution) {}, store.Policy{Marks: store.MarksAggregate}, false},
		"a story beside aggregates": {func(c *store.Contribution) { c.Kind = store.KindStory }, store.Policy{Marks: store.MarksAggregate}, true},
	} {
		m := accepted(t)
		m.Kind = store.KindMark
		c.change(m)
		if got := m.Visible(store.AudiencePublic, c.policy); got != c.want {
			t.Errorf("%s: visible is %v", name, got)
		}
	}
	if accepted(t).Visible("nobody", each) {
		t.Error("visible to an audience that is none")
	}
}

func TestVisibleMasksParts(t *testing.T) {
	full := func() *store.Contribution {
		c := accepted(t)
		c.Geometry, c.Place, c.PlaceText, c.Wish = orb.Point{10.1234567, 59.7654321}, "hall", "by the door", "a bench"
		c.CreatedAt = time.Date(2026, 5, 17, 23, 59, 59, 0, time.UTC)
		return c
	}
	c := full()
	c.Visible(store.AudiencePublic, each)
	if !orb.Equal(c.Geometry, orb.Point{10.12346, 59.76543}) || !c.CreatedAt.Equal(day(5, 17)) || c.Byline != "Kari" || c.Text != "why" {
		t.Errorf("published whole is %+v", c)
	}
	c = full()
	c.Review.Words = store.Pending
	c.Visible(store.AudiencePublic, each)
	if c.Text+c.Wish+c.Title+c.PlaceText+c.Lang != "" || c.Geometry == nil || c.Place != "hall" {
		t.Errorf("with words pending is %+v", c)
	}
	c = full()
	c.Review.Geometry = store.Hidden
	c.Visible(store.AudiencePublic, each)
	if c.Geometry != nil || c.Place != "" || c.Text != "why" {
		t.Errorf("with geometry hidden is %+v", c)
	}
	for name, change := range map[string]func(*store.Contribution){
		"pending": func(c *store.Contribution) { c.Review.Byline = store.Pending },
		"unnamed": func(c *store.Contribution) { c.Share = store.ShareAnonymous },
	} {
		c = full()
		change(c)
		c.Visible(store.AudiencePublic, each)
		if c.Byline != "" {
			t.Errorf("byline %s is %q", name, c.Byline)
		}
	}
	for _, audience := range []store.Audience{store.AudienceAuthor, store.AudienceStaff} {
		c = full()
		c.Review, c.Hold = store.Review{Words: store.Hidden}, "round"
		want := *c
		if !c.Visible(audience, each) || c.Text != want.Text || !orb.Equal(c.Geometry, want.Geometry) || !c.CreatedAt.Equal(want.CreatedAt) {
			t.Errorf("to %s it is %+v", audience, c)
		}
	}
}

func TestReviewStatus(t *testing.T) {
	pen, pub, hid := store.Pending, store.Published, store.Hidden
	for r, want := range map[store.Review]store.ReviewState{
		{}:                           hid,
		{Geometry: pub}:              pub,
		{Geometry: pub, Words: pen}:  pen,
		{Geometry: hid, Byline: pen}: pen,
		{Geometry: hid, Words: pub}:  pub,
		{Geometry: hid, Words: hid}:  hid,
	} {
		if got := r.Status(); got != want {
			t.Errorf("%+v is %s, want %s", r, got, want)
		}
	}
}

func TestReviewSetLeavesAbsentParts(t *testing.T) {
	r := store.Review{Geometry: store.Pending, Byline: store.Pending}
	for _, part := range store.AllParts {
		r.Set(part, store.Published)
	}
	if want := (store.Review{Geometry: store.Published, Byline: store.Published}); r != want {
		t.Errorf("is %+v, want %+v", r, want)
	}
}

func TestDecisionValidate(t *testing.T) {
	for want, d := range map[string]store.Decision{
		"":                   {State: store.Published},
		"reason not_allowed": {State: store.Published, Reason: store.ReasonSpam},
		"reason unknown":     {State: store.Hidden},
		"state unknown":      {State: store.Pending},
		"part unknown":       {State: store.Published, Parts: []store.Part{store.PartWords, "photo"}},
	} {
		check(t, d.Validate(), want)
	}
	for _, reason := range store.AllReasons {
		check(t, store.Decision{State: store.Hidden, Reason: reason, Parts: store.AllParts}.Validate(), "")
	}
}

func TestInvalidsTakesErrorsApart(t *testing.T) {
	if got := store.Invalids(nil); got != nil {
		t.Errorf("nothing holds %v", got)
	}
	if got := store.Invalids(store.ErrGone); got != nil {
		t.Errorf("another error holds %v", got)
	}
}

func TestGeometryTypeAndWords(t *testing.T) {
	for want, g := range map[store.GeometryType]orb.Geometry{
		store.GeometryPoint: orb.Point{}, store.GeometryLine: orb.LineString{}, store.GeometryArea: orb.Polygon{}, store.GeometryNone: nil,
	} {
		if got := (&store.Contribution{ID: uuid.New(), Geometry: g}).GeometryType(); got != want {
			t.Errorf("%T is %s, want %s", g, got, want)
		}
	}
	for _, c := range []store.Contribution{{Text: "a"}, {Wish: "a"}, {Title: "a"}, {PlaceText: "a"}} {
		if !c.HasWords() {
			t.Errorf("%+v has no words", c)
		}
	}
	if (&store.Contribution{Byline: "a"}).HasWords() {
		t.Error("a name is words")
	}
}
