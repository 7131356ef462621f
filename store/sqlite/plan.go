package sqlite

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// maxCellRanges is into how many runs of cells a box is cut, largeCell how many
// bits of a cell its large cell leaves out, as the index has them: 15 of 31 a side stay.
const (
	maxCellRanges = 24
	largeCell     = 32
)

// manyCandidates is from how many contributions in a box on the list is walked
// in its order and each row compared, rather than fetched by box and sorted.
const manyCandidates = 10_000

// plan is a query compiled to SQL.
type plan struct {
	area    int64
	public  bool
	where   []string
	args    []any
	indexed bool // some condition leads to the rows, so that no order should
}

func (p *plan) and(condition string, args ...any) {
	p.where = append(p.where, condition)
	p.args = append(p.args, args...)
}

// sql is the statement for columns; limit 0 is all.
func (p *plan) sql(columns string, ordered bool, limit int) (string, []any) {
	from, area, order := "contribution NOT INDEXED", "area = ?", "seq"
	switch {
	case p.public && p.indexed: // + keeps the index of area and id from being taken
		from, area, order = "published_contribution", "+area = ?", "+id"
	case p.public:
		from, order = "published_contribution", "id"
	}
	q := "SELECT " + columns + " FROM " + from + " WHERE " + strings.Join(append([]string{area}, p.where...), " AND ")
	args := append([]any{p.area}, p.args...)
	if ordered {
		q += " ORDER BY " + order
	}
	if limit > 0 {
		q, args = q+" LIMIT ?", append(args, int64(limit))
	}
	return q, args
}

// page is the statement for q's page of a list, behind its cursor.
func (p *plan) page(q *store.ContributionQuery) (string, []any) {
	if p.public {
		if q.After.ID != uuid.Nil {
			p.and("id > ?", q.After.ID[:])
		}
		return p.sql(packed(publicColumns), true, q.Limit)
	}
	if q.After.Seq > 0 {
		p.and("seq > ?", q.After.Seq)
	}
	return p.sql(packed(staffColumns), true, q.Limit)
}

// errAudience says that a query asks by what its audience may not see.
func errAudience(field string) error { return store.ErrForbidden{Field: field} }

