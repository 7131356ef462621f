package export

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"math"
	"math/bits"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// The layers of a GeoPackage: one kind of shape each, and answers without a
// place as a table.
const (
	pointLayer = "points"
	lineLayer  = "lines"
	areaLayer  = "areas"
	placeless  = "placeless"
	geomColumn = "geom"

	dictionaryTable = "dictionary"
	aboutTable      = "about"
	stylesTable     = "layer_styles"
)

// layer is a table being filled.
type layer struct {
	name string
	// geometry is the type as GeoPackage names it; empty for a table.
	geometry string
	label    store.Text
	columns  []string // quoted, fid first
	// inserts are the statements by which columns they fill, a bit each.
	inserts map[uint64]*statement
	n       int64
	boxes   boxes
	bound   orb.Bound
	blob    []byte
}

func newLayers() []*layer {
	all := []*layer{
		{name: pointLayer, geometry: "POINT", label: said("Punkter", "Punkt", "Points")},
		{name: lineLayer, geometry: "LINESTRING", label: said("Linjer", "Linjer", "Lines")},
		{name: areaLayer, geometry: "POLYGON", label: said("Flater", "Flater", "Areas")},
		{name: placeless, label: said("Svar uten sted", "Svar utan stad", "Answers without a place")},
	}
	for _, l := range all {
		l.inserts, l.boxes.first = map[uint64]*statement{}, 1
	}
	return all
}

// geoPackage is a file being written.
type geoPackage struct {
	db      *database
	o       Options
	columns []column // the id first
	layers  []*layer
	values  []any // of the row being written
}

// createGeoPackage makes a GeoPackage 1.3 (OGC 12-128r17) of the empty file
// name: points, lines, areas and answers without a place, each in a layer of its
// own with typed columns, a data dictionary, the codes' meanings (gpkg_schema),
// styles for QGIS and R*Trees. An error leaves it unfinished.
func createGeoPackage(name string, seq iter.Seq2[*store.Contribution, error], o Options) (err error) {
	db, err := createDatabase(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	g := &geoPackage{db: db, o: o, columns: append([]column{idColumn}, columnsOf[o.Audience]...), layers: newLayers()}
	if err := db.run("BEGIN"); err != nil {
		return err
	}
	if err := g.begin(); err != nil {
		return err
	}
	if err := pump(seq, g.add); err != nil {
		return err
	}
	if err := g.end(); err != nil {
		return err
	}
	return db.run("COMMIT")
}

// idColumn is the column of ids, which the other formats write by themselves.
var idColumn = column{"id", text, "", func(c *store.Contribution) value {
	return value{kind: text, s: string(AppendID(make([]byte, 0, 36), c.ID))}
}}

// add writes one contribution to its layer.
func (g *geoPackage) add(c *store.Contribution) error {
	l := g.layers[len(g.layers)-1]
	switch c.Geometry.(type) {
	case orb.Point:
		l = g.layers[0]
	case orb.LineString:
		l = g.layers[1]
	case orb.Polygon:
		l = g.layers[2]
	}
	l.n++
	g.values = append(g.values[:0], l.n)
	if l.geometry != "" {
		g.values = append(g.values, l.place(g.o.position(c.Geometry), int32(g.o.CRS.EPSG())))
	}
	for _, col := range g.columns {
		g.values = append(g.values, g.argument(col.get(c)))
	}
	return g.insert(l)
}

// maxInserts is how many statements a layer keeps; then all columns are filled.
const maxInserts = 100

// insert writes g.values. Half of them are nothing, as a rule: only the others
// are handed over, by a statement of their columns, which saves a tenth of the
// time.
func (g *geoPackage) insert(l *layer) error {
	filled := uint64(0)
	for i, v := range g.values {
		if v != nil || len(l.inserts) >= maxInserts {
			filled |= 1 << i
		}
	}
	s := l.inserts[filled]
	if s == nil {
		var err error
		if s, err = g.db.prepare(g.insertSQL(l, filled), bits.OnesCount64(filled)); err != nil {
			return err
		}
		l.inserts[filled] = s
	}
	args := s.args
	for i, v := range g.values {
		if filled&(1<<i) != 0 {
			args[0].Value = v
			args = args[1:]
		}
	}
	return s.exec()
}

func (g *geoPackage) insertSQL(l *layer, filled uint64) string {
	var names []string
	for i, name := range l.columns {
		if filled&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return fmt.Sprintf("INSERT INTO %s (%s) VALUES (?%s)", l.name, strings.Join(names, ", "), strings.Repeat(", ?", len(names)-1))
}

// place notes where shape is, and returns it as GeoPackage keeps it: a head with
// the system and, but for points, the envelope, then WKB.
func (l *layer) place(shape orb.Geometry, srs int32) []byte {
	b := shape.Bound()
	if l.n == 1 {
		l.bound = b
	}
	l.bound = l.bound.Union(b)
	l.boxes.add(boxOf(b))

	const littleEndian, withEnvelope = 1, 2
	dst := append(l.blob[:0], 'G', 'P', 0, littleEndian)
	if l.geometry != "POINT" {
		dst[3] |= withEnvelope
	}
	dst = binary.LittleEndian.AppendUint32(dst, uint32(srs))
	if l.geometry != "POINT" {
		for _, v := range [4]float64{b.Min[0], b.Max[0], b.Min[1], b.Max[1]} {
			dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(v))
		}
	}
	l.blob = geo.AppendWKB(dst, shape)
	return l.blob
}

// argument is v for SQLite.
func (g *geoPackage) argument(v value) any {
	switch v.kind {
	case text:
		return v.s
	case number, truth:
		return v.n
	case moment:
		return moments(v.n)
	case day:
		return time.UnixMicro(v.n).UTC().Format(time.DateOnly)
	}
	return nil
}

// moments is a time as GeoPackage has it, with milliseconds.
func moments(micros int64) string {
	var b [32]byte
	at := time.UnixMicro(micros).UTC().AppendFormat(b[:0], time.RFC3339) // which Go is quick at, unlike other forms
	ms := micros / 1000 % 1000
	if ms < 0 {
		ms += 1000
	}
	at = append(at[:len(at)-1], '.', byte('0'+ms/100), byte('0'+ms/10%10), byte('0'+ms%10), 'Z')
	return string(at)
}

// end writes what is known only now: the trees and where the layers lie.
func (g *geoPackage) end() error {
	for _, l := range g.layers {
		if l.geometry == "" {
			continue
		}
		if err := packRTree(g.db, treeOf(l), &l.boxes); err != nil {
			return err
		}
		l.boxes = boxes{}
		if err := g.db.run(treeTriggers(l)); err != nil {
			return err
		}
		if l.n == 0 {
			continue
		}
		err := g.db.exec("UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? WHERE table_name = ?",
			l.bound.Min[0], l.bound.Min[1], l.bound.Max[0], l.bound.Max[1], l.name)
		if err != nil {
			return err
		}
	}
	return nil
}

func treeOf(l *layer) string { return "rtree_" + l.name + "_" + geomColumn }
