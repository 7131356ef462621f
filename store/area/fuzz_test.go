package area

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"kvarter/store"
)

// small is the least that an area needs, so that the defaults show and fuzzing
// has little to chew.
func small(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("testdata/small.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestDefaults(t *testing.T) {
	a, err := Load("testdata/small.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p := a.Methods[0].Prompts[0]
	got := []any{a.View.Zoom, a.Policy, p.Kind, p.Polarity, p.Cap, p.Geometry, a.BaseMap}
	want := []any{
		float64(defaultZoom), store.Policy{Marks: store.MarksEach, OthersAfterSending: true, BylineAge: defaultBylineAge, RedactionDays: 30},
		store.KindMark, store.Neutral, store.DefaultCap, []store.GeometryType{store.GeometryPoint}, store.BaseMap{},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("defaults are %v, want %v", got, want)
	}
	comesBack(t, a)
}

// FuzzParse holds that no file makes the reader panic or hang, and that what it
// takes is valid, is written, and comes back equal.
func FuzzParse(f *testing.F) {
	for _, text := range trickyTexts {
		f.Add([]byte(strings.Replace(small(f), "About", text, 1)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if strings.Contains(string(data), "file") {
			t.Skip("a boundary file is the operator's own choice")
		}
		a, err := Parse(data, ".")
		if err != nil {
			return
		}
		written, err := Marshal(a)
		if err != nil {
			t.Fatalf("taken but not written: %v", err)
		}
		back, err := Parse(written, ".")
		if err != nil {
			t.Fatalf("written but not taken: %v\n%s", err, written)
		}
		if !reflect.DeepEqual(a, back) {
			t.Fatalf("comes back otherwise:\n%+v\n%+v\n%s", a, back, written)
		}
	})
}
