package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// lines is how many rows a CSV has below its header.
func lines(csv string) int { return strings.Count(csv, "\r\n") - 1 }

// An export comes in again as it was, twice nothing twice, while a server has
// the data open and shows what came in at once.
func TestExportAndImport(t *testing.T) {
	t.Parallel()
	from, to := withTorstrand(t), filepath.Join(t.TempDir(), "data")
	must(t, "demo", "--area", "torstrand", "--contributions", "1200", "--seed", "7", "--data", from)
	s := serveHere(t, to)
	for _, format := range []string{"csv", "geojson"} {
		file := filepath.Join(t.TempDir(), "answers."+format)
		must(t, "export", "--area", "torstrand", "--format", format, "-o", file, "--data", from)
		said := must(t, "import", file, "--area", "torstrand", "--status", "published", "--data", to)
		want := "1200 taken, 0 there already"
		if format != "csv" {
			want = "0 taken, 1200 there already"
		}
		if !strings.Contains(said, want) {
			t.Errorf("%s: %s", format, said)
		}
		if left, _ := filepath.Glob(file + ".*"); left != nil {
			t.Errorf("left behind: %v", left)
		}
	}
	token := strings.TrimSpace(must(t, "token", "create", "--role", "analyst", "--data", to))
	if _, body := get(t, s.url+"/api/v1/areas/torstrand/contributions.csv", token); lines(body) != 1200 {
		t.Errorf("the server shows %d", lines(body))
	}
	two := must(t, "export", "--area", "torstrand", "--format", "csv", "--prompt", "meeting_place", "--limit", "2", "--data", to)
	if lines(two) != 2 || strings.Count(two, "meeting_place") != 2 {
		t.Errorf("filtered by prompt and limit: %s", two)
	}
}

// Rows that cannot be taken are told in a file of their own; the rest goes in.
func TestRejects(t *testing.T) {
	t.Parallel()
	dir := withTorstrand(t)
	file := filepath.Join(t.TempDir(), "mixed.csv")
	write := func(content string) {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("id,lon,lat,prompt,text\n" +
		uuid.NewString() + ",10.05,59.0485,meeting_place,god\n" +
		uuid.NewString() + ",10.05,159.0485,meeting_place,ille\n")
	if said := must(t, "import", file, "--area", "torstrand", "--data", dir); !strings.Contains(said, "1 taken") || !strings.Contains(said, "1 rejected") {
		t.Error(said)
	}
	rejects, err := os.ReadFile(file + ".rejects.csv")
	if err != nil || !strings.Contains(string(rejects), "3,") || strings.Contains(string(rejects), "ille") {
		t.Errorf("%v: %s", err, rejects)
	}
	write("id,lon,lat,prompt,text\n" + uuid.NewString() + ",10.05,59.0485,nothing,x\n")
	if o := try(t, "import", file, "--area", "torstrand", "--data", dir); o.exit != exitRefused {
		t.Errorf("nothing taken: exit %d %s%s", o.exit, o.stdout, o.stderr)
	}
	if o := try(t, "import", file, "--area", "torstrand", "--rejects", file, "--data", dir); o.exit != exitUsage {
		t.Errorf("rejects over the input: exit %d %s", o.exit, o.stderr)
	}
	write("what,ever\n1,2\n")
	if o := try(t, "import", file, "--area", "torstrand", "--data", dir); o.exit != exitRefused || !strings.Contains(o.stderr, "--mapping") {
		t.Errorf("a foreign file: exit %d %s", o.exit, o.stderr)
	}
	if _, err := os.Stat(file + ".rejects.csv"); err == nil {
		t.Error("the rejects of the run before are still there")
	}
}

// A file that cannot be written whole is not there, and leaves nothing.
func TestExportToNowhere(t *testing.T) {
	t.Parallel()
	dir, out := withTorstrand(t), t.TempDir()
	o := try(t, "export", "--area", "torstrand", "--format", "csv", "-o", filepath.Join(out, "no", "a.csv"), "--data", dir)
	if o.exit != exitNotFound {
		t.Errorf("exit %d: %s", o.exit, o.stderr)
	}
	if left, _ := filepath.Glob(filepath.Join(out, "*part*")); left != nil {
		t.Errorf("left behind: %v", left)
	}
}

// A backup taken while serving brings back what was there then, while serving;
// what was withdrawn or revoked since stays so.
func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	s := serveHere(t, dir)
	kept, later := uuid.New(), uuid.New()
	if status, err := send(s.url, answer(kept, "før")); status != http.StatusCreated || err != nil {
		t.Fatal(status, err)
	}
	backup := filepath.Join(t.TempDir(), "kvarter.db")
	must(t, "backup", backup, "--data", dir)
	if status, err := send(s.url, answer(later, "etter")); status != http.StatusCreated || err != nil {
		t.Fatal(status, err)
	}
	must(t, "restore", backup, "--yes", "--data", dir)
	for id, want := range map[uuid.UUID]int{kept: http.StatusOK, later: http.StatusNotFound} {
		if status, body := get(t, s.url+"/api/v1/areas/torstrand/contributions/"+id.String(), ""); status != want {
			t.Errorf("%d %s", status, body)
		}
	}
	if status, err := send(s.url, answer(uuid.New(), "igjen")); status != http.StatusCreated || err != nil {
		t.Errorf("after the restore: %d %v", status, err)
	}
	if before, _ := filepath.Glob(filepath.Join(dir, "before-restore-*.db")); len(before) != 1 {
		t.Errorf("the state before is in %v", before)
	}
	must(t, "check", "--data", dir)
	must(t, "check", "--server", s.url)
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	if o := try(t, "check", "--server", s.url); o.exit != exitFailed {
		t.Errorf("a server that is not there: exit %d", o.exit)
	}
}

