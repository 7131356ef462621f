package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// benchBox asks for pages of 1,000 in boxes spread over the area.
func benchBox(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("box", flag.ContinueOnError)
	n := flags.Int("contributions", 1_000_000, "rows")
	requests := flags.Int("requests", 500, "boxes asked for")
	dir := flags.String("dir", filepath.Join(os.TempDir(), "kvarter-bench-million"), "folder kept between runs")
	if err := flags.Parse(args); err != nil {
		return err
	}
	data := filepath.Join(*dir, "data")
	if err := million(ctx, data, *n); err != nil {
		return err
	}
	s, err := serveKvarter(ctx, data)
	if err != nil {
		return err
	}
	defer s.stop()
	r := rand.New(rand.NewPCG(1, 2))
	var took []time.Duration
	for range *requests {
		const width, height = 0.0012, 0.0006
		lon, lat := 10.044+r.Float64()*0.018, 59.045+r.Float64()*0.007
		url := fmt.Sprintf("http://%s/api/v1/areas/torstrand/contributions?limit=1000&bbox=%.5f,%.5f,%.5f,%.5f", s.addr, lon, lat, lon+width, lat+height)
		begin := time.Now()
		res, err := http.Get(url)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			return fmt.Errorf("%s: %s %w", url, res.Status, err)
		}
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	fmt.Printf("| box of 1,000 from %d over HTTP | p50 | p99 |\n| --- | --- | --- |\n| public, %d boxes | %.1f ms | %.1f ms |\n", *n, *requests,
		percentile(took, 0.5).Seconds()*1000, percentile(took, 0.99).Seconds()*1000)
	return nil
}
