package ingest_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/paulmach/orb"

	"kvarter/store"
	"kvarter/store/ingest"
)

// foreign is the mapping of the tables below.
func foreign() *ingest.Mapping {
	return &ingest.Mapping{
		Columns: map[string]string{"id": "nr", "lon": "x", "lat": "y", "wkt": "shape", "prompt": "what", "text": "said", "time": "when"},
		Prompts: map[string]string{"meet": "meeting_place"},
	}
}

const foreignHeader = "nr,x,y,shape,what,said,when\n"

func rowsOf(t *testing.T, r io.Reader, f ingest.Format, m *ingest.Mapping) (rows []ingest.Row, last error) {
	t.Helper()
	for row, err := range ingest.Read(r, f, m, torstrand(t)) {
		if err != nil {
			return rows, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func TestRowsThatCannotBeTaken(t *testing.T) {
	s := open(t, torstrand(t))
	for _, c := range []struct{ name, row, field, code string }{
		{"ragged, short", "1,10.05,59.04,,meet,hi", "", "ragged"},
		{"ragged, long", "1,10.05,59.04,,meet,hi,,", "", "ragged"},
		{"quotes", `1,10.05,59.04,,meet,"hi" there,`, "", "quote"},
		{"not UTF-8", "1,10.05,59.04,,meet,bl\xe5b\xe6r,", "text", "invalid_utf8"},
		{"decimal comma", `1,"10,05","59,04",,meet,hi,`, "geometry", "decimal_comma"},
		{"no number", "1,east,59.04,,meet,hi,", "geometry", "malformed"},
		{"hexadecimal", "1,0x1p3,59.04,,meet,hi,", "geometry", "malformed"},
		{"infinite", "1,Inf,59.04,,meet,hi,", "geometry", "malformed"},
		{"half a position", "1,10.05,,,meet,hi,", "geometry", "required"},
		{"out of range", "1,1e9,59.04,,meet,hi,", "geometry", "out_of_range"},
		{"huge", "1,1e999,59.04,,meet,hi,", "geometry", "malformed"},
		{"swapped", "1,59.04,10.05,,meet,hi,", "geometry", "lon_lat_swapped"},
		{"far outside", "1,11.9,59.04,,meet,hi,", "geometry", "far_outside"},
		{"no WKT", "1,,,POINT (10.05 59.04,meet,hi,", "geometry", "invalid_wkt"},
		{"a type that the prompt does not take", `1,,,"LINESTRING (10.05 59.04, 10.06 59.05)",meet,hi,`, "geometry", "geometry_type"},
		{"no place", "1,,,,meet,hi,", "geometry", "required"},
		{"unknown prompt", "1,10.05,59.04,,eat,hi,", "prompt", "unknown"},
		{"empty prompt", "1,10.05,59.04,,,hi,", "prompt", "unknown"},
		{"month first", "1,10.05,59.04,,meet,hi,3/4/2026", "created_at", "time"},
		{"no time", "1,10.05,59.04,,meet,hi,yesterday", "created_at", "time"},
		{"in the future", "1,10.05,59.04,,meet,hi,2031-01-01", "created_at", "out_of_range"},
		{"control character", "1,10.05,59.04,,meet,h\x00i,", "text", "control_character"},
		{"nothing visible", "1,10.05,59.04,,meet,\u200b,", "text", "nothing_visible"},
		{"too long", "1,10.05,59.04,,meet," + strings.Repeat("æ", 1001) + ",", "text", "too_long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := foreignHeader + c.row + "\nnext,10.05,59.04,,meet,kept,\n"
			sum, rejects := importBytes(t, s, torstrand(t), []byte(file), ingest.CSV, foreign(), ingest.Options{})
			if sum.Rejected != 1 || sum.Taken+sum.Same != 1 {
				t.Fatalf("imported %+v, want one row and one reject; rejects:\n%s", sum, rejects)
			}
			lines, err := csv.NewReader(strings.NewReader(rejects)).ReadAll()
			if err != nil || len(lines) != 2 {
				t.Fatalf("rejects are %q, %v", rejects, err)
			}
			got := lines[1]
			if got[0] != "2" || got[1] != c.field || got[2] != c.code || got[3] == "" || got[3] == c.code {
				t.Errorf("reject is %q, want row 2, %s, %s and a reason", got, c.field, c.code)
			}
		})
	}
}

func TestTimes(t *testing.T) {
	for written, want := range map[string]string{
		"":                                 "0001-01-01T00:00:00Z",
		"2026-05-01T10:00:00Z":             "2026-05-01T10:00:00Z",
		"2016-01-19T14:43:50.000Z":         "2016-01-19T14:43:50Z",
		"2026-05-01T10:00:00.123456+02:00": "2026-05-01T08:00:00.123456Z",
		"2026-05-01 10:00:00+02:00":        "2026-05-01T08:00:00Z",
		"2026/05/01 10:00:00+00":           "2026-05-01T10:00:00Z",
		"2026-05-01T10:00:00":              "2026-05-01T08:00:00Z",
		"2026-05-01 10:00":                 "2026-05-01T08:00:00Z",
		"2026-01-01":                       "2025-12-31T23:00:00Z",
		"1.5.2026 10:00":                   "2026-05-01T08:00:00Z",
		"01.05.2026":                       "2026-04-30T22:00:00Z",
	} {
		rows, err := rowsOf(t, strings.NewReader(foreignHeader+"1,10.05,59.04,,meet,hi,"+written+"\n"), ingest.CSV, foreign())
		if err != nil || rows[0].Reject != nil {
			t.Errorf("%q: %v %+v", written, err, rows[0].Reject)
			continue
		}
		if got := rows[0].Contribution.CreatedAt.Format(time.RFC3339Nano); got != want {
			t.Errorf("%q is %s, want %s", written, got, want)
		}
	}
}

func TestForeignText(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"as it is":             {foreignHeader + "1,10.05,59.04,,meet,\"‘=a’, \"\"b\"\"\r\n c\",\n", "‘=a’, \"b\"\r\n c"},
		"apostrophe stays":     {foreignHeader + "1,10.05,59.04,,meet,'=a,\n", "'=a"},
		"blanks are nothing":   {foreignHeader + "1,10.05,59.04,,meet,  ,\n", ""},
		"byte order mark":      {"\ufeff" + foreignHeader + "1,10.05,59.04,,meet,a,\n", "a"},
		"semicolons":           {strings.ReplaceAll(foreignHeader, ",", ";") + "1;10.05;59.04;;meet;a, b;\n", "a, b"},
		"tabs and CRLF":        {"nr\tx\ty\tshape\twhat\tsaid\twhen\r\n1\t10.05\t59.04\t\tmeet\ta\t\r\n", "a"},
		"columns to pass over": {"more,nr,x,y,shape,what,said,when,even more\nq,1,10.05,59.04,,meet,a,,\xff\n", "a"},
	} {
		rows, err := rowsOf(t, strings.NewReader(c.file), ingest.CSV, foreign())
		if err != nil || len(rows) != 1 || rows[0].Reject != nil {
			t.Errorf("%s: %+v, %v", name, rows, err)
			continue
		}
		if got := rows[0].Contribution.Text; got != c.want {
			t.Errorf("%s: text %q, want %q", name, got, c.want)
		}
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	type file struct {
		format  ingest.Format
		mapping *ingest.Mapping
		data    string
		says    string
	}
	wrongPrompt, noColumn := foreign(), foreign()
	wrongPrompt.Prompts = map[string]string{"meet": "dance"}
	noColumn.Columns["text"] = "words"
	for name, c := range map[string]file{
		"empty":                       {ingest.CSV, nil, "", "empty"},
		"no header of ours":           {ingest.CSV, nil, "a,b\n1,2\n", "mapping"},
		"a column that is not ours":   {ingest.CSV, nil, "id,prompt,colour\n", `"colour"`},
		"a column twice":              {ingest.CSV, nil, "id,prompt,text,text\n", "two columns"},
		"a mapped column missing":     {ingest.CSV, noColumn, foreignHeader, `"words"`},
		"a prompt nobody asks":        {ingest.CSV, wrongPrompt, foreignHeader, `"dance"`},
		"UTF-16":                      {ingest.CSV, foreign(), "\xff\xfen\x00r\x00", "UTF-16"},
		"Latin-1 header":              {ingest.CSV, foreign(), "nr,x,y,shape,what,said,when,h\xf8yde\n", "UTF-8"},
		"no collection":               {ingest.GeoJSON, foreign(), `[]`, "FeatureCollection"},
		"one feature":                 {ingest.GeoJSON, foreign(), `{"type":"Feature","geometry":null,"properties":{}}`, "FeatureCollection"},
		"no features":                 {ingest.GeoJSON, foreign(), `{"type":"FeatureCollection"}`, "FeatureCollection"},
		"not JSON":                    {ingest.GeoJSON, foreign(), `nr,x,y`, "FeatureCollection"},
		"empty JSON":                  {ingest.GeoJSON, foreign(), ``, "FeatureCollection"},
		"another coordinate system":   {ingest.GeoJSON, foreign(), `{"crs":{"type":"name","properties":{"name":"EPSG:25832"}},"features":[]}`, "EPSG:4326"},
		"cut off":                     {ingest.GeoJSON, foreign(), `{"type":"FeatureCollection","features":[{"type":"Fea`, "ends in the middle"},
		"features twice":              {ingest.GeoJSON, foreign(), `{"features":[],"features":[]}`, "twice"},
		"a feature that fills memory": {ingest.GeoJSON, foreign(), `{"features":[{"a":"` + strings.Repeat("x", 20<<20) + `"}]}`, "larger than any answer"},
		"no such format":              {"xlsx", foreign(), "", "csv or geojson"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := rowsOf(t, strings.NewReader(c.data), c.format, c.mapping)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error is %v, want one that says %q", err, c.says)
			}
		})
	}
	if _, err := rowsOf(t, iotest.ErrReader(os.ErrClosed), ingest.CSV, foreign()); !errors.Is(err, os.ErrClosed) {
		t.Errorf("error is %v, want the reader's", err)
	}
}

