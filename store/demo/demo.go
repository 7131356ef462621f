// Package demo invents plausible people, so that an area can be shown, tried and
// measured before anybody answered. What it makes says of itself that it is
// synthetic (store.SourceDemo) and is removable by that.
package demo

import (
	"hash/fnv"
	"iter"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// weeks is how long before now the answers begin.
const weeks = 6

// Generate yields n answers of synthetic people to the area's current wave:
// about 16 marks each over six to eight prompts, within the caps, gathered round
// places inside the boundary, some with words in the area's languages, made in
// the weeks before now. The same area, n and seed give the same answers, a
// larger n the same ones and more; only their times follow now. Each answer is
// new memory. An area without a wave or a prompt yields nothing.
func Generate(a *store.Area, n int, seed uint64, now time.Time) iter.Seq[*store.Contribution] {
	return func(yield func(*store.Contribution) bool) {
		g := newGenerator(a, seed, now)
		for g != nil && n > 0 {
			for _, c := range g.person() {
				if n == 0 || !yield(c) {
					return
				}
				n--
			}
		}
	}
}

type generator struct {
	area      *store.Area
	wave      *store.Wave
	method    *store.Method
	rnd       *rand.Rand
	spots     *spots
	languages []string
	from, to  time.Time
}

func newGenerator(a *store.Area, seed uint64, now time.Time) *generator {
	w := a.CurrentWave(now)
	if w == nil || a.Method(w.Method) == nil || len(a.Method(w.Method).Prompts) == 0 || len(a.Boundary.Geometry) == 0 {
		return nil
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(a.Slug)) // a hash takes everything
	g := &generator{area: a, wave: w, method: a.Method(w.Method), rnd: rand.New(rand.NewPCG(seed, h.Sum64()))}
	g.spots = newSpots(g.rnd, geo.NewBoundary(a.Boundary.Geometry), a)
	g.languages = languagesOf(a)
	g.to = now.UTC().Truncate(time.Microsecond)
	if !w.Closes.IsZero() && w.Closes.Before(g.to) {
		g.to = w.Closes.Add(-time.Microsecond)
	}
	g.from = g.to.AddDate(0, 0, -7*weeks)
	if g.from.Before(w.Opens) {
		g.from = w.Opens
	}
	if g.from.After(g.to) {
		g.from = g.to
	}
	return g
}

// person is one person's answers, in the order they were made.
func (g *generator) person() []*store.Contribution {
	var (
		id      = g.uuid()
		lang    = g.languages[g.rnd.IntN(len(g.languages))]
		channel = pick(g.rnd, []store.Channel{store.ChannelWeb, store.ChannelWeb, store.ChannelWeb, store.ChannelWeb, store.ChannelTable, store.ChannelPaper})
		at      = g.start()
		out     []*store.Contribution
	)
	order := g.rnd.Perm(len(g.method.Prompts))
	for _, i := range order[:min(len(order), 6+g.rnd.IntN(3))] {
		p := &g.method.Prompts[i]
		marks := min(pick(g.rnd, []int{1, 1, 2, 2, 2, 3, 3, 4, 5}), p.Cap)
		for range marks {
			c := &store.Contribution{
				ID: g.uuid(), Participant: id, Prompt: p.Key, Lang: lang, Wave: g.wave.Key,
				Channel: channel, Source: store.SourceDemo, CreatedAt: at,
			}
			g.place(c, i, p)
			g.say(c, p)
			out = append(out, c)
			if next := at.Add(time.Duration(20+g.rnd.IntN(70)) * time.Second); next.Before(g.to) {
				at = next
			}
		}
	}
	return out
}

// start is when a person begins: more of them lately.
func (g *generator) start() time.Time {
	back := g.rnd.Float64()
	span := g.to.Sub(g.from)
	return g.to.Add(-time.Duration(back * back * float64(span))).Truncate(time.Microsecond)
}

// uuid is a random id (version 4) from the seed.
func (g *generator) uuid() uuid.UUID {
	var id uuid.UUID
	for i := 0; i < 16; i += 8 {
		v := g.rnd.Uint64()
		for j := range 8 {
			id[i+j] = byte(v >> (8 * j))
		}
	}
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return id
}

// place puts an answer somewhere: on the map, on a named place, in words, or
// nowhere where the prompt takes that.
func (g *generator) place(c *store.Contribution, prompt int, p *store.Prompt) {
	can := func(t store.GeometryType) bool { return slices.Contains(p.Geometry, t) }
	chance := g.rnd.Float64()
	switch {
	case can(store.GeometryNone) && (len(p.Geometry) == 1 || chance < 0.3):
	case can(store.GeometryPoint) && drawn(p) && chance > 0.3 && chance < 0.42:
		c.Geometry, c.LocatedBy = g.draw(prompt, p), store.ByMap
	case can(store.GeometryPoint) && chance > 0.92 && len(g.area.Places) > 0:
		c.Place, c.LocatedBy = g.area.Places[g.rnd.IntN(len(g.area.Places))].Key, store.ByList
	case can(store.GeometryPoint) && chance > 0.9:
		c.PlaceText = pick(g.rnd, in(placesInWords, c.Lang))
	case can(store.GeometryPoint):
		c.Geometry, c.LocatedBy = g.spots.point(g.rnd, prompt), store.ByMap
	default:
		c.Geometry, c.LocatedBy = g.draw(prompt, p), store.ByMap
	}
}

// drawn says whether the prompt takes a line or an area.
func drawn(p *store.Prompt) bool {
	return slices.Contains(p.Geometry, store.GeometryLine) || slices.Contains(p.Geometry, store.GeometryArea)
}

// draw is a line or an area, as the prompt takes.
func (g *generator) draw(prompt int, p *store.Prompt) orb.Geometry {
	var can []store.GeometryType
	for _, t := range p.Geometry {
		if t == store.GeometryLine || t == store.GeometryArea {
			can = append(can, t)
		}
	}
	if pick(g.rnd, can) == store.GeometryLine {
		return g.spots.line(g.rnd, prompt)
	}
	return g.spots.polygon(g.rnd, prompt)
}

// say gives some answers words: always where there is nothing else to an answer.
func (g *generator) say(c *store.Contribution, p *store.Prompt) {
	alone := c.Geometry == nil && c.Place == "" && c.PlaceText == ""
	if p.Kind == store.KindStory {
		g.tell(c)
		return
	}
	if alone || g.rnd.Float64() < 0.28 {
		c.Text = pick(g.rnd, why(p, c.Lang))
		if g.rnd.Float64() < 0.3 {
			c.Text += " " + pick(g.rnd, in(more, c.Lang))
		}
	}
	if g.rnd.Float64() < 0.06 {
		c.Wish = pick(g.rnd, in(wishes, c.Lang))
	}
}

// tell makes a story of an answer.
func (g *generator) tell(c *store.Contribution) {
	s := pick(g.rnd, in(tales, c.Lang))
	c.Title, c.Text, c.PeriodFrom, c.PeriodTo = s.title, s.text, s.from, s.to
	c.Share = pick(g.rnd, []store.Share{store.ShareAnonymous, store.ShareAnonymous, store.ShareNamed, store.ShareProgramme})
	if c.Share == store.ShareNamed {
		c.Byline = pick(g.rnd, in(names, c.Lang))
		if g.method.Consent[c.Lang] != "" {
			c.ConsentLang = c.Lang
		}
	}
	if len(g.method.Themes) > 0 {
		c.Theme = pick(g.rnd, g.method.Themes).Key
	}
}

func pick[T any](rnd *rand.Rand, from []T) T { return from[rnd.IntN(len(from))] }

// languagesOf is what people write in: bokmål most, English some, as far as the
// area speaks them; English where it speaks neither.
func languagesOf(a *store.Area) []string {
	var out []string
	if slices.Contains(a.Languages, "nb") {
		out = append(out, "nb", "nb", "nb", "nb")
	}
	if slices.Contains(a.Languages, "en") || len(out) == 0 {
		out = append(out, "en")
	}
	return out
}
