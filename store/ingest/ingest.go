// Package ingest takes contributions in from CSV and GeoJSON files: Kvarter's
// own exports, and foreign files by a Mapping.
//
// Read turns a file into rows, one at a time, in bounded memory; Import writes
// them in whole batches. A row that cannot be taken is told apart with its row,
// field and reason, and the rest goes in. Ids are made from what stands in the
// file, so that the same file twice is imported once.
package ingest

import (
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"strings"

	"kvarter/store"
)

// Format is a kind of file.
type Format string

// The formats that are read.
const (
	CSV     Format = "csv"
	GeoJSON Format = "geojson"
)

// AllFormats is every format that is read.
var AllFormats = []Format{CSV, GeoJSON}

// FormatOf tells the format from a file's name: .csv, .tsv and .txt are CSV,
// .geojson and .json are GeoJSON.
func FormatOf(name string) (Format, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".csv", ".tsv", ".txt":
		return CSV, nil
	case ".geojson", ".json":
		return GeoJSON, nil
	}
	return "", fmt.Errorf("%s: neither CSV nor GeoJSON by its name; rename it to end in .csv or .geojson", name)
}

// Row is one row of a file: a contribution, or why there is none.
type Row struct {
	// Number counts from 1 as spreadsheets do: a CSV file's header is row 1. Of
	// a GeoJSON file it is the feature's number from 1.
	Number int
	// ID is what the file calls the row, or empty.
	ID           string
	Contribution *store.Contribution
	Reject       *Reject
}

// Reject is why a row was not taken. It holds none of people's words.
type Reject struct {
	Row int
	// ID is what the file calls the row, or empty.
	ID string
	// Field is the contribution's field, or empty when the whole row is bad.
	Field string
	// Code is stable; Reason is a sentence for the operator.
	Code, Reason string
}

// The codes of a Reject beside those of store.ErrInvalid.
const (
	CodeRagged    = "ragged"        // more or fewer cells than the header
	CodeQuote     = "quote"         // quotes that do not match
	CodeTooLarge  = "too_large"     // a row larger than any answer
	CodeDecimal   = "decimal_comma" // 10,05 instead of 10.05
	CodeTime      = "time"          // a time that cannot be told
	CodeConflict  = "id_conflict"   // there already with other content
	CodeWithdrawn = "withdrawn"     // withdrawn by its author
)

// Read reads rows from r until its end. mapping is nil for Kvarter's own
// exports. An error is about the whole file (a missing column, broken JSON); it
// ends the rows. Memory is bounded by the largest row, and 16 bytes for each row
// that has no id of its own.
func Read(r io.Reader, format Format, mapping *Mapping, area *store.Area) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		c, err := newConverter(mapping, area)
		if err != nil {
			yield(Row{}, err)
			return
		}
		switch format {
		case CSV:
			readCSV(r, c, yield)
		case GeoJSON:
			readGeoJSON(r, c, yield)
		default:
			yield(Row{}, fmt.Errorf("%q is no format that is read; use csv or geojson", format))
		}
	}
}
