package ingest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"kvarter/store"
)

// The columns of an own export that are read, in the order of record.values.
// What else an export holds is the store's to set, and is passed over.
const (
	colID = iota
	colLon
	colLat
	colWKT
	colKind
	colPrompt
	colPlace
	colPlaceText
	colTitle
	colText
	colWish
	colTheme
	colPeriodFrom
	colPeriodTo
	colByline
	colLang
	colMethod
	colWave
	colCreatedAt
	colShare
	colLocatedBy
	colChannel
	colReviewGeometry
	colReviewWords
	colReviewByline
	colHiddenReason
	colWorkshop
	colRound
	colPerson
	colPeople
	colOnBehalf
	colSource
)

var columnNames = []string{
	"id", "lon", "lat", "wkt", "kind", "prompt", "place", "place_text", "title", "text", "wish", "theme", "period_from", "period_to", "byline",
	"lang", "method", "wave", "created_at", "share", "located_by", "channel", "review_geometry", "review_words", "review_byline", "hidden_reason",
	"workshop", "round", "person", "people", "on_behalf", "source",
}

// fieldName is the field that a reject names: a position is the geometry.
func fieldName(column int) string {
	if column == colLon || column == colLat || column == colWKT {
		return "geometry"
	}
	return columnNames[column]
}

// name notes which columns each name in the file is.
func (c *converter) name() {
	c.named = map[string][]int{}
	for column := range columnNames {
		if name := c.source(column); name != "" {
			c.named[name] = append(c.named[name], column)
		}
	}
}

// source is what a column is called in the file; empty if the file has none.
func (c *converter) source(column int) string {
	if c.own {
		return columnNames[column]
	}
	name := columnNames[column]
	if column == colCreatedAt {
		name = "time"
	}
	return c.mapping.Columns[name]
}

// bind finds the columns in a CSV header.
func (c *converter) bind(header []string) error {
	c.columns = make([]int, len(columnNames))
	var errs []error
	for i := range columnNames {
		name := c.source(i)
		c.columns[i] = slices.Index(header, name)
		switch {
		case name == "":
			c.columns[i] = -1
		case c.columns[i] < 0 && !c.own:
			errs = append(errs, fmt.Errorf("the file has no column %q; it has %s", name, strings.Join(header, ", ")))
		case c.columns[i] >= 0 && slices.Contains(header[c.columns[i]+1:], name):
			errs = append(errs, fmt.Errorf("the file has two columns %q", name))
		}
	}
	if c.own {
		errs = append(errs, checkOwnHeader(header))
	}
	return errors.Join(errs...)
}

// inMetres are the columns in which an own export has positions in another
// reference system, beside degrees.
var inMetres = []string{"x", "y", "xy_wkt"}

// checkOwnHeader refuses a file that is no own export: passing a column over
// would lose what people said.
func checkOwnHeader(header []string) error {
	const remedy = "for another's file give a mapping"
	if !slices.Contains(header, "prompt") {
		return fmt.Errorf("the file has no column %q; %s", "prompt", remedy)
	}
	for _, name := range header {
		known := slices.ContainsFunc(store.ContributionFields, func(f store.Field) bool { return f.Name == name })
		beside := slices.Contains(inMetres, name) && slices.Contains(header, "wkt")
		if !known && !beside && !slices.Contains(columnNames, name) {
			return fmt.Errorf("column %q is not one of Kvarter's own; remove it, or %s", name, remedy)
		}
	}
	return nil
}
