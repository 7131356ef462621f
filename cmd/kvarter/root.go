package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// run runs one command line. The error is not printed; report does that.
func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) error {
	root := newRoot(getenv)
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	started := false
	markStart(root, &started)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil && !started {
		// Whatever went wrong before the command began is about how it was called.
		return usageError{err: err, command: cmd.CommandPath()}
	}
	return err
}

func newRoot(getenv func(string) string) *cobra.Command {
	root := group("kvarter", "Let a neighbourhood describe itself on a map",
		serveCommand(), areaCommand(), importCommand(), exportCommand(), reviewCommand(),
		staffCommand(), tokenCommand(), recipeCommand(), backupCommand(), restoreCommand(), checkCommand(), demoCommand(), versionCommand())
	root.Long = `Kvarter lets a neighbourhood describe itself on a map.

` + exitCodes
	root.Example = `  kvarter serve
  kvarter import answers.csv --area torstrand
  kvarter export --area torstrand --format csv -o answers.csv`
	root.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	root.SilenceErrors = true
	root.SilenceUsage = true
	root.CompletionOptions.HiddenDefaultCmd = true
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error { return applyEnvironment(cmd, getenv) }
	return root
}

// group is a command that only holds others, with the first example of each.
func group(use, short string, of ...*cobra.Command) *cobra.Command {
	names, examples := make([]string, len(of)), make([]string, len(of))
	for i, c := range of {
		names[i] = c.Name()
		examples[i], _, _ = strings.Cut(c.Example, "\n")
	}
	cmd := &cobra.Command{Use: use, Short: short, Example: strings.Join(examples, "\n"), Args: cobra.NoArgs}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return usageError{
			err:     fmt.Errorf("%s needs one of %s", cmd.CommandPath(), strings.Join(names, ", ")),
			command: cmd.CommandPath(),
		}
	}
	cmd.AddCommand(of...)
	return cmd
}

// markStart makes every command say that it began.
func markStart(cmd *cobra.Command, started *bool) {
	if work := cmd.RunE; work != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			*started = true
			return work(cmd, args)
		}
	}
	for _, c := range cmd.Commands() {
		markStart(c, started)
	}
}
