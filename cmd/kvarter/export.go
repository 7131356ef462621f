package main

import (
	"bufio"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"kvarter/store"
	"kvarter/store/export"
	"kvarter/store/sqlite"
)

func exportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write an area's answers to a file, everything staff may see",
		Long: `Writes answers with all that staff may see, in every review state unless
--status says otherwise, to GeoJSON, CSV, GeoPackage (gpkg: layers, dictionary and
styles for QGIS) or Excel (xlsx). The filters are the API's. A file appears under
its name only when it is whole.`,
		Example: `  kvarter export --area torstrand --format gpkg --crs area -o .
  kvarter export --area torstrand --format csv -o answers.csv
  kvarter export --area torstrand --format geojson --prompt meeting_place,most_liked --status published > marks.geojson`,
		Args: cobra.NoArgs,
	}
	c := bindExport(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		q, err := c.filter.query(cmd, c.area)
		if err != nil {
			return err
		}
		return withStore(cmd.Context(), c.data, false, func(st *sqlite.Store) error {
			a, err := findArea(cmd.Context(), st, c.area)
			if err != nil {
				return err
			}
			return c.run(cmd, st, a, q)
		})
	}
	return cmd
}

// run writes the file, or standard output where none is named.
func (c *exportConfig) run(cmd *cobra.Command, st store.Contributions, a *store.Area, q store.ContributionQuery) error {
	format, _ := export.FormatNamed(c.format) // the flag takes no other
	o := export.Options{Audience: q.Audience, Area: a, Filter: c.filter.parameters(), Now: time.Now()}
	var err error
	if o.CRS, err = export.CRSNamed(c.crs, a); err != nil {
		return cannot(err)
	}
	rows, err := st.CountContributions(cmd.Context(), q)
	if err != nil {
		return err
	}
	if q.Limit > 0 {
		rows = min(rows, int64(q.Limit))
	}
	if err := format.Check(rows, o); err != nil {
		return cannot(err)
	}
	if c.out == "" && !format.Streams() {
		return usagef(cmd.CommandPath(), "name a file or a folder with -o: %s cannot be written piece by piece", format.Name)
	}
	bar := newBar(cmd, rows)
	seq := counted(st.Contributions(cmd.Context(), q), bar)
	if c.out == "" {
		buffered := bufio.NewWriterSize(cmd.OutOrStdout(), 1<<16)
		err := format.Write(buffered, seq, o)
		return errors.Join(err, buffered.Flush(), bar.Exit())
	}
	if info, err := os.Stat(c.out); err != nil || !info.IsDir() {
		return errors.Join(format.File(c.out, seq, o), bar.Exit())
	}
	name := filepath.Join(c.out, o.FileName(format))
	if err := errors.Join(format.File(name, seq, o), bar.Exit()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), name)
	return err
}

// cannot says why a file cannot be made as asked, by the flag that it is about.
func cannot(err error) error {
	var no *export.Refusal
	if !errors.As(err, &no) {
		return err
	}
	return refused(fmt.Errorf("--%s: %w", no.Field, err), "")
}

// counted is seq with the bar going along.
func counted(seq iter.Seq2[*store.Contribution, error], bar *progressbar.ProgressBar) iter.Seq2[*store.Contribution, error] {
	return func(yield func(*store.Contribution, error) bool) {
		const step = 1000
		n := 0
		for c, err := range seq {
			if n++; n%step == 0 {
				_ = bar.Add(step) // a bar that cannot be drawn harms nothing
			}
			if !yield(c, err) {
				return
			}
		}
	}
}
