package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kvarter/store/sqlite"
)

// lastLine is what a script takes.
func lastLine(out string) string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return lines[len(lines)-1]
}

// People in charge come and go by the command line, beside a running server.
func TestStaffCommands(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	s := serveHere(t, dir)
	link := lastLine(must(t, "staff", "add", "Kari@Example.org", "--name", "Kari Berg", "--role", "analyst", "--area", "torstrand",
		"--public-url", "https://kart.example.no/", "--data", dir))
	_, secret, found := strings.Cut(link, "https://kart.example.no/staff/invitation#")
	if !found || !strings.HasPrefix(secret, "kvi_") {
		t.Fatalf("the link is %q", link)
	}
	body, err := json.Marshal(map[string]string{"secret": secret, "password": "hestekastanje ved elva"})
	if err != nil {
		t.Fatal(err)
	}
	accept := func() int {
		res, err := http.Post(s.url+"/api/v1/invitations/accept", "application/json", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	if status := accept(); status != http.StatusCreated {
		t.Fatalf("the link is answered %d", status)
	}
	if list := must(t, "staff", "list", "--data", dir); !strings.Contains(list, "kari@example.org") || !strings.Contains(list, "active") {
		t.Errorf("the list is %s", list)
	}
	more := must(t, "staff", "add", "kari@example.org", "--name", "Kari", "--role", "facilitator", "--area", "torstrand", "--data", dir)
	if !strings.Contains(more, "analyst of torstrand, facilitator of torstrand") {
		t.Errorf("one more role gives %s", more)
	}
	if reset := lastLine(must(t, "staff", "reset", "kari@example.org", "--data", dir)); !strings.HasPrefix(reset, "http://localhost:8080/staff/invitation#kvi_") {
		t.Errorf("the new link is %q", reset)
	}
	if status := accept(); status != http.StatusNotFound {
		t.Errorf("the used link is answered %d", status)
	}
	must(t, "staff", "remove", "kari@example.org", "--data", dir)
	for _, c := range []struct {
		exit int
		args []string
	}{
		{exitNotFound, []string{"staff", "reset", "kari@example.org"}},
		{exitNotFound, []string{"staff", "add", "a@example.org", "--name", "A", "--role", "analyst", "--area", "nowhere"}},
		{exitUsage, []string{"staff", "add", "a@example.org", "--name", "A", "--role", "analyst"}},
		{exitUsage, []string{"staff", "add", "nobody", "--name", "A", "--role", "administrator"}},
	} {
		if o := try(t, append(c.args, "--data", dir)...); o.exit != c.exit {
			t.Errorf("%v: exit %d: %s", c.args, o.exit, o.stderr)
		}
	}
}

// A recipe's path is the last line, and opens its exports until it is revoked.
func TestRecipeCommands(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	s := serveHere(t, dir)
	if status, err := send(s.url, answer(uuid.New(), "venter")); status != http.StatusCreated || err != nil {
		t.Fatal(status, err)
	}
	create := func(more ...string) string {
		args := append([]string{"recipe", "create", "--area", "torstrand", "--prompt", "meeting_place", "--data", dir}, more...)
		return lastLine(must(t, args...))
	}
	plain, words := create(), create("--words", "--days", "7", "--name", "QGIS")
	if _, body := get(t, s.url+plain+"/export.csv", ""); !strings.Contains(body, "meeting_place") || strings.Contains(body, "venter") {
		t.Errorf("without words: %s", body)
	}
	if _, body := get(t, s.url+words+"/export.geojson", ""); !strings.Contains(body, "venter") {
		t.Errorf("with words: %s", body)
	}
	if list := must(t, "recipe", "list", "--data", dir); !strings.Contains(list, "QGIS") || strings.Contains(list, plain[3:]) {
		t.Errorf("the list is %s", list)
	}
	must(t, "recipe", "revoke", "1", "--data", dir)
	if status, _ := get(t, s.url+plain+"/export.csv", ""); status != http.StatusNotFound {
		t.Errorf("revoked, and answered %d", status)
	}
	if o := try(t, "recipe", "create", "--area", "torstrand", "--days", "91", "--data", dir); o.exit != exitRefused {
		t.Errorf("91 days: exit %d: %s", o.exit, o.stderr)
	}
}

// The first start prints the first administrator's link, until there is one.
func TestFirstStart(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	dir := withTorstrand(t)
	err := withStore(t.Context(), dir, false, func(st *sqlite.Store) error {
		if err := sayFirst(t.Context(), &out, "http://localhost:8080", st); err != nil {
			return err
		}
		if !strings.Contains(out.String(), "  http://localhost:8080/staff/invitation#kvi_") {
			t.Errorf("it says %s", out.String())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
