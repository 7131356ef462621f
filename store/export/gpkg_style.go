package export

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"kvarter/store"
)

// styles writes a style for each layer, by which QGIS opens it: a symbol for
// each prompt in its sticker's colour and shape, with its letter; the prompts'
// names in the legend and, close up, on the map; codes read as what they mean.
func (g *geoPackage) styles() error {
	for _, l := range g.layers {
		column, sld := geomColumn, g.sld(l)
		if l.geometry == "" {
			column, sld = "", ""
		}
		err := g.db.exec(`INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,
			styleName, styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) VALUES ('', '', ?, ?, ?, ?, ?, 1, '', '', NULL, ?)`,
			l.name, column, l.name, g.qml(l), sld, moments(g.o.Now.UnixMicro()))
		if err != nil {
			return err
		}
	}
	return nil
}

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

// qml is the style of a layer as QGIS 3.22 and later read it.
func (g *geoPackage) qml(l *layer) string {
	m := &markup{}
	m.add(`<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>` + "\n")
	m.add(`<qgis version="3.22.0" labelsEnabled="1" styleCategories="Symbology|Labeling|Fields|Forms">`)
	if l.geometry != "" {
		g.renderer(m, l)
		g.labels(m, l)
	}
	m.add(`<fieldConfiguration>`)
	for _, c := range g.columns {
		if codes := g.o.Codes(c.name); len(codes) > 0 {
			m.add(`<field name="%s"><editWidget type="ValueMap"><config><Option type="Map"><Option name="map" type="List">`, c.name)
			for _, code := range codes {
				m.add(`<Option type="Map"><Option name="%s" type="QString" value="%s"/></Option>`, cmp.Or(code.Meaning, code.Value), code.Value)
			}
			m.add(`</Option></Option></config></editWidget></field>`)
		}
	}
	m.add(`</fieldConfiguration><aliases>`)
	for _, c := range g.columns {
		m.add(`<alias field="%s" name="%s"/>`, c.name, g.o.Label(c.name))
	}
	m.add(`</aliases></qgis>`)
	return m.String()
}

func (g *geoPackage) renderer(m *markup, l *layer) {
	m.add(`<renderer-v2 type="categorizedSymbol" attr="prompt" forceraster="0" symbollevels="0" enableorderby="0"><categories>`)
	prompts := g.o.prompts()
	for i, p := range prompts {
		m.add(`<category type="string" render="true" symbol="%s" value="%s" label="%s"/>`, strconv.Itoa(i), p.Key, g.o.say(p.Short))
	}
	m.add(`</categories><symbols>`)
	for i, p := range prompts {
		g.symbol(m, l, strconv.Itoa(i), p)
	}
	m.add(`</symbols></renderer-v2>`)
}

// symbol draws what a prompt's answers look like in a layer; lines and areas
// carry the sticker in their middle.
func (g *geoPackage) symbol(m *markup, l *layer, name string, p *store.Prompt) {
	colour := rgb(p.Sticker.Color)
	symbolType := map[string]string{"POINT": "marker", "LINESTRING": "line", "POLYGON": "fill"}[l.geometry]
	m.add(`<symbol type="%s" name="%s" alpha="1" clip_to_extent="1" force_rhr="0">`, symbolType, name)
	switch l.geometry {
	case "POINT":
		g.sticker(m, p)
	case "LINESTRING":
		m.add(`<layer class="SimpleLine" enabled="1" locked="0" pass="0">`)
		m.options("line_color", colour+",255", "line_width", "0.9", "line_width_unit", "MM", "capstyle", "round", "joinstyle", "round")
		m.add(`</layer><layer class="MarkerLine" enabled="1" locked="0" pass="0">`)
		m.options("placement", "centralpoint", "placements", "CentralPoint", "rotate", "0")
		g.inner(m, name, p)
		m.add(`</layer>`)
	case "POLYGON":
		m.add(`<layer class="SimpleFill" enabled="1" locked="0" pass="0">`)
		m.options("color", colour+",64", "style", "solid", "outline_color", colour+",255", "outline_width", "0.6", "outline_width_unit", "MM")
		m.add(`</layer><layer class="CentroidFill" enabled="1" locked="0" pass="0">`)
		m.options("point_on_surface", "1", "point_on_all_parts", "0", "clip_points", "0")
		g.inner(m, name, p)
		m.add(`</layer>`)
	}
	m.add(`</symbol>`)
}

