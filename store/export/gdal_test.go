package export_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kvarter/store"
	"kvarter/store/export"
)

// gdal runs one of GDAL's programs and gives what it says; anything on its
// standard error is a warning and fails the test.
func gdal(t *testing.T, program string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		if slices.Contains(strings.Split(os.Getenv("KVARTER_REQUIRE"), ","), "gdal") {
			t.Fatal(program + " is missing: install gdal-bin and python3-gdal")
		}
		t.Skip(program + " is missing: install gdal-bin and python3-gdal to run this test")
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	var warnings strings.Builder
	cmd.Stderr = &warnings
	out, err := cmd.Output()
	if err != nil || warnings.Len() > 0 {
		t.Fatalf("%s %v: %v\n%s%s", program, args, err, warnings.String(), out)
	}
	return string(out)
}

func ogrinfo(t *testing.T, args ...string) string {
	t.Helper()
	return gdal(t, "ogrinfo", args...)
}

func write(t *testing.T, name string, audience store.Audience) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	err = formats[strings.TrimPrefix(filepath.Ext(name), ".")](f, sequence(samples()...), export.Options{Audience: audience, Area: torstrand()})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestGDALReadsGeoJSON(t *testing.T) {
	t.Parallel()
	for _, audience := range store.AllAudiences {
		path := write(t, "torstrand.geojson", audience)
		if got := ogrinfo(t, "-ro", "-al", "-so", path); !strings.Contains(got, "Layer name: torstrand") || !strings.Contains(got, "Feature Count: 4") {
			t.Error(got)
		}
		all := ogrinfo(t, "-ro", "-al", path)
		for _, want := range []string{
			"id (String) = 5f0c7a52-9a4e-4a57-8f0b-2a3a5b1c6d7e", "period_from (String) = 1960", "title (String) = مرحبا\u200f 👨‍👩‍👧‍👦",
			"(10.02 59.02,10.02 59.03,10.03 59.03,10.03 59.02,10.02 59.02)",
		} {
			if !strings.Contains(all, want) {
				t.Errorf("as %s sees it, GDAL does not find %q:\n%s", audience, want, all)
			}
		}
	}
}

func TestGDALReadsCSV(t *testing.T) {
	t.Parallel()
	path := write(t, "torstrand.csv", store.AudienceStaff)
	got := ogrinfo(t, "-ro", "-al", path, "-oo", "AUTODETECT_TYPE=YES", "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat")
	for _, want := range []string{
		"Feature Count: 4", "POINT (10.0511234 59.0471235)", "lon (Real) = 10.0511234", "place_text (String) = ved \"benken\"",
		"wish (String) = '=SUM(A1)", "person (Integer64) = 9007199254740991",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("GDAL does not find %q:\n%s", want, got)
		}
	}
	if got := ogrinfo(t, "-ro", "-al", path, "-oo", "GEOM_POSSIBLE_NAMES=wkt"); !strings.Contains(got, "LINESTRING (10.05 59.04,10.0600001 59.05)") {
		t.Errorf("GDAL does not read wkt:\n%s", got)
	}
}
