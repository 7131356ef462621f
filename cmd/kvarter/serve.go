package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"kvarter/api"
	"kvarter/frontend"
	"kvarter/store"
	"kvarter/store/area"
	"kvarter/store/sqlite"
)

// shutdownTime is how long requests under way may take to end.
const shutdownTime = 10 * time.Second

func serveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the pages and the API",
		Long: `Serves the residents' pages and the API until it is interrupted. An empty data
directory gets Torstrand, the built-in area, so that there is something to open.
Other commands may be used on the same data while it runs. Every flag can also be
given as an environment variable.`,
		Example: `  kvarter serve
  kvarter serve --listen 0.0.0.0:8080 --public-url https://kart.example.no --basemap larvik.pmtiles
  KVARTER_DATA=/var/lib/kvarter KVARTER_LOG_FORMAT=json kvarter serve`,
		Args: cobra.NoArgs,
	}
	c := bindServe(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return serve(cmd.Context(), c, cmd.OutOrStdout(), newLogger(c, cmd.ErrOrStderr()))
	}
	return cmd
}

func newLogger(c *serveConfig, to io.Writer) *slog.Logger {
	if c.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(to, nil))
	}
	return slog.New(slog.NewTextHandler(to, nil))
}

// serve runs until ctx ends, then lets what is under way end.
func serve(ctx context.Context, c *serveConfig, stdout io.Writer, log *slog.Logger) (err error) {
	if err := checkBaseMap(c.baseMap); err != nil {
		return err
	}
	st, err := sqlite.Open(ctx, sqlite.Options{Dir: c.data, Serve: true, Logger: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	areas, err := atLeastTorstrand(ctx, st)
	if err != nil {
		return err
	}
	if err := emptyTemp(c.tempDir()); err != nil {
		return err
	}
	config, err := c.apiConfig(st, log)
	if err != nil {
		return err
	}
	certificate, err := loadCertificate(c.tlsCert, c.tlsKey)
	if err != nil {
		return refused(err, "give the certificate's PEM file with --tls-cert and its key's with --tls-key")
	}
	handler, err := api.New(config)
	if err != nil {
		return refused(err, "give --public-url as https://kart.example.no, without a path")
	}
	listener, err := listen(ctx, c.listen)
	if err != nil {
		return err
	}
	if !isLoopback(listener.Addr()) && certificate == nil && !strings.HasPrefix(c.publicURL, "https://") {
		log.Warn("listening beyond this machine without TLS: what people write can be read on the way; " +
			"put a reverse proxy with TLS in front and say so with --public-url https://…, or give a certificate with --tls-cert and --tls-key")
	}
	sayReady(stdout, c, listener.Addr(), areas)
	if err := sayFirst(ctx, stdout, c.base(listener.Addr()), st); err != nil {
		return err
	}
	go keepHouse(ctx, st, log)
	server := api.HTTPServer(handler)
	if certificate != nil {
		server.TLSConfig = certificate.config()
	}
	return serveOn(ctx, listener, server, log)
}

// keepHouse does every hour, until ctx ends, what nobody asks for: it erases what staff
// took out of texts and whose time is over, and ends workshops that were forgotten.
func keepHouse(ctx context.Context, st store.Store, log *slog.Logger) {
	for tick := time.NewTicker(time.Hour); ; {
		if err := st.EraseOriginals(ctx); err != nil && ctx.Err() == nil {
			log.Error("originals of redacted words are not erased", "error", err)
		}
		if err := st.EndForgotten(ctx); err != nil && ctx.Err() == nil {
			log.Error("forgotten workshops are not ended", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			tick.Stop()
			return
		}
	}
}

// tempDir is where exports are made before they are sent: beside the data, which
// has room and is as well protected.
func (c *serveConfig) tempDir() string { return filepath.Join(c.data, "tmp") }

// emptyTemp makes the folder, without what a killed server may have left in it.
// Only one server has the data at a time.
func emptyTemp(dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.Mkdir(dir, 0o700)
}

func (c *serveConfig) apiConfig(st store.Store, log *slog.Logger) (api.Config, error) {
	config := api.Config{
		Store: st, Frontend: frontend.FS(), PublicURL: c.publicURL, Version: version,
		Limits: api.DefaultLimits(), Logger: log, TempDir: c.tempDir(),
	}
	if c.baseMap != "none" {
		config.BasemapFile = c.baseMap
	}
	if c.createLimit == "off" {
		config.Limits.WriteBurst, config.Limits.Phones = 0, 0
	}
	var err error
	config.TrustedProxies, err = prefixes(c.trustedProxies)
	return config, err
}

// atLeastTorstrand lists the areas, after giving an empty store the built-in one.
func atLeastTorstrand(ctx context.Context, st store.Areas) ([]*store.Area, error) {
	all, err := st.AllAreas(ctx)
	if err != nil || len(all) > 0 {
		return all, err
	}
	torstrand, err := area.Torstrand()
	if err != nil {
		return nil, err
	}
	if _, err := st.ApplyArea(ctx, torstrand); err != nil {
		return nil, err
	}
	return st.AllAreas(ctx)
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, refusal{err, "something else listens there; choose another address with --listen, as 127.0.0.1:8081", exitFailed}
	case err != nil:
		return nil, refusal{err, "give --listen as HOST:PORT, with a port above 1023 unless you are root", exitFailed}
	}
	return listener, nil
}

// serveOn serves until ctx ends. Requests under way get shutdownTime, then
// their connections are closed, so that what was cut off looks cut off.
func serveOn(ctx context.Context, listener net.Listener, server *http.Server, log *slog.Logger) error {
	server.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelWarn)
	failed := make(chan error, 1)
	go func() {
		if server.TLSConfig != nil {
			failed <- server.ServeTLS(listener, "", "")
			return
		}
		failed <- server.Serve(listener)
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	log.Info("stopping; a second signal stops at once")
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	err := server.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		log.Warn("requests still under way were cut off")
		err = server.Close()
	}
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// sayReady tells people what to open.
func sayReady(stdout io.Writer, c *serveConfig, at net.Addr, areas []*store.Area) {
	base := c.base(at)
	_, _ = fmt.Fprintf(stdout, "Kvarter %s is listening on %s, with its data in %s. Open:\n", version, at, c.data)
	for _, a := range areas {
		_, _ = fmt.Fprintf(stdout, "  %s/a/%s  %s\n", base, a.Slug, a.Name.In(a.Languages[0]))
	}
	_, _ = fmt.Fprintf(stdout, "  %s/api  the API\nStop with Ctrl-C.\n", base)
}

// base is where people reach the server, as far as it knows.
func (c *serveConfig) base(at net.Addr) string {
	if base := strings.TrimSuffix(c.publicURL, "/"); base != "" {
		return base
	}
	scheme := "http://"
	if c.tlsCert != "" {
		scheme = "https://"
	}
	if tcp, ok := at.(*net.TCPAddr); ok && (tcp.IP.IsUnspecified() || tcp.IP.Equal(net.IPv4(127, 0, 0, 1))) {
		return fmt.Sprintf("%slocalhost:%d", scheme, tcp.Port)
	}
	return scheme + at.String()
}

// sayFirst prints the one-time link of the first administrator, as long as there is
// none: a new one at each start, so that an old log opens nothing.
func sayFirst(ctx context.Context, stdout io.Writer, base string, st store.StaffMembers) error {
	secret := api.NewInvitation()
	err := st.InviteFirst(ctx, store.HashSecret(secret))
	if errors.Is(err, store.ErrConflict) {
		return nil
	}
	if err == nil {
		_, err = fmt.Fprintf(stdout, "There is no administrator yet. This link makes one, once:\n  %s\n", api.InvitationURL(base, secret))
	}
	return err
}

func isLoopback(at net.Addr) bool {
	tcp, ok := at.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}
