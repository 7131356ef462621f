package api

import (
	"maps"
	"math"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"kvarter/geo"
	"kvarter/store"
	"kvarter/store/export"
)

// listClusters answers with what is public, gathered for a map of a zoom.
// Everybody gets the same, staff too.
func (s *server) listClusters(c echo.Context, _ asker) error {
	values, err := parameters(c)
	if err != nil {
		return err
	}
	zoom, err := takeZoom(values)
	if err != nil {
		return err
	}
	q, err := mapQuery(values, store.AudiencePublic)
	if err != nil {
		return err
	}
	q.Area = c.Param("area")
	if _, err := s.Store.Area(c.Request().Context(), q.Area); err != nil {
		return err
	}
	if fresh, err := s.fresh(c, q.Area, "clusters"); fresh || err != nil {
		return err
	}
	boxes := q.BBox
	filter := q.TakeSpotFilter()
	spots, err := s.crowds.spots(c.Request().Context(), s.Store, q, filterKey(&q, values))
	if err != nil {
		return err
	}
	c.Response().Header()["Content-Type"] = contentGeoJSON
	if c.Request().Method == http.MethodHead {
		return c.NoContent(http.StatusOK)
	}
	return sendWritten(c, func(b []byte) []byte { return appendClusters(b, spots.Clusters(zoom, boxes, filter)) })
}

// takeZoom takes the zoom out of the parameters.
func takeZoom(values url.Values) (float64, error) {
	all := values["zoom"]
	delete(values, "zoom")
	if len(all) == 0 {
		return 0, badField("zoom", store.CodeRequired)
	}
	if len(all) > 1 {
		return 0, badField("zoom", store.CodeDuplicate)
	}
	zoom, err := strconv.ParseFloat(all[0], 64)
	if err != nil || math.Mod(zoom, store.ZoomStep) != 0 {
		return 0, badField("zoom", store.CodeMalformed)
	}
	if zoom < 0 || zoom > store.MaxZoom {
		return 0, badField("zoom", store.CodeOutOfRange)
	}
	return zoom, nil
}

// mapQuery reads the filters of what is shown on a map, of which there are no
// pages.
func mapQuery(values url.Values, audience store.Audience) (store.ContributionQuery, error) {
	for _, name := range []string{"limit", "cursor"} {
		if values.Has(name) {
			return store.ContributionQuery{}, badField(name, store.CodeUnknown)
		}
	}
	q, err := store.ParseContributionQuery(values, audience)
	return q, badQuery(err)
}

// filterKey names the spots that q needs, read from values, for its audience:
// what spots filter by themselves is no part of it.
func filterKey(q *store.ContributionQuery, values url.Values) string {
	filters := maps.Clone(values)
	for _, name := range []string{"bbox", "prompt", "wave", "status"} {
		delete(filters, name)
	}
	return string(q.Audience) + " " + q.Area + "?" + filters.Encode()
}

// appendClusters appends a FeatureCollection; the largest cluster comes first.
func appendClusters(b []byte, all store.Clusters) []byte {
	b = append(b, `{"type":"FeatureCollection","features":[`...)
	for i := range all.All {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendCluster(append(b, '\n'), &all.All[i])
	}
	b = append(b, "\n],\"zoom\":"...)
	b = strconv.AppendFloat(b, all.Zoom, 'f', -1, 64)
	b = append(b, `,"numberMatched":`...)
	b = strconv.AppendInt(b, int64(all.Matched), 10)
	b = append(b, `,"numberPlaced":`...)
	b = strconv.AppendInt(b, int64(all.Placed), 10)
	b = append(b, `,"prompts":`...)
	return append(appendPrompts(b, all.Prompts), "}\n"...)
}

func appendCluster(b []byte, c *store.Cluster) []byte {
	b = append(b, `{"type":"Feature"`...)
	if c.Count == 1 {
		b = append(b, `,"id":"`...)
		b = append(export.AppendID(b, c.ID), '"')
	} else {
		b = appendBound(append(b, `,"bbox":`...), c)
	}
	b = append(b, `,"geometry":`...)
	if c.Shape != nil {
		b = geo.AppendGeometry(b, c.Shape, geo.PublicDecimals)
	} else {
		b = geo.AppendGeometry(b, c.At, geo.PublicDecimals)
	}
	b = append(b, `,"properties":{"count":`...)
	b = strconv.AppendInt(b, int64(c.Count), 10)
	b = append(b, `,"agreements":`...)
	b = strconv.AppendInt(b, int64(c.Agreements), 10)
	b = append(b, `,"prompts":`...)
	return append(appendPrompts(b, c.Prompts), "}}"...)
}

// appendBound appends the box of a cluster's members: west, south, east, north.
func appendBound(b []byte, c *store.Cluster) []byte {
	b = append(b, '[')
	for i, v := range [4]float64{c.Bound.Min[0], c.Bound.Min[1], c.Bound.Max[0], c.Bound.Max[1]} {
		if i > 0 {
			b = append(b, ',')
		}
		b = geo.AppendCoord(b, v, geo.PublicDecimals)
	}
	return append(b, ']')
}

// appendPrompts appends counts by prompt. Keys are plain letters, digits and
// strokes: nothing in them needs escaping.
func appendPrompts(b []byte, counts []store.PromptCount) []byte {
	b = append(b, '{')
	for i, c := range counts {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), c.Prompt...), `":`...)
		b = strconv.AppendInt(b, int64(c.Count), 10)
	}
	return append(b, '}')
}
