package export_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kvarter/store"
	"kvarter/store/export"
)

// sheet is the rows of a sheet as they are kept, the header first.
func sheet(t *testing.T, path, name string) [][]string {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(name, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// Text is what it was and never a formula, whatever it begins with.
func TestXLSXText(t *testing.T) {
	t.Parallel()
	var all []*store.Contribution
	texts := []string{
		"=1+1", "+47", "-1", "@SUM(A1)", "'=1", "two\nlines", "two\r\nlines", "tab\tand  spaces ", " leading", "<b>&amp;</b>", "_x0041_", "_x000D_", "1e5", "TRUE",
		"2026-01-01", "مرحبا\u200f 👨‍👩‍👧‍👦", strings.Repeat("å", store.MaxStory), strings.Repeat("👨‍👩‍👧", 2000),
	}
	for _, text := range texts {
		c := *samples()[1]
		c.Text = text
		all = append(all, &c)
	}
	path := file(t, "xlsx", options(store.AudienceStaff), all...)
	rows := sheet(t, path, "data")
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	column := slices.Index(rows[0], "text")
	for i, want := range texts {
		cell, err := excelize.CoordinatesToCellName(column+1, i+2)
		if err != nil {
			t.Fatal(err)
		}
		got, err := f.GetCellValue("data", cell)
		if err != nil || got != want {
			t.Errorf("%.40q comes back as %.40q, %v", want, got, err)
		}
		if formula, err := f.GetCellFormula("data", cell); formula != "" || err != nil {
			t.Errorf("%.40q is a formula", want)
		}
		if kind, err := f.GetCellType("data", cell); err != nil || kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
			t.Errorf("%.40q is of type %v, %v", want, kind, err)
		}
	}
}

func TestXLSXSheets(t *testing.T) {
	t.Parallel()
	o := options(store.AudienceStaff)
	o.CRS = utm32(t)
	o.Filter = map[string][]string{"prompt": {"meeting_place,most_liked"}, "status": {"published"}, "q": {"a,b"}}
	path := file(t, "xlsx", o, samples()...)
	data := sheet(t, path, "data")
	if got := strings.Join(data[0][:9], ","); got != "id,lon,lat,wkt,x,y,xy_wkt,kind,prompt" || len(data) != 1+len(samples()) {
		t.Errorf("the header is %s, there are %d rows", got, len(data))
	}
	for name, want := range map[string]string{
		"x": "560305.341", "y": "6545773.677", "person": "9007199254740991", "outside_area": "1", "people": "12", "consent_at": "46085.21259",
	} {
		if got := data[1][slices.Index(data[0], name)]; !strings.HasPrefix(got, want) {
			t.Errorf("%s is %q, not %s", name, got, want)
		}
	}
	words := sheet(t, path, "dictionary")
	if !slices.ContainsFunc(words, func(r []string) bool {
		return len(r) == 6 && r[0] == "prompt" && r[4] == "most_liked" && r[5] == "Liker best"
	}) {
		t.Errorf("the dictionary lacks a prompt: %v", words)
	}
	var filter []string
	for _, r := range sheet(t, path, "filter") {
		filter = append(filter, strings.Join(r, ": "))
	}
	for _, want := range []string{
		"Område: Torstrand", "Hentet: 2026-11-23T12:00:00Z", "Spørsmål: Møtested, Liker best", "Status: Publisert", "Ord: a,b",
		"Koordinater: ETRS89 / UTM zone 32N (EPSG:25832)",
	} {
		if !slices.Contains(filter, want) {
			t.Errorf("the filter does not say %q: %q", want, filter)
		}
	}
}

// More rows than a sheet holds are refused before anything is read, and should
// they only appear on the way, nothing is left.
func TestXLSXRows(t *testing.T) {
	t.Parallel()
	f, _ := export.FormatNamed("xlsx")
	var no *export.Refusal
	if err := f.Check(1<<20-1, options(store.AudienceStaff)); err != nil {
		t.Errorf("a full sheet is refused: %v", err)
	}
	if err := f.Check(1<<20, options(store.AudienceStaff)); !errors.As(err, &no) || no.Code != "too_many_rows" || no.Field != "limit" {
		t.Errorf("more than a sheet is %v", err)
	}
}

// GDAL reads the workbook's data as the types that they are.
func TestGDALReadsXLSX(t *testing.T) {
	t.Parallel()
	path := file(t, "xlsx", options(store.AudienceStaff), samples()...)
	got := ogrinfo(t, "-ro", "-al", path)
	for _, want := range []string{
		"Feature Count: 4", "lon (Real) = 10.0511234", "wish (String) = =SUM(A1)", "person (String) = 9007199254740991",
		"created_at (DateTime) = 2026/03/04 05:06:07", "people (Integer) = 12", "Layer name: dictionary", "Layer name: filter",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("GDAL does not find %q:\n%.3000s", want, got)
		}
	}
}
