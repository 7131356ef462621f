package main

import (
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"kvarter/store"
	"kvarter/store/sqlite"
)

// tokenPrefix tells a staff token from other secrets.
const tokenPrefix = "kvt_"

func tokenCommand() *cobra.Command {
	return group("token", "Make, list and revoke staff tokens", tokenCreateCommand(), tokenListCommand(), tokenRevokeCommand())
}

func tokenCreateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "create",
		Short: "Make a token that opens full data through the API",
		Long: `Makes a staff token. It is shown once, alone on the last line of standard
output; only its hash is kept. Send it as "Authorization: Bearer kvt_…".`,
		Example: `  kvarter token create --role analyst --area torstrand --name "QGIS at the office"
  TOKEN=$(kvarter token create --role analyst | tail -n 1)`,
		Args: cobra.NoArgs,
	}
	c := bindTokenCreate(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		secret := store.NewSecret(tokenPrefix)
		return withStore(cmd.Context(), c.data, true, func(st *sqlite.Store) error {
			if c.area != "" {
				if _, err := findArea(cmd.Context(), st, c.area); err != nil {
					return err
				}
			}
			t, err := st.CreateToken(cmd.Context(), c.token(), store.HashSecret(secret))
			if err != nil {
				return err
			}
			_, _ = fmt.Fprintf(cmd.ErrOrStderr(), "Token %d for %s. Keep it now: it is not shown again. Revoke it with: kvarter token revoke %d\n",
				t.ID, anyArea(t.Area), t.ID)
			_, err = fmt.Fprintln(cmd.OutOrStdout(), secret)
			return err
		})
	}
	return cmd
}

func tokenListCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List tokens, without their secrets",
		Example: "  kvarter token list",
		Args:    cobra.NoArgs,
	}
	data := bindData(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return withStore(cmd.Context(), *data, false, func(st *sqlite.Store) error {
			all, err := st.AllTokens(cmd.Context())
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			_, _ = fmt.Fprintln(w, "ID\tROLE\tAREA\tCREATED\tENDS\tUSED\tREVOKED\tNAME")
			for _, t := range all {
				_, _ = fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", t.ID, t.Role, anyArea(t.Area), day(t.CreatedAt), day(t.ExpiresAt),
					day(t.UsedAt), day(t.RevokedAt), t.Name)
			}
			return w.Flush()
		})
	}
	return cmd
}

func tokenRevokeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "revoke ID",
		Short:   "End a token at once",
		Example: "  kvarter token revoke 3",
		Args:    cobra.ExactArgs(1),
	}
	data := bindData(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return revoke(cmd, *data, "token", args[0], (*sqlite.Store).RevokeToken)
	}
	return cmd
}

// token is what the flags say of one.
func (c *tokenConfig) token() store.Token {
	t := store.Token{Role: store.Role(c.role), Area: c.area, Name: c.name}
	if c.days > 0 {
		t.ExpiresAt = time.Now().AddDate(0, 0, c.days)
	}
	return t
}

func anyArea(slug string) string {
	if slug == "" {
		return "every area"
	}
	return slug
}

func day(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format(time.DateOnly)
}
