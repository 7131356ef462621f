package main

import (
	"encoding/csv"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
)

// writers is how many clients write at once.
const writers = 16

// sent is what clients sent and what was acknowledged, over all kills.
type sent struct {
	mu           sync.Mutex
	text         map[string]string
	acknowledged map[string]bool
}

// The real program is killed in the middle of writing, many times: every
// acknowledged answer is there once, and of the others each is there whole or
// not at all.
func TestKill(t *testing.T) {
	t.Parallel()
	kills := 8
	if os.Getenv("KVARTER_LONG") != "" {
		kills = 100
	}
	dir := filepath.Join(t.TempDir(), "data")
	all := &sent{text: map[string]string{}, acknowledged: map[string]bool{}}
	for range kills {
		s, process := serveProcess(t, dir, "--create-limit", "off")
		kill := sync.OnceFunc(func() { _ = process.Kill() })
		all.flood(t, s.url, rand.IntN(400), kill)
		if err := s.wait(); err == nil {
			t.Fatal("the server ended in order, and was to be killed")
		}
	}
	all.check(t, must(t, "export", "--area", "torstrand", "--format", "csv", "--data", dir))
	if said := must(t, "check", "--data", dir); !strings.Contains(said, "all is well") {
		t.Error(said)
	}
}

// flood writes from many clients, kills the server once so many more are
// acknowledged, and ends when no client gets an answer any more.
func (s *sent) flood(t *testing.T, url string, after int, kill func()) {
	var wait sync.WaitGroup
	left := after
	for range writers {
		wait.Go(func() {
			for {
				id := uuid.New()
				text := strings.Repeat(id.String()+" ", 1+rand.IntN(20))
				s.mu.Lock()
				s.text[id.String()] = text
				s.mu.Unlock()
				status, err := send(url, answer(id, text))
				if err != nil {
					return
				}
				if status != http.StatusCreated {
					t.Errorf("answered %d", status)
					kill()
					return
				}
				s.mu.Lock()
				s.acknowledged[id.String()] = true
				if left--; left <= 0 {
					kill()
				}
				s.mu.Unlock()
			}
		})
	}
	wait.Wait()
}

// check compares the export with what was sent and acknowledged.
func (s *sent) check(t *testing.T, export string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(export)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	there := map[string]bool{}
	for _, row := range rows[1:] {
		id := row[column["id"]]
		if there[id] {
			t.Errorf("%s is there twice", id)
		}
		there[id] = true
		if want, known := s.text[id]; !known || row[column["text"]] != want || row[column["lon"]] != "10.05" {
			t.Errorf("%s is there with %q, not %q", id, row[column["text"]], want)
		}
	}
	for id := range s.acknowledged {
		if !there[id] {
			t.Errorf("%s was acknowledged and is lost", id)
		}
	}
	t.Logf("%d sent, %d acknowledged, %d there", len(s.text), len(s.acknowledged), len(there))
}
