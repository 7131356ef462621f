package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"

	"kvarter/store"
)

// row is a contribution as a format has it: values in their plainest form.
type row struct {
	geometry orb.Geometry
	values   map[string]any
}

// Every format has the same rows and the same values as the API's features, and
// positions in metres lie where PROJ puts them, as GDAL reads them all.
func TestFormatsAgree(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"ogr2ogr", "ogrinfo"} {
		if _, err := exec.LookPath(program); err != nil {
			if slices.Contains(strings.Split(os.Getenv("KVARTER_REQUIRE"), ","), "gdal") {
				t.Fatal(program + " is missing: install gdal-bin")
			}
			t.Skip(program + " is missing: install gdal-bin to run this test")
		}
	}
	w := newWorld(t)
	staff := bearer(w.token(""))
	w.everything()
	for audience, by := range map[string][]string{"public": nil, "staff": staff} {
		api := w.get(contributions+"?limit=10000", by...)
		w.status(api, http.StatusOK)
		degrees := filepath.Join(t.TempDir(), "api.geojson")
		if err := os.WriteFile(degrees, api.body, 0o600); err != nil {
			t.Fatal(err)
		}
		for crs, want := range map[string]map[string]row{
			"":               features(t, api.body),
			"?crs=area":      features(t, ogr2ogr(t, degrees, "-s_srs", "EPSG:4326", "-t_srs", "EPSG:25832")),
			"?crs=EPSG:3857": features(t, ogr2ogr(t, degrees, "-s_srs", "EPSG:4326", "-t_srs", "EPSG:3857")),
		} {
			if len(want) < 7 {
				t.Fatalf("only %d features", len(want))
			}
			if crs == "" { // GDAL asks the live service for degrees
				t.Run(audience+" ogc", func(t *testing.T) { compare(t, w.live(t, by), withoutTimes(want)) })
			}
			for _, format := range []string{"geojson", "csv", "gpkg", "xlsx"} {
				if format == "geojson" && crs != "" {
					continue
				}
				if audience == "public" && crs == "?crs=EPSG:3857" {
					continue // one of the two systems shows that the public's places are as exact in any
				}
				t.Run(audience+" "+format+crs, func(t *testing.T) {
					a := w.get(contributions+"."+format+crs, by...)
					w.status(a, http.StatusOK)
					path := filepath.Join(t.TempDir(), "a."+format)
					if err := os.WriteFile(path, a.body, 0o600); err != nil {
						t.Fatal(err)
					}
					compare(t, rowsOf(t, format, path, crs != ""), want)
				})
			}
		}
	}
}

// live is what GDAL reads of the GIS service, layer by layer.
func (w *world) live(t *testing.T, by []string) map[string]row {
	t.Helper()
	all := map[string]row{}
	for _, layer := range []string{"points", "lines", "areas", "placeless"} {
		var more []string
		if by != nil {
			more = []string{"--config", "GDAL_HTTP_HEADERS", by[0] + ": " + by[1]}
		}
		for id, r := range features(t, ogr2ogr(t, "OAPIF:"+w.url+"/ogc", append(more, "torstrand-"+layer)...)) {
			if _, twice := all[id]; twice {
				t.Errorf("%s is in two layers", id)
			}
			all[id] = r
		}
	}
	return all
}

// withoutTimes is rows without the times that the GIS service leaves out.
func withoutTimes(rows map[string]row) map[string]row {
	all := map[string]row{}
	for id, r := range rows {
		values := maps.Clone(r.values)
		for _, name := range []string{"consent_at", "updated_at", "received_at"} {
			delete(values, name)
		}
		all[id] = row{r.geometry, values}
	}
	return all
}

