package api

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"github.com/labstack/echo/v4"
	"github.com/trustelem/zxcvbn/frequency"

	"kvarter/store"
)

// Lengths of a password: in characters, and in bytes at most.
const (
	minPassword = 12
	maxPassword = 200
	// A password has so many different characters at least.
	minDifferent = 5
)

// newPassword is the hash of a password that may be chosen by who has that address
// and name, or store.ErrInvalid.
func (s *server) newPassword(ctx context.Context, password, email, name string) (string, error) {
	if code := checkPassword(password, email, name); code != "" {
		return "", store.ErrInvalid{Field: "password", Code: code}
	}
	return s.hasher.hash(ctx, password)
}

// checkPassword is the code of what is wrong with a new password, or empty. It asks
// for length, not for kinds of characters, and refuses what is guessed first: a
// common password or one's own name with something before or behind.
func checkPassword(password, email, name string) string {
	switch {
	case utf8.RuneCountInString(password) < minPassword:
		return "too_short"
	case len(password) > maxPassword:
		return store.CodeTooLong
	case !utf8.ValidString(password):
		return store.CodeInvalidUTF8
	}
	low := strings.ToLower(password)
	core := strings.TrimFunc(low, func(r rune) bool { return !unicode.IsLetter(r) })
	local, _, _ := strings.Cut(email, "@")
	own := append(strings.Fields(strings.ToLower(name)), local, email, strings.ToLower(name), "kvarter", "")
	if isRepeated(low) || slices.Contains(own, core) || commonPasswords()[low] || commonPasswords()[core] {
		return "too_common"
	}
	return ""
}

// isRepeated says whether s has few different characters, or is one piece again
// and again.
func isRepeated(s string) bool {
	different := map[rune]bool{}
	for _, r := range s {
		different[r] = true
	}
	return len(different) < minDifferent || strings.Contains((s + s)[1:len(s+s)-1], s)
}

// commonPasswords are some ten thousands that leaked most often.
var commonPasswords = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, p := range frequency.FrequencyLists["passwords"] {
		all[p] = true
	}
	return all
})

// hashing is by which passwords are hashed: 64 MiB, twice, as OWASP and RFC 9106
// have it for servers of this size. A hash names its own, so they may change.
var hashing = &argon2id.Params{Memory: 64 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hasher hashes passwords, few at a time: each takes much memory.
type hasher chan struct{}

func newHasher() hasher { return make(hasher, 2) }

func (h hasher) enter(ctx context.Context) error {
	select {
	case h <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h hasher) hash(ctx context.Context, password string) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer func() { <-h }()
	return argon2id.CreateHash(password, hashing)
}

// matches says whether password is what kept is the hash of. It takes as long if
// kept is empty, and is false then.
func (h hasher) matches(ctx context.Context, password, kept string) (bool, error) {
	if len(password) > maxPassword {
		return false, nil
	}
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer func() { <-h }()
	if kept == "" {
		_, err := argon2id.CreateHash(password, hashing)
		return false, err
	}
	return argon2id.ComparePasswordAndHash(password, kept)
}

// signIns slow guessing down: by address, by account from an address, and by
// account in all, so generously that nobody locks another out from one address.
type signIns struct{ byAddress, byBoth, byAccount *pace }

func newSignIns(on bool, now func() time.Time) signIns {
	if !on {
		return signIns{newPace(0, 0, now), newPace(0, 0, now), newPace(0, 0, now)}
	}
	return signIns{
		byAddress: newPace(0.2, 20, now),
		byBoth:    newPace(1.0/60, 8, now),
		byAccount: newPace(0.5, 100, now),
	}
}

// take counts a try and returns 0, or how long to wait for the next.
func (s signIns) take(c echo.Context, email string) time.Duration {
	address, account := addressOf(c), store.HashSecret(email)
	if wait := s.byAddress.takeFor(address); wait > 0 {
		return wait
	}
	if wait := s.byBoth.takeFor([2]any{address, account}); wait > 0 {
		return wait
	}
	return s.byAccount.takeFor(account)
}
