package geo

import (
	"bytes"
	"errors"
	"io"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// object is the members of a JSON object that somebody asked for, as raw JSON.
type object map[string]jsontext.Value

// readObject reads one JSON object and nothing after it: valid UTF-8, no member twice at any depth. It keeps the
// members named; others are refused where strict, else only checked to be JSON.
func readObject(data []byte, strict bool, keep ...string) (object, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, refuse(CodeEmpty)
	}
	dec := jsontext.NewDecoder(bytes.NewReader(data))
	if kind := dec.PeekKind(); kind != '{' {
		return nil, refuseNoObject(dec, kind)
	}
	if _, err := dec.ReadToken(); err != nil {
		return nil, refuseJSON(err)
	}
	members := object{}
	for dec.PeekKind() != '}' {
		token, err := dec.ReadToken()
		if err != nil {
			return nil, refuseJSON(err)
		}
		name := token.String()
		kept := slices.Contains(keep, name)
		if strict && !kept {
			return nil, refuse(CodeUnknownMember)
		}
		value, err := dec.ReadValue()
		if err != nil {
			return nil, refuseJSON(err)
		}
		if kept {
			members[name] = value.Clone()
		}
	}
	if _, err := dec.ReadToken(); err != nil {
		return nil, refuseJSON(err)
	}
	return members, end(dec)
}

// end refuses anything after the value that was read.
func end(dec *jsontext.Decoder) error {
	if _, err := dec.ReadToken(); !errors.Is(err, io.EOF) {
		return refuse(CodeInvalidJSON)
	}
	return nil
}

// refuseNoObject tells null from other JSON and from what is no JSON.
func refuseNoObject(dec *jsontext.Decoder, kind jsontext.Kind) error {
	if _, err := dec.ReadValue(); err != nil {
		return refuseJSON(err)
	}
	if err := end(dec); err != nil {
		return err
	}
	if kind == 'n' {
		return refuse(CodeEmpty)
	}
	return refuse(CodeGeometryType)
}

func refuseJSON(err error) error {
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return refuse(CodeDuplicateMember)
	}
	return refuse(CodeInvalidJSON)
}

// kind is the member "type"; one that is no text is no known type either.
func (o object) kind() (string, error) {
	raw, ok := o["type"]
	if !ok {
		return "", refuse(CodeMissingMember)
	}
	if raw.Kind() != '"' {
		return "", refuse(CodeGeometryType)
	}
	text, err := jsontext.AppendUnquote(nil, raw)
	if err != nil {
		return "", refuseJSON(err)
	}
	return string(text), nil
}

// coordinates is the member of that name, ready to be read; left counts down the positions that may still come.
func (o object) coordinates(left *int) (*coordinates, error) {
	raw, ok := o["coordinates"]
	if !ok {
		return nil, refuse(CodeMissingMember)
	}
	return &coordinates{text: raw, left: left}, nil
}

// each calls f with every element of the member of that name, which is an array.
func (o object) each(name string, f func([]byte) error) error {
	raw, ok := o[name]
	if !ok {
		return refuse(CodeMissingMember)
	}
	dec := jsontext.NewDecoder(bytes.NewReader(raw))
	if dec.PeekKind() != '[' {
		return refuse(CodeGeometryType)
	}
	if _, err := dec.ReadToken(); err != nil {
		return refuseJSON(err)
	}
	for dec.PeekKind() != ']' {
		value, err := dec.ReadValue()
		if err != nil {
			return refuseJSON(err)
		}
		if err := f(value); err != nil {
			return err
		}
	}
	return nil
}
