package storetest

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"kvarter/store"
)

func eachFilter(k *kit) {
	k.area()
	enter := func(change func(*store.Contribution)) uuid.UUID { return k.enter(change).ID }
	plain := enter(func(*store.Contribution) {})
	tale := enter(func(c *store.Contribution) {
		c.Prompt, c.Theme, c.PeriodFrom, c.PeriodTo = "tale", "history", "1960-05~", "1969~"
	})
	paper := enter(func(c *store.Contribution) {
		c.Channel, c.Theme, c.Source = store.ChannelPaper, "social", store.SourceImport
	})
	past := enter(func(c *store.Contribution) { c.Wave, c.PeriodFrom = "2024", "1974~" })
	words := enter(func(c *store.Contribution) { c.Text = "waits" })
	hidden := enter(func(*store.Contribution) {})
	k.review(hidden, hide())
	k.review(tale, publish)
	for name, c := range map[string]struct {
		q    store.ContributionQuery
		want []uuid.UUID
	}{
		"none":         {store.ContributionQuery{}, []uuid.UUID{plain, tale, paper, past, words, hidden}},
		"kind":         {store.ContributionQuery{Kinds: []store.Kind{store.KindStory, store.KindNote}}, []uuid.UUID{tale}},
		"period":       {store.ContributionQuery{PeriodFrom: "1969", PeriodTo: "1973"}, []uuid.UUID{tale}},
		"a year":       {store.ContributionQuery{PeriodFrom: "1974", PeriodTo: "1974"}, []uuid.UUID{past}},
		"until":        {store.ContributionQuery{PeriodTo: "1960"}, []uuid.UUID{tale}},
		"from":         {store.ContributionQuery{PeriodFrom: "1960"}, []uuid.UUID{tale, past}},
		"no time":      {store.ContributionQuery{PeriodFrom: "1975"}, nil},
		"between":      {store.ContributionQuery{PeriodFrom: "1970", PeriodTo: "1973"}, nil},
		"undated":      {store.ContributionQuery{Undated: true}, []uuid.UUID{plain, paper, words, hidden}},
		"or undated":   {store.ContributionQuery{PeriodFrom: "1974", Undated: true}, []uuid.UUID{plain, paper, past, words, hidden}},
		"both and":     {store.ContributionQuery{PeriodTo: "1960", Undated: true, Prompts: []string{"tale"}}, []uuid.UUID{tale}},
		"prompt":       {store.ContributionQuery{Prompts: []string{"tale"}}, []uuid.UUID{tale}},
		"prompts":      {store.ContributionQuery{Prompts: []string{"tale", "spot", "x"}}, []uuid.UUID{plain, tale, paper, past, words, hidden}},
		"case":         {store.ContributionQuery{Prompts: []string{"TALE"}}, nil},
		"theme":        {store.ContributionQuery{Themes: []string{"social", "history"}}, []uuid.UUID{tale, paper}},
		"channel":      {store.ContributionQuery{Channels: []store.Channel{store.ChannelPaper}}, []uuid.UUID{paper}},
		"wave":         {store.ContributionQuery{Waves: []string{"2024"}}, []uuid.UUID{past}},
		"workshop":     {store.ContributionQuery{Workshops: []string{"CODE"}}, nil},
		"source":       {store.ContributionQuery{Source: store.SourceImport}, []uuid.UUID{paper}},
		"pending":      {store.ContributionQuery{Statuses: []store.ReviewState{store.Pending}}, []uuid.UUID{words}},
		"not pending":  {store.ContributionQuery{Statuses: []store.ReviewState{store.Published, store.Hidden}}, []uuid.UUID{plain, tale, paper, past, hidden}},
		"hidden":       {store.ContributionQuery{Statuses: []store.ReviewState{store.Hidden}}, []uuid.UUID{hidden}},
		"two together": {store.ContributionQuery{Prompts: []string{"spot"}, Themes: []string{"social"}}, []uuid.UUID{paper}},
		"limit":        {store.ContributionQuery{Limit: 2}, []uuid.UUID{plain, tale}},
	} {
		got := ids(k.list(c.q))
		if !slices.Equal(got, c.want) {
			k.Errorf("%s: got %v, want %v", name, got, c.want)
		}
		c.q.Area, c.q.Audience = "a", store.AudienceStaff
		n, err := k.store.CountContributions(k.ctx, c.q)
		k.must(err)
		if c.q.Limit == 0 && int(n) != len(c.want) {
			k.Errorf("%s: counted %d, want %d", name, n, len(c.want))
		}
	}
}

func timesBound(k *kit) {
	k.area()
	at := start.Add(-time.Hour)
	k.enter(func(c *store.Contribution) { c.CreatedAt = at })
	day := at.Truncate(24 * time.Hour)
	for _, c := range []struct {
		from, to      time.Time
		staff, public int
	}{
		{at, at, 1, 0},
		{at.Add(time.Microsecond), time.Time{}, 0, 0},
		{time.Time{}, at.Add(-time.Microsecond), 0, 1},
		{at.Add(time.Nanosecond), time.Time{}, 0, 0},
		{day, day, 0, 1},
		{day, day.Add(24 * time.Hour), 1, 1},
		{at.In(time.FixedZone("", 7200)), at.In(time.FixedZone("", -7200)), 1, 0},
	} {
		for audience, want := range map[store.Audience]int{store.AudienceStaff: c.staff, store.AudiencePublic: c.public} {
			if got := k.count(store.ContributionQuery{Audience: audience, From: c.from, To: c.to}); got != want {
				k.Errorf("%s from %v to %v: got %d, want %d", audience, c.from, c.to, got, want)
			}
		}
	}
}

func wordsBeginWords(k *kit) {
	k.area()
	id := k.enter(func(c *store.Contribution) {
		c.Text, c.Wish, c.Title = "Blåbærskogen er FIN (og stor).", "Flere benker!", "Ærlig talt 🌳 x\u030cyz"
		c.PlaceText = "Ved Østre a\u030asen" // å typed as a and ring
	}).ID
	k.review(id, publish)
	for q, want := range map[string]int{
		"blåbær": 1, "BLÅBÆR": 1, "bla\u030abær": 1, "blabaer": 0, "blabær": 0, "skogen": 0,
		"fin stor": 1, "stor fin": 1, "fin liten": 0, "benk": 1, "benk blåb ærl": 1, "ær": 1, "øst": 1, "ost": 0,
		"åsen": 1, "asen": 0, "a": 0, "(og": 1, "\"stor\"": 1, "🌳": 1, "x": 0, "x\u030c": 1, "🌲": 0, "talt.": 1, "%": 0, "_": 0, "'": 0,
	} {
		for _, audience := range []store.Audience{store.AudienceStaff, store.AudiencePublic} {
			if got := k.count(store.ContributionQuery{Audience: audience, Q: q}); got != want {
				k.Errorf("%s %q: got %d, want %d", audience, q, got, want)
			}
		}
	}
	k.review(id, hide(store.PartWords))
	k.equal(k.count(store.ContributionQuery{Audience: store.AudiencePublic, Q: "fin"}), 0)
	k.equal(k.count(store.ContributionQuery{Q: "fin"}), 1)
}
