package store

import (
	"math"
	"slices"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
)

// Spot is a public contribution with no more than a map of many needs.
type Spot struct {
	ID uuid.UUID
	// Shape is a line or an area; nil for a point and for what has no place.
	Shape orb.Geometry
	// Placed says that it has a place on the map.
	Placed bool
	// lon and lat are in units of geo.PublicDecimals, x and y on the mercator
	// square of 2^32.
	lon, lat, agreements int32
	x, y                 uint32
	prompt               uint16
}

// Spots are the public contributions that a query finds, small enough to be kept
// in memory. They are not changed once they are made: many may read them.
type Spots struct {
	prompts []string
	all     []Spot
}

// spotUnits is how many units of a Spot's position a degree has.
const spotUnits = 1e5

// Add takes in a contribution as the public sees it, its hearts beside it.
func (s *Spots) Add(id uuid.UUID, prompt string, g orb.Geometry, agreements int) {
	p := Spot{ID: id, Placed: g != nil, agreements: int32(agreements), prompt: s.index(prompt)}
	if g != nil {
		at := geo.Middle(g)
		p.lon, p.lat = int32(math.Round(at[0]*spotUnits)), int32(math.Round(at[1]*spotUnits))
		p.x, p.y = square(at)
		if _, isPoint := g.(orb.Point); !isPoint {
			p.Shape = g
		}
	}
	s.all = append(s.all, p)
}

func (s *Spots) index(prompt string) uint16 {
	i := slices.Index(s.prompts, prompt)
	if i < 0 {
		i = len(s.prompts)
		s.prompts = append(s.prompts, prompt)
	}
	return uint16(i)
}

// Len is how many there are.
func (s *Spots) Len() int { return len(s.all) }

// With is s after some contributions changed: without those of changed, but with
// what now holds of them.
func (s *Spots) With(changed []uuid.UUID, now *Spots) *Spots {
	gone := make(map[uuid.UUID]bool, len(changed))
	for _, id := range changed {
		gone[id] = true
	}
	out := &Spots{prompts: slices.Clone(s.prompts), all: make([]Spot, 0, len(s.all)+len(now.all))}
	for i := range s.all {
		if !gone[s.all[i].ID] {
			out.all = append(out.all, s.all[i])
		}
	}
	for _, p := range now.all {
		p.prompt = out.index(now.prompts[p.prompt])
		out.all = append(out.all, p)
	}
	return out
}

// Cluster is one mark of a map or several that lie near each other.
type Cluster struct {
	// At is the mean of its members, to geo.PublicDecimals.
	At orb.Point
	// Bound holds its members.
	Bound orb.Bound
	Count int
	// Prompts counts its members by prompt, the most first, then by key.
	Prompts    []PromptCount
	Agreements int
	// ID is the only member's, else zero; Shape is its line or area, else nil.
	ID    uuid.UUID
	Shape orb.Geometry
}

// PromptCount is how many answer a prompt.
type PromptCount struct {
	Prompt string
	Count  int
}

// Clusters are contributions as a map of a zoom shows them.
type Clusters struct {
	// All, the largest first, then from north to south and west to east.
	All []Cluster
	// Zoom is that of the grid: less than was asked where there would be more
	// than MaxClusters.
	Zoom int
	// Matched is how many contributions there are, Placed how many of them have
	// a place and stand in All.
	Matched, Placed int
	// Prompts counts all that matched by prompt.
	Prompts []PromptCount
}

// Limits of clusters.
const (
	// MaxZoom is the closest that a map comes.
	MaxZoom = 22
	// MaxClusters is the most that one answer holds.
	MaxClusters = 5_000
	// MaxSpotIDs is how many ids Spots can be kept to.
	MaxSpotIDs = 500
)

// Clusters gathers those within boxes (edges included; none is everywhere) for a
// map of zoom, 0 to MaxZoom in tiles of 512 pixels. Equal spots make equal
// clusters, in whatever order they were added.
func (s *Spots) Clusters(zoom int, boxes []orb.Bound) Clusters {
	within := inUnits(boxes)
	c := Clusters{Zoom: zoom}
	counts := make([]int32, len(s.prompts))
	for i := range s.all {
		p := &s.all[i]
		if len(within) > 0 && !within.holds(p) {
			continue
		}
		c.Matched++
		counts[p.prompt]++
		if p.Placed {
			c.Placed++
		}
	}
	c.Prompts = s.promptCounts(counts)
	g := s.grid(zoom, within)
	for ; len(g.cells) > MaxClusters && c.Zoom > 0; g = s.grid(c.Zoom, within) {
		c.Zoom--
	}
	c.All = g.join()
	return c
}
