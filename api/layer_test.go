package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

const pathsLayer = "/api/v1/areas/torstrand/layers/paths"

// layerFile is what somebody may upload, with more in it than is kept.
const layerFile = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"owner":"Kari Nordmann"},"geometry":{"type":"LineString","coordinates":[[10.04,59.04],[10.05,59.05000000001]]}}]}`

const layerKept = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"MultiLineString","coordinates":[[[10.04,59.04],[10.05,59.05]]]}}]}`

func TestLayers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.administrator()
	type layer struct {
		Key, Shapes string
		Source      *string
		GeoJSON     any
	}
	type doc struct {
		Revision int64
		Layers   []layer
	}
	now := func() doc { return read[doc](t, w.get(settings, "Authorization", admin)) }
	layers := func(query, all string) answer {
		return w.patch(fmt.Sprintf(`{"revision":%d,"layers":[%s]}`, now().Revision, all), admin, query)
	}
	upload := `{"key":"paths","name":{"nb":"Stier"},"source":"© Larvik kommune","geojson":` + layerFile + `}`

	tried := layers("?try=true", upload)
	w.status(tried, http.StatusOK)
	if !strings.Contains(string(tried.body), layerKept) || strings.Contains(string(tried.body), "Nordmann") {
		t.Errorf("it would be %s", tried.body)
	}
	w.refused(w.get(pathsLayer), http.StatusNotFound, "not_found", "")

	w.status(layers("", upload), http.StatusOK)
	area := read[struct{ Layers []layer }](t, w.get("/api/v1/areas/torstrand"))
	if len(area.Layers) != 1 || area.Layers[0].Key != "paths" || *area.Layers[0].Source != "© Larvik kommune" || area.Layers[0].Shapes == "" {
		t.Fatalf("the area has %v", area.Layers)
	}
	a := w.get(pathsLayer)
	w.status(a, http.StatusOK)
	if string(a.body) != layerKept || a.Header.Get("Content-Type") != "application/geo+json" || a.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%v %s", a.Header, a.body)
	}
	// Answers that come in are no reason to read it again.
	p := newPerson()
	w.send(p, p.mark())
	w.status(w.get(pathsLayer, "If-None-Match", a.Header.Get("Etag")), http.StatusNotModified)
	w.refused(w.get(pathsLayer+"?x=1"), http.StatusBadRequest, "malformed", "x")

	// Another name, without the shapes; removed, and back by their digest.
	named := fmt.Sprintf(`{"key":"paths","name":{"nb":"Gangveier"},"source":null,"shapes":%q}`, area.Layers[0].Shapes)
	w.status(layers("", named), http.StatusOK)
	if l := now().Layers; len(l) != 1 || l[0].Source != nil || l[0].GeoJSON != nil {
		t.Errorf("renamed it is %v", l)
	}
	w.status(layers("", ""), http.StatusOK)
	w.refused(w.get(pathsLayer), http.StatusNotFound, "not_found", "")
	w.status(layers("", named), http.StatusOK)
	w.status(w.get(pathsLayer), http.StatusOK)

	for members, field := range map[string]string{
		`"geojson":{"type":"Point","coordinates":[560123,6545678]}`: "layers[0].geojson",
		`"geojson":{"type":"Topology"}`:                             "layers[0].geojson",
		`"shapes":"` + strings.Repeat("0", 64) + `"`:                "layers[0].shapes",
		`"shapes":"none"`: "layers[0].shapes",
	} {
		w.refused(layers("", `{"key":"paths","name":{"nb":"Stier"},"source":null,`+members+`}`), http.StatusUnprocessableEntity, "invalid", field)
	}
	w.refused(layers("", `{"key":"paths","name":{"nb":"Stier"},"source":null,"style":"red"}`), http.StatusBadRequest, "malformed", "layers")
}

// A boundary or a layer may be larger than other bodies, and not larger than that.
func TestLargeUploads(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.administrator()
	line := func(n int) string {
		return `{"type":"LineString","coordinates":[` + strings.Repeat("[10.04,59.04],[10.05,59.05],", n) + `[10.04,59.04]]}`
	}
	upload := func(geojson string) answer {
		return w.patch(`{"revision":1,"layers":[{"key":"paths","name":{"nb":"Stier"},"source":null,"geojson":`+geojson+`}]}`, admin, "?try=true")
	}
	w.status(upload(line(9_999)), http.StatusOK)
	w.refused(upload(line(10_000)), http.StatusUnprocessableEntity, "invalid", "layers[0].geojson")
	w.refused(upload(strings.Repeat(" ", 4<<20)), http.StatusRequestEntityTooLarge, "too_large", "body")
}
