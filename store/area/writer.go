package area

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"kvarter/store"
)

// writer writes block YAML with two spaces a level.
type writer struct {
	b         strings.Builder
	languages []string
	indent    int
	// dash says that the next line begins a list item.
	dash bool
}

func (w *writer) line(s string) {
	lead := strings.Repeat("  ", w.indent)
	if w.dash {
		lead, w.dash = strings.Repeat("  ", w.indent-1)+"- ", false
	}
	w.b.WriteString(lead + s + "\n")
}

func (w *writer) comment(s string) {
	if w.b.Len() > 0 {
		w.b.WriteByte('\n')
	}
	w.b.WriteString("# " + strings.ReplaceAll(s, "\n", "\n# ") + "\n")
}

func (w *writer) raw(key, value string) { w.line(key + ": " + value) }

func (w *writer) group(key string, body func()) {
	w.line(key + ":")
	w.indent++
	body()
	w.indent--
}

func (w *writer) list(key string, body func()) { w.group(key, body) }

func (w *writer) item(body func()) {
	w.indent++
	w.dash = true
	body()
	w.indent--
}

// text writes the area's languages in their order, then others.
func (w *writer) text(key string, t store.Text) {
	w.group(key, func() {
		done := map[string]bool{}
		for _, l := range append(slices.Clone(w.languages), slices.Sorted(maps.Keys(t))...) {
			if s, there := t[l]; there && !done[l] {
				done[l] = true
				w.scalar(quoteKey(l), s)
			}
		}
	})
}

var (
	// plain strings mean themselves in YAML, whatever reads them.
	plain = regexp.MustCompile(`^[\pL][\pL\pN ,.;()/_?!–-]*$`)
	// looksLike other types to one YAML version or another.
	looksLike = regexp.MustCompile(`(?i)^(y|n|yes|no|on|off|true|false|null|inf|nan)$`)
	// block text keeps its lines: nothing that a block would lose.
	block = regexp.MustCompile(`^[^\s\x{85}\x{2028}\x{2029}\x{feff}][^\r\t\x{85}\x{2028}\x{2029}\x{feff}]*\n[^\r\t\x{85}\x{2028}\x{2029}\x{feff}]*\S$`)
	// lost at the end of a line or before a block's indentation is known.
	blank = regexp.MustCompile(`(?m)[^\S\n]$|^[^\S\n]`)
)

// scalar writes a string so that it reads well and comes back equal.
func (w *writer) scalar(key, s string) {
	switch {
	case block.MatchString(s) && !blank.MatchString(s):
		w.line(key + ": |-")
		lead := strings.Repeat("  ", w.indent+1)
		for l := range strings.SplitSeq(s, "\n") {
			if l != "" {
				l = lead + l
			}
			w.b.WriteString(l + "\n")
		}
	case plain.MatchString(s) && !looksLike.MatchString(s) && !strings.HasSuffix(s, " "):
		w.line(key + ": " + s)
	default:
		w.line(key + ": " + quote(s))
	}
}

var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "\u2028", `\L`, "\u2029", `\P`, "\ufeff", `\ufeff`)

func quote(s string) string { return `"` + escapes.Replace(s) + `"` }

// quoteKey guards the one language whose tag is a word of YAML.
func quoteKey(lang string) string {
	if looksLike.MatchString(lang) {
		return quote(lang)
	}
	return lang
}

func flow[T ~string](all []T) string {
	var quoted []string
	for _, one := range all {
		quoted = append(quoted, quoteKey(string(one)))
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func pair(p orb.Point) string { return "[" + number(p[0]) + ", " + number(p[1]) + "]" }
