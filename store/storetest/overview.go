package storetest

import (
	"time"

	"kvarter/store"
)

var overviewChecks = []check{
	{"an empty wave has empty sums", func(k *kit) {
		k.area()
		o, err := k.store.Overview(k.ctx, "a", "")
		k.must(err)
		k.equal(*o, store.Overview{Wave: "2026", Prompts: []store.TallyOf{}, Channels: []store.TallyOf{}, Days: []store.TallyOf{}})
		_, err = k.store.Overview(k.ctx, "a", "1999")
		k.is(err, store.ErrNotFound)
		_, err = k.store.Overview(k.ctx, "nowhere", "")
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
		o, err := k.store.Overview(k.ctx, "a", "2026")
		k.must(err)
		k.equal(o.Contributions, 4)
		k.equal(o.People, 7)
		k.equal(o.Unplaced, 1)
		k.equal(len(o.Days), 1)
		k.equal(o.Days[0].Key, "2026-05-18")
	}},
}
