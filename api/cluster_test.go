package api_test

import (
	"fmt"
	"net/http"
	"reflect"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
)

const clusters = "/api/v1/areas/torstrand/clusters"

type clusterCollection struct {
	Features []struct {
		ID       string
		BBox     []float64
		Geometry struct {
			Type        string
			Coordinates any
		}
		Properties struct {
			Count, Agreements int
			Prompts           map[string]int
		}
	}
	Zoom                        float64
	NumberMatched, NumberPlaced int
	Prompts                     map[string]int
}

func (w *world) clusters(query string) clusterCollection {
	w.t.Helper()
	a := w.get(clusters + "?" + query)
	w.status(a, http.StatusOK)
	return read[clusterCollection](w.t, a)
}

func TestClusters(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	if c := w.clusters("zoom=14"); len(c.Features) != 0 || c.Features == nil || c.Prompts == nil || c.NumberMatched != 0 {
		t.Errorf("none are %+v", c)
	}
	w.send(p, p.mark())
	w.send(p, p.mark("prompt", "community", "geometry", map[string]any{"type": "Point", "coordinates": []float64{10.0513, 59.0472}}))
	words := w.send(p, p.mark("prompt", "most_liked", "geometry", nil, "place_text", "the bench"))
	line := w.send(p, p.mark("prompt", "show_visitors", "geometry", map[string]any{"type": "LineString", "coordinates": [][]float64{{10.06, 59.05}, {10.062, 59.05}}}))

	c := w.clusters("zoom=14")
	if len(c.Features) != 1 || c.Features[0].Properties.Count != 2 || c.Features[0].ID != "" || !reflect.DeepEqual(c.Features[0].BBox, []float64{10.05112, 59.04712, 10.0513, 59.0472}) ||
		!reflect.DeepEqual(c.Features[0].Properties.Prompts, map[string]int{"meeting_place": 1, "community": 1}) || c.NumberMatched != 2 || c.Zoom != 14 {
		t.Errorf("from afar there are %+v", c)
	}
	for _, id := range []string{words.ID, line.ID} {
		if _, err := w.store.ReviewContribution(t.Context(), "torstrand", uuid.MustParse(id), store.Decision{State: store.Published}); err != nil {
			t.Fatal(err)
		}
	}
	if c := w.clusters("zoom=14.75"); c.Zoom != 14.75 {
		t.Errorf("a zoom of 14.75 was answered as one of %v", c.Zoom)
	}
	c = w.clusters("zoom=20")
	if c.NumberMatched != 4 || c.NumberPlaced != 3 || len(c.Features) != 3 || c.Prompts["most_liked"] != 1 {
		t.Errorf("close by there are %+v", c)
	}
	for _, f := range c.Features {
		if f.ID == "" || f.BBox != nil || f.Properties.Count != 1 || (f.Geometry.Type == "LineString") != (f.ID == line.ID) {
			t.Errorf("one by itself is %+v", f)
		}
	}
	for query, want := range map[string]int{
		"zoom=20&prompt=community": 1, "zoom=20&q=bench": 1, "zoom=0&q=factory": 0, "zoom=3&wave=2026": 4, "zoom=3&wave=2024": 0,
		"zoom=20&bbox=10.0605,59,10.0615,60": 1, "zoom=20&bbox=10.06,59,10.0605,60": 0, "zoom=0&bbox=10,59,11,60&status=published": 3,
	} {
		if got := w.clusters(query).NumberMatched; got != want {
			t.Errorf("%s finds %d, not %d", query, got, want)
		}
	}
	// Staff get what everybody gets.
	staff := w.get(clusters+"?zoom=20", bearer(w.token(""))...)
	w.status(staff, http.StatusOK)
	if got := read[clusterCollection](t, staff); !reflect.DeepEqual(got, c) {
		t.Errorf("staff get %+v", got)
	}
	w.status(w.do(http.MethodHead, clusters+"?zoom=20", nil), http.StatusOK)
}

func TestClustersRefuse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for query, field := range map[string]string{
		"": "zoom", "zoom=": "zoom", "zoom=-1": "zoom", "zoom=23": "zoom", "zoom=1.3": "zoom", "zoom=NaN": "zoom", "zoom=Inf": "zoom", "zoom=1e999": "zoom", "zoom=1&zoom=2": "zoom", "zoom=99999999999999999999": "zoom",
		"zoom=1&limit=5": "limit", "zoom=1&cursor=s1": "cursor", "zoom=1&bbox=1,2,3": "bbox", "zoom=1&nothing=1": "nothing", "zoom=1&q=": "q",
	} {
		w.refused(w.get(clusters+"?"+query), http.StatusBadRequest, "malformed", field)
	}
	staff := bearer(w.token(""))
	w.refused(w.get(clusters+"?zoom=1&channel=web", staff...), http.StatusForbidden, "forbidden", "channel")
	w.refused(w.get("/api/v1/areas/nowhere/clusters?zoom=1"), http.StatusNotFound, "not_found", "")
	w.refused(w.get("/api/v1/areas/nowhere/clusters?zoom=1", "If-None-Match", "*"), http.StatusNotFound, "not_found", "")
}

