package main

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// What somebody reported comes first, whatever its status, until staff decided.
func TestReviewListsReportsFirst(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	s := serveHere(t, dir)
	waiting, reported := uuid.New(), uuid.New()
	for _, one := range []struct {
		id   uuid.UUID
		text string
	}{{waiting, "benken"}, {reported, "casino"}} {
		if status, err := send(s.url, answer(one.id, one.text)); status != http.StatusCreated || err != nil {
			t.Fatal(status, err)
		}
	}
	must(t, "review", "publish", "--area", "torstrand", "--data", dir, reported.String())
	list := func(more ...string) []string {
		t.Helper()
		out := must(t, append([]string{"review", "list", "--area", "torstrand", "--data", dir}, more...)...)
		return strings.Split(strings.TrimSpace(out), "\n")[1:]
	}
	if rows := list(); len(rows) != 1 || !strings.Contains(rows[0], "benken") {
		t.Errorf("before, there wait %q", rows)
	}
	body := `{"id":"` + uuid.NewString() + `","reason":"spam","text":"Reklame\nher"}`
	resp, err := http.Post(s.url+"/api/v1/areas/torstrand/contributions/"+reported.String()+"/reports", "application/json", strings.NewReader(body))
	if err != nil || resp.StatusCode != http.StatusNoContent {
		t.Fatal(resp, err)
	}
	_ = resp.Body.Close()
	rows := list()
	if len(rows) != 2 || !strings.Contains(rows[0], "casino") || !strings.Contains(rows[0], "spam (Reklame her)") || !strings.Contains(rows[1], "benken") {
		t.Errorf("reported is %q", rows)
	}
	if rows := list("--limit", "1"); len(rows) != 1 || !strings.Contains(rows[0], "casino") {
		t.Errorf("the first is %q", rows)
	}
	if rows := list("--q", "benken"); len(rows) != 1 {
		t.Errorf("by words there are %q", rows)
	}
	if rows := list("--status", "pending"); len(rows) != 1 {
		t.Errorf("by status there are %q", rows)
	}
	must(t, "review", "publish", "--area", "torstrand", "--data", dir, reported.String())
	if rows := list(); len(rows) != 1 || strings.Contains(rows[0], "casino") {
		t.Errorf("upheld, there are %q", rows)
	}
}
