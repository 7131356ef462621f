package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"

	"kvarter/api"
	"kvarter/store"
	"kvarter/store/area"
	"kvarter/store/sqlite"
)

// single is Kvarter's store made to commit each create alone: what group commit
// is measured against, with every rule and the same durability.
type single struct {
	store.Store
	one sync.Mutex
}

// CreateContribution lets one through at a time, so that nothing can share its
// transaction.
func (s *single) CreateContribution(ctx context.Context, area string, c *store.Contribution, by store.Actor) (store.Created, error) {
	s.one.Lock()
	defer s.one.Unlock()
	return s.Store.CreateContribution(ctx, area, c, by)
}

func serveSingle(ctx context.Context, addr, data string) error {
	st, err := sqlite.Open(ctx, sqlite.Options{Dir: data, Serve: true})
	if err != nil {
		return err
	}
	torstrand, err := area.Torstrand()
	if err == nil {
		_, err = st.ApplyArea(ctx, torstrand)
	}
	if err != nil {
		return errors.Join(err, st.Close())
	}
	limits := api.DefaultLimits()
	limits.WriteBurst = 0
	handler, err := api.New(api.Config{Store: &single{Store: st}, Limits: limits})
	if err != nil {
		return errors.Join(err, st.Close())
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return errors.Join(err, st.Close())
	}
	server := api.HTTPServer(handler)
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return errors.Join(err, st.Close())
	}
	return st.Close()
}
