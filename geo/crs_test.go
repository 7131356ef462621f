package geo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

// offered is every system there is.
func offered(t testing.TB) []CRS {
	t.Helper()
	codes := []int{epsgWGS84, epsgMercator}
	for zone := 28; zone <= 38; zone++ {
		codes = append(codes, epsgETRS89+zone)
	}
	for zone := 1; zone <= 60; zone++ {
		codes = append(codes, epsgNorth+zone, epsgSouth+zone)
	}
	all := make([]CRS, len(codes))
	for i, n := range codes {
		c, err := ParseCRS(fmt.Sprintf("EPSG:%d", n))
		if err != nil || c.EPSG() != n || c.String() != fmt.Sprintf("EPSG:%d", n) {
			t.Fatalf("EPSG:%d is %v, %v", n, c, err)
		}
		all[i] = c
	}
	return all
}

func TestParseCRS(t *testing.T) {
	t.Parallel()
	offered(t)
	for _, s := range []string{
		"", "25832", "epsg:25832", "EPSG:", "EPSG:025832", "EPSG:+3857", "EPSG:25827", "EPSG:25839", "EPSG:32600", "EPSG:32661", "EPSG:32700",
		"EPSG:32761", "EPSG:26986", "EPSG: 3857", "EPSG:3857 ", "EPSG:99999999999999999999", "EPSG:0x10", "CRS84", "EPSG:-1",
	} {
		if c, err := ParseCRS(s); code(t, err) != CodeUnknownCRS {
			t.Errorf("%q is taken as %v, %v", s, c, err)
		}
	}
	for s, want := range map[string]string{
		"EPSG:25832": "ETRS89 / UTM zone 32N", "EPSG:32719": "WGS 84 / UTM zone 19S", "EPSG:3857": "WGS 84 / Pseudo-Mercator", "EPSG:4326": "WGS 84",
	} {
		if c, err := ParseCRS(s); err != nil || c.Name() != want {
			t.Errorf("%s is called %q", s, c.Name())
		}
	}
}

func TestReaches(t *testing.T) {
	t.Parallel()
	utm1, utm32, mercator := CRS{32601, 1, false}, CRS{25832, 32, false}, CRS{epsg: epsgMercator}
	for _, x := range []struct {
		c    CRS
		p    orb.Point
		want bool
	}{
		{utm32, orb.Point{10, 59}, true}, {utm32, orb.Point{39, 59}, true}, {utm32, orb.Point{39.1, 59}, false}, {utm32, orb.Point{-22, -59}, false},
		{utm1, orb.Point{179, 0}, true}, {utm1, orb.Point{-150, 0}, true}, {utm1, orb.Point{0, 0}, false}, {utm32, orb.Point{9, 90}, false},
		{mercator, orb.Point{180, 85}, true}, {mercator, orb.Point{0, -85.1}, false}, {CRS{}, orb.Point{180, 90}, true},
	} {
		if got := x.c.Reaches(x.p); got != x.want {
			t.Errorf("%v reaches %v: %v", x.c, x.p, got)
		}
	}
}

// within is a random position that c reaches.
func within(c CRS, r *rand.Rand) orb.Point {
	for {
		if p := (orb.Point{r.Float64()*360 - 180, r.Float64()*179.8 - 89.9}); c.Reaches(p) {
			return p
		}
	}
}

// There and back is the same position, to a tenth of a millimetre of degrees.
func TestProjectThereAndBack(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range offered(t) {
		for range 500 {
			p := within(c, r)
			got := c.Unproject(c.Project(p))
			if off := math.Hypot(math.Remainder(got[0]-p[0], 360)*math.Cos(p[1]*radian), got[1]-p[1]); !(off < 1e-9) {
				t.Fatalf("%v: %v comes back as %v", c, p, got)
			}
		}
	}
}

func TestMap(t *testing.T) {
	t.Parallel()
	c := CRS{25832, 32, false}
	ring := square(10, 59, 0.01)
	for _, g := range []orb.Geometry{ring[0], orb.LineString(ring[:3]), orb.Polygon{ring, ring}} {
		before := orb.Clone(g)
		projected := Map(g, c.Project)
		if !orb.Equal(g, before) || projected.GeoJSONType() != g.GeoJSONType() || orb.Equal(projected, g) {
			t.Errorf("%v becomes %v", before, projected)
		}
		if back := Map(projected, c.Unproject).Bound(); math.Abs(back.Min[0]-10)+math.Abs(back.Min[1]-59) > 1e-9 {
			t.Errorf("%v comes back as %v", g, back)
		}
	}
	if got := Map(nil, c.Project); got != nil {
		t.Errorf("nothing becomes %v", got)
	}
}

// PROJ, asked through GDAL, gives the same positions to the millimetre: a grid
// over all that the systems reach, and twenty kilometres round Torstrand.
func TestProjectAsPROJ(t *testing.T) {
	t.Parallel()
	tool, err := exec.LookPath("gdaltransform")
	if err != nil {
		if slices.Contains(strings.Split(os.Getenv("KVARTER_REQUIRE"), ","), "gdal") {
			t.Fatal("gdaltransform is missing: install gdal-bin")
		}
		t.Skip("gdaltransform is missing: install gdal-bin to run this test")
	}
	for _, c := range []CRS{
		{}, {epsg: epsgMercator}, {25828, 28, false}, {25832, 32, false}, {25833, 33, false}, {25838, 38, false},
		{32601, 1, false}, {32660, 60, false}, {32719, 19, true}, {32760, 60, true},
	} {
		t.Run(c.String(), func(t *testing.T) {
			t.Parallel()
			grid := gridOf(c)
			for _, target := range []string{c.String(), c.WKT()} {
				for i, got := range transformed(t, tool, target, grid) {
					if want := c.Project(grid[i]); !(math.Hypot(got[0]-want[0], got[1]-want[1]) < 0.001) {
						t.Fatalf("%v is %v for PROJ, %v here", grid[i], got, want)
					}
				}
			}
		})
	}
}

func gridOf(c CRS) []orb.Point {
	var grid []orb.Point
	for lat := -80.; lat <= 84; lat += 4 {
		for lon := -179.5; lon < 180; lon += 3.5 {
			if p := (orb.Point{lon, lat}); c.Reaches(p) {
				grid = append(grid, p)
			}
		}
	}
	if torstrand := (orb.Point{10.05, 59.0485}); c.Reaches(torstrand) {
		for i := range 400 {
			grid = append(grid, orb.Point{torstrand[0] + float64(i%20-10)*0.035, torstrand[1] + float64(i/20-10)*0.018})
		}
	}
	return grid
}

func transformed(t *testing.T, tool, target string, grid []orb.Point) []orb.Point {
	t.Helper()
	var in, out strings.Builder
	for _, p := range grid {
		fmt.Fprintf(&in, "%.7f %.7f\n", p[0], p[1])
	}
	cmd := exec.CommandContext(t.Context(), tool, "-s_srs", "EPSG:4326", "-t_srs", target, "-output_xy")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(in.String()), &out, t.Output()
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	all := make([]orb.Point, len(grid))
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != len(grid) {
		t.Fatalf("%d positions came of %d", len(lines), len(grid))
	}
	for i, line := range lines {
		if _, err := fmt.Sscan(line, &all[i][0], &all[i][1]); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
	}
	return all
}

func BenchmarkProject(b *testing.B) {
	c := CRS{25832, 32, false}
	for range b.N {
		c.Project(orb.Point{10.05, 59.0485})
	}
}
