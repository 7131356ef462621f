package export

import (
	"archive/zip"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// ProjectType is the media type of a QGIS project.
const ProjectType = "application/x-qgis-project"

// Project writes a QGIS project (.qgz): the live layers of the GIS service at the
// address service, grouped by prompt, in each prompt's colour, shape and letter,
// in o.Lang, over the area's base map with its attribution. It holds no answers,
// and no secret but what stands in service.
func (o Options) Project(w io.Writer, service string) error {
	z := zip.NewWriter(w)
	f, err := z.CreateHeader(&zip.FileHeader{Name: o.Area.Slug + ".qgs", Method: zip.Deflate, Modified: o.Now.UTC()})
	if err != nil {
		return err
	}
	if _, err := io.WriteString(f, o.newProject(service).document()); err != nil {
		return err
	}
	return z.Close()
}

// ProjectName is the project's file name.
func (o Options) ProjectName() string {
	return "kvarter-" + o.Area.Slug + "-" + o.Now.UTC().Format("2006-01-02") + ".qgz"
}

// project is a QGIS project being written.
type project struct {
	markup
	o       Options
	service string
	crs     geo.CRS // the area's
	groups  []projectGroup
}

// projectGroup is a group of layers; the one without a prompt holds what has no
// place.
type projectGroup struct {
	name   string
	layers []projectLayer
}

type projectLayer struct {
	id, name, collection string
	geometry             string // as in GeoPackages; empty for none
	prompt               *store.Prompt
}

// layerID begins the layers' ids: QGIS takes none of ten characters or fewer.
const layerID = "kvarter_layer_"

func (o Options) newProject(service string) *project {
	p := &project{o: o, service: service}
	p.crs, _ = geo.ParseCRS(o.Area.CRS) // a rule of areas
	shapes := newLayers()
	of := map[store.GeometryType]int{store.GeometryPoint: 0, store.GeometryLine: 1, store.GeometryArea: 2}
	for _, prompt := range o.prompts() {
		g := projectGroup{name: o.say(prompt.Short)}
		for _, shape := range store.AllGeometryTypes {
			i, drawn := of[shape]
			if !drawn || !allows(prompt, shape) {
				continue
			}
			l := shapes[i]
			g.layers = append(g.layers, projectLayer{layerID + prompt.Key + "_" + l.name, o.say(l.label), o.Area.Slug + "-" + l.name, l.geometry, prompt})
		}
		if len(g.layers) > 0 {
			p.groups = append(p.groups, g)
		}
	}
	last := shapes[len(shapes)-1]
	p.groups = append(p.groups, projectGroup{o.say(last.label), []projectLayer{
		{layerID + last.name, o.say(last.label), o.Area.Slug + "-" + last.name, "", nil},
	}})
	return p
}

// allows says whether answers to the prompt can have the shape: any answer can be
// a point, since a place in words may be set by staff.
func allows(p *store.Prompt, shape store.GeometryType) bool {
	if shape == store.GeometryPoint {
		return true
	}
	for _, g := range p.Geometry {
		if g == shape {
			return true
		}
	}
	return false
}

func (p *project) document() string {
	title := p.o.say(p.o.Area.Name)
	p.add(`<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>`+"\n"+`<qgis version="3.22.0" projectname="%s"><title>%s</title>`, title, title)
	p.add(`<projectCrs>`)
	p.system(p.crs)
	p.add(`</projectCrs>`)
	p.tree()
	p.canvas()
	p.add(`<projectlayers>`)
	for _, g := range p.groups {
		for _, l := range g.layers {
			p.layer(l)
		}
	}
	p.baseMap()
	p.add(`</projectlayers>`)
	p.properties()
	p.add(`</qgis>` + "\n")
	return p.String()
}

// system writes a system as QGIS does: by its code alone, it is not valid.
func (p *project) system(c geo.CRS) {
	p.add(`<spatialrefsys><wkt>%s</wkt><srid>%s</srid><authid>%s</authid></spatialrefsys>`, c.WKT(), strconv.Itoa(c.EPSG()), c.String())
}

// tree is the list of layers, the base map under all.
func (p *project) tree() {
	p.add(`<layer-tree-group>`)
	for _, g := range p.groups {
		p.add(`<layer-tree-group name="%s" checked="Qt::Checked" expanded="0">`, g.name)
		for _, l := range g.layers {
			p.add(`<layer-tree-layer id="%s" name="%s" providerKey="OAPIF" source="%s" checked="Qt::Checked" expanded="1"/>`, l.id, l.name, p.source(l))
		}
		p.add(`</layer-tree-group>`)
	}
	if p.o.Area.BaseMap.URL != "" {
		p.add(`<layer-tree-layer id="kvarter_layer_base_map" name="%s" providerKey="wms" source="%s" checked="Qt::Checked" expanded="0"/>`, p.o.say(baseMapName), p.tiles())
	}
	p.add(`</layer-tree-group>`)
}

var baseMapName = said("Bakgrunnskart", "Bakgrunnskart", "Base map")

// canvas shows the whole area.
func (p *project) canvas() {
	var b orb.Bound
	for i, polygon := range p.o.Area.Boundary.Geometry {
		projected := geo.Map(polygon, p.crs.Project).Bound()
		if i == 0 {
			b = projected
		}
		b = b.Union(projected)
	}
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	units := "meters"
	if p.crs.IsWGS84() {
		units = "degrees"
	}
	p.add(`<mapcanvas name="theMapCanvas"><units>%s</units><extent><xmin>%s</xmin><ymin>%s</ymin><xmax>%s</xmax><ymax>%s</ymax></extent><rotation>0</rotation><destinationsrs>`,
		units, number(b.Min[0]), number(b.Min[1]), number(b.Max[0]), number(b.Max[1]))
	p.system(p.crs)
	p.add(`</destinationsrs></mapcanvas>`)
}

// source is where QGIS finds a layer's answers. It asks for what it shows alone,
// and the filter is sent to the service.
func (p *project) source(l projectLayer) string {
	quote := func(s string) string {
		return "'" + strings.ReplaceAll(strings.ReplaceAll(s, `\`, `\\`), `'`, `\'`) + "'"
	}
	source := "restrictToRequestBBOX='1' typename=" + quote(l.collection) + " url=" + quote(p.service)
	if l.prompt != nil {
		source = "filter=" + quote(`"prompt" = '`+l.prompt.Key+`'`) + " " + source
	}
	return source
}

func (p *project) layer(l projectLayer) {
	shape := map[string]string{"POINT": "Point", "LINESTRING": "Line", "POLYGON": "Polygon", "": "No geometry"}[l.geometry]
	p.add(`<maplayer type="vector" geometry="%s" labelsEnabled="1" styleCategories="AllStyleCategories"><id>%s</id><datasource>%s</datasource>`, shape, l.id, p.source(l))
	p.add(`<layername>%s</layername><provider encoding="UTF-8">OAPIF</provider><srs>`, l.name)
	p.system(geo.CRS{})
	p.add(`</srs>`)
	if l.geometry != "" {
		p.add(`<renderer-v2 type="singleSymbol" forceraster="0" symbollevels="0" enableorderby="0"><symbols>`)
		p.o.symbol(&p.markup, l.geometry, "0", l.prompt)
		p.add(`</symbols></renderer-v2>`)
		p.o.labels(&p.markup, l.geometry)
	}
	names := []string{"id"}
	for _, c := range columnsOf[p.o.Audience] {
		names = append(names, c.name)
	}
	p.o.forms(&p.markup, names)
	p.add(`</maplayer>`)
}

// tiles is the area's base map as QGIS names it.
func (p *project) tiles() string {
	b := p.o.Area.BaseMap
	url := strings.NewReplacer("{", "%7B", "}", "%7D", "&", "%26", "=", "%3D").Replace(b.URL)
	last := b.MaxZoom
	if last == 0 {
		last = 19
	}
	return fmt.Sprintf("type=xyz&url=%s&zmin=%d&zmax=%d", url, b.MinZoom, last)
}

func (p *project) baseMap() {
	b := p.o.Area.BaseMap
	if b.URL == "" {
		return
	}
	p.add(`<maplayer type="raster"><id>kvarter_layer_base_map</id><datasource>%s</datasource><layername>%s</layername><provider>wms</provider><attribution>%s</attribution><srs>`,
		p.tiles(), p.o.say(baseMapName), b.Attribution)
	mercator, _ := geo.ParseCRS("EPSG:3857")
	p.system(mercator)
	p.add(`</srs><resourceMetadata><rights>%s</rights></resourceMetadata></maplayer>`, b.Attribution)
}

// properties are the project's. The attribution stands on the map itself, as the base map's terms want it.
func (p *project) properties() {
	// Without the first, QGIS leaves out the project's system.
	p.add(`<properties><SpatialRefSys><ProjectionsEnabled type="int">1</ProjectionsEnabled></SpatialRefSys>`)
	if p.o.Area.BaseMap.URL != "" && p.o.Area.BaseMap.Attribution != "" {
		p.add(`<CopyrightLabel><Enabled type="bool">true</Enabled><Label type="QString">%s</Label><Placement type="int">3</Placement></CopyrightLabel>`,
			p.o.Area.BaseMap.Attribution)
	}
	p.add(`</properties>`)
}