// everything puts one of each shape there, with words that formats trip over.
func (w *world) everything() {
	w.t.Helper()
	p := newPerson()
	ids := []string{
		w.send(p, p.mark("text", "=1+1", "wish", "-5 \"trær\", takk\nog\tbenk")).ID,
		w.send(p, p.mark("prompt", "characteristic", "text", "'=x", "geometry", json.RawMessage(
			`{"type":"Polygon","coordinates":[[[10.05,59.04],[10.0511117,59.04],[10.0511117,59.0411113],[10.05,59.0411113],[10.05,59.04]],`+
				`[[10.0502,59.0402],[10.0502,59.0408],[10.0508,59.0408],[10.0508,59.0402],[10.0502,59.0402]]]}`))).ID,
		w.send(p, p.mark("prompt", "show_visitors", "geometry", json.RawMessage(
			`{"type":"LineString","coordinates":[[10.05,59.04],[10.0522222,59.0433333],[10.0533334,59.04]]}`))).ID,
		w.send(p, p.mark("prompt", "others_view", "geometry", nil, "text", "مرحبا\u200f 👨‍👩‍👧‍👦 <b>&amp;</b>", "lang", "ar")).ID,
		w.send(p, p.mark("prompt", "story", "title", "+47", "text", "@da _x0041_ 'var' 1e5", "theme", "history", "period_from", "1960~", "period_to", "1969-12",
			"share", "named", "byline", "Åse Ødegård", "consent_lang", "nb")).ID,
		w.send(p, p.mark("prompt", "most_liked", "geometry", nil, "place_text", "ved \"benken\"")).ID,
		w.send(p, p.mark("prompt", "most_liked", "geometry", nil, "place", "revet_ferry")).ID,
	}
	for _, id := range ids {
		for _, part := range store.AllParts {
			// A part that is not there cannot be published; that is no matter here.
			_, _ = w.store.ReviewContribution(w.t.Context(), "torstrand", uuid.MustParse(id), store.Decision{Parts: []store.Part{part}, State: store.Published})
		}
	}
	imported := &store.Contribution{
		ID: uuid.New(), Prompt: "meeting_place", Geometry: orb.Point{10.0499999, 59.0400001}, Kind: store.KindMark, Channel: store.ChannelPaper, Share: store.ShareAnonymous,
		Text: "TRUE", Lang: "nb", Participant: uuid.New(), Person: store.MaxPerson, Source: store.SourceImport, LocatedBy: store.ByPaper,
		CreatedAt: time.Date(2026, 1, 2, 3, 4, 5, 678_901_000, time.UTC),
	}
	heads := &store.Contribution{
		ID: uuid.New(), Prompt: "meeting_place", Geometry: orb.Point{10.0555555, 59.0455555}, Kind: store.KindMark, Channel: store.ChannelTable, Share: store.ShareAnonymous,
		Lang: "und", People: 12, OnBehalf: true, LocatedBy: store.ByStaff, CreatedAt: time.Date(2026, 2, 3, 23, 59, 59, 0, time.UTC),
	}
	all, err := w.store.CreateContributions(w.t.Context(), "torstrand", []*store.Contribution{imported, heads}, true)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, c := range all {
		if c.Err != nil {
			w.t.Fatal(c.Err)
		}
	}
}

// ogr2ogr is what GDAL reads, as GeoJSON that keeps every decimal and any system.
func ogr2ogr(t *testing.T, path string, more ...string) []byte {
	t.Helper()
	args := append([]string{"-f", "GeoJSON", "/vsistdout/", path, "-lco", "COORDINATE_PRECISION=12", "-lco", "RFC7946=NO"}, more...)
	cmd := exec.CommandContext(t.Context(), "ogr2ogr", args...)
	var warnings bytes.Buffer
	cmd.Stderr = &warnings
	out, err := cmd.Output()
	if err != nil || warnings.Len() > 0 {
		t.Fatalf("ogr2ogr %v: %v\n%s", args, err, warnings.String())
	}
	return out
}

// features are those of a GeoJSON document, by id.
func features(t *testing.T, document []byte) map[string]row {
	t.Helper()
	var c struct {
		Features []struct {
			ID       string
			Geometry *struct {
				Type        string
				Coordinates json.RawMessage
			}
			Properties map[string]any
		}
	}
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber()
	if err := d.Decode(&c); err != nil {
		t.Fatalf("%v: %s", err, document)
	}
	all := map[string]row{}
	for _, f := range c.Features {
		r := row{values: f.Properties}
		if f.Geometry != nil {
			r.geometry = shapeOf(t, f.Geometry.Type, f.Geometry.Coordinates)
		}
		if f.ID != "" { // GDAL takes it out of GeoJSON's properties
			f.Properties["id"] = f.ID
		}
		id := fmt.Sprint(f.Properties["id"])
		if _, twice := all[id]; twice {
			t.Errorf("%s is there twice", id)
		}
		all[id] = r
	}
	return all
}

// shapeOf is a geometry in any system, which geo would refuse beyond degrees.
func shapeOf(t *testing.T, is string, coordinates []byte) orb.Geometry {
	t.Helper()
	decode := func(to any) {
		if err := json.Unmarshal(coordinates, to); err != nil {
			t.Fatalf("%s %s: %v", is, coordinates, err)
		}
	}
	switch is {
	case "Point":
		var p orb.Point
		decode(&p)
		return p
	case "LineString":
		var l orb.LineString
		decode(&l)
		return l
	}
	var p orb.Polygon
	decode(&p)
	return p
}

// rowsOf is what GDAL reads of a format, with what is the format's own taken off.
func rowsOf(t *testing.T, format, path string, inMetres bool) map[string]row {
	t.Helper()
	switch format {
	case "gpkg":
		all := map[string]row{}
		for _, layer := range []string{"points", "lines", "areas", "placeless"} {
			for id, r := range features(t, ogr2ogr(t, path, layer)) {
				if _, twice := all[id]; twice {
					t.Errorf("%s is in two layers", id)
				}
				all[id] = r
			}
		}
		return all
	case "csv", "xlsx":
		var more []string
		if format == "xlsx" {
			more = []string{"data", "-oo", "HEADERS=FORCE"}
		}
		all := features(t, ogr2ogr(t, path, more...))
		for id, r := range all {
			all[id] = fromTable(t, r, inMetres, format == "csv")
		}
		return all
	}
	return features(t, ogr2ogr(t, path))
}

