package sqlite

import (
	"context"
	"errors"
	"sync"

	"kvarter/store"
)

// Readers that may be open at once, and kept open when idle. Slow exports hold
// one each, so that there are more than the machine has processors.
const (
	maxReaders  = 64
	idleReaders = 8
)

// pool lends connections that cannot write.
type pool struct {
	dsn   string
	slots chan struct{}
	idle  chan *conn

	mu     sync.Mutex
	closed bool
	lent   sync.WaitGroup
}

func newPool(dsn string) *pool {
	return &pool{dsn: dsn, slots: make(chan struct{}, maxReaders), idle: make(chan *conn, idleReaders)}
}

// with lends f a connection. f must close its rows.
func (p *pool) with(ctx context.Context, f func(*conn) error) error {
	if err := p.enter(ctx); err != nil {
		return err
	}
	defer func() { <-p.slots; p.lent.Done() }()
	c, err := p.take(ctx)
	if err != nil {
		return err
	}
	keep := false
	defer func() { // also when f panics
		if keep {
			select {
			case p.idle <- c:
				return
			default:
			}
		}
		c.close()
	}()
	err = f(c)
	keep = err == nil || !isFatal(err)
	return err
}

func (p *pool) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return store.ErrClosed
	}
	p.lent.Add(1)
	p.mu.Unlock()
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		p.lent.Done()
		return ctx.Err()
	}
}

func (p *pool) take(ctx context.Context) (*conn, error) {
	select {
	case c := <-p.idle:
		return c, nil
	default:
		return connect(ctx, p.dsn)
	}
}

// close waits for what is lent.
func (p *pool) close() error {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.lent.Wait()
	var errs []error
	for {
		select {
		case c := <-p.idle:
			errs = append(errs, c.close())
		default:
			return errors.Join(errs...)
		}
	}
}
