package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"kvarter/store"
	"kvarter/store/area"
	"kvarter/store/sqlite"
)

func areaCommand() *cobra.Command {
	return group("area", "Apply, list and show areas", areaApplyCommand(), areaListCommand(), areaShowCommand())
}

func areaApplyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "apply FILE.yaml",
		Short: "Create an area from its YAML file, or change it",
		Long: `Creates the area that the file describes, with its method, places, waves and
policies, or changes it. What answers were already made by is immutable and is
refused with the reason; nothing is changed then. What was changed on the area's
pages since the last apply is not overwritten without --force.`,
		Example: "  kvarter area show torstrand --yaml > my-area.yaml\n  kvarter area apply my-area.yaml",
		Args:    cobra.ExactArgs(1),
	}
	data, force := bindData(cmd), bindForce(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		a, err := area.Load(args[0])
		if err != nil {
			return err
		}
		return withStore(cmd.Context(), *data, true, func(st *sqlite.Store) error {
			apply := st.ApplyArea
			if *force {
				apply = st.OverwriteArea
			}
			result, err := apply(cmd.Context(), a)
			if errors.Is(err, store.ErrEdited) {
				return refused(err, "kvarter area show "+a.Slug+" --yaml gives it with those changes; --force overwrites them")
			}
			if err != nil {
				return area.Locate(args[0], err)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", a.Slug, result)
			return err
		})
	}
	return cmd
}

func areaListCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List areas with their name and current wave",
		Example: "  kvarter area list",
		Args:    cobra.NoArgs,
	}
	data := bindData(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return withStore(cmd.Context(), *data, false, func(st *sqlite.Store) error {
			all, err := st.AllAreas(cmd.Context())
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			_, _ = fmt.Fprintln(w, "AREA\tNAME\tWAVE\tMETHOD")
			for _, a := range all {
				name := a.Name.In(a.Languages[0])
				if wave := a.CurrentWave(time.Now()); wave != nil {
					_, _ = fmt.Fprintf(w, "%s\t%s\t%s (%s)\t%s\n", a.Slug, name, wave.Key, wave.State(time.Now()), wave.Method)
				}
			}
			return w.Flush()
		})
	}
	return cmd
}

func areaShowCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show AREA",
		Short: "Show an area, or its whole file with --yaml",
		Example: `  kvarter area show torstrand
  kvarter area show torstrand --yaml > torstrand.yaml`,
		Args: cobra.ExactArgs(1),
	}
	data, yaml := bindData(cmd), bindYAML(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return withStore(cmd.Context(), *data, false, func(st *sqlite.Store) error {
			a, err := findArea(cmd.Context(), st, args[0])
			if err != nil {
				return err
			}
			if !*yaml {
				return describeArea(cmd, st, a)
			}
			if a, err = withLayers(cmd.Context(), st, a); err != nil {
				return err
			}
			text, err := area.Marshal(a)
			if err == nil {
				_, err = cmd.OutOrStdout().Write(text)
			}
			return err
		})
	}
	return cmd
}

// withLayers is a copy of a that has the shapes of its layers.
func withLayers(ctx context.Context, st store.Areas, a *store.Area) (*store.Area, error) {
	whole := *a
	whole.Layers = nil
	for _, head := range a.Layers {
		l, err := st.Layer(ctx, a.Slug, head.Key)
		if err != nil {
			return nil, err
		}
		whole.Layers = append(whole.Layers, *l)
	}
	return &whole, nil
}

// describeArea prints what one wants to know of an area at a glance.
func describeArea(cmd *cobra.Command, st store.Contributions, a *store.Area) error {
	n, err := st.CountContributions(cmd.Context(), store.ContributionQuery{Area: a.Slug, Audience: store.AudienceStaff})
	if err != nil {
		return err
	}
	lang := a.Languages[0]
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintf(w, "area\t%s\nname\t%s\nlanguages\t%v\ntime zone\t%s\ncrs\t%s\nmarks\t%s\nplaces\t%d\nlayers\t%d\nanswers\t%d\n",
		a.Slug, a.Name.In(lang), a.Languages, a.TimeZone, a.CRS, a.Policy.Marks, len(a.Places), len(a.Layers), n)
	for _, wave := range a.Waves {
		_, _ = fmt.Fprintf(w, "wave\t%s (%s), method %s\n", wave.Key, wave.State(time.Now()), wave.Method)
	}
	for _, m := range a.Methods {
		for _, p := range m.Prompts {
			_, _ = fmt.Fprintf(w, "prompt\t%s: %s\n", p.Key, p.Label.In(lang))
		}
	}
	return w.Flush()
}
