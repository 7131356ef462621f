package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"

	"kvarter/api"
	"kvarter/geo"
	"kvarter/store"
)

const tiles = "/api/v1/areas/torstrand/tiles"

// tileAt is the address of the tile of zoom z that holds a position.
func tileAt(z int, lon, lat float64) string {
	x, y := geo.Mercator(orb.Point{lon, lat})
	return fmt.Sprintf("%s/%d/%d/%d.mvt", tiles, z, uint64(x)>>(32-z), uint64(y)>>(32-z))
}

// layers decodes a tile by name of layer.
func (w *world) layers(a answer) map[string]*mvt.Layer {
	w.t.Helper()
	w.status(a, http.StatusOK)
	if ct := a.Header.Get("Content-Type"); ct != "application/vnd.mapbox-vector-tile" {
		w.t.Errorf("the tile is %s", ct)
	}
	all, err := mvt.Unmarshal(a.body)
	if err != nil {
		w.t.Fatal(err)
	}
	out := map[string]*mvt.Layer{}
	for _, l := range all {
		out[l.Name] = l
	}
	return out
}

// counted is what a tile counts without its buffer.
func counted(layers map[string]*mvt.Layer) (n int) {
	for name, l := range layers {
		for _, f := range l.Features {
			if p, isPoint := f.Geometry.(orb.Point); isPoint && (p[0] < 0 || p[1] < 0 || p[0] >= geo.TileExtent || p[1] >= geo.TileExtent) {
				continue
			} else if isPoint != (name == "points") {
				panic("a " + f.Geometry.GeoJSONType() + " in " + name)
			}
			n += int(f.Properties["count"].(float64))
		}
	}
	return n
}

func TestTiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	at := tileAt(16, 10.0511234, 59.0471235)
	if a := w.get(at); a.StatusCode != http.StatusOK || len(a.body) != 0 {
		t.Errorf("nothing is %d with %d bytes", a.StatusCode, len(a.body))
	}
	point := w.send(p, p.mark())
	line := w.send(p, p.mark("prompt", "show_visitors", "geometry", map[string]any{"type": "LineString", "coordinates": [][]float64{{10.0505, 59.0465}, {10.0515, 59.0475}}}))
	area := w.send(p, p.mark("prompt", "community", "geometry", map[string]any{"type": "Polygon", "coordinates": [][][]float64{{{10.0505, 59.0465}, {10.0515, 59.0465}, {10.0515, 59.0475}, {10.0505, 59.0465}}}}))
	w.send(p, p.mark("prompt", "most_liked", "geometry", nil, "place_text", "the bench"))

	public := w.layers(w.get(at))
	if len(public) != 1 || counted(public) != 1 {
		t.Fatalf("the public sees %v", public)
	}
	f := public["points"].Features[0]
	if want := map[string]any{"count": 1.0, "prompt": "meeting_place", "id": point.ID, "wave": f.Properties["wave"]}; fmt.Sprint(f.Properties) != fmt.Sprint(want) {
		t.Errorf("the mark says %v, not %v", f.Properties, want)
	}
	staff := w.layers(w.get(at, bearer(w.token(""))...))
	if len(staff) != 3 || counted(staff) != 3 || staff["lines"].Features[0].Properties["id"] != line.ID || staff["areas"].Features[0].Properties["id"] != area.ID {
		t.Fatalf("staff see %v", staff)
	}
	if got := staff["areas"].Features[0].Properties["status"]; got != "pending" {
		t.Errorf("the area's status is %v", got)
	}
	// A tile in which a line only ends counts it elsewhere.
	if far := w.layers(w.get(tileAt(20, 10.0505, 59.0465), bearer(w.token("torstrand"))...)); far["lines"] == nil || counted(far) != 0 {
		t.Errorf("beside the middle there are %v, counting %d", far, counted(far))
	}
	w.status(w.do(http.MethodHead, at, nil), http.StatusOK)
}

