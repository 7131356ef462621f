package geo_test

import (
	"errors"
	"fmt"

	"kvarter/geo"
)

// What a phone sent becomes what is kept and shown, or a code that says why not.
func Example() {
	mark, _ := geo.DecodeGeometry([]byte(`{"type":"Point","coordinates":[10.04471234567,59.0497]}`))
	fmt.Println(string(geo.AppendGeometry(nil, mark, geo.Decimals)))
	fmt.Println(string(geo.AppendWKT(nil, mark, geo.PublicDecimals)))

	outline, _ := geo.DecodeBoundary([]byte(`{"type":"Polygon","coordinates":[[[10,59],[10.1,59],[10.1,59.1],[10,59]]]}`))
	fmt.Printf("%.0f m outside\n", geo.NewBoundary(outline).MaxDistanceMeters(mark))

	_, err := geo.DecodeGeometry([]byte(`{"type":"Point","coordinates":[59.0497,100.04]}`))
	var bad *geo.Error
	if errors.As(err, &bad) {
		fmt.Println(bad.Code)
	}
	// Output:
	// {"type":"Point","coordinates":[10.0447123,59.0497]}
	// POINT (10.04471 59.0497)
	// 254 m outside
	// out_of_range
}

// A box across ±180 is two, and each is a few runs of cells.
func ExampleCellRanges() {
	bounds, _ := geo.ParseBBox("179,-1,-179,1")
	for _, b := range bounds {
		fmt.Println(b.Min, b.Max, len(geo.CellRanges(b, 24)) <= 24)
	}
	// Output:
	// [179 -1] [180 1] true
	// [-180 -1] [-179 1] true
}
