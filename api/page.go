package api

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/labstack/echo/v4"

	"kvarter/store"
)

//go:embed page
var pageFiles embed.FS

// pages are the few that the server makes itself, without the built frontend.
var pages = template.Must(template.New("").Funcs(template.FuncMap{"prose": prose}).ParseFS(pageFiles, "page/*.html"))

// frontPage leads to the only area, or lists them.
func (s *server) frontPage(c echo.Context) error {
	all, err := s.Store.AllAreas(c.Request().Context())
	if err != nil {
		return err
	}
	c.Response().Header()["Cache-Control"] = noCache
	if len(all) == 1 {
		return c.Redirect(http.StatusFound, "/a/"+all[0].Slug)
	}
	type row struct{ Slug, Lang, Name, Operator string }
	var rows []row
	for _, a := range all {
		lang := a.Languages[0]
		rows = append(rows, row{a.Slug, lang, a.Name.In(lang), a.Operator.In(lang)})
	}
	return s.page(c, http.StatusOK, "areas.html", rows)
}

// areaPage is the built page; the area in its address is its own to load.
func (s *server) areaPage(c echo.Context) error {
	a, err := s.Store.Area(c.Request().Context(), c.Param("area"))
	if err != nil {
		return err
	}
	h := c.Response().Header()
	// The page asks for its area and its texts as soon as its script runs; on a
	// slow line they are there by then.
	h.Add("Link", "</api/v1/areas/"+a.Slug+">; rel=preload; as=fetch; crossorigin")
	if texts := s.locales.likely(c.Request(), a.Languages); texts != "" {
		h.Add("Link", "</"+texts+">; rel=modulepreload")
	}
	h.Add("Vary", "Accept-Language")
	return s.policedPage(c, "index.html", s.framedBy(a.Frames, a))
}

// staffPage is a built page of staff about the area in its address. There is no
// data in it: what it shows it asks for, and the API knows who may have it.
func (s *server) staffPage(name string) echo.HandlerFunc {
	return func(c echo.Context) error {
		a, err := s.Store.Area(c.Request().Context(), c.Param("area"))
		if err != nil {
			return err
		}
		return s.builtPage(c, name, a)
	}
}

// ownPage is a built page of staff that is about no area.
func (s *server) ownPage(c echo.Context) error { return s.builtPage(c, "analyse.html", nil) }

// roomPage is a built page of a gathering, which only its code leads to: the map
// may be any area's.
func (s *server) roomPage(name string) echo.HandlerFunc {
	return func(c echo.Context) error {
		all, err := s.Store.AllAreas(c.Request().Context())
		if err != nil {
			return err
		}
		return s.builtPage(c, name, all...)
	}
}

// builtPage answers with a page of the build that may show the maps of areas.
func (s *server) builtPage(c echo.Context, name string, areas ...*store.Area) error {
	return s.policedPage(c, name, s.pagePolicy(areas...))
}

// policedPage answers with a page of the build under a policy of its own.
func (s *server) policedPage(c echo.Context, name, policy string) error {
	h := c.Response().Header()
	h["Cache-Control"] = noCache
	f := s.file(name, c.Request())
	if f == nil {
		return s.page(c, http.StatusServiceUnavailable, "unbuilt.html", nil)
	}
	setPageHeaders(h, policy)
	return f.answer(c)
}

// withoutStroke leads from an address with a stroke at its end to the page.
func (s *server) withoutStroke(c echo.Context) error {
	slug := c.Param("area")
	if !store.IsKey(slug) {
		return store.ErrNotFound
	}
	to := url.URL{Path: "/a/" + slug, RawQuery: c.Request().URL.RawQuery}
	return c.Redirect(http.StatusMovedPermanently, to.String())
}

// basemap serves the operator's PMTiles file, of which maps read ranges.
func (s *server) basemap(c echo.Context) error {
	if s.BasemapFile == "" {
		return store.ErrNotFound
	}
	f, err := os.Open(s.BasemapFile)
	if err != nil {
		return unavailable(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return unavailable(err)
	}
	h := c.Response().Header()
	h["Cache-Control"] = noCache
	h.Set("Content-Type", "application/vnd.pmtiles")
	// Somebody may take the whole file over a slow line.
	_ = http.NewResponseController(c.Response()).SetWriteDeadline(time.Now().Add(30 * patience))
	http.ServeContent(c.Response(), c.Request(), "", info.ModTime(), f)
	return nil
}

// errorPage is a problem for people.
func (s *server) errorPage(c echo.Context, p *problem) {
	if err := s.page(c, p.status, "error.html", p.status); err != nil {
		s.Logger.Error("the error page cannot be made", "error", err)
	}
}

// pageCSS is the look of the server's own pages: the policy allows no styles
// within them.
func (s *server) pageCSS(c echo.Context) error {
	css, err := pageFiles.ReadFile("page/page.css")
	if err != nil {
		return err
	}
	c.Response().Header()["Cache-Control"] = noCache
	return c.Blob(http.StatusOK, "text/css; charset=utf-8", css)
}

// page answers with one of the server's own pages.
func (s *server) page(c echo.Context, status int, name string, data any) error {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		return err
	}
	h := c.Response().Header()
	h["Content-Type"] = contentHTML
	setPageHeaders(h, s.pagePolicy())
	c.Response().WriteHeader(status)
	_, err := c.Response().Write(b.Bytes())
	return err
}
