package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// In a folder a file gets a name that says what it holds; one in metres comes in
// again.
func TestExportToFolder(t *testing.T) {
	t.Parallel()
	dir, out := withTorstrand(t), t.TempDir()
	must(t, "demo", "--area", "torstrand", "--contributions", "300", "--data", dir)
	for _, format := range []string{"geojson", "csv", "gpkg", "xlsx"} {
		said := must(t, "export", "--area", "torstrand", "--format", format, "--prompt", "meeting_place", "-o", out, "--data", dir)
		found, err := filepath.Glob(filepath.Join(out, "kvarter-torstrand-prompt-meeting_place-*-*-*."+format))
		if err != nil || len(found) != 1 || strings.TrimSpace(said) != found[0] {
			t.Errorf("%s: there is %v, %v; said was %q", format, found, err, said)
		}
	}
	if all, err := os.ReadDir(out); err != nil || len(all) != 4 {
		t.Errorf("there are %v, %v", all, err)
	}
	metres := filepath.Join(out, "metres.csv")
	must(t, "export", "--area", "torstrand", "--format", "csv", "--crs", "area", "-o", metres, "--data", dir)
	to := withTorstrand(t)
	if said := must(t, "import", metres, "--area", "torstrand", "--data", to); !strings.Contains(said, "300 taken") {
		t.Error(said)
	}
	same := must(t, "export", "--area", "torstrand", "--format", "csv", "--data", to)
	if again := must(t, "export", "--area", "torstrand", "--format", "csv", "--crs", "EPSG:4326", "--data", to); lines(same) != 300 || same != again {
		t.Error("EPSG:4326 is not what comes without --crs")
	}
}

// What a format cannot do is said before anything is written.
func TestExportRefusals(t *testing.T) {
	t.Parallel()
	dir, out := withTorstrand(t), t.TempDir()
	for _, x := range []struct {
		exit int
		says string
		args []string
	}{
		{exitUsage, "must be one of geojson, csv, gpkg, xlsx", []string{"--format", "shp"}},
		{exitUsage, "-o: gpkg cannot", []string{"--format", "gpkg"}},
		{exitRefused, "--crs: GeoJSON is in WGS 84", []string{"--format", "geojson", "--crs", "area", "-o", out}},
		{exitRefused, "--crs: crs takes area, EPSG:4326", []string{"--format", "gpkg", "--crs", "EPSG:26986", "-o", out}},
		{exitRefused, "does not reach as far as torstrand", []string{"--format", "csv", "--crs", "EPSG:32601", "-o", out}},
	} {
		args := append([]string{"export", "--area", "torstrand", "--data", dir}, x.args...)
		if o := try(t, args...); o.exit != x.exit || !strings.Contains(o.stderr, x.says) {
			t.Errorf("%v: exit %d\n%s", x.args, o.exit, o.stderr)
		}
	}
	if left, err := os.ReadDir(out); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
