package export

import (
	"strconv"
	"time"

	"kvarter/store"
)

// value is one property of one contribution, before any format. It is kept
// small: some forty of them make a row.
type value struct {
	s    string
	n    int64 // microseconds since 1970 for times
	kind kind
}

type kind uint8

const (
	nothing kind = iota
	text
	number
	truth
	moment
	day
	decimal // of no column by itself: of lon, lat, x and y
)

// String is the kind as the dictionary names it.
func (k kind) String() string {
	return [...]string{"", "text", "number", "true/false", "time (UTC)", "day", "number"}[k]
}

// column is a property in the order of store.ContributionFields.
type column struct {
	name string
	// kind is what its values are, where there are any.
	kind kind
	// member begins the property in JSON: comma, name and colon.
	member string
	get    func(*store.Contribution) value
}

// columnsOf is what each audience may see, without the id, which every format
// writes first by itself.
var columnsOf = func() map[store.Audience][]column {
	of := map[store.Audience][]column{}
	for _, a := range store.AllAudiences {
		for _, f := range store.ContributionFields[1:] {
			get, is := getters[f.Name], kinds[f.Type()]
			if f.Name == "created_at" && a == store.AudiencePublic {
				is, get = day, func(c *store.Contribution) value { return value{kind: day, n: c.CreatedAt.UnixMicro()} }
			}
			if a.Sees(f.Audience) {
				of[a] = append(of[a], column{f.Name, is, "," + strconv.Quote(f.Name) + ":", get})
			}
		}
	}
	return of
}()

// kinds are the store's types of properties here; a test holds getters to them.
var kinds = map[store.FieldType]kind{store.TypeText: text, store.TypeNumber: number, store.TypeTruth: truth, store.TypeTime: moment}

var getters = map[string]func(*store.Contribution) value{
	"kind":            func(c *store.Contribution) value { return str(c.Kind) },
	"prompt":          func(c *store.Contribution) value { return str(c.Prompt) },
	"place":           func(c *store.Contribution) value { return str(c.Place) },
	"place_text":      func(c *store.Contribution) value { return str(c.PlaceText) },
	"title":           func(c *store.Contribution) value { return str(c.Title) },
	"text":            func(c *store.Contribution) value { return str(c.Text) },
	"wish":            func(c *store.Contribution) value { return str(c.Wish) },
	"theme":           func(c *store.Contribution) value { return str(c.Theme) },
	"period_from":     func(c *store.Contribution) value { return str(c.PeriodFrom) },
	"period_to":       func(c *store.Contribution) value { return str(c.PeriodTo) },
	"byline":          func(c *store.Contribution) value { return str(c.Byline) },
	"lang":            func(c *store.Contribution) value { return str(c.Lang) },
	"method":          func(c *store.Contribution) value { return str(c.Method) },
	"wave":            func(c *store.Contribution) value { return str(c.Wave) },
	"created_at":      func(c *store.Contribution) value { return at(c.CreatedAt) },
	"agreements":      func(c *store.Contribution) value { return value{kind: number, n: int64(c.Agreements)} },
	"share":           func(c *store.Contribution) value { return str(c.Share) },
	"consent_lang":    func(c *store.Contribution) value { return str(c.ConsentLang) },
	"consent_at":      func(c *store.Contribution) value { return since(c.ConsentAt) },
	"located_by":      func(c *store.Contribution) value { return str(c.LocatedBy) },
	"outside_area":    func(c *store.Contribution) value { return is(c.Outside) },
	"channel":         func(c *store.Contribution) value { return str(c.Channel) },
	"status":          func(c *store.Contribution) value { return str(c.Review.Status()) },
	"review_geometry": func(c *store.Contribution) value { return str(c.Review.Geometry) },
	"review_words":    func(c *store.Contribution) value { return str(c.Review.Words) },
	"review_byline":   func(c *store.Contribution) value { return str(c.Review.Byline) },
	"hidden_reason":   func(c *store.Contribution) value { return str(c.Review.Reason) },
	"workshop":        func(c *store.Contribution) value { return str(c.Workshop) },
	"round":           func(c *store.Contribution) value { return num(int64(c.Round)) },
	"updated_at":      func(c *store.Contribution) value { return at(c.UpdatedAt) },
	"person":          func(c *store.Contribution) value { return num(c.Person) },
	"people":          func(c *store.Contribution) value { return num(int64(c.People)) },
	"on_behalf":       func(c *store.Contribution) value { return is(c.OnBehalf) },
	"source":          func(c *store.Contribution) value { return str(c.Source) },
	"hold":            func(c *store.Contribution) value { return str(c.Hold) },
	"late":            func(c *store.Contribution) value { return is(c.Late) },
	"received_at":     func(c *store.Contribution) value { return at(c.ReceivedAt) },
}

// str is a text or a code; the empty one is nothing.
func str[T ~string](s T) value {
	if s == "" {
		return value{}
	}
	return value{kind: text, s: string(s)}
}

// num is a count or a number of somebody; zero is nothing.
func num(n int64) value {
	if n == 0 {
		return value{}
	}
	return value{kind: number, n: n}
}

func is(b bool) value {
	if b {
		return value{kind: truth, n: 1}
	}
	return value{kind: truth}
}

func at(t time.Time) value { return value{kind: moment, n: t.UnixMicro()} }

// since is when something was that need not be; the zero time is nothing.
func since(t time.Time) value {
	if t.IsZero() {
		return value{}
	}
	return at(t)
}

// appendPlain appends all but text as every format writes it: numbers in
// decimals, true and false, and times in RFC 3339.
func (v value) appendPlain(dst []byte) []byte {
	switch v.kind {
	case number:
		return strconv.AppendInt(dst, v.n, 10)
	case truth:
		return strconv.AppendBool(dst, v.n == 1)
	case moment:
		return time.UnixMicro(v.n).UTC().AppendFormat(dst, time.RFC3339Nano)
	case day:
		return time.UnixMicro(v.n).UTC().AppendFormat(dst, time.DateOnly)
	}
	return dst
}
