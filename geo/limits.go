package geo

const (
	// Decimals is the number of decimals kept of a degree: 7, about a centimetre.
	Decimals = 7
	// PublicDecimals is the number of decimals shown to the public: 5, about a metre.
	PublicDecimals = 5
	// MetreDecimals is the number of decimals shown of a metre, in reference systems that have them.
	MetreDecimals = 3
	// MaxVertices is the most vertices of one contribution's geometry, closing positions counted.
	MaxVertices = 1000
	// MaxBoundaryVertices is the most vertices of an area's boundary, closing positions counted.
	MaxBoundaryVertices = 100_000
	// MaxLayerVertices is the most vertices of one reference layer, closing positions counted.
	MaxLayerVertices = 20_000
)

// The sizes leave 256 bytes for a position with its height, far above what pretty-printed full-precision files use.
const (
	maxGeometryBytes = 256 * MaxVertices
	maxBoundaryBytes = 256 * MaxBoundaryVertices
	maxLayerBytes    = 256 * MaxLayerVertices
)