func TestTilesFilter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, staff := newPerson(), bearer(w.token(""))
	first := w.send(p, p.mark("text", "Benkene ved skolen"))
	w.send(p, p.mark("prompt", "community"))
	at := tileAt(14, 10.0511234, 59.0471235)
	for query, want := range map[string]int{
		"": 2, "prompt=community": 1, "prompt=community,meeting_place": 2, "prompt=none": 0, "wave=none": 0, "status=published": 2, "kind=mark": 2, "kind=story": 0, "q=benk": 0,
	} {
		if got := counted(w.layers(w.get(at + "?" + query))); got != want {
			t.Errorf("%s leaves the public %d, not %d", query, got, want)
		}
	}
	for query, want := range map[string]int{"status=pending": 1, "status=published": 1, "status=hidden": 0, "q=benk": 1, "channel=web": 2, "prompt=community&status=pending": 0} {
		if got := counted(w.layers(w.get(at+"?"+query, staff...))); got != want {
			t.Errorf("%s leaves staff %d, not %d", query, got, want)
		}
	}
	if _, err := w.store.ReviewContribution(t.Context(), "torstrand", uuid.MustParse(first.ID), store.Decision{State: store.Published}); err != nil {
		t.Fatal(err)
	}
	if got := counted(w.layers(w.get(at + "?q=benk"))); got != 1 {
		t.Errorf("once its words are published, %d are found", got)
	}
}

// Whatever happens to a mark stands in the next tile; a tag tells whether it is
// the same, and no two audiences share one.
func TestTilesFollow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, staff := newPerson(), bearer(w.token(""))
	at, tags := tileAt(14, 10.0511234, 59.0471235), map[string]string{}
	count := func(step string, public, ofStaff int) {
		t.Helper()
		for name, want := range map[string]int{"public": public, "staff": ofStaff} {
			by := []string{"If-None-Match", tags["public"] + "," + tags["staff"]}
			if name == "staff" {
				by = append(by, staff...)
			}
			a := w.get(at, by...)
			if got := counted(w.layers(a)); got != want {
				t.Errorf("%s: %s see %d, not %d", step, name, got, want)
			}
			cache := "no-cache"
			if name == "staff" {
				cache = "private, no-store"
			}
			if a.Header.Get("Cache-Control") != cache || !strings.Contains(strings.Join(a.Header.Values("Vary"), ","), "Authorization") {
				t.Errorf("%s: a cache hears %v from %s", step, a.Header, name)
			}
			tags[name] = a.Header.Get("ETag")
			w.status(w.get(at, append(by[2:], "If-None-Match", tags[name])...), http.StatusNotModified)
		}
		if tags["public"] == tags["staff"] {
			t.Errorf("%s: the public and staff have one tag", step)
		}
	}
	tags["public"], tags["staff"] = `"none"`, `"none"`
	one := w.send(p, p.mark())
	count("sent", 1, 1)
	// The other's tag is never taken for one's own.
	w.status(w.get(at, "If-None-Match", tags["staff"]), http.StatusOK)
	id := uuid.MustParse(one.ID)
	for _, d := range []store.Decision{{State: store.Hidden, Reason: store.ReasonOther}, {State: store.Published}} {
		if _, err := w.store.ReviewContribution(t.Context(), "torstrand", id, d); err != nil {
			t.Fatal(err)
		}
		count(string(d.State), map[store.ReviewState]int{store.Published: 1}[d.State], 1)
	}
	w.send(p, p.mark())
	count("another", 2, 2)
	class := &store.Contribution{ID: uuid.New(), Prompt: "meeting_place", Geometry: orb.Point{10.0511234, 59.0471235}, Channel: store.ChannelClass}
	if made, err := w.store.CreateContributions(t.Context(), "torstrand", []*store.Contribution{class}, true); err != nil || made[0].Err != nil {
		t.Fatal(err, made)
	}
	count("a class's", 2, 3)
	a, err := w.store.Area(t.Context(), "torstrand")
	if err != nil {
		t.Fatal(err)
	}
	aggregate := *a
	aggregate.Policy.Marks = store.MarksAggregate
	w.apply(&aggregate)
	count("only in aggregate", 0, 3)
	w.apply(a)
	count("each again", 2, 3)
	w.status(w.do(http.MethodDelete, contributions+"/"+one.ID, nil, bearer(p.receipt)...), http.StatusNoContent)
	count("withdrawn", 1, 2)
}

