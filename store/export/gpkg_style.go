package export

import (
	"cmp"
	"strconv"
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

// qml is the style of a layer as QGIS 3.22 and later read it.
func (g *geoPackage) qml(l *layer) string {
	m := &markup{}
	m.add(`<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>` + "\n")
	m.add(`<qgis version="3.22.0" labelsEnabled="1" styleCategories="Symbology|Labeling|Fields|Forms">`)
	if l.geometry != "" {
		g.renderer(m, l)
		g.o.labels(m, l.geometry)
	}
	var names []string
	for _, c := range g.columns {
		names = append(names, c.name)
	}
	g.o.forms(m, names)
	m.add(`</qgis>`)
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
		g.o.symbol(m, l.geometry, strconv.Itoa(i), p)
	}
	m.add(`</symbols></renderer-v2>`)
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
