package store

import (
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
)

// ContributionQuery is the one filter of lists, maps, exports and the command
// line. The zero value of a member does not filter.
type ContributionQuery struct {
	Area     string
	Audience Audience
	// Participant keeps to one author's; only the program itself sets it.
	Participant uuid.UUID
	// Source keeps to one source; only the program itself sets it.
	Source string
	// Within is another query that every row must match too, as a recipe's; its
	// Area, Audience, Limit and After mean nothing.
	Within *ContributionQuery
	// Withhold is left out of what is read for staff.
	Withhold Withhold
	// BBox is one or two boxes (two across the antimeridian), edges included.
	// With one, contributions without geometry do not match. Lines and areas
	// match by their own box.
	BBox      []orb.Bound
	Kinds     []Kind
	Prompts   []string
	Themes    []string
	Channels  []Channel
	Waves     []string
	Workshops []string
	Statuses  []ReviewState
	// PeriodFrom and PeriodTo are years of four digits, both included, that the
	// time a contribution tells of must meet; empty leaves an end open.
	PeriodFrom, PeriodTo string
	// Undated takes in what tells of no time; without years it is all there is.
	Undated bool
	// From and To bound CreatedAt, both included; the public's CreatedAt is the
	// start of its UTC day.
	From, To time.Time
	// Q is words that must each begin a word of text, wish, title or the place
	// in words, in any case.
	Q string
	// Shapes keeps to these types of geometry as the audience sees it.
	Shapes []GeometryType
	// Where must be true of what the audience sees; nil always is.
	Where Condition
	// Limit is at most how many; 0 is all.
	Limit int
	// After is where the page before ended: the ID for the public, else the Seq.
	After Cursor
}

// Cursor is a place in a list's order.
type Cursor struct {
	ID  uuid.UUID
	Seq int64
	// Urgency is of the queue of reviews alone, where it comes before Seq.
	Urgency Urgency
}

// String is the cursor as the parameter takes it; empty for the beginning.
func (c Cursor) String() string {
	switch {
	case c.ID != uuid.Nil:
		return "i" + strings.ReplaceAll(c.ID.String(), "-", "")
	case c.Urgency != NotReported:
		return strconv.Itoa(int(c.Urgency)) + strconv.FormatInt(c.Seq, 36)
	case c.Seq != 0:
		return "s" + strconv.FormatInt(c.Seq, 36)
	}
	return ""
}

// CursorAfter is the cursor behind c in the order of audience.
func CursorAfter(c *Contribution, audience Audience) Cursor {
	if audience == AudiencePublic {
		return Cursor{ID: c.ID}
	}
	return Cursor{Seq: c.Seq}
}

// Limits of a query.
const (
	maxQueryValues = 100
	maxQ           = 200
	maxQWords      = 8
)

// ParseContributionQuery reads the parameters bbox, kind, prompt, theme, channel,
// wave, workshop, status, period, datetime, q, filter (see ParseFilter), limit and
// cursor. Lists are comma separated or repeated. An unknown or malformed parameter is ErrInvalid, one
// by which the audience may not filter is ErrForbidden; all of them are joined.
// Area and the program's own members are for the caller to set; Limit is 0 if
// not named.
func ParseContributionQuery(v url.Values, audience Audience) (ContributionQuery, error) {
	q := ContributionQuery{Audience: audience}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(v)) {
		parse, known := queryParameters[name]
		switch {
		case !known:
			errs = append(errs, ErrInvalid{Field: name, Code: CodeUnknown})
		case !audience.Sees(parse.audience):
			errs = append(errs, ErrForbidden{Field: name})
		default:
			if err := parse.read(&q, v[name]); err != nil {
				errs = append(errs, named(err, name))
			}
		}
	}
	if err := errors.Join(errs...); err != nil {
		return ContributionQuery{}, err
	}
	return q, nil
}

type queryParameter struct {
	audience Audience
	read     func(*ContributionQuery, []string) error
}

