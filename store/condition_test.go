package store_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"kvarter/store"
)

func TestParseFilter(t *testing.T) {
	t.Parallel()
	day := at("2026-03-04T00:00:00Z")
	end, tick := day.AddDate(0, 0, 1).Add(-time.Microsecond), time.Microsecond
	is := func(field string, op store.Comparison, v any) store.Condition {
		return store.Compare{Field: field, Is: op, Value: v}
	}
	a, b := is("prompt", "=", "a"), is("theme", "=", "b")
	box := orb.Bound{Min: orb.Point{10, 59}, Max: orb.Point{11, 60}}.ToPolygon()
	for text, want := range map[string]store.Condition{
		"prompt = 'a'":         a,
		`"prompt"='a'`:         a,
		"'a' = prompt":         a,
		"5 < agreements":       is("agreements", ">", 5.0),
		"agreements >= -1.5e1": is("agreements", ">=", -15.0),
		"outside_area = TRUE":  is("outside_area", "=", true),
		"title <> 'it''s'":     is("title", "<>", "it's"),
		`title = 'it\'s'`:      is("title", "=", "it's"),
		"prompt='a' AND theme='b' or text is null":   store.Or{store.And{a, b}, store.Null{Field: "text"}},
		"prompt='a' AND (theme='b' OR text IS NULL)": store.And{a, store.Or{b, store.Null{Field: "text"}}},
		"NOT prompt='a'":                                                       store.Not{Of: a},
		"NOT NOT (prompt='a')":                                                 store.Not{Of: store.Not{Of: a}},
		"text IS NOT NULL":                                                     store.Not{Of: store.Null{Field: "text"}},
		"geometry IS NULL":                                                     store.Null{Field: "geometry"},
		"text LIKE '%benk_'":                                                   store.Like{Field: "text", Pattern: "%benk_"},
		"text NOT LIKE 'x'":                                                    store.Not{Of: store.Like{Field: "text", Pattern: "x"}},
		"CASEI(text) LIKE CASEI('X%')":                                         store.Like{Field: "text", Pattern: "X%", AnyCase: true},
		"CASEI(text) = 'X'":                                                    store.Compare{Field: "text", Is: "=", Value: "X", AnyCase: true},
		"prompt IN ('a', 'b')":                                                 store.In{Field: "prompt", Values: []any{"a", "b"}},
		"people NOT IN (1,2)":                                                  store.Not{Of: store.In{Field: "people", Values: []any{1.0, 2.0}}},
		"agreements BETWEEN 1 AND 3 AND prompt='a'":                            store.And{store.And{is("agreements", ">=", 1.0), is("agreements", "<=", 3.0)}, a},
		"created_at = DATE('2026-03-04')":                                      store.Time{Field: "created_at", From: day, To: end},
		"created_at = '2026-03-04'":                                            store.Time{Field: "created_at", From: day, To: end},
		"created_at > DATE('2026-03-04')":                                      store.Time{Field: "created_at", From: end.Add(tick)},
		"created_at >= DATE('2026-03-04')":                                     store.Time{Field: "created_at", From: day},
		"created_at < TIMESTAMP('2026-03-04T00:00:00Z')":                       store.Time{Field: "created_at", To: day.Add(-tick)},
		"created_at <> DATE('2026-03-04')":                                     store.Not{Of: store.Time{Field: "created_at", From: day, To: end}},
		"created_at IN (DATE('2026-03-04'))":                                   store.Or{store.Time{Field: "created_at", From: day, To: end}},
		"T_AFTER(created_at, DATE('2026-03-04'))":                              store.Time{Field: "created_at", From: end.Add(tick)},
		"T_BEFORE(created_at, DATE('2026-03-04'))":                             store.Time{Field: "created_at", To: day.Add(-tick)},
		"T_DURING(created_at, INTERVAL('2026-03-04','2026-03-04'))":            store.Time{Field: "created_at", From: day.Add(tick), To: end.Add(-tick)},
		"T_INTERSECTS(created_at, INTERVAL('..',DATE('2026-03-04')))":          store.Time{Field: "created_at", To: end},
		"T_DISJOINT(created_at, INTERVAL('2026-03-04T00:00:00Z','..'))":        store.Not{Of: store.Time{Field: "created_at", From: day}},
		"S_INTERSECTS(geometry, POINT(10 59))":                                 store.Meets{Shape: orb.Point{10, 59}},
		"S_INTERSECTS(BBOX(10, 59, 11, 60), geometry)":                         store.Meets{Shape: box},
		"S_INTERSECTS(geometry, BBOX(170,-1,-170,1))":                          store.Or{store.Meets{Shape: orb.Bound{Min: orb.Point{170, -1}, Max: orb.Point{180, 1}}.ToPolygon()}, store.Meets{Shape: orb.Bound{Min: orb.Point{-180, -1}, Max: orb.Point{-170, 1}}.ToPolygon()}},
		"S_INTERSECTS(geometry, POLYGON((10 59, 11 59, 11 60, 10 60, 10 59)))": store.Meets{Shape: box},
		"TRUE":            store.And{},
		"FALSE OR TRUE":   store.Or{store.Or{}, store.And{}},
		"\tprompt\n='a' ": a,
	} {
		got, err := store.ParseFilter(text, store.AudienceStaff)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %#v, %v, not %#v", text, got, err, want)
		}
	}
}

