package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// gis is the bench of what analysts' programs ask: Kvarter beside PostGIS and
// ogr2ogr, on the same rows.
type gis struct {
	dir, data string
	rounds    int
	kvarter   *server
	token     string
	post      *postgis
}

func benchGIS(ctx context.Context, args []string) (err error) {
	flags := flag.NewFlagSet("gis", flag.ContinueOnError)
	rounds := flags.Int("rounds", 5, "interleaved rounds")
	packages := flags.Int("geopackages", 3, "interleaved rounds of GeoPackages, the slowest")
	n := flags.Int("contributions", 1_000_000, "rows")
	dir := flags.String("dir", "", "folder kept between runs; a temporary one if empty")
	if err := flags.Parse(args); err != nil {
		return err
	}
	g := &gis{dir: *dir, rounds: *rounds}
	if g.dir == "" {
		if g.dir, err = os.MkdirTemp("", "kvarter-bench-gis-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(g.dir)) }()
	}
	g.data = filepath.Join(g.dir, "data")
	defer func() { g.stop() }()
	begin := time.Now()
	step := func(name string) { fmt.Fprintf(os.Stderr, "%5.0f s  %s\n", time.Since(begin).Seconds(), name) }
	fmt.Printf("| %d contributions | Kvarter | rival | Kvarter is |\n| --- | --- | --- | --- |\n", *n)
	step("synthetic answers")
	if err := million(ctx, g.data, *n); err != nil {
		return err
	}
	step("start")
	if err := g.start(ctx); err != nil {
		return err
	}
	step("the same rows in PostGIS")
	if g.post, err = startPostGIS(ctx, g.dir, g.kvarter); err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		run  func(context.Context) error
	}{{"tiles", g.tiles}, {"items", g.items}} {
		step(part.name)
		if err := part.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	g.post.stop()
	step("exports over HTTP")
	if err := g.memory(ctx); err != nil {
		return err
	}
	g.stop()
	step("exports")
	if err := g.exports(ctx, *packages); err != nil {
		return err
	}
	step("done")
	return nil
}

func (g *gis) stop() {
	if g.kvarter != nil {
		g.kvarter.stop()
		g.kvarter = nil
	}
	if g.post != nil {
		g.post.stop()
	}
}

// start starts the server a few times and asks at once for the fullest tile.
func (g *gis) start(ctx context.Context) error {
	var took []float64
	for range g.rounds {
		begin := time.Now()
		if err := g.fresh(ctx); err != nil {
			return err
		}
		if _, err := fetch(ctx, g.kvarter.addr, tilePath(14, middleLon, middleLat), ""); err != nil {
			return err
		}
		took = append(took, time.Since(begin).Seconds())
	}
	out, err := exec.CommandContext(ctx, kvarterBin(), "token", "create", "--data", g.data, "--role", "analyst").Output()
	if err != nil {
		return err
	}
	words := strings.Fields(string(out))
	g.token = words[len(words)-1]
	fmt.Printf("| from the start of the program to the first tile, s | %s | | goal at most 5 |\n", spread(took, "%.1f"))
	return nil
}

// memory asks a server that has done nothing yet for the fullest tile, and others
// for each export over HTTP, and says how far its memory rose.
func (g *gis) memory(ctx context.Context) error {
	for _, ask := range []struct{ what, path string }{
		{"tiles", tilePath(14, middleLon, middleLat)},
		{"GeoJSON over HTTP", exportPath + "geojson"}, {"CSV over HTTP", exportPath + "csv"}, {"GeoPackage over HTTP", exportPath + "gpkg"},
	} {
		if err := g.fresh(ctx); err != nil {
			return err
		}
		idle := g.kvarter.memory("VmRSS")
		answer, err := fetch(ctx, g.kvarter.addr, ask.path, g.token)
		if err != nil {
			return err
		}
		fmt.Printf("| memory over idle (%d MB), %s, %d MB sent, MB | %d, at most %d on the way | | goal at most 64 |\n",
			idle>>20, ask.what, answer.size>>20, (g.kvarter.memory("VmRSS")-idle)>>20, (g.kvarter.memory("VmHWM")-idle)>>20)
	}
	return nil
}

const exportPath = "/api/v1/areas/torstrand/contributions."

// fresh replaces the server by one that has done nothing yet.
func (g *gis) fresh(ctx context.Context) (err error) {
	if g.kvarter != nil {
		g.kvarter.stop()
	}
	g.kvarter, err = serveKvarter(ctx, g.data)
	return err
}

// exports writes files beside ogr2ogr, which reads the same rows from a
// GeoPackage.
func (g *gis) exports(ctx context.Context, packages int) error {
	source, err := geoPackage(ctx, g.dir, g.data)
	if err != nil {
		return err
	}
	for _, f := range []struct {
		name, driver, goal string
		rounds             int
	}{
		{"geojson", "GeoJSON", "goal 3×", g.rounds}, {"csv", "CSV", "goal 3×", g.rounds}, {"gpkg", "GPKG", "goal 1×, hope 3×", packages},
	} {
		var ours, theirs, ratios []float64
		for range f.rounds {
			mine, other := filepath.Join(g.dir, "ours."+f.name), filepath.Join(g.dir, "theirs."+f.name)
			a, err := timed(func() error {
				return kvarter(ctx, "export", "--data", g.data, "--area", "torstrand", "--format", f.name, "-o", mine)
			})
			if err != nil {
				return err
			}
			b, err := timed(func() error { return ogr2ogr(ctx, f.driver, other, source) })
			if err != nil {
				return err
			}
			if err := errors.Join(os.Remove(mine), os.Remove(other)); err != nil {
				return err
			}
			ours, theirs, ratios = append(ours, a), append(theirs, b), append(ratios, b/a)
		}
		fmt.Printf("| %s to a file, all columns, s; beside `ogr2ogr` | %s | %s | %.1f× (%s) |\n",
			f.driver, spread(ours, "%.1f"), spread(theirs, "%.1f"), median(ratios), f.goal)
	}
	return nil
}
