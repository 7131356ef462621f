package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// binary is the real program: KVARTER_BIN, or built once.
var binary = sync.OnceValues(func() (string, error) {
	if bin := os.Getenv("KVARTER_BIN"); bin != "" {
		return bin, nil
	}
	bin := filepath.Join(buildDir, "kvarter")
	cmd := exec.Command("go", "build", "-trimpath", "-o", bin, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	return bin, cmd.Run()
})

var buildDir string

func TestMain(m *testing.M) {
	var err error
	if buildDir, err = os.MkdirTemp("", "kvarter-test-*"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(buildDir)
	os.Exit(code)
}

func theBinary(t *testing.T) string {
	t.Helper()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	return bin
}

// tool is the path of a program that a test needs. Without it the test is
// skipped, or fails where KVARTER_REQUIRE names what.
func tool(t *testing.T, what, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err == nil {
		return path
	}
	if slices.Contains(strings.Split(os.Getenv("KVARTER_REQUIRE"), ","), what) {
		t.Fatalf("%s is missing, and KVARTER_REQUIRE asks for it", program)
	}
	t.Skipf("%s is missing", program)
	return ""
}

// outcome is what a command line did.
type outcome struct {
	exit           int
	stdout, stderr string
}

func noEnvironment(string) string { return "" }

// try runs a command line in this process.
func try(t *testing.T, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	err := run(t.Context(), args, noEnvironment, strings.NewReader(""), &stdout, &stderr)
	exit := report(&stderr, err)
	return outcome{exit, stdout.String(), stderr.String()}
}

// must runs a command line that has to succeed, and answers its output.
func must(t *testing.T, args ...string) string {
	t.Helper()
	o := try(t, args...)
	if o.exit != exitOK {
		t.Fatalf("kvarter %s: exit %d\n%s%s", strings.Join(args, " "), o.exit, o.stdout, o.stderr)
	}
	return o.stdout
}

// withTorstrand is a new data directory with the built-in area.
func withTorstrand(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	must(t, "area", "apply", torstrandFile, "--data", dir)
	return dir
}

var torstrandFile = filepath.Join("..", "..", "store", "area", "torstrand.yaml")

var listening = regexp.MustCompile(`is listening on (\S+),`)

// serving is a server that a test started. stop ends it in order and waits; both
// answer how it ended.
type serving struct {
	url        string
	stop, wait func() error
}

// serveHere serves dir in this process until stop or the end of the test.
func serveHere(t *testing.T, dir string, more ...string) serving {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		args := append([]string{"serve", "--listen", "127.0.0.1:0", "--data", dir}, more...)
		err := run(ctx, args, noEnvironment, strings.NewReader(""), writer, t.Output())
		ended <- err
		_ = writer.CloseWithError(io.EOF)
	}()
	stop := sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return serving{url: readURL(t, reader), stop: stop}
}

// serveProcess serves dir in a process of its own.
func serveProcess(t *testing.T, dir string, more ...string) (serving, *os.Process) {
	t.Helper()
	args := append([]string{"serve", "--listen", "127.0.0.1:0", "--data", dir}, more...)
	cmd := exec.CommandContext(t.Context(), theBinary(t), args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	wait := sync.OnceValue(cmd.Wait)
	stop := func() error {
		_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended already
		return wait()
	}
	t.Cleanup(func() {
		_ = stop() // the test asks how it ended where that matters
		if t.Failed() {
			t.Logf("the server said:\n%s", stderr.String())
		}
	})
	return serving{readURL(t, out), stop, wait}, cmd.Process
}

// readURL waits for the server to say where it listens, and lets it say the rest.
func readURL(t *testing.T, out io.Reader) string {
	t.Helper()
	said := bufio.NewScanner(out)
	for said.Scan() {
		if at := listening.FindStringSubmatch(said.Text()); at != nil {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return "http://" + at[1]
		}
	}
	t.Fatal("the server never said where it listens")
	return ""
}