// What cannot be taken is refused with a code, a place and a reason, however
// large it is.
func TestParseFilterRefuses(t *testing.T) {
	t.Parallel()
	terms := strings.TrimSuffix(strings.Repeat("prompt='a' OR ", 10_000), " OR ")
	for text, code := range map[string]string{
		"": "malformed", "prompt": "malformed", "prompt =": "malformed", "= 'a'": "malformed", "prompt = 'a": "malformed",
		"prompt = 'a' theme = 'b'": "malformed", "(prompt = 'a'": "malformed", "prompt = 'a')": "malformed", "prompt ! 'a'": "malformed",
		"prompt IN ()": "malformed", "prompt IN 'a'": "malformed", "prompt IS 'a'": "malformed", "prompt NOT = 'a'": "malformed",
		"prompt = 'a' AND": "malformed", "agreements BETWEEN 1": "malformed", "'a' LIKE 'a'": "malformed", "text LIKE text": "malformed",
		"prompt = \"a\"": "unknown_property", "colour = 'a'": "unknown_property", "seq = 1": "unknown_property", "geometry = 1": "unknown_property",
		"person = 'a'": "wrong_type", "text = 1": "wrong_type", "created_at = 1": "wrong_type", "created_at = 'noon'": "wrong_type",
		"text = DATE('2026-03-04')": "wrong_type", "person LIKE '1'": "wrong_type", "id = 'x'": "wrong_type", "id LIKE 'x'": "wrong_type",
		"CASEI(person) = 1": "wrong_type", "T_AFTER(text, DATE('2026-03-04'))": "wrong_type",
		"created_at = DATE('2026-02-30')":                               "malformed",
		"T_DURING(created_at, INTERVAL('2026-03-04','2026-03-03'))":     "out_of_range",
		"agreements = 1e999":                                            "out_of_range",
		"S_INTERSECTS(geometry, BBOX(10,60,11,59))":                     "south_over_north",
		"S_INTERSECTS(geometry, BBOX(1e9,59,1e9,60))":                   "out_of_range",
		"S_INTERSECTS(geometry, BBOX(10,59))":                           "invalid_bbox",
		"S_INTERSECTS(geometry, POLYGON((10 59, 11 60, 11 59, 10 60)))": "ring_not_closed",
		"S_INTERSECTS(geometry, MULTIPOINT((10 59)))":                   "not_supported",
		"S_WITHIN(geometry, POINT(10 59))":                              "not_supported",
		"T_MEETS(created_at, DATE('2026-03-04'))":                       "not_supported",
		"A_CONTAINS(text, ('a'))":                                       "not_supported",
		"agreements + 1 = 2":                                            "not_supported",
		"text(1) = 2":                                                   "not_supported",
		"T_AFTER(created_at, '')":                                       "malformed", "T_DURING(created_at, 'yesterday')": "malformed", "T_AFTER('', '')": "malformed",
		"ACCENTI(text) = 'a'": "not_supported",
		"prompt = theme":      "not_supported",
		"text LIKE '" + strings.Repeat("%a", 11) + "'":        "too_long",
		"prompt IN ('a'" + strings.Repeat(",'a'", 1000) + ")": "too_long",
		terms: "too_long", strings.Repeat("prompt='a' OR ", 1000) + "TRUE": "too_long",
		strings.Repeat("(", 2000) + "TRUE" + strings.Repeat(")", 2000):      "too_deep",
		strings.Repeat("NOT ", 2000) + "TRUE":                               "too_deep",
		strings.Repeat("CASEI(", 2000) + "text" + strings.Repeat(")", 2000): "too_deep",
		strings.Repeat("NOT ", store.MaxConditionDepth) + "TRUE":            "too_deep",
	} {
		_, err := store.ParseFilter(text, store.AudienceStaff)
		var filter *store.FilterError
		if !errors.As(err, &filter) || filter.Code != code || filter.Reason == "" || filter.At < 0 || filter.At > len(text) {
			t.Errorf("%.60s: %v (%v), not %s", text, err, filter, code)
		}
		if fields := store.Invalids(err); len(fields) != 1 || fields[0] != (store.ErrInvalid{Field: "filter", Code: code}) {
			t.Errorf("%.60s is about %v", text, fields)
		}
	}
	for _, text := range []string{"person = 1", "prompt = 'a' OR NOT (channel IN ('web'))", "hold IS NULL", "person = 'x'"} {
		var forbidden store.ErrForbidden
		if _, err := store.ParseFilter(text, store.AudiencePublic); !errors.As(err, &forbidden) {
			t.Errorf("%s: the public is answered %v", text, err)
		}
	}
}

// No filter makes the parser panic, and what it takes keeps the bounds.
func FuzzParseFilter(f *testing.F) {
	for _, s := range []string{
		"prompt = 'a' AND (text LIKE '%x_' OR NOT people IN (1, 2))", "CASEI(title) = CASEI('Å')", "created_at BETWEEN DATE('2026-03-04') AND TIMESTAMP('2026-03-05T00:00:00Z')",
		"T_DURING(created_at, INTERVAL('..', '2026-03-04'))", "S_INTERSECTS(geometry, POLYGON((10 59, 11 59, 11 60, 10 59)))", "S_INTERSECTS(\"geometry\",BBOX(170,-1,-170,1))",
		"text IS NOT NULL", "id <> '0f8fad5b-d9cb-469f-a165-70867728950e'", "((((TRUE))))", "'it''s' <> title", "agreements >= -.5E+3", "\"prompt\"='a'", "BBOX(", "S_INTERSECTS(geometry,POINT(",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := store.ParseFilter(text, store.AudienceStaff)
		if err == nil {
			err = store.CheckCondition(c, store.AudienceStaff)
			if err != nil {
				t.Fatalf("%q is taken and then refused: %v", text, err)
			}
			return
		}
		if len(store.Invalids(err)) != 1 {
			t.Fatalf("%q: %v is about no field", text, err)
		}
	})
}