func feature(geometry, properties string) string {
	return `{"type":"Feature","geometry":` + geometry + `,"properties":` + properties + `}`
}

func TestGeoJSONRows(t *testing.T) {
	const point = `{"type":"Point","coordinates":[10.05,59.04]}`
	features := []string{
		feature(point, `{"nr":7,"what":"meet","said":"a\u00e6","other":{"x":[1]},"when":"2026-05-01T10:00:00Z"}`),
		feature(point, `{"what":"meet","said":null}`),
		feature(point, `{"what":"meet","said":["a"]}`),
		feature(point, `{"what":"meet","what":"meet"}`),
		feature(point, `{"what":"meet","said":"`+"\xff"+`"}`),
		feature(point, `{"what":"meet","said":"\ud800"}`),
		feature(`{"type":"Point","coordinates":[10.05,"a"]}`, `{"what":"meet"}`),
		feature(`{"type":"MultiPoint","coordinates":[[10.05,59.04]]}`, `{"what":"meet"}`),
		`{"type":"Polygon"}`,
		`null`,
		feature(`null`, `null`),
		feature(point, `{"what":"meet","said":"`+strings.Repeat("x", 2<<20)+`"}`),
		feature(point, `{"what":"meet","said":"last"}`),
	}
	file := "\ufeff" + `{"type":"FeatureCollection","name":"x","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[` +
		strings.Join(features, ",\n") + `],"more":1}`
	rows, err := rowsOf(t, strings.NewReader(file), ingest.GeoJSON, foreign())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i, row := range rows {
		if row.Number != i+1 {
			t.Errorf("row %d says it is %d", i+1, row.Number)
		}
		if row.Reject != nil {
			got = append(got, row.Reject.Field+" "+row.Reject.Code)
			continue
		}
		got = append(got, "taken "+row.Contribution.Text)
	}
	want := []string{
		"taken aæ", "taken ", "text malformed", " invalid_json", " invalid_json", " invalid_json", "geometry position",
		"geometry geometry_type", " feature", " feature", "prompt unknown", " too_large", "taken last",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("rows are\n%q\nwant\n%q", got, want)
	}
	if rows[0].ID != "7" || !orb.Equal(rows[0].Contribution.Geometry, orb.Point{10.05, 59.04}) {
		t.Errorf("the first is %+v at %v", rows[0], rows[0].Contribution.Geometry)
	}
}

