package storetest

import (
	"time"

	"kvarter/store"
)

var overviewChecks = []check{
	{"an empty wave has empty sums", func(k *kit) {
		k.area()
		o, err := k.store.Overview(k.ctx, "a", "", false)
		k.must(err)
		k.equal(*o, store.Overview{Wave: "2026", Prompts: []store.TallyOf{}, Channels: []store.TallyOf{}, Days: []store.TallyOf{}})
		_, err = k.store.Overview(k.ctx, "a", "1999", false)
		k.is(err, store.ErrNotFound)
		_, err = k.store.Overview(k.ctx, "nowhere", "", true)
		k.is(err, store.ErrNotFound)
	}},
	{"people are counted once, and a batch by its largest head count", func(k *kit) {
		k.area()
		// Late in the evening in UTC it is the next day there.
		k.clock.set(time.Date(2026, 5, 17, 22, 30, 0, 0, time.UTC))
		for _, people := range []int{4, 7, 5} {
			k.enter(func(c *store.Contribution) { c.People = people })
		}
		k.enter(func(c *store.Contribution) { c.Geometry, c.PlaceText = nil, "by the river" })
		spam := k.enter(func(c *store.Contribution) { c.Text = "buy" })
		k.review(spam.ID, store.Decision{State: store.Hidden, Reason: store.ReasonSpam})
		o, err := k.store.Overview(k.ctx, "a", "2026", false)
		k.must(err)
		k.equal(o.Contributions, store.Count(4))
		k.equal(o.People, store.Count(7))
		k.equal(o.Unplaced, store.Count(1))
		k.equal(len(o.Days), 1)
		k.equal(o.Days[0].Key, "2026-05-18")
	}},
	{"small numbers are withheld from the reference group, with what gives them away", func(k *kit) {
		k.area()
		for _, prompt := range []string{"spot", "any"} {
			k.enter(func(c *store.Contribution) { c.Prompt, c.Channel, c.People = prompt, store.ChannelTable, 7 })
		}
		k.send(mark(), nobody)
		all, err := k.store.Overview(k.ctx, "a", "2026", false)
		k.must(err)
		k.equal(all.People, store.Count(8))
		k.equal(all.Channels[1].Tally, store.Tally{Contributions: 1, People: 1})
		o, err := k.store.Overview(k.ctx, "a", "2026", true)
		k.must(err)
		k.equal(o.Tally, all.Tally)
		k.equal(o.Prompts, all.Prompts)
		// One person came by the web, so that the table's number is not told either.
		withheld := store.Tally{Contributions: store.Withheld, People: store.Withheld}
		k.equal(o.Channels, []store.TallyOf{{Key: "table", Tally: withheld}, {Key: "web", Tally: withheld}})
	}},
}
