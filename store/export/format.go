package export

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"

	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// Format is a kind of file.
type Format struct {
	// Name is its code, and how its files end.
	Name      string
	MediaType string
	// MaxRows is how many contributions a file can hold; 0 is any number.
	MaxRows int64

	// One of them: write streams, create makes a file of the empty one that is
	// there under the name.
	write  func(w io.Writer, seq iter.Seq2[*store.Contribution, error], o Options) error
	create func(name string, seq iter.Seq2[*store.Contribution, error], o Options) error
	// degrees says that it knows WGS 84 only.
	degrees bool
}

// Formats is every format.
var Formats = []Format{
	{Name: "geojson", MediaType: "application/geo+json", write: GeoJSON, degrees: true},
	{Name: "csv", MediaType: "text/csv; charset=utf-8; header=present", write: CSV},
	{Name: "gpkg", MediaType: "application/geopackage+sqlite3", create: createGeoPackage},
	{Name: "xlsx", MediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", create: createXLSX, MaxRows: maxSheetRows},
}

// FormatNamed is the format with that name; false if there is none.
func FormatNamed(name string) (Format, bool) {
	for _, f := range Formats {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

// Refusal says why a file cannot be made as asked, before anything is written.
type Refusal struct {
	// Field is the parameter that it is about, Code is stable.
	Field, Code string
	// Reason is a sentence for whoever asked.
	Reason string
}

// Error is the reason.
func (r *Refusal) Error() string { return r.Reason }

// CRSNamed reads the parameter crs: "area" for the area's own, or "EPSG:25832";
// empty is WGS 84. The area must lie where the system is exact. Errors are
// *Refusal: unknown_crs, out_of_range.
func CRSNamed(name string, a *store.Area) (geo.CRS, error) {
	switch name {
	case "":
		return geo.CRS{}, nil
	case "area":
		name = a.CRS
	}
	c, err := geo.ParseCRS(name)
	if err != nil {
		return c, &Refusal{"crs", geo.CodeUnknownCRS,
			"crs takes area, EPSG:4326, EPSG:3857, EPSG:25828 to 25838, and EPSG:32601 to 32660 and 32701 to 32760; not " + name + "."}
	}
	b := a.Boundary.Geometry.Bound()
	for _, p := range []orb.Point{b.Min, b.Max, b.LeftTop(), b.RightBottom()} {
		if !c.Reaches(p) {
			return c, &Refusal{"crs", geo.CodeOutOfRange, fmt.Sprintf("%s (%s) does not reach as far as %s.", c.Name(), c, a.Slug)}
		}
	}
	return c, nil
}

// Check says whether the format can hold so many rows with o. Errors are
// *Refusal: wgs84_only, too_many_rows.
func (f Format) Check(rows int64, o Options) error {
	if f.degrees && !o.CRS.IsWGS84() {
		return &Refusal{"crs", "wgs84_only", "GeoJSON is in WGS 84 by its standard (RFC 7946): take gpkg or csv for metres."}
	}
	if f.MaxRows > 0 && rows > f.MaxRows {
		return &Refusal{"limit", "too_many_rows", fmt.Sprintf(
			"A sheet has room for %d answers, and these would be %d: filter them, or take csv or gpkg.", f.MaxRows, rows)}
	}
	return nil
}

// Streams says that a file can be sent while it is being made.
func (f Format) Streams() bool { return f.write != nil }

// Write streams seq to w, for formats that can. An error leaves w visibly
// broken.
func (f Format) Write(w io.Writer, seq iter.Seq2[*store.Contribution, error], o Options) error {
	return f.write(w, seq, o)
}

// Temporary makes the whole file in the folder dir, for formats that do not
// stream, and opens it. Close removes it.
func (f Format) Temporary(dir string, seq iter.Seq2[*store.Contribution, error], o Options) (*Temporary, error) {
	name, err := f.part(filepath.Join(dir, "export"), seq, o)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, errors.Join(err, os.Remove(name))
	}
	return &Temporary{file}, nil
}

// Temporary is a file that goes when it is closed.
type Temporary struct{ *os.File }

// Close removes the file.
func (t *Temporary) Close() error { return errors.Join(t.File.Close(), os.Remove(t.Name())) }

// File makes a file under name, which it gets only when it is whole and on the
// disk; an error leaves nothing.
func (f Format) File(name string, seq iter.Seq2[*store.Contribution, error], o Options) error {
	part, err := f.part(name, seq, o)
	if err == nil {
		err = os.Rename(part, name)
		if err != nil {
			err = errors.Join(err, os.Remove(part))
		}
	}
	if err != nil {
		return fmt.Errorf("%s was not written: %w", name, err)
	}
	return nil
}

// part makes the file beside name, under a name of its own; an error leaves
// nothing.
func (f Format) part(name string, seq iter.Seq2[*store.Contribution, error], o Options) (part string, err error) {
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".part-*")
	if err != nil {
		return "", err
	}
	whole := false
	defer func() { // also when something panics
		if err = errors.Join(err, file.Close()); err != nil || !whole {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	if f.Streams() {
		err = f.write(file, seq, o)
	} else {
		err = f.create(file.Name(), seq, o)
	}
	err = errors.Join(err, file.Sync())
	whole = err == nil
	return file.Name(), err
}
