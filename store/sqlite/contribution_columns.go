package sqlite

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// publicColumns stand in published_contribution and in contribution,
// staffColumns in contribution alone; scan reads them in this order. Each column
// costs a long export about a tenth of a second in a million rows, so that what
// most rows leave empty comes in two: several texts with a control character
// between, which no text can hold.
var (
	publicColumns = "id, kind, prompt, wave, method, created_at, lon, lat, wkb, lang, text, agreements, " +
		joined("has_more", publicMore)
	staffColumns = publicColumns + ", seq, share, located_by, channel, review_geometry, review_words, updated_at," +
		" person, source, received_at, " + joined("has_more OR aside", staffMore)

	publicMore = []string{"place", "place_text", "title", "wish", "theme", "period_from", "period_to", "byline"}
	staffMore  = []string{
		"workshop", "hold", "hidden_reason", "review_byline", "consent_lang", "consent_at", "round", "people", "on_behalf", "outside_area", "at_place", "aside",
		"late", "released",
	}
)

const (
	publicCount = 13
	separator   = "\x1f"
)

// joined is columns in one, where there may be any.
func joined(where string, columns []string) string {
	return "CASE WHEN " + where + " THEN format('%s" + strings.Repeat(separator+"%s", len(columns)-1) + "', " +
		strings.Join(columns, ", ") + ") END"
}

// split takes apart what joined joined, into parts; NULL leaves them empty.
func split(v driver.Value, parts []string) error {
	rest := text(v)
	if rest == "" {
		return nil
	}
	for i := range parts[1:] {
		var found bool
		if parts[i], rest, found = strings.Cut(rest, separator); !found {
			return errDamaged
		}
	}
	parts[len(parts)-1] = rest
	if strings.Contains(rest, separator) {
		return errDamaged
	}
	return nil
}

// errDamaged says that a row holds what no contribution can.
var errDamaged = errors.New("the row is damaged: run kvarter check")

// scan reads a row into c, all of it anew. Of a public row the geometry is
// rounded here: lines and areas are in SQL as they were drawn.
func scan(row []driver.Value, c *store.Contribution) error {
	*c = store.Contribution{
		Kind: store.Kind(text(row[1])), Prompt: text(row[2]), Wave: text(row[3]), Method: text(row[4]),
		CreatedAt: moment(row[5]), Lang: text(row[9]), Text: text(row[10]), Agreements: int(integer(row[11])),
	}
	copy(c.ID[:], blob(row[0]))
	g, err := scanGeometry(row[6:9])
	if err != nil {
		return fmt.Errorf("contribution %s: %w", c.ID, err)
	}
	c.Geometry = g
	var more [8]string
	if err := split(row[12], more[:]); err != nil {
		return fmt.Errorf("contribution %s: %w", c.ID, err)
	}
	c.Place, c.PlaceText, c.Title, c.Wish, c.Theme = more[0], more[1], more[2], more[3], more[4]
	c.PeriodFrom, c.PeriodTo, c.Byline = more[5], more[6], more[7]
	if row = row[publicCount:]; len(row) == 0 {
		c.Geometry = geo.Round(c.Geometry, geo.PublicDecimals)
		return nil
	}
	if err := scanStaff(row, c); err != nil {
		return fmt.Errorf("contribution %s: %w", c.ID, err)
	}
	return nil
}

