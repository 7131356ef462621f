package main

import (
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"kvarter/api"
	"kvarter/store"
	"kvarter/store/sqlite"
)

func staffCommand() *cobra.Command {
	return group("staff", "Add, list, reset and remove the people in charge",
		staffAddCommand(), staffListCommand(), staffResetCommand(), staffRemoveCommand())
}

func staffAddCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "add EMAIL",
		Short: "Add a person with a role, or give one more role",
		Long: `Adds a person and prints the one-time link by which they choose a password, alone on
the last line of standard output. Who is there already gets the role beside the others,
and no link. Only an administrator may be of every area.`,
		Example: `  kvarter staff add kari@larvik.kommune.no --name "Kari Berg" --role analyst --area torstrand
  kvarter staff add ola@larvik.kommune.no --name "Ola Dahl" --role administrator`,
		Args: cobra.ExactArgs(1),
	}
	c := bindStaffAdd(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		right := store.Right{Area: c.area, Role: store.Role(c.role)}
		if err := store.CheckRights([]store.Right{right}); err != nil {
			return usagef(cmd.CommandPath(), "name the --area of that %s; only an administrator may be of every area", c.role)
		}
		email, err := store.CleanEmail(args[0])
		if err != nil {
			return usagef(cmd.CommandPath(), "%q is no e-mail address", args[0])
		}
		return withStore(cmd.Context(), c.data, true, func(st *sqlite.Store) error {
			if c.area != "" {
				if _, err := findArea(cmd.Context(), st, c.area); err != nil {
					return err
				}
			}
			return c.add(cmd, st, store.Staff{Email: email, Name: c.name, Rights: []store.Right{right}})
		})
	}
	return cmd
}

// add adds the person, or the role to who is there.
func (c *staffConfig) add(cmd *cobra.Command, st store.StaffMembers, one store.Staff) error {
	ctx := cmd.Context()
	there, err := st.StaffByEmail(ctx, one.Email)
	if err == nil {
		roles := []store.Role{one.Rights[0].Role}
		for _, r := range there.Rights {
			if r.Area == c.area {
				roles = append(roles, r.Role)
			}
		}
		if there, err = st.SetRights(ctx, there.ID, c.area, roles); err == nil {
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", there.Email, rightsText(there.Rights))
		}
		return err
	}
	if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	secret := api.NewInvitation()
	if _, err := st.CreateStaff(ctx, one, store.HashSecret(secret)); err != nil {
		return err
	}
	return c.sayLink(cmd, one.Email, secret)
}

func (c *staffConfig) sayLink(cmd *cobra.Command, email, secret string) error {
	_, _ = fmt.Fprintf(cmd.ErrOrStderr(), "Send this link to %s. It works once, for %d days, and lets whoever has it choose the password.\n",
		email, int(store.InvitationLife.Hours()/24))
	_, err := fmt.Fprintln(cmd.OutOrStdout(), api.InvitationURL(strings.TrimSuffix(c.publicURL, "/"), secret))
	return err
}

func staffListCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the people in charge, with their rights",
		Example: "  kvarter staff list",
		Args:    cobra.NoArgs,
	}
	data := bindData(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return withStore(cmd.Context(), *data, false, func(st *sqlite.Store) error {
			all, err := st.AllStaff(cmd.Context())
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			_, _ = fmt.Fprintln(w, "EMAIL\tNAME\tSTATE\tRIGHTS")
			for _, one := range all {
				state := "invited"
				if one.Active {
					state = "active"
				}
				_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", one.Email, one.Name, state, rightsText(one.Rights))
			}
			return w.Flush()
		})
	}
	return cmd
}

func rightsText(rights []store.Right) string {
	all := make([]string, len(rights))
	for i, r := range rights {
		all[i] = fmt.Sprintf("%s of %s", r.Role, anyArea(r.Area))
	}
	if len(all) == 0 {
		return "nothing"
	}
	return strings.Join(all, ", ")
}

func staffResetCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "reset EMAIL",
		Short: "Give a person a new one-time link; password and sessions end at once",
		Example: `  kvarter staff reset kari@larvik.kommune.no
  kvarter staff reset kari@larvik.kommune.no --public-url https://kart.larvik.no`,
		Args: cobra.ExactArgs(1),
	}
	c := bindStaff(cmd)
	bindLinkURL(cmd, c)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return withPerson(cmd, c.data, args[0], func(st *sqlite.Store, one *store.Staff) error {
			secret := api.NewInvitation()
			if err := st.ResetStaff(cmd.Context(), one.ID, store.HashSecret(secret)); err != nil {
				return err
			}
			return c.sayLink(cmd, one.Email, secret)
		})
	}
	return cmd
}

func staffRemoveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "remove EMAIL",
		Short:   "End all that a person may, at once",
		Long:    `Ends a person's rights, sessions, links and password at once. Logs keep what they did.`,
		Example: "  kvarter staff remove kari@larvik.kommune.no",
		Args:    cobra.ExactArgs(1),
	}
	c := bindStaff(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return withPerson(cmd, c.data, args[0], func(st *sqlite.Store, one *store.Staff) error {
			if err := st.RemoveStaff(cmd.Context(), one.ID); err != nil {
				return err
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s removed\n", one.Email)
			return err
		})
	}
	return cmd
}

// withPerson opens the data and finds the person with that address.
func withPerson(cmd *cobra.Command, data, email string, work func(*sqlite.Store, *store.Staff) error) error {
	return withStore(cmd.Context(), data, false, func(st *sqlite.Store) error {
		one, err := st.StaffByEmail(cmd.Context(), strings.ToLower(email))
		if errors.Is(err, store.ErrNotFound) {
			return notFound(fmt.Errorf("nobody with the address %s", email), "kvarter staff list shows them")
		}
		if err != nil {
			return err
		}
		return work(st, one)
	})
}
