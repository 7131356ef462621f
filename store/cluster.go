package store

import (
	"slices"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
)

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
	Zoom float64
	// Matched is how many contributions there are, Placed how many of them have
	// a place and stand in All.
	Matched, Placed int
	// Prompts counts all that matched by prompt.
	Prompts []PromptCount
}

// Limits of clusters.
const (
	// MaxZoom is the closest that a map comes.
	MaxZoom = geo.MaxZoom
	// ZoomStep is how fine zooms are told apart.
	ZoomStep = 0.25
	// MaxClusters is the most that one answer holds.
	MaxClusters = 5_000
	// MaxSpotIDs is how many ids Spots can be kept to.
	MaxSpotIDs = 500
)

// Clusters gathers those that f takes, within boxes (edges included; none is
// everywhere), for a map of zoom, 0 to MaxZoom in steps of ZoomStep and in tiles
// of 512 pixels. Equal spots make equal clusters, in whatever order they were added.
func (s *Spots) Clusters(zoom float64, boxes []orb.Bound, f SpotFilter) Clusters {
	v := &gathering{spots: s, keep: f.keep(s.classes), within: inUnits(boxes)}
	v.promptOf, v.prompts = s.promptsOfClasses()
	c := Clusters{Zoom: zoom}
	counts := make([]int32, len(v.prompts))
	for at := range v.each {
		c.Matched++
		p := at.place()
		counts[v.promptOf[p.class]]++
		if p.placed {
			c.Placed++
		}
	}
	c.Prompts = v.promptCounts(counts)
	g := v.grid(zoom)
	for ; len(g.cells) > MaxClusters && c.Zoom > 0; g = v.grid(c.Zoom) {
		c.Zoom = max(0, c.Zoom-1)
	}
	c.All = g.join()
	return c
}

// gathering is what one question looks at: the spots of the classes that keep
// says, within boxes.
type gathering struct {
	spots    *Spots
	keep     []bool
	within   unitBoxes
	promptOf []int32 // by class
	prompts  []string
}

// each yields the spots.
func (v *gathering) each(yield func(spotAt) bool) {
	for _, c := range v.spots.chunks {
		for i := range c.places {
			at := spotAt{c, i}
			if v.keep[c.places[i].class] && (len(v.within) == 0 || v.within.holds(at)) && !yield(at) {
				return
			}
		}
	}
}

// spotAt is a spot by where it is kept.
type spotAt struct {
	chunk *spotChunk
	i     int
}

func (s spotAt) place() *place { return &s.chunk.places[s.i] }
func (s spotAt) mark() *mark   { return &s.chunk.marks[s.i] }

// promptsOfClasses numbers the prompts, and says which each class has.
func (s *Spots) promptsOfClasses() (of []int32, prompts []string) {
	for _, c := range s.classes {
		i := slices.Index(prompts, c.Prompt)
		if i < 0 {
			i = len(prompts)
			prompts = append(prompts, c.Prompt)
		}
		of = append(of, int32(i))
	}
	return of, prompts
}
