package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"kvarter/store"
)

func line(positions ...[2]float64) map[string]any {
	return map[string]any{"type": "LineString", "coordinates": positions}
}

func polygon(positions ...[2]float64) map[string]any {
	return map[string]any{"type": "Polygon", "coordinates": [][][2]float64{append(positions, positions[0])}}
}

// What was drawn waits for review, unseen by all but its author and staff.
func TestDrawnShapesWait(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for prompt, shape := range map[string]map[string]any{
		"show_visitors": line([2]float64{10.05, 59.047}, [2]float64{10.052, 59.048}, [2]float64{10.055, 59.047}),
		"community":     polygon([2]float64{10.05, 59.047}, [2]float64{10.055, 59.047}, [2]float64{10.053, 59.05}),
	} {
		p := newPerson()
		f := w.send(p, p.mark("prompt", prompt, "geometry", shape))
		path := contributions + "/" + f.ID
		shown := func() bool {
			t.Helper()
			listed := strings.Contains(string(w.get(contributions).body), f.ID)
			for _, other := range []string{contributions + "?bbox=10.04,59.04,10.06,59.06", contributions + ".csv", contributions + ".geojson"} {
				if strings.Contains(string(w.get(other).body), f.ID) != listed {
					t.Errorf("%s is shown in the list: %v, and in %s not so", prompt, listed, other)
				}
			}
			a := w.get(path)
			if (a.StatusCode == http.StatusOK) != listed {
				t.Errorf("%s is shown in the list: %v, and alone it is %d", prompt, listed, a.StatusCode)
			}
			return listed
		}
		if f.Properties["review_geometry"] != "pending" || f.Properties["status"] != "pending" || shown() {
			t.Errorf("%s is public at once: %v", prompt, f.Properties)
		}
		for _, own := range []string{string(w.get(path, bearer(p.receipt)...).body), string(w.get(me+"/contributions", bearer(p.receipt)...).body)} {
			if !strings.Contains(own, shape["type"].(string)) {
				t.Errorf("its author does not see it: %s", own)
			}
		}
		w.review(f.ID, store.Decision{State: store.Published})
		if !shown() {
			t.Errorf("%s was published and is not shown", prompt)
		}
		moved := shape
		if shape["type"] == "LineString" {
			moved = line([2]float64{10.05, 59.047}, [2]float64{10.052, 59.0481})
		} else {
			moved = polygon([2]float64{10.05, 59.047}, [2]float64{10.056, 59.047}, [2]float64{10.053, 59.05})
		}
		w.status(w.do(http.MethodPatch, path, map[string]any{"geometry": moved}, bearer(p.receipt)...), http.StatusOK)
		if shown() {
			t.Errorf("%s was changed and is still shown", prompt)
		}
	}
}

// Each way to draw wrongly has a code of its own, for a sentence of its own.
func TestWrongShapes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	var seen []string
	for _, c := range []struct {
		name, prompt string
		shape        map[string]any
		code         string
	}{
		{"a line of one place", "show_visitors", line([2]float64{10.05, 59.047}, [2]float64{10.05, 59.047}), "too_few_positions"},
		{"a line of a day's drive", "show_visitors", line([2]float64{10.05, 59.047}, [2]float64{10.2, 59.1}, [2]float64{10.05, 59.047}, [2]float64{10.2, 59.1}, [2]float64{10.05, 59.047}, [2]float64{10.2, 59.1}), "line_too_long"},
		{"an area that crosses itself", "community", polygon([2]float64{10.05, 59.047}, [2]float64{10.055, 59.05}, [2]float64{10.055, 59.047}, [2]float64{10.05, 59.05}), "self_intersection"},
		{"an area as large as a town", "community", polygon([2]float64{9.95, 59}, [2]float64{10.2, 59}, [2]float64{10.2, 59.12}, [2]float64{9.95, 59.12}), "area_too_large"},
		{"an area elsewhere", "community", polygon([2]float64{11.05, 59.047}, [2]float64{11.055, 59.047}, [2]float64{11.053, 59.05}), "far_outside"},
		{"an area where none is asked for", "meeting_place", polygon([2]float64{10.05, 59.047}, [2]float64{10.055, 59.047}, [2]float64{10.053, 59.05}), "geometry_type"},
	} {
		a := w.do(http.MethodPost, contributions, p.mark("prompt", c.prompt, "geometry", c.shape), bearer(p.receipt)...)
		w.refused(a, http.StatusUnprocessableEntity, "invalid", "geometry")
		got := read[problem](t, a).Errors[0].Code
		if got != c.code || slices.Contains(seen, got) {
			t.Errorf("%s is %s, want %s", c.name, got, c.code)
		}
		seen = append(seen, got)
	}
	two := map[string]any{"type": "Polygon", "coordinates": [][][2]float64{{{10.05, 59.047}, {10.055, 59.047}, {10.05, 59.047}}}}
	a := w.do(http.MethodPost, contributions, p.mark("prompt", "community", "geometry", two), bearer(p.receipt)...)
	w.refused(a, http.StatusUnprocessableEntity, "invalid", "geometry")
	if got := read[problem](t, a).Errors[0].Code; got != "too_few_positions" {
		t.Errorf("an area of two corners is %s", got)
	}
	// A walk may cross its own way.
	w.send(p, p.mark("prompt", "show_visitors", "geometry", line([2]float64{10.05, 59.047}, [2]float64{10.055, 59.05}, [2]float64{10.055, 59.047}, [2]float64{10.05, 59.05})))
}
