package export_test

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"kvarter/store"
	"kvarter/store/export"
)

func TestCells(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain": "plain", "a,b": `"a,b"`, `say "yes"`: `"say ""yes"""`, "two\nlines": "\"two\nlines\"", "two\rlines": "\"two\rlines\"",
		"=1+1": "'=1+1", "+47": "'+47", "-1": "'-1", "@me": "'@me", "\tx": "'\tx", "\rx": "\"'\rx\"", "=a,\"b\"": `"'=a,""b"""`,
		"'=1": "''=1", "''-": "'''-", "'quoted'": "'quoted'", "'": "'", "a=b": "a=b", " =1": " =1",
	} {
		if got := cell(t, in); got != want {
			t.Errorf("%q becomes %q, not %q", in, got, want)
		}
	}
}

// cell is how text stands in a CSV row.
func cell(t *testing.T, text string) string {
	t.Helper()
	row := *samples()[1]
	row.Text = text
	var got writer
	if err := export.CSV(&got, sequence(&row), export.Options{Audience: store.AudiencePublic, Area: torstrand()}); err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(got.data), "others_view,,,,")
	before, _, _ := strings.Cut(after, ",,,,,,und,")
	return before
}

// Whatever was kept comes back the same from either format, and no cell runs.
func FuzzText(f *testing.F) {
	for _, s := range []string{"why", "=1", "''=\"", "a\r\nb", "\t", "\u2028", "مرحبا\u200f", "👨‍👩‍👧‍👦", "\x00\x7f", "\xff", "ved, \"benken\"", "\r\n0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		row := *full()
		row.Text = text
		var c, j writer
		if err := export.CSV(&c, sequence(&row), export.Options{Audience: store.AudienceStaff, Area: torstrand()}); err != nil {
			t.Fatal(err)
		}
		// The reader of encoding/csv makes LF of CR LF, as the text then must.
		records, err := csv.NewReader(strings.NewReader(string(c.data))).ReadAll()
		if err != nil || len(records) != 2 {
			t.Fatalf("%v: %q", err, c.data)
		}
		got := records[1][9]
		if got != "" && strings.ContainsRune("=+-@\t\r", rune(got[0])) {
			t.Errorf("a spreadsheet would run %q", got)
		}
		// Whether there is one to take off shows in the text, because a leading CR LF lost its CR.
		if rest := strings.TrimLeft(text, "'"); rest != "" && strings.ContainsRune("=+-@\t\r", rune(rest[0])) {
			got = strings.TrimPrefix(got, "'")
		}
		if want := strings.ReplaceAll(text, "\r\n", "\n"); got != want {
			t.Errorf("CSV gives %q back for %q", got, want)
		}
		if err := export.GeoJSON(&j, sequence(&row), export.Options{Audience: store.AudienceStaff, Area: torstrand()}); err != nil {
			t.Fatal(err)
		}
		var doc struct {
			Features []struct{ Properties struct{ Text *string } }
		}
		if err := json.Unmarshal(j.data, &doc); err != nil {
			t.Fatalf("%v: %s", err, j.data)
		}
		if p := doc.Features[0].Properties.Text; utf8.ValidString(text) && (p == nil) != (text == "") || p != nil && utf8.ValidString(text) && *p != text {
			t.Errorf("GeoJSON gives %v back for %q", p, text)
		}
	})
}

// Every property of the contract has its column, in its order.
func TestColumns(t *testing.T) {
	t.Parallel()
	for _, audience := range store.AllAudiences {
		var c, j writer
		o := export.Options{Audience: audience, Area: torstrand()}
		if err := export.CSV(&c, sequence(), o); err != nil {
			t.Fatal(err)
		}
		if err := export.GeoJSON(&j, sequence(full()), o); err != nil {
			t.Fatal(err)
		}
		want, at := []string{"id", "lon", "lat", "wkt"}, 0
		for _, f := range store.ContributionFields {
			next := strings.Index(string(j.data), `"`+f.Name+`":`)
			if audience.Sees(f.Audience) != (next >= 0) {
				t.Errorf("%s: %s is there: %v", audience, f.Name, next >= 0)
			}
			if !audience.Sees(f.Audience) || f.Name == "id" {
				continue
			}
			if next < at {
				t.Errorf("%s: %s stands too early", audience, f.Name)
			}
			want, at = append(want, f.Name), next
		}
		if got := strings.TrimSpace(string(c.data)); got != strings.Join(want, ",") {
			t.Errorf("%s: the header is %s", audience, got)
		}
	}
}