// compile makes the plan of q without its cursor.
func compile(ctx context.Context, c *conn, st *areaState, q *store.ContributionQuery) (*plan, error) {
	p := &plan{area: st.id}
	switch q.Audience {
	case store.AudienceStaff:
	case store.AudienceAuthor:
		if q.Participant == uuid.Nil {
			return nil, errAudience("participant")
		}
	case store.AudiencePublic:
		p.public = true
	default:
		return nil, errAudience("audience")
	}
	if err := p.compileFilter(ctx, c, q, q.Withhold); err != nil {
		return nil, err
	}
	if q.Within != nil {
		if err := p.compileFilter(ctx, c, q.Within, q.Withhold); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// compileFilter adds what q says of rows. A query within another is one too.
func (p *plan) compileFilter(ctx context.Context, c *conn, q *store.ContributionQuery, withhold store.Withhold) error {
	if err := p.compileKeys(q); err != nil {
		return err
	}
	if q.Participant != uuid.Nil {
		p.indexed = true
		p.and("seq IN (SELECT c.seq FROM contribution c WHERE c.participant = (SELECT seq FROM participant WHERE id = ?))", q.Participant[:])
	}
	p.compileShapes(q.Shapes)
	p.leadByID(q.Where)
	if len(q.BBox) > 0 {
		if err := p.compileBox(ctx, c, q.BBox); err != nil {
			return err
		}
	} else if boxes := leading(q.Where); len(boxes) > 0 {
		if err := p.lead(ctx, c, boxes); err != nil {
			return err
		}
	}
	if err := p.compileWhere(q, withhold); err != nil {
		return err
	}
	if q.Q != "" {
		if withhold.Words && !p.public {
			p.and("review_words IS 'published'")
		}
		// Last, as it costs most.
		p.and("has_words(?, text, wish, title, place_text)", queryWords(q.Q))
	}
	return nil
}

func (p *plan) compileKeys(q *store.ContributionQuery) error {
	if p.public {
		switch {
		case len(q.Channels) > 0:
			return errAudience("channel")
		case len(q.Workshops) > 0:
			return errAudience("workshop")
		case q.Source != "":
			return errAudience("source")
		}
	}
	p.in("kind", texts(q.Kinds))
	p.in("prompt", q.Prompts)
	p.in("theme", q.Themes)
	p.in("wave", q.Waves)
	p.in("channel", texts(q.Channels))
	if len(q.Workshops) > 0 {
		p.indexed = true
		args := []any{p.area}
		for _, code := range q.Workshops {
			args = append(args, code)
		}
		p.and("seq IN (SELECT c.seq FROM contribution c WHERE c.area = ? AND c.workshop IN (?"+strings.Repeat(", ?", len(args)-2)+"))", args...)
	}
	if q.Source != "" {
		p.and("source = ?", q.Source)
	}
	if err := p.compileStatus(q.Statuses); err != nil {
		return err
	}
	p.compilePeriod(q)
	if !q.From.IsZero() {
		p.and("created_at >= ?", ceilMicro(q.From))
	}
	if !q.To.IsZero() {
		p.and("created_at <= ?", floorMicro(q.To))
	}
	return nil
}

// compilePeriod keeps to what tells of some of these years, or of no time.
func (p *plan) compilePeriod(q *store.ContributionQuery) {
	var years []string
	var args []any
	if q.PeriodTo != "" {
		years, args = append(years, "substr(period_from, 1, 4) <= ?"), append(args, q.PeriodTo)
	}
	if q.PeriodFrom != "" {
		years, args = append(years, "substr(coalesce(period_to, period_from), 1, 4) >= ?"), append(args, q.PeriodFrom)
	}
	told := strings.Join(years, " AND ")
	switch {
	case q.Undated && told != "":
		p.and("("+told+" OR period_from IS NULL)", args...)
	case q.Undated:
		p.and("period_from IS NULL")
	case told != "":
		p.and(told, args...)
	}
}

// compileStatus: all that the public sees is published to it.
func (p *plan) compileStatus(statuses []store.ReviewState) error {
	if p.public {
		for _, s := range statuses {
			if s != store.Published {
				return errAudience("status")
			}
		}
		return nil
	}
	if len(statuses) == 1 && statuses[0] == store.Pending {
		p.indexed = true
		p.and("seq IN (SELECT c.seq FROM contribution c WHERE c.area = ? AND c.status = 'pending')", p.area)
		return nil
	}
	p.in("status", texts(statuses))
	return nil
}

// in keeps to rows whose column is one of values; none does not filter.
func (p *plan) in(column string, values []string) {
	if len(values) == 0 {
		return
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	p.and(column+" IN (?"+strings.Repeat(", ?", len(values)-1)+")", args...)
}

func texts[T ~string](all []T) []string {
	out := make([]string, len(all))
	for i, v := range all {
		out[i] = string(v)
	}
	return out
}

// Two ways to the contributions of a box: inBox finds points by large cells and
// shapes by box in their indexes, isBox compares a row. Of rows inBox reads nothing.
const (
	inBox = `SELECT c.seq FROM json_each(?) r CROSS JOIN contribution c
			WHERE c.area = ? AND c.cell >> 32 BETWEEN r.value ->> 0 AND r.value ->> 1 AND c.lon BETWEEN ? AND ? AND c.lat BETWEEN ? AND ?
		UNION ALL
		SELECT c.seq FROM contribution c
			WHERE c.area = ? AND c.min_lon <= ? AND c.max_lon >= ? AND c.min_lat <= ? AND c.max_lat >= ?
		LIMIT ?`
	isBox = `(lon BETWEEN ? AND ? AND lat BETWEEN ? AND ? OR min_lon <= ? AND max_lon >= ? AND min_lat <= ? AND max_lat >= ?)`
)

// compileBox filters by the boxes. Rows are always compared by what the
// audience sees; unless there are many, indexes lead to them.
func (p *plan) compileBox(ctx context.Context, c *conn, boxes []orb.Bound) error {
	var is []string
	var args []any
	for _, b := range boxes {
		is, args = append(is, isBox), append(args, boxArgs(b)...)
	}
	if err := p.lead(ctx, c, boxes); err != nil {
		return err
	}
	p.and("("+strings.Join(is, " OR ")+")", args...)
	return nil
}

// lead lets indexes lead to the rows of the boxes, unless something else does
// or there are many.
func (p *plan) lead(ctx context.Context, c *conn, boxes []orb.Bound) error {
	if p.indexed {
		return nil
	}
	seqs, err := p.candidates(ctx, c, boxes)
	if err != nil {
		return err
	}
	if p.indexed = len(seqs) < manyCandidates; p.indexed {
		list, err := json.Marshal(seqs)
		if err != nil {
			return err
		}
		p.and("seq IN (SELECT value FROM json_each(?))", string(list))
	}
	return nil
}

// compileShapes keeps to types of geometry. The second byte of what EncodeWKB
// writes tells lines from polygons.
func (p *plan) compileShapes(shapes []store.GeometryType) {
	var any []string
	for _, s := range shapes {
		any = append(any, map[store.GeometryType]string{
			store.GeometryPoint: "lon IS NOT NULL",
			store.GeometryLine:  "substr(wkb, 2, 1) = x'02'",
			store.GeometryArea:  "substr(wkb, 2, 1) = x'03'",
			store.GeometryNone:  "coalesce(lon, min_lon) IS NULL",
		}[s])
	}
	if len(any) > 0 {
		p.and("(" + strings.Join(any, " OR ") + ")")
	}
}

// candidates are the contributions that may be in the boxes, or manyCandidates
// of them.
func (p *plan) candidates(ctx context.Context, c *conn, boxes []orb.Bound) ([]int64, error) {
	seqs := []int64{}
	for _, b := range boxes {
		if p.public { // whose positions are rounded: by half a unit of the last decimal at most
			b = b.Pad(1e-5)
		}
		ranges, err := cellRanges(b)
		if err != nil {
			return nil, err
		}
		box := boxArgs(b)
		args := append(append([]any{ranges, p.area}, box[:4]...), p.area)
		args = append(append(args, box[4:]...), int64(manyCandidates-len(seqs)))
		err = c.each(ctx, inBox, args, func(row []driver.Value) error {
			seqs = append(seqs, integer(row[0]))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return seqs, nil
}

func cellRanges(b orb.Bound) (string, error) {
	pairs := [][2]int64{}
	for _, r := range geo.LargeCellRanges(geo.CellRanges(b, maxCellRanges), largeCell) {
		pairs = append(pairs, [2]int64{r.From, r.To})
	}
	out, err := json.Marshal(pairs)
	return string(out), err
}

// boxArgs are those of isBox.
func boxArgs(b orb.Bound) []any {
	return []any{b.Min[0], b.Max[0], b.Min[1], b.Max[1], b.Max[0], b.Min[0], b.Max[1], b.Min[1]}
}

func floorMicro(t time.Time) int64 { return t.UTC().UnixMicro() }

// ceilMicro is the first whole microsecond not before t.
func ceilMicro(t time.Time) int64 {
	return t.UTC().Add(time.Microsecond - 1).UnixMicro()
}
