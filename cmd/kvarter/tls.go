package main

import (
	"crypto/tls"
	"fmt"
	"net/netip"
	"os"
	"sync"
	"time"
)

// certificate is a TLS certificate in two files, read again when they change, so
// that one that is renewed needs no restart.
type certificate struct {
	cert, key string

	mu      sync.Mutex
	looked  time.Time
	changed time.Time
	loaded  *tls.Certificate
}

// loadCertificate is the certificate of the two files; nil if none are named.
func loadCertificate(cert, key string) (*certificate, error) {
	if cert == "" {
		return nil, nil
	}
	c := &certificate{cert: cert, key: key}
	return c, c.load()
}

// load reads both files if the certificate's has changed.
func (c *certificate) load() error {
	info, err := os.Stat(c.cert)
	if err != nil || info.ModTime().Equal(c.changed) {
		return err
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return fmt.Errorf("the certificate cannot be used: %w", err)
	}
	c.loaded, c.changed = &pair, info.ModTime()
	return nil
}

func (c *certificate) config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.get, NextProtos: []string{"h2", "http/1.1"}}
}

// get is the certificate as it was read last; it looks for another once a minute.
// One that is half written meanwhile is left for the next time.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.looked) > time.Minute {
		c.looked = time.Now()
		_ = c.load()
	}
	return c.loaded, nil
}

// prefixes reads addresses and networks.
func prefixes(all []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, s := range all {
		if a, err := netip.ParseAddr(s); err == nil {
			out = append(out, netip.PrefixFrom(a, a.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, refused(fmt.Errorf("%q is no address and no network", s), "give --trusted-proxy as 127.0.0.1 or 10.0.0.0/8")
		}
		out = append(out, p)
	}
	return out, nil
}
