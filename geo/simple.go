package geo

// maxPairs bounds the edge pairs looked at for one polygon, at up to 100 ns each. A rough coastline of
// MaxBoundaryVertices needs an eighth of it and a contribution never more than a tenth; only a ring made to be slow
// needs more.
const maxPairs = 10_000_000

// checkRings says whether closed rings, the outer one first, make a polygon: none touches itself, two have at most
// one point in common, and each hole lies in the outer ring and in no other hole. All of it is exact.
func checkRings(rings [][]vertex) error {
	x := indexEdges(rings)
	if err := x.checkPairs(); err != nil {
		return err
	}
	for r := 1; r < len(rings); r++ {
		// Two rings share one point at most, so one of two vertices is off every other ring, and without a crossing
		// one vertex speaks for its whole ring.
		for _, v := range rings[r][:2] {
			if err := x.checkHole(r, v); err != nil {
				return err
			}
		}
	}
	return nil
}

func (x *edgeIndex) checkPairs() error {
	touches := map[[2]int]vertex{}
	pairs := 0
	for i, e := range x.edges {
		b := e.box()
		for lo, hi := range x.blocks(b) {
			pairs += hi - lo
			for j := max(lo, i+1); j < hi; j++ {
				if !x.edges[j].box().meets(b) {
					continue
				}
				if err := x.checkPair(i, j, touches); err != nil {
					return err
				}
			}
		}
		if pairs > maxPairs {
			return refuse(CodeTooLarge)
		}
	}
	return nil
}

// checkPair judges edges i < j and notes in touches where two rings touch.
func (x *edgeIndex) checkPair(i, j int, touches map[[2]int]vertex) error {
	e, f := x.edges[i], x.edges[j]
	n, at := meet(e, f)
	if e.ring == f.ring {
		next := j == i+1 || i == x.starts[e.ring] && j == x.starts[e.ring+1]-1
		if n > 1 || n == 1 && !next {
			return refuse(CodeSelfIntersection)
		}
		return nil
	}
	if n == 0 {
		return nil
	}
	rings := [2]int{e.ring, f.ring}
	if before, ok := touches[rings]; n > 1 || ok && before != at {
		return refuse(CodeRingsIntersect)
	}
	touches[rings] = at
	return nil
}

// checkHole judges ring r by its vertex v against every ring that v is not on.
func (x *edgeIndex) checkHole(r int, v vertex) error {
	inside, on := map[int]bool{}, map[int]bool{}
	for ring, touching := range x.ray(v) {
		if touching {
			on[ring] = true
		} else {
			inside[ring] = !inside[ring]
		}
	}
	if !inside[0] && !on[0] {
		return refuse(CodeHoleOutside)
	}
	for ring, in := range inside {
		if ring != 0 && ring != r && in && !on[ring] {
			return refuse(CodeRingsIntersect)
		}
	}
	return nil
}

// meet says what two edges share: 0 nothing, 1 the one point returned, which is a vertex of either, 2 a crossing
// between their ends or a stretch.
func meet(e, f edge) (int, vertex) {
	fa, fb := orient(e.a, e.b, f.a), orient(e.a, e.b, f.b)
	ea, eb := orient(f.a, f.b, e.a), orient(f.a, f.b, e.b)
	if fa*fb < 0 && ea*eb < 0 {
		return 2, vertex{}
	}
	eBox, fBox := e.box(), f.box()
	n, at := 0, vertex{}
	for _, c := range [4]struct {
		on bool
		v  vertex
	}{
		{fa == 0 && eBox.holds(f.a), f.a}, {fb == 0 && eBox.holds(f.b), f.b},
		{ea == 0 && fBox.holds(e.a), e.a}, {eb == 0 && fBox.holds(e.b), e.b},
	} {
		if c.on && (n == 0 || c.v != at) {
			n, at = n+1, c.v
		}
	}
	return n, at
}
