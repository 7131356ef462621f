package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/valyala/fasthttp"
)

// marksEach is how many marks one participant sends, as people do.
const marksEach = 16

var prompts = []string{"meeting_place", "most_liked", "least_liked", "community"}

// answer is one answer of a plausible participant inside Torstrand, 30 % with words.
func answer(r *rand.Rand, participant uuid.UUID, n int) (body, float64, float64) {
	lon, lat := 10.042+r.Float64()*0.022, 59.044+r.Float64()*0.009
	b := body{
		ID: uuid.NewString(), Participant: participant.String(), Prompt: prompts[n%len(prompts)],
		Geometry:  json.RawMessage(fmt.Sprintf(`{"type":"Point","coordinates":[%.7f,%.7f]}`, lon, lat)),
		LocatedBy: "map", Lang: "nb",
	}
	if r.Float64() < 0.3 {
		b.Text = "Benkene ved skolen, om kvelden når lyset er på. Her møtes folk i alle aldre."
	}
	return b, lon, lat
}

// contestant is one server under the same load.
type contestant struct {
	name   string
	path   string
	pocket bool
	start  func(ctx context.Context, data string) (*server, error)
}

func contestants() []contestant {
	const create = "/api/v1/areas/torstrand/contributions"
	child := func(name string) func(context.Context, string) (*server, error) {
		return func(ctx context.Context, data string) (*server, error) { return serveChild(ctx, name, data) }
	}
	return []contestant{
		{"Kvarter", create, false, serveKvarter},
		{"one transaction per insert", create, false, child("single")},
		{"PocketBase v0.36.8, synchronous=FULL", "/api/collections/contributions/records", true, child("pocketbase")},
		{"Echo, stores nothing", create, false, child("echo")},
	}
}

func benchCreate(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("create", flag.ContinueOnError)
	rounds := flags.Int("rounds", 5, "interleaved rounds")
	span := flags.Duration("for", 4*time.Second, "length of one run")
	clients := flags.Int("clients", 64, "concurrent clients")
	only := flags.String("only", "", "measure only the servers whose name begins so, beside Kvarter")
	if err := flags.Parse(args); err != nil {
		return err
	}
	root, err := os.MkdirTemp("", "kvarter-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(root)
	all := slices.DeleteFunc(contestants(), func(c contestant) bool { return c.name != "Kvarter" && !strings.HasPrefix(c.name, *only) })
	rates, p99s, costs := make([][]float64, len(all)), make([][]float64, len(all)), make([][]float64, len(all))
	for round := range *rounds {
		for i, c := range all {
			m, err := c.measure(ctx, dataFolder(root, c.name, round), *clients, *span)
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			rates[i], p99s[i], costs[i] = append(rates[i], m.rate), append(p99s[i], m.p99), append(costs[i], m.cost)
			fmt.Fprintf(os.Stderr, "round %d  %-40s %8.0f creates/s  p99 %6.1f ms  %6.1f µs of processor each\n", round+1, c.name, m.rate, m.p99, m.cost)
		}
	}
	fmt.Printf("| server | creates/s, median (range) | p99 ms | processor, µs each | Kvarter is |\n| --- | --- | --- | --- | --- |\n")
	for i, c := range all {
		ratios := make([]float64, *rounds)
		for r := range ratios {
			ratios[r] = rates[0][r] / rates[i][r]
		}
		fmt.Printf("| %s | %s | %.1f | %.0f | %.2f× |\n", c.name, spread(slices.Clone(rates[i]), "%.0f"), median(p99s[i]), median(costs[i]), median(ratios))
	}
	return nil
}

// measured is what one run came to: acknowledged creates a second, the 99th
// percentile of their latency in milliseconds, and the server's processor time for
// each in microseconds, which other work on the machine hardly changes.
type measured struct{ rate, p99, cost float64 }

// measure runs one server for span. Any answer but success fails the run.
func (c contestant) measure(ctx context.Context, data string, clients int, span time.Duration) (measured, error) {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return measured{}, err
	}
	s, err := c.start(ctx, data)
	if err != nil {
		return measured{}, err
	}
	defer s.stop()
	// A lean client, so that most of the machine is the server's.
	client := &fasthttp.HostClient{Addr: s.addr, MaxConns: clients, ReadTimeout: time.Minute}
	if err := c.load(ctx, client, clients, time.Second, nil); err != nil { // warm up
		return measured{}, err
	}
	var took latencies
	begin, busy := time.Now(), s.busy()
	if err := c.load(ctx, client, clients, span, &took); err != nil {
		return measured{}, err
	}
	elapsed, busy := time.Since(begin), s.busy()-busy
	slices.Sort(took.all)
	n := float64(len(took.all))
	return measured{n / elapsed.Seconds(), percentile(took.all, 0.99).Seconds() * 1000, float64(busy.Microseconds()) / n}, nil
}

type latencies struct {
	mu  sync.Mutex
	all []time.Duration
}

func (c contestant) load(ctx context.Context, client *fasthttp.HostClient, clients int, span time.Duration, into *latencies) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	deadline := time.Now().Add(span)
	for n := range clients {
		all.Go(func() {
			r := rand.New(rand.NewPCG(uint64(n), uint64(deadline.UnixNano())))
			var mine []time.Duration
			for i := 0; time.Now().Before(deadline) && ctx.Err() == nil; {
				participant := uuid.New()
				for mark := 0; mark < marksEach && time.Now().Before(deadline); mark++ {
					begin := time.Now()
					if err := c.post(ctx, client, r, participant, mark); err != nil {
						cancel(err)
						return
					}
					mine = append(mine, time.Since(begin))
					i++
				}
			}
			if into != nil {
				into.mu.Lock()
				into.all = append(into.all, mine...)
				into.mu.Unlock()
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

func (c contestant) post(ctx context.Context, client *fasthttp.HostClient, r *rand.Rand, participant uuid.UUID, mark int) error {
	b, lon, lat := answer(r, participant, mark)
	payload, err := json.Marshal(b)
	if err != nil {
		return err
	}
	if c.pocket {
		payload = pocketBody(b, lon, lat)
	}
	req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(res)
	req.Header.SetMethod(fasthttp.MethodPost)
	req.SetRequestURI("http://" + client.Addr + c.path)
	req.Header.SetContentType("application/json")
	if !c.pocket {
		req.Header.Set("Authorization", "Bearer kvr_"+participant.String())
	}
	req.SetBodyRaw(payload)
	if err := client.Do(req, res); err != nil {
		return err
	}
	if res.StatusCode()/100 != 2 {
		return fmt.Errorf("%d: %.200s", res.StatusCode(), res.Body())
	}
	return ctx.Err()
}