// inner is the sticker as a symbol within a symbol's second layer.
func (g *geoPackage) inner(m *markup, name string, p *store.Prompt) {
	m.add(`<symbol type="marker" name="@%s@1" alpha="1" clip_to_extent="1" force_rhr="0">`, name)
	g.sticker(m, p)
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
func (g *geoPackage) sticker(m *markup, p *store.Prompt) {
	shape := markers[p.Sticker.Shape]
	m.add(`<layer class="SimpleMarker" enabled="1" locked="0" pass="0">`)
	m.options("name", cmp.Or(shape.qgis, "circle"), "angle", cmp.Or(shape.angle, "0"), "color", rgb(p.Sticker.Color)+",255",
		"outline_color", "255,255,255,255", "outline_width", "0.3", "outline_width_unit", "MM", "size", "5", "size_unit", "MM")
	m.add(`</layer><layer class="FontMarker" enabled="1" locked="0" pass="0">`)
	m.options("chr", g.o.say(p.Sticker.Letter), "font", "Sans Serif", "font_style", "Bold", "color", "255,255,255,255",
		"outline_width", "0", "size", "2.6", "size_unit", "MM", "horizontal_anchor_point", "1", "vertical_anchor_point", "1")
	m.add(`</layer>`)
}

// labels shows a title, or the prompt, from 1:5,000.
func (g *geoPackage) labels(m *markup, l *layer) {
	placement := map[string]string{"POINT": "6", "LINESTRING": "3", "POLYGON": "0"}[l.geometry]
	m.add(`<labeling type="simple"><settings calloutType="simple">`)
	m.add(`<text-style fieldName="%s" isExpression="1" fontFamily="Sans Serif" fontSize="8" fontSizeUnit="Point" textColor="34,34,34,255">`,
		`coalesce("title", represent_value("prompt"))`)
	m.add(`<text-buffer bufferDraw="1" bufferSize="0.8" bufferSizeUnits="MM" bufferColor="255,255,255,255"/></text-style>`)
	m.add(`<placement placement="%s" dist="1" distUnits="MM"/><rendering drawLabels="1" scaleVisibility="1" scaleMin="1" scaleMax="5000"/>`, placement)
	m.add(`</settings></labeling>`)
}

// sld is the style for other programs: colour and, of points, a shape.
func (g *geoPackage) sld(l *layer) string {
	m := &markup{}
	m.add(`<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<StyledLayerDescriptor version="1.1.0" xmlns="http://www.opengis.net/sld" `+
		`xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc"><NamedLayer><se:Name>%s</se:Name>`+
		`<UserStyle><se:FeatureTypeStyle>`, l.name)
	for _, p := range g.o.prompts() {
		fill := `<se:Fill><se:SvgParameter name="fill">%s</se:SvgParameter>`
		m.add(`<se:Rule><se:Name>%s</se:Name><ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>prompt</ogc:PropertyName>`+
			`<ogc:Literal>%s</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>`, g.o.say(p.Short), p.Key)
		switch l.geometry {
		case "POINT":
			m.add(`<se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>%s</se:WellKnownName>`+fill+
				`</se:Fill></se:Mark><se:Size>14</se:Size></se:Graphic></se:PointSymbolizer>`, cmp.Or(markers[p.Sticker.Shape].sld, "circle"), p.Sticker.Color)
		case "LINESTRING":
			m.add(`<se:LineSymbolizer><se:Stroke><se:SvgParameter name="stroke">%s</se:SvgParameter>`+
				`<se:SvgParameter name="stroke-width">3</se:SvgParameter></se:Stroke></se:LineSymbolizer>`, p.Sticker.Color)
		case "POLYGON":
			m.add(`<se:PolygonSymbolizer>`+fill+`<se:SvgParameter name="fill-opacity">0.25</se:SvgParameter></se:Fill><se:Stroke>`+
				`<se:SvgParameter name="stroke">%s</se:SvgParameter></se:Stroke></se:PolygonSymbolizer>`, p.Sticker.Color, p.Sticker.Color)
		}
		m.add(`</se:Rule>`)
	}
	m.add(`</se:FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>`)
	return m.String()
}

// rgb is "#0067A3" as "0,103,163".
func rgb(colour string) string {
	n, _ := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32) // the area's rules hold the form
	return fmt.Sprintf("%d,%d,%d", n>>16, n>>8&255, n&255)
}
