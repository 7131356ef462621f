package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"kvarter/store/sqlite"
)

func backupCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write everything to one file, also while the server runs",
		Long: `Writes a consistent copy of all areas, answers and tokens' hashes to FILE, which
must not exist yet and appears only when it is whole. It holds what people said:
keep it as safe as the data itself.`,
		Example: "  kvarter backup /backup/kvarter-$(date +%F).db",
		Args:    cobra.ExactArgs(1),
	}
	data := bindData(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if _, err := os.Lstat(args[0]); err == nil {
			return refused(fmt.Errorf("%s is there already", args[0]), "a backup never overwrites: choose another name, or move the old one away")
		}
		return withStore(cmd.Context(), *data, false, func(st *sqlite.Store) error {
			if err := st.Backup(cmd.Context(), args[0]); err != nil {
				return err
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s written\n", args[0])
			return err
		})
	}
	return cmd
}

func restoreCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a backup in the place of all data, also while the server runs",
		Long: `Replaces all data by the backup's, after writing the present state to
before-restore-….db in the data directory. What was withdrawn since stays
withdrawn, what was hidden stays hidden, what was changed waits for review again,
and tokens revoked since stay revoked. Asks for --yes.`,
		Example: "  kvarter restore /backup/kvarter-2026-05-17.db --yes",
		Args:    cobra.ExactArgs(1),
	}
	c := bindRestore(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if _, err := os.Stat(args[0]); err != nil {
			return err
		}
		if !c.yes {
			return refused(errors.New("this replaces all data by the backup's"),
				"add --yes to do it; the present state is kept as before-restore-….db in "+c.data)
		}
		return withStore(cmd.Context(), c.data, true, func(st *sqlite.Store) error {
			before, err := st.Restore(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s restored; the state before it is in %s\n", args[0], before)
			return err
		})
	}
	return cmd
}