// However many there are, a tile stays small, counts all, and loses no prompt.
func TestTilesOfMany(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	prompts := []string{"meeting_place", "community", "most_liked"}
	all := make([]*store.Contribution, store.MaxTileMarks+500)
	for i := range all {
		all[i] = &store.Contribution{
			ID: uuid.New(), Prompt: prompts[i%len(prompts)], Geometry: orb.Point{10.05 + float64(i%50)*1e-5, 59.045 + float64(i/50)*1e-5}, Source: store.SourceDemo,
		}
	}
	if _, err := w.store.CreateContributions(t.Context(), "torstrand", all, true); err != nil {
		t.Fatal(err)
	}
	for z := 0; z <= 22; z += 2 {
		at := tileAt(z, 10.0502, 59.0452)
		got := w.layers(w.get(at))
		x, y := geo.Mercator(orb.Point{10.0502, 59.0452})
		want := 0
		for _, c := range all {
			cx, cy := geo.Mercator(geo.Round(c.Geometry, geo.PublicDecimals).(orb.Point))
			if uint64(cx)>>(32-z) == uint64(x)>>(32-z) && uint64(cy)>>(32-z) == uint64(y)>>(32-z) {
				want++
			}
		}
		if counted(got) != want {
			t.Errorf("zoom %d counts %d, not %d", z, counted(got), want)
		}
		seen, gathered := map[any]bool{}, 0
		for _, f := range got["points"].Features {
			seen[f.Properties["prompt"]] = true
			if f.Properties["id"] == nil {
				gathered++
			} else if f.Properties["count"] != 1.0 || f.Properties["wave"] == nil {
				t.Errorf("zoom %d has %v", z, f.Properties)
			}
		}
		if want == len(all) && (len(seen) != len(prompts) || gathered == 0) {
			t.Errorf("zoom %d shows %v, %d gathered", z, seen, gathered)
		}
	}
	zipped := w.get(tileAt(18, 10.0502, 59.0452), "Accept-Encoding", "gzip")
	if zipped.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("it is sent as %q", zipped.Header.Get("Content-Encoding"))
	}
}

func TestTileJSON(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *api.Config) { c.PublicURL = "https://kart.example.no" })
	type doc struct {
		Tiles        []string
		Bounds       []float64
		Minzoom      int
		Maxzoom      int
		VectorLayers []struct {
			ID     string
			Fields map[string]string
		} `json:"vector_layers"`
	}
	d := read[doc](t, w.get(tiles+".json?prompt=meeting_place"))
	if len(d.Tiles) != 1 || d.Tiles[0] != "https://kart.example.no"+tiles+"/{z}/{x}/{y}.mvt?prompt=meeting_place" || d.Maxzoom != 22 || len(d.VectorLayers) != 3 ||
		d.VectorLayers[0].Fields["status"] != "" {
		t.Errorf("the public is told %+v", d)
	}
	if b := (orb.Bound{Min: orb.Point{d.Bounds[0], d.Bounds[1]}, Max: orb.Point{d.Bounds[2], d.Bounds[3]}}); !b.Contains(orb.Point{10.05, 59.04}) || b.Max[0]-b.Min[0] > 1.5 {
		t.Errorf("marks are said to lie in %v", b)
	}
	staff := read[doc](t, w.get(tiles+".json?status=pending", bearer(w.token(""))...))
	if !strings.HasSuffix(staff.Tiles[0], ".mvt?status=pending") || staff.VectorLayers[0].Fields["status"] == "" {
		t.Errorf("staff are told %+v", staff)
	}
	plain := newWorld(t)
	if d := read[doc](t, plain.get(tiles+".json")); d.Tiles[0] != plain.url+tiles+"/{z}/{x}/{y}.mvt" {
		t.Errorf("without a public address it is %s", d.Tiles[0])
	}
}

