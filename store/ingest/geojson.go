package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"kvarter/store"
)

// readGeoJSON walks a FeatureCollection one feature at a time.
func readGeoJSON(r io.Reader, c *converter, yield func(Row, error) bool) {
	br := bufio.NewReader(r)
	if mark, _ := br.Peek(3); bytes.Equal(mark, []byte("\ufeff")) {
		_, _ = br.Discard(3) // they are there: Peek showed them
	}
	f := &featureReader{limit: &limitReader{r: br}, converter: c}
	// Broken text and repeated members are found again in each feature, where
	// they cost that feature alone.
	f.dec = jsontext.NewDecoder(f.limit, jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	if err := f.collection(yield); err != nil && !errors.Is(err, errStopped) {
		yield(Row{}, fmt.Errorf("after feature %d: %w", f.number, err))
	}
}

// errStopped says that nobody wants more rows.
var errStopped = errors.New("stopped")

var errCollection = errors.New("a GeoJSON FeatureCollection is needed")

type featureReader struct {
	limit     *limitReader
	dec       *jsontext.Decoder
	converter *converter
	number    int
}

func (f *featureReader) collection(yield func(Row, error) bool) error {
	if f.dec.PeekKind() != '{' {
		return errCollection
	}
	if _, err := f.dec.ReadToken(); err != nil {
		return broken(err)
	}
	features := false
	for f.dec.PeekKind() == '"' {
		name, err := f.dec.ReadToken()
		if err != nil {
			return broken(err)
		}
		if err := f.member(name.String(), &features, yield); err != nil {
			return err
		}
	}
	if _, err := f.dec.ReadToken(); err != nil {
		return broken(err)
	}
	if !features {
		return errCollection
	}
	return nil
}

// member reads one member of the collection; those of others are passed over.
func (f *featureReader) member(name string, features *bool, yield func(Row, error) bool) error {
	if name == "features" {
		if *features {
			return errors.New("the file holds features twice")
		}
		*features = true
		return f.features(yield)
	}
	value, err := f.dec.ReadValue()
	if err != nil {
		return broken(err)
	}
	switch {
	case name == "type" && string(value) != `"FeatureCollection"`:
		return errCollection
	case name == "crs" && !isWGS84(value):
		return errors.New("the coordinates are not longitude and latitude (WGS 84); turn the file with: ogr2ogr -t_srs EPSG:4326 out.geojson in.geojson")
	}
	return nil
}

// isWGS84 knows the names that older GeoJSON gives to the only system it may be in.
func isWGS84(crs jsontext.Value) bool {
	s := string(crs)
	return s == "null" || strings.Contains(s, "CRS84") || strings.Contains(s, "4326")
}

func (f *featureReader) features(yield func(Row, error) bool) error {
	if f.dec.PeekKind() != '[' {
		return errCollection
	}
	if _, err := f.dec.ReadToken(); err != nil {
		return broken(err)
	}
	for f.dec.PeekKind() != ']' {
		f.limit.read = 0
		value, err := f.dec.ReadValue()
		if err != nil {
			return broken(err)
		}
		f.number++
		if !yield(f.row(value), nil) {
			return errStopped
		}
	}
	_, err := f.dec.ReadToken()
	return broken(err)
}

// broken says plainly that the file is cut off or no JSON.
func broken(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the file ends in the middle; what came before is whole")
	}
	return err
}

func (f *featureReader) row(value jsontext.Value) Row {
	rec := record{number: f.number, raw: []string{string(value)}, values: make([]string, len(columnNames))}
	if len(value) > maxRecord {
		return rejected(f.number, "", "", CodeTooLarge, "")
	}
	if err := f.feature(value, &rec); err != nil {
		var bad *Reject
		if errors.As(err, &bad) {
			return rejected(f.number, "", bad.Field, bad.Code, bad.Reason)
		}
		return rejected(f.number, "", "", "invalid_json", "not a well-formed feature (broken text, or a member twice)")
	}
	return f.converter.row(&rec)
}

// feature reads the members of one feature, strictly.
func (f *featureReader) feature(value jsontext.Value, rec *record) error {
	isFeature := false
	err := members(value, func(name string, v jsontext.Value) error {
		switch name {
		case "type":
			isFeature = string(v) == `"Feature"`
		case "id":
			if rec.values[colID] == "" && (f.converter.own || f.converter.source(colID) == "") {
				return plainValue(v, colID, &rec.values[colID])
			}
		case "geometry":
			if v.Kind() != 'n' {
				rec.shape = bytes.Clone(v)
			}
		case "properties":
			if v.Kind() != 'n' {
				return f.properties(v, rec)
			}
		}
		return nil
	})
	if err == nil && !isFeature {
		return &Reject{Code: "feature", Reason: "not a GeoJSON Feature"}
	}
	return err
}

func (f *featureReader) properties(value jsontext.Value, rec *record) error {
	return members(value, func(name string, v jsontext.Value) error {
		columns, known := f.converter.named[name]
		for _, column := range columns {
			if err := plainValue(v, column, &rec.values[column]); err != nil {
				return err
			}
		}
		isOurs := func(f store.Field) bool { return f.Name == name }
		if f.converter.own && !known && !slices.ContainsFunc(store.ContributionFields, isOurs) {
			return &Reject{Field: name, Code: store.CodeUnknown, Reason: "not one of Kvarter's own properties; for another's file give a mapping"}
		}
		return nil
	})
}

// plainValue reads a string, number, true, false or null.
func plainValue(v jsontext.Value, column int, into *string) error {
	switch v.Kind() {
	case '"':
		s, err := jsontext.AppendUnquote(nil, v)
		*into = string(s)
		return err
	case '{', '[':
		return bad(column, store.CodeMalformed, "a list or an object where text is needed")
	case 'n':
		return nil
	}
	*into = string(v)
	return nil
}

// members calls each with every member of an object.
func members(object jsontext.Value, each func(name string, v jsontext.Value) error) error {
	dec := jsontext.NewDecoder(bytes.NewBuffer(object)) // which is read in place
	if dec.PeekKind() != '{' {
		return &Reject{Code: "feature", Reason: "not an object"}
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	for dec.PeekKind() == '"' {
		name, err := dec.ReadToken()
		if err != nil {
			return err
		}
		key := name.String()
		v, err := dec.ReadValue()
		if err != nil {
			return err
		}
		if err := each(key, v); err != nil {
			return err
		}
	}
	_, err := dec.ReadToken()
	return err
}

// limitReader stops a feature that would fill the memory.
type limitReader struct {
	r    io.Reader
	read int
}

// Read fails once more than a few rows' worth was read since read was reset.
func (l *limitReader) Read(p []byte) (int, error) {
	if l.read > 8*maxRecord {
		return 0, errors.New("the next feature is larger than any answer; is this the right file?")
	}
	n, err := l.r.Read(p)
	l.read += n
	return n, err
}
