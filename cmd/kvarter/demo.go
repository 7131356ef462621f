package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"kvarter/store"
	"kvarter/store/demo"
	"kvarter/store/sqlite"
)

// demoSource marks synthetic answers, so that they can be told apart and removed.
const demoSource = "demo"

// demoBatch is from how many synthetic answers on they are written at once: with
// the rest of the last person's, at most 500.
const demoBatch = 460

func demoCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Fill an area with synthetic people, or remove them",
		Long: `Fills an area with plausible synthetic people, about sixteen marks each, published
and with source "demo", some with background answers and agreements. The same seed gives the same people. It is refused beside
real answers without --force; --remove takes all synthetic answers away again.`,
		Example: `  kvarter demo --area torstrand --contributions 1000 --seed 1
  kvarter demo --area torstrand --remove`,
		Args: cobra.NoArgs,
	}
	c := bindDemo(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if c.contributions < 1 {
			return usagef(cmd.CommandPath(), "--contributions must be at least 1")
		}
		return withStore(cmd.Context(), c.data, false, func(st *sqlite.Store) error {
			a, err := findArea(cmd.Context(), st, c.area)
			if err != nil {
				return err
			}
			if c.remove {
				n, err := st.EraseSource(cmd.Context(), a.Slug, demoSource)
				if err == nil {
					_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d synthetic answers removed\n", n)
				}
				return err
			}
			if err := onlyDemo(cmd.Context(), st, a, c.force); err != nil {
				return err
			}
			taken, err := addDemo(cmd.Context(), st, a, c)
			_, _ = fmt.Fprintf(cmd.OutOrStdout(), "%d synthetic answers added\n", taken)
			return err
		})
	}
	return cmd
}

// onlyDemo refuses an area with real answers unless forced.
func onlyDemo(ctx context.Context, st store.Contributions, a *store.Area, force bool) error {
	q := store.ContributionQuery{Area: a.Slug, Audience: store.AudienceStaff}
	all, err := st.CountContributions(ctx, q)
	if err != nil || force {
		return err
	}
	q.Source = demoSource
	synthetic, err := st.CountContributions(ctx, q)
	if err == nil && all > synthetic {
		err = refused(fmt.Errorf("%s has %d real answers", a.Slug, all-synthetic),
			"use an area without any, or --force to put synthetic answers beside them")
	}
	return err
}

// demoStore takes synthetic answers and what people say of themselves.
type demoStore interface {
	store.Contributions
	store.Participants
}

// addDemo writes synthetic answers in batches, so that a server beside it waits
// for none of them long. It answers how many are new.
func addDemo(ctx context.Context, st demoStore, a *store.Area, c *demoConfig) (taken int, err error) {
	batch := make([]*store.Contribution, 0, demoBatch)
	write := func() error {
		entries := demo.Entries(a, batch, c.seed)
		created, err := st.CreateContributions(ctx, a.Slug, batch, true)
		batch = batch[:0]
		for _, one := range created {
			switch {
			case errors.Is(one.Err, store.ErrConflict): // the same seed, another day
			case one.Err != nil:
				return fmt.Errorf("a synthetic answer was refused: %w", one.Err)
			case !one.Repeated:
				taken++
			}
		}
		if err != nil {
			return err
		}
		return st.EnterParticipants(ctx, a.Slug, entries)
	}
	for one := range demo.Generate(a, c.contributions, c.seed, time.Now()) {
		// Only between people: who said to be a child in one batch could not be
		// named in the next.
		if n := len(batch); n >= demoBatch && batch[n-1].Participant != one.Participant {
			if err := write(); err != nil {
				return taken, err
			}
		}
		batch = append(batch, one)
	}
	return taken, write()
}
