package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// itemsBox asks for a page of a box that holds some thousands.
func itemsBox(r *rand.Rand) string {
	const width, height = 0.0012, 0.0006
	lon, lat := 10.044+r.Float64()*0.016, 59.0455+r.Float64()*0.006
	return fmt.Sprintf("limit=1000&bbox=%.5f,%.5f,%.5f,%.5f", lon, lat, lon+width, lat+height)
}

// items asks for pages of 1,000 by box, from both in turn.
func (g *gis) items(ctx context.Context) error {
	rival, err := serveChild(ctx, "postgis", g.post.url)
	if err != nil {
		return err
	}
	defer rival.stop()
	var ours, theirs, ratios []float64
	for round := range g.rounds {
		a, err := itemsRate(ctx, g.kvarter.addr, "/ogc/collections/torstrand-points/items", round)
		if err != nil {
			return err
		}
		b, err := itemsRate(ctx, rival.addr, "/items", round)
		if err != nil {
			return err
		}
		ours, theirs, ratios = append(ours, a), append(theirs, b), append(ratios, a/b)
	}
	fmt.Printf("| points by box, 1,000 a page, with their number, pages/s; beside PostGIS through HTTP | %s | %s | %.1f× (goal 4×) |\n",
		spread(ours, "%.0f"), spread(theirs, "%.0f"), median(ratios))
	return nil
}

// itemsRate is how many pages a second four clients get in two seconds.
func itemsRate(ctx context.Context, addr, path string, round int) (float64, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var clients sync.WaitGroup
	var mu sync.Mutex
	n, begin := 0, time.Now()
	for client := range 4 {
		clients.Go(func() {
			r := rand.New(rand.NewPCG(uint64(client), uint64(round)))
			for time.Since(begin) < 2*time.Second && ctx.Err() == nil {
				if _, err := fetch(ctx, addr, path+"?"+itemsBox(r), ""); err != nil {
					cancel(err)
					return
				}
				mu.Lock()
				n++
				mu.Unlock()
			}
		})
	}
	clients.Wait()
	return float64(n) / time.Since(begin).Seconds(), context.Cause(ctx)
}
