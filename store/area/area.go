// Package area reads and writes areas as YAML files: one readable file holds an
// area with its method, places, waves and policies. Torstrand's own file is
// embedded and is the example to copy. docs/area-file.md describes every field.
package area

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"kvarter/store"
)

// MaxBytes is the largest area file that is read.
const MaxBytes = 8 << 20

//go:embed torstrand.yaml
var torstrand []byte

// Torstrand is the embedded area, a new copy each time.
func Torstrand() (*store.Area, error) { return parse(torstrand, "torstrand.yaml", ".") }

// Load reads the area file at path. What is wrong is said as Error, joined;
// the area is valid if there is no error.
func Load(path string) (*store.Area, error) {
	data, err := readLimited(path, MaxBytes)
	if err != nil {
		return nil, err
	}
	return parse(data, path, filepath.Dir(path))
}

// Locate says each store.ErrImmutable of err, which a store answered to the area
// of the file at path, as an Error with its line. Any other err stays as it is.
func Locate(path string, err error) error {
	all := immutables(err)
	data, readErr := readLimited(path, MaxBytes)
	if len(all) == 0 || readErr != nil {
		return err
	}
	s := &source{file: path}
	if _, readErr := s.read(data); readErr != nil {
		return err // the file was changed meanwhile
	}
	for _, one := range all {
		at := strings.TrimPrefix(one.Path, "$.")
		e := s.at(s.nearest(at), at, "%s", one.Reason)
		e.cause = one
		s.errs = append(s.errs, e)
	}
	return errors.Join(s.errs...)
}

// immutables lists every store.ErrImmutable in err's tree.
func immutables(err error) []store.ErrImmutable {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []store.ErrImmutable
		for _, e := range joined.Unwrap() {
			all = append(all, immutables(e)...)
		}
		return all
	}
	var one store.ErrImmutable
	if errors.As(err, &one) {
		return []store.ErrImmutable{one}
	}
	return nil
}

// Parse reads an area file's content. A boundary file that it names is looked
// up beside dir. Errors are as in Load, without a file name.
func Parse(data []byte, dir string) (*store.Area, error) { return parse(data, "", dir) }

func parse(data []byte, file, dir string) (*store.Area, error) {
	s := &source{file: file}
	root, err := s.read(data)
	if err != nil {
		return nil, err
	}
	doc, err := s.decode(root)
	if err != nil {
		return nil, err
	}
	a := doc.area(s, dir)
	// A part that could not be read would only be called missing too.
	if len(s.errs) == 0 {
		s.explain(a.Validate())
	}
	if err := errors.Join(s.errs...); err != nil {
		return nil, err
	}
	return a, nil
}

// readLimited reads a file of at most most bytes.
func readLimited(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("%s: larger than %d MiB; simplify the geometry", path, most>>20)
	}
	return data, nil
}