// Whatever happens to a mark stands in the next answer, by a filter, too: what
// is kept in memory is never what was.
func TestClustersFollow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	const all, some = "zoom=20", "zoom=20&prompt=meeting_place&q=benk"
	tag := ""
	count := func(step string, everything, filtered int) {
		t.Helper()
		a := w.get(clusters+"?"+all, "If-None-Match", tag)
		w.status(a, http.StatusOK)
		if tag = a.Header.Get("ETag"); tag == "" {
			t.Error("there is no ETag")
		}
		w.status(w.get(clusters+"?"+all, "If-None-Match", tag), http.StatusNotModified)
		if got := read[clusterCollection](t, a).NumberMatched; got != everything {
			t.Errorf("%s: %d, not %d", step, got, everything)
		}
		if got := w.clusters(some).NumberMatched; got != filtered {
			t.Errorf("%s: %d by words, not %d", step, got, filtered)
		}
	}
	count("at first", 0, 0)
	one := w.send(p, p.mark("text", "Benkene ved skolen"))
	id := uuid.MustParse(one.ID)
	count("sent", 1, 0)
	review := func(d store.Decision) {
		t.Helper()
		if _, err := w.store.ReviewContribution(t.Context(), "torstrand", id, d); err != nil {
			t.Fatal(err)
		}
	}
	review(store.Decision{State: store.Published})
	count("published", 1, 1)
	w.status(w.do(http.MethodPatch, contributions+"/"+one.ID, map[string]any{"text": "Noe annet"}, bearer(p.receipt)...), http.StatusOK)
	count("changed", 1, 0)
	review(store.Decision{State: store.Hidden, Reason: store.ReasonOther})
	count("hidden", 0, 0)
	review(store.Decision{State: store.Published})
	count("shown", 1, 0)
	w.send(p, p.mark())
	count("another", 2, 0)
	w.status(w.do(http.MethodDelete, contributions+"/"+one.ID, nil, bearer(p.receipt)...), http.StatusNoContent)
	count("withdrawn", 1, 0)
	a, err := w.store.Area(t.Context(), "torstrand")
	if err != nil {
		t.Fatal(err)
	}
	aggregate := *a
	aggregate.Policy.Marks = store.MarksAggregate
	w.apply(&aggregate)
	count("only in aggregate", 0, 0)
}

// Many readers by many filters while marks come in: each sees at least what was
// there when it asked.
func TestClustersTogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var readers sync.WaitGroup
	for i := range 8 {
		readers.Go(func() {
			before := 0
			for n := range 25 {
				query := fmt.Sprintf("zoom=%d", n%20)
				if i%2 == 1 {
					query += "&prompt=meeting_place"
				}
				if got := w.clusters(query).NumberMatched; got < before {
					t.Errorf("there were %d, and then %d", before, got)
				} else {
					before = got
				}
			}
		})
	}
	for range 20 {
		p := newPerson()
		w.send(p, p.mark())
	}
	readers.Wait()
	if got := w.clusters("zoom=5").NumberMatched; got != 20 {
		t.Errorf("in the end there are %d", got)
	}
}

// More changes than are read one by one are read all at once.
func TestClustersAfterManyChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clusters("zoom=5")
	all := make([]*store.Contribution, store.MaxSpotIDs+50)
	for i := range all {
		all[i] = &store.Contribution{ID: uuid.New(), Prompt: "meeting_place", Geometry: orb.Point{10.05, 59.045}, Source: store.SourceDemo}
	}
	if _, err := w.store.CreateContributions(t.Context(), "torstrand", all, true); err != nil {
		t.Fatal(err)
	}
	if got := w.clusters("zoom=5").NumberMatched; got != len(all) {
		t.Errorf("there are %d", got)
	}
	if _, err := w.store.EraseSource(t.Context(), "torstrand", store.SourceDemo); err != nil {
		t.Fatal(err)
	}
	if got := w.clusters("zoom=5").NumberMatched; got != 0 {
		t.Errorf("after erasing there are %d", got)
	}
}
