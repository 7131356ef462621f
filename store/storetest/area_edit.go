package storetest

import (
	"time"

	"kvarter/store"
)

var areaEditChecks = []check{
	{"an edit changes, says by whom, and is not overwritten by a file", func(k *kit) {
		k.area()
		before, err := k.store.AreaVersion(k.ctx, "a")
		k.must(err)
		k.equal(before.EditedAt, time.Time{})
		edit := store.AreaEdit{Rev: before.Rev, By: "kari@larvik.no", Change: func(a *store.Area) error {
			a.Contact = both("call us")
			return nil
		}}
		edit.Try = true
		tried, err := k.store.EditArea(k.ctx, "a", edit)
		k.must(err)
		k.equal(tried.Area.Contact, both("call us"))
		kept, err := k.store.AreaVersion(k.ctx, "a")
		k.must(err)
		k.equal(kept, before)

		edit.Try = false
		after, err := k.store.EditArea(k.ctx, "a", edit)
		k.must(err)
		k.equal(after.Area.Contact, both("call us"))
		k.equal(after.EditedBy, "kari@larvik.no")
		k.equal(after.EditedAt, start)
		if after.Rev <= before.Rev {
			k.Errorf("the revision is %d after %d", after.Rev, before.Rev)
		}
		_, err = k.store.EditArea(k.ctx, "a", edit)
		k.is(err, store.ErrStale)

		_, err = k.store.ApplyArea(k.ctx, newArea("a"))
		k.is(err, store.ErrEdited)
		same, err := k.store.ApplyArea(k.ctx, after.Area)
		k.must(err)
		k.equal(same, store.ApplyUnchanged)
		_, err = k.store.OverwriteArea(k.ctx, newArea("a"))
		k.must(err)
		now, err := k.store.AreaVersion(k.ctx, "a")
		k.must(err)
		k.equal(now.Area.Contact, both("contact"))
		k.equal(now.EditedBy, "")
	}},
	{"an edit is held to the area's rules, and leaves nothing if it is refused", func(k *kit) {
		k.area()
		before, err := k.store.AreaVersion(k.ctx, "a")
		k.must(err)
		k.enter(func(*store.Contribution) {})
		for _, change := range []func(a *store.Area){
			func(a *store.Area) { a.Name = nil },
			func(a *store.Area) { a.Waves = a.Waves[:1] },
		} {
			if _, err := k.store.EditArea(k.ctx, "a", store.AreaEdit{Rev: before.Rev, Change: func(a *store.Area) error { change(a); return nil }}); err == nil {
				k.Error("it was taken")
			}
		}
		after, err := k.store.AreaVersion(k.ctx, "a")
		k.must(err)
		k.equal(after, before)
		_, err = k.store.EditArea(k.ctx, "nowhere", store.AreaEdit{Change: func(*store.Area) error { return nil }})
		k.is(err, store.ErrNotFound)
	}},
}
