package store

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"
)

var (
	crsPattern = regexp.MustCompile(`^EPSG:[1-9][0-9]{3,5}$`)
	// hostPattern is what may stand in a Content-Security-Policy as it is.
	hostPattern = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$`)
)

// maxZoom is the deepest zoom a map opens at or has tiles for.
const maxZoom = 24

const (
	maxBylineAge = 99
	// maxRedactionDays is a year: what was taken out must not stay for good.
	maxRedactionDays = 365
	maxNews          = 1000
)

// maxLabel is the longest label, name or hint, in code points.
const maxLabel = 300

// Validate checks all of the area alone: keys, languages, texts, boundary,
// view, base map, places, layers, waves, policy and methods. Everything that is wrong
// is said at once, as ErrInvalid joined, with a path of JSON names as Field:
// "places[0].key", "methods[0].prompts[2].cap", "name.nb".
func (a *Area) Validate() error {
	c := &areaChecker{area: a}
	c.key("slug", a.Slug)
	c.languages()
	for _, t := range []struct {
		path string
		text Text
		most int
	}{
		{"name", a.Name, maxLabel},
		{"operator", a.Operator, maxLabel},
		{"about", a.About, MaxStory},
		{"decides", a.Decides, MaxStory},
		{"next_steps", a.NextSteps, MaxStory},
		{"contact", a.Contact, MaxStory},
	} {
		c.required(t.path, t.text, t.most)
	}
	c.frame()
	c.baseMap()
	c.places()
	c.layers()
	c.waves()
	c.when(!oneOf(a.Policy.Marks, AllMarks), "policy.marks", CodeUnknown)
	for i, origin := range a.Frames {
		c.when(!originPattern.MatchString(origin), fmt.Sprintf("frames[%d]", i), CodeMalformed)
	}
	c.when(a.Policy.BylineAge < 0 || a.Policy.BylineAge > maxBylineAge, "policy.byline_age", CodeOutOfRange)
	c.when(a.Policy.RedactionDays < 0 || a.Policy.RedactionDays > maxRedactionDays, "policy.redaction_days", CodeOutOfRange)
	c.news()
	c.methods()
	return errors.Join(c.errs...)
}

// areaChecker gathers what is wrong with one area.
type areaChecker struct {
	area *Area
	errs []error
}

func (c *areaChecker) when(wrong bool, path, code string) {
	if wrong {
		c.errs = append(c.errs, ErrInvalid{Field: path, Code: code})
	}
}

func (c *areaChecker) key(path, key string) {
	c.when(key == "", path, CodeRequired)
	c.when(key != "" && !IsKey(key), path, CodeMalformed)
}

// unique refuses every key after the first of its name.
func (c *areaChecker) unique(path, key string, seen map[string]bool) {
	c.key(path, key)
	c.when(key != "" && seen[key], path, CodeDuplicate)
	seen[key] = true
}

// isLanguage says whether tag is a known BCP 47 tag in its canonical form.
func isLanguage(tag string) bool {
	parsed, err := language.Parse(tag)
	return err == nil && len(tag) <= MaxLang && parsed != language.Und && parsed.String() == tag
}

func (c *areaChecker) languages() {
	c.when(len(c.area.Languages) == 0, "languages", CodeRequired)
	for i, l := range c.area.Languages {
		path := fmt.Sprintf("languages[%d]", i)
		c.when(!isLanguage(l), path, CodeUnknown)
		c.when(slices.Contains(c.area.Languages[:i], l), path, CodeDuplicate)
	}
}

// required is a text that must stand in the default language.
func (c *areaChecker) required(path string, t Text, most int) {
	if len(t) == 0 {
		c.when(true, path, CodeRequired)
		return
	}
	c.optional(path, t, most)
}

// optional is a text that, where there is one, must stand in the default
// language too, so that nobody meets a gap.
func (c *areaChecker) optional(path string, t Text, most int) {
	for _, l := range sortedKeys(t) {
		at := path + "." + l
		c.when(!isLanguage(l), at, CodeUnknown)
		c.when(t[l] == "", at, CodeRequired)
		if code := CheckText(t[l], most); code != "" {
			c.when(true, at, code)
		}
	}
	if len(t) > 0 && len(c.area.Languages) > 0 {
		_, there := t[c.area.Languages[0]]
		c.when(!there, path+"."+c.area.Languages[0], CodeRequired)
	}
}

// frame checks where the area is.
func (c *areaChecker) frame() {
	a := c.area
	// "Local" would mean another zone on every machine.
	_, err := time.LoadLocation(a.TimeZone)
	c.when(a.TimeZone == "", "time_zone", CodeRequired)
	c.when(err != nil || a.TimeZone == "Local", "time_zone", CodeUnknown)
	c.when(!crsPattern.MatchString(a.CRS), "crs", CodeMalformed)
	c.when(!inRange(a.View.Center[0], 180) || !inRange(a.View.Center[1], 85), "view.center", CodeOutOfRange)
	c.when(!(a.View.Zoom >= 0 && a.View.Zoom <= maxZoom), "view.zoom", CodeOutOfRange)
	c.when(len(a.Boundary.Geometry) == 0 || len(a.Boundary.Geometry[0]) == 0, "boundary", CodeRequired)
	c.optional("boundary.note", a.Boundary.Note, maxLabel)
}

// inRange is false for NaN.
func inRange(v, most float64) bool { return v >= -most && v <= most }

func (c *areaChecker) baseMap() {
	b := c.area.BaseMap
	if b.URL == "" {
		c.when(b.Attribution != "" || b.MinZoom != 0 || b.MaxZoom != 0, "base_map.url", CodeRequired)
		return
	}
	plain := b.URL
	for _, name := range []string{"{z}", "{x}", "{y}"} {
		c.when(strings.Count(b.URL, name) != 1, "base_map.url", CodeMalformed)
		plain = strings.ReplaceAll(plain, name, "0")
	}
	u, err := url.Parse(plain)
	c.when(err != nil || u.Scheme != "https" || u.User != nil || u.Fragment != "" || !hostPattern.MatchString(u.Host) ||
		strings.ContainsAny(plain, "{} \t\r\n\"'<>"), "base_map.url", CodeMalformed)
	c.when(CheckText(b.Attribution, maxLabel) != "" || b.Attribution == "", "base_map.attribution", CodeRequired)
	c.when(b.MinZoom < 0 || b.MinZoom > maxZoom, "base_map.min_zoom", CodeOutOfRange)
	c.when(b.MaxZoom < b.MinZoom || b.MaxZoom > maxZoom, "base_map.max_zoom", CodeOutOfRange)
}

func (c *areaChecker) places() {
	seen := map[string]bool{}
	for i, p := range c.area.Places {
		path := fmt.Sprintf("places[%d]", i)
		c.unique(path+".key", p.Key, seen)
		c.required(path+".name", p.Name, maxLabel)
		c.when(p.Position != nil && (!inRange(p.Position[0], 180) || !inRange(p.Position[1], 90)), path+".position", CodeOutOfRange)
		if code := CheckText(p.Source, maxLabel); code != "" {
			c.when(true, path+".source", code)
		}
	}
}

func (c *areaChecker) news() {
	c.when(len(c.area.News) > maxNews, "news", CodeTooLong)
	for i, n := range c.area.News {
		path := fmt.Sprintf("news[%d]", i)
		_, err := time.Parse(time.DateOnly, n.Date)
		c.when(err != nil, path+".date", CodeMalformed)
		c.required(path+".title", n.Title, maxLabel)
		c.required(path+".body", n.Body, MaxStory)
	}
}

func (c *areaChecker) waves() {
	waves := c.area.Waves
	c.when(len(waves) == 0, "waves", CodeRequired)
	seen := map[string]bool{}
	for i, w := range waves {
		path := fmt.Sprintf("waves[%d]", i)
		c.unique(path+".key", w.Key, seen)
		c.when(c.area.Method(w.Method) == nil, path+".method", CodeUnknown)
		c.when(!w.Opens.IsZero() && !w.Closes.IsZero() && !w.Opens.Before(w.Closes), path+".closes", CodeOutOfRange)
		// An answer must never have two waves to go to.
		c.when(slices.ContainsFunc(waves[:i], w.overlaps), path, "overlap")
	}
}

func (w Wave) overlaps(other Wave) bool {
	before := func(closes, opens time.Time) bool {
		return !closes.IsZero() && !opens.IsZero() && !opens.Before(closes)
	}
	return !before(w.Closes, other.Opens) && !before(other.Closes, w.Opens)
}
