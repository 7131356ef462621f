package api

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"kvarter/store"
)

// buffer is a reusable piece of answer. One that could not be sent is let go: the
// connection may still hold on to it.
type buffer struct{ b []byte }

var buffers = sync.Pool{New: func() any { return &buffer{make([]byte, 0, 2048)} }}

// piece is how much of a page is read before it is sent, in bytes.
const piece = 1 << 20

// errWrite: the client is gone or too slow.
var errWrite = errors.New("the client does not take the answer")

// patience is how long the client may take for one piece of a long answer.
const patience = time.Minute

// send writes b and gives the client time for it.
func send(c echo.Context, b []byte) error {
	// Not every connection has deadlines; then there is nothing to move.
	_ = http.NewResponseController(c.Response()).SetWriteDeadline(time.Now().Add(patience))
	if _, err := c.Response().Write(b); err != nil {
		return fmt.Errorf("%w: %w", errWrite, err)
	}
	return nil
}

// sendWritten sends what write appends to a buffer.
func sendWritten(c echo.Context, write func([]byte) []byte) error {
	buf := buffers.Get().(*buffer)
	buf.b = write(buf.b[:0])
	if err := send(c, buf.b); err != nil {
		return err
	}
	buffers.Put(buf)
	return nil
}

// slowly is a writer for exports, made of send.
type slowly struct{ c echo.Context }

// Write sends p.
func (w slowly) Write(p []byte) (int, error) {
	if err := send(w.c, p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// answerJSON writes v as a document; the same value is always the same bytes.
func answerJSON(c echo.Context, v any) error { return answerJSONAs(c, http.StatusOK, v) }

func answerJSONAs(c echo.Context, status int, v any) error {
	b, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return err
	}
	c.Response().Header()["Content-Type"] = contentJSON
	c.Response().WriteHeader(status)
	return send(c, append(b, '\n'))
}

// parameters reads the query strictly: what net/url would skip is refused.
func parameters(c echo.Context) (url.Values, error) {
	values, err := url.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return nil, badField("query", store.CodeMalformed)
	}
	if c.Get(audienceRead) != nil {
		delete(values, "audience")
	}
	return values, nil
}

// noParameters refuses any, as lists refuse those they do not know.
func noParameters(c echo.Context) error {
	values, err := parameters(c)
	if err != nil {
		return err
	}
	p := badField("", "")
	p.fields = nil
	for name := range values {
		p.fields = append(p.fields, store.ErrInvalid{Field: name, Code: store.CodeUnknown})
	}
	if len(p.fields) > 0 {
		return p
	}
	return nil
}

// fresh sets the answer's ETag, and answers 304 and reports true if the asker
// has it already. of is what the answer depends on beside the data, the request,
// the program and how it was started; the data is the area's, or all of it if
// area is empty.
func (s *server) fresh(c echo.Context, area, of string) (bool, error) {
	r := c.Request()
	rev, err := s.Store.LastRev(r.Context(), area)
	if err != nil {
		return false, err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\n%s\n%s\n%s\n%s\n%s\n%s",
		rev, s.Version, s.PublicURL, s.BasemapFile, r.URL.Path, r.URL.RawQuery, of))
	tag := `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	return unchanged(c, tag)
}

// unchanged sets the answer's ETag, and answers 304 and reports true if the asker has
// it already.
func unchanged(c echo.Context, tag string) (bool, error) {
	c.Response().Header().Set("Etag", tag)
	if !matches(c.Request().Header.Values("If-None-Match"), tag) {
		return false, nil
	}
	return true, c.NoContent(http.StatusNotModified)
}

// matches says whether a tag of If-None-Match is tag, weak or not.
func matches(headers []string, tag string) bool {
	for one := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
