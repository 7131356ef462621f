package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"

	"kvarter/api/live"
	"kvarter/api/ogc"
	"kvarter/store"
)

// problem is a refusal as the client gets it (RFC 9457).
type problem struct {
	status int
	code   string
	// detail is a sentence for whoever debugs a client; never an internal error.
	detail string
	fields []store.ErrInvalid
	// retryAfter in seconds, 0 for none.
	retryAfter int
}

func (p *problem) Error() string { return strconv.Itoa(p.status) + " " + p.code }

// badField is a 400 about one field.
func badField(field, code string) *problem {
	return &problem{status: http.StatusBadRequest, code: "malformed", fields: []store.ErrInvalid{{Field: field, Code: code}}}
}

// answers is how each of the store's errors is answered, and what is meant for
// a passing trouble. What is not here is nobody's business: 500.
var answers = []struct {
	err        error
	status     int
	code       string
	retryAfter int
}{
	{store.ErrNotFound, http.StatusNotFound, "not_found", 0},
	{store.ErrConflict, http.StatusConflict, "id_conflict", 0},
	{store.ErrNotWords, http.StatusConflict, "not_words", 0},
	{store.ErrGone, http.StatusGone, "gone", 0},
	{store.ErrReceiptRequired, http.StatusUnauthorized, "receipt_required", 0},
	{store.ErrReceipt, http.StatusForbidden, "receipt_mismatch", 0},
	{store.ErrOutdated, http.StatusPreconditionFailed, "outdated", 0},
	{store.ErrOwn, http.StatusForbidden, "own", 0},
	{store.ErrNoContribution, http.StatusForbidden, "no_contribution", 0},
	{store.ErrParticipant, http.StatusConflict, "participant_conflict", 0},
	{store.ErrLastAdministrator, http.StatusConflict, "last_administrator", 0},
	{store.ErrWaveClosed, http.StatusConflict, "wave_closed", 0},
	{ogc.ErrOtherArea, http.StatusForbidden, "other_area", 0},
	{store.ErrWorkshopState, http.StatusConflict, "workshop_state", 0},
	{store.ErrStale, http.StatusConflict, "stale", 0},
	{live.ErrTaken, http.StatusConflict, "control_taken", 0},
	{live.ErrClosed, http.StatusServiceUnavailable, "unavailable", 5},
	{store.ErrClosed, http.StatusServiceUnavailable, "unavailable", 5},
	{context.DeadlineExceeded, http.StatusServiceUnavailable, "unavailable", 5},
}

// codes of the errors that Echo itself gives.
var codes = map[int]string{
	http.StatusNotFound:         "not_found",
	http.StatusMethodNotAllowed: "method_not_allowed",
}

// problemOf turns any error into what the client may know of it.
func problemOf(err error) *problem {
	var p *problem
	if errors.As(err, &p) {
		return p
	}
	for _, a := range answers {
		if errors.Is(err, a.err) {
			return &problem{status: a.status, code: a.code, retryAfter: a.retryAfter}
		}
	}
	if fields := forbidden(err); len(fields) > 0 {
		return &problem{status: http.StatusForbidden, code: "forbidden", fields: fields}
	}
	if fields := store.Invalids(err); len(fields) > 0 {
		return &problem{status: http.StatusUnprocessableEntity, code: "invalid", fields: asSent(fields)}
	}
	var he *echo.HTTPError
	if errors.As(err, &he) && codes[he.Code] != "" {
		return &problem{status: he.Code, code: codes[he.Code]}
	}
	return &problem{status: http.StatusInternalServerError, code: "internal"}
}

// forbidden lists every field of err that the asker may not name.
func forbidden(err error) []store.ErrInvalid {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []store.ErrInvalid
		for _, e := range joined.Unwrap() {
			all = append(all, forbidden(e)...)
		}
		return all
	}
	var one store.ErrForbidden
	if errors.As(err, &one) {
		return []store.ErrInvalid{{Field: one.Field, Code: "forbidden"}}
	}
	return nil
}

// asSent names fields as the client sent them: the age came as a header.
func asSent(fields []store.ErrInvalid) []store.ErrInvalid {
	for i, f := range fields {
		if f.Field == "age_seconds" {
			fields[i].Field = headerAge
		}
	}
	return fields
}

// answerError is the one function that answers errors: with a problem document,
// or with a page where a person typed an address.
func (s *server) answerError(err error, c echo.Context) {
	p := problemOf(err)
	h := c.Response().Header()
	for _, name := range []string{"Content-Disposition", "Etag", "Content-Encoding", "Content-Length"} {
		h.Del(name)
	}
	h["Cache-Control"] = noStore
	switch p.status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="kvarter"`)
	case http.StatusRequestEntityTooLarge, http.StatusRequestTimeout:
		// The rest of the body is not read.
		h.Set("Connection", "close")
	}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.retryAfter))
	}
	if wantsPage(c) {
		s.errorPage(c, p)
		return
	}
	h["Content-Type"] = contentProblem
	c.Response().WriteHeader(p.status)
	_, _ = c.Response().Write(p.append(nil))
}

// wantsPage says whether a person's browser asks for one of the pages.
func wantsPage(c echo.Context) bool {
	r := c.Request()
	return !strings.HasPrefix(r.URL.Path, "/api/") && strings.Contains(r.Header.Get("Accept"), "text/html")
}

// append appends the problem as a JSON document.
func (p *problem) append(b []byte) []byte {
	b = append(b, `{"type":"about:blank","title":"`...)
	b = append(b, http.StatusText(p.status)...)
	b = append(b, `","status":`...)
	b = strconv.AppendInt(b, int64(p.status), 10)
	b = append(b, `,"code":"`...)
	b = append(append(b, p.code...), '"')
	if p.detail != "" {
		b = append(b, `,"detail":`...)
		b, _ = jsontext.AppendQuote(b, p.detail)
	}
	if len(p.fields) > 0 {
		b = append(b, `,"errors":[`...)
		for i, f := range p.fields {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, `{"field":`...)
			b, _ = jsontext.AppendQuote(b, f.Field)
			b = append(b, `,"code":"`...)
			b = append(append(b, f.Code...), `"}`...)
		}
		b = append(b, ']')
	}
	return append(b, "}\n"...)
}

// unavailable is a 503 for the client; the log gets the cause.
func unavailable(cause error) error {
	return errors.Join(&problem{status: http.StatusServiceUnavailable, code: "unavailable", retryAfter: 5}, cause)
}
