package api

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"kvarter/api/live"
	"kvarter/store"
)

// maxWait is the longest that a poll waits for news.
const maxWait = 25 * time.Second

// maxPiece is about how much of what waits for one listener goes out at once.
const maxPiece = 64 << 10

// checkTime is how often a stream looks whether its listener still may listen, also
// when there is nothing to tell.
const checkTime = time.Second

// stream goes round what staff listen to: it is not counted as a read, and may
// last.
func (s *server) stream(h handler) echo.HandlerFunc {
	return func(c echo.Context) error {
		by, err := s.asker(c)
		if err != nil {
			return err
		}
		setReadHeaders(c.Response().Header(), by)
		return h(c, by)
	}
}

// ofRoom goes round what phones and screens ask by a code or a token of their
// own. What they may do, the handlers say.
func (s *server) ofRoom(h handler) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header()["Cache-Control"] = privateStore
		return h(c, asker{})
	}
}

// listen streams what happens in the workshop, or answers once to who cannot
// listen. may is an error from when the listener's right has ended: nothing is told
// after that. It is nil for rights that last as long as the workshop.
func (s *server) listen(c echo.Context, w *store.Workshop, audience live.Audience, phone string, may func() error) error {
	c.Response().Header()["Cache-Control"] = privateStore
	if !strings.Contains(c.Request().Header.Get("Accept"), "text/event-stream") {
		return s.poll(c, w, audience, phone, may)
	}
	key := addressOf(c).String() + w.Code
	if err := s.listeners.enter(key); err != nil {
		return err
	}
	defer s.listeners.leave(key)
	after, _ := strconv.ParseInt(c.Request().Header.Get("Last-Event-ID"), 10, 64) // what is none is the beginning
	stream, err := s.live.Join(c.Request().Context(), w.Code, audience, phone, after)
	if err != nil {
		return err
	}
	defer stream.Leave()
	return flow(c, stream, may)
}

// flow sends events until the client goes, its right ends or the stream does.
func flow(c echo.Context, stream *live.Stream, may func() error) error {
	// The server's own limits are for requests that end.
	_ = http.NewResponseController(c.Response()).SetReadDeadline(time.Time{})
	h := c.Response().Header()
	h["Content-Type"] = []string{"text/event-stream"}
	h["X-Accel-Buffering"] = []string{"no"} // nginx would gather
	c.Response().WriteHeader(http.StatusOK)
	out := outlet{response: c.Response(), control: http.NewResponseController(c.Response())}
	var check <-chan time.Time
	if may != nil {
		ticker := time.NewTicker(checkTime)
		defer ticker.Stop()
		check = ticker.C
	}
	for {
		var event []byte
		open := true
		select {
		case <-c.Request().Context().Done():
			return nil
		case <-check:
		case event, open = <-stream.Events():
		}
		if !open {
			return out.write(stream.Bye())
		}
		if may != nil && may() != nil {
			return out.write(live.Bye("right"))
		}
		if event == nil {
			continue
		}
		if err := out.write(gathered(event, stream.Events())); err != nil {
			return err
		}
	}
}

// outlet is where the events of a stream go.
type outlet struct {
	response *echo.Response
	control  *http.ResponseController
	until    time.Time // the deadline
}

// write sends b at once, to a client that takes it in time. A deadline costs a tenth
// of telling a phone of a mark, so that it is moved on only when less than patience
// is left.
func (o *outlet) write(b []byte) error {
	if now := time.Now(); o.until.Sub(now) < patience {
		o.until = now.Add(patience + patience/2)
		_ = o.control.SetWriteDeadline(o.until)
	}
	_, err := o.response.Write(b)
	if err == nil {
		err = o.control.Flush()
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errWrite, err)
	}
	return nil
}

// gathered is event with what waits behind it, up to a piece; event itself, which
// all listeners share, if nothing does.
func gathered(event []byte, more <-chan []byte) []byte {
	shared := true
	for len(event) < maxPiece {
		select {
		case next, open := <-more:
			if !open {
				return event // what is closed stays so: the next to look sees it
			}
			if shared {
				event, shared = append([]byte(nil), event...), false
			}
			event = append(event, next...)
		default:
			return event
		}
	}
	return event
}

// poll answers with what is newer than the parameter after, and waits for it as
// long as the parameter wait says, in seconds.
func (s *server) poll(c echo.Context, w *store.Workshop, audience live.Audience, phone string, may func() error) error {
	values, err := parameters(c)
	if err != nil {
		return err
	}
	number := func(name string, most int64) (int64, error) {
		text := values.Get(name)
		if text == "" {
			return 0, nil
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 {
			return 0, badField(name, store.CodeMalformed)
		}
		if n > most {
			return 0, badField(name, store.CodeOutOfRange)
		}
		return n, nil
	}
	after, err := number("after", 1<<62)
	if err != nil {
		return err
	}
	seconds, err := number("wait", int64(maxWait/time.Second))
	if err != nil {
		return err
	}
	doc, err := s.live.Poll(c.Request().Context(), w.Code, audience, phone, after, time.Duration(seconds)*time.Second)
	if err == nil && may != nil {
		err = may() // it may have waited long
	}
	if err != nil {
		return err
	}
	c.Response().Header()["Content-Type"] = contentJSON
	return send(c, append(doc, '\n'))
}
