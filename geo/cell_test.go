package geo

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
)

func TestCell(t *testing.T) {
	tests := []struct {
		p    orb.Point
		want int64
	}{
		{orb.Point{-180, -90}, 0},
		{orb.Point{180, 90}, 1<<62 - 1},
		{orb.Point{180, -90}, (1<<62 - 1) / 3},
		{orb.Point{-180, 90}, (1<<62 - 1) / 3 * 2},
		{orb.Point{0, 0}, 3 << 60},
		{orb.Point{-500, math.Inf(-1)}, 0},
		{orb.Point{500, math.Inf(1)}, 1<<62 - 1},
		{orb.Point{math.NaN(), math.NaN()}, 0},
		// Rows keep their cells: a change of these numbers asks for a migration.
		{orb.Point{10.05, 59.04}, 4073483387262434785},
		{orb.Point{-71.06, 42.36}, 2791184962986661746},
	}
	for _, tt := range tests {
		if got := Cell(tt.p); got != tt.want {
			t.Errorf("%v: %d, want %d", tt.p, got, tt.want)
		}
	}
}

func TestCellRangesEdges(t *testing.T) {
	world := orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}
	whole := []CellRange{{0, 1<<62 - 1}}
	point := orb.Point{10.05, 59.04}
	cell := CellRange{Cell(point), Cell(point)}
	tests := []struct {
		name string
		b    orb.Bound
		max  int
		want []CellRange
	}{
		{"world", world, 24, whole},
		{"beyond the world", orb.Bound{Min: orb.Point{-999, math.Inf(-1)}, Max: orb.Point{999, 999}}, 24, whole},
		{"a point", point.Bound(), 24, []CellRange{cell}},
		{"the last point", orb.Point{180, 90}.Bound(), 24, []CellRange{{1<<62 - 1, 1<<62 - 1}}},
		{"one range, across the middle", orb.Bound{Min: orb.Point{-1, -1}, Max: orb.Point{1, 1}}, 1,
			[]CellRange{{Cell(orb.Point{-1, -1}), Cell(orb.Point{1, 1})}}},
		{"no ranges asked for is one", world, 0, whole},
		{"west over east", orb.Bound{Min: orb.Point{1, 0}, Max: orb.Point{0, 1}}, 24, nil},
		{"not a number", orb.Bound{Min: orb.Point{math.NaN(), 0}, Max: orb.Point{0, 1}}, 24, nil},
		{"eastern half", orb.Bound{Min: orb.Point{0, -90}, Max: orb.Point{180, 90}}, 24,
			[]CellRange{{1 << 60, 1<<61 - 1}, {3 << 60, 1<<62 - 1}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := CellRanges(tt.b, tt.max)
			if tt.name == "one range, across the middle" {
				if len(got) != 1 || got[0].From > tt.want[0].From || got[0].To < tt.want[0].To {
					t.Errorf("%v does not hold %v", got, tt.want)
				}
				return
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

// randomBound has a width and a height each anywhere from nothing to the world.
func randomBound(r *rand.Rand) orb.Bound {
	w, h := 360*math.Pow(10, -10*r.Float64()), 180*math.Pow(10, -10*r.Float64())
	if r.IntN(8) == 0 {
		w = 0
	}
	lon, lat := r.Float64()*(360-w)-180, r.Float64()*(180-h)-90
	if r.IntN(8) == 0 {
		lon, lat = -180, 90-h
	}
	return orb.Bound{Min: orb.Point{lon, lat}, Max: orb.Point{lon + w, lat + h}}
}

func TestCellRangesHoldEveryPoint(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	held := func(ranges []CellRange, c int64) bool {
		return slices.ContainsFunc(ranges, func(r CellRange) bool { return r.From <= c && c <= r.To })
	}
	for range 3000 {
		b, most := randomBound(random), 1+random.IntN(24)
		ranges := CellRanges(b, most)
		if len(ranges) == 0 || len(ranges) > most {
			t.Fatalf("%v: %d ranges, at most %d", b, len(ranges), most)
		}
		for i, r := range ranges {
			if r.From > r.To || r.From < 0 || r.To >= 1<<62 || i > 0 && r.From <= ranges[i-1].To+1 {
				t.Fatalf("%v: %v", b, ranges)
			}
		}
		if !slices.Equal(ranges, CellRanges(b, most)) {
			t.Fatalf("%v: different the second time", b)
		}
		bits := random.IntN(2*cellBits + 1)
		large := LargeCellRanges(ranges, bits)
		for i, r := range large {
			if r.From > r.To || i > 0 && r.From <= large[i-1].To {
				t.Fatalf("%v: large cells %v", b, large)
			}
		}
		for i := range 60 {
			x, y := random.Float64(), random.Float64()
			if i < 20 { // corners and edges
				x = math.Round(x)
			}
			if i < 10 {
				y = math.Round(y)
			}
			p := orb.Point{min(b.Min[0]+x*(b.Max[0]-b.Min[0]), b.Max[0]), min(b.Min[1]+y*(b.Max[1]-b.Min[1]), b.Max[1])}
			if !held(ranges, Cell(p)) || !held(large, Cell(p)>>bits) {
				t.Fatalf("%v of %v is in none of %v, or of large ones %v", p, b, ranges, large)
			}
		}
	}
}

// The ranges are of use only while they hold little more than the box: at 24 ranges at most 1.6 times its cells for
// boxes that are no thin strips.
func TestCellRangesWasteLittle(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	waste := 0.0
	for range 500 {
		size := 0.001 + random.Float64()
		lon, lat := random.Float64()*300-150, random.Float64()*100-50
		b := orb.Bound{Min: orb.Point{lon, lat}, Max: orb.Point{lon + size, lat + size*(0.5+random.Float64())}}
		cells := 0.0
		for _, r := range CellRanges(b, 24) {
			cells += float64(r.To - r.From + 1)
		}
		width := float64(cellOf(b.Max[0], 180) - cellOf(b.Min[0], 180) + 1)
		height := float64(cellOf(b.Max[1], 90) - cellOf(b.Min[1], 90) + 1)
		waste += cells / (width * height) / 500
	}
	t.Logf("%.2f times the box on average", waste)
	if waste > 1.6 {
		t.Errorf("%.2f times the box on average", waste)
	}
}
