package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"kvarter/store"
	"kvarter/store/sqlite"
)

// recipePath is where a recipe's secret path begins.
const recipePath = "/r/"

func recipeCommand() *cobra.Command {
	return group("recipe", "Make, list and revoke saved filters under a secret path",
		recipeCreateCommand(), recipeListCommand(), recipeRevokeCommand())
}

func recipeCreateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "create",
		Short: "Save a filter under a secret path, for QGIS and other programs that keep an address",
		Long: `Saves a filter under a secret path, shown once, alone on the last line of standard
output. Whoever has the path reads what an analyst sees, live, until it ends: without
words that are not published (--words lets them out), without bylines (--bylines), and
never with background answers. It lasts 90 days at most.`,
		Example: `  kvarter recipe create --area torstrand --name "map of the meeting places" --prompt meeting_place
  kvarter recipe create --area torstrand --status pending,published --words --days 14`,
		Args: cobra.NoArgs,
	}
	c := bindRecipeCreate(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if _, err := c.filter.query(cmd, c.area); err != nil {
			return err
		}
		return withStore(cmd.Context(), c.data, true, func(st *sqlite.Store) error {
			if _, err := findArea(cmd.Context(), st, c.area); err != nil {
				return err
			}
			secret := store.NewSecret("kvq_")
			r, err := st.CreateRecipe(cmd.Context(), store.Recipe{
				Area: c.area, Name: c.name, Filter: c.filter.parameters(), Words: c.words, Bylines: c.bylines,
				ExpiresAt: time.Now().AddDate(0, 0, c.days),
			}, store.HashSecret(secret))
			if err != nil {
				return err
			}
			_, _ = fmt.Fprintf(cmd.ErrOrStderr(), "Recipe %d for %s, until %s. Keep the path now: it is not shown again. Revoke it with: kvarter recipe revoke %d\n",
				r.ID, r.Area, day(r.ExpiresAt), r.ID)
			_, err = fmt.Fprintln(cmd.OutOrStdout(), recipePath+secret)
			return err
		})
	}
	return cmd
}

func recipeListCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List recipes, without their paths",
		Example: "  kvarter recipe list",
		Args:    cobra.NoArgs,
	}
	data := bindData(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return withStore(cmd.Context(), *data, false, func(st *sqlite.Store) error {
			all, err := st.AllRecipes(cmd.Context(), "")
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			_, _ = fmt.Fprintln(w, "ID\tAREA\tCREATED\tENDS\tUSED\tREVOKED\tWORDS\tBYLINES\tFILTER\tNAME")
			for _, r := range all {
				_, _ = fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\t%t\t%t\t%s\t%s\n", r.ID, r.Area, day(r.CreatedAt), day(r.ExpiresAt),
					day(r.UsedAt), day(r.RevokedAt), r.Words, r.Bylines, r.Filter.Encode(), r.Name)
			}
			return w.Flush()
		})
	}
	return cmd
}

func recipeRevokeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "revoke ID",
		Short:   "End a recipe at once",
		Example: "  kvarter recipe revoke 3",
		Args:    cobra.ExactArgs(1),
	}
	data := bindData(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return revoke(cmd, *data, "recipe", args[0], (*sqlite.Store).RevokeRecipe)
	}
	return cmd
}

// revoke ends a token or a recipe, what it is called, by its number.
func revoke(cmd *cobra.Command, data, what, number string, end func(*sqlite.Store, context.Context, int64) error) error {
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return usagef(cmd.CommandPath(), "%q is no %s's number; kvarter %s list shows them", number, what, what)
	}
	return withStore(cmd.Context(), data, false, func(st *sqlite.Store) error {
		err := end(st, cmd.Context(), id)
		switch {
		case errors.Is(err, store.ErrNotFound):
			return notFound(fmt.Errorf("no %s %d", what, id), "kvarter "+what+" list shows them")
		case err != nil:
			return fmt.Errorf("%s %d: %w", what, id, err)
		}
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s %d revoked\n", what, id)
		return err
	})
}