func TestTilesRefuse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for tile, field := range map[string]string{
		"23/0/0": "z", "99999999999/0/0": "z", "-1/0/0": "z", "a/0/0": "z", "1.0/0/0": "z", "3/8/0": "x", "3/0/8": "y", "0/1/0": "x", "3/x/0": "x", "3/0/-1": "y",
		"22/4194304/0": "x", "22/0/99999999999999999999": "y", "3/0/": "y",
	} {
		w.refused(w.get(tiles+"/"+tile+".mvt"), http.StatusBadRequest, "malformed", field)
	}
	for query, field := range map[string]string{"bbox=1,2,3,4": "bbox", "limit=5": "limit", "cursor=s1": "cursor", "nothing=1": "nothing", "prompt=": "prompt", "q=%ff": "q"} {
		w.refused(w.get(tiles+"/0/0/0.mvt?"+query), http.StatusBadRequest, "malformed", field)
		w.refused(w.get(tiles+".json?"+query), http.StatusBadRequest, "malformed", field)
	}
	w.refused(w.get(tiles+"/0/0/0.mvt?channel=web"), http.StatusForbidden, "forbidden", "channel")
	w.refused(w.get(tiles+"/0/0/0.mvt?status=pending"), http.StatusForbidden, "forbidden", "status")
	w.refused(w.get(tiles+"/0/0/0.png"), http.StatusNotFound, "not_found", "")
	w.refused(w.get(tiles+"/0/0"), http.StatusNotFound, "not_found", "")
	w.refused(w.get("/api/v1/areas/nowhere/tiles/0/0/0.mvt", "If-None-Match", "*"), http.StatusNotFound, "not_found", "")
	w.refused(w.get("/api/v1/areas/nowhere/tiles.json"), http.StatusNotFound, "not_found", "")
	w.refused(w.get(tiles+"/0/0/0.mvt", bearer("kvt_"+strings.Repeat("x", 30))...), http.StatusUnauthorized, "unauthorized", "Authorization")
	w.refused(w.do(http.MethodPost, tiles+"/0/0/0.mvt", nil), http.StatusMethodNotAllowed, "method_not_allowed", "")
}

// A recipe's tiles are what its filter leaves of what staff see, and narrow with
// the request's; nobody else's tiles are touched by them.
func TestTilesOfARecipe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, staff := newPerson(), bearer(w.token(""))
	hidden := w.send(p, p.mark("text", "venter"))
	w.send(p, p.mark("prompt", "most_liked"))
	w.review(hidden.ID, store.Decision{State: store.Hidden, Reason: store.ReasonOther})
	path := w.recipe(store.Recipe{Filter: url.Values{"prompt": {"meeting_place"}}})
	at := tileAt(14, 10.0511234, 59.0471235)
	byRecipe := path + strings.TrimPrefix(at, "/api/v1/areas/torstrand")
	for range 2 { // the second time from memory
		for address, want := range map[string]int{
			byRecipe: 1, byRecipe + "?prompt=most_liked": 0, byRecipe + "?status=published": 0, byRecipe + "?q=venter": 0, at: 1,
		} {
			if got := counted(w.layers(w.get(address))); got != want {
				t.Errorf("%s has %d, not %d", address, got, want)
			}
		}
		if got := counted(w.layers(w.get(at, staff...))); got != 2 {
			t.Errorf("staff see %d", got)
		}
	}
	a := w.get(byRecipe)
	if a.Header.Get("Cache-Control") != "private" || a.Header.Get("ETag") == w.get(at).Header.Get("ETag") {
		t.Errorf("a cache hears %v", a.Header)
	}
	told := string(w.get(path + "/tiles.json").body)
	if !strings.Contains(told, w.url+path+"/tiles/{z}/{x}/{y}.mvt") || !strings.Contains(told, `"status"`) {
		t.Errorf("the recipe's tiles are %s", told)
	}
	w.refused(w.get("/r/kvq_"+strings.Repeat("x", 43)+"/tiles/0/0/0.mvt"), http.StatusNotFound, "not_found", "")
}
