package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"kvarter/store"
	"kvarter/store/sqlite"
)

func reviewCommand() *cobra.Command {
	return group("review", "List, publish and hide answers", reviewListCommand(), reviewPublishCommand(), reviewHideCommand())
}

func reviewListCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List answers with their words, those that wait unless --status says otherwise",
		Long: `Lists answers with their words: first those that somebody reported, with the
reasons, whatever their status; then those that wait. --status lists by status
alone.`,
		Example: `  kvarter review list --area torstrand
  kvarter review list --area torstrand --status hidden --prompt least_liked`,
		Args: cobra.NoArgs,
	}
	c := bindReview(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		q, err := c.waiting(cmd)
		if err != nil {
			return err
		}
		return withStore(cmd.Context(), c.data, false, func(st *sqlite.Store) error {
			if _, err := findArea(cmd.Context(), st, c.area); err != nil {
				return err
			}
			l := reviewList{w: tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0), limit: q.Limit}
			_, _ = fmt.Fprintln(l.w, "ID\tSTATUS\tWAITS\tREPORTED\tPROMPT\tWORDS")
			if err := l.write(cmd.Context(), st, q, !c.filter.flags.Changed("status")); err != nil {
				return err
			}
			return l.w.Flush()
		})
	}
	return cmd
}

// reviewList is a list of answers being written, at most limit, 0 for all.
type reviewList struct {
	w        *tabwriter.Writer
	limit, n int
}

// reviewStore is what a list for reviewers is made of.
type reviewStore interface {
	store.Contributions
	store.Reports
}

// write lists what q finds, what was reported first; whatever its status if
// anyStatus.
func (l *reviewList) write(ctx context.Context, st reviewStore, q store.ContributionQuery, anyStatus bool) error {
	open, err := st.OpenReports(ctx, q.Area)
	if err != nil {
		return err
	}
	reasons := map[uuid.UUID][]string{}
	for _, r := range open {
		said := string(r.Reason)
		if r.Text != "" {
			said += fmt.Sprintf(" (%s)", oneLine(r.Text))
		}
		reasons[r.Contribution] = append(reasons[r.Contribution], said)
	}
	q.Limit = 0
	if len(open) > 0 {
		reported := q
		if anyStatus {
			reported.Statuses = nil
		}
		if err := l.each(ctx, st, reported, reasons, true); err != nil {
			return err
		}
	}
	return l.each(ctx, st, q, reasons, false)
}

// each writes what q finds of the reported, or of the others.
func (l *reviewList) each(ctx context.Context, st store.Contributions, q store.ContributionQuery, reasons map[uuid.UUID][]string, reported bool) error {
	for answer, err := range st.Contributions(ctx, q) {
		if err != nil {
			return err
		}
		why := reasons[answer.ID]
		if (why != nil) != reported {
			continue
		}
		if l.limit > 0 && l.n == l.limit {
			return nil
		}
		l.n++
		waits := partsIn(answer.Review, []store.ReviewState{store.Pending})
		_, _ = fmt.Fprintf(l.w, "%s\t%s\t%v\t%s\t%s\t%s\n",
			answer.ID, answer.Review.Status(), waits, strings.Join(why, ", "), answer.Prompt, words(answer))
	}
	return nil
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func reviewPublishCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "publish [ID…]",
		Short: "Publish answers by id, or the waiting parts of all that a filter finds",
		Example: `  kvarter review publish --area torstrand 0d9ff0ad-3d3b-4c1e-9a57-5a2cf9a3a5f1
  kvarter review publish --area torstrand --prompt meeting_place --yes`,
	}
	c := bindReview(cmd)
	bindDecision(cmd, c)
	cmd.RunE = func(cmd *cobra.Command, ids []string) error { return c.decide(cmd, ids, store.Published) }
	return cmd
}

func reviewHideCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "hide [ID…]",
		Short: "Hide answers by id, or the waiting parts of all that a filter finds, with a reason",
		Example: `  kvarter review hide --area torstrand --reason personal_data --part words 0d9ff0ad-3d3b-4c1e-9a57-5a2cf9a3a5f1
  kvarter review hide --area torstrand --reason spam --q casino --yes`,
	}
	c := bindReview(cmd)
	bindDecision(cmd, c)
	bindReason(cmd, c)
	cmd.RunE = func(cmd *cobra.Command, ids []string) error { return c.decide(cmd, ids, store.Hidden) }
	return cmd
}

