package api

import (
	"errors"
	"net/netip"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"

	"kvarter/store"
)

// guesses keeps codes from being found by trying: an address that asked for many
// that do not exist must wait before it may ask again. A room is not locked out
// by somebody in it who guesses: a code that was used from an address is always
// answered there.
type guesses struct {
	wrong *pace

	mu    sync.Mutex
	known map[place]time.Time
}

// place is a code used from an address.
type place struct {
	address netip.Prefix
	code    string
}

// At most so many wrong codes at once from an address, and then one in so long.
const (
	wrongCodes    = 30
	wrongCodeRate = 0.2
)

// Known places are forgotten after a day, or when there are too many.
const (
	knownTime  = 24 * time.Hour
	mostPlaces = 10_000
)

func newGuesses(now func() time.Time) *guesses {
	return &guesses{wrong: newPace(wrongCodeRate, wrongCodes, now), known: map[place]time.Time{}}
}

// know lets the code be asked for from the client's address whatever else is
// asked there.
func (g *guesses) know(c echo.Context, code string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.wrong.now()
	if len(g.known) >= mostPlaces {
		for p, at := range g.known {
			if now.Sub(at) > knownTime || len(g.known) >= mostPlaces {
				delete(g.known, p)
			}
		}
	}
	g.known[place{addressOf(c), code}] = now
}

func (g *guesses) knows(c echo.Context, code string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	at, known := g.known[place{addressOf(c), code}]
	return known && g.wrong.now().Sub(at) <= knownTime
}

// guessed is the workshop of the code in the path, for who has nothing but the
// code.
func (s *server) guessed(c echo.Context) (*store.Workshop, error) {
	code := codeOf(c)
	if s.guesses.knows(c, code) {
		return s.Store.Workshop(c.Request().Context(), code)
	}
	if wait := s.guesses.wrong.wait(c); wait > 0 {
		return nil, tooMany(wait)
	}
	w, err := s.Store.Workshop(c.Request().Context(), code)
	switch {
	case err == nil:
		s.guesses.know(c, code)
	case errors.Is(err, store.ErrNotFound):
		s.guesses.wrong.take(c)
	}
	return w, err
}

// budgets are the writes that workshops have beside what their address has: for
// a hall full of phones behind one.
type budgets struct {
	now func() time.Time

	mu    sync.Mutex
	of    map[string]*rate.Limiter
	swept time.Time
}

// take takes one of w's writes, and says whether there was one. There are twice
// as many as are expected to be sent in a round, and as many again every minute.
func (b *budgets) take(w *store.Workshop) bool {
	most := 1
	for i := range w.Rounds {
		most = max(most, w.Rounds[i].Cap)
	}
	size := w.Expected * most * 2
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	if now.Sub(b.swept) > time.Hour {
		clear(b.of) // full again by now, all that are worth keeping
		b.swept = now
	}
	l := b.of[w.Code]
	if l == nil {
		l = rate.NewLimiter(rate.Limit(float64(size)/60), size)
		b.of[w.Code] = l
	}
	if l.Burst() != size {
		l.SetLimitAt(now, rate.Limit(float64(size)/60))
		l.SetBurstAt(now, size)
	}
	return l.AllowN(now, 1)
}