func TestOwnGeoJSONRefusesForeignProperties(t *testing.T) {
	file := `{"features":[` + feature(`null`, `{"prompt":"missing","text":"a","colour":"red"}`) + `]}`
	rows, err := rowsOf(t, strings.NewReader(file), ingest.GeoJSON, nil)
	if err != nil || len(rows) != 1 || rows[0].Reject == nil || rows[0].Reject.Field != "colour" {
		t.Errorf("rows are %+v, %v; want a reject about colour", rows, err)
	}
}

func TestIDsAreTheSameEveryTime(t *testing.T) {
	m := foreign()
	read := func(file string, m *ingest.Mapping) (out []string) {
		rows, err := rowsOf(t, strings.NewReader(file), ingest.CSV, m)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			out = append(out, row.Contribution.ID.String())
		}
		return out
	}
	file := foreignHeader + "7,10.05,59.04,,meet,a,\n" + ",10.05,59.04,,meet,a,\n" + ",10.05,59.04,,meet,a,\n" +
		"7,10.05,59.04,,meet,b,\n" + "0f8fad5b-d9cb-469f-a165-70867728950e,10.05,59.04,,meet,a,\n"
	first, second := read(file, m), read(file, m)
	if !reflect.DeepEqual(first, second) {
		t.Errorf("%q, then %q", first, second)
	}
	if first[1] == first[2] {
		t.Error("two equal rows without an id are one")
	}
	if first[0] != first[3] {
		t.Error("the same id is not the same")
	}
	if first[4] != "0f8fad5b-d9cb-469f-a165-70867728950e" {
		t.Errorf("a UUID became %s", first[4])
	}
}

