package area

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"kvarter/store"
)

// Error is one thing wrong with an area file.
type Error struct {
	// File is the file's name, or empty.
	File string
	// Line and Column begin at 1; 0 if nothing in the file can be pointed at.
	Line, Column int
	// Path is where in the document, as methods[0].prompts[2].cap; may be empty.
	Path string
	// Message says what is wrong and what would be right.
	Message string

	cause error
}

// Unwrap is the rule's own error, if another package found it broken.
func (e *Error) Unwrap() error { return e.cause }

// Error is "file:line:column: path: message", without what is not known.
func (e *Error) Error() string {
	var b strings.Builder
	switch {
	case e.File != "" && e.Line > 0:
		fmt.Fprintf(&b, "%s:%d:%d: ", e.File, e.Line, e.Column)
	case e.File != "":
		b.WriteString(e.File + ": ")
	case e.Line > 0:
		fmt.Fprintf(&b, "line %d:%d: ", e.Line, e.Column)
	}
	if e.Path != "" {
		b.WriteString(e.Path + ": ")
	}
	return b.String() + e.Message
}

// at makes an Error at a token, which may be nil.
func (s *source) at(t *token.Token, path, format string, args ...any) *Error {
	e := &Error{File: s.file, Path: path, Message: fmt.Sprintf(format, args...)}
	if t != nil && t.Position != nil {
		e.Line, e.Column = t.Position.Line, t.Position.Column
	}
	return e
}

// bad notes what is wrong at path.
func (s *source) bad(path, format string, args ...any) {
	s.errs = append(s.errs, s.at(s.nearest(path), path, format, args...))
}

