package api

import (
	"context"
	"errors"
	"math"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"

	"kvarter/store"
)

// Limits bound what one address may cost. An address is one of IPv4 or a /56 of
// IPv6, which is what a household gets.
type Limits struct {
	// WriteBurst is how many creates, changes and withdrawals an address has at
	// once, WriteRate how many more it gets a second. A WriteBurst of 0 is no
	// limit, for benchmarks.
	WriteBurst int
	WriteRate  float64
	// Reads and Exports are how many may be under way for an address; 0 is no
	// limit.
	Reads, Exports int
	// AllExports is how many exports may be under way for everybody together; 0
	// is no limit. A slow one holds one of the store's readers for long, and some
	// must be left for the pages.
	AllExports int
	// Files is how many exports may be under way for everybody together that are
	// made on the disk before they are sent; 0 is no limit. It bounds how much of
	// the disk they take.
	Files int
	// Phones is how many may listen to a workshop from an address; 0 is no limit.
	Phones int
	// Body is the largest body, in bytes, and Upload that of a change of an area, which
	// may bring a boundary or a layer.
	Body, Upload int64
	// ReadTime and ExportTime are the longest a read and an export may take.
	ReadTime, ExportTime time.Duration
}

// DefaultLimits suit a hall full of phones behind one address.
func DefaultLimits() Limits {
	return Limits{
		WriteBurst: 200, WriteRate: 2,
		Reads: 32, Exports: 4, AllExports: 40, Files: 8, Phones: 250,
		Body:     256 << 10,
		Upload:   4 << 20,
		ReadTime: 30 * time.Second, ExportTime: 30 * time.Minute,
	}
}

// handler answers an asker.
type handler func(c echo.Context, by asker) error

// read goes round what only reads.
func (s *server) read(h handler) echo.HandlerFunc { return s.reading(h, s.readers, s.Limits.ReadTime) }

// export goes round what reads much and long.
func (s *server) export(h handler) echo.HandlerFunc {
	return s.reading(h, s.exporters, s.Limits.ExportTime)
}

func (s *server) reading(h handler, slots *inFlight, most time.Duration) echo.HandlerFunc {
	return func(c echo.Context) error {
		key, slots := s.slotOf(c, slots)
		if err := slots.enter(key); err != nil {
			return err
		}
		defer slots.leave(key)
		by, err := s.asker(c)
		if err != nil {
			return err
		}
		setReadHeaders(c.Response().Header(), by)
		ctx, cancel := context.WithTimeout(c.Request().Context(), most)
		defer cancel()
		c.SetRequest(c.Request().WithContext(ctx))
		return h(c, by)
	}
}

// slotOf is what a read is counted by: the client's address, or its workshop's
// phones there.
func (s *server) slotOf(c echo.Context, slots *inFlight) (string, *inFlight) {
	address := addressOf(c).String()
	if slots == s.readers {
		if w, _ := s.phoneOf(c); w != nil {
			return address + w.Code, s.phones
		}
	}
	return address, slots
}

// write goes round what writes.
func (s *server) write(h handler) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := s.takeWrite(c); err != nil {
			return err
		}
		by, err := s.asker(c)
		if err != nil {
			return err
		}
		c.Response().Header()["Cache-Control"] = noStore
		err = h(c, by)
		if by.isStaff() && errors.Is(err, store.ErrReceiptRequired) {
			// Staff have no receipt to show: it is not theirs to write.
			return &problem{status: http.StatusForbidden, code: "forbidden"}
		}
		return err
	}
}

// takeWrite takes one of the writes that the client has: of its workshop if it is
// a phone there, else of its address.
func (s *server) takeWrite(c echo.Context) error {
	if s.Limits.WriteBurst == 0 {
		return nil
	}
	if w, _ := s.phoneOf(c); w != nil && s.budgets.take(w) {
		return nil
	}
	if wait := s.writers.take(c); wait > 0 {
		return tooMany(wait)
	}
	return nil
}

func tooMany(wait time.Duration) *problem {
	return &problem{
		status: http.StatusTooManyRequests, code: "too_many_requests", retryAfter: max(1, int(math.Ceil(wait.Seconds()))),
		detail: "There is a limit for each address; wait as long as Retry-After says.",
	}
}

// addressOf is the part of the client's address that limits count by. It is
// held in memory only, and forgotten within minutes.
func addressOf(c echo.Context) netip.Prefix {
	addr, err := netip.ParseAddr(c.RealIP())
	if err != nil {
		return netip.Prefix{}
	}
	bits := 56
	if addr = addr.Unmap().WithZone(""); addr.Is4() {
		bits = 32
	}
	p, _ := addr.Prefix(bits)
	return p
}

// inFlight counts what is under way, for each address and in all. A most of 0 is
// no limit.
type inFlight struct {
	most, mostOfAll int

	mu    sync.Mutex
	count map[string]int
	all   int
}

func newInFlight(most, mostOfAll int) *inFlight {
	return &inFlight{most: most, mostOfAll: mostOfAll, count: map[string]int{}}
}

// enter counts one more, or says why not.
func (f *inFlight) enter(key string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.most > 0 && f.count[key] >= f.most:
		return tooMany(time.Second)
	case f.mostOfAll > 0 && f.all >= f.mostOfAll:
		return unavailable(errBusy)
	}
	f.count[key]++
	f.all++
	return nil
}

// errBusy stands in the log when everybody together asks too much.
var errBusy = errors.New("as many are under way as may be")

func (f *inFlight) leave(key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all--
	if f.count[key]--; f.count[key] == 0 {
		delete(f.count, key)
	}
}

// pace is a token bucket for each address, or for each of something else.
type pace struct {
	rate  rate.Limit
	burst int
	now   func() time.Time
	mu    sync.Mutex
	of    map[any]*rate.Limiter
	swept time.Time
}

func newPace(perSecond float64, burst int, now func() time.Time) *pace {
	return &pace{rate: rate.Limit(perSecond), burst: burst, now: now, of: map[any]*rate.Limiter{}, swept: now()}
}

// take takes one and returns 0, or how long to wait for the next.
func (p *pace) take(c echo.Context) time.Duration {
	if p.burst == 0 {
		return 0
	}
	return p.takeFor(addressOf(c))
}

// takeFor is take for a key of any kind that can be compared.
func (p *pace) takeFor(key any) time.Duration {
	if p.burst == 0 {
		return 0
	}
	now := p.now()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sweep(now)
	l := p.of[key]
	if l == nil {
		l = rate.NewLimiter(p.rate, p.burst)
		p.of[key] = l
	}
	if l.AllowN(now, 1) {
		return 0
	}
	missing := 1 - l.TokensAt(now)
	return time.Duration(missing / float64(p.rate) * float64(time.Second))
}

// wait is how long to wait until there is one to take; it takes none.
func (p *pace) wait(c echo.Context) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.of[addressOf(c)]
	if l == nil {
		return 0
	}
	missing := 1 - l.TokensAt(p.now())
	return max(0, time.Duration(missing/float64(p.rate)*float64(time.Second)))
}

// sweep forgets, once a minute, the addresses whose bucket is full again.
func (p *pace) sweep(now time.Time) {
	if now.Sub(p.swept) < time.Minute {
		return
	}
	p.swept = now
	for key, l := range p.of {
		if l.TokensAt(now) >= float64(p.burst) {
			delete(p.of, key)
		}
	}
}