// Synthetic people come by seed, keep away from real ones and go again.
func TestDemo(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	s := serveHere(t, dir)
	demo := []string{"demo", "--area", "torstrand", "--contributions", "700", "--data", dir}
	must(t, demo...)
	if again := must(t, demo...); !strings.HasPrefix(again, "0 ") {
		t.Errorf("the same seed again: %s", again)
	}
	if status, err := send(s.url, answer(uuid.New(), "ekte")); status != http.StatusCreated || err != nil {
		t.Fatal(status, err)
	}
	if o := try(t, append(demo, "--seed", "2")...); o.exit != exitRefused || !strings.Contains(o.stderr, "1 real") {
		t.Errorf("beside real answers: exit %d %s", o.exit, o.stderr)
	}
	must(t, append(demo, "--seed", "2", "--force")...)
	if said := must(t, append(demo, "--remove")...); !strings.HasPrefix(said, "1400 ") {
		t.Error(said)
	}
	if left := must(t, "export", "--area", "torstrand", "--format", "csv", "--data", dir); lines(left) != 1 || !strings.Contains(left, "ekte") {
		t.Errorf("left: %s", left)
	}
}

// Publishing by a filter leaves alone what was hidden, and asks first.
func TestReviewByFilter(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	s := serveHere(t, dir)
	spam, good := uuid.New(), uuid.New()
	for id, text := range map[uuid.UUID]string{spam: "casino", good: "benken"} {
		if status, err := send(s.url, answer(id, text)); status != http.StatusCreated || err != nil {
			t.Fatal(status, err)
		}
	}
	hide := []string{"review", "hide", "--area", "torstrand", "--reason", "spam", "--q", "casino", "--data", dir}
	if o := try(t, hide...); o.exit != exitRefused || !strings.Contains(o.stderr, "1 answers") {
		t.Errorf("without --yes: exit %d %s", o.exit, o.stderr)
	}
	if said := must(t, append(hide, "--yes")...); said != "1 hidden\n" {
		t.Error(said)
	}
	if said := must(t, "review", "publish", "--area", "torstrand", "--prompt", "meeting_place", "--yes", "--data", dir); said != "1 published\n" {
		t.Error(said)
	}
	_, public := get(t, s.url+"/api/v1/areas/torstrand/contributions.geojson", "")
	if !strings.Contains(public, "benken") || strings.Contains(public, "casino") {
		t.Error(public)
	}
}

