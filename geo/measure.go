package geo

import (
	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
)

// LengthMeters returns the length of a line in metres along great circles, the short way round at ±180; 0 for a line
// of fewer than two positions. The sphere has the equator's radius, which is within 0.7 % of the ellipsoid.
func LengthMeters(l orb.LineString) float64 { return orbgeo.LengthHaversine(l) }

// AreaSquareMeters returns the area of a polygon without its holes in square metres on the same sphere (within
// 1.4 %); 0 for an empty one.
func AreaSquareMeters(p orb.Polygon) float64 { return orbgeo.Area(p) }
