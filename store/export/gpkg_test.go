package export_test

import (
	"database/sql"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/paulmach/orb"
	_ "modernc.org/sqlite"

	"kvarter/geo"
	"kvarter/store"
	"kvarter/store/export"
)

// file makes all a file of the format, named after it.
func file(t *testing.T, format string, o export.Options, all ...*store.Contribution) string {
	t.Helper()
	f, found := export.FormatNamed(format)
	if !found {
		t.Fatalf("there is no format %s", format)
	}
	name := filepath.Join(t.TempDir(), "a."+format)
	if err := f.File(name, sequence(all...), o); err != nil {
		t.Fatal(err)
	}
	return name
}

func utm32(t *testing.T) geo.CRS {
	t.Helper()
	c, err := geo.ParseCRS("EPSG:25832")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// crowd is n contributions of every shape, in Torstrand.
func crowd(n int) []*store.Contribution {
	r := rand.New(rand.NewPCG(1, 2))
	near := func() orb.Point { return orb.Point{10.04 + r.Float64()*0.03, 59.04 + r.Float64()*0.02} }
	all := make([]*store.Contribution, n)
	for i := range all {
		c := *samples()[1]
		c.ID = uuid.UUID{byte(i >> 8), byte(i), 6: 0x40, 8: 0x80}
		switch p := near(); {
		case i%10 < 7:
			c.Geometry = p
		case i%10 == 7:
			c.Geometry = orb.LineString{p, near()}
		case i%10 == 8:
			c.Geometry = orb.Polygon{{p, {p[0] + 0.001, p[1]}, {p[0], p[1] + 0.001}, p}}
		}
		all[i] = &c
	}
	return all
}

// pythons are where Debian's GDAL may have its Python.
func validator(t *testing.T) string {
	t.Helper()
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(python, "-c", "import osgeo_utils.samples.validate_gpkg, osgeo.ogr").Run() == nil {
			return python
		}
	}
	if slices.Contains(strings.Split(os.Getenv("KVARTER_REQUIRE"), ","), "gdal") {
		t.Fatal("validate_gpkg.py is missing: install python3-gdal")
	}
	t.Skip("validate_gpkg.py is missing: install python3-gdal to run this test")
	return ""
}

// GDAL's validator finds nothing, not even to warn of: for every audience, in
// degrees and metres, of nothing, of every shape, and of trees of two levels.
func TestGeoPackageIsValid(t *testing.T) {
	t.Parallel()
	python := validator(t)
	for _, audience := range store.AllAudiences {
		for name, all := range map[string][]*store.Contribution{"none": nil, "samples": samples(), "crowd": crowd(4000)} {
			for _, crs := range []geo.CRS{{}, utm32(t)} {
				t.Run(fmt.Sprintf("%s %s %v", audience, name, crs), func(t *testing.T) {
					t.Parallel()
					o := options(audience)
					o.CRS = crs
					path := file(t, "gpkg", o, all...)
					out, err := exec.CommandContext(t.Context(), python, "-m", "osgeo_utils.samples.validate_gpkg", "-k", "--extra", "--warning-as-error", path).CombinedOutput()
					if err != nil || len(out) > 0 {
						t.Errorf("%v\n%s", err, out)
					}
				})
			}
		}
	}
}

// GDAL, which asks the R*Tree, finds in every window what a look at each
// contribution finds.
func TestGeoPackageWindows(t *testing.T) {
	t.Parallel()
	all := crowd(4000)
	path := file(t, "gpkg", options(store.AudienceStaff), all...)
	r := rand.New(rand.NewPCG(5, 6))
	for _, one := range [][2]string{{"points", "Point"}, {"lines", "LineString"}, {"areas", "Polygon"}} {
		layer, is := one[0], one[1]
		found := func(window orb.Bound) (n int) {
			for _, c := range all {
				if c.Geometry != nil && c.Geometry.GeoJSONType() == is && window.Intersects(c.Geometry.Bound()) {
					n++
				}
			}
			return n
		}
		for n := 0; n < 3; {
			min := orb.Point{10.04 + r.Float64()*0.02, 59.04 + r.Float64()*0.015}
			window := orb.Bound{Min: min, Max: orb.Point{min[0] + r.Float64()*0.01, min[1] + r.Float64()*0.005}}
			want := found(window)
			// The tree's boxes are of 32 bits and never too small: no window whose edge is that near to anything.
			if found(window.Pad(1e-5)) != want {
				continue
			}
			n++
			sql := fmt.Sprintf(`SELECT count(*) AS n FROM rtree_%s_geom WHERE minx <= %g AND maxx >= %g AND miny <= %g AND maxy >= %g`,
				layer, window.Max[0], window.Min[0], window.Max[1], window.Min[1])
			if got := count(t, ogrinfo(t, "-ro", "-q", "-sql", sql, path)); got != want {
				t.Errorf("%s in %v: the tree has %d, there are %d", layer, window, got, want)
			}
			if layer != "points" {
				continue // GDAL looks at shapes, not at their boxes
			}
			got := ogrinfo(t, "-ro", "-so", "-spat", fmt.Sprint(window.Min[0]), fmt.Sprint(window.Min[1]), fmt.Sprint(window.Max[0]), fmt.Sprint(window.Max[1]), path, layer)
			if !strings.Contains(got, fmt.Sprintf("Feature Count: %d\n", want)) {
				t.Errorf("%s in %v: there are %d\n%s", layer, window, want, got)
			}
		}
	}
}

