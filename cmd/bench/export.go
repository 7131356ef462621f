package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// million makes a data folder with n demo contributions, or takes the one named.
func million(ctx context.Context, dir string, n int) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, "kvarter.db")); err == nil {
		return nil
	}
	s, err := serveKvarter(ctx, dir) // a first start lays Torstrand in
	if err != nil {
		return err
	}
	s.stop()
	return kvarter(ctx, "demo", "--data", dir, "--area", "torstrand", "--contributions", fmt.Sprint(n), "--seed", "1")
}

func benchExport(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("export", flag.ContinueOnError)
	rounds := flags.Int("rounds", 5, "interleaved rounds")
	n := flags.Int("contributions", 1_000_000, "rows")
	dir := flags.String("dir", filepath.Join(os.TempDir(), "kvarter-bench-million"), "folder kept between runs")
	if err := flags.Parse(args); err != nil {
		return err
	}
	data := filepath.Join(*dir, "data")
	if err := million(ctx, data, *n); err != nil {
		return err
	}
	gpkg, err := geoPackage(ctx, *dir, data)
	if err != nil {
		return err
	}
	fmt.Printf("| format | Kvarter s | ogr2ogr s | Kvarter is |\n| --- | --- | --- | --- |\n")
	for _, f := range []struct{ name, driver string }{{"geojson", "GeoJSON"}, {"csv", "CSV"}} {
		var ours, theirs, ratios []float64
		for range *rounds {
			a, err := timed(func() error {
				return kvarter(ctx, "export", "--data", data, "--area", "torstrand", "--format", f.name, "-o", filepath.Join(*dir, "ours."+f.name))
			})
			if err != nil {
				return err
			}
			out := filepath.Join(*dir, "theirs."+f.name)
			os.Remove(out)
			b, err := timed(func() error { return ogr2ogr(ctx, f.driver, out, gpkg) })
			if err != nil {
				return err
			}
			ours, theirs, ratios = append(ours, a), append(theirs, b), append(ratios, b/a)
		}
		fmt.Printf("| %s | %s | %s | %.1f× |\n", f.driver, spread(ours, "%.1f"), spread(theirs, "%.1f"), median(ratios))
	}
	return exportMemory(ctx, data)
}

// geoPackage holds the same rows for ogr2ogr to read.
func geoPackage(ctx context.Context, dir, data string) (string, error) {
	gpkg := filepath.Join(dir, "rows.gpkg")
	if _, err := os.Stat(gpkg); err == nil {
		return gpkg, nil
	}
	source := filepath.Join(dir, "rows.geojson")
	if err := kvarter(ctx, "export", "--data", data, "--area", "torstrand", "--format", "geojson", "-o", source); err != nil {
		return "", err
	}
	return gpkg, ogr2ogr(ctx, "GPKG", gpkg, source)
}

func ogr2ogr(ctx context.Context, driver, to, from string) error {
	args := []string{"-f", driver, to, from}
	if driver == "CSV" {
		args = append(args, "-lco", "GEOMETRY=AS_WKT")
	}
	out, err := exec.CommandContext(ctx, "ogr2ogr", args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("ogr2ogr: %w\n%s", err, out)
	}
	return nil
}

func timed(do func() error) (float64, error) {
	begin := time.Now()
	err := do()
	return time.Since(begin).Seconds(), err
}

// exportMemory asks a running server for both exports and prints how far its
// memory rose over idle.
func exportMemory(ctx context.Context, data string) error {
	s, err := serveKvarter(ctx, data)
	if err != nil {
		return err
	}
	defer s.stop()
	idle := s.memory("VmRSS")
	token, err := exec.CommandContext(ctx, kvarterBin(), "token", "create", "--data", data, "--role", "analyst").Output()
	if err != nil {
		return err
	}
	lines := strings.Fields(strings.TrimSpace(string(token)))
	for _, suffix := range []string{"geojson", "csv"} {
		req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.addr+"/api/v1/areas/torstrand/contributions."+suffix, nil)
		req.Header.Set("Authorization", "Bearer "+lines[len(lines)-1])
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		n, err := io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			return fmt.Errorf("%s export: %s %w", suffix, res.Status, err)
		}
		fmt.Printf("\nserver exporting %s over HTTP: %d MB sent, peak memory %d MB over idle (%d MB)\n",
			suffix, n>>20, (s.memory("VmHWM")-idle)>>20, idle>>20)
	}
	return nil
}
