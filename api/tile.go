package api

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
	"kvarter/store/export"
)

// getTile answers with a vector tile of what the asker may see.
func (s *server) getTile(c echo.Context, by asker) error {
	t, err := tileOf(c)
	if err != nil {
		return err
	}
	values, err := parameters(c)
	if err != nil {
		return err
	}
	q, err := tileQuery(values, by)
	if err != nil {
		return err
	}
	q.Area = c.Param("area")
	if _, err := s.Store.Area(c.Request().Context(), q.Area); err != nil {
		return err
	}
	if fresh, err := s.fresh(c, q.Area, "tile "+string(q.Audience)); fresh || err != nil {
		return err
	}
	filter := q.TakeSpotFilter()
	key := filterKey(&q, values)
	if by.recipe != nil { // which never changes
		key = by.who() + " " + key
	}
	spots, err := s.crowds.spots(c.Request().Context(), s.Store, q, key)
	if err != nil {
		return err
	}
	every := func() int64 { return int64(spots.Clusters(0, nil, filter).Placed) }
	if err := s.logMap(c, by, q, values, every); err != nil {
		return err
	}
	c.Response().Header()["Content-Type"] = contentTile
	if c.Request().Method == http.MethodHead {
		return c.NoContent(http.StatusOK)
	}
	return sendWritten(c, func(b []byte) []byte { return appendTile(b, spots.Tile(t, filter), t) })
}

// tileQuery reads the filters of tiles, each of which is a box itself.
func tileQuery(values url.Values, by asker) (store.ContributionQuery, error) {
	if values.Has("bbox") {
		return store.ContributionQuery{}, badField("bbox", store.CodeUnknown)
	}
	q, err := mapQuery(values, by.audience())
	if err == nil {
		err = by.narrow(&q)
	}
	return q, err
}

// tileOf reads the tile in the path.
func tileOf(c echo.Context) (geo.Tile, error) {
	y, found := strings.CutSuffix(c.Param("y.mvt"), ".mvt")
	if !found {
		return geo.Tile{}, store.ErrNotFound
	}
	var n [3]uint64
	for i, text := range []string{c.Param("z"), c.Param("x"), y} {
		var err error
		if n[i], err = strconv.ParseUint(text, 10, 32); err != nil {
			return geo.Tile{}, badNumber([]string{"z", "x", "y"}[i], err)
		}
	}
	if n[0] > geo.MaxZoom {
		return geo.Tile{}, badField("z", store.CodeOutOfRange)
	}
	for i, name := range []string{"x", "y"} {
		if n[i+1]>>n[0] != 0 {
			return geo.Tile{}, badField(name, store.CodeOutOfRange)
		}
	}
	return geo.Tile{Z: int(n[0]), X: uint32(n[1]), Y: uint32(n[2])}, nil
}

// badNumber says whether a number was too large to be read, or none.
func badNumber(field string, err error) error {
	if errors.Is(err, strconv.ErrRange) {
		return badField(field, store.CodeOutOfRange)
	}
	return badField(field, store.CodeMalformed)
}

// tileLayers are the layers of a tile, one kind of shape each.
var tileLayers = [...]string{"points", "lines", "areas"}

// tileFields are the properties of a tile's features, in the order of their
// numbers.
var tileFields = [...]string{"count", "prompt", "id", "wave", "status"}

const (
	fieldCount = iota
	fieldPrompt
	fieldID
	fieldWave
	fieldStatus
)

// appendTile appends the tile t of what all says.
func appendTile(b []byte, all store.Tile, t geo.Tile) []byte {
	var layers [len(tileLayers)]*geo.TileLayer
	for i, name := range tileLayers {
		layers[i] = geo.NewTileLayer(name, tileFields[:]...)
	}
	points := layers[0]
	for i := range all.Points {
		p, class := &all.Points[i], &all.Classes[all.Points[i].Class]
		if p.Gathered {
			points.Tag(fieldCount, points.Number(uint64(p.Count)))
			points.Tag(fieldPrompt, points.Text(class.Prompt))
		} else {
			tagMark(points, p.ID, class, 1)
		}
		points.Point(p.X, p.Y)
	}
	for i := range all.Shapes {
		one, class, l := &all.Shapes[i], &all.Classes[all.Shapes[i].Class], layers[1]
		if _, isArea := one.Geometry.(orb.Polygon); isArea {
			l = layers[2]
		}
		count := uint64(0)
		if one.Home {
			count = 1
		}
		tagMark(l, one.ID, class, count)
		if !l.Shape(t.Clip(one.Geometry)) && one.Near { // too thin to be seen
			tagMark(points, one.ID, class, 1)
			points.Point(one.X, one.Y)
		}
	}
	for _, l := range layers {
		b = l.Append(b)
	}
	return b
}

// tagMark says all that a tile says of a single mark.
func tagMark(l *geo.TileLayer, id uuid.UUID, class *store.SpotClass, count uint64) {
	l.Tag(fieldCount, l.Number(count))
	l.Tag(fieldPrompt, l.Text(class.Prompt))
	l.TagText(fieldID, string(export.AppendID(make([]byte, 0, 36), id)))
	l.Tag(fieldWave, l.Text(class.Wave))
	if class.Status != "" {
		l.Tag(fieldStatus, l.Text(string(class.Status)))
	}
}
