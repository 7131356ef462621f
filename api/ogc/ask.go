package ogc

import (
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// Limits of a page.
const (
	defaultLimit = store.DefaultLimit
	maxLimit     = store.MaxLimit
)

// ask is what a request for items asks.
type ask struct {
	query store.ContributionQuery
	crs   geo.CRS
	limit int
	// asked is the request's parameters.
	asked url.Values
	// key tells apart what counts differently.
	key string
}

// own are the parameters that are the service's and no property.
var own = []string{"limit", "bbox", "bbox-crs", "crs", "datetime", "filter", "filter-lang", "filter-crs", "q", "cursor", "f"}

// listed are the properties that the one query has lists for, comma separated.
var listed = []string{"kind", "prompt", "theme", "wave", "channel", "workshop", "status"}

// ask reads the parameters of items; whatever is unknown is refused.
func (s *Service) ask(c echo.Context, src source, by Asker) (ask, error) {
	values, err := parameters(c)
	if err != nil {
		return ask{}, err
	}
	a := ask{asked: maps.Clone(values), limit: defaultLimit}
	if f := c.QueryParam("f"); f != "" {
		a.asked.Set("f", f)
	}
	if a.crs, err = src.takeCRS(values, "crs"); err != nil {
		return a, err
	}
	if err := a.takeLimit(values); err != nil {
		return a, err
	}
	var where store.And
	if where, err = src.takeBBox(values, where); err != nil {
		return a, err
	}
	if err := src.takeFilterParts(values); err != nil {
		return a, err
	}
	normalizeDatetime(values)
	if where, err = takeProperties(values, where); err != nil {
		return a, err
	}
	q, err := store.ParseContributionQuery(values, by.Audience)
	if err != nil {
		return a, err
	}
	if q.Where != nil {
		where = append(where, q.Where)
	}
	if len(where) > 0 {
		q.Where = where
		if err := store.CheckCondition(q.Where, by.Audience); err != nil {
			return a, err
		}
	}
	q.Area, q.Shapes = src.area.Slug, []store.GeometryType{src.shape}
	if by.Narrow != nil {
		if err := by.Narrow(&q); err != nil {
			return a, err
		}
	}
	a.query = q
	counted := maps.Clone(a.asked)
	for _, name := range []string{"limit", "cursor", "crs", "f"} {
		delete(counted, name)
	}
	a.key = strings.Join([]string{src.id(), string(by.Audience), by.Key, counted.Encode()}, "\n")
	return a, nil
}

// takeLimit reads limit: more than the most is the most.
func (a *ask) takeLimit(values url.Values) error {
	all, named := values["limit"]
	delete(values, "limit")
	if !named {
		return nil
	}
	n, err := strconv.Atoi(all[0])
	switch {
	case len(all) > 1:
		return store.ErrInvalid{Field: "limit", Code: store.CodeDuplicate}
	case errors.Is(err, strconv.ErrRange) && !strings.HasPrefix(all[0], "-"):
		n = maxLimit
	case err != nil:
		return store.ErrInvalid{Field: "limit", Code: store.CodeMalformed}
	case n < 1:
		return store.ErrInvalid{Field: "limit", Code: store.CodeOutOfRange}
	}
	a.limit = min(n, maxLimit)
	return nil
}

// takeCRS reads a parameter whose value is one of the collection's systems.
func (s source) takeCRS(values url.Values, name string) (geo.CRS, error) {
	all, named := values[name]
	delete(values, name)
	if !named {
		return geo.CRS{}, nil
	}
	if len(all) > 1 {
		return geo.CRS{}, store.ErrInvalid{Field: name, Code: store.CodeDuplicate}
	}
	switch uri := strings.Trim(all[0], "[]"); uri { // as QGIS may send it
	case crs84:
		return geo.CRS{}, nil
	case crsURI(s.crs):
		return s.crs, nil
	}
	return geo.CRS{}, store.ErrInvalid{Field: name, Code: geo.CodeUnknownCRS}
}

// takeBBox leaves a box in degrees to the query and makes a condition of one in
// the area's system. What has no geometry matches every box.
func (s source) takeBBox(values url.Values, where store.And) (store.And, error) {
	crs, err := s.takeCRS(values, "bbox-crs")
	if err != nil {
		return where, err
	}
	all, named := values["bbox"]
	switch {
	case !named:
		return where, nil
	case len(all) > 1:
		return where, store.ErrInvalid{Field: "bbox", Code: store.CodeDuplicate}
	case crs.IsWGS84():
		if _, err := geo.ParseBBox(all[0]); err != nil {
			return where, inField("bbox", err)
		}
		if s.geometry == "" {
			delete(values, "bbox")
		}
		return where, nil
	}
	delete(values, "bbox")
	b, ok := plainBox(all[0])
	if !ok {
		return where, store.ErrInvalid{Field: "bbox", Code: geo.CodeInvalidBBox}
	}
	if s.geometry == "" {
		return where, nil
	}
	return append(where, store.Box{CRS: crs, Bound: b}), nil
}

func inField(field string, err error) error {
	var shape *geo.Error
	if errors.As(err, &shape) {
		return store.ErrInvalid{Field: field, Code: shape.Code}
	}
	return err
}

// plainBox reads four or six numbers of any size, the least first.
func plainBox(s string) (orb.Bound, bool) {
	parts := strings.Split(s, ",")
	if len(parts) != 4 && len(parts) != 6 {
		return orb.Bound{}, false
	}
	v := make([]float64, len(parts))
	for i, part := range parts {
		x, err := strconv.ParseFloat(part, 64)
		if err != nil || x != x {
			return orb.Bound{}, false
		}
		v[i] = x
	}
	b := orb.Bound{Min: orb.Point{v[0], v[1]}, Max: orb.Point{v[len(v)/2], v[len(v)/2+1]}}
	return b, !b.IsEmpty()
}

// takeFilterParts reads what goes with a filter: its language and the system of
// its shapes.
func (s source) takeFilterParts(values url.Values) error {
	for name, takes := range map[string][]string{
		"filter-lang": {"cql2-text", "cql-text"}, // the second from GDAL before 3.8
		"filter-crs":  {crs84},
	} {
		all, named := values[name]
		delete(values, name)
		if named && (len(all) > 1 || !slices.Contains(takes, all[0])) {
			return store.ErrInvalid{Field: name, Code: store.CodeNotSupported}
		}
	}
	return nil
}

// normalizeDatetime takes GDAL's "2025-08-22T/.." for the day.
func normalizeDatetime(values url.Values) {
	for i, v := range values["datetime"] {
		from, to, isInterval := strings.Cut(v, "/")
		day := func(s string) string {
			if len(s) == len("2025-08-22T") {
				return strings.TrimSuffix(s, "T")
			}
			return s
		}
		values["datetime"][i] = day(from)
		if isInterval {
			values["datetime"][i] += "/" + day(to)
		}
	}
}

// takeProperties makes equalities of parameters that name a property, and leaves
// to the query those that it has lists for.
func takeProperties(values url.Values, where store.And) (store.And, error) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		f, isField := store.FieldNamed(name)
		if !isField || slices.Contains(own, name) || slices.Contains(listed, name) || f.Type() == store.TypeTime {
			continue
		}
		for _, text := range values[name] {
			v, err := valueOf(f, text)
			if err != nil {
				return where, err
			}
			where = append(where, store.Compare{Field: name, Is: store.Equal, Value: v})
		}
		delete(values, name)
	}
	return where, nil
}

func valueOf(f store.Field, text string) (any, error) {
	bad := store.ErrInvalid{Field: f.Name, Code: store.CodeMalformed}
	switch f.Type() {
	case store.TypeNumber:
		n, err := strconv.ParseInt(text, 10, 54)
		if err != nil {
			return nil, bad
		}
		return float64(n), nil
	case store.TypeTruth:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return nil, bad
		}
		return b, nil
	}
	if text == "" || len(text) > 1000 {
		return nil, bad
	}
	return text, nil
}
