package store_test

import (
	"maps"
	"reflect"
	"strconv"
	"testing"

	"kvarter/store"
)

// asking is a method with a question of one answer, with an option that stands
// alone, and one of several.
func asking() *store.Method {
	en := func(s string) store.Text { return store.Text{"en": s} }
	option := func(key string) store.Option { return store.Option{Key: key, Label: en(key)} }
	child := option("u13")
	child.Alone = true
	return &store.Method{Background: []store.Question{
		{Key: "age", Label: en("Age"), Options: []store.Option{child, option("13-15"), option("80+")}},
		{Key: "relation", Label: en("Relation"), Several: true, Options: []store.Option{option("lives"), option("works"), option("visits")}},
	}}
}

func TestCheckBackground(t *testing.T) {
	many := store.Background{}
	for i := range 51 {
		many["q"+strconv.Itoa(i)] = nil
	}
	for name, c := range map[string]struct {
		given, kept store.Background
		want        string
	}{
		"nothing":             {store.Background{}, store.Background{}, ""},
		"empty answers":       {store.Background{"age": {}, "relation": nil}, store.Background{}, ""},
		"one":                 {store.Background{"age": {"80+"}}, store.Background{"age": {"80+"}}, ""},
		"several, in order":   {store.Background{"relation": {"visits", "lives"}}, store.Background{"relation": {"lives", "visits"}}, ""},
		"prefer not to say":   {store.Background{"age": {"prefer_not_to_say"}, "relation": {"prefer_not_to_say"}}, store.Background{"age": {"prefer_not_to_say"}, "relation": {"prefer_not_to_say"}}, ""},
		"a child":             {store.Background{"age": {"u13"}, "relation": {"lives"}}, store.Background{"age": {"u13"}}, ""},
		"unknown question":    {store.Background{"income": {"high"}}, nil, "answers.income unknown"},
		"no question's name":  {store.Background{"In Come": {"high"}}, nil, "answers unknown"},
		"unknown option":      {store.Background{"age": {"12"}}, nil, "answers.age unknown"},
		"empty option":        {store.Background{"age": {""}}, nil, "answers.age unknown"},
		"two of one":          {store.Background{"age": {"u13", "80+"}}, nil, "answers.age too_long"},
		"one twice":           {store.Background{"relation": {"lives", "lives"}}, nil, "answers.relation duplicate"},
		"saying and not":      {store.Background{"relation": {"lives", "prefer_not_to_say"}}, nil, "answers.relation not_allowed"},
		"everything wrong":    {store.Background{"age": {"x"}, "b": {"y"}, "relation": {"z"}}, nil, "answers.age unknown, answers.b unknown, answers.relation unknown"},
		"far too many":        {many, nil, "answers too_long"},
		"a child's bad rest":  {store.Background{"age": {"u13"}, "relation": {"x"}}, nil, "answers.relation unknown"},
		"more than there are": {store.Background{"relation": {"lives", "works", "visits", "lives", "works"}}, nil, "answers.relation too_long"},
	} {
		before := maps.Clone(c.given)
		kept, err := asking().CheckBackground(c.given)
		if got := codes(err); got != c.want || !reflect.DeepEqual(kept, c.kept) {
			t.Errorf("%s: kept %v and said %q, want %v and %q", name, kept, got, c.kept, c.want)
		}
		if !reflect.DeepEqual(c.given, before) {
			t.Errorf("%s: what was given is now %v", name, c.given)
		}
	}
}

func TestNameless(t *testing.T) {
	m := asking()
	if !m.Nameless(store.Background{"age": {"u13"}}) {
		t.Error("a child may be named")
	}
	for _, b := range []store.Background{nil, {}, {"age": {"13-15"}}, {"age": {store.PreferNotToSay}}, {"relation": {"lives"}}} {
		if m.Nameless(b) {
			t.Errorf("%v may not be named", b)
		}
	}
}
