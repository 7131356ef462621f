package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// hall is a server whose phones listen to what is posted.
type hall struct {
	name  string
	start func(ctx context.Context, data string) (*server, error)
	// open prepares the room and says how to subscribe and how to post.
	open func(ctx context.Context, s *server, data string) (*protocol, error)
}

// protocol is how phones of one server speak.
type protocol struct {
	subscribe func(ctx context.Context) (io.ReadCloser, *bufio.Scanner, error)
	post      func(ctx context.Context, n int) error
}

// benchLive posts marks to rooms of several sizes and measures when they are
// acknowledged, and when each phone hears of them.
func benchLive(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("live", flag.ContinueOnError)
	sizes := flags.String("phones", "500,2000,5000", "how many listen")
	marks := flags.Int("marks", 20, "marks to post, one after another")
	rounds := flags.Int("rounds", 3, "interleaved rounds")
	if err := flags.Parse(args); err != nil {
		return err
	}
	root, err := os.MkdirTemp("", "kvarter-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(root)
	halls := []hall{
		{"Kvarter", serveKvarter, openKvarter},
		{"PocketBase 0.36.8, FULL", func(ctx context.Context, data string) (*server, error) {
			return serveChild(ctx, "pocketbase", data)
		}, openPocketBase},
	}
	fmt.Println("| server | phones | post to phone p50 ms | p99 ms | acknowledged ms | CPU a delivery µs | memory a phone kB |\n| --- | --- | --- | --- | --- | --- | --- |")
	for size := range strings.SplitSeq(*sizes, ",") {
		phones, err := strconv.Atoi(size)
		if err != nil {
			return err
		}
		if err := compareHalls(ctx, halls, root, phones, *marks, *rounds); err != nil {
			return err
		}
	}
	return sustain(ctx, halls[0], dataFolder(root, "sustained", 0))
}

// compareHalls runs them in turns and prints medians, and Kvarter's share of its
// rival's.
func compareHalls(ctx context.Context, halls []hall, root string, phones, marks, rounds int) error {
	all := make([][]figures, len(halls))
	for round := range rounds {
		for i, h := range halls {
			f, err := h.measure(ctx, dataFolder(root, fmt.Sprint(h.name, phones, "-"), round), phones, marks, 0)
			if err != nil {
				return fmt.Errorf("%s: %w", h.name, err)
			}
			all[i] = append(all[i], f)
		}
	}
	of := func(i int, get func(figures) float64) []float64 {
		var out []float64
		for _, f := range all[i] {
			out = append(out, get(f))
		}
		return out
	}
	columns := []func(figures) float64{
		func(f figures) float64 { return f.p50 }, func(f figures) float64 { return f.p99 }, func(f figures) float64 { return f.ack },
		func(f figures) float64 { return f.cpu }, func(f figures) float64 { return f.memory },
	}
	for i, h := range halls {
		fmt.Printf("| %s | %d |", h.name, phones)
		for _, get := range columns {
			fmt.Printf(" %s |", spread(of(i, get), "%.2f"))
		}
		fmt.Println()
	}
	fmt.Printf("| ratio | %d |", phones)
	for _, get := range columns {
		var ratios []float64
		for r := range rounds {
			ratios = append(ratios, get(all[0][r])/get(all[1][r]))
		}
		fmt.Printf(" %.2f× |", median(ratios))
	}
	fmt.Println()
	return nil
}

// sustain posts ten marks a second to 2,000 phones: 20,000 deliveries a second.
func sustain(ctx context.Context, h hall, data string) error {
	const phones, marks = 2000, 100
	f, err := h.measure(ctx, data, phones, marks, 100*time.Millisecond)
	if err != nil {
		return fmt.Errorf("sustained: %w", err)
	}
	fmt.Printf("\n%s, %d phones, ten marks a second for ten seconds: %d deliveries, none lost or doubled, p50 %.2f ms, p99 %.2f ms.\n",
		h.name, phones, phones*marks, f.p50, f.p99)
	return nil
}

// figures are milliseconds, microseconds of the server's processor for each
// delivery, and kilobytes for each phone.
type figures struct{ p50, p99, ack, cpu, memory float64 }

// delivery says that a phone heard of mark n.
type delivery struct {
	phone, n int
	at       time.Time
}

// measure posts marks one after another, each when all have heard of the one
// before, or one every pace. A mark that is lost or told twice fails it.
func (h hall) measure(ctx context.Context, data string, phones, marks int, pace time.Duration) (figures, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	if err := os.MkdirAll(data, 0o700); err != nil {
		return figures{}, err
	}
	s, err := h.start(ctx, data)
	if err != nil {
		return figures{}, err
	}
	defer s.stop()
	p, err := h.open(ctx, s, data)
	if err != nil {
		return figures{}, err
	}
	before := s.memory("VmRSS")
	heard := make(chan delivery, phones*marks)
	for phone := range phones {
		body, lines, err := p.subscribe(ctx)
		if err != nil {
			return figures{}, fmt.Errorf("phone %d: %w", phone, err)
		}
		defer body.Close()
		go follow(lines, phone, heard)
	}
	f := figures{memory: float64(s.memory("VmRSS")-before) / 1024 / float64(phones)}
	cpu := s.cpu()
	posted, acks := make([]time.Time, marks), []float64{}
	seen := make([]int, phones*marks)
	var took []time.Duration
	gather := func(until int) error {
		for len(took) < until {
			select {
			case d := <-heard:
				if seen[d.phone*marks+d.n]++; seen[d.phone*marks+d.n] > 1 {
					return fmt.Errorf("phone %d was told twice of mark %d", d.phone, d.n)
				}
				took = append(took, d.at.Sub(posted[d.n]))
			case <-ctx.Done():
				return fmt.Errorf("%d of %d deliveries came", len(took), until)
			}
		}
		return nil
	}
	for n := range marks {
		posted[n] = time.Now()
		if err := p.post(ctx, n); err != nil {
			return figures{}, err
		}
		acks = append(acks, float64(time.Since(posted[n]).Microseconds())/1000)
		if pace > 0 {
			time.Sleep(time.Until(posted[n].Add(pace)))
		} else if err := gather((n + 1) * phones); err != nil {
			return figures{}, err
		}
	}
	if err := gather(marks * phones); err != nil {
		return figures{}, err
	}
	slices.Sort(took)
	f.p50, f.p99 = float64(percentile(took, 0.5).Microseconds())/1000, float64(percentile(took, 0.99).Microseconds())/1000
	f.ack, f.cpu = median(acks), float64((s.cpu()-cpu).Microseconds())/float64(len(took))
	return f, nil
}

// markID is the id of mark n, by which it is found in whatever is told of it.
const markPrefix = "aaaaaaaa-bbbb-4ccc-8ddd-"

func markID(n int) string { return fmt.Sprintf("%s%012d", markPrefix, n) }

// follow reads events and says which marks it heard of. A mark is told once in a
// line of data.
func follow(lines *bufio.Scanner, phone int, heard chan<- delivery) {
	for lines.Scan() {
		at := time.Now()
		for rest := lines.Bytes(); ; {
			i := bytes.Index(rest, []byte(markPrefix))
			if i < 0 {
				break
			}
			rest = rest[i+len(markPrefix):]
			if n, err := strconv.Atoi(string(rest[:min(12, len(rest))])); err == nil {
				heard <- delivery{phone, n, at}
			}
		}
	}
}

// cpu is what the process has used of processors.
func (s *server) cpu() time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond // 100 ticks a second on Linux
}