var queryParameters = map[string]queryParameter{
	"bbox": {AudiencePublic, single(func(q *ContributionQuery, s string) (err error) {
		q.BBox, err = geo.ParseBBox(s)
		return err
	})},
	"kind":     {AudiencePublic, closed(func(q *ContributionQuery) *[]Kind { return &q.Kinds }, AllKinds)},
	"prompt":   {AudiencePublic, keys(func(q *ContributionQuery) *[]string { return &q.Prompts })},
	"theme":    {AudiencePublic, keys(func(q *ContributionQuery) *[]string { return &q.Themes })},
	"wave":     {AudiencePublic, keys(func(q *ContributionQuery) *[]string { return &q.Waves })},
	"workshop": {AudienceStaff, list(func(q *ContributionQuery) *[]string { return &q.Workshops }, isCode)},
	"channel":  {AudienceStaff, closed(func(q *ContributionQuery) *[]Channel { return &q.Channels }, AllChannels)},
	"status":   {AudiencePublic, readStatus},
	"period":   {AudiencePublic, single(readPeriod)},
	"datetime": {AudiencePublic, single(readDatetime)},
	"q":        {AudiencePublic, single(readWords)},
	"filter": {AudiencePublic, single(func(q *ContributionQuery, s string) (err error) {
		q.Where, err = ParseFilter(s, q.Audience)
		return err
	})},
	"limit": {AudiencePublic, single(func(q *ContributionQuery, s string) error {
		n, err := strconv.Atoi(s)
		if err != nil {
			return ErrInvalid{Code: CodeMalformed}
		}
		if n < 1 || n > MaxLimit {
			return ErrInvalid{Code: CodeOutOfRange}
		}
		q.Limit = n
		return nil
	})},
	"cursor": {AudiencePublic, single(readCursor)},
}

// readStatus lets the public name only what it sees anyway.
func readStatus(q *ContributionQuery, values []string) error {
	if err := closed(func(q *ContributionQuery) *[]ReviewState { return &q.Statuses }, AllReviewStates)(q, values); err != nil {
		return err
	}
	if !q.Audience.Sees(AudienceAuthor) {
		if slices.ContainsFunc(q.Statuses, func(s ReviewState) bool { return s != Published }) {
			return ErrForbidden{Field: "status"}
		}
		q.Statuses = nil
	}
	return nil
}

func readWords(q *ContributionQuery, s string) error {
	switch code := CheckText(s, maxQ); {
	case code != "":
		return ErrInvalid{Code: code}
	case len(strings.Fields(s)) > maxQWords:
		return ErrInvalid{Code: CodeTooLong}
	}
	q.Q = s
	return nil
}

func readCursor(q *ContributionQuery, s string) error {
	bad := ErrInvalid{Code: CodeMalformed}
	if len(s) < 2 || (s[0] == 'i') != (q.Audience == AudiencePublic) {
		return bad
	}
	switch rest := s[1:]; s[0] {
	case 'i':
		id, err := uuid.Parse(rest)
		if err != nil || len(rest) != 32 {
			return bad
		}
		q.After.ID = id
	case 's', '1', '2':
		n, err := strconv.ParseInt(rest, 36, 64)
		if err != nil || n < 1 {
			return bad
		}
		q.After.Seq = n
		if s[0] != 's' {
			q.After.Urgency = Urgency(s[0] - '0')
		}
	default:
		return bad
	}
	return nil
}

// single refuses a repeated or empty parameter.
func single(read func(*ContributionQuery, string) error) func(*ContributionQuery, []string) error {
	return func(q *ContributionQuery, values []string) error {
		if len(values) != 1 {
			return ErrInvalid{Code: CodeDuplicate}
		}
		if values[0] == "" {
			return ErrInvalid{Code: CodeMalformed}
		}
		return read(q, values[0])
	}
}

func list(into func(*ContributionQuery) *[]string, valid func(string) bool) func(*ContributionQuery, []string) error {
	return func(q *ContributionQuery, values []string) error {
		to := into(q)
		for _, one := range values {
			for s := range strings.SplitSeq(one, ",") {
				if !valid(s) {
					return ErrInvalid{Code: CodeMalformed}
				}
				if !slices.Contains(*to, s) {
					*to = append(*to, s)
				}
				if len(*to) > maxQueryValues {
					return ErrInvalid{Code: CodeTooLong}
				}
			}
		}
		return nil
	}
}

func keys(into func(*ContributionQuery) *[]string) func(*ContributionQuery, []string) error {
	return list(into, IsKey)
}

func closed[T ~string](into func(*ContributionQuery) *[]T, all []T) func(*ContributionQuery, []string) error {
	return func(q *ContributionQuery, values []string) error {
		var names []string
		if err := list(func(*ContributionQuery) *[]string { return &names }, func(string) bool { return true })(q, values); err != nil {
			return err
		}
		for _, s := range names {
			if !oneOf(T(s), all) {
				return ErrInvalid{Code: CodeUnknown}
			}
			*into(q) = append(*into(q), T(s))
		}
		return nil
	}
}

// isCode says whether s can be a workshop's join code.
func isCode(s string) bool {
	if len(s) == 0 || len(s) > MaxKey || !utf8.ValidString(s) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}

// named gives err the parameter's name.
func named(err error, field string) error {
	var invalid ErrInvalid
	var shape *geo.Error
	var filter *FilterError
	switch {
	case errors.As(err, &filter):
		return err // which says where, and is about filter already
	case errors.As(err, &invalid):
		return ErrInvalid{Field: field, Code: invalid.Code}
	case errors.As(err, &shape):
		return ErrInvalid{Field: field, Code: shape.Code}
	}
	return err
}
