package area

import "testing"

func TestTorstrandLoads(t *testing.T) {
	a, err := Torstrand()
	if err != nil {
		t.Fatal(err)
	}
	if got := len(a.Methods[0].Prompts); got != 12 {
		t.Errorf("%d prompts, want 12", got)
	}
}