// An area comes out as the file that it came in by.
func TestAreaFile(t *testing.T) {
	t.Parallel()
	dir := withTorstrand(t)
	file := filepath.Join(t.TempDir(), "shown.yaml")
	shown := must(t, "area", "show", "torstrand", "--yaml", "--data", dir)
	if err := os.WriteFile(file, []byte(shown), 0o600); err != nil {
		t.Fatal(err)
	}
	if said := must(t, "area", "apply", file, "--data", dir); said != "torstrand: unchanged\n" {
		t.Error(said)
	}
	must(t, "demo", "--area", "torstrand", "--contributions", "100", "--data", dir)
	if err := os.WriteFile(file, []byte(strings.Replace(shown, "cap: 5", "cap: 7", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	line := fmt.Sprintf("kvarter: %s:%d:", file, 1+strings.Count(shown[:strings.Index(shown, "cap: 5")], "\n"))
	if o := try(t, "area", "apply", file, "--data", dir); o.exit != exitRefused || !strings.HasPrefix(o.stderr, line) ||
		!strings.Contains(o.stderr, "prompts[0].cap: ") || !strings.Contains(o.stderr, "a new wave") {
		t.Errorf("an answered cap changed: exit %d %s%s", o.exit, o.stdout, o.stderr)
	}
	for _, args := range [][]string{{"area", "list"}, {"area", "show", "torstrand"}} {
		if said := must(t, append(args, "--data", dir)...); !strings.Contains(said, "2026 (open)") {
			t.Error(said)
		}
	}
}

// Real foreign data by a mapping, through the real program and out to GDAL.
func TestBoston(t *testing.T) {
	t.Parallel()
	file := filepath.Join("..", "..", "..", "shared", "data", "boston-vision-zero-1000.csv")
	if _, err := os.Stat(file); err != nil {
		t.Skip("the Boston file is not here")
	}
	bin, ogrinfo := theBinary(t), tool(t, "gdal", "ogrinfo")
	dir, out := filepath.Join(t.TempDir(), "data"), t.TempDir()
	example := filepath.Join("..", "..", "docs", "examples", "boston")
	command := func(program string, args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), program, args...)
		var stderr strings.Builder
		cmd.Stderr = &stderr
		stdout, err := cmd.Output()
		if err != nil || stderr.Len() > 0 {
			t.Errorf("%s %v: %v\n%s%s", program, args, err, stdout, stderr.String())
		}
		return string(stdout)
	}
	command(bin, "area", "apply", filepath.Join(example, "area.yaml"), "--data", dir)
	for _, want := range []string{"997 taken", "997 there already"} {
		said := command(bin, "import", file, "--area", "boston", "--status", "published", "--data", dir,
			"--mapping", filepath.Join(example, "mapping.yaml"), "--rejects", filepath.Join(out, "rejects.csv"))
		if !strings.Contains(said, want) {
			t.Errorf("not %q: %s", want, said)
		}
	}
	geojson, csv := filepath.Join(out, "boston.geojson"), filepath.Join(out, "boston.csv")
	command(bin, "export", "--area", "boston", "--format", "geojson", "-o", geojson, "--data", dir)
	command(bin, "export", "--area", "boston", "--format", "csv", "-o", csv, "--data", dir)
	for _, args := range [][]string{{geojson}, {csv, "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat"}} {
		if said := command(ogrinfo, append([]string{"-ro", "-al", "-so"}, args...)...); !strings.Contains(said, "Feature Count: 997") || !strings.Contains(said, "Geometry: Point") {
			t.Error(said)
		}
	}
	if said := command(bin, "check", "--data", dir); !strings.Contains(said, "all is well") {
		t.Error(said)
	}
}
