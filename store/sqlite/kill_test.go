package sqlite

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"kvarter/store"
)

// killChildEnv makes the test binary write into the named directory until it
// is killed.
const killChildEnv = "KVARTER_KILL_CHILD"

// killChild writes from many goroutines and says on stdout what was
// acknowledged: "create ID" or "withdraw ID".
func killChild(dir string) {
	ctx := context.Background()
	s, err := Open(ctx, Options{Dir: dir, Serve: true})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	say := func(what string, id uuid.UUID, err error) {
		if err != nil {
			fmt.Fprintln(os.Stderr, what, err)
			os.Exit(1)
		}
		// One write each: a line is there whole or not at all.
		if _, err := os.Stdout.WriteString(what + " " + id.String() + "\n"); err != nil {
			os.Exit(1)
		}
	}
	var writers sync.WaitGroup
	for range 32 {
		writers.Go(func() {
			for n := 0; ; n++ {
				c := answer()
				_, err := s.CreateContribution(ctx, "torstrand", c, someone)
				say("create", c.ID, err)
				if n%10 == 9 {
					say("withdraw", c.ID, s.WithdrawContribution(ctx, "torstrand", c.ID, someone))
				}
			}
		})
	}
	writers.Wait()
}

// TestKill kills a writing process again and again: what it acknowledged is
// there, once, and nothing is there by half.
func TestKill(t *testing.T) {
	t.Parallel()
	kills := 10
	if os.Getenv("KVARTER_LONG") != "" {
		kills = 200
	}
	dir := t.TempDir()
	if err := torstrand(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	acknowledged := map[uuid.UUID]string{}
	for range kills {
		killOnce(t, dir, acknowledged)
		s := openStore(t, Options{Dir: dir, Serve: true})
		checkKilled(t, s, acknowledged)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d acknowledged over %d kills", len(acknowledged), kills)
}

// killOnce starts the child and kills it at some moment after it has
// acknowledged something.
func killOnce(t *testing.T, dir string, acknowledged map[uuid.UUID]string) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), killChildEnv+"="+dir)
	child.Stderr = t.Output()
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	left := 1 + rand.IntN(200)
	lines := bufio.NewScanner(out)
	for lines.Scan() { // to the end: also what came between the kill and its arrival
		what, id, _ := strings.Cut(lines.Text(), " ")
		acknowledged[uuid.MustParse(id)] = what
		if left--; left == 0 {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := child.Wait(); err == nil || left > 0 {
		t.Fatalf("the child ended by itself: %v", err)
	}
}

func checkKilled(t *testing.T, s *Store, acknowledged map[uuid.UUID]string) {
	t.Helper()
	clean(t, s)
	times := map[uuid.UUID]int{}
	for c, err := range s.Contributions(t.Context(), store.ContributionQuery{Area: "torstrand", Audience: store.AudienceStaff}) {
		if err != nil {
			t.Fatal(err)
		}
		times[c.ID]++
	}
	for id, what := range acknowledged {
		if what == "create" && times[id] == 1 {
			continue
		}
		// Withdrawn, or about to be when the process was killed.
		_, err := s.Contribution(t.Context(), "torstrand", id, store.AudienceStaff, store.Actor{})
		if times[id] != 0 || !errors.Is(err, store.ErrGone) {
			t.Fatalf("%s was acknowledged (%s) and is there %d times: %v", id, what, times[id], err)
		}
	}
	// Every contribution has its change and its participant, and none too many.
	for _, sql := range []string{
		"SELECT count(*) FROM (SELECT id FROM change WHERE kind = 'create' GROUP BY id HAVING count(*) <> 1)",
		"SELECT count(*) FROM contribution WHERE id NOT IN (SELECT id FROM change WHERE kind = 'create')",
		"SELECT count(*) FROM change WHERE kind = 'create' AND id NOT IN (SELECT id FROM contribution UNION ALL SELECT id FROM tombstone)",
		"SELECT abs((SELECT count(*) FROM participant) - (SELECT count(*) FROM change WHERE kind = 'create'))",
	} {
		if n := number(t, s, sql); n != 0 {
			t.Fatalf("%d half there: %s", n, sql)
		}
	}
}
