package export

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"kvarter/store"
)

// How QGIS shows prompts, in GeoPackages and in projects.

// markup is XML being written.
type markup struct{ strings.Builder }

// add writes text in which %s are attributes' values or content, to be escaped.
func (m *markup) add(text string, values ...string) {
	escaped := make([]any, len(values))
	for i, v := range values {
		var e strings.Builder
		_ = xml.EscapeText(&e, []byte(v)) // a Builder takes everything
		escaped[i] = e.String()
	}
	fmt.Fprintf(m, text, escaped...)
}

// options writes properties of a symbol, name and value in turn.
func (m *markup) options(pairs ...string) {
	m.add(`<Option type="Map">`)
	for i := 0; i < len(pairs); i += 2 {
		m.add(`<Option type="QString" name="%s" value="%s"/>`, pairs[i], pairs[i+1])
	}
	m.add(`</Option>`)
}

// symbol draws what a prompt's answers look like, by the type of geometry; lines and areas
// carry the sticker in their middle.
func (o Options) symbol(m *markup, geometry, name string, p *store.Prompt) {
	colour := rgb(p.Sticker.Color)
	symbolType := map[string]string{"POINT": "marker", "LINESTRING": "line", "POLYGON": "fill"}[geometry]
	m.add(`<symbol type="%s" name="%s" alpha="1" clip_to_extent="1" force_rhr="0">`, symbolType, name)
	switch geometry {
	case "POINT":
		o.sticker(m, p)
	case "LINESTRING":
		m.add(`<layer class="SimpleLine" enabled="1" locked="0" pass="0">`)
		m.options("line_color", colour+",255", "line_width", "0.9", "line_width_unit", "MM", "capstyle", "round", "joinstyle", "round")
		m.add(`</layer><layer class="MarkerLine" enabled="1" locked="0" pass="0">`)
		m.options("placement", "centralpoint", "placements", "CentralPoint", "rotate", "0")
		o.inner(m, name, p)
		m.add(`</layer>`)
	case "POLYGON":
		m.add(`<layer class="SimpleFill" enabled="1" locked="0" pass="0">`)
		m.options("color", colour+",64", "style", "solid", "outline_color", colour+",255", "outline_width", "0.6", "outline_width_unit", "MM")
		m.add(`</layer><layer class="CentroidFill" enabled="1" locked="0" pass="0">`)
		m.options("point_on_surface", "1", "point_on_all_parts", "0", "clip_points", "0")
		o.inner(m, name, p)
		m.add(`</layer>`)
	}
	m.add(`</symbol>`)
}

// inner is the sticker as a symbol within a symbol's second layer.
func (o Options) inner(m *markup, name string, p *store.Prompt) {
	m.add(`<symbol type="marker" name="@%s@1" alpha="1" clip_to_extent="1" force_rhr="0">`, name)
	o.sticker(m, p)
	m.add(`</symbol>`)
}

// markers are the shapes of QGIS and of SLD that come nearest to a sticker's;
// the first are all different.
var markers = map[string]struct{ qgis, angle, sld string }{
	"circle": {"circle", "0", "circle"}, "diamond": {"diamond", "0", "square"}, "star": {"star", "0", "star"},
	"hexagon": {"hexagon", "0", "circle"}, "square": {"square", "0", "square"}, "heart": {"heart", "0", "circle"},
	"triangle": {"triangle", "180", "triangle"}, "drop": {"pentagon", "0", "triangle"}, "ring": {"decagon", "0", "circle"},
	"bubble": {"rounded_square", "0", "square"}, "cloud": {"octagon", "0", "circle"}, "cross": {"cross_fill", "0", "cross"},
}

// sticker is a prompt's marker: shape and colour with a white rim, and its
// letter, so that nobody needs to tell colours apart. White is read well on every
// colour that a method may have.
func (o Options) sticker(m *markup, p *store.Prompt) {
	shape := markers[p.Sticker.Shape]
	m.add(`<layer class="SimpleMarker" enabled="1" locked="0" pass="0">`)
	m.options("name", cmp.Or(shape.qgis, "circle"), "angle", cmp.Or(shape.angle, "0"), "color", rgb(p.Sticker.Color)+",255",
		"outline_color", "255,255,255,255", "outline_width", "0.3", "outline_width_unit", "MM", "size", "5", "size_unit", "MM")
	m.add(`</layer><layer class="FontMarker" enabled="1" locked="0" pass="0">`)
	m.options("chr", o.say(p.Sticker.Letter), "font", "Sans Serif", "font_style", "Bold", "color", "255,255,255,255",
		"outline_width", "0", "size", "2.6", "size_unit", "MM", "horizontal_anchor_point", "1", "vertical_anchor_point", "1")
	m.add(`</layer>`)
}

// labels shows a title, or the prompt, from 1:5,000.
func (o Options) labels(m *markup, geometry string) {
	placement := map[string]string{"POINT": "6", "LINESTRING": "3", "POLYGON": "0"}[geometry]
	m.add(`<labeling type="simple"><settings calloutType="simple">`)
	m.add(`<text-style fieldName="%s" isExpression="1" fontFamily="Sans Serif" fontSize="8" fontSizeUnit="Point" textColor="34,34,34,255">`,
		`coalesce("title", represent_value("prompt"))`)
	m.add(`<text-buffer bufferDraw="1" bufferSize="0.8" bufferSizeUnits="MM" bufferColor="255,255,255,255"/></text-style>`)
	m.add(`<placement placement="%s" dist="1" distUnits="MM"/><rendering drawLabels="1" scaleVisibility="1" scaleMin="1" scaleMax="5000"/>`, placement)
	m.add(`</settings></labeling>`)
}

// forms names the columns and gives the codes' meanings.
func (o Options) forms(m *markup, columns []string) {
	m.add(`<fieldConfiguration>`)
	for _, name := range columns {
		if codes := o.Codes(name); len(codes) > 0 {
			m.add(`<field name="%s"><editWidget type="ValueMap"><config><Option type="Map"><Option name="map" type="List">`, name)
			for _, code := range codes {
				m.add(`<Option type="Map"><Option name="%s" type="QString" value="%s"/></Option>`, cmp.Or(code.Meaning, code.Value), code.Value)
			}
			m.add(`</Option></Option></config></editWidget></field>`)
		}
	}
	m.add(`</fieldConfiguration><aliases>`)
	for _, name := range columns {
		m.add(`<alias field="%s" name="%s"/>`, name, o.Label(name))
	}
	m.add(`</aliases>`)
}

// rgb is "#0067A3" as "0,103,163".
func rgb(colour string) string {
	n, _ := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32) // the area's rules hold the form
	return fmt.Sprintf("%d,%d,%d", n>>16, n>>8&255, n&255)
}
