package export_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"kvarter/store"
	"kvarter/store/export"
)

func TestCRSNamed(t *testing.T) {
	t.Parallel()
	far := *torstrand()
	far.CRS = "EPSG:26986"
	for _, x := range []struct {
		name string
		of   *store.Area
		epsg int
		code string
	}{
		{"", torstrand(), 4326, ""}, {"area", torstrand(), 25832, ""}, {"EPSG:25833", torstrand(), 25833, ""}, {"EPSG:3857", torstrand(), 3857, ""},
		{"EPSG:32632", torstrand(), 32632, ""}, {"area", &far, 0, "unknown_crs"}, {"25832", torstrand(), 0, "unknown_crs"}, {"EPSG:2", torstrand(), 0, "unknown_crs"},
		{"EPSG:32601", torstrand(), 0, "out_of_range"}, {"Area", torstrand(), 0, "unknown_crs"},
	} {
		c, err := export.CRSNamed(x.name, x.of)
		var no *export.Refusal
		if x.code == "" && (err != nil || c.EPSG() != x.epsg) {
			t.Errorf("%q is %v, %v", x.name, c, err)
		}
		if x.code != "" && (!errors.As(err, &no) || no.Code != x.code || no.Field != "crs" || !strings.HasSuffix(no.Reason, ".")) {
			t.Errorf("%q is %v, %v", x.name, c, err)
		}
	}
}

// GeoJSON stays in degrees, the others do not have to.
func TestFormatsCRS(t *testing.T) {
	t.Parallel()
	o := options(store.AudiencePublic)
	for _, f := range export.Formats {
		if err := f.Check(1, o); err != nil {
			t.Errorf("%s in WGS 84: %v", f.Name, err)
		}
	}
	o.CRS = utm32(t)
	for _, f := range export.Formats {
		var no *export.Refusal
		if err := f.Check(1, o); errors.As(err, &no) != (f.Name == "geojson") {
			t.Errorf("%s in metres: %v", f.Name, err)
		}
	}
}

func TestCSVInMetres(t *testing.T) {
	t.Parallel()
	o := options(store.AudiencePublic)
	o.CRS = utm32(t)
	var got writer
	line := *samples()[1]
	line.Geometry = orb.LineString{{10.05, 59.04}, {10.06, 59.05}}
	if err := export.CSV(&got, sequence(full(), &line, samples()[1]), o); err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(string(got.data), "\r\n")
	for i, want := range []string{
		"id,lon,lat,wkt,x,y,xy_wkt,kind,",
		"5f0c7a52-9a4e-4a57-8f0b-2a3a5b1c6d7e,10.05112,59.04712,POINT (10.05112 59.04712),560305.152,6545773.284,POINT (560305.152 6545773.284),mark,",
		`00000000-0000-4000-8000-000000000001,,,"LINESTRING (10.05 59.04, 10.06 59.05)",,,"LINESTRING (560253.358 6544979.515, 560809.502 6546102)",mark,`,
		"00000000-0000-4000-8000-000000000001,,,,,,,mark,",
	} {
		if !strings.HasPrefix(rows[i], want) {
			t.Errorf("row %d begins %s", i, rows[i])
		}
	}
}

func TestFileName(t *testing.T) {
	t.Parallel()
	f, _ := export.FormatNamed("gpkg")
	for query, want := range map[string]string{
		"": "kvarter-torstrand-2026-11-23.gpkg",
		"prompt=meeting_place,most_liked&prompt=story&bbox=1,2,3,4": "kvarter-torstrand-bbox-prompt-meeting_place-most_liked-story-2026-11-23.gpkg",
		"q=%C3%A5/..&limit=5&period=1960/1969&datetime=..":          "kvarter-torstrand-datetime-limit-5-period-q-2026-11-23.gpkg",
	} {
		o := options(store.AudiencePublic)
		var err error
		if o.Filter, err = url.ParseQuery(query); err != nil {
			t.Fatal(err)
		}
		if got := o.FileName(f); got != want {
			t.Errorf("%s gives %s", query, got)
		}
	}
	o := options(store.AudiencePublic)
	o.CRS = utm32(t)
	if got := o.FileName(f); got != "kvarter-torstrand-epsg25832-2026-11-23.gpkg" {
		t.Errorf("in metres it is %s", got)
	}
}
