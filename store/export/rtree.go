package export

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"
)

// box is where an entry of an R*Tree lies. SQLite keeps 32 bits of a coordinate,
// so that a box may only be larger than what it is of.
type box struct{ minX, maxX, minY, maxY float32 }

func boxOf(b orb.Bound) box {
	return box{below(b.Min[0]), above(b.Max[0]), below(b.Min[1]), above(b.Max[1])}
}

// boxes are those of the entries first, first+1 and so on, in pieces, so that
// they grow without being copied: there can be a million.
type boxes struct {
	first  uint32
	n      int
	pieces [][]box
}

const pieceLen = 1 << 14

func (b *boxes) add(x box) {
	if b.n%pieceLen == 0 {
		b.pieces = append(b.pieces, make([]box, 0, pieceLen))
	}
	last := &b.pieces[len(b.pieces)-1]
	*last = append(*last, x)
	b.n++
}

func (b *boxes) at(id uint32) *box {
	i := id - b.first
	return &b.pieces[i/pieceLen][i%pieceLen]
}

// ids are those of all entries.
func (b *boxes) ids() []uint32 {
	all := make([]uint32, b.n)
	for i := range all {
		all[i] = b.first + uint32(i)
	}
	return all
}

func below(v float64) float32 {
	f := float32(v)
	if float64(f) > v {
		f = math.Nextafter32(f, float32(math.Inf(-1)))
	}
	return f
}

func above(v float64) float32 { return -below(-v) }

// A node of SQLite's R*Tree of two dimensions, as https://sqlite.org/src/file/ext/rtree/rtree.c
// lays it out: two bytes for the tree's depth (in the root), two for how many
// cells, then the cells of an id and four coordinates, all big-endian.
const (
	nodeCells = 51
	cellBytes = 8 + 4*4
	nodeBytes = 4 + nodeCells*cellBytes
	rootNode  = 1
)

// packRTree makes an R*Tree called name over all, whose first entry is 1: every
// node full, by sort-tile-recursive packing (Leutenegger, Lopez and Edgington,
// 1997). It writes the tree's own tables: through the virtual table, row by row,
// a million rows take half a minute.
func packRTree(db *database, name string, all *boxes) error {
	if err := db.run(`CREATE VIRTUAL TABLE "` + name + `" USING rtree(id, minx, maxx, miny, maxy)`); err != nil || all.n == 0 {
		return err
	}
	p := &packing{db: db, name: name, next: rootNode + 1}
	leafOf := make([]uint32, all.n)
	in := func(id, node uint32) error {
		leafOf[id-1] = node
		return nil
	}
	cells, depth := all, 0
	for ; cells.n > nodeCells; depth++ {
		upper, err := p.level(cells, in)
		if err != nil {
			return err
		}
		cells, in = upper, p.parent
	}
	for _, id := range cells.ids() {
		if err := in(id, rootNode); err != nil {
			return err
		}
	}
	if err := p.root(depth, cells); err != nil {
		return err
	}
	return p.rowids(leafOf)
}

type packing struct {
	db   *database
	name string
	next uint32 // number of the next node
	node [nodeBytes]byte
}

// level tiles cells into nodes: sorted by x into about as many strips as each
// has nodes, each strip by y. in is told in which node each cell is. It returns
// the nodes as cells of the level above.
func (p *packing) level(cells *boxes, in func(id, node uint32) error) (*boxes, error) {
	nodes := (cells.n + nodeCells - 1) / nodeCells
	strip := int(math.Ceil(math.Sqrt(float64(nodes)))) * nodeCells
	ids := cells.ids()
	slices.SortFunc(ids, func(i, j uint32) int {
		a, b := cells.at(i), cells.at(j)
		return cmp.Or(cmp.Compare(a.minX+a.maxX, b.minX+b.maxX), cmp.Compare(i, j))
	})
	upper := &boxes{first: p.next}
	for s := range slices.Chunk(ids, strip) {
		slices.SortFunc(s, func(i, j uint32) int {
			a, b := cells.at(i), cells.at(j)
			return cmp.Or(cmp.Compare(a.minY+a.maxY, b.minY+b.maxY), cmp.Compare(i, j))
		})
		for n := range slices.Chunk(s, nodeCells) {
			if err := p.write(p.next, 0, cells, n); err != nil {
				return nil, err
			}
			for _, id := range n {
				if err := in(id, p.next); err != nil {
					return nil, err
				}
			}
			upper.add(around(cells, n))
			p.next++
		}
	}
	return upper, nil
}

// around holds the cells ids.
func around(cells *boxes, ids []uint32) box {
	b := *cells.at(ids[0])
	for _, id := range ids[1:] {
		c := cells.at(id)
		b.minX, b.maxX = min(b.minX, c.minX), max(b.maxX, c.maxX)
		b.minY, b.maxY = min(b.minY, c.minY), max(b.maxY, c.maxY)
	}
	return b
}

func (p *packing) write(node uint32, depth int, cells *boxes, ids []uint32) error {
	b := binary.BigEndian.AppendUint16(p.node[:0], uint16(depth))
	b = binary.BigEndian.AppendUint16(b, uint16(len(ids)))
	for _, id := range ids {
		b = binary.BigEndian.AppendUint64(b, uint64(id))
		c := cells.at(id)
		for _, v := range [4]float32{c.minX, c.maxX, c.minY, c.maxY} {
			b = binary.BigEndian.AppendUint32(b, math.Float32bits(v))
		}
	}
	clear(p.node[len(b):])
	return p.db.exec(`INSERT INTO "`+p.name+`_node" VALUES (?, ?)`, int64(node), p.node[:])
}

// root writes the root over the empty one that SQLite made.
func (p *packing) root(depth int, cells *boxes) error {
	if err := p.db.run(`DELETE FROM "` + p.name + `_node" WHERE nodeno = 1`); err != nil {
		return err
	}
	return p.write(rootNode, depth, cells, cells.ids())
}

func (p *packing) parent(node, of uint32) error {
	return p.db.exec(`INSERT INTO "`+p.name+`_parent" VALUES (?, ?)`, int64(node), int64(of))
}

// rowids writes in which leaf each row is, many rows with a statement.
func (p *packing) rowids(leafOf []uint32) error {
	const many = 10_000
	var list []byte
	first := int64(1)
	for leaves := range slices.Chunk(leafOf, many) {
		list = append(list[:0], '[')
		for j, leaf := range leaves {
			if j > 0 {
				list = append(list, ',')
			}
			list = strconv.AppendUint(list, uint64(leaf), 10)
		}
		err := p.db.exec(`INSERT INTO "`+p.name+`_rowid" SELECT ? + key, value FROM json_each(?)`,
			first, string(append(list, ']')))
		if err != nil {
			return err
		}
		first += many
	}
	return nil
}
