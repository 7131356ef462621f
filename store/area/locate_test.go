package area

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kvarter/store"
)

// What answers were made by is refused by the store, which knows no lines.
func TestLocateSaysTheLineOfWhatIsImmutable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "torstrand.yaml")
	if err := os.WriteFile(path, torstrand, 0o600); err != nil {
		t.Fatal(err)
	}
	line := 1 + strings.Count(string(torstrand[:strings.Index(string(torstrand), "cap: 1\n")]), "\n")
	refused := errors.Join(
		store.ErrImmutable{Path: "$.methods[0].prompts[10].cap", Reason: "stays 3"},
		store.ErrImmutable{Path: "$.methods[0].prompts", Reason: "cannot go"},
	)
	err := Locate(path, refused)
	var first *Error
	if !errors.As(err, &first) || first.Line != line || first.Path != "methods[0].prompts[10].cap" || first.Message != "stays 3" {
		t.Errorf("says %v, want line %d", err, line)
	}
	if !strings.Contains(err.Error(), "methods[0].prompts: cannot go") {
		t.Errorf("says not all: %v", err)
	}
	if immutable := (store.ErrImmutable{}); !errors.As(err, &immutable) {
		t.Errorf("%v is no ErrImmutable any more", err)
	}
	if got := Locate(path, store.ErrClosed); got != store.ErrClosed {
		t.Errorf("another error became %v", got)
	}
	if got := Locate(filepath.Join(t.TempDir(), "gone.yaml"), refused); !errors.Is(got, refused) {
		t.Errorf("without the file it is %v", got)
	}
}

func TestAnEmptyFileIsCalledEmpty(t *testing.T) {
	for _, file := range []string{"", "\n", "# only words\n"} {
		if _, err := Parse([]byte(file), "."); err == nil || !strings.Contains(err.Error(), "the file is empty") {
			t.Errorf("%q: %v", file, err)
		}
	}
}
