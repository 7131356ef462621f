package api

import (
	"errors"
	"io"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"kvarter/geo"
	"kvarter/store"
	"kvarter/store/export"
)

// exportAs answers with a file of what the query asks, in the format f.
func (s *server) exportAs(f export.Format) handler {
	return func(c echo.Context, by asker) error {
		q, o, err := s.exportOptions(c, by)
		if err != nil {
			return err
		}
		if err := s.checkExport(c, f, q, o); err != nil {
			return err
		}
		h := c.Response().Header()
		h.Set("Content-Type", f.MediaType)
		h.Set("Content-Disposition", `attachment; filename="`+o.FileName(f)+`"`)
		if c.Request().Method == http.MethodHead {
			return c.NoContent(http.StatusOK)
		}
		var n int64
		rows := counting(s.Store.Contributions(c.Request().Context(), q), &n)
		if f.Streams() {
			// An error after the first bytes breaks the connection, so that no half
			// file looks whole.
			err = f.Write(slowly{c}, rows, o)
		} else {
			err = s.sendFile(c, f, rows, o)
		}
		return errors.Join(err, s.logAccess(c, by, q, store.AccessExport, o.Filter, n))
	}
}

// exportOptions reads the filters and crs.
func (s *server) exportOptions(c echo.Context, by asker) (store.ContributionQuery, export.Options, error) {
	values, err := parameters(c)
	if err != nil {
		return store.ContributionQuery{}, export.Options{}, err
	}
	crs, lang := values["crs"], values["lang"]
	delete(values, "crs")
	delete(values, "lang")
	q, err := s.queryOf(c, by, values)
	if err != nil {
		return q, export.Options{}, err
	}
	o := export.Options{Audience: q.Audience, Filter: by.filter(values), Now: s.Now()}
	if o.Area, err = s.Store.Area(c.Request().Context(), q.Area); err != nil {
		return q, o, err
	}
	if o.Lang, err = langOf(lang, o.Area); err != nil {
		return q, o, err
	}
	o.CRS, err = crsOf(crs, o.Area)
	return q, o, err
}

// langOf reads the parameter lang: one of the area's languages, its first if not
// named.
func langOf(values []string, a *store.Area) (string, error) {
	switch {
	case len(values) == 0:
		return a.Languages[0], nil
	case len(values) > 1:
		return "", badField("lang", store.CodeDuplicate)
	case !slices.Contains(a.Languages, values[0]):
		return "", badField("lang", store.CodeUnknown)
	}
	return values[0], nil
}

// within is what a file made by a recipe was asked by: the recipe's parameters, and
// those of the request beside them.
func within(recipe, asked url.Values) url.Values {
	both := url.Values{}
	for _, one := range []url.Values{recipe, asked} {
		for name, values := range one {
			both[name] = append(both[name], values...)
		}
	}
	return both
}

func crsOf(values []string, a *store.Area) (geo.CRS, error) {
	switch {
	case len(values) > 1:
		return geo.CRS{}, badField("crs", store.CodeDuplicate)
	case len(values) == 1 && values[0] == "":
		return geo.CRS{}, badField("crs", store.CodeMalformed)
	case len(values) == 0:
		return geo.CRS{}, nil
	}
	c, err := export.CRSNamed(values[0], a)
	return c, refusedExport(err)
}

// exportsDoc says what files would hold before one is taken.
type exportsDoc struct {
	Count int64 `json:"count"`
	// Words is the filter, and what else a file says of itself, for people.
	Words []wordsDoc `json:"words"`
	Files []fileDoc  `json:"files"`
}

type wordsDoc struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type fileDoc struct {
	Format string `json:"format"`
	// Name is what the file would be called.
	Name string `json:"name"`
	// Refused is why there can be no such file; empty if there can.
	Refused string `json:"refused,omitzero"`
}

// listExports answers with how many contributions files of the query would hold,
// the filter in words, and the files' names.
func (s *server) listExports(c echo.Context, by asker) error {
	q, o, err := s.exportOptions(c, by)
	if err != nil {
		return err
	}
	if fresh, err := s.fresh(c, q.Area, "exports "+string(q.Audience)); fresh || err != nil {
		return err
	}
	doc := exportsDoc{}
	if doc.Count, err = s.Store.CountContributions(c.Request().Context(), q); err != nil {
		return err
	}
	if q.Limit > 0 {
		doc.Count = min(doc.Count, int64(q.Limit))
	}
	for _, said := range o.InWords() {
		doc.Words = append(doc.Words, wordsDoc(said))
	}
	for _, f := range export.Formats {
		file := fileDoc{Format: f.Name, Name: o.FileName(f)}
		var no *export.Refusal
		if errors.As(f.Check(doc.Count, o), &no) {
			file.Refused = no.Code
		}
		doc.Files = append(doc.Files, file)
	}
	return answerJSON(c, doc)
}

// checkExport refuses what the format cannot hold, before anything is sent.
func (s *server) checkExport(c echo.Context, f export.Format, q store.ContributionQuery, o export.Options) error {
	var rows int64
	if f.MaxRows > 0 {
		var err error
		if rows, err = s.Store.CountContributions(c.Request().Context(), q); err != nil {
			return err
		}
		if q.Limit > 0 {
			rows = min(rows, int64(q.Limit))
		}
	}
	return refusedExport(f.Check(rows, o))
}

// refusedExport is err as a problem with its reason, where it is a refusal.
func refusedExport(err error) error {
	var no *export.Refusal
	if !errors.As(err, &no) {
		return err
	}
	p := badField(no.Field, no.Code)
	p.detail = no.Reason
	return p
}

// sendFile makes the whole file on the disk, then sends it: a fault on the way
// there is still a problem document. The file goes when it is sent, or when the
// client is gone.
func (s *server) sendFile(c echo.Context, f export.Format, rows iter.Seq2[*store.Contribution, error], o export.Options) (err error) {
	if err := s.filers.enter(""); err != nil {
		return err
	}
	defer s.filers.leave("")
	file, err := f.Temporary(s.TempDir, rows, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Length", strconv.FormatInt(info.Size(), 10))
	const piece = 256 << 10
	_, err = io.CopyBuffer(slowly{c}, struct{ io.Reader }{file}, make([]byte, piece))
	return err
}