// nearest is where path stands, or else the nearest part of the document that
// holds it; nil if none does.
func (s *source) nearest(path string) *token.Token {
	for path != "" && s.tokens[path] == nil {
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return s.tokens[path]
}

// explain notes every ErrInvalid of err as a sentence with a remedy.
func (s *source) explain(err error) {
	for _, one := range store.Invalids(err) {
		s.bad(one.Field, "%s", remedy(one))
	}
}

// remedy is what to do about a rule of store.Area.Validate.
func remedy(e store.ErrInvalid) string {
	last := e.Field[strings.LastIndexByte(e.Field, '.')+1:]
	name, _, _ := strings.Cut(last, "[")
	if s := remedies[name+" "+e.Code]; s != "" {
		return s
	}
	if s := remedies[e.Code]; s != "" {
		return s
	}
	return e.Code
}

// remedies by "field code", else by code alone.
var remedies = map[string]string{
	store.CodeRequired:    "is missing; a text must stand at least in the first of languages",
	store.CodeDuplicate:   "stands twice; each needs its own",
	store.CodeOutOfRange:  "is out of range",
	store.CodeTooLong:     "is too long",
	store.CodeNotVisible:  "has nothing visible",
	store.CodeControl:     "holds a control character",
	store.CodeInvalidUTF8: "is not valid UTF-8",
	store.CodeUnknown:     "is not a known language tag; use for example nb, nn, en, pl, ar",
	store.CodeMalformed:   "is malformed; a key is lower case a-z and digits with single . _ or - between, at most 64 long",
	"overlap":             "overlaps a wave above; every moment may belong to one wave only, and closes is the first moment after",
	"low_contrast":        "has less than 3:1 contrast against white; choose a darker colour",

	"slug required":               "is missing; it is the area's name in addresses, as torstrand",
	"key required":                "is missing; it is the stable code, as meeting_place",
	"languages required":          "is missing; list the languages, the default first: [nb, en]",
	"time_zone required":          "is missing; name an IANA zone, as Europe/Oslo",
	"time_zone unknown":           "is not an IANA time zone, as Europe/Oslo",
	"crs malformed":               "must be EPSG and a number, as EPSG:25832",
	"center out_of_range":         "must be [longitude, latitude] in degrees; is it the wrong way round?",
	"position out_of_range":       "must be [longitude, latitude] in degrees; is it the wrong way round?",
	"zoom out_of_range":           "must be 0 to 24",
	"min_zoom out_of_range":       "must be 0 to 24",
	"max_zoom out_of_range":       "must be min_zoom to 24",
	"boundary required":           "is missing; give ring, geojson or file",
	"url required":                "is missing; without tiles leave base_map out",
	"url malformed":               "must be https, without a user, with {z}, {x} and {y} once each in the path",
	"attribution required":        "is missing; who made the tiles must be named",
	"waves required":              "is missing; at least one wave is needed to answer",
	"method unknown":              "names no method of this file",
	"closes out_of_range":         "must be after opens",
	"marks unknown":               "must be each or aggregate",
	"prompts required":            "is missing; a method asks at least one question",
	"kind unknown":                "must be mark or story",
	"polarity unknown":            "must be positive, neutral or negative",
	"cap out_of_range":            "must be 1 to 50",
	"geometry required":           "is missing; list some of point, line, area, none",
	"geometry unknown":            "must be point, line, area or none",
	"lens malformed":              "must be a key, as use, image, value, story or interest",
	"shape unknown":               "must be one of " + strings.Join(store.StickerShapes, ", "),
	"color malformed":             `must be "#rrggbb" in quotes`,
	"sticker duplicate":           "has the shape and colour of a sticker above; change one of the two",
	"letter too_long":             "is longer than 3 characters",
	"information required":        "is missing; people must be told what happens to their answers",
	"consent required":            "is missing in the first of languages",
	"byline_age out_of_range":     "must be 0 to 99; 0 does not ask",
	"layers too_long":             fmt.Sprintf("holds more than %d layers; nobody tells that many apart", store.MaxLayers),
	"redaction_days out_of_range": "must be 0 to 365; 0 erases at once",
	"frames malformed":            "must be an origin, as https://www.example.no or https://*.example.no",
	"date malformed":              "must be a day, as 2026-05-01",
	"options required":            "is missing; a question needs options to choose from",
	"options duplicate":           "stands twice; prefer_not_to_say stands for every question without being listed",
	"alone not_allowed":           "is for questions with one answer; leave several out",
	"view.center malformed":       "must be [longitude, latitude]",
	"attribution too_long":        "is too long",
	"source nothing_visible":      "has nothing visible",
	"source invalid_utf8":         "is not valid UTF-8",
	"source control_character":    "holds a control character",
}

// readable turns the YAML library's error into an Error.
func (s *source) readable(err error) error {
	var known yaml.Error
	if !errors.As(err, &known) {
		return s.at(nil, "", "not readable as YAML: %v", err)
	}
	message := known.GetMessage()
	var unknown *yaml.UnknownFieldError
	var wrong *yaml.TypeError
	var shape *yaml.UnexpectedNodeTypeError
	switch {
	case errors.As(err, &unknown):
		message += "; docs/area-file.md lists the fields"
	case errors.As(err, &wrong):
		message = fmt.Sprintf("is the wrong type: a %s is needed here", typeName(wrong.DstType.String()))
	case errors.As(err, &shape):
		message = fmt.Sprintf("is the wrong type: a %s is needed here", nodeName(shape.Expected))
	}
	t := known.GetToken()
	return s.at(t, s.pathOf(t), "%s", message)
}

// nodeName says a YAML type in words.
func nodeName(t ast.NodeType) string {
	switch t {
	case ast.SequenceType:
		return "list"
	case ast.MappingType:
		return "group of fields"
	}
	return strings.ToLower(t.String())
}

// typeName says a Go type in words.
func typeName(goType string) string {
	switch {
	case strings.Contains(goType, "Text"):
		return "list of texts by language (nb: …)"
	case strings.HasPrefix(goType, "[]"):
		return "list"
	case strings.Contains(goType, "int"):
		return "whole number"
	case strings.Contains(goType, "float"):
		return "number"
	case strings.Contains(goType, "bool"):
		return "true or false"
	case strings.Contains(goType, "string"):
		return "text"
	}
	return "group of fields"
}
