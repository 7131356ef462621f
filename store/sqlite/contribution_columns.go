package sqlite

import (
	"database/sql/driver"
	"fmt"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// publicColumns stand in published_contribution and in contribution, and
// staffColumns in contribution alone; scan reads them in this order.
const (
	publicColumns = "seq, id, kind, prompt, wave, method, created_at, lon, lat, wkb, lang, place, place_text," +
		" title, text, wish, theme, period_from, period_to, byline"
	staffColumns = publicColumns + ", share, located_by, outside_area, at_place, channel," +
		" review_geometry, review_words, review_byline, hidden_reason, workshop, round, updated_at," +
		" person, people, on_behalf, source, hold, received_at"
	publicCount = 20
)

// scan reads a row into c, all of it anew. Of a public row the geometry is
// rounded here: lines and areas are in SQL as they were drawn.
func scan(row []driver.Value, c *store.Contribution) error {
	*c = store.Contribution{
		Seq: integer(row[0]), Kind: store.Kind(text(row[2])), Prompt: text(row[3]), Wave: text(row[4]), Method: text(row[5]),
		CreatedAt: moment(row[6]), Lang: text(row[10]), Place: text(row[11]), PlaceText: text(row[12]), Title: text(row[13]),
		Text: text(row[14]), Wish: text(row[15]), Theme: text(row[16]), PeriodFrom: text(row[17]), PeriodTo: text(row[18]),
		Byline: text(row[19]),
	}
	copy(c.ID[:], blob(row[1]))
	if err := scanGeometry(row[7:10], c); err != nil {
		return fmt.Errorf("contribution %s: %w", c.ID, err)
	}
	if row = row[publicCount:]; len(row) == 0 {
		c.Seq, c.Geometry = 0, geo.Round(c.Geometry, geo.PublicDecimals)
		return nil
	}
	c.Share, c.LocatedBy = store.Share(text(row[0])), store.LocatedBy(text(row[1]))
	c.Outside, c.AtPlace = integer(row[2]) != 0, integer(row[3]) != 0
	c.Channel = store.Channel(text(row[4]))
	c.Review = store.Review{
		Geometry: store.ReviewState(text(row[5])), Words: store.ReviewState(text(row[6])),
		Byline: store.ReviewState(text(row[7])), Reason: store.Reason(text(row[8])),
	}
	c.Workshop, c.Round = text(row[9]), int(integer(row[10]))
	c.UpdatedAt = moment(row[11])
	c.Person, c.People = integer(row[12]), int(integer(row[13]))
	c.OnBehalf, c.Source, c.Hold = integer(row[14]) != 0, text(row[15]), text(row[16])
	c.ReceivedAt = moment(row[17])
	return nil
}

func scanGeometry(row []driver.Value, c *store.Contribution) error {
	if wkb := blob(row[2]); wkb != nil {
		g, err := geo.DecodeWKB(wkb)
		c.Geometry = g
		return err
	}
	if row[0] != nil {
		c.Geometry = orb.Point{real(row[0]), real(row[1])}
	}
	return nil
}

func moment(v driver.Value) time.Time { return time.UnixMicro(integer(v)).UTC() }

// The columns that a create writes: first those that never change, then those
// that an author's change writes too.
var (
	fixedColumns = strings.Fields("area id participant digest prompt wave method kind channel" +
		" workshop round people on_behalf person source hold created_at received_at")
	authorColumns = strings.Fields("lon lat cell wkb min_lon min_lat max_lon max_lat at_place outside_area" +
		" place place_text located_by text wish title theme share byline period_from period_to lang" +
		" review_geometry review_words review_byline hidden_reason updated_at")

	// insertContribution writes nothing if the id is there or was withdrawn: its
	// two last arguments name the area and the id of a tombstone.
	insertContribution = "INSERT INTO contribution (" + strings.Join(append(fixedColumns, authorColumns...), ", ") +
		") SELECT ?" + strings.Repeat(", ?", len(fixedColumns)+len(authorColumns)-1) +
		" WHERE NOT EXISTS (SELECT 1 FROM tombstone WHERE area = ? AND id = ?) ON CONFLICT (area, id) DO NOTHING"
	updateContribution = "UPDATE contribution SET " + strings.Join(authorColumns, " = ?, ") + " = ? WHERE seq = ?"
)

// fixedValues are those of fixedColumns; participant is its seq, or 0.
func fixedValues(args []any, area, participant int64, c *store.Contribution) []any {
	return append(args,
		area, c.ID[:], zeroNull(participant), c.Digest[:], c.Prompt, c.Wave, c.Method, string(c.Kind), string(c.Channel),
		orNull(c.Workshop), int64(c.Round), int64(c.People), flag(c.OnBehalf), zeroNull(c.Person), orNull(c.Source),
		orNull(c.Hold), c.CreatedAt.UnixMicro(), c.ReceivedAt.UnixMicro())
}

// authorValues are those of authorColumns.
func authorValues(args []any, c *store.Contribution) []any {
	args = append(args, geometryValues(c.Geometry)...)
	return append(args,
		flag(c.AtPlace), flag(c.Outside), orNull(c.Place), orNull(c.PlaceText), orNull(c.LocatedBy),
		orNull(c.Text), orNull(c.Wish), orNull(c.Title), orNull(c.Theme), string(c.Share), orNull(c.Byline),
		orNull(c.PeriodFrom), orNull(c.PeriodTo), c.Lang,
		orNull(c.Review.Geometry), orNull(c.Review.Words), orNull(c.Review.Byline), orNull(c.Review.Reason),
		c.UpdatedAt.UnixMicro())
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
