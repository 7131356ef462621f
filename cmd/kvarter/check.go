package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kvarter/store/sqlite"
)

func checkCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Look through all data for damage, or ask a server whether it is ready",
		Long: `Looks through the whole database: the file, its references, every shape and
every rule that must hold. It changes nothing. With --server it only asks a running
server whether it is ready, which is what a container's health check wants.`,
		Example: "  kvarter check\n  kvarter check --server http://127.0.0.1:8080",
		Args:    cobra.NoArgs,
	}
	c := bindCheck(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if c.server != "" {
			return askServer(cmd.Context(), c.server)
		}
		return withStore(cmd.Context(), c.data, false, func(st *sqlite.Store) error {
			findings, err := st.Check(cmd.Context())
			if err != nil {
				return err
			}
			for _, f := range findings {
				_, _ = fmt.Fprintf(cmd.OutOrStdout(), "%s\t%s\t%s\t%s\n", f.Code, f.Area, f.ID, f.Detail)
			}
			if len(findings) > 0 {
				return refusal{fmt.Errorf("%d findings", len(findings)),
					"keep a copy of the data directory, then restore the last good backup: kvarter restore FILE", exitFailed}
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), "all is well")
			return err
		})
	}
	return cmd
}

// askServer asks a running server whether it is ready.
func askServer(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(url, "/")+"/readyz", nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return refusal{err, "is the server running, and at that address?", exitFailed}
	}
	_, err = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<16))
	if err = errors.Join(err, res.Body.Close()); err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s", req.URL, res.Status)
	}
	return err
}