// waiting is the filter, of what waits for review unless it names a status.
func (c *reviewConfig) waiting(cmd *cobra.Command) (store.ContributionQuery, error) {
	q, err := c.filter.query(cmd, c.area)
	if err == nil && q.Statuses == nil {
		q.Statuses = []store.ReviewState{store.Pending}
	}
	return q, err
}

// decide applies one decision to each of ids or, without any, to what the
// filter finds.
func (c *reviewConfig) decide(cmd *cobra.Command, ids []string, state store.ReviewState) error {
	decision := store.Decision{State: state, Reason: store.Reason(c.reason)}
	for _, p := range c.parts {
		decision.Parts = append(decision.Parts, store.Part(p))
	}
	if err := decision.Validate(); err != nil {
		return usagef(cmd.CommandPath(), "%w", flagErrors(err))
	}
	if (len(ids) > 0) == c.filter.given() {
		return usagef(cmd.CommandPath(), "name answers by id, or a filter such as --prompt, and not both")
	}
	all, err := named(cmd, ids, decision)
	if err != nil {
		return err
	}
	return withStore(cmd.Context(), c.data, false, func(st *sqlite.Store) error {
		if _, err := findArea(cmd.Context(), st, c.area); err != nil {
			return err
		}
		if len(ids) == 0 {
			if all, err = c.filtered(cmd, st, decision); err != nil {
				return err
			}
		}
		for i, d := range all {
			_, err := st.ReviewContribution(cmd.Context(), c.area, d.id, d.Decision)
			switch {
			case errors.Is(err, store.ErrNotFound):
				return notFound(fmt.Errorf("no answer %s (%d of %d were done before it)", d.id, i, len(all)), "kvarter review list shows those that wait")
			case err != nil:
				return fmt.Errorf("%w (%d of %d were done before it)", err, i, len(all))
			}
		}
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d %s\n", len(all), state)
		return err
	})
}

type reviewed struct {
	id uuid.UUID
	store.Decision
}

// named is the decision for each of ids.
func named(cmd *cobra.Command, ids []string, d store.Decision) ([]reviewed, error) {
	all := make([]reviewed, len(ids))
	for i, s := range ids {
		id, err := uuid.Parse(s)
		if err != nil {
			return nil, usagef(cmd.CommandPath(), "%q is no answer's id; kvarter review list shows them", s)
		}
		all[i] = reviewed{id, d}
	}
	return all, nil
}

// filtered is the decision for all that the filter finds, if --yes says so.
func (c *reviewConfig) filtered(cmd *cobra.Command, st store.Contributions, d store.Decision) ([]reviewed, error) {
	q, err := c.waiting(cmd)
	if err != nil {
		return nil, err
	}
	all, err := found(cmd.Context(), st, q, d)
	if err == nil && len(all) > 0 && !c.yes {
		err = refused(fmt.Errorf("%d answers match", len(all)), "add --yes to do it to all of them; kvarter review list shows them")
	}
	return all, err
}

// found is the decision for each that q finds. Where no parts are named, it is
// about the parts in the states that q asks for, so that publishing what waits
// leaves alone what was hidden.
func found(ctx context.Context, st store.Contributions, q store.ContributionQuery, d store.Decision) ([]reviewed, error) {
	var all []reviewed
	for answer, err := range st.Contributions(ctx, q) {
		if err != nil {
			return nil, err
		}
		one := d
		if len(d.Parts) == 0 {
			one.Parts = partsIn(answer.Review, q.Statuses)
		}
		all = append(all, reviewed{answer.ID, one})
	}
	return all, nil
}

// partsIn lists the parts of r that are in one of states.
func partsIn(r store.Review, states []store.ReviewState) []store.Part {
	var in []store.Part
	for _, p := range store.AllParts {
		if slices.Contains(states, r.State(p)) {
			in = append(in, p)
		}
	}
	return in
}

// words is what an answer says, on one line.
func words(c *store.Contribution) string {
	said := []string{c.Title, c.Text, c.Wish, c.PlaceText}
	var parts []string
	for _, s := range said {
		if s != "" {
			parts = append(parts, oneLine(s))
		}
	}
	return strings.Join(parts, " · ")
}
