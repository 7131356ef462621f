package demo

import (
	"math"
	"math/rand/v2"

	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

const (
	// spotCount is how many places people gather round.
	spotCount = 16
	// spread is how far marks lie round a spot, in metres: one standard deviation.
	spread = 70
	// metersADegree of latitude.
	metersADegree = 111_320
)

// spots are the places that marks gather round, more at some than at others, and
// at other ones for each prompt.
type spots struct {
	boundary *geo.Boundary
	at       []orb.Point
}

// newSpots takes the named places with a position and adds chance ones inside
// the boundary.
func newSpots(rnd *rand.Rand, boundary *geo.Boundary, a *store.Area) *spots {
	s := &spots{boundary: boundary}
	for _, p := range a.Places {
		if p.Position != nil && boundary.Contains(*p.Position) && len(s.at) < spotCount {
			s.at = append(s.at, *p.Position)
		}
	}
	box := boundary.Bound()
	for len(s.at) < spotCount {
		s.at = append(s.at, inside(rnd, boundary, box, a.Boundary.Geometry[0][0][0]))
	}
	return s
}

// inside is a chance point inside the boundary, or otherwise when the boundary
// is so thin that chance does not hit it.
func inside(rnd *rand.Rand, boundary *geo.Boundary, box orb.Bound, otherwise orb.Point) orb.Point {
	for range 1000 {
		p := orb.Point{box.Min[0] + rnd.Float64()*(box.Max[0]-box.Min[0]), box.Min[1] + rnd.Float64()*(box.Max[1]-box.Min[1])}
		if boundary.Contains(p) {
			return round(p)
		}
	}
	return otherwise
}

// point is a mark of a prompt: near one of the prompt's own spots.
func (s *spots) point(rnd *rand.Rand, prompt int) orb.Point {
	// The square of chance makes the first spots of a prompt the busiest; seven
	// steps between prompts, which shares no factor with the count, give each
	// its own first ones.
	at := s.at[(int(square(rnd.Float64())*spotCount)+7*prompt)%spotCount]
	for range 4 {
		p := near(at, rnd.NormFloat64()*spread, rnd.NormFloat64()*spread)
		if s.boundary.Contains(p) {
			return p
		}
	}
	return at
}

// line is a walk of some hundred metres that bends now and then and stays
// inside.
func (s *spots) line(rnd *rand.Rand, prompt int) orb.LineString {
	p := s.point(rnd, prompt)
	towards := rnd.Float64() * 2 * math.Pi
	line := orb.LineString{p}
	for range 3 + rnd.IntN(4) {
		step := 30 + rnd.Float64()*60
		next := near(p, step*math.Cos(towards), step*math.Sin(towards))
		towards += rnd.NormFloat64() * 0.5
		if len(line) > 1 && !s.boundary.Contains(next) {
			break
		}
		line, p = append(line, next), next
	}
	return line
}

// polygon is a blot: seen from its middle the corners come round in order, so
// that it never crosses itself.
func (s *spots) polygon(rnd *rand.Rand, prompt int) orb.Polygon {
	p := s.point(rnd, prompt)
	corners := 5 + rnd.IntN(4)
	var ring orb.Ring
	for i := range corners {
		angle, reach := float64(i)*2*math.Pi/float64(corners), 25+rnd.Float64()*45
		ring = append(ring, near(p, reach*math.Cos(angle), reach*math.Sin(angle)))
	}
	return orb.Polygon{append(ring, ring[0])}
}

// near is p moved by metres east and north.
func near(p orb.Point, east, north float64) orb.Point {
	narrow := max(math.Cos(p[1]*math.Pi/180), 0.01)
	return round(orb.Point{p[0] + east/(metersADegree*narrow), p[1] + north/metersADegree})
}

func round(p orb.Point) orb.Point {
	return orb.Point{math.Round(p[0]*1e7) / 1e7, math.Round(p[1]*1e7) / 1e7}
}

func square(v float64) float64 { return v * v }
