package storetest

import (
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

var conditionChecks = []check{
	{"a condition keeps what it says of what staff see", staffConditions},
	{"the public asks by what it sees alone", publicConditions},
	{"an empty value is neither so nor not so", func(k *kit) {
		k.area()
		plain := k.enter(func(*store.Contribution) {}).ID
		words := k.enter(func(c *store.Contribution) { c.Text = "yes" }).ID
		is := store.Compare{Field: "text", Is: store.Equal, Value: "yes"}
		k.where(is, words)
		k.where(store.Not{Of: is})
		k.where(store.Not{Of: store.Null{Field: "text"}}, words)
		k.where(store.Or{is, store.Null{Field: "text"}}, plain, words)
		k.where(store.Compare{Field: "people", Is: store.Equal, Value: 0.0})
		k.where(store.Null{Field: "people"}, plain, words)
	}},
	{"a condition is bounded", func(k *kit) {
		k.area()
		deep := store.Condition(store.And{})
		for range store.MaxConditionDepth {
			deep = store.Not{Of: deep}
		}
		wide := make(store.Or, store.MaxConditionSize)
		for i := range wide {
			wide[i] = store.Null{Field: "text"}
		}
		for code, c := range map[string]store.Condition{
			store.CodeTooDeep: deep, store.CodeTooLong: wide, store.CodeUnknownProperty: store.Null{Field: "seq"},
			store.CodeWrongType: store.Compare{Field: "person", Is: store.Equal, Value: "1; DROP TABLE contribution"},
			store.CodeMalformed: store.Compare{Field: "text", Is: "OR 1 =", Value: "x"},
		} {
			k.is(k.listError(k.ctx, store.ContributionQuery{Area: "a", Audience: store.AudienceStaff, Where: c}), store.ErrInvalid{Field: "filter", Code: code})
		}
		k.is(k.listError(k.ctx, store.ContributionQuery{Area: "a", Audience: store.AudienceAuthor, Participant: uuid.New(), Where: store.And{}}),
			store.ErrForbidden{Field: "filter"})
	}},
}

// where fails unless staff find want, in order, by c, and count as many.
func (k *kit) where(c store.Condition, want ...uuid.UUID) {
	q := store.ContributionQuery{Where: c}
	if got := ids(k.list(q)); !slices.Equal(got, want) {
		k.Errorf("%#v: got %v, want %v", c, got, want)
	}
	k.equal(k.count(q), len(want))
}

func staffConditions(k *kit) {
	k.area()
	enter := func(change func(*store.Contribution)) uuid.UUID { return k.enter(change).ID }
	point := enter(func(c *store.Contribution) { c.Geometry, c.Text = orb.Point{10.0511234, 59.05}, "Benken ved elva" })
	line := enter(func(c *store.Contribution) {
		c.Prompt, c.Geometry, c.Text = "any", orb.LineString{{10.06, 59.06}, {10.08, 59.08}}, "100% fin_"
	})
	shape := enter(func(c *store.Contribution) {
		c.Prompt, c.Geometry = "any", orb.Polygon{{{10.01, 59.01}, {10.03, 59.01}, {10.03, 59.03}, {10.01, 59.03}, {10.01, 59.01}}}
	})
	none := enter(func(c *store.Contribution) {
		c.Prompt, c.Geometry, c.PlaceText, c.Text = "any", nil, "nowhere", "ÆRLIG talt"
	})
	heads := enter(func(c *store.Contribution) {
		c.Geometry, c.People, c.OnBehalf, c.Channel, c.CreatedAt = orb.Point{10.02, 59.02}, 12, true, store.ChannelTable, start.Add(-48*time.Hour)
	})
	is := func(field string, op store.Comparison, v any) store.Condition {
		return store.Compare{Field: field, Is: op, Value: v}
	}
	like := func(pattern string, anyCase bool) store.Condition {
		return store.Like{Field: "text", Pattern: pattern, AnyCase: anyCase}
	}
	utm, err := geo.ParseCRS("EPSG:25832")
	k.must(err)
	at := utm.Project(orb.Point{10.0511234, 59.05})
	near := orb.Bound{Min: at, Max: at}.Pad(0.01)
	for _, c := range []struct {
		c    store.Condition
		want []uuid.UUID
	}{
		{store.And{}, []uuid.UUID{point, line, shape, none, heads}},
		{store.Or{}, nil},
		{is("prompt", store.Equal, "any"), []uuid.UUID{line, shape, none}},
		{is("prompt", store.Greater, "any"), []uuid.UUID{point, heads}},
		{is("id", store.Equal, line.String()), []uuid.UUID{line}},
		{is("id", store.Unequal, line.String()), []uuid.UUID{point, shape, none, heads}},
		{is("people", store.AtLeast, 12.0), []uuid.UUID{heads}},
		{is("people", store.Less, 12.0), nil},
		{is("on_behalf", store.Equal, true), []uuid.UUID{heads}},
		{is("status", store.Equal, "published"), []uuid.UUID{heads}},
		{store.In{Field: "channel", Values: []any{"table", "paper"}}, []uuid.UUID{heads}},
		{store.In{Field: "id", Values: []any{line.String(), none.String()}}, []uuid.UUID{line, none}},
		{store.In{Field: "text"}, nil},
		{store.And{is("prompt", store.Equal, "any"), store.Not{Of: is("id", store.Equal, line.String())}}, []uuid.UUID{shape, none}},
		{store.Compare{Field: "text", Is: store.Equal, Value: "ærlig TALT", AnyCase: true}, []uuid.UUID{none}},
		{store.Compare{Field: "text", Is: store.Equal, Value: "ærlig TALT"}, nil},
		{like("Benken%", false), []uuid.UUID{point}},
		{like("benken%", false), nil},
		{like("%VED%", true), []uuid.UUID{point}},
		{like("_rlig talt", true), []uuid.UUID{none}},
		{like(`100\% fin\_`, false), []uuid.UUID{line}},
		{like(`%`, false), []uuid.UUID{point, line, none}},
		{like(``, false), nil},
		{store.Null{Field: "geometry"}, []uuid.UUID{none}},
		{store.Time{Field: "created_at", To: start.Add(-48 * time.Hour)}, []uuid.UUID{heads}},
		{store.Not{Of: store.Time{Field: "created_at", To: start.Add(-48 * time.Hour)}}, []uuid.UUID{point, line, shape, none}},
		{store.Meets{Shape: orb.Point{10.07, 59.07}}, []uuid.UUID{line}},
		{store.Meets{Shape: orb.Point{10.02, 59.02}}, []uuid.UUID{shape, heads}},
		// In the line's box, and off the line.
		{store.Meets{Shape: orb.Polygon{{{10.061, 59.07}, {10.065, 59.07}, {10.065, 59.079}, {10.061, 59.07}}}}, nil},
		{store.Meets{Shape: orb.LineString{{10, 59.02}, {10.1, 59.0700001}}}, []uuid.UUID{shape}},
		{store.Not{Of: store.Meets{Shape: orb.Polygon{{{10, 59}, {10.07, 59}, {10.07, 59.09}, {10, 59.09}, {10, 59}}}}}, nil},
		{store.Not{Of: store.Meets{Shape: orb.Point{10.02, 59.02}}}, []uuid.UUID{point, line}},
		{store.Box{Bound: orb.Bound{Min: orb.Point{10.061, 59.07}, Max: orb.Point{10.065, 59.079}}}, []uuid.UUID{line}},
		{store.Box{CRS: utm, Bound: near}, []uuid.UUID{point}},
		{store.Box{CRS: utm, Bound: orb.Bound{Min: orb.Point{at[0] + 0.02, at[1]}, Max: orb.Point{at[0] + 1, at[1] + 1}}}, nil},
		{store.Box{CRS: utm, Bound: orb.Bound{Min: orb.Point{-1e300, -1e300}, Max: orb.Point{1e300, 1e300}}}, []uuid.UUID{point, line, shape, heads}},
		{store.Not{Of: store.Box{CRS: utm, Bound: near}}, []uuid.UUID{line, shape, heads}},
	} {
		k.where(c.c, c.want...)
	}
	for shape, want := range map[store.GeometryType][]uuid.UUID{
		store.GeometryPoint: {point, heads}, store.GeometryLine: {line}, store.GeometryArea: {shape}, store.GeometryNone: {none},
	} {
		k.equal(ids(k.list(store.ContributionQuery{Shapes: []store.GeometryType{shape}})), want)
	}
	k.equal(k.count(store.ContributionQuery{Shapes: store.AllGeometryTypes}), 5)
}

func publicConditions(k *kit) {
	k.area()
	id := k.enter(func(c *store.Contribution) { c.Geometry, c.Text = orb.Point{10.0500049, 59.05}, "waits" }).ID
	line := k.enter(func(c *store.Contribution) {
		c.Prompt, c.Geometry = "any", orb.LineString{{10.0600049, 59.06}, {10.0600049, 59.08}}
	}).ID
	k.review(line, publish)
	count := func(c store.Condition) int {
		return k.count(store.ContributionQuery{Audience: store.AudiencePublic, Where: c})
	}
	text := store.Compare{Field: "text", Is: store.Equal, Value: "waits"}
	k.equal(count(text), 0)
	k.review(id, publish)
	k.equal(count(text), 1)
	// Positions are known to five decimals, and times by their day.
	k.equal(count(store.Meets{Shape: orb.Point{10.05, 59.05}}), 1)
	k.equal(count(store.Meets{Shape: orb.Point{10.0500049, 59.05}}), 0)
	k.equal(count(store.Meets{Shape: orb.Point{10.06, 59.07}}), 1)
	k.equal(count(store.Meets{Shape: orb.Point{10.0600049, 59.07}}), 0)
	day := start.Truncate(24 * time.Hour)
	k.equal(count(store.Time{Field: "created_at", From: day, To: day}), 2)
	for _, field := range []string{"person", "channel", "status", "received_at", "hold", "review_words"} {
		for _, c := range []store.Condition{
			store.Null{Field: field}, store.Not{Of: store.And{store.Null{Field: "text"}, store.Null{Field: field}}},
		} {
			q := store.ContributionQuery{Area: "a", Audience: store.AudiencePublic, Where: c}
			k.is(k.listError(k.ctx, q), store.ErrForbidden{Field: field})
			_, err := k.store.CountContributions(k.ctx, q)
			k.is(err, store.ErrForbidden{Field: field})
		}
	}
}
