package geo

import "github.com/paulmach/orb"

const (
	// Decimals is the number of decimals kept of a degree: 7, about a centimetre.
	Decimals = 7
	// PublicDecimals is the number of decimals shown to the public: 5, about a metre.
	PublicDecimals = 5
	// MaxVertices is the most vertices of one contribution's geometry, closing positions counted.
	MaxVertices = 1000
	// MaxBoundaryVertices is the most vertices of an area's boundary, closing positions counted.
	MaxBoundaryVertices = 100_000
)

type CellRange struct{ From, To int64 }
type Boundary struct{}

func DecodeGeometry(data []byte) (orb.Geometry, error)               { panic("geo") }
func Canonical(g orb.Geometry) (orb.Geometry, error)                 { panic("geo") }
func DecodeBoundary(data []byte) (orb.MultiPolygon, error)           { panic("geo") }
func AppendGeometry(dst []byte, g orb.Geometry, decimals int) []byte { panic("geo") }
func AppendCoord(dst []byte, v float64, decimals int) []byte         { panic("geo") }
func AppendWKT(dst []byte, g orb.Geometry, decimals int) []byte      { panic("geo") }
func DecodeWKT(s string) (orb.Geometry, error)                       { panic("geo") }
func EncodeWKB(g orb.Geometry) []byte                                { panic("geo") }
func DecodeWKB(b []byte) (orb.Geometry, error)                       { panic("geo") }
func Round(g orb.Geometry, decimals int) orb.Geometry                { panic("geo") }
func Cell(p orb.Point) int64                                         { panic("geo") }
func CellRanges(b orb.Bound, max int) []CellRange                    { panic("geo") }
func ParseBBox(s string) ([]orb.Bound, error)                        { panic("geo") }
func NewBoundary(mp orb.MultiPolygon) *Boundary                      { panic("geo") }
func (b *Boundary) Contains(p orb.Point) bool                        { panic("geo") }
func (b *Boundary) DistanceMeters(p orb.Point) float64               { panic("geo") }
func (b *Boundary) MaxDistanceMeters(g orb.Geometry) float64         { panic("geo") }
func (b *Boundary) Covers(g orb.Geometry) bool                       { panic("geo") }
func (b *Boundary) Bound() orb.Bound                                 { panic("geo") }
func LengthMeters(l orb.LineString) float64                          { panic("geo") }
func AreaSquareMeters(p orb.Polygon) float64                         { panic("geo") }
