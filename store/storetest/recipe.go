package storetest

import (
	"net/url"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

var recipeChecks = []check{
	{"a recipe opens until it ends or is revoked", func(k *kit) {
		k.area()
		secret := store.HashSecret("kvq_one")
		made, err := k.store.CreateRecipe(k.ctx, store.Recipe{
			Area: "a", Name: "GIS", Filter: url.Values{"prompt": {"spot,any"}, "q": {"æ & ø"}}, Words: true, MadeBy: "kari@example.org",
		}, secret)
		k.must(err)
		want := store.Recipe{
			ID: made.ID, Area: "a", Name: "GIS", Filter: url.Values{"prompt": {"spot,any"}, "q": {"æ & ø"}}, Words: true,
			MadeBy: "kari@example.org", CreatedAt: start, ExpiresAt: start.Add(store.RecipeLife),
		}
		k.equal(*made, want)
		got, err := k.store.RecipeByHash(k.ctx, secret)
		k.must(err)
		k.equal(*got, want)
		k.clock.set(start.Add(store.RecipeLife))
		_, err = k.store.RecipeByHash(k.ctx, secret)
		k.is(err, store.ErrNotFound)
		k.clock.set(start.Add(time.Hour))
		k.must(k.store.RevokeRecipe(k.ctx, made.ID))
		_, err = k.store.RecipeByHash(k.ctx, secret)
		k.is(err, store.ErrNotFound)
		all, err := k.store.AllRecipes(k.ctx, "a")
		k.must(err)
		k.equal(len(all), 1)
		k.equal(all[0].RevokedAt, start.Add(time.Hour))
		k.equal(all[0].UsedAt, start.Truncate(time.Hour))
	}},
	{"what is no recipe is refused", func(k *kit) {
		k.area()
		for field, r := range map[string]store.Recipe{
			"expires_at": {ExpiresAt: start.Add(store.RecipeLife + time.Second)}, "filter": {Filter: url.Values{"limit": {"5"}}},
			"colour": {Filter: url.Values{"colour": {"red"}}}, "name": {Name: "\x00"},
		} {
			r.Area = "a"
			_, err := k.store.CreateRecipe(k.ctx, r, store.HashSecret(field))
			if bad := store.Invalids(err); len(bad) != 1 || bad[0].Field != field {
				k.Fatalf("%s: %v", field, err)
			}
		}
		_, err := k.store.CreateRecipe(k.ctx, store.Recipe{Area: "none"}, store.HashSecret("kvq_x"))
		k.is(err, store.ErrNotFound)
		k.is(k.store.RevokeRecipe(k.ctx, 1), store.ErrNotFound)
		all, err := k.store.AllRecipes(k.ctx, "")
		k.must(err)
		k.equal(all, []*store.Recipe{})
	}},
	{"a query within another keeps to both", func(k *kit) {
		k.area()
		both := k.enter(func(c *store.Contribution) { c.Text = "the bench" })
		k.enter(func(c *store.Contribution) { c.Text, c.Prompt = "the bench", "any" })
		k.enter(func(c *store.Contribution) { c.Text = "the river" })
		within := store.ContributionQuery{Prompts: []string{"spot"}}
		q := store.ContributionQuery{Q: "bench", Within: &within}
		k.equal(ids(k.list(q)), []uuid.UUID{both.ID})
		n, err := k.store.CountContributions(k.ctx, store.ContributionQuery{Area: "a", Audience: store.AudienceStaff, Q: "bench", Within: &within})
		k.must(err)
		k.equal(n, int64(1))
		within.BBox = []orb.Bound{{Min: orb.Point{10, 59}, Max: orb.Point{10.1, 59.1}}}
		k.equal(ids(k.list(q)), []uuid.UUID{both.ID})
		within.Channels = []store.Channel{store.ChannelPaper}
		k.equal(k.count(q), 0)
		q.Audience = store.AudiencePublic
		k.is(k.listError(k.ctx, store.ContributionQuery{Area: "a", Audience: store.AudiencePublic, Within: &within}), store.ErrForbidden{Field: "channel"})
	}},
	{"rows are found by their ids", func(k *kit) {
		k.area()
		first, second := k.send(mark(), nobody), k.send(mark(), nobody)
		k.send(mark(), nobody)
		of := func(ids ...uuid.UUID) store.Condition {
			in := store.In{Field: "id"}
			for _, id := range ids {
				in.Values = append(in.Values, id.String())
			}
			return in
		}
		k.equal(ids(k.list(store.ContributionQuery{Where: of(second.ID, uuid.New(), first.ID)})), []uuid.UUID{first.ID, second.ID})
		k.equal(k.count(store.ContributionQuery{Where: of(second.ID), Audience: store.AudiencePublic}), 1)
		k.equal(k.count(store.ContributionQuery{Where: of(second.ID), Prompts: []string{"any"}}), 0)
		k.equal(k.count(store.ContributionQuery{Where: of()}), 0)
	}},
	{"what is withheld is neither read nor found by", func(k *kit) {
		k.area()
		c := k.enter(func(c *store.Contribution) {
			c.Text, c.Wish, c.Share, c.Byline = "why", "more", store.ShareNamed, "Kari"
		})
		q := store.ContributionQuery{Withhold: store.Withhold{Words: true, Bylines: true}}
		got := k.list(q)[0]
		k.equal([]string{got.Text, got.Wish, got.Byline}, []string{"", "", ""})
		q.Q = "why"
		k.equal(k.count(q), 0)
		q.Q = ""
		for _, where := range []store.Condition{
			store.Like{Field: "text", Pattern: "%why%"}, store.Compare{Field: "wish", Is: "=", Value: "more"}, store.Compare{Field: "byline", Is: "=", Value: "Kari"},
		} {
			q.Where = where
			k.equal(k.count(q), 0)
			q.Withhold, q.Where = store.Withhold{}, where
			k.equal(k.count(q), 1)
			q.Withhold = store.Withhold{Words: true, Bylines: true}
		}
		q.Q, q.Where = "why", nil
		k.review(c.ID, publish)
		got = k.list(q)[0]
		k.equal([]string{got.Text, got.Wish, got.Byline}, []string{"why", "more", ""})
		k.review(c.ID, hide(store.PartWords))
		k.equal(k.count(q), 0)
		q.Withhold = store.Withhold{}
		k.equal(k.count(q), 1)
	}},
}
