package api

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/go-playground/validator/v10"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"kvarter/store"
)

// bind reads the body as JSON into v and checks its form. Strict: one value of
// at most Limits.Body bytes, valid UTF-8, no unknown and no repeated members,
// names in their exact case. types are the content types taken.
func (s *server) bind(c echo.Context, v any, types ...string) error {
	return s.bindUpTo(s.Limits.Body, c, v, types...)
}

// bindUpTo is bind for a body of at most most bytes.
func (s *server) bindUpTo(most int64, c echo.Context, v any, types ...string) error {
	if err := checkContentType(c.Request().Header, types); err != nil {
		return err
	}
	buf := buffers.Get().(*buffer)
	body, err := s.body(c, most, buf.b[:0])
	if err != nil {
		return err
	}
	err = json.Unmarshal(body, v, strict) // copies what it keeps
	if err != nil {
		err = jsonProblem(err)
	}
	if cap(body) <= piece/16 { // not to keep the rare large one
		buf.b = body
		buffers.Put(buf)
	}
	if err != nil {
		return err
	}
	return checkForm(v)
}

var strict = json.RejectUnknownMembers(true)

func checkContentType(h http.Header, types []string) error {
	given := h.Get("Content-Type")
	if !slices.Contains(types, given) { // as all clients but a few write it
		media, params, err := mime.ParseMediaType(given)
		charset, named := params["charset"]
		if err != nil || !slices.Contains(types, media) || named && !strings.EqualFold(charset, "utf-8") {
			return unsupported("Content-Type")
		}
	}
	if h.Get("Content-Encoding") != "" {
		return unsupported("Content-Encoding")
	}
	return nil
}

func unsupported(header string) *problem {
	return &problem{
		status: http.StatusUnsupportedMediaType, code: "unsupported_media_type",
		fields: []store.ErrInvalid{{Field: header, Code: "unsupported"}},
	}
}

// body reads the whole body, of at most most bytes, into room or more than that.
func (s *server) body(c echo.Context, most int64, room []byte) ([]byte, error) {
	r := c.Request()
	if r.ContentLength > most {
		return nil, tooLarge(most)
	}
	buf := bytes.NewBuffer(room)
	if r.ContentLength > 0 {
		buf.Grow(int(r.ContentLength) + bytes.MinRead)
	}
	_, err := buf.ReadFrom(http.MaxBytesReader(c.Response(), r.Body, most))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, tooLarge(most)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, &problem{status: http.StatusRequestTimeout, code: "request_timeout"}
	case err != nil && r.Context().Err() != nil, errors.Is(err, io.ErrUnexpectedEOF):
		return nil, errWrite // the client left in the middle
	case err != nil:
		return nil, badJSON("body")
	}
	return buf.Bytes(), nil
}

func tooLarge(most int64) *problem {
	return &problem{
		status: http.StatusRequestEntityTooLarge, code: "too_large",
		detail: fmt.Sprintf("A body may have %d KiB.", most>>10), fields: []store.ErrInvalid{{Field: "body", Code: "too_large"}},
	}
}

func badJSON(field string) *problem {
	return &problem{
		status: http.StatusBadRequest, code: "malformed_json",
		fields: []store.ErrInvalid{{Field: field, Code: store.CodeMalformed}},
	}
}

// jsonProblem says which member could not be read, and why.
func jsonProblem(err error) *problem {
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		if errors.Is(err, jsontext.ErrDuplicateName) {
			return badField(fieldOf(syntax.JSONPointer), store.CodeDuplicate)
		}
		return badJSON(fieldOf(syntax.JSONPointer))
	}
	var meaning *json.SemanticError
	if !errors.As(err, &meaning) {
		return badJSON("body")
	}
	if errors.Is(err, json.ErrUnknownName) {
		return badField(fieldOf(meaning.JSONPointer), store.CodeUnknown)
	}
	return badField(fieldOf(meaning.JSONPointer), "wrong_type")
}

// maxField keeps an answer from repeating a body's worth of somebody's member
// name.
const maxField = 64

// fieldOf is the member of the body that p is in.
func fieldOf(p jsontext.Pointer) string {
	for name := range p.Tokens() {
		if len(name) > maxField {
			return "body"
		}
		return name
	}
	return "body"
}

// form checks what a request's struct says of itself: what is required and of
// which form. What a value means is the store's.
var form = func() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string { return f.Tag.Get("json") })
	// The validator's own takes a regular expression to each.
	err := v.RegisterValidation("id", func(f validator.FieldLevel) bool {
		s := f.Field().String()
		return len(s) == 36 && uuid.Validate(s) == nil
	})
	if err != nil {
		panic(err) // only for a bad name
	}
	return v
}()

func checkForm(v any) error {
	err := form.Struct(v)
	var wrong validator.ValidationErrors
	if !errors.As(err, &wrong) {
		return err
	}
	p := &problem{status: http.StatusBadRequest, code: "malformed"}
	for _, w := range wrong {
		code := store.CodeMalformed
		if w.Tag() == "required" {
			code = store.CodeRequired
		}
		p.fields = append(p.fields, store.ErrInvalid{Field: w.Field(), Code: code})
	}
	return p
}

// optional is a member of a merge patch: not named, named with a value, or
// named with null, which clears it.
type optional[T any] struct {
	Named bool
	Value T
}

// UnmarshalJSONFrom reads a value or null.
func (o *optional[T]) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	o.Named = true
	return json.UnmarshalDecode(d, &o.Value)
}

// pointer is the value to set, or nil to leave it.
func (o optional[T]) pointer() *T {
	if !o.Named {
		return nil
	}
	return &o.Value
}
