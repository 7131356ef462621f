package sqlite

import (
	"database/sql/driver"
	"encoding/json"
	"math"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/paulmach/orb"
	"modernc.org/sqlite"

	"kvarter/geo"
	"kvarter/store"
)

// compileWhere adds the query's condition, which the audience must be allowed to
// ask by. What is withheld is as if it were not there.
func (p *plan) compileWhere(q *store.ContributionQuery, withhold store.Withhold) error {
	if q.Where == nil {
		return nil
	}
	if q.Audience == store.AudienceAuthor { // whose rows are masked after reading
		return errAudience("filter")
	}
	if err := store.CheckCondition(q.Where, q.Audience); err != nil {
		return err
	}
	w := &whereSQL{public: p.public, withhold: withhold}
	w.node(q.Where)
	p.and("("+w.String()+")", w.args...)
	return nil
}

// whereSQL writes a checked condition as SQL.
type whereSQL struct {
	strings.Builder
	public   bool
	withhold store.Withhold
	args     []any
}

func (w *whereSQL) write(sql string, args ...any) {
	w.WriteString(sql)
	w.args = append(w.args, args...)
}

func (w *whereSQL) node(c store.Condition) {
	switch c := c.(type) {
	case store.And:
		w.join(c, " AND ", "1")
	case store.Or:
		w.join(c, " OR ", "0")
	case store.Not:
		w.write("NOT (")
		w.node(c.Of)
		w.write(")")
	case store.Compare:
		w.write(w.side(c.Field, c.AnyCase)+" "+string(c.Is)+" ?", w.value(c.Field, c.Value, c.AnyCase))
	case store.In:
		w.in(c)
	case store.Like:
		pattern := c.Pattern
		if c.AnyCase {
			pattern = foldWords(pattern)
		}
		w.write("is_like(?, "+w.side(c.Field, c.AnyCase)+")", pattern)
	case store.Null:
		if c.Field == store.GeometryField {
			w.write("coalesce(lon, min_lon) IS NULL")
		} else {
			w.write(w.column(c.Field) + " IS NULL")
		}
	case store.Time:
		w.time(c)
	case store.Meets:
		w.meets(c)
	case store.Box:
		w.box(c)
	}
}

func (w *whereSQL) join(all []store.Condition, with, none string) {
	if len(all) == 0 {
		w.write(none)
		return
	}
	w.write("(")
	for i, c := range all {
		if i > 0 {
			w.write(with)
		}
		w.node(c)
	}
	w.write(")")
}

// column is the property as it stands in outputs: an empty one is NULL.
func (w *whereSQL) column(field string) string {
	switch field {
	case "people", "round":
		return "nullif(" + field + ", 0)"
	case "text", "wish", "title", "place_text":
		if w.withhold.Words && !w.public {
			return "iif(review_words = 'published', " + field + ", NULL)"
		}
	case "byline":
		if w.withhold.Bylines && !w.public {
			return "iif(0, byline, NULL)"
		}
	}
	return field // which the check found among the fields
}

func (w *whereSQL) side(field string, anyCase bool) string {
	if anyCase {
		return "folded(" + w.column(field) + ")"
	}
	return w.column(field)
}

func (w *whereSQL) value(field string, v any, anyCase bool) any {
	switch v := v.(type) {
	case bool:
		return bit(v)
	case string:
		if field == "id" {
			id, _ := uuid.Parse(v) // the check did
			return id[:]
		}
		if anyCase {
			return foldWords(v)
		}
	}
	return v
}

func (w *whereSQL) in(c store.In) {
	if len(c.Values) == 0 {
		w.write("0")
		return
	}
	w.write(w.side(c.Field, c.AnyCase) + " IN (?" + strings.Repeat(", ?", len(c.Values)-1) + ")")
	for _, v := range c.Values {
		w.args = append(w.args, w.value(c.Field, v, c.AnyCase))
	}
}

func (w *whereSQL) time(c store.Time) {
	from, to := int64(math.MinInt64), int64(math.MaxInt64)
	if !c.From.IsZero() {
		from = ceilMicro(c.From)
	}
	if !c.To.IsZero() {
		to = floorMicro(c.To)
	}
	w.write(c.Field+" BETWEEN ? AND ?", from, to)
}

// whereBox is isBox that is false, not NULL, where there is a geometry elsewhere.
const whereBox = `iif(lon IS NOT NULL, lon BETWEEN ? AND ? AND lat BETWEEN ? AND ?,
	min_lon <= ? AND max_lon >= ? AND min_lat <= ? AND max_lat >= ?)`

// meets asks for the box first, which most rows fail.
func (w *whereSQL) meets(c store.Meets) {
	w.write("("+whereBox+" AND meets(?, lon, lat, wkb, ?))", append(boxArgs(c.Shape.Bound()), geo.EncodeWKB(c.Shape), w.decimals())...)
}

func (w *whereSQL) box(c store.Box) {
	b := c.Bound
	if c.CRS.IsWGS84() {
		w.write(whereBox, boxArgs(b)...)
		return
	}
	w.write("in_box(?, ?, ?, ?, ?, lon, lat, wkb, ?)", int64(c.CRS.EPSG()), b.Min[0], b.Min[1], b.Max[0], b.Max[1], w.decimals())
}

// decimals are those of the positions that the audience sees: it must not find
// out more by asking.
func (w *whereSQL) decimals() int64 {
	if w.public {
		return geo.PublicDecimals
	}
	return geo.Decimals
}

