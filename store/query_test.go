package store_test

import (
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

func parse(t *testing.T, query string, audience store.Audience) (store.ContributionQuery, error) {
	t.Helper()
	v, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return store.ParseContributionQuery(v, audience)
}

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestParseContributionQuery(t *testing.T) {
	id := uuid.MustParse("0f8fad5b-d9cb-469f-a165-70867728950e")
	for _, c := range []struct {
		query    string
		audience store.Audience
		want     store.ContributionQuery
	}{
		{"", "public", store.ContributionQuery{}},
		{"bbox=10,59,11,60", "public", store.ContributionQuery{BBox: []orb.Bound{{Min: orb.Point{10, 59}, Max: orb.Point{11, 60}}}}},
		{"bbox=170,-10,-170,10", "public", store.ContributionQuery{BBox: []orb.Bound{
			{Min: orb.Point{170, -10}, Max: orb.Point{180, 10}}, {Min: orb.Point{-180, -10}, Max: orb.Point{-170, 10}}}}},
		{"prompt=a,b&prompt=c", "public", store.ContributionQuery{Prompts: []string{"a", "b", "c"}}},
		{"prompt=a,a", "public", store.ContributionQuery{Prompts: []string{"a"}}},
		{"theme=social&wave=2026", "public", store.ContributionQuery{Themes: []string{"social"}, Waves: []string{"2026"}}},
		{"channel=web,paper&workshop=K7M4PX", "staff", store.ContributionQuery{Channels: []store.Channel{"web", "paper"}, Workshops: []string{"K7M4PX"}}},
		{"status=pending,hidden", "staff", store.ContributionQuery{Statuses: []store.ReviewState{"pending", "hidden"}}},
		{"status=published", "public", store.ContributionQuery{}},
		{"status=published", "staff", store.ContributionQuery{Statuses: []store.ReviewState{"published"}}},
		{"q=B%C3%A5ten+ved", "public", store.ContributionQuery{Q: "Båten ved"}},
		{"limit=10000", "public", store.ContributionQuery{Limit: 10000}},
		{"cursor=i0f8fad5bd9cb469fa16570867728950e", "public", store.ContributionQuery{After: store.Cursor{ID: id}}},
		{"cursor=szz", "staff", store.ContributionQuery{After: store.Cursor{Seq: 1295}}},
		{"kind=story,mark", "public", store.ContributionQuery{Kinds: []store.Kind{store.KindStory, store.KindMark}}},
		{"period=1960", "public", store.ContributionQuery{PeriodFrom: "1960", PeriodTo: "1960"}},
		{"period=1960/1969", "public", store.ContributionQuery{PeriodFrom: "1960", PeriodTo: "1969"}},
		{"period=../1969", "public", store.ContributionQuery{PeriodTo: "1969"}},
		{"period=1960/..", "public", store.ContributionQuery{PeriodFrom: "1960"}},
		{"period=1960,undated", "public", store.ContributionQuery{PeriodFrom: "1960", PeriodTo: "1960", Undated: true}},
		{"period=../1969,undated", "public", store.ContributionQuery{PeriodTo: "1969", Undated: true}},
		{"period=undated", "public", store.ContributionQuery{Undated: true}},
		{"period=1960/", "public", store.ContributionQuery{PeriodFrom: "1960"}},
		{"datetime=2026-05-17", "public", store.ContributionQuery{From: at("2026-05-17T00:00:00Z"), To: at("2026-05-17T23:59:59.999999Z")}},
		{"datetime=2026-05-17T10:00:00%2B02:00", "public", store.ContributionQuery{From: at("2026-05-17T08:00:00Z"), To: at("2026-05-17T08:00:00Z")}},
		{"datetime=2026-05-17/2026-05-18", "public", store.ContributionQuery{From: at("2026-05-17T00:00:00Z"), To: at("2026-05-18T23:59:59.999999Z")}},
		{"datetime=../2026-05-17T10:00:00Z", "public", store.ContributionQuery{To: at("2026-05-17T10:00:00Z")}},
		{"datetime=2026-05-17T10:00:00Z/", "public", store.ContributionQuery{From: at("2026-05-17T10:00:00Z")}},
	} {
		c.want.Audience = c.audience
		got, err := parse(t, c.query, c.audience)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s for %s is %+v, %v\nwant %+v", c.query, c.audience, got, err, c.want)
		}
	}
}

