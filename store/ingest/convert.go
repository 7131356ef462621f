package ingest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// record is one row before it is a contribution.
type record struct {
	number int
	// raw is all that the row holds, for rows without an id.
	raw []string
	// values by column, empty where there is none.
	values []string
	// shape is a GeoJSON geometry; nil in CSV.
	shape []byte
}

// converter turns records into contributions.
type converter struct {
	area    *store.Area
	mapping *Mapping
	own     bool
	zone    *time.Location
	// columns holds where each column stands in the file, -1 if nowhere.
	columns []int
	// named holds what each name in the file is, for files without an order.
	named map[string][]int
	ids   *identifier
}

func newConverter(m *Mapping, area *store.Area) (*converter, error) {
	c := &converter{area: area, mapping: m, own: m == nil, zone: time.UTC, ids: newIdentifier(area.Slug)}
	if c.own {
		c.mapping = &Mapping{}
	} else if err := m.validate(); err != nil {
		return nil, err
	}
	c.name()
	if c.own {
		return c, nil
	}
	name := m.TimeZone
	if name == "" {
		name = area.TimeZone
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("time_zone: %q is no IANA zone, as Europe/Oslo", name)
	}
	c.zone = zone
	return c, m.check(area)
}

// row makes the contribution, or says why there is none.
func (c *converter) row(rec *record) Row {
	v := rec.values
	id := strings.TrimSpace(v[colID])
	out := &store.Contribution{
		ID: c.ids.id(id, rec.raw), Source: store.SourceImport, Lang: c.mapping.Lang,
		Text: words(v[colText]),
	}
	err := c.where(rec, out)
	if err == nil {
		err = c.prompt(strings.TrimSpace(v[colPrompt]), out)
	}
	if err == nil {
		out.CreatedAt, err = parseTime(strings.TrimSpace(v[colCreatedAt]), c.zone)
	}
	row := Row{Number: rec.number, ID: id, Contribution: out}
	if err == nil && c.own {
		err = c.ownFields(v, out)
	}
	var bad *Reject
	if errors.As(err, &bad) {
		return rejected(rec.number, id, bad.Field, bad.Code, bad.Reason)
	}
	c.defaults(out)
	return row
}

// defaults sets how an imported answer got its place, and lets what was pinned
// by the name of a place follow that place again.
func (c *converter) defaults(out *store.Contribution) {
	if p := c.area.Place(out.Place); p != nil && p.Position != nil && out.LocatedBy == store.ByList && orb.Equal(out.Geometry, *p.Position) {
		out.Geometry = nil
	}
	if out.LocatedBy == "" && out.Geometry != nil && out.Place == "" {
		out.LocatedBy = store.ByImport
	}
}

// Error makes a Reject an error within this package.
func (r *Reject) Error() string { return r.Field + ": " + r.Reason }

func bad(column int, code, reason string) error {
	return &Reject{Field: fieldName(column), Code: code, Reason: reason}
}

// words are kept as they stand; a cell of blanks is no words.
func words(cell string) string {
	if strings.TrimSpace(cell) == "" {
		return ""
	}
	return cell
}

func (c *converter) prompt(value string, out *store.Contribution) error {
	out.Prompt = value
	if c.own {
		return nil
	}
	if key := c.mapping.Prompts[value]; key != "" {
		out.Prompt = key
		return nil
	}
	asked := slices.ContainsFunc(c.area.Methods, func(m *store.Method) bool { return m.Prompt(value) != nil })
	switch {
	case asked:
		return nil
	case c.mapping.DefaultPrompt != "":
		out.Prompt = c.mapping.DefaultPrompt
		return nil
	}
	shown := []rune(value)
	return bad(colPrompt, store.CodeUnknown, fmt.Sprintf("the mapping does not say what %q is", string(shown[:min(len(shown), 80)])))
}

// where reads the geometry, whichever way the row gives it.
func (c *converter) where(rec *record, out *store.Contribution) error {
	lon, lat := strings.TrimSpace(rec.values[colLon]), strings.TrimSpace(rec.values[colLat])
	var err error
	switch wkt := strings.TrimSpace(rec.values[colWKT]); {
	case rec.shape != nil:
		out.Geometry, err = geo.DecodeGeometry(rec.shape)
	case wkt != "":
		out.Geometry, err = geo.DecodeWKT(wkt)
	case lon != "" || lat != "":
		var p orb.Point
		if p[0], err = parseDegrees(colLon, lon); err != nil {
			return err
		}
		if p[1], err = parseDegrees(colLat, lat); err != nil {
			return err
		}
		out.Geometry, err = geo.Canonical(p)
	}
	var shape *geo.Error
	if errors.As(err, &shape) {
		return bad(colWKT, shape.Code, reasons[shape.Code])
	}
	return err
}

func parseDegrees(column int, s string) (float64, error) {
	switch {
	case s == "":
		return 0, bad(column, store.CodeRequired, columnNames[column]+" is empty where the other coordinate is not")
	case strings.Contains(s, ","):
		return 0, bad(column, CodeDecimal, "a decimal comma; write coordinates with a point, as 10.05")
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || strings.Trim(s, "0123456789+-.eE") != "" {
		return 0, bad(column, store.CodeMalformed, columnNames[column]+" is not a number of degrees")
	}
	return v, nil
}

// ownFields reads what only an own export holds.
func (c *converter) ownFields(v []string, out *store.Contribution) error {
	out.Kind, out.Place, out.PlaceText = store.Kind(v[colKind]), v[colPlace], v[colPlaceText]
	out.Title, out.Wish, out.Theme, out.Byline = v[colTitle], v[colWish], v[colTheme], v[colByline]
	out.PeriodFrom, out.PeriodTo, out.Lang = v[colPeriodFrom], v[colPeriodTo], v[colLang]
	out.Method, out.Wave, out.Workshop = v[colMethod], v[colWave], v[colWorkshop]
	out.Share, out.LocatedBy, out.Channel = store.Share(v[colShare]), store.LocatedBy(v[colLocatedBy]), store.Channel(v[colChannel])
	if v[colSource] == store.SourceDemo {
		out.Source = store.SourceDemo
	}
	out.Review = store.Review{
		Geometry: store.ReviewState(v[colReviewGeometry]), Words: store.ReviewState(v[colReviewWords]),
		Byline: store.ReviewState(v[colReviewByline]), Reason: store.Reason(v[colHiddenReason]),
	}
	for _, n := range []struct {
		column int
		set    func(int64)
	}{
		{colRound, func(n int64) { out.Round = int(n) }},
		{colPeople, func(n int64) { out.People = int(n) }},
		{colPerson, func(n int64) { out.Person = n }},
	} {
		if v[n.column] == "" {
			continue
		}
		number, err := strconv.ParseInt(v[n.column], 10, 64)
		if err != nil || number < 0 || number > store.MaxPerson {
			return bad(n.column, store.CodeMalformed, "not a whole number")
		}
		n.set(number)
	}
	switch v[colOnBehalf] {
	case "true", "false", "":
		out.OnBehalf = v[colOnBehalf] == "true"
	default:
		return bad(colOnBehalf, store.CodeMalformed, "must be true or false")
	}
	if out.Person != 0 {
		out.Participant = participant(c.area.Slug, out.Wave, out.Person)
	}
	return nil
}

// participant stands for a person of an own export. The real pseudonym never
// leaves a store; the same person gets the same one in every import.
func participant(area, wave string, person int64) uuid.UUID {
	return uuid.NewSHA1(namespace, []byte("person\x00"+area+"\x00"+wave+"\x00"+strconv.FormatInt(person, 10)))
}