func TestMappingFile(t *testing.T) {
	for says, content := range map[string]string{
		"columns.colour": "columns: {prompt: a, colour: b}",
		"go together":    "columns: {prompt: a, lon: b}",
		"default_prompt": "columns: {lon: a, lat: b}",
		"separator":      "columns: {prompt: a}\nseparator: xx",
		"time_zone":      "columns: {prompt: a}\ntime_zone: Mars/Base",
		"line 2:1":       "columns: {prompt: a}\ncolour: red",
		"line 1":         "columns: [a]",
		"brackets":       "columns: " + strings.Repeat("[", 2000),
		"larger than":    "# " + strings.Repeat("x", 70<<10),
	} {
		file := filepath.Join(t.TempDir(), "mapping.yaml")
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ingest.LoadMapping(file); err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), file) {
			t.Errorf("%.40q: error is %v, want one that says %q", content, err, says)
		}
	}
	if _, err := ingest.LoadMapping("nowhere.yaml"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error is %v", err)
	}
}

func TestDefaultPrompt(t *testing.T) {
	m := &ingest.Mapping{Columns: map[string]string{"lon": "x", "lat": "y", "prompt": "what"}, DefaultPrompt: "missing"}
	rows, err := rowsOf(t, strings.NewReader("x,y,what\n10.05,59.04,anything\n10.05,59.04,meeting_place\n"), ingest.CSV, m)
	if err != nil || len(rows) != 2 || rows[0].Contribution.Prompt != "missing" || rows[1].Contribution.Prompt != "meeting_place" {
		t.Errorf("rows are %+v, %v", rows, err)
	}
}

func TestFormatOf(t *testing.T) {
	for name, want := range map[string]ingest.Format{"a.CSV": ingest.CSV, "b.geojson": ingest.GeoJSON, "c.json": ingest.GeoJSON, "d.tsv": ingest.CSV} {
		if got, err := ingest.FormatOf(name); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", name, got, err, want)
		}
	}
	if _, err := ingest.FormatOf("a.xlsx"); err == nil {
		t.Error("a spreadsheet was taken")
	}
}

func ExampleRead() {
	file := "what,x,y,said\nmeet,10.05,59.04,Ved benken\n"
	mapping := &ingest.Mapping{
		Columns: map[string]string{"prompt": "what", "lon": "x", "lat": "y", "text": "said"},
		Prompts: map[string]string{"meet": "meeting_place"},
	}
	area := &store.Area{Slug: "torstrand", TimeZone: "Europe/Oslo", Methods: []*store.Method{{Prompts: []store.Prompt{{Key: "meeting_place"}}}}}
	for row, err := range ingest.Read(strings.NewReader(file), ingest.CSV, mapping, area) {
		fmt.Println(row.Number, row.Contribution.Prompt, row.Contribution.Geometry, row.Contribution.Text, err)
	}
	// Output: 2 meeting_place [10.05 59.04] Ved benken <nil>
}
