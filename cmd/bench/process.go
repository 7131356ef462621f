package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// kvarterBin is the binary under measure; KVARTER_BIN names another.
func kvarterBin() string {
	if bin := os.Getenv("KVARTER_BIN"); bin != "" {
		return bin
	}
	bin, _ := filepath.Abs("../../bin/kvarter")
	return bin
}

// server is a child process that listens on loopback.
type server struct {
	cmd  *exec.Cmd
	addr string
}

var probe = &http.Client{Timeout: time.Second}

// startServer runs a command whose arguments name addr, and waits until it
// answers at path.
func startServer(ctx context.Context, path string, command func(addr string) *exec.Cmd) (*server, error) {
	addr, err := freeAddress()
	if err != nil {
		return nil, err
	}
	cmd := command(addr) // its log is written, but kept nowhere
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w (make build first?)", cmd.Path, err)
	}
	s := &server{cmd: cmd, addr: addr}
	for deadline := time.Now().Add(30 * time.Second); ; {
		res, err := probe.Get("http://" + addr + path)
		if err == nil {
			res.Body.Close()
			if res.StatusCode < 500 {
				return s, nil
			}
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			s.stop()
			return nil, fmt.Errorf("%s does not answer on %s: %w", cmd.Path, addr, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (s *server) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	_ = s.cmd.Wait()
}

// memory is a field of the process's status in bytes: VmRSS now, VmHWM at most.
func (s *server) memory(field string) int64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), field+":"); ok {
			kb, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb << 10
		}
	}
	return 0
}

// busy is the processor time that the process has taken.
func (s *server) busy() time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	// Fields 14 and 15, in hundredths; the second may hold spaces, and ends with ")".
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// kvarter runs the program to its end.
func kvarter(ctx context.Context, args ...string) error {
	cmd := exec.CommandContext(ctx, kvarterBin(), args...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("kvarter %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}

// serveKvarter starts the real binary on a data folder, limits off.
func serveKvarter(ctx context.Context, data string) (*server, error) {
	return startServer(ctx, "/healthz", func(addr string) *exec.Cmd {
		return exec.Command(kvarterBin(), "serve", "--listen", addr, "--data", data, "--create-limit", "off", "--log-format", "json")
	})
}

// serveChild starts one of this program's own rival servers.
func serveChild(ctx context.Context, name, data string) (*server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return startServer(ctx, "/healthz", func(addr string) *exec.Cmd {
		return exec.Command(self, "server", name, addr, data)
	})
}
