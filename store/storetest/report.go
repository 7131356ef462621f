package storetest

import (
	"time"

	"github.com/google/uuid"

	"kvarter/store"
)

var reportChecks = []check{
	{"a report is kept once, in its order", func(k *kit) {
		k.area()
		c, other := k.published(), k.published()
		spam, words := report(c, store.ReportSpam), report(other, store.ReportOther)
		words.Text = "This is not so.\nÆrlig talt"
		for range 2 {
			k.must(k.store.CreateReport(k.ctx, "a", spam))
		}
		k.clock.set(start.Add(time.Minute))
		k.must(k.store.CreateReport(k.ctx, "a", words))
		spam.CreatedAt, words.CreatedAt = start, start.Add(time.Minute)
		k.equal(k.reports(), []store.Report{spam, words})
		for _, change := range []func(*store.Report){
			func(r *store.Report) { r.Contribution = other },
			func(r *store.Report) { r.Reason = store.ReportOther },
			func(r *store.Report) { r.Text = "else" },
		} {
			r := spam
			change(&r)
			k.is(k.store.CreateReport(k.ctx, "a", r), store.ErrConflict)
		}
		k.equal(len(k.reports()), 2)
	}},
	{"what is urgent comes off the map, what is not stays", func(k *kit) {
		k.area()
		for _, reason := range store.AllReportReasons {
			c := k.published()
			k.must(k.store.CreateReport(k.ctx, "a", report(c, reason)))
			want := store.Review{Geometry: store.Published, Words: store.Published, Byline: store.Published}
			if reason.IsUrgent() {
				want.Words, want.Byline = store.Pending, store.Pending
			}
			k.equal(k.read(c).Review, want)
		}
		CheckPublic(k.T, k.store, "a")
	}},
	{"the same report again is no error when it took all off", func(k *kit) {
		k.area()
		c := k.enter(func(c *store.Contribution) { c.Geometry, c.PlaceText = nil, "by the river" })
		k.review(c.ID, publish)
		r := report(c.ID, store.ReportThreat)
		k.must(k.store.CreateReport(k.ctx, "a", r))
		k.must(k.store.CreateReport(k.ctx, "a", r))
		k.is(k.store.CreateReport(k.ctx, "a", report(c.ID, store.ReportThreat)), store.ErrNotFound)
	}},
	{"what staff upheld stays until it is changed", func(k *kit) {
		k.area()
		c := k.published()
		urgent := func() { k.must(k.store.CreateReport(k.ctx, "a", report(c, store.ReportPersonalData))) }
		urgent()
		k.equal(k.read(c).Review.Words, store.Pending)
		k.clock.set(start.Add(time.Minute))
		k.review(c, publish)
		k.equal(k.reports(), []store.Report{})
		urgent()
		k.equal(k.read(c).Review.Words, store.Published)
		k.equal(len(k.reports()), 1)
		k.clock.set(start.Add(2 * time.Minute))
		_, err := k.store.UpdateContribution(k.ctx, "a", c, store.Patch{Text: ptr("else")}, staff)
		k.must(err)
		k.review(c, store.Decision{Parts: []store.Part{store.PartWords}, State: store.Published})
		k.equal(k.reports(), []store.Report{})
		urgent()
		k.equal(k.read(c).Review.Words, store.Published)
		k.clock.set(start.Add(3 * time.Minute))
		_, err = k.store.UpdateContribution(k.ctx, "a", c, store.Patch{Theme: ptr("social")}, staff)
		k.must(err)
		urgent()
		k.equal(k.read(c).Review.Words, store.Pending)
	}},
	{"publishing again what was never taken off upholds it", func(k *kit) {
		k.area()
		c := k.published()
		k.must(k.store.CreateReport(k.ctx, "a", report(c, store.ReportOffensive)))
		k.review(c, publish)
		k.equal(k.reports(), []store.Report{})
		k.must(k.store.CreateReport(k.ctx, "a", report(c, store.ReportThreat)))
		k.equal(k.read(c).Review.Words, store.Published)
	}},
	{"a decision on a part leaves the report open while another waits", func(k *kit) {
		k.area()
		c := k.published()
		k.must(k.store.CreateReport(k.ctx, "a", report(c, store.ReportThreat)))
		k.review(c, hide(store.PartWords))
		k.equal(len(k.reports()), 1)
		k.review(c, store.Decision{Parts: []store.Part{store.PartByline}, State: store.Published})
		k.equal(k.reports(), []store.Report{})
	}},
	{"hiding closes a report and upholds nothing", func(k *kit) {
		k.area()
		c := k.published()
		k.must(k.store.CreateReport(k.ctx, "a", report(c, store.ReportThreat)))
		k.review(c, hide(store.PartWords, store.PartByline))
		k.equal(k.reports(), []store.Report{})
		k.review(c, publish)
		k.must(k.store.CreateReport(k.ctx, "a", report(c, store.ReportThreat)))
		k.equal(k.read(c).Review.Words, store.Pending)
	}},
	{"only what the public sees is reported, by a good report", func(k *kit) {
		k.area()
		hidden := k.published()
		k.review(hidden, hide())
		for _, id := range []uuid.UUID{hidden, uuid.New()} {
			k.is(k.store.CreateReport(k.ctx, "a", report(id, store.ReportSpam)), store.ErrNotFound)
		}
		k.is(k.store.CreateReport(k.ctx, "none", report(hidden, store.ReportSpam)), store.ErrNotFound)
		k.is(k.store.CreateReport(k.ctx, "a", report(hidden, "boring")), store.ErrInvalid{Field: "reason", Code: store.CodeUnknown})
		c := k.send(mark(), alice)
		r := report(c.ID, store.ReportSpam)
		k.must(k.store.CreateReport(k.ctx, "a", r))
		k.must(k.store.WithdrawContribution(k.ctx, "a", c.ID, alice))
		k.is(k.store.CreateReport(k.ctx, "a", r), store.ErrGone)
		k.equal(k.reports(), []store.Report{})
		_, err := k.store.OpenReports(k.ctx, "none")
		k.is(err, store.ErrNotFound)
	}},
}

func report(id uuid.UUID, reason store.ReportReason) store.Report {
	return store.Report{ID: uuid.New(), Contribution: id, Reason: reason}
}

// published is the id of an answer with every part, all published.
func (k *kit) published() uuid.UUID {
	k.Helper()
	c := k.enter(func(c *store.Contribution) { c.Text, c.Share, c.Byline = "why", store.ShareNamed, "Kari" })
	k.review(c.ID, publish)
	return c.ID
}

func (k *kit) reports() []store.Report {
	k.Helper()
	all, err := k.store.OpenReports(k.ctx, "a")
	k.must(err)
	return all
}
