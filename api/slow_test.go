package api_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"kvarter/api"
)

// serve is the server as it is set up for the outside, with timeouts as changed.
func (w *world) serve(change func(*http.Server)) (addr string) {
	w.t.Helper()
	server := httptest.NewUnstartedServer(nil)
	server.Config = api.HTTPServer(w.handler)
	change(server.Config)
	server.Start()
	w.t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// say sends text, goes on with more for as long as the server takes it, and gives
// all that it answers until it hangs up. Without a timeout of the server it waits
// for ever.
func say(t *testing.T, addr, text, more string) string {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	if more != "" {
		go func() {
			for {
				if _, err := io.WriteString(conn, more); err != nil {
					return
				}
			}
		}()
	}
	answer, err := io.ReadAll(conn)
	if err != nil && !errors.Is(err, syscall.ECONNRESET) {
		t.Fatal(err)
	}
	return string(answer)
}

const postHead = "POST " + contributions + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"

// Who sends a little and then holds on is cut off, by the header's timeout and by
// the body's, and a body that came late is told so.
func TestSlowRequestsAreCutOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if s := api.HTTPServer(w.handler); s.ReadHeaderTimeout <= 0 || s.ReadTimeout <= 0 || s.WriteTimeout <= 0 || s.IdleTimeout <= 0 {
		t.Errorf("some may hold on for ever: %+v", s)
	}
	headers := w.serve(func(s *http.Server) { s.ReadHeaderTimeout = time.Millisecond })
	for _, begun := range []string{"", "GET", "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "} {
		if got := say(t, headers, begun, ""); got != "" && !strings.HasPrefix(got, "HTTP/1.1 400 ") {
			t.Errorf("a header that only began with %q is answered %s", begun, got)
		}
	}
	bodies := w.serve(func(s *http.Server) { s.ReadHeaderTimeout, s.ReadTimeout = time.Hour, time.Millisecond })
	for _, length := range []string{"Content-Length: 100\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"} {
		saysProblem(t, say(t, bodies, postHead+length, ""), http.StatusRequestTimeout, "request_timeout")
	}
}

// What is larger than anybody needs is refused with a clear answer, however long it
// would go on.
func TestHugeRequestsAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	addr := w.serve(func(*http.Server) {})
	chunk := "8000\r\n" + strings.Repeat("x", 0x8000) + "\r\n"
	saysProblem(t, say(t, addr, postHead+"Content-Length: 99999999999\r\n\r\n", strings.Repeat("x", 1<<15)), http.StatusRequestEntityTooLarge, "too_large")
	saysProblem(t, say(t, addr, postHead+"Transfer-Encoding: chunked\r\n\r\n", chunk), http.StatusRequestEntityTooLarge, "too_large")
	for what, begun := range map[string]string{
		"an address":   "GET /api/v1/areas?q=",
		"a header":     "GET / HTTP/1.1\r\nHost: localhost\r\nX-Huge: ",
		"many headers": "GET / HTTP/1.1\r\nHost: localhost\r\n",
	} {
		more := strings.Repeat("x", 1<<12)
		if what == "many headers" {
			more = strings.Repeat("X-Many: 1\r\n", 1<<9)
		}
		if got := say(t, addr, begun, more); !strings.HasPrefix(got, "HTTP/1.1 431 ") {
			t.Errorf("%s without an end is answered %q", what, got)
		}
	}
}

// saysProblem checks a whole answer as it came over the wire.
func saysProblem(t *testing.T, got string, status int, code string) {
	t.Helper()
	resp, err := http.ReadResponse(bufio.NewReader(strings.NewReader(got)), nil)
	if err != nil {
		t.Fatalf("%v: %q", err, got)
	}
	defer resp.Body.Close()
	var p problem
	if err := json.NewDecoder(resp.Body).Decode(&p); err != nil || resp.StatusCode != status || p.Code != code {
		t.Errorf("%v: %q, not %d %s", err, got, status, code)
	}
}
