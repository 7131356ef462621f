package store

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"
)

// counted is sums with so many people for each key, each with one answer and with
// none in two keys.
func counted(people map[string]int) Counters {
	n, next := Counters{}, int64(1)
	for _, key := range slices.Sorted(maps.Keys(people)) {
		for range people[key] {
			n.At(key).Add(next, "", 0)
			next++
		}
	}
	return n
}

func TestWithheld(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		people map[string]int
		want   []string
	}{
		"nothing is small":                   {map[string]int{"a": 5, "b": 9}, nil},
		"one small takes the next along":     {map[string]int{"a": 4, "b": 9, "c": 7}, []string{"a", "c"}},
		"two small that are many together":   {map[string]int{"a": 4, "b": 9, "c": 3}, []string{"a", "c"}},
		"two small that are few together":    {map[string]int{"a": 1, "b": 9, "c": 1, "d": 8}, []string{"a", "c", "d"}},
		"all of them":                        {map[string]int{"a": 1, "b": 1}, []string{"a", "b"}},
		"a class is small up to nine":        {map[string]int{"class": 9, "web": 20, "table": 12}, []string{"class", "table"}},
		"pupils stay many among those taken": {map[string]int{"class": 2, "web": 20, "table": 5, "live": 6}, []string{"class", "live", "table"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sums := NewSums()
			sums.Channels = counted(c.people)
			var got []string
			for _, one := range sums.Channels.ByKey(sums.least) {
				if (one.People == Withheld) != (one.Contributions == Withheld) {
					t.Errorf("half of %v is told", one)
				}
				if one.People == Withheld {
					got = append(got, one.Key)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("withheld is %v, not %v", got, c.want)
			}
		})
	}
}

// People who answer in several keys are counted once where it is asked how many stand
// behind what is withheld.
func TestWithheldCountsPeopleOnce(t *testing.T) {
	t.Parallel()
	n := counted(map[string]int{"large": 9, "larger": 12})
	for _, key := range []string{"a", "b", "c"} {
		for person := range int64(2) {
			n.At(key).Add(100+person, "", 0)
		}
	}
	few := n.few((&Sums{}).least)
	if !few["large"] || few["larger"] || len(few) != 4 {
		t.Errorf("withheld is %v", few)
	}
}

func TestOverviewOfFew(t *testing.T) {
	t.Parallel()
	n := NewSums()
	for _, c := range []*Counter{&n.All, &n.Waiting, n.Prompts.At("spot"), n.Channels.At("web"), n.Days.At("2026-05-17")} {
		for range 3 {
			c.Add(1, "", 0)
		}
	}
	text, err := json.Marshal(n.Overview("2026", true))
	want := `{"wave":"2026","contributions":null,"people":null,"aside":0,"waiting":null,"reported":0,"unplaced":0,` +
		`"prompts":[{"key":"spot","contributions":null,"people":null}],"channels":[{"key":"web","contributions":null,"people":null}],` +
		`"days":[{"key":"2026-05-17","contributions":null,"people":null}]}`
	if err != nil || string(text) != want {
		t.Errorf("%s %v", text, err)
	}
	pupils := NewSums()
	for person := range int64(7) {
		for _, c := range []*Counter{&pupils.All, pupils.Prompts.At("spot"), pupils.Channels.At("class")} {
			c.Add(person+1, "", 0)
		}
	}
	if o := pupils.Overview("2026", true); o.People != Withheld || o.Prompts[0].People != Withheld || o.Channels[0].People != Withheld {
		t.Errorf("of seven pupils it tells %+v", o)
	}
}
