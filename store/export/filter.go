package export

import (
	"maps"
	"slices"
	"strings"
	"time"

	"kvarter/store"
)

// sayings are the sentences of the page that says what a file holds.
var sayings = map[string]store.Text{
	"area":       said("Område", "Område", "Area"),
	"now":        said("Hentet", "Henta", "Taken"),
	"crs":        said("Koordinater", "Koordinatar", "Coordinates"),
	"audience":   said("Hvem det er for", "Kven det er for", "Who it is for"),
	"public":     said("Alle: bare det som er publisert", "Alle: berre det som er publisert", "Everybody: only what is published"),
	"author":     said("Den som svarte", "Den som svarte", "The author"),
	"staff":      said("Medarbeidere: også det som ikke er publisert", "Medarbeidarar: òg det som ikkje er publisert", "Staff: also what is not published"),
	"filter":     said("Utvalg", "Utval", "Filter"),
	"all":        said("alle svar", "alle svar", "all answers"),
	"bbox":       said("Innenfor vest, sør, øst, nord", "Innanfor vest, sør, aust, nord", "Within west, south, east, north"),
	"datetime":   said("Laget", "Laga", "Made"),
	"period":     said("Handler om tiden", "Handlar om tida", "About the time"),
	"q":          said("Ord", "Ord", "Words"),
	"limit":      said("Høyst", "Høgst", "At most"),
	"collection": said("Lag", "Lag", "Layer"),
	"flag":       said("Merket som", "Merkt som", "Flagged as"),
	"unusual":    said("Det som er uvanlig", "Det som er uvanleg", "What is unusual"),
	"cursor":     said("Fra og med etter", "Frå og med etter", "From after"),
}

// Said is a name and a value for people, in the area's language.
type Said struct{ Name, Value string }

// InWords says what a file with o holds: area, day, audience, coordinates and
// each filter, in the area's language.
func (o Options) InWords() []Said {
	all := []Said{
		{o.say(sayings["area"]), o.say(o.Area.Name)},
		{o.say(sayings["now"]), o.Now.UTC().Format(time.RFC3339)},
		{o.say(sayings["audience"]), o.say(sayings[string(o.Audience)])},
		{o.say(sayings["crs"]), o.CRS.Name() + " (" + o.CRS.String() + ")"},
	}
	filters := o.FilterInWords()
	if len(filters) == 0 {
		return append(all, Said{o.say(sayings["filter"]), o.say(sayings["all"])})
	}
	return append(all, filters...)
}

// Said says what c holds of what o.Audience sees, property by property, in words;
// what is empty, and what without names, is left out.
func (o Options) Said(c *store.Contribution, without ...string) []Said {
	var all []Said
	for _, col := range columnsOf[o.Audience] {
		v := col.get(c)
		if v.kind == nothing || slices.Contains(without, col.name) {
			continue
		}
		value := v.s
		if v.kind != text {
			value = string(v.appendPlain(nil))
		}
		codes := o.Codes(col.name)
		if i := slices.IndexFunc(codes, func(c Code) bool { return c.Value == value }); i >= 0 {
			value = codes[i].Meaning
		}
		all = append(all, Said{o.Label(col.name), value})
	}
	return all
}

// FilterInWords says each filter in the area's language; a name that is none stands
// as it is.
func (o Options) FilterInWords() []Said {
	var all []Said
	for _, name := range sortedKeys(o.Filter) {
		label, found := sayings[name]
		if !found {
			label = fieldWords[name].label
		}
		codes := o.Codes(name)
		var values []string
		for _, value := range listed(name, o.Filter[name]) {
			if i := slices.IndexFunc(codes, func(c Code) bool { return c.Value == value }); i >= 0 {
				value = codes[i].Meaning
			}
			values = append(values, value)
		}
		said := Said{o.say(label), strings.Join(values, ", ")}
		if said.Name == "" {
			said.Name = name
		}
		all = append(all, said)
	}
	return all
}

// listed takes the values of a parameter apart where it is a list.
func listed(name string, values []string) []string {
	if slices.Contains(single, name) {
		return values
	}
	return strings.Split(strings.Join(values, ","), ",")
}

// single are the parameters whose value is one, whatever stands in it.
var single = []string{"bbox", "datetime", "period", "q", "filter", "limit", "cursor"}

func sortedKeys[K ~string, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// FileName says area, filters, system and day, as
// "kvarter-torstrand-prompt-meeting_place-bbox-epsg25832-2026-11-23.gpkg". Values
// stand in it where they are codes, else the filter's name alone.
func (o Options) FileName(f Format) string {
	parts := []string{"kvarter", o.Area.Slug}
	for _, name := range sortedKeys(o.Filter) {
		parts = append(parts, name)
		if name == "limit" || !slices.Contains(single, name) {
			parts = append(parts, listed(name, o.Filter[name])...)
		}
	}
	if !o.CRS.IsWGS84() {
		parts = append(parts, strings.ToLower(strings.Replace(o.CRS.String(), ":", "", 1)))
	}
	name := strings.Join(parts, "-")
	const most = 100
	return name[:min(len(name), most)] + "-" + o.Now.UTC().Format(time.DateOnly) + "." + f.Name
}
