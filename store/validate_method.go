package store

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var colorPattern = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

const (
	// maxCap is the highest cap a prompt can have.
	maxCap = 50
	// maxLetter is the longest letter of a sticker, in code points.
	maxLetter = 3
	// minContrast is what WCAG 2.1 (1.4.11) asks of graphics, on white.
	minContrast = 3.0
)

func (c *areaChecker) methods() {
	seen := map[string]bool{}
	for i, m := range c.area.Methods {
		path := fmt.Sprintf("methods[%d]", i)
		if m == nil {
			c.when(true, path, CodeRequired)
			continue
		}
		c.unique(path+".key", m.Key, seen)
		c.required(path+".name", m.Name, maxLabel)
		c.required(path+".information", m.Information, MaxStory)
		c.optional(path+".consent", m.Consent, MaxStory)
		c.prompts(path, m)
		themes := map[string]bool{}
		for j, t := range m.Themes {
			at := fmt.Sprintf("%s.themes[%d]", path, j)
			c.unique(at+".key", t.Key, themes)
			c.required(at+".label", t.Label, maxLabel)
		}
		c.background(path, m)
	}
}

func (c *areaChecker) background(path string, m *Method) {
	questions := map[string]bool{}
	for i, q := range m.Background {
		at := fmt.Sprintf("%s.background[%d]", path, i)
		c.unique(at+".key", q.Key, questions)
		c.required(at+".label", q.Label, maxLabel)
		c.when(len(q.Options) == 0, at+".options", CodeRequired)
		// It stands for every question without being listed.
		options := map[string]bool{PreferNotToSay: true}
		for j, o := range q.Options {
			one := fmt.Sprintf("%s.options[%d]", at, j)
			c.option(one+".key", o.Key, options)
			c.required(one+".label", o.Label, maxLabel)
			c.when(o.Alone && q.Several, one+".alone", CodeNotAllowed)
		}
	}
}

// optionPattern is a key that may end in a plus: "80+".
var optionPattern = regexp.MustCompile(`^[a-z0-9]+(?:[._-][a-z0-9]+)*\+?$`)

// option is unique for the key of an option.
func (c *areaChecker) option(path, key string, seen map[string]bool) {
	c.when(key == "", path, CodeRequired)
	c.when(key != "" && (len(key) > MaxKey || !optionPattern.MatchString(key)), path, CodeMalformed)
	c.when(key != "" && seen[key], path, CodeDuplicate)
	seen[key] = true
}

func (c *areaChecker) prompts(path string, m *Method) {
	c.when(len(m.Prompts) == 0, path+".prompts", CodeRequired)
	keys, stickers := map[string]bool{}, map[string]bool{}
	for i := range m.Prompts {
		p, at := &m.Prompts[i], fmt.Sprintf("%s.prompts[%d]", path, i)
		c.unique(at+".key", p.Key, keys)
		c.prompt(at, p)
		look := p.Sticker.Shape + strings.ToLower(p.Sticker.Color)
		c.when(stickers[look], at+".sticker", CodeDuplicate)
		stickers[look] = true
	}
}

func (c *areaChecker) prompt(at string, p *Prompt) {
	c.when(!oneOf(p.Kind, []Kind{KindMark, KindStory}), at+".kind", CodeUnknown)
	c.required(at+".label", p.Label, maxLabel)
	c.required(at+".short", p.Short, maxLabel)
	c.optional(at+".why", p.Why, maxLabel)
	c.optional(at+".hint", p.Hint, maxLabel)
	c.when(p.Lens != "" && !IsKey(p.Lens), at+".lens", CodeMalformed)
	c.when(!oneOf(p.Polarity, AllPolarities), at+".polarity", CodeUnknown)
	c.when(p.Cap < 1 || p.Cap > maxCap, at+".cap", CodeOutOfRange)
	c.when(len(p.Geometry) == 0, at+".geometry", CodeRequired)
	for i, g := range p.Geometry {
		one := fmt.Sprintf("%s.geometry[%d]", at, i)
		c.when(!oneOf(g, AllGeometryTypes), one, CodeUnknown)
		c.when(slices.Contains(p.Geometry[:i], g), one, CodeDuplicate)
	}
	c.when(!oneOf(p.Sticker.Shape, StickerShapes), at+".sticker.shape", CodeUnknown)
	c.required(at+".sticker.letter", p.Sticker.Letter, maxLetter)
	if !colorPattern.MatchString(p.Sticker.Color) {
		c.when(true, at+".sticker.color", CodeMalformed)
		return
	}
	c.when(contrastOnWhite(p.Sticker.Color) < minContrast, at+".sticker.color", "low_contrast")
}

// contrastOnWhite is the WCAG contrast ratio of "#rrggbb" on white, 1 to 21.
func contrastOnWhite(color string) float64 {
	rgb, _ := strconv.ParseUint(color[1:], 16, 32)
	linear := func(shift int) float64 {
		v := float64(rgb>>shift&0xff) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 1.05 / (0.2126*linear(16) + 0.7152*linear(8) + 0.0722*linear(0) + 0.05)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
