package export

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"
	_ "modernc.org/sqlite"
)

// SQLite finds the packed tree sound, and every window holds what a look at each
// box finds, through one level and through three.
func TestPackRTree(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, nodeCells, nodeCells + 1, nodeCells * nodeCells, nodeCells*nodeCells + 1, 2 * nodeCells * nodeCells} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(1, uint64(n)))
			exact, all := make([][4]float64, n), &boxes{first: 1}
			for i := range exact {
				x, y := 560_000+r.Float64()*3000, 6_545_000+r.Float64()*3000
				exact[i] = [4]float64{x, x, y, y}
				if i%3 == 0 {
					exact[i] = [4]float64{x, x + r.Float64()*100, y, y + r.Float64()*100}
				}
				all.add(boxOf(orb.Bound{Min: orb.Point{exact[i][0], exact[i][2]}, Max: orb.Point{exact[i][1], exact[i][3]}}))
			}
			db := packed(t, all)
			if got := one[string](t, db, "SELECT rtreecheck('tree')"); got != "ok" {
				t.Fatal(got)
			}
			if got := one[int](t, db, "SELECT count(*) FROM tree"); got != n {
				t.Errorf("%d of %d are in it", got, n)
			}
			for range 50 {
				x, y, side := 560_000+r.Float64()*3000, 6_545_000+r.Float64()*3000, r.Float64()*r.Float64()*1500
				// What lies in the window must be found; at its edge a box of 32 bits may be found too.
				const edge = 1
				least, most := 0, 0
				for _, b := range exact {
					if b[0] <= x+side && b[1] >= x && b[2] <= y+side && b[3] >= y {
						least++
					}
					if b[0] <= x+side+edge && b[1] >= x-edge && b[2] <= y+side+edge && b[3] >= y-edge {
						most++
					}
				}
				got := one[int](t, db, "SELECT count(*) FROM tree WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ?", x+side, x, y+side, y)
				if got < least || got > most {
					t.Errorf("a window of %g m holds %d, not %d to %d", side, got, least, most)
				}
			}
		})
	}
}

// SQLite itself can change what was packed.
func TestPackedRTreeTakesChanges(t *testing.T) {
	t.Parallel()
	const n = 3000
	all := &boxes{first: 1}
	for i := range n {
		all.add(boxOf(orb.Point{float64(i % 60), float64(i / 60)}.Bound()))
	}
	db := packed(t, all)
	for i := range 500 {
		for _, sql := range []string{
			fmt.Sprintf("INSERT INTO tree VALUES (%d, %d, %d, 5, 5)", n+1+i, i%60, i%60), fmt.Sprintf("DELETE FROM tree WHERE id = %d", 1+i*3),
		} {
			if _, err := db.ExecContext(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := one[string](t, db, "SELECT rtreecheck('tree')"); got != "ok" {
		t.Error(got)
	}
	if got := one[int](t, db, "SELECT count(*) FROM tree"); got != n {
		t.Errorf("%d are in it", got)
	}
}

// A box of 32 bits holds the exact one, and is no larger than it must be.
func TestBoxHolds(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 10_000 {
		v := (r.Float64() - 0.5) * math.Pow10(r.IntN(9))
		down, up := below(v), above(v)
		if float64(down) > v || float64(up) < v || up > math.Nextafter32(down, float32(math.Inf(1))) {
			t.Fatalf("%v lies between %v and %v", v, down, up)
		}
	}
}

// packed is a database with one R*Tree of all, called tree.
func packed(t *testing.T, all *boxes) *sql.DB {
	t.Helper()
	name := filepath.Join(t.TempDir(), "tree.db")
	d, err := createDatabase(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := packRTree(d, "tree", all); err != nil {
		t.Fatal(err)
	}
	if err := d.close(); err != nil {
		t.Fatal(err)
	}
	return opened(t, name)
}

func opened(t *testing.T, name string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// one is the only value of a query.
func one[T any](t *testing.T, db *sql.DB, query string, args ...any) T {
	t.Helper()
	var v T
	if err := db.QueryRowContext(context.Background(), query, args...).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func BenchmarkPackRTree(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	all := &boxes{first: 1}
	for range 1_000_000 {
		all.add(boxOf(orb.Point{r.Float64(), r.Float64()}.Bound()))
	}
	for b.Loop() {
		db, err := createDatabase(filepath.Join(b.TempDir(), "tree.db"))
		if err != nil {
			b.Fatal(err)
		}
		if err := packRTree(db, "tree", all); err != nil {
			b.Fatal(err)
		}
		if err := db.close(); err != nil {
			b.Fatal(err)
		}
	}
}

// TestADatabaseInTheCurrentFolder: a name without a folder is no host of a file: address.
func TestADatabaseInTheCurrentFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	db, err := createDatabase("a.gpkg")
	if err != nil {
		t.Fatal(err)
	}
	if err := db.close(); err != nil {
		t.Fatal(err)
	}
}