var phoneClient = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}}

// call sends JSON and reads a JSON answer into out, unless that is nil.
func call(ctx context.Context, method, url string, body, out any, headers ...string) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(data))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := phoneClient.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err = io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode/100 != 2 {
		err = fmt.Errorf("%s %s: %d: %.300s", method, url, resp.StatusCode, data)
	}
	if err != nil || out == nil {
		return err
	}
	return json.Unmarshal(data, out)
}

// stream opens a stream and reads it up to the line that begins with until.
func stream(ctx context.Context, url, until string, headers ...string) (io.ReadCloser, *bufio.Scanner, string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, nil, "", err
	}
	r.Header.Set("Accept", "text/event-stream")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := phoneClient.Do(r)
	if err != nil {
		return nil, nil, "", err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, nil, "", fmt.Errorf("the stream is answered %d", resp.StatusCode)
	}
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(make([]byte, 0, 4096), 1<<20)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), until) {
			return resp.Body, lines, lines.Text(), nil
		}
	}
	resp.Body.Close()
	return nil, nil, "", fmt.Errorf("the stream ended at once: %w", lines.Err())
}

// openKvarter opens a workshop with an open round.
func openKvarter(ctx context.Context, s *server, data string) (*protocol, error) {
	out, err := exec.CommandContext(ctx, kvarterBin(), "token", "create", "--role", "facilitator", "--data", data).Output()
	if err != nil {
		return nil, fmt.Errorf("token create: %w", err)
	}
	lines := strings.Fields(string(out))
	token := []string{"Authorization", "Bearer " + lines[len(lines)-1]}
	base := "http://" + s.addr + "/api/v1"
	var made struct{ Code, Token string }
	area := base + "/areas/torstrand/workshops"
	err = call(ctx, http.MethodPost, area, map[string]any{
		"kind": "live", "title": "bench", "date": "2026-12-01", "expected": 250,
		"rounds": []any{map[string]any{"prompt": "meeting_place", "minutes": 60, "cap": 5}},
	}, &made, token...)
	holder := uuid.NewString()
	for _, act := range []string{"open", "start"} {
		if err == nil {
			err = call(ctx, http.MethodPost, area+"/"+made.Code+"/steps", map[string]any{"holder": holder, "act": act, "round": 1}, nil, token...)
		}
	}
	if err == nil {
		err = call(ctx, http.MethodPost, base+"/workshops/"+made.Code+"/phones", map[string]any{}, &made)
	}
	if err != nil {
		return nil, err
	}
	return &protocol{
		subscribe: func(ctx context.Context) (io.ReadCloser, *bufio.Scanner, error) {
			body, lines, _, err := stream(ctx, base+"/workshops/"+made.Code+"/live", "event: marks", "Workshop-Token", made.Token)
			return body, lines, err
		},
		post: func(ctx context.Context, n int) error {
			return call(ctx, http.MethodPost, base+"/areas/torstrand/contributions", map[string]any{
				"id": markID(n), "participant": uuid.NewString(), "prompt": "meeting_place", "workshop": made.Code, "round": 1,
				"geometry": map[string]any{"type": "Point", "coordinates": []float64{10.05, 59.05}}, "text": "Her møtes vi.",
			}, nil, "Workshop-Token", made.Token)
		},
	}, nil
}

// openPocketBase subscribes as PocketBase's own client does.
func openPocketBase(_ context.Context, s *server, _ string) (*protocol, error) {
	base := "http://" + s.addr + "/api"
	return &protocol{
		subscribe: func(ctx context.Context) (io.ReadCloser, *bufio.Scanner, error) {
			body, lines, first, err := stream(ctx, base+"/realtime", "data:")
			if err != nil {
				return nil, nil, err
			}
			var hello struct {
				ClientID string `json:"clientId"`
			}
			if err := json.Unmarshal([]byte(strings.TrimPrefix(first, "data:")), &hello); err != nil {
				return nil, nil, err
			}
			return body, lines, call(ctx, http.MethodPost, base+"/realtime", map[string]any{
				"clientId": hello.ClientID, "subscriptions": []string{"contributions/*"},
			}, nil)
		},
		post: func(ctx context.Context, n int) error {
			b := body{ID: markID(n), Participant: uuid.NewString(), Prompt: "meeting_place", LocatedBy: "map", Text: "Her møtes vi.", Lang: "nb"}
			return call(ctx, http.MethodPost, base+"/collections/contributions/records", json.RawMessage(pocketBody(b, 10.05, 59.05)), nil)
		},
	}, nil
}
