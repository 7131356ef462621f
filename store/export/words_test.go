package export

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"kvarter/store"
)

// Every column and every code of a closed set is explained in each language.
func TestWords(t *testing.T) {
	t.Parallel()
	whole := func(what string, text store.Text) {
		t.Helper()
		for _, l := range []string{"nb", "nn", "en"} {
			if text[l] == "" {
				t.Errorf("%s is not said in %s", what, l)
			}
		}
	}
	for _, c := range (Options{}).leading() {
		whole(c.name, fieldWords[c.name].label)
		whole(c.name, fieldWords[c.name].about)
	}
	for _, f := range store.ContributionFields {
		whole(f.Name, fieldWords[f.Name].label)
		whole(f.Name, fieldWords[f.Name].about)
	}
	for name, text := range sayings {
		whole(name, text)
	}
	for _, a := range store.AllAudiences {
		whole(string(a), sayings[string(a)])
	}
	codes := func(column string, all []string) {
		t.Helper()
		for _, code := range all {
			whole(column+" "+code, codeWords[column][code])
		}
		if len(codeWords[column]) != len(all) {
			t.Errorf("%s has %d meanings of %d codes", column, len(codeWords[column]), len(all))
		}
	}
	codes("kind", strs(store.AllKinds))
	codes("share", strs(store.AllShares))
	codes("located_by", strs(store.AllLocatedBy))
	codes("channel", strs(store.AllChannels))
	codes("hidden_reason", strs(store.AllReasons))
	codes("source", []string{store.SourceDemo, store.SourceImport})
	for _, c := range []string{"status", "review_geometry", "review_words", "review_byline"} {
		codes(c, strs(store.AllReviewStates))
	}
}

func strs[T ~string](all []T) []string {
	var out []string
	for _, v := range all {
		out = append(out, string(v))
	}
	return out
}

// Every sticker shape has a marker of its own in QGIS.
func TestMarkers(t *testing.T) {
	t.Parallel()
	var seen []string
	for _, s := range store.StickerShapes {
		m := markers[s]
		if m.qgis == "" || m.sld == "" || slices.Contains(seen, m.qgis) {
			t.Errorf("%s is drawn as %v", s, m)
		}
		seen = append(seen, m.qgis)
	}
}

// Every filter that the query knows has a name for people.
func TestFiltersHaveNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"bbox", "kind", "prompt", "theme", "channel", "wave", "workshop", "status", "period", "datetime", "q", "limit", "cursor",
	} {
		if sayings[name] == nil && fieldWords[name].label == nil {
			t.Errorf("%s has no name", name)
		}
	}
}

// Each column's values are of the kind that is said of it.
func TestKinds(t *testing.T) {
	t.Parallel()
	at := time.Now()
	c := &store.Contribution{
		ID: uuid.New(), Kind: "mark", Prompt: "x", Place: "x", PlaceText: "x", Title: "x", Text: "x", Wish: "x", Theme: "x", PeriodFrom: "x", PeriodTo: "x",
		Byline: "x", Lang: "x", Method: "x", Wave: "x", CreatedAt: at, Agreements: 1, Share: "named", ConsentLang: "x", ConsentAt: at, LocatedBy: "map",
		Channel: "web", Workshop: "x", Round: 1, UpdatedAt: at, Person: 1, People: 1, Source: "x", Hold: "x", ReceivedAt: at,
		Review: store.Review{Geometry: "published", Words: "published", Byline: "hidden", Reason: "spam"},
	}
	for _, a := range store.AllAudiences {
		for _, col := range append([]column{idColumn}, columnsOf[a]...) {
			if got := col.get(c).kind; got != col.kind {
				t.Errorf("%s of %s is %v, not %v", col.name, a, got, col.kind)
			}
			if sqlTypes[col.kind] == "" {
				t.Errorf("%s has no type in SQL", col.name)
			}
		}
	}
}
