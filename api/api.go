// Package api is Kvarter's HTTP face: the routes, who may ask what, and how
// answers and refusals look. openapi.yaml is its contract with the outside.
package api

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"

	"kvarter/api/live"
	"kvarter/store"
)

// Config is all that the server needs. Store is required.
type Config struct {
	Store store.Store
	// Frontend holds the built pages: index.html and assets/. Nil, or one
	// without index.html, answers with how to build them.
	Frontend fs.FS
	// BasemapFile is a PMTiles file to serve as every area's base map, or empty.
	BasemapFile string
	// TempDir is a folder for files that are made before they are sent, which can
	// be large; the system's if empty.
	TempDir string
	// TrustedProxies tell the client's address in X-Forwarded-For; nobody else is
	// believed, and with none the address is that of the connection.
	TrustedProxies []netip.Prefix
	// PublicURL is where the outside reaches the server, as
	// "https://kart.example.no"; empty makes links relative.
	PublicURL string
	// Version of the program, part of every ETag.
	Version string
	// Limits are DefaultLimits unless tests or benchmarks say otherwise.
	Limits Limits
	// Now is time.Now if nil.
	Now func() time.Time
	// Logger gets one record a request, without personal data; nil is none.
	Logger *slog.Logger
}

type server struct {
	Config
	readers, exporters, filers *inFlight
	phones, listeners          *inFlight
	writers                    *pace
	budgets                    *budgets
	guesses                    *guesses
	screens                    screens
	mapLog                     mapLog
	live                       *live.Hub
	signIns                    signIns
	hasher                     hasher
	// behindTLS says that people come by TLS though we may not see it.
	behindTLS bool
	crowds    *crowds
	locales   locales
	run       string // tells request ids of different runs apart
	requests  atomic.Uint64
}

// Server is the server's handler.
type Server struct {
	http.Handler
	live *live.Hub
}

// EndStreams asks all who listen to come back later and ends their streams: what
// waits for requests under way would wait for them. The server of HTTPServer does
// so by itself when it is shut down.
func (s *Server) EndStreams() { s.live.Close() }

// New builds the server's handler. It is an error if the public address is no
// absolute http address or the base map cannot be read.
func New(c Config) (*Server, error) {
	e, s, err := build(c)
	if err != nil {
		return nil, err
	}
	return &Server{e, s.live}, nil
}

func build(c Config) (*echo.Echo, *server, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.TempDir == "" {
		c.TempDir = os.TempDir()
	}
	if err := c.check(); err != nil {
		return nil, nil, err
	}
	var run [4]byte
	rand.Read(run[:])
	s := &server{
		Config:    c,
		readers:   newInFlight(c.Limits.Reads, 0),
		exporters: newInFlight(c.Limits.Exports, c.Limits.AllExports),
		filers:    newInFlight(0, c.Limits.Files),
		locales:   newLocales(c.Frontend),
		phones:    newInFlight(c.Limits.Phones, 0),
		listeners: newInFlight(c.Limits.Phones, 0),
		budgets:   &budgets{now: c.Now, of: map[string]*rate.Limiter{}, swept: c.Now()},
		guesses:   newGuesses(c.Now),
		live:      live.New(c.Store, c.Now, c.Logger),
		writers:   newPace(c.Limits.WriteRate, c.Limits.WriteBurst, c.Now),
		crowds:    newCrowds(mostSpots),
		signIns:   newSignIns(c.Limits.WriteBurst > 0, c.Now),
		hasher:    newHasher(),
		behindTLS: strings.HasPrefix(c.PublicURL, "https://"),
		run:       hex.EncodeToString(run[:]),
	}
	s.Store = &boxes{c.Store, s.crowds}
	e := echo.New()
	e.Logger.SetOutput(io.Discard)
	e.HTTPErrorHandler = s.answerError
	e.IPExtractor = addressFrom(c.TrustedProxies)
	e.Use(s.around)
	s.routes(e)
	return e, s, checkRights(e)
}

// addressFrom reads the client's address, from whom it may be believed. None is
// assumed: in a private network, or on this machine, whoever is believed could claim
// any address.
func addressFrom(proxies []netip.Prefix) echo.IPExtractor {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range proxies {
		trust = append(trust, echo.TrustIPRange(&net.IPNet{
			IP: p.Masked().Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen()),
		}))
	}
	return echo.ExtractIPFromXFFHeader(trust...)
}

func (c *Config) check() error {
	if c.PublicURL != "" {
		u, err := url.Parse(c.PublicURL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || *u != (url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}) ||
			strings.Trim(u.Path, "/") != "" {
			return fmt.Errorf("the public address %q is not of the form https://host", c.PublicURL)
		}
		c.PublicURL = u.Scheme + "://" + u.Host
	}
	if c.BasemapFile != "" {
		f, err := os.Open(c.BasemapFile)
		if err != nil {
			return fmt.Errorf("the base map cannot be read: %w", err)
		}
		return f.Close()
	}
	return nil
}

// HTTPServer is an http.Server for the handler, with timeouts that let a phone
// on a slow net send its answer and cut off whoever just holds on. Exports move
// their own deadline on while bytes go out.
func HTTPServer(handler http.Handler) *http.Server {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
	}
	if s, ok := handler.(*Server); ok {
		server.RegisterOnShutdown(s.EndStreams)
	}
	return server
}