func scanStaff(row []driver.Value, c *store.Contribution) error {
	c.Seq, c.Share, c.LocatedBy = integer(row[0]), store.Share(text(row[1])), store.LocatedBy(text(row[2]))
	c.Channel = store.Channel(text(row[3]))
	c.Review.Geometry, c.Review.Words = store.ReviewState(text(row[4])), store.ReviewState(text(row[5]))
	c.UpdatedAt, c.Person, c.Source, c.ReceivedAt = moment(row[6]), integer(row[7]), text(row[8]), moment(row[9])
	if row[10] == nil {
		return nil
	}
	var more [14]string
	if err := split(row[10], more[:]); err != nil {
		return err
	}
	c.Workshop, c.Hold = more[0], more[1]
	c.Review.Reason, c.Review.Byline = store.Reason(more[2]), store.ReviewState(more[3])
	c.ConsentLang = more[4]
	if at := more[5]; at != "" {
		micro, err := strconv.ParseInt(at, 10, 64)
		if err != nil {
			return errDamaged
		}
		c.ConsentAt = moment(micro)
	}
	var numbers [8]int
	for i, s := range more[6:] {
		var err error
		if numbers[i], err = strconv.Atoi(s); err != nil {
			return errDamaged
		}
	}
	c.Round, c.People = numbers[0], numbers[1]
	c.OnBehalf, c.Outside, c.AtPlace, c.Aside = numbers[2] != 0, numbers[3] != 0, numbers[4] != 0, numbers[5] != 0
	c.Late, c.Released = numbers[6] != 0, numbers[7] != 0
	return nil
}

// scanGeometry is the geometry of lon, lat and wkb.
func scanGeometry(row []driver.Value) (orb.Geometry, error) {
	switch {
	case row[2] != nil:
		return geo.DecodeWKB(blob(row[2]))
	case row[0] != nil:
		return orb.Point{float(row[0]), float(row[1])}, nil
	}
	return nil, nil
}

func moment(v driver.Value) time.Time { return time.UnixMicro(integer(v)).UTC() }

// The columns that a create writes: first those that never change, then those
// that an author's change writes too.
var (
	fixedColumns = strings.Fields("id area participant digest prompt wave method kind channel" +
		" workshop round people on_behalf person source hold late aside created_at received_at")
	authorColumns = strings.Fields("lon lat cell wkb min_lon min_lat max_lon max_lat at_place outside_area" +
		" place place_text located_by text wish title theme share byline consent_lang consent_at period_from period_to lang" +
		" review_geometry review_words review_byline hidden_reason updated_at")

	updateContribution = "UPDATE contribution SET " + strings.Join(authorColumns, " = ?, ") + " = ? WHERE seq = ?"
)

// fixedValues are those of fixedColumns, with what tells whether the id
// was withdrawn; participant is its seq, or 0.
func fixedValues(args []any, st *areaState, participant int64, c *store.Contribution) []any {
	id := c.ID[:]
	return append(args,
		id, st.area.Slug, id, st.id, zeroNull(participant), c.Digest[:], c.Prompt, c.Wave, c.Method, string(c.Kind), string(c.Channel),
		orNull(c.Workshop), int64(c.Round), int64(c.People), bit(c.OnBehalf), zeroNull(c.Person), orNull(c.Source),
		orNull(c.Hold), bit(c.Late), bit(c.Aside), c.CreatedAt.UnixMicro(), c.ReceivedAt.UnixMicro())
}

// authorValues are those of authorColumns.
func authorValues(args []any, c *store.Contribution) []any {
	args = append(args, geometryValues(c.Geometry)...)
	return append(args,
		bit(c.AtPlace), bit(c.Outside), orNull(c.Place), orNull(c.PlaceText), orNull(c.LocatedBy),
		orNull(c.Text), orNull(c.Wish), orNull(c.Title), orNull(c.Theme), string(c.Share), orNull(c.Byline),
		orNull(c.ConsentLang), momentNull(c.ConsentAt), orNull(c.PeriodFrom), orNull(c.PeriodTo), c.Lang,
		orNull(c.Review.Geometry), orNull(c.Review.Words), orNull(c.Review.Byline), orNull(c.Review.Reason),
		c.UpdatedAt.UnixMicro())
}

// momentZero is the time of a column that may be NULL, which is the zero time.
func momentZero(v driver.Value) time.Time {
	if v == nil {
		return time.Time{}
	}
	return moment(v)
}

// momentNull is t, NULL for the zero time.
func momentNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// geometryValues are lon, lat, cell, wkb and the four of the box.
func geometryValues(g orb.Geometry) []any {
	switch g := g.(type) {
	case nil:
		return make([]any, 8)
	case orb.Point:
		return []any{g[0], g[1], geo.Cell(g), nil, nil, nil, nil, nil}
	}
	b := g.Bound()
	return []any{nil, nil, nil, geo.EncodeWKB(g), b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
}
