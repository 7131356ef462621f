package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// A tile stays small also where every cell holds every prompt, and where a crowd
// surrounds as many single marks as may be.
func TestTilesOfACrowdStaySmall(t *testing.T) {
	t.Parallel()
	tile := geo.Tile{Z: 14, X: 8500, Y: 1 << 13} // on the equator, where degrees are of one size
	const side, blocks, some = 360.0 / (1 << 14), 16, 24
	for _, prompts := range []int{1, 6, 24, 30} {
		for _, sparse := range []int{0, store.MaxTileMarks / some} {
			r := rand.New(rand.NewPCG(18, uint64(prompts)))
			var all []placed
			for i := range (blocks + 2) * (blocks + 2) {
				x, y, n := i%(blocks+2)-1, i/(blocks+2)-1, 70
				if isIn := x >= 0 && y >= 0 && x < blocks && y < blocks; isIn && y*blocks+x < sparse {
					n = some
				}
				for k := range n {
					at := orb.Point{float64(x) + 0.01 + 0.98*r.Float64(), float64(y) + 0.01 + 0.98*r.Float64()}
					at = orb.Point{(float64(tile.X)+at[0]/blocks)*side - 180, -at[1] / blocks * side}
					all = append(all, placed{randomID(r), store.SpotClass{Prompt: fmt.Sprint("prompt", k%prompts), Wave: "2024"}, at})
				}
			}
			got := spotsOf(all).Tile(tile, store.SpotFilter{})
			many := gathered(got)
			single := len(got.Points) - many
			// 80 kB are for lines and areas.
			if bytes := 66*single + 19*many; len(got.Points) > store.MaxTilePoints || single > store.MaxTileMarks || bytes > 160_000 || many == 0 {
				t.Errorf("of %d prompts with %d blocks of some there are %d points, %d of single marks, in %d bytes", prompts, sparse, len(got.Points), single, bytes)
			}
		}
	}
}
