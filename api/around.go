package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
)

// statusClientGone stands in the log, and only there, for a request whose
// client did not wait for the answer.
const statusClientGone = 499

// around goes round every handler: it names the request, sets the headers that
// all answers have, answers errors and panics, and logs what came of it. The
// log names the route and never the path, the asker or the body.
func (s *server) around(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		start, asked := time.Now(), c.Request()
		id := s.run + "-" + strconv.FormatUint(s.requests.Add(1), 36)
		h := c.Response().Header()
		h["X-Request-Id"] = []string{id}
		setCommonHeaders(h)
		if s.isTLS(c) {
			h["Strict-Transport-Security"] = onlyTLS
		}
		defer func() {
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler { // an answer broken on purpose
					s.log(c, id, start, statusOf(c), errBroken)
					panic(v)
				}
				err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
			}
			if err != nil {
				c.SetRequest(asked) // whose context knows whether the client left
				s.fail(c, id, start, err)
				err = nil
				return
			}
			s.log(c, id, start, statusOf(c), nil)
		}()
		return next(c)
	}
}

// errBroken stands for what was already logged where it happened.
var errBroken = errors.New("the answer was broken off")

func statusOf(c echo.Context) int { return c.Response().Status }

// fail answers err, or breaks the connection where an answer has begun.
func (s *server) fail(c echo.Context, id string, start time.Time, err error) {
	if isClientGone(c, err) {
		s.log(c, id, start, statusClientGone, nil)
		panic(http.ErrAbortHandler)
	}
	if c.Response().Committed {
		s.log(c, id, start, http.StatusInternalServerError, err)
		panic(http.ErrAbortHandler)
	}
	c.Error(err)
	if statusOf(c) < http.StatusInternalServerError {
		err = nil
	}
	s.log(c, id, start, statusOf(c), err)
}

// isClientGone says whether the client left; then nobody waits for an answer.
func isClientGone(c echo.Context, err error) bool {
	return errors.Is(err, errWrite) || errors.Is(err, context.Canceled) && c.Request().Context().Err() != nil
}

func (s *server) log(c echo.Context, id string, start time.Time, status int, err error) {
	level := slog.LevelInfo
	if err != nil {
		level = slog.LevelError
	}
	ctx := context.WithoutCancel(c.Request().Context())
	if !s.Logger.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("method", method(c.Request().Method)),
		slog.String("route", c.Path()),
		slog.Int("status", status),
		slog.Float64("ms", float64(time.Since(start).Microseconds())/1000),
		slog.Int64("bytes", c.Response().Size),
		slog.String("request", id),
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	s.Logger.LogAttrs(ctx, level, "request", attrs...)
}

// method keeps words that a client made up out of the log.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPatch, http.MethodDelete, http.MethodPut, http.MethodOptions:
		return m
	}
	return "other"
}
