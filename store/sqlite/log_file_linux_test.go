package sqlite

import (
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"
	"testing"

	"github.com/google/uuid"

	"kvarter/store"
)

// fullDirEnv makes TestNoRoomForTheLog work in the named directory, in a process that may
// be forbidden to write.
const fullDirEnv = "KVARTER_FULL_DIR"

// TestNoRoomForTheLog lets the log find no room in the middle of large transactions: what
// was acknowledged before is there, what was refused is not, and once there is room
// again everything goes on.
func TestNoRoomForTheLog(t *testing.T) {
	dir := os.Getenv(fullDirEnv)
	if dir == "" {
		t.Parallel()
		child := exec.Command(os.Args[0], "-test.run=^TestNoRoomForTheLog$")
		child.Env = append(os.Environ(), fullDirEnv+"="+t.TempDir())
		if out, err := child.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	s := torstrand(t, dir)
	there := map[uuid.UUID]bool{create(t, s): true} // with which the log begins
	for n := range 20 {
		limitFiles(t, logSize(t, s)+int64(n)*20_000)
		createUntilRefused(t, s, there)
		limitFiles(t, 0)
		there[create(t, s)] = true
	}
	if n := count(t, s); n != int64(len(there)) {
		t.Errorf("%d acknowledged, %d there", len(there), n)
	}
	for id := range there {
		if _, err := s.Contribution(t.Context(), "torstrand", id, store.AudienceStaff, store.Actor{}); err != nil {
			t.Fatalf("%s was acknowledged: %v", id, err)
		}
	}
	clean(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	clean(t, openStore(t, Options{Dir: dir}))
}

// createUntilRefused lets many create at once until each of them was refused, and
// notes whose creates were not.
func createUntilRefused(t *testing.T, s *Store, there map[uuid.UUID]bool) {
	t.Helper()
	var mu sync.Mutex
	var many sync.WaitGroup
	for range 40 {
		many.Go(func() {
			for range 10_000 {
				c := answer()
				if _, err := s.CreateContribution(t.Context(), "torstrand", c, someone); err != nil {
					return
				}
				mu.Lock()
				there[c.ID] = true
				mu.Unlock()
			}
			t.Error("a full disk refused nothing")
		})
	}
	many.Wait()
}

func logSize(t *testing.T, s *Store) int64 {
	t.Helper()
	info, err := os.Stat(s.file + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// limitFiles lets no file of this process grow beyond size; 0 is no limit.
func limitFiles(t *testing.T, size int64) {
	t.Helper()
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
		t.Fatal(err)
	}
	l.Cur = l.Max
	if size > 0 {
		l.Cur = uint64(size)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
		t.Fatal(err)
	}
}
