package storetest

import (
	"time"

	"github.com/google/uuid"

	"kvarter/store"
)

var reviewActChecks = []check{
	{"the queue is what was reported and then the oldest first", func(k *kit) {
		k.area()
		k.send(mark(), nobody)
		first := k.enter(func(c *store.Contribution) { c.Text = "one" })
		shown := k.published()
		last := k.enter(func(c *store.Contribution) { c.Text = "two"; c.Prompt = "any" })
		k.equal(k.queue(store.ContributionQuery{}, ""), []uuid.UUID{first.ID, last.ID})
		k.must(k.store.CreateReport(k.ctx, "a", report(shown, store.ReportOffensive)))
		k.equal(k.queue(store.ContributionQuery{}, ""), []uuid.UUID{shown, first.ID, last.ID})
		k.equal(k.queue(store.ContributionQuery{}, store.QueueReported), []uuid.UUID{shown})
		k.equal(k.queue(store.ContributionQuery{Prompts: []string{"any"}}, ""), []uuid.UUID{last.ID})
		k.equal(k.queue(store.ContributionQuery{Limit: 1, After: store.Cursor{Seq: first.Seq}}, ""), []uuid.UUID{last.ID})
		k.equal(k.queue(store.ContributionQuery{Statuses: []store.ReviewState{store.Published}}, ""), append([]uuid.UUID{shown}, k.marksOnly()...))
		n, err := k.store.ReviewCounts(k.ctx, "a")
		k.must(err)
		k.equal(n, store.ReviewCounts{Pending: 2, Reported: 1})
		_, err = k.store.ReviewQueue(k.ctx, store.ContributionQuery{Area: "none", Limit: 1}, "")
		k.is(err, store.ErrNotFound)
		_, err = k.store.ReviewQueue(k.ctx, store.ContributionQuery{Area: "a", Limit: 1}, "colour")
		k.is(err, store.ErrInvalid{Field: "flag", Code: store.CodeUnknown})
	}},
	{"the queue asks for personal data and threats before other reports, page by page", func(k *kit) {
		k.area()
		var ids []uuid.UUID
		for _, words := range []string{"waits", "offends", "waits too", "threatens", "names and offends", "offends too"} {
			ids = append(ids, k.enter(func(c *store.Contribution) { c.Text = words }).ID)
		}
		for i, reasons := range map[int][]store.ReportReason{
			1: {store.ReportOffensive, store.ReportSpam}, 3: {store.ReportThreat},
			4: {store.ReportOffensive, store.ReportPersonalData}, 5: {store.ReportOther},
		} {
			for _, r := range reasons {
				k.must(k.store.CreateReport(k.ctx, "a", report(ids[i], r)))
			}
		}
		want := []uuid.UUID{ids[3], ids[4], ids[1], ids[5], ids[0], ids[2]}
		k.equal(k.queue(store.ContributionQuery{}, ""), want)
		k.equal(k.queue(store.ContributionQuery{}, store.QueueReported), want[:4])
		var paged []uuid.UUID
		q := store.ContributionQuery{Area: "a", Limit: 1}
		for len(paged) <= len(want) {
			items, err := k.store.ReviewQueue(k.ctx, q, "")
			k.must(err)
			if len(items) == 0 {
				break
			}
			paged = append(paged, items[0].Contribution.ID)
			q.After = store.Cursor{Seq: items[0].Contribution.Seq, Urgency: store.UrgencyOf(items[0].Reports)}
		}
		k.equal(paged, want)
		k.review(ids[3], publish)
		k.equal(k.queue(store.ContributionQuery{}, ""), want[1:])
	}},
	{"acts are done each by itself and undone together", func(k *kit) {
		k.area()
		one, two := k.enter(func(c *store.Contribution) { c.Text = "one" }), k.enter(func(c *store.Contribution) { c.Text = "two" })
		done, err := k.store.Review(k.ctx, "a", []store.ReviewAct{
			{ID: one.ID, Kind: store.ReviewPublish}, {ID: uuid.New(), Kind: store.ReviewPublish},
			{ID: two.ID, Kind: store.ReviewHide, Reason: store.ReasonSpam},
		}, "kari@example.org")
		k.must(err)
		k.equal(done.Done, 2)
		k.equal(len(done.Failed), 1)
		k.is(done.Failed[0].Err, store.ErrNotFound)
		k.equal(k.read(one.ID).Review.Words, store.Published)
		k.equal(k.read(two.ID).Review.Words, store.Hidden)
		// Somebody decides anew on one of them: that stands.
		k.review(two.ID, publish)
		undone, left, err := k.store.UndoReview(k.ctx, "a", done.Batch, "kari@example.org")
		k.must(err)
		k.equal([]int{undone, left}, []int{1, 1})
		k.equal(k.read(one.ID).Review.Words, store.Pending)
		k.equal(k.read(two.ID).Review.Words, store.Published)
		_, _, err = k.store.UndoReview(k.ctx, "a", done.Batch, "")
		k.is(err, store.ErrNotFound)
		log, err := k.store.ReviewLog(k.ctx, "a", 0, 10)
		k.must(err)
		var kinds []store.ReviewActKind
		for _, a := range log {
			kinds = append(kinds, a.Kind)
		}
		k.equal(kinds, []store.ReviewActKind{store.ReviewUndo, store.ReviewPublish, store.ReviewHide, store.ReviewPublish})
		k.equal(log[3], store.LoggedAct{Seq: 1, At: start, By: "kari@example.org", Kind: store.ReviewPublish, Number: one.Seq, Batch: done.Batch})
	}},
	{"an undone decision opens the report again", func(k *kit) {
		k.area()
		c := k.published()
		k.must(k.store.CreateReport(k.ctx, "a", report(c, store.ReportThreat)))
		done, err := k.store.Review(k.ctx, "a", []store.ReviewAct{{ID: c, Kind: store.ReviewPublish}}, "")
		k.must(err)
		k.equal(len(k.reports()), 0)
		_, _, err = k.store.UndoReview(k.ctx, "a", done.Batch, "")
		k.must(err)
		k.equal(len(k.reports()), 1)
		k.equal(k.read(c).Review.Words, store.Pending)
	}},
	{"undo is for a day", func(k *kit) {
		k.area()
		c := k.enter(func(c *store.Contribution) { c.Text = "one" })
		done, err := k.store.Review(k.ctx, "a", []store.ReviewAct{{ID: c.ID, Kind: store.ReviewPublish}}, "")
		k.must(err)
		k.clock.set(start.Add(store.UndoLife + time.Second))
		_, _, err = k.store.UndoReview(k.ctx, "a", done.Batch, "")
		k.is(err, store.ErrNotFound)
	}},
	{"redaction shows a mark, keeps the original for its time, and can be undone", func(k *kit) {
		k.area()
		c := k.enter(func(c *store.Contribution) { c.Text, c.Wish = "Spør Kari Nordmann på Ærlia", "mer lys" })
		redact := store.ReviewAct{ID: c.ID, Kind: store.ReviewRedact, Ranges: []store.Range{{Field: "text", Start: 5, End: 18}}}
		done, err := k.store.Review(k.ctx, "a", []store.ReviewAct{redact}, "")
		k.must(err)
		k.equal(done.Failed, []store.FailedAct(nil))
		got := k.read(c.ID)
		k.equal(got.Text, "Spør […] på Ærlia")
		k.equal(got.Review.Words, store.Published)
		items, err := k.store.ReviewQueue(k.ctx, store.ContributionQuery{Area: "a", Limit: 5, Statuses: []store.ReviewState{store.Published}}, "")
		k.must(err)
		k.equal(items[0].Redactions, []store.Redaction{
			{Field: "text", Original: "Spør Kari Nordmann på Ærlia", EraseAt: start.AddDate(0, 0, store.DefaultRedactionDays)},
		})
		k.equal(k.count(store.ContributionQuery{Q: "Nordmann"}), 0)
		_, _, err = k.store.UndoReview(k.ctx, "a", done.Batch, "")
		k.must(err)
		k.equal(k.read(c.ID).Text, "Spør Kari Nordmann på Ærlia")
		k.equal(k.read(c.ID).Review.Words, store.Pending)

		_, err = k.store.Review(k.ctx, "a", []store.ReviewAct{redact}, "")
		k.must(err)
		k.clock.set(start.AddDate(0, 0, store.DefaultRedactionDays))
		k.must(k.store.EraseOriginals(k.ctx))
		k.equal(k.originals(c.ID), 0)
	}},
	{"an original is kept for as long as the area says, and not at all for 0 days", func(k *kit) {
		for days, kept := range map[int]int{0: 0, 7: 1} {
			k.area(func(a *store.Area) { a.Policy.RedactionDays = days })
			c := k.enter(func(c *store.Contribution) { c.Text = "words" })
			done, err := k.store.Review(k.ctx, "a", []store.ReviewAct{
				{ID: c.ID, Kind: store.ReviewRedact, Ranges: []store.Range{{Field: "text", Start: 0, End: 1}}},
			}, "")
			k.must(err)
			k.equal(done.Failed, []store.FailedAct(nil))
			k.equal(k.originals(c.ID), kept)
			k.clock.set(start.AddDate(0, 0, days))
			k.must(k.store.EraseOriginals(k.ctx))
			k.equal(k.originals(c.ID), 0)
			k.clock.set(start)
		}
	}},
	{"an original is erased now, by its author's change and where none is wanted", func(k *kit) {
		k.area()
		redact := func(id uuid.UUID, erase bool) store.Reviewed {
			done, err := k.store.Review(k.ctx, "a", []store.ReviewAct{
				{ID: id, Kind: store.ReviewRedact, Ranges: []store.Range{{Field: "text", Start: 0, End: 1}}, Erase: erase},
			}, "")
			k.must(err)
			k.equal(done.Done, 1)
			return done
		}
		c := k.enter(func(c *store.Contribution) { c.Text = "words" })
		redact(c.ID, false)
		k.equal(k.originals(c.ID), 1)
		k.must(k.store.EraseOriginalsOf(k.ctx, "a", c.ID, ""))
		k.equal(k.originals(c.ID), 0)
		done := redact(c.ID, true)
		k.equal(k.originals(c.ID), 0)
		_, left, err := k.store.UndoReview(k.ctx, "a", done.Batch, "")
		k.must(err)
		k.equal(left, 1)
		c = k.enter(func(c *store.Contribution) { c.Text = "words" })
		redact(c.ID, false)
		_, err = k.store.UpdateContribution(k.ctx, "a", c.ID, store.Patch{Text: ptr("else")}, staff)
		k.must(err)
		k.equal(k.originals(c.ID), 0)
		for _, r := range []store.Range{{Field: "text", Start: 3, End: 5}, {Field: "text", Start: 2, End: 2}, {Field: "byline", End: 1}, {Field: "wish", End: 1}} {
			done, err := k.store.Review(k.ctx, "a", []store.ReviewAct{{ID: c.ID, Kind: store.ReviewRedact, Ranges: []store.Range{r}}}, "")
			k.must(err)
			k.equal(len(done.Failed), 1)
		}
		k.equal(k.read(c.ID).Text, "else")
	}},
	{"a colleague is asked until it is decided, a concern stays until it is settled", func(k *kit) {
		k.area()
		c := k.enter(func(c *store.Contribution) { c.Text = "one" })
		_, err := k.store.Review(k.ctx, "a", []store.ReviewAct{
			{ID: c.ID, Kind: store.ReviewAsk, Note: "is this him?"}, {ID: c.ID, Kind: store.ReviewConcern},
		}, "kari@example.org")
		k.must(err)
		k.equal(k.queue(store.ContributionQuery{}, "asked"), []uuid.UUID{c.ID})
		k.equal(k.queue(store.ContributionQuery{}, "concern"), []uuid.UUID{c.ID})
		k.review(c.ID, publish)
		k.equal(len(k.queue(store.ContributionQuery{}, "asked")), 0)
		k.equal(k.queue(store.ContributionQuery{}, "concern"), []uuid.UUID{c.ID})
		_, err = k.store.Review(k.ctx, "a", []store.ReviewAct{{ID: c.ID, Kind: store.ReviewSettle}}, "")
		k.must(err)
		k.equal(len(k.queue(store.ContributionQuery{}, "concern")), 0)
	}},
	{"what is no act is refused whole", func(k *kit) {
		k.area()
		c := k.enter(func(c *store.Contribution) { c.Text = "one" })
		for _, a := range []store.ReviewAct{
			{}, {Kind: "boil"}, {Kind: store.ReviewHide}, {Kind: store.ReviewPublish, Reason: store.ReasonSpam}, {Kind: store.ReviewRedact}, {Kind: store.ReviewAsk, Note: "\x00"},
		} {
			_, err := k.store.Review(k.ctx, "a", []store.ReviewAct{{ID: c.ID, Kind: store.ReviewPublish}, a}, "")
			k.equal(len(store.Invalids(err)), 1)
		}
		_, err := k.store.Review(k.ctx, "a", nil, "")
		k.equal(len(store.Invalids(err)), 1)
		k.equal(k.read(c.ID).Review.Words, store.Pending)
	}},
	{"who is set aside is in nothing public, with what they send later, until taken back", func(k *kit) {
		k.area()
		c := mark()
		k.send(c, alice)
		other := k.send(mark(), bob)
		person := k.read(c.ID).Person
		public := store.ContributionQuery{Audience: store.AudiencePublic}
		k.must(k.store.SetAside(k.ctx, "a", person, "a robot", "kari@example.org"))
		later := mark()
		later.Participant = c.Participant
		k.send(later, alice)
		k.equal(ids(k.list(public)), []uuid.UUID{other.ID})
		k.equal(k.read(later.ID).Aside, true)
		CheckPublic(k.T, k.store, "a")
		u, err := k.store.Unusual(k.ctx, "a")
		k.must(err)
		k.equal(u.Aside, []store.Aside{{Person: person, Wave: "2026", Reason: "a robot", Marks: 2}})
		k.must(k.store.SetAside(k.ctx, "a", person, "", ""))
		k.equal(k.count(public), 3)
		k.is(k.store.SetAside(k.ctx, "a", person+1, "x", ""), store.ErrNotFound)
	}},
	{"bursts and repeated words are listed", func(k *kit) {
		k.area()
		who := uuid.New()
		for i := range 16 {
			c := mark()
			c.Participant, c.Prompt, c.Text = who, "any", "Kjøp på casino nå"
			if i == 15 {
				c.Text = "something else"
			}
			k.send(c, alice)
		}
		k.send(mark(), bob)
		u, err := k.store.Unusual(k.ctx, "a")
		k.must(err)
		k.equal(len(u.Bursts), 1)
		k.equal(u.Bursts[0].Marks, int64(16))
		k.equal(len(u.Repeated), 1)
		k.equal([]any{u.Repeated[0].Words, u.Repeated[0].Marks, u.Repeated[0].People, len(u.Repeated[0].IDs)}, []any{"Kjøp på casino nå", int64(15), int64(1), 15})
	}},
}

// queue is the ids of the queue.
func (k *kit) queue(q store.ContributionQuery, only store.QueueMark) []uuid.UUID {
	k.Helper()
	q.Area = "a"
	if q.Limit == 0 {
		q.Limit = 100
	}
	items, err := k.store.ReviewQueue(k.ctx, q, only)
	k.must(err)
	var all []uuid.UUID
	for _, item := range items {
		all = append(all, item.Contribution.ID)
	}
	return all
}

// marksOnly is the ids of what is published and has no words.
func (k *kit) marksOnly() []uuid.UUID {
	k.Helper()
	var all []uuid.UUID
	for _, c := range k.list(store.ContributionQuery{}) {
		if !c.HasWords() && c.Review.Byline == "" {
			all = append(all, c.ID)
		}
	}
	return all
}

// originals is how many originals of redacted texts are kept of id.
func (k *kit) originals(id uuid.UUID) int {
	k.Helper()
	items, err := k.store.ReviewQueue(k.ctx, store.ContributionQuery{
		Area: "a", Limit: 1, Statuses: store.AllReviewStates, Where: store.In{Field: "id", Values: []any{id.String()}},
	}, "")
	k.must(err)
	return len(items[0].Redactions)
}
