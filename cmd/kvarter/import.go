package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"kvarter/store"
	"kvarter/store/ingest"
	"kvarter/store/sqlite"
)

func importCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Take answers in from a CSV or GeoJSON file",
		Long: `Takes in Kvarter's own exports, or a foreign file by a mapping that names its
columns (docs/area-file.md). Rows that cannot be taken are written to a reject
file with row, field and reason; the rest goes in. The same file twice imports
nothing twice, so that an interrupted import is finished by the same command.`,
		Example: `  kvarter import answers.csv --area torstrand
  kvarter import requests.csv --area boston --mapping mapping.yaml --status published`,
		Args: cobra.ExactArgs(1),
	}
	c := bindImport(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		in, err := openImport(cmd, c, args[0])
		if err != nil {
			return err
		}
		defer func() { _ = in.file.Close() }()
		return withStore(cmd.Context(), c.data, false, func(st *sqlite.Store) error {
			a, err := findArea(cmd.Context(), st, c.area)
			if err != nil {
				return err
			}
			return in.run(cmd, st, a, c.status == string(store.Published))
		})
	}
	return cmd
}

// importing is one import's files.
type importing struct {
	file    *os.File
	size    int64
	format  ingest.Format
	mapping *ingest.Mapping
	rejects *rejectFile
}

func openImport(cmd *cobra.Command, c *importConfig, name string) (*importing, error) {
	in := &importing{rejects: &rejectFile{name: c.rejects}}
	if in.rejects.name == "" {
		in.rejects.name = name + ".rejects.csv"
	}
	var err error
	if in.format, err = ingest.FormatOf(name); err != nil {
		return nil, usagef(cmd.CommandPath(), "%w", err)
	}
	if c.mapping != "" {
		if in.mapping, err = ingest.LoadMapping(c.mapping); errors.Is(err, fs.ErrNotExist) {
			return nil, err
		} else if err != nil {
			return nil, refused(err, "mend the mapping; docs/area-file.md describes it")
		}
	}
	if in.file, err = os.Open(name); err != nil {
		return nil, err
	}
	info, err := in.file.Stat()
	if err != nil {
		return nil, errors.Join(err, in.file.Close())
	}
	in.size = info.Size()
	if old, statErr := os.Stat(in.rejects.name); statErr == nil && os.SameFile(info, old) {
		return nil, errors.Join(usagef(cmd.CommandPath(), "--rejects names the file to import"), in.file.Close())
	}
	return in, in.rejects.forget()
}

func (in *importing) run(cmd *cobra.Command, st store.Contributions, a *store.Area, published bool) error {
	bar := newBar(cmd, in.size, progressbar.OptionShowBytes(true))
	rows := ingest.Read(io.TeeReader(in.file, bar), in.format, in.mapping, a)
	sum, err := ingest.Import(cmd.Context(), st, a.Slug, aboutFile(rows), ingest.Options{Published: published, Rejects: in.rejects})
	err = errors.Join(err, bar.Exit(), in.rejects.close())
	_, _ = fmt.Fprintf(cmd.OutOrStdout(), "%d rows: %d taken, %d there already, %d there with other content, %d withdrawn, %d rejected\n",
		sum.Rows, sum.Taken, sum.Same, sum.Conflicts, sum.Withdrawn, sum.Rejected)
	if in.rejects.file != nil {
		_, _ = fmt.Fprintf(cmd.ErrOrStderr(), "What was not taken, and why: %s\n", in.rejects.name)
	}
	if err == nil && sum.Rows > 0 && sum.Rejected == sum.Rows {
		err = refused(errors.New("not one row could be taken"), "see "+in.rejects.name+"; a foreign file needs --mapping")
	}
	return err
}

// aboutFile marks errors as about the file rather than the machine.
func aboutFile(rows iter.Seq2[ingest.Row, error]) iter.Seq2[ingest.Row, error] {
	return func(yield func(ingest.Row, error) bool) {
		for row, err := range rows {
			if err != nil {
				err = refused(err, "mend the file, or name its columns with --mapping; docs/area-file.md describes both")
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// newBar is a progress bar up to total, seen on a terminal only.
func newBar(cmd *cobra.Command, total int64, more ...progressbar.Option) *progressbar.ProgressBar {
	to := cmd.ErrOrStderr()
	file, isFile := to.(*os.File)
	return progressbar.NewOptions64(total, append(more,
		progressbar.OptionSetWriter(to),
		progressbar.OptionSetVisibility(isFile && term.IsTerminal(int(file.Fd()))),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionClearOnFinish())...)
}

// rejectFile comes into being with the first reject.
type rejectFile struct {
	name string
	file *os.File
}

// forget removes the reject file of an earlier run, which would be taken for
// this one's.
func (r *rejectFile) forget() error {
	if err := os.Remove(r.name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (r *rejectFile) Write(p []byte) (n int, err error) {
	if r.file == nil {
		if r.file, err = os.OpenFile(r.name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600); err != nil {
			return 0, err
		}
	}
	return r.file.Write(p)
}

func (r *rejectFile) close() error {
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}
