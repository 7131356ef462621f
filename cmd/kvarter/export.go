package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"kvarter/store"
	"kvarter/store/export"
	"kvarter/store/sqlite"
)

func exportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write an area's answers to GeoJSON or CSV, everything staff may see",
		Long: `Writes answers with all that staff may see, in every review state unless
--status says otherwise. The filters are the API's. A file appears under its name
only when it is whole.`,
		Example: `  kvarter export --area torstrand --format csv -o answers.csv
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
			if _, err := findArea(cmd.Context(), st, c.area); err != nil {
				return err
			}
			write := func(w io.Writer) error { return exportTo(cmd.Context(), w, st, q, c.format) }
			if c.out == "" {
				return write(cmd.OutOrStdout())
			}
			return writeWhole(c.out, write)
		})
	}
	return cmd
}

func exportTo(ctx context.Context, w io.Writer, st store.Contributions, q store.ContributionQuery, format string) error {
	write := export.GeoJSON
	if format == "csv" {
		write = export.CSV
	}
	buffered := bufio.NewWriterSize(w, 1<<16)
	err := write(buffered, st.Contributions(ctx, q), export.Options{Audience: q.Audience, Name: q.Area})
	return errors.Join(err, buffered.Flush())
}

// writeWhole writes a file beside its name and renames it when it is complete
// and on the disk, so that a broken one never stands under the name.
func writeWhole(name string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".part-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("%s was not written: %w", name, errors.Join(err, os.Remove(f.Name())))
		}
	}()
	if err := errors.Join(write(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
