package geo

import (
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

func TestDecodeGeometry(t *testing.T) {
	tests := []struct {
		name, in string
		want     orb.Geometry
	}{
		{"point as a browser writes it", `{"type":"Point","coordinates":[10.05,59.04]}`, orb.Point{10.05, 59.04}},
		{"point in another order, with spaces", ` { "coordinates" : [ 10.05 , 59.04 ] , "type" : "Point" } `, orb.Point{10.05, 59.04}},
		{"escaped names", `{"typ\u0065":"P\u006fint","coordinates":[1,2]}`, orb.Point{1, 2}},
		{"height dropped", `{"type":"Point","coordinates":[10.05,59.04,12.5]}`, orb.Point{10.05, 59.04}},
		{"rounded", `{"type":"Point","coordinates":[10.04999999999,59.040000049]}`, orb.Point{10.05, 59.04}},
		{"exponent", `{"type":"Point","coordinates":[1.005e1,-5904E-2]}`, orb.Point{10.05, -59.04}},
		{"no negative zero", `{"type":"Point","coordinates":[-0,-0.00000001]}`, orb.Point{0, 0}},
		{"the corners of the world", `{"type":"Point","coordinates":[-180,90]}`, orb.Point{-180, 90}},
		{"line, repeated vertices dropped", `{"type":"LineString","coordinates":[[1,2],[1,2.00000001],[3,4],[1,2]]}`,
			orb.LineString{{1, 2}, {3, 4}, {1, 2}}},
		{"clockwise outer ring turned, start kept", `{"type":"Polygon","coordinates":[[[0,0],[0,2],[2,2],[2,0],[0,0]]]}`,
			orb.Polygon{{{0, 0}, {2, 0}, {2, 2}, {0, 2}, {0, 0}}}},
		{"counterclockwise hole turned", `{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]}`,
			orb.Polygon{{{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}}, {{1, 1}, {2, 2}, {2, 1}, {1, 1}}}},
		{"as many vertices as allowed", lineJSON(MaxVertices), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := DecodeGeometry([]byte(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			if tt.want != nil && !orb.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			mustBeCanonical(t, got)
			if p, ok := got.(orb.Point); ok {
				if text := string(AppendGeometry(nil, p, Decimals)); strings.Contains(text, "-0,") || strings.Contains(text, "-0]") {
					t.Error("negative zero")
				}
			}
		})
	}
}

// geometryRefusals are texts and the code that each is refused with.
var geometryRefusals = []struct{ name, in, code string }{
	{"nothing", ``, CodeEmpty},
	{"white space", " \n", CodeEmpty},
	{"null", `null`, CodeEmpty},
	{"cut off", `{"type":"Point","coordinates":[10,59`, CodeInvalidJSON},
	{"cut off after the members", `{"type":"Point","coordinates":[10,59]`, CodeInvalidJSON},
	{"text after", `{"type":"Point","coordinates":[10,59]}x`, CodeInvalidJSON},
	{"a second value", `{"type":"Point","coordinates":[10,59]}{}`, CodeInvalidJSON},
	{"null and more", `null 1`, CodeInvalidJSON},
	{"no JSON", `Point`, CodeInvalidJSON},
	{"NaN", `{"type":"Point","coordinates":[NaN,59]}`, CodeInvalidJSON},
	{"leading zero", `{"type":"Point","coordinates":[010,59]}`, CodeInvalidJSON},
	{"hexadecimal", `{"type":"Point","coordinates":[0x10,59]}`, CodeInvalidJSON},
	{"plus", `{"type":"Point","coordinates":[+10,59]}`, CodeInvalidJSON},
	{"bare dot", `{"type":"Point","coordinates":[10.,59]}`, CodeInvalidJSON},
	{"bare exponent", `{"type":"Point","coordinates":[10e,59]}`, CodeInvalidJSON},
	{"trailing comma", `{"type":"Point","coordinates":[10,59,]}`, CodeInvalidJSON},
	{"invalid UTF-8", "{\"type\":\"Po\xffint\",\"coordinates\":[10,59]}", CodeInvalidJSON},
	{"array", `[10,59]`, CodeGeometryType},
	{"number", `10`, CodeGeometryType},
	{"empty object", `{}`, CodeMissingMember},
	{"no type", `{"coordinates":[10,59]}`, CodeMissingMember},
	{"no coordinates", `{"type":"Point"}`, CodeMissingMember},
	{"unknown member", `{"type":"Point","coordinates":[10,59],"bbox":[10,59,10,59]}`, CodeUnknownMember},
	{"member in capitals", `{"Type":"Point","coordinates":[10,59]}`, CodeUnknownMember},
	{"type twice", `{"type":"Point","type":"Point","coordinates":[10,59]}`, CodeDuplicateMember},
	{"coordinates twice, once escaped", `{"type":"Point","coordinates":[1,2],"coordin\u0061tes":[10,59]}`, CodeDuplicateMember},
	{"type in small letters", `{"type":"point","coordinates":[10,59]}`, CodeGeometryType},
	{"type no text", `{"type":5,"coordinates":[10,59]}`, CodeGeometryType},
	{"another type", `{"type":"MultiPoint","coordinates":[[10,59]]}`, CodeGeometryType},
	{"multipolygon", `{"type":"MultiPolygon","coordinates":[]}`, CodeGeometryType},
	{"feature", `{"type":"Feature"}`, CodeMissingMember},
	{"no position", `{"type":"Point","coordinates":[]}`, CodePosition},
	{"null coordinates", `{"type":"Point","coordinates":null}`, CodePosition},
	{"one number", `{"type":"Point","coordinates":[10]}`, CodePosition},
	{"four numbers", `{"type":"Point","coordinates":[10,59,1,2]}`, CodePosition},
	{"text in a position", `{"type":"Point","coordinates":["10",59]}`, CodePosition},
	{"null in a position", `{"type":"Point","coordinates":[10,null]}`, CodePosition},
	{"object in a position", `{"type":"Point","coordinates":[10,{}]}`, CodePosition},
	{"point too deep", `{"type":"Point","coordinates":[[10,59]]}`, CodePosition},
	{"polygon too shallow", `{"type":"Polygon","coordinates":[[0,0],[1,0],[1,1],[0,0]]}`, CodePosition},
	{"deep", `{"type":"Polygon","coordinates":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}`, CodePosition},
	{"deeper", `{"type":"Polygon","coordinates":` + strings.Repeat("[", 100_000), CodeInvalidJSON},
	{"too large a number", `{"type":"Point","coordinates":[1e999,59]}`, CodeNotFinite},
	{"too large a height", `{"type":"Point","coordinates":[10,59,-1e999]}`, CodeNotFinite},
	{"longitude", `{"type":"Point","coordinates":[180.00000001,59]}`, CodeOutOfRange},
	{"latitude", `{"type":"Point","coordinates":[10,-90.1]}`, CodeOutOfRange},
	{"metres", `{"type":"Point","coordinates":[560123.4,6544321.0]}`, CodeOutOfRange},
	{"empty line", `{"type":"LineString","coordinates":[]}`, CodeTooFewPositions},
	{"line of one", `{"type":"LineString","coordinates":[[1,2]]}`, CodeTooFewPositions},
	{"line that stays", `{"type":"LineString","coordinates":[[1,2],[1,2],[1.00000001,2]]}`, CodeTooFewPositions},
	{"line out of range", `{"type":"LineString","coordinates":[[1,2],[1,200]]}`, CodeOutOfRange},
	{"too many vertices", lineJSON(MaxVertices + 1), CodeTooManyVertices},
	{"too large", lineJSON(MaxVertices) + strings.Repeat(" ", maxGeometryBytes), CodeTooLarge},
	{"empty polygon", `{"type":"Polygon","coordinates":[]}`, CodeTooFewPositions},
	{"empty ring", `{"type":"Polygon","coordinates":[[]]}`, CodeTooFewPositions},
	{"ring of two", `{"type":"Polygon","coordinates":[[[0,0],[1,1],[0,0]]]}`, CodeTooFewPositions},
	{"ring that stays", `{"type":"Polygon","coordinates":[[[0,0],[0,0],[1,1],[0,0]]]}`, CodeTooFewPositions},
	{"open ring", `{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}`, CodeRingNotClosed},
	{"bow tie", `{"type":"Polygon","coordinates":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]}`, CodeSelfIntersection},
}

func TestDecodeGeometryRefusals(t *testing.T) {
	for _, tt := range geometryRefusals {
		t.Run(tt.name, func(t *testing.T) {
			g, err := DecodeGeometry([]byte(tt.in))
			if got := code(t, err); got != tt.code || g != nil {
				t.Errorf("got %v and %q, want %q", g, got, tt.code)
			}
		})
	}
}

func TestErrorText(t *testing.T) {
	if got := (&Error{Code: CodeEmpty}).Error(); got != "geo: empty" {
		t.Error(got)
	}
}
