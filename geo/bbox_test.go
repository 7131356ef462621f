package geo

import (
	"reflect"
	"testing"

	"github.com/paulmach/orb"
)

func TestParseBBox(t *testing.T) {
	tests := []struct {
		in   string
		want []orb.Bound
		code string
	}{
		{"10,59,10.1,59.1", []orb.Bound{{Min: orb.Point{10, 59}, Max: orb.Point{10.1, 59.1}}}, ""},
		{"10,59,-5,10.1,59.1,99999", []orb.Bound{{Min: orb.Point{10, 59}, Max: orb.Point{10.1, 59.1}}}, ""},
		{"-180,-90,180,90", []orb.Bound{{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}}, ""},
		{"1e1,59,10,59", []orb.Bound{{Min: orb.Point{10, 59}, Max: orb.Point{10, 59}}}, ""},
		{"170,-20,-170,20", []orb.Bound{
			{Min: orb.Point{170, -20}, Max: orb.Point{180, 20}}, {Min: orb.Point{-180, -20}, Max: orb.Point{-170, 20}}}, ""},
		{"180,0,-180,1", []orb.Bound{
			{Min: orb.Point{180, 0}, Max: orb.Point{180, 1}}, {Min: orb.Point{-180, 0}, Max: orb.Point{-180, 1}}}, ""},
		{"", nil, CodeInvalidBBox},
		{"10,59,11", nil, CodeInvalidBBox},
		{"10,59,11,60,12", nil, CodeInvalidBBox},
		{"10,59,11,", nil, CodeInvalidBBox},
		{"10,59,11,60,", nil, CodeInvalidBBox},
		{"10, 59,11,60", nil, CodeInvalidBBox},
		{"10;59;11;60", nil, CodeInvalidBBox},
		{"NaN,59,11,60", nil, CodeInvalidBBox},
		{"10,59,Inf,60", nil, CodeInvalidBBox},
		{"0x10,59,11,60", nil, CodeInvalidBBox},
		{"1_0,59,11,60", nil, CodeInvalidBBox},
		{"+10,59,11,60", nil, CodeInvalidBBox},
		{".5,59,11,60", nil, CodeInvalidBBox},
		{"10.,59,11,60", nil, CodeInvalidBBox},
		{"10,59,1e,60", nil, CodeInvalidBBox},
		{"10,59,1e999x,60", nil, CodeInvalidBBox},
		{"10,59,1e999,60", nil, CodeNotFinite},
		{"10,59,-1e999,11,60,0", nil, CodeNotFinite},
		{"10,59,180.1,60", nil, CodeOutOfRange},
		{"10,-90.1,11,60", nil, CodeOutOfRange},
		{"10,60,11,59", nil, CodeSouthOverNorth},
	}
	for _, tt := range tests {
		got, err := ParseBBox(tt.in)
		if c := code(t, err); c != tt.code || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%q: %v, %q, want %v, %q", tt.in, got, c, tt.want, tt.code)
		}
	}
}
