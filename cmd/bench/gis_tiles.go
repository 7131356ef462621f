package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"
)

// Where the synthetic answers lie most densely.
const middleLon, middleLat = 10.0525, 59.0485

// tileOf is the column and row of a position.
func tileOf(z int, lon, lat float64) (x, y int) {
	n := math.Exp2(float64(z))
	rad := lat * math.Pi / 180
	return int((lon + 180) / 360 * n), int((1 - math.Asinh(math.Tan(rad))/math.Pi) / 2 * n)
}

func tilePath(z int, lon, lat float64) string {
	x, y := tileOf(z, lon, lat)
	return fmt.Sprintf("/api/v1/areas/torstrand/tiles/%d/%d/%d.mvt", z, x, y)
}

// plain does not ask for compression, so that sizes are what they are.
var plain = &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 64}}

// fetched is how large an answer was and how long it took.
type fetched struct {
	size int64
	took time.Duration
}

// fetch reads an answer to its end. Any but success is an error.
func fetch(ctx context.Context, addr, path, token string, headers ...string) (fetched, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+path, nil)
	if err != nil {
		return fetched{}, err
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	begin := time.Now()
	res, err := plain.Do(req)
	if err != nil {
		return fetched{}, err
	}
	n, err := io.Copy(io.Discard, res.Body)
	res.Body.Close()
	if err != nil || res.StatusCode != http.StatusOK {
		return fetched{}, fmt.Errorf("%s: %s %w", path, res.Status, err)
	}
	return fetched{n, time.Since(begin)}, nil
}

// tiles asks for tiles of every zoom all over the area, plain and compressed,
// and for the fullest of zoom 14 beside PostGIS.
func (g *gis) tiles(ctx context.Context) error {
	for _, encoding := range []string{"identity", "gzip"} {
		r := rand.New(rand.NewPCG(1, 4))
		var took []time.Duration
		largest := int64(0)
		for range 2000 {
			lon, lat := middleLon+r.NormFloat64()*0.006, middleLat+r.NormFloat64()*0.003
			one, err := fetch(ctx, g.kvarter.addr, tilePath(r.IntN(23), lon, lat), "", "Accept-Encoding", encoding)
			if err != nil {
				return err
			}
			took, largest = append(took, one.took), max(largest, one.size)
		}
		slices.Sort(took)
		fmt.Printf("| 2000 tiles of zoom 0 to 22 over HTTP (%s): p50 and p99 ms, largest kB | %.1f and %.1f, %d kB | | goal 20 ms, 250 kB |\n", encoding,
			percentile(took, 0.5).Seconds()*1000, percentile(took, 0.99).Seconds()*1000, largest/1000)
	}
	var ours, theirs, ratios []float64
	for range g.rounds {
		a, err := fetch(ctx, g.kvarter.addr, tilePath(14, middleLon, middleLat), "")
		if err != nil {
			return err
		}
		x, y := tileOf(14, middleLon, middleLat)
		b, err := g.post.tile(ctx, 14, x, y)
		if err != nil {
			return err
		}
		ours, theirs = append(ours, a.took.Seconds()*1000), append(theirs, b.Seconds()*1000)
		ratios = append(ratios, b.Seconds()/a.took.Seconds())
	}
	fmt.Printf("| fullest tile of zoom 14, ms; beside `ST_AsMVT` through pgx | %s | %s | %.0f× (goal 25×) |\n",
		spread(ours, "%.1f"), spread(theirs, "%.1f"), median(ratios))
	return nil
}