var number = regexp.MustCompile(`\(Integer\w*\) = (\d+)`)

func count(t *testing.T, said string) (n int) {
	t.Helper()
	found := number.FindStringSubmatch(said)
	if found == nil {
		t.Fatalf("no number in %s", said)
	}
	_, _ = fmt.Sscan(found[1], &n)
	return n
}

// The codes read as what they mean, in the area's language.
func TestGeoPackageExplains(t *testing.T) {
	t.Parallel()
	o := options(store.AudiencePublic)
	path := file(t, "gpkg", o, samples()...)
	if got := ogrinfo(t, "-ro", "-fielddomain", "prompt", path); !strings.Contains(got, "meeting_place: Møtested") {
		t.Errorf("GDAL has the prompts as\n%s", got)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for query, want := range map[string]string{
		`SELECT meaning FROM dictionary WHERE "column" = 'theme' AND code = 'environment'`: "Fysisk miljø",
		`SELECT label || '/' || type FROM dictionary WHERE "column" = 'created_at'`:        "Laget/day",
		`SELECT value FROM about WHERE name = 'Utvalg'`:                                    "alle svar",
		`SELECT identifier FROM gpkg_contents WHERE table_name = 'areas'`:                  "Torstrand: Flater",
		`SELECT group_concat(DISTINCT data_type) FROM gpkg_contents`:                       "features,attributes",
		`SELECT count(*) FROM dictionary WHERE "column" = 'person'`:                        "0",
	} {
		var got string
		if err := db.QueryRowContext(t.Context(), query).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, %v", query, got, err)
		}
	}
}

// Each layer has a default style: well-formed, with a symbol of its own for
// every prompt, and its name.
func TestGeoPackageStyles(t *testing.T) {
	t.Parallel()
	path := file(t, "gpkg", options(store.AudienceStaff))
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for layer, column := range map[string]string{"points": "geom", "lines": "geom", "areas": "geom", "placeless": ""} {
		var qml, sld string
		err := db.QueryRowContext(t.Context(), "SELECT styleQML, styleSLD FROM layer_styles WHERE useAsDefault AND f_table_catalog = '' AND f_table_schema = '' "+
			"AND f_table_name = ? AND f_geometry_column = ?", layer, column).Scan(&qml, &sld)
		if err != nil {
			t.Fatalf("%s: %v", layer, err)
		}
		wellFormed(t, qml)
		wellFormed(t, sld)
		looks := map[string]bool{}
		for _, p := range torstrand().Methods[0].Prompts {
			if value := fmt.Sprintf(`<Option name=%q type="QString" value=%q/>`, p.Short["nb"], p.Key); !strings.Contains(qml, value) {
				t.Errorf("%s does not read %s as %s", layer, p.Key, p.Short["nb"])
			}
			if column == "" {
				continue
			}
			if !strings.Contains(sld, "<ogc:Literal>"+p.Key+"</ogc:Literal>") {
				t.Errorf("the SLD of %s lacks %s", layer, p.Key)
			}
			category := regexp.MustCompile(fmt.Sprintf(`<category type="string" render="true" symbol="(\d+)" value=%q label=%q/>`, p.Key, p.Short["nb"]))
			found := category.FindStringSubmatch(qml)
			if found == nil {
				t.Errorf("%s does not show %s", layer, p.Key)
				continue
			}
			_, symbol, _ := strings.Cut(qml, fmt.Sprintf(`name=%q alpha="1"`, found[1]))
			shape := regexp.MustCompile(`name="name" value="(\w+)"`).FindStringSubmatch(symbol)
			if shape == nil || looks[shape[1]] {
				t.Errorf("%s of %s has the shape of another: %v", p.Key, layer, shape)
				continue
			}
			looks[shape[1]] = true
		}
	}
}

func wellFormed(t *testing.T, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
	}
}
