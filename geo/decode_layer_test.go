package geo

import (
	"strings"
	"testing"
)

// layerJSON is what a GIS program may give: all types, properties, heights, a name and a feature that is nowhere.
const layerJSON = `{"type":"FeatureCollection","name":"stier","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[
	{"type":"Feature","id":7,"properties":{"owner":"Kari Nordmann"},"geometry":{"type":"Point","coordinates":[10.05,59.04,3]}},
	{"type":"Feature","properties":null,"geometry":null},
	{"type":"Feature","properties":{},"geometry":{"type":"MultiLineString","coordinates":[[[10,59],[10.1,59.1]],[[10,59],[10.0000001,59]]]}},
	{"type":"Feature","properties":{},"geometry":{"type":"GeometryCollection","geometries":[
		{"type":"LineString","coordinates":[[10.00000049,59],[10.2,59.2]]},
		{"type":"Polygon","coordinates":[[[0,0],[0,9],[9,9],[9,0],[0,0]],[[1,1],[2,1],[2,2],[1,1]],[[3,3],[3,3],[3,3],[3,3]]]}]}},
	{"type":"Feature","properties":{},"geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[9,0],[0,9],[9,9],[0,0]]],[[[4,4],[6,4],[6,6],[4,4]]]]}},
	{"type":"Feature","properties":{},"geometry":{"type":"MultiPoint","coordinates":[[1,2],[-0.0000001,3]]}}]}`

func TestCanonicalLayer(t *testing.T) {
	want := `{"type":"FeatureCollection","features":[` +
		`{"type":"Feature","properties":{},"geometry":{"type":"MultiPoint","coordinates":[[10.05,59.04],[1,2],[0,3]]}},` +
		`{"type":"Feature","properties":{},"geometry":{"type":"MultiLineString","coordinates":[[[10,59],[10.1,59.1]],[[10,59],[10.2,59.2]]]}},` +
		`{"type":"Feature","properties":{},"geometry":{"type":"MultiPolygon","coordinates":[` +
		`[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[2,2],[2,1],[1,1]]],` +
		`[[[4,4],[6,4],[6,6],[4,4]]]]}}]}`
	for _, in := range []string{layerJSON, want} {
		if got, err := CanonicalLayer([]byte(in)); err != nil || string(got) != want {
			t.Errorf("%s, %v", got, err)
		}
	}
	for in, want := range map[string]string{
		`{"type":"Point","coordinates":[1,2]}`:                                                          `{"type":"MultiPoint","coordinates":[[1,2]]}`,
		`{"type":"Feature","geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}`:               `{"type":"MultiLineString","coordinates":[[[1,2],[3,4]]]}`,
		`{"type":"GeometryCollection","geometries":[{"type":"MultiPoint","coordinates":[[1,2,null]]}]}`: "position",
		`{"type":"Polygon","coordinates":[[[1,2],[3,4],[5,7],[9,9]]]}`:                                  "ring_not_closed",
		`{"type":"Polygon","coordinates":[[[1,2],[3,4],[1,2]]]}`:                                        "too_few_positions",
		`{"type":"Polygon","coordinates":[]}`:                                                           "too_few_positions",
		`{"type":"LineString","coordinates":[[1,2]]}`:                                                   "too_few_positions",
		`{"type":"Point","coordinates":[560123,6545678]}`:                                               "out_of_range",
		`{"type":"FeatureCollection","features":[]}`:                                                    "empty",
		`{"type":"FeatureCollection","features":{}}`:                                                    "geometry_type",
		`{"type":"FeatureCollection"}`:                                                                  "missing_member",
		`{"type":"FeatureCollection","features":[{"type":"Point","coordinates":[1,2]}]}`:                "geometry_type",
		`{"type":"GeometryCollection","geometries":[{"type":"GeometryCollection","geometries":[]}]}`:    "geometry_type",
		`{"type":"Feature"}`:                            "missing_member",
		`{"type":"Topology"}`:                           "geometry_type",
		`{"type":"Point","coordinates":[1,2],"type":1}`: "duplicate_member",
		`[]`:    "geometry_type",
		`null`:  "empty",
		`<gml>`: "invalid_json",
		`{"type":"LineString","coordinates":[` + strings.Repeat("[1,2],", MaxLayerVertices) + `[3,4]]}`: "too_many_vertices",
		strings.Repeat(" ", maxLayerBytes+1): "too_large",
	} {
		got, err := CanonicalLayer([]byte(in))
		if err == nil && !strings.HasSuffix(string(got), `"geometry":`+want+`}]}`) || err != nil && code(t, err) != want {
			t.Errorf("%.80s is %s, %v, not %s", in, got, err, want)
		}
	}
}
