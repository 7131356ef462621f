package api_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"kvarter/api"
	"kvarter/store"
)

// lines is a log that waits for what it is asked for.
type lines struct {
	mu   sync.Mutex
	more *sync.Cond
	buf  bytes.Buffer
}

func newLines() *lines {
	l := &lines{}
	l.more = sync.NewCond(&l.mu)
	return l
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.more.Broadcast()
	return l.buf.Write(p)
}

// until waits until the log contains text and returns all of it.
func (l *lines) until(text string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	for !strings.Contains(l.buf.String(), text) {
		l.more.Wait()
	}
	return l.buf.String()
}

func logTo(l *lines) func(*api.Config) {
	return func(c *api.Config) { c.Logger = slog.New(slog.NewJSONHandler(l, nil)) }
}

func TestLog(t *testing.T) {
	t.Parallel()
	log := newLines()
	w := newWorld(t, logTo(log))
	p := newPerson()
	f := w.send(p, p.mark("text", "SecretWhy"))
	w.get(contributions+"/"+f.ID+"?x=SecretQuery", "User-Agent", "SecretAgent", "X-Forwarded-For", "203.0.113.9", "Authorization", "Bearer "+p.receipt)
	w.do(http.MethodPost, contributions, `{"id":"SecretID"`)
	a := w.do("SECRETMETHOD", contributions, nil)
	all := log.until(a.Header.Get("X-Request-Id"))
	for _, never := range []string{"Secret", "SECRET", "203.0.113.9", "127.0.0.1", p.receipt, p.id, f.ID, "torstrand"} {
		if strings.Contains(all, never) {
			t.Errorf("the log holds %q:\n%s", never, all)
		}
	}
	for _, want := range []string{
		`"method":"POST","route":"/api/v1/areas/:area/contributions","status":201,"ms":`, `"bytes":`, `"request":"`,
		`"route":"/api/v1/areas/:area/contributions/:id","status":200`, `"status":400`, `"method":"other"`, `"status":405`,
	} {
		if !strings.Contains(all, want) {
			t.Errorf("the log does not hold %s:\n%s", want, all)
		}
	}
}

// faulty is a store in which one thing goes wrong.
type faulty struct {
	store.Store
	fault func(context.Context) error
}

func (f faulty) Contribution(ctx context.Context, _ string, _ uuid.UUID, _ store.Audience, _ store.Actor) (*store.Contribution, error) {
	return nil, f.fault(ctx)
}

func (f faulty) LastRev(ctx context.Context, _ string) (int64, error) { return 0, f.fault(ctx) }

func TestFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault  func(context.Context) error
		status int
		code   string
		logged string
	}{
		"unknown":  {func(context.Context) error { return errors.New("disk SecretPath") }, 500, "internal", "disk SecretPath"},
		"panic":    {func(context.Context) error { panic("SecretPanic") }, 500, "internal", "SecretPanic"},
		"closed":   {func(context.Context) error { return store.ErrClosed }, 503, "unavailable", "the store is closed"},
		"too late": {func(context.Context) error { return context.DeadlineExceeded }, 503, "unavailable", "deadline"},
		// A cancellation that is not the client's is an error of ours.
		"cancelled within": {func(context.Context) error { return context.Canceled }, 500, "internal", "canceled"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := newLines()
			w := newWorld(t, logTo(log), func(cfg *api.Config) { cfg.Store = faulty{cfg.Store, c.fault} })
			a := w.get(contributions + "/" + uuid.NewString())
			w.refused(a, c.status, c.code, "")
			if strings.Contains(string(a.body), "Secret") {
				t.Errorf("the client is told %s", a.body)
			}
			if all := log.until(a.Header.Get("X-Request-Id")); !strings.Contains(all, c.logged) || !strings.Contains(all, `"level":"ERROR"`) {
				t.Errorf("the operator is told %s", all)
			}
			ready := w.get("/readyz")
			if want := map[bool]int{true: 500, false: 503}[name == "panic"]; ready.StatusCode != want {
				t.Errorf("readyz is %d", ready.StatusCode)
			}
			w.status(w.get("/healthz"), http.StatusOK)
		})
	}
}

// Who leaves before the answer is in the log as gone, and no error of ours.
func TestClientLeaves(t *testing.T) {
	t.Parallel()
	log, entered := newLines(), make(chan struct{})
	w := newWorld(t, logTo(log), func(c *api.Config) {
		c.Store = faulty{c.Store, func(ctx context.Context) error {
			close(entered)
			<-ctx.Done()
			return ctx.Err()
		}}
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-entered
		cancel()
	}()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url+contributions+"/"+uuid.NewString(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if resp, err := http.DefaultClient.Do(r); err == nil {
		resp.Body.Close()
		t.Fatal("the client did not leave")
	}
	if all := log.until(`"status":499`); strings.Contains(all, "ERROR") {
		t.Errorf("it is logged as an error: %s", all)
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range []string{"/healthz", "/readyz"} {
		a := w.get(path)
		w.status(a, http.StatusOK)
		if string(a.body) != "{\"status\":\"ok\"}\n" || a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s is %s, %q", path, a.body, a.Header.Get("Cache-Control"))
		}
	}
}

// Half a body is nothing: the phone sends it again.
func TestUploadCutOff(t *testing.T) {
	t.Parallel()
	log := newLines()
	w := newWorld(t, logTo(log))
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(w.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	body := with(newPerson(), "text", `"why"`)
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		contributions, len(body)+1, body)
	if err := errors.Join(err, conn.Close()); err != nil {
		t.Fatal(err)
	}
	log.until(`"status":499`)
	if n := w.count(); n != 0 {
		t.Errorf("%d were written", n)
	}
}
