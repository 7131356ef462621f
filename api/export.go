package api

import (
	"io"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"kvarter/store"
	"kvarter/store/export"
)

// exportGeoJSON streams a FeatureCollection.
func (s *server) exportGeoJSON(c echo.Context, by asker) error {
	return s.answerExport(c, by, "geojson", contentGeoJSON, export.GeoJSON)
}

// exportCSV streams a table.
func (s *server) exportCSV(c echo.Context, by asker) error {
	return s.answerExport(c, by, "csv", contentCSV, export.CSV)
}

type writeExport func(io.Writer, iter.Seq2[*store.Contribution, error], export.Options) error

// answerExport streams what the query asks. An error after the first bytes
// breaks the connection, so that no half file looks whole.
func (s *server) answerExport(c echo.Context, by asker, ext string, contentType []string, write writeExport) error {
	q, err := s.query(c, by)
	if err != nil {
		return err
	}
	if _, err := s.Store.Area(c.Request().Context(), q.Area); err != nil {
		return err
	}
	h := c.Response().Header()
	h["Content-Type"] = contentType
	h.Set("Content-Disposition", `attachment; filename="`+fileName(q.Area, c.QueryParams(), s.Now(), ext)+`"`)
	if c.Request().Method == http.MethodHead {
		return c.NoContent(http.StatusOK)
	}
	rows := s.Store.Contributions(c.Request().Context(), q)
	return write(slowly{c}, rows, export.Options{Audience: q.Audience, Name: q.Area})
}

// fileName says area, filters and day: "torstrand-prompt-meeting_place-bbox-2026-03-04.csv".
// Values stand in it where they are codes, else the filter's name alone.
func fileName(area string, filters url.Values, now time.Time, ext string) string {
	parts := []string{area}
	for _, name := range []string{"kind", "prompt", "theme", "wave", "status", "channel", "workshop", "bbox", "period", "datetime", "q", "limit", "cursor"} {
		values := filters[name]
		if len(values) == 0 {
			continue
		}
		parts = append(parts, name)
		if !slices.Contains([]string{"bbox", "period", "datetime", "q", "cursor"}, name) {
			parts = append(parts, strings.Split(strings.Join(values, ","), ",")...)
		}
	}
	name := strings.Join(parts, "-")
	const most = 100
	return name[:min(len(name), most)] + "-" + now.UTC().Format(time.DateOnly) + "." + ext
}
