package sqlite

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"kvarter/store"
)

// A transaction takes at most so many items, or so long, before it commits, so
// that another process gets its turn and nobody waits long for an answer.
const (
	maxBatchItems = 500
	maxBatchTime  = 50 * time.Millisecond
)

// After a transaction of at least crowd items the next one first gathers for a
// moment: many are writing, and a larger transaction costs each of them less
// (PostgreSQL's commit_delay). Who writes alone never waits.
const (
	crowd      = 4
	gatherTime = time.Millisecond
)

// writer is the one goroutine that writes. Each turn it takes what has queued
// and commits it as one durable transaction, with a savepoint for each item, so
// that one bad item fails alone: a group commit.
//
// It never uses an item's context: a context that ends inside a savepoint makes
// SQLite roll back the whole transaction. An item cancelled before it is taken
// is dropped; after that it is committed, or fails with its batch.
type writer struct {
	conn  *conn
	now   func() time.Time
	rand  io.Reader
	log   *slog.Logger
	areas map[string]*areaState
	// senders are who sent something of late, by id.
	senders map[uuid.UUID]*sender
	// inserts are the statements that insert contributions, left room for arguments.
	inserts map[plain]string
	left    []any
	// seen is the data_version for which areas and senders were right.
	seen int64
	// A transaction takes most items, or goes on for longest.
	most    int
	longest time.Duration
	// last is how many items the transaction before had, and commit how long its
	// commit took.
	last   int
	commit time.Duration
	// The log is emptied when nothing was written here for as long as quiet, and
	// after a write when it is due.
	quiet   time.Duration
	due     time.Time
	logFile string

	mu       sync.RWMutex // guards closed against sending on queue, and watching
	watching map[chan struct{}]bool
	closed   bool
	queue    chan *item
	done     chan struct{}
}

// item is one write waiting for its turn.
type item struct {
	run     func(*writer) error
	whole   bool        // run writes all or nothing by itself
	claimed atomic.Bool // by the writer to run it, or by its owner to leave
	err     error
	done    chan struct{}
}

func startWriter(ctx context.Context, s *Store, quiet time.Duration) (*writer, error) {
	c, err := connect(ctx, dsn(s.file, writerPragmas...)+"&vfs="+logVFS)
	if err != nil {
		return nil, err
	}
	w := &writer{
		conn: c, now: s.now, rand: s.rand, log: s.log, areas: map[string]*areaState{}, senders: map[uuid.UUID]*sender{}, inserts: map[plain]string{},
		watching: map[chan struct{}]bool{},
		most:     maxBatchItems, longest: maxBatchTime, queue: make(chan *item, maxBatchItems), done: make(chan struct{}),
		quiet: quiet, due: time.Now().Add(mostLogged), logFile: s.file + "-wal",
	}
	go w.work()
	return w, nil
}

// work takes what queues until the queue is closed.
func (w *writer) work() {
	defer close(w.done)
	rest := time.NewTimer(w.quiet)
	defer rest.Stop()
	for {
		select {
		case it, open := <-w.queue:
			if !open {
				return
			}
			w.batch(it)
			if time.Now().After(w.due) {
				w.emptyLog()
			}
		case <-rest.C:
			w.emptyLog()
		}
		rest.Reset(w.quiet)
	}
}

// stop takes nothing more, waits for what has queued, and says whether it was
// the first to stop the writer.
func (w *writer) stop() bool {
	w.mu.Lock()
	first := !w.closed
	if first {
		w.closed = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.done
	return first
}

// do runs f in a transaction of its own or shared with others, and returns
// when that is on the disk. What f wrote is taken back if it fails. f may not wait
// for anything.
func (w *writer) do(ctx context.Context, f func(*writer) error) error {
	return w.await(ctx, &item{run: f, done: make(chan struct{})})
}

// doWhole is do for an f that has written nothing where it fails, unless its error
// is fatal: it is spared the savepoint, for which SQLite copies each page that is
// written.
func (w *writer) doWhole(ctx context.Context, f func(*writer) error) error {
	return w.await(ctx, &item{run: f, whole: true, done: make(chan struct{})})
}

func (w *writer) await(ctx context.Context, it *item) error {
	if err := w.enqueue(ctx, it); err != nil {
		return err
	}
	select {
	case <-it.done:
		return it.err
	case <-ctx.Done():
		if it.claimed.CompareAndSwap(false, true) {
			return ctx.Err()
		}
	}
	<-it.done
	return it.err
}

func (w *writer) enqueue(ctx context.Context, it *item) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return store.ErrClosed
	}
	select {
	case w.queue <- it:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// batch runs first and what else has queued in one transaction. Items are
// answered when it is committed, or with the error that undid it.
func (w *writer) batch(first *item) {
	if !first.claimed.CompareAndSwap(false, true) {
		return
	}
	w.gather()
	began, there := time.Now(), len(w.queue)+1
	taken := make([]*item, 1, there)
	taken[0] = first
	err := w.begin()
	for it := first; err == nil && it != nil; {
		err = w.runItem(it)
		took := time.Since(began)
		if len(taken) >= w.most || took > w.longest || len(taken) >= there && took > w.commit {
			break
		}
		if it = w.waiting(); it != nil {
			taken = append(taken, it)
		}
	}
	if err == nil {
		before := time.Now()
		_, err = w.conn.exec(background, "COMMIT")
		w.commit = time.Since(before)
	}
	if err != nil {
		w.undo()
		err = fmt.Errorf("write: %w", err)
		w.log.Error("a transaction was undone", "writes", len(taken), "error", err)
	}
	w.last = len(taken)
	for _, it := range taken {
		if err != nil {
			it.err = err
		}
		close(it.done)
	}
	w.tell()
}

// gather waits a moment for three quarters of what the transaction before had.
func (w *writer) gather() {
	if w.last < crowd || w.most == 1 {
		return
	}
	for begin := time.Now(); len(w.queue)+1 < w.last*3/4 && time.Since(begin) < gatherTime; {
		time.Sleep(gatherTime / 8)
	}
}

// tell wakes those who watch, after everybody was answered.
func (w *writer) tell() {
	w.mu.RLock()
	defer w.mu.RUnlock()
	for c := range w.watching {
		select {
		case c <- struct{}{}:
		default: // it has yet to look
		}
	}
}

// Watch tells of what this process committed.
func (s *Store) Watch() (committed <-chan struct{}, stop func()) {
	w, c := s.writes, make(chan struct{}, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.watching[c] = true
	return c, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.watching, c)
	}
}

var background = context.Background()

// waiting is the next item that has queued already, or nil.
func (w *writer) waiting() *item {
	for {
		select {
		case it, open := <-w.queue:
			if !open {
				return nil
			}
			if it.claimed.CompareAndSwap(false, true) {
				return it
			}
		default:
			return nil
		}
	}
}

// begin takes the write lock, and forgets what another process may have
// changed.
func (w *writer) begin() error {
	if _, err := w.conn.exec(background, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	version, err := w.conn.number(background, "PRAGMA data_version")
	if err == nil && version != w.seen {
		clear(w.senders)
		err = w.recheckAreas()
		w.seen = version
	}
	return err
}

// undo rolls back what SQLite has not rolled back by itself, and forgets what
// was read inside.
func (w *writer) undo() {
	clear(w.areas)
	clear(w.senders)
	_, _ = w.conn.exec(background, "ROLLBACK") // fails if there is no transaction any more
}