func TestParseContributionQueryRefuses(t *testing.T) {
	for _, c := range []struct {
		query    string
		audience store.Audience
		want     string
	}{
		{"colour=red", "public", "colour unknown"},
		{"Prompt=a", "public", "Prompt unknown"},
		{"bbox=1,2,3", "public", "bbox invalid_bbox"},
		{"bbox=", "public", "bbox malformed"},
		{"bbox=1,2,3,NaN", "public", "bbox invalid_bbox"},
		{"bbox=1,2,3,4&bbox=1,2,3,4", "public", "bbox duplicate"},
		{"bbox=1,5,2,4", "public", "bbox south_over_north"},
		{"bbox=1,2,3,95", "public", "bbox out_of_range"},
		{"prompt=", "public", "prompt malformed"},
		{"prompt=a,,b", "public", "prompt malformed"},
		{"prompt=A", "public", "prompt malformed"},
		{"prompt=" + strings.Repeat("a", 65), "public", "prompt malformed"},
		{"prompt=" + manyKeys(101), "public", "prompt too_long"},
		{"channel=web", "public", "channel forbidden"},
		{"workshop=ABC", "author", "workshop forbidden"},
		{"workshop=A-B", "staff", "workshop malformed"},
		{"channel=radio", "staff", "channel unknown"},
		{"status=lost", "public", "status unknown"},
		{"status=pending", "public", "status forbidden"},
		{"status=published,hidden", "public", "status forbidden"},
		{"kind=photo", "public", "kind unknown"},
		{"period=60s", "public", "period malformed"},
		{"period=,undated", "public", "period malformed"},
		{"period=undated,1960", "public", "period malformed"},
		{"period=undated,undated", "public", "period malformed"},
		{"period=1960,1970", "public", "period malformed"},
		{"period=1960~", "public", "period malformed"},
		{"period=../..", "public", "period malformed"},
		{"period=/", "public", "period malformed"},
		{"period=..", "public", "period malformed"},
		{"period=1960/1969/1970", "public", "period malformed"},
		{"period=1960-05", "public", "period malformed"},
		{"period=1969/1960", "public", "period out_of_range"},
		{"period=1960&period=1961", "public", "period duplicate"},
		{"datetime=yesterday", "public", "datetime malformed"},
		{"datetime=../..", "public", "datetime malformed"},
		{"datetime=/", "public", "datetime malformed"},
		{"datetime=..", "public", "datetime malformed"},
		{"datetime=2026-05-17T10:00:00", "public", "datetime malformed"},
		{"datetime=2026-02-30", "public", "datetime malformed"},
		{"datetime=2026-05-18/2026-05-17", "public", "datetime out_of_range"},
		{"datetime=0000-12-31T23:00:00-23:00", "public", ""},
		{"datetime=9999-12-31T23:00:00-23:00", "public", "datetime malformed"},
		{"q=%00", "public", "q control_character"},
		{"q=%E2%80%8B", "public", "q nothing_visible"},
		{"q=%FF", "public", "q invalid_utf8"},
		{"q=" + strings.Repeat("a", 201), "public", "q too_long"},
		{"q=a+b+c+d+e+f+g+h+i", "public", "q too_long"},
		{"limit=0", "public", "limit out_of_range"},
		{"limit=10001", "public", "limit out_of_range"},
		{"limit=-1", "public", "limit out_of_range"},
		{"limit=1e3", "public", "limit malformed"},
		{"limit=", "public", "limit malformed"},
		{"cursor=szz", "public", "cursor malformed"},
		{"cursor=i0f8fad5bd9cb469fa16570867728950e", "staff", "cursor malformed"},
		{"cursor=s-1", "staff", "cursor malformed"},
		{"cursor=x1", "staff", "cursor malformed"},
		{"cursor=i0f8fad5b-d9cb-469f-a165-70867728950e", "public", "cursor malformed"},
		{"limit=0&bbox=1&colour=red", "public", "bbox invalid_bbox, colour unknown, limit out_of_range"},
	} {
		got, err := parse(t, c.query, c.audience)
		if codes(err) != c.want {
			t.Errorf("%.60s for %s says %q, want %q", c.query, c.audience, codes(err), c.want)
		}
		if err != nil && !reflect.DeepEqual(got, store.ContributionQuery{}) {
			t.Errorf("%.60s is refused and still %+v", c.query, got)
		}
	}
}

func manyKeys(n int) string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = "k" + strings.Repeat("x", i%50) + string(rune('a'+i/50))
	}
	return strings.Join(keys, ",")
}

func TestCursorGoesThroughTheParameter(t *testing.T) {
	c := &store.Contribution{ID: uuid.MustParse("0f8fad5b-d9cb-469f-a165-70867728950e"), Seq: 123456789}
	for _, audience := range store.AllAudiences {
		want := store.CursorAfter(c, audience)
		got, err := store.ParseContributionQuery(url.Values{"cursor": {want.String()}}, audience)
		if err != nil || got.After != want {
			t.Errorf("for %s the cursor %q is %+v, %v", audience, want, got.After, err)
		}
	}
	if got := (store.Cursor{}).String(); got != "" {
		t.Errorf("the beginning is %q", got)
	}
}

// FuzzParseContributionQuery holds that no query panics, that a refused one
// filters nothing by accident, and that what the public may name is bounded.
func FuzzParseContributionQuery(f *testing.F) {
	for _, s := range []string{
		"", "bbox=10,59,11,60&prompt=a,b&limit=5", "datetime=../2026-05-17&q=ved+elva", "kind=story&period=1960/..", "status=pending&channel=web&workshop=A1",
		"cursor=i0f8fad5bd9cb469fa16570867728950e", "cursor=szz", "bbox=170,-10,-170,10", "q=%F0%9F%98%80&theme=x", "limit=1&limit=2", "%zz=1",
	} {
		for _, audience := range store.AllAudiences {
			f.Add(s, string(audience))
		}
	}
	f.Fuzz(func(t *testing.T, query, audience string) {
		v, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		q, err := store.ParseContributionQuery(v, store.Audience(audience))
		if err != nil {
			if !reflect.DeepEqual(q, store.ContributionQuery{}) {
				t.Fatalf("refused and still %+v", q)
			}
			if codes(err) == err.Error() {
				t.Fatalf("%v is no code", err)
			}
			return
		}
		if q.Limit < 0 || q.Limit > store.MaxLimit || len(q.BBox) > 2 || len(q.Prompts) > 100 || len(q.Q) > 4*200 {
			t.Fatalf("unbounded: %+v", q)
		}
		if !q.Audience.Sees(store.AudienceStaff) && (len(q.Channels) > 0 || len(q.Workshops) > 0) {
			t.Fatalf("%s filters by what staff see: %+v", q.Audience, q)
		}
		if !q.From.IsZero() && !q.To.IsZero() && q.To.Before(q.From) {
			t.Fatalf("from %v to %v", q.From, q.To)
		}
	})
}