// registerConditions teaches the driver what conditions need; see registerWords.
//
//	folded(text)                      text as words are compared; NULL of NULL
//	is_like(pattern, text)            store.Like
//	meets(shape, lon, lat, wkb, decimals)
//	in_box(epsg, west, south, east, north, lon, lat, wkb, decimals)
var registerConditions = sync.OnceValue(func() error {
	for name, f := range map[string]func([]driver.Value) (driver.Value, error){
		"folded": func(args []driver.Value) (driver.Value, error) {
			if args[0] == nil {
				return nil, nil
			}
			return foldWords(text(args[0])), nil
		},
		"is_like": func(args []driver.Value) (driver.Value, error) {
			if args[1] == nil {
				return nil, nil
			}
			return bit(isLike(text(args[0]), text(args[1]))), nil
		},
		"meets":  meetsShape,
		"in_box": inProjectedBox,
	} {
		n := map[string]int32{"folded": 1, "is_like": 2, "meets": 5, "in_box": 9}[name]
		err := sqlite.RegisterDeterministicScalarFunction(name, n, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) { return f(args) })
		if err != nil {
			return err
		}
	}
	return nil
})

// asked is the shape that rows were compared with last: a query compares all of
// them with the same.
var asked atomic.Pointer[askedShape]

type askedShape struct {
	wkb   string
	shape *geo.Shape
}

func meetsShape(args []driver.Value) (driver.Value, error) {
	g, err := scanGeometry(args[1:4])
	if g == nil || err != nil {
		return nil, err
	}
	wkb := blob(args[0])
	a := asked.Load()
	if a == nil || a.wkb != string(wkb) {
		shape, err := geo.DecodeWKB(wkb)
		if err != nil {
			return nil, err
		}
		a = &askedShape{string(wkb), geo.NewShape(shape)}
		asked.Store(a)
	}
	return bit(a.shape.Meets(geo.NewShape(geo.Round(g, int(integer(args[4])))))), nil
}

func inProjectedBox(args []driver.Value) (driver.Value, error) {
	g, err := scanGeometry(args[5:8])
	if g == nil || err != nil {
		return nil, err
	}
	crs, err := geo.CRSOf(int(integer(args[0])))
	if err != nil {
		return nil, err
	}
	g = geo.Map(geo.Round(g, int(integer(args[8]))), crs.Project)
	asked := orb.Bound{Min: orb.Point{float(args[1]), float(args[2])}, Max: orb.Point{float(args[3]), float(args[4])}}
	return bit(asked.Intersects(g.Bound())), nil
}

// isLike says whether all of s matches pattern: % any run, _ one character, what
// follows a backslash itself. It looks back to the last % alone, so that it takes
// no longer than the two lengths multiplied.
func isLike(pattern, s string) bool {
	gap, from := -1, 0 // the pattern behind the last %, and what of s it took
	p, i := 0, 0
	for i < len(s) {
		if p < len(pattern) && pattern[p] == '%' {
			p++
			gap, from = p, i
			continue
		}
		if np, ni, ok := step(pattern, p, s, i); ok {
			p, i = np, ni
			continue
		}
		if gap < 0 {
			return false
		}
		_, size := utf8.DecodeRuneInString(s[from:])
		from += size
		p, i = gap, from
	}
	for p < len(pattern) && pattern[p] == '%' {
		p++
	}
	return p == len(pattern)
}

// step compares one character of each.
func step(pattern string, p int, s string, i int) (int, int, bool) {
	if p == len(pattern) {
		return p, i, false
	}
	want, size := utf8.DecodeRuneInString(pattern[p:])
	any := want == '_'
	if want == '\\' && p+size < len(pattern) {
		p += size
		want, size = utf8.DecodeRuneInString(pattern[p:])
	}
	got, n := utf8.DecodeRuneInString(s[i:])
	return p + size, i + n, any || got == want
}

// leading are the boxes in degrees that hold all that the condition can find;
// none if it has no such boxes.
func leading(c store.Condition) []orb.Bound {
	switch c := c.(type) {
	case store.And:
		for _, one := range c {
			if boxes := leading(one); boxes != nil {
				return boxes
			}
		}
	case store.Or:
		var all []orb.Bound
		for _, one := range c {
			boxes := leading(one)
			if boxes == nil {
				return nil
			}
			all = append(all, boxes...)
		}
		const most = 8
		if len(all) <= most {
			return all
		}
	case store.Meets:
		return []orb.Bound{c.Shape.Bound()}
	case store.Box:
		if b, ok := c.CRS.Degrees(c.Bound); ok {
			return []orb.Bound{b}
		}
	}
	return nil
}

// leadByID lets an index lead to the rows that the condition can find, if it names
// their ids.
func (p *plan) leadByID(c store.Condition) {
	switch c := c.(type) {
	case store.And:
		for _, one := range c {
			p.leadByID(one)
		}
	case store.Compare:
		text, isText := c.Value.(string)
		if c.Field != "id" || c.Is != store.Equal || !isText {
			return
		}
		if id, err := uuid.Parse(text); err == nil {
			p.indexed = true
			p.and("seq IN (SELECT c.seq FROM contribution c WHERE c.area = ? AND c.id = ?)", p.area, id[:])
		}
	case store.In:
		if c.Field != "id" || len(c.Values) == 0 {
			return
		}
		p.among(c.Values)
	}
}

// among lets an index lead to the rows of ids.
func (p *plan) among(ids []any) {
	if list, err := json.Marshal(ids); err == nil { // which it always can
		p.indexed = true
		p.and("seq IN (SELECT c.seq FROM json_each(?) j CROSS JOIN contribution c ON c.area = ? AND c.id = unhex(j.value, '-'))", string(list), p.area)
	}
}
