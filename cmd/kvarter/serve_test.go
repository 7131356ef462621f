package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/uuid"
)

// answer is one to Torstrand with a participant of its own.
func answer(id uuid.UUID, text string) map[string]any {
	return map[string]any{
		"id": id, "participant": uuid.New(), "prompt": "meeting_place", "text": text,
		"geometry": map[string]any{"type": "Point", "coordinates": []float64{10.05, 59.0485}},
	}
}

// send posts an answer and answers the status.
func send(url string, body map[string]any) (int, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return 0, err
	}
	res, err := http.Post(url+"/api/v1/areas/torstrand/contributions", "application/json", bytes.NewReader(data))
	if err != nil {
		return 0, err
	}
	// An answer counts when it came whole.
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, joinClose(err, res.Body)
}

func joinClose(err error, c io.Closer) error {
	if closeErr := c.Close(); err == nil {
		err = closeErr
	}
	return err
}

// get answers a page's status and text.
func get(t *testing.T, url, token string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err := joinClose(err, res.Body); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// The whole program: an empty directory becomes Torstrand, a resident answers,
// staff publish by the command line beside it, an analyst reads it back.
func TestWholeProgram(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	s := serveHere(t, dir)
	for path, want := range map[string]int{
		"/healthz": 200, "/readyz": 200, "/api": 200, "/api/v1/areas/torstrand": 200, "/a/nowhere": 404,
	} {
		if status, body := get(t, s.url+path, ""); status != want {
			t.Errorf("%s: %d %.200s", path, status, body)
		}
	}
	id := uuid.New()
	const words = "Her møtes vi på benken 👨‍👩‍👧 «alltid»"
	if status, err := send(s.url, answer(id, words)); status != http.StatusCreated || err != nil {
		t.Fatal(status, err)
	}
	public := s.url + "/api/v1/areas/torstrand/contributions.geojson"
	if _, body := get(t, public, ""); !strings.Contains(body, id.String()) || strings.Contains(body, "benken") {
		t.Errorf("the public sees %s", body)
	}
	if list := must(t, "review", "list", "--area", "torstrand", "--data", dir); !strings.Contains(list, words) || !strings.Contains(list, "[words]") {
		t.Errorf("review list says %s", list)
	}
	must(t, "review", "publish", "--area", "torstrand", "--data", dir, id.String())
	if _, body := get(t, public, ""); !strings.Contains(body, words) {
		t.Errorf("published, and the public sees %s", body)
	}
	must(t, "review", "hide", "--area", "torstrand", "--data", dir, "--reason", "off_topic", "--part", "words", id.String())
	if _, body := get(t, public, ""); strings.Contains(body, "benken") {
		t.Errorf("hidden, and the public sees %s", body)
	}
	if got := must(t, "export", "--area", "torstrand", "--format", "csv", "--data", dir); !strings.Contains(got, id.String()) || !strings.Contains(got, "off_topic") {
		t.Errorf("the export is %s", got)
	}
}

// A token opens full data from its making to its end, without a restart.
func TestToken(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	s := serveHere(t, dir)
	if status, err := send(s.url, answer(uuid.New(), "venter")); status != http.StatusCreated || err != nil {
		t.Fatal(status, err)
	}
	lines := strings.Split(strings.TrimSpace(must(t, "token", "create", "--role", "analyst", "--area", "torstrand", "--name", "QGIS", "--data", dir)), "\n")
	token := lines[len(lines)-1]
	all := s.url + "/api/v1/areas/torstrand/contributions.csv"
	if status, body := get(t, all, token); status != 200 || !strings.Contains(body, "venter") {
		t.Errorf("with the token: %d %s", status, body)
	}
	if list := must(t, "token", "list", "--data", dir); !strings.Contains(list, "QGIS") || strings.Contains(list, token) {
		t.Errorf("token list says %s", list)
	}
	must(t, "token", "revoke", "1", "--data", dir)
	if status, _ := get(t, all, token); status != http.StatusUnauthorized {
		t.Errorf("revoked, and answered %d", status)
	}
}

// One directory has one server; the other says so and goes.
func TestSecondServer(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	serveHere(t, dir)
	o := try(t, "serve", "--listen", "127.0.0.1:0", "--data", dir)
	if o.exit != exitRefused || !strings.Contains(o.stderr, "another") {
		t.Errorf("exit %d: %s", o.exit, o.stderr)
	}
}

// What is served is what was asked for; what is wrong is said at start.
func TestServeFlags(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	header := append([]byte("PMTiles\x03"), make([]byte, pmtilesHeader-8)...)
	header[pmtilesType] = pmtilesVector
	tiles := filepath.Join(dir, "x.pmtiles")
	if err := os.WriteFile(tiles, header, 0o600); err != nil {
		t.Fatal(err)
	}
	s := serveHere(t, filepath.Join(dir, "data"), "--basemap", tiles, "--create-limit", "off", "--log-format", "json")
	if status, body := get(t, s.url+"/basemap.pmtiles", ""); status != 200 || body != string(header) {
		t.Errorf("%d %q", status, body)
	}
	header[pmtilesType] = 2
	if err := os.WriteFile(tiles, header, 0o600); err != nil {
		t.Fatal(err)
	}
	for says, args := range map[string][]string{
		"not vector tiles":     {"--basemap", tiles},
		"address already in":   {"--listen", strings.TrimPrefix(s.url, "http://")},
		"https://kart.example": {"--public-url", "kart.example.no"},
		"HOST:PORT":            {"--listen", "8080"},
	} {
		o := try(t, append([]string{"serve", "--listen", "127.0.0.1:0", "--data", filepath.Join(dir, "other")}, args...)...)
		if o.exit == exitOK || !strings.Contains(o.stderr, says) {
			t.Errorf("%v: exit %d: %s", args, o.exit, o.stderr)
		}
	}
}

// A signal ends the real program in order, with exit code 0.
func TestSignal(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		s, process := serveProcess(t, t.TempDir())
		if status, err := send(s.url, answer(uuid.New(), fmt.Sprint(signal))); status != http.StatusCreated || err != nil {
			t.Fatal(status, err)
		}
		if err := process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if err := s.wait(); err != nil {
			t.Errorf("%v: %v", signal, err)
		}
	}
}
