package ogc

import (
	"mime"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"kvarter/store"
)

// wanted is typeJSON or typeHTML: HTML where f=html says so, or Accept names it
// and likes nothing of JSON as well. "*/*", nothing at all and "text/plain,
// application/json", as GDAL sends, mean JSON.
func wanted(c echo.Context) string {
	switch c.QueryParam("f") {
	case "html":
		return typeHTML
	case "json":
		return typeJSON
	}
	html, jsonLike := 0.0, 0.0
	for one := range strings.SplitSeq(strings.Join(c.Request().Header.Values("Accept"), ","), ",") {
		media, params, err := mime.ParseMediaType(strings.TrimSpace(one))
		if err != nil {
			continue
		}
		q := 1.0
		if text, found := params["q"]; found {
			if q, err = strconv.ParseFloat(text, 64); err != nil {
				continue
			}
		}
		switch {
		case media == typeHTML:
			html = max(html, q)
		case media == typeJSON, media == typeGeoJSON, strings.HasSuffix(media, "+json"):
			jsonLike = max(jsonLike, q)
		}
	}
	if html > 0 && html > jsonLike {
		return typeHTML
	}
	return typeJSON
}

// parameters reads the query strictly.
func parameters(c echo.Context) (url.Values, error) {
	values, err := url.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return nil, store.ErrInvalid{Field: "query", Code: store.CodeMalformed}
	}
	if f, named := values["f"]; named && (len(f) > 1 || f[0] != "json" && f[0] != "html") {
		return nil, store.ErrInvalid{Field: "f", Code: store.CodeUnknown}
	}
	delete(values, "f")
	return values, nil
}

// onlyFormat refuses any parameter but f.
func onlyFormat(c echo.Context) error {
	values, err := parameters(c)
	if err != nil {
		return err
	}
	for name := range values {
		return store.ErrInvalid{Field: name, Code: store.CodeUnknown}
	}
	return nil
}
