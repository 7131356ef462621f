package export

import (
	"slices"

	"kvarter/store"
)

// Code is a code of a column with its meaning in the file's language.
type Code struct{ Value, Meaning string }

// language is Lang, or the one that the area is shown in first.
func (o Options) language() string {
	if o.Lang != "" {
		return o.Lang
	}
	if len(o.Area.Languages) == 0 {
		return fallback
	}
	return o.Area.Languages[0]
}

// say is t in the file's language.
func (o Options) say(t store.Text) string { return t.In(o.language(), fallback) }

// Label is what the column is called.
func (o Options) Label(column string) string { return o.say(fieldWords[column].label) }

// About is what the column holds.
func (o Options) About(column string) string { return o.say(fieldWords[column].about) }

// Codes are the codes of a column whose values are codes, in the method's
// order or by themselves; nil if it is no such column.
func (o Options) Codes(column string) []Code {
	var all []Code
	add := func(value string, t store.Text) {
		if !slices.ContainsFunc(all, func(c Code) bool { return c.Value == value }) {
			all = append(all, Code{value, o.say(t)})
		}
	}
	switch column {
	case "prompt":
		for _, p := range o.prompts() {
			add(p.Key, p.Short)
		}
	case "theme":
		for _, m := range o.Area.Methods {
			for _, t := range m.Themes {
				add(t.Key, t.Label)
			}
		}
	case "place":
		for _, p := range o.Area.Places {
			add(p.Key, p.Name)
		}
	case "method":
		for _, m := range o.Area.Methods {
			add(m.Key, m.Name)
		}
	default:
		for _, value := range sortedKeys(codeWords[column]) {
			add(value, codeWords[column][value])
		}
	}
	return all
}

// prompts are those of all the area's methods, each once.
func (o Options) prompts() []*store.Prompt {
	var all []*store.Prompt
	for _, m := range o.Area.Methods {
		for i := range m.Prompts {
			p := &m.Prompts[i]
			if !slices.ContainsFunc(all, func(q *store.Prompt) bool { return q.Key == p.Key }) {
				all = append(all, p)
			}
		}
	}
	return all
}

// entry is a row of the data dictionary: a column, or one of its codes.
type entry struct{ column, typ, label, about, code, meaning string }

// dictionary explains columns, each followed by its codes.
func (o Options) dictionary(columns []column) []entry {
	var all []entry
	for _, c := range columns {
		all = append(all, entry{c.name, c.kind.String(), o.Label(c.name), o.About(c.name), "", ""})
		for _, code := range o.Codes(c.name) {
			all = append(all, entry{c.name, "", "", "", code.Value, code.Meaning})
		}
	}
	return all
}
