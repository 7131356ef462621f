package api

import (
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kvarter/store"
)

// builtFile is a file of the frontend in the encoding that the client takes.
type builtFile struct {
	data     []byte
	media    string
	encoding string
}

// encodings that the build makes beside each file, the smaller first.
var encodings = []struct{ name, ext string }{{"br", ".br"}, {"gzip", ".gz"}}

// file reads name, or the packed one beside it that r takes; nil if there is no
// such file.
func (s *server) file(name string, r *http.Request) *builtFile {
	if s.Frontend == nil || !fs.ValidPath(name) || isPacked(name) {
		return nil
	}
	f := &builtFile{media: mediaOf(name)}
	accepts := strings.Join(r.Header.Values("Accept-Encoding"), ",")
	for _, e := range encodings {
		if !takes(accepts, e.name) {
			continue
		}
		if data, err := fs.ReadFile(s.Frontend, name+e.ext); err == nil {
			f.data, f.encoding = data, e.name
			return f
		}
	}
	data, err := fs.ReadFile(s.Frontend, name)
	if err != nil {
		return nil
	}
	f.data = data
	return f
}

func isPacked(name string) bool {
	return strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz")
}

// mediaOf is the content type of a built file; the system's own list differs
// from machine to machine.
func mediaOf(name string) string {
	switch ext := path.Ext(name); ext {
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".webmanifest":
		return "application/manifest+json"
	case ".woff2":
		return "font/woff2"
	default:
		if t := mime.TypeByExtension(ext); t != "" {
			return t
		}
		return "application/octet-stream"
	}
}

// takes says whether Accept-Encoding names encoding and does not refuse it.
func takes(accepts, encoding string) bool {
	for one := range strings.SplitSeq(accepts, ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(one), ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		_, weight, found := strings.Cut(q, "q=")
		n, err := strconv.ParseFloat(strings.TrimSpace(weight), 64)
		return !found || err == nil && n > 0
	}
	return false
}

func (f *builtFile) answer(c echo.Context) error {
	h := c.Response().Header()
	h.Add("Vary", "Accept-Encoding")
	if f.encoding != "" {
		h.Set("Content-Encoding", f.encoding)
	}
	h.Set("Content-Length", strconv.Itoa(len(f.data)))
	return c.Blob(http.StatusOK, f.media, f.data)
}

// asset serves a file whose name changes with its content.
func (s *server) asset(c echo.Context) error {
	f := s.file("assets/"+c.Param("*"), c.Request())
	if f == nil {
		return store.ErrNotFound
	}
	c.Response().Header()["Cache-Control"] = immutable
	return f.answer(c)
}

// rootFiles routes what the build leaves beside the pages, as an icon.
func (s *server) rootFiles(e *echo.Echo) {
	if s.Frontend == nil {
		return
	}
	entries, err := fs.ReadDir(s.Frontend, ".")
	if err != nil {
		return
	}
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || strings.HasSuffix(name, ".html") || name[0] == '.' || isPacked(name) {
			continue
		}
		get(e, "/"+name, func(c echo.Context) error {
			f := s.file(name, c.Request())
			if f == nil {
				return store.ErrNotFound
			}
			c.Response().Header()["Cache-Control"] = noCache
			return f.answer(c)
		})
	}
}