// fromTable makes a shape of a table's columns, and takes off the apostrophe
// that CSV has before what would be a formula. What XLSX escapes and spreadsheets
// read back (ECMA-376, ST_Xstring), GDAL does not.
func fromTable(t *testing.T, r row, inMetres, quoted bool) row {
	t.Helper()
	x, y, shape := "lon", "lat", "wkt"
	if inMetres {
		x, y, shape = "x", "y", "xy_wkt"
	}
	if text, _ := r.values[shape].(string); text != "" {
		var err error
		if r.geometry, err = wkt.Unmarshal(text); err != nil {
			t.Fatal(err)
		}
	}
	if p, isPoint := r.geometry.(orb.Point); isPoint && !near(t, r.values[x], p[0]) || isPoint && !near(t, r.values[y], p[1]) {
		t.Errorf("%s and %s are %v and %v beside %v", x, y, r.values[x], r.values[y], p)
	}
	for _, name := range []string{"lon", "lat", "wkt", "x", "y", "xy_wkt"} {
		delete(r.values, name)
	}
	for name, v := range r.values {
		text, isText := v.(string)
		if isText && !quoted {
			r.values[name] = strings.ReplaceAll(text, "_x005F_", "_")
		}
		if rest := strings.TrimLeft(text, "'"); quoted && isText && rest != "" && strings.ContainsRune("=+-@\t\r", rune(rest[0])) {
			r.values[name] = strings.TrimPrefix(text, "'")
		}
	}
	return r
}

func near(t *testing.T, said any, want float64) bool {
	t.Helper()
	var v float64
	if _, err := fmt.Sscan(fmt.Sprint(said), &v); err != nil {
		t.Fatalf("%v is no number", said)
	}
	return math.Abs(v-want) < 1e-9
}

// compare holds got to want, row by row and value by value.
func compare(t *testing.T, got, want map[string]row) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("there are %d rows, not %d", len(got), len(want))
	}
	for id, w := range want {
		g, found := got[id]
		if !found {
			t.Errorf("%s is missing", id)
			continue
		}
		delete(g.values, "fid")
		for name := range g.values {
			if _, known := w.values[name]; !known {
				t.Errorf("%s has %s, which the API does not say", id, name)
			}
		}
		for name, v := range w.values {
			if !sameValue(name, g.values[name], v) {
				t.Errorf("%s of %s is %#v, not %#v", name, id, g.values[name], v)
			}
		}
		if !sameShape(g.geometry, w.geometry) {
			t.Errorf("%s lies at %v, not %v", id, g.geometry, w.geometry)
		}
	}
}

// sameValue compares what JSON says with what a format can say: empty is null,
// true is 1 in tables, times may be rounded to the millisecond.
func sameValue(name string, got, want any) bool {
	plain := func(v any) string {
		switch v := v.(type) {
		case nil:
			return ""
		case bool:
			if v {
				return "1"
			}
			return "0"
		}
		s := fmt.Sprint(v)
		if (name == "outside_area" || name == "on_behalf" || name == "late") && (s == "true" || s == "false") {
			return map[string]string{"true": "1", "false": "0"}[s]
		}
		return s
	}
	g, w := plain(got), plain(want)
	if !strings.HasSuffix(name, "_at") || g == w {
		return g == w
	}
	at := func(s string) time.Time {
		for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999", "2006/01/02 15:04:05.999", time.DateOnly, "2006/01/02"} {
			if at, err := time.Parse(layout, s); err == nil {
				return at
			}
		}
		return time.Time{}
	}
	a, b := at(g), at(w)
	return !a.IsZero() && !b.IsZero() && a.Sub(b).Abs() <= time.Millisecond
}

// sameShape compares positions: within a centimetre of metres, exactly in degrees.
func sameShape(got, want orb.Geometry) bool {
	if got == nil || want == nil {
		return got == nil && want == nil
	}
	a, b := positions(got), positions(want)
	if got.GeoJSONType() != want.GeoJSONType() || len(a) != len(b) {
		return false
	}
	for i := range a {
		most := 0.01
		if math.Abs(b[i][0]) <= 180 {
			most = 1e-9
		}
		if math.Hypot(a[i][0]-b[i][0], a[i][1]-b[i][1]) > most {
			return false
		}
	}
	return true
}

func positions(g orb.Geometry) []orb.Point {
	switch g := g.(type) {
	case orb.Point:
		return []orb.Point{g}
	case orb.LineString:
		return g
	case orb.Polygon:
		var all []orb.Point
		for _, r := range g {
			all = append(all, r...)
		}
		return all
	}
	return nil
}
