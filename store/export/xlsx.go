package export

import (
	"errors"
	"iter"
	"os"
	"path/filepath"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/xuri/excelize/v2"

	"kvarter/geo"
	"kvarter/store"
)

// maxSheetRows is how many contributions a sheet holds beside its header.
const maxSheetRows = 1<<20 - 1

// The sheets of a workbook.
const (
	dataSheet       = "data"
	dictionarySheet = "dictionary"
	filterSheet     = "filter"
)

// workbook is a file being written.
type workbook struct {
	o       Options
	file    *excelize.File
	all     []column // the leading ones too
	columns []column
	rows    *excelize.StreamWriter
	n       int
	row     []any

	bold, moment, day int // styles
}

// createXLSX makes a workbook of the empty file name, with three sheets: data,
// with the columns of CSV; dictionary; and filter, which says in words what the
// file holds. Text is text, whatever it begins with; person is text too, because
// spreadsheets round numbers of more than 15 digits. An error leaves it
// unfinished.
func createXLSX(name string, seq iter.Seq2[*store.Contribution, error], o Options) (err error) {
	w := &workbook{o: o, columns: columnsOf[o.Audience], file: excelize.NewFile(excelize.Options{TmpDir: filepath.Dir(name)})}
	w.all = append(o.leading(), w.columns...)
	defer func() { err = errors.Join(err, w.file.Close()) }()
	if err := w.styles(); err != nil {
		return err
	}
	if err := w.begin(); err != nil {
		return err
	}
	if err := pump(seq, w.add); err != nil {
		return err
	}
	if err := w.rows.Flush(); err != nil {
		return err
	}
	if err := w.explain(); err != nil {
		return err
	}
	to, err := os.OpenFile(name, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	return errors.Join(w.file.Write(to), to.Close())
}

func (w *workbook) styles() error {
	var errs [3]error
	moment, day := "yyyy\\-mm\\-dd hh:mm:ss", "yyyy\\-mm\\-dd"
	w.bold, errs[0] = w.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	w.moment, errs[1] = w.file.NewStyle(&excelize.Style{CustomNumFmt: &moment})
	w.day, errs[2] = w.file.NewStyle(&excelize.Style{CustomNumFmt: &day})
	return errors.Join(errs[:]...)
}

// begin writes the header of the data.
func (w *workbook) begin() error {
	if err := w.file.SetSheetName("Sheet1", dataSheet); err != nil {
		return err
	}
	var names []string
	for _, c := range w.all {
		names = append(names, c.name)
	}
	var err error
	w.rows, err = w.sheet(dataSheet, names)
	return err
}

// sheet begins a sheet with a header that stays in view.
func (w *workbook) sheet(name string, header []string) (*excelize.StreamWriter, error) {
	sw, err := w.file.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	if err := sw.SetColWidth(1, len(header), 18); err != nil {
		return nil, err
	}
	if err := sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	cells := make([]any, len(header))
	for i, h := range header {
		cells[i] = excelize.Cell{StyleID: w.bold, Value: h}
	}
	return sw, sw.SetRow("A1", cells)
}

// add writes one contribution.
func (w *workbook) add(c *store.Contribution) error {
	if w.n++; w.n > maxSheetRows {
		return &Refusal{"limit", "too_many_rows", "There are more answers now than a sheet has room for: filter them, or take csv or gpkg."}
	}
	var id [36]byte
	w.row = append(w.row[:0], string(AppendID(id[:0], c.ID)))
	w.where(c.Geometry, decimals(w.o.Audience))
	if !w.o.CRS.IsWGS84() {
		w.where(w.o.position(c.Geometry), geo.MetreDecimals)
	}
	for _, col := range w.columns {
		w.row = append(w.row, w.cell(col, col.get(c)))
	}
	return w.rows.SetRow("A"+strconv.Itoa(w.n+1), w.row)
}

// where appends lon, lat and wkt, or x, y and xy_wkt.
func (w *workbook) where(g orb.Geometry, places int) {
	if g == nil {
		w.row = append(w.row, nil, nil, nil)
		return
	}
	if p, ok := g.(orb.Point); ok {
		p = rounded(p, places)
		w.row = append(w.row, p[0], p[1])
	} else {
		w.row = append(w.row, nil, nil)
	}
	w.row = append(w.row, string(geo.AppendWKT(nil, g, places)))
}

// cell is v as a sheet has it; times are days since the end of 1899.
func (w *workbook) cell(col column, v value) any {
	switch v.kind {
	case text:
		return v.s
	case number:
		if col.name == "person" {
			return strconv.FormatInt(v.n, 10)
		}
		return v.n
	case truth:
		return v.n == 1
	case moment:
		return excelize.Cell{StyleID: w.moment, Value: serial(v.n)}
	case day:
		return excelize.Cell{StyleID: w.day, Value: serial(v.n)}
	}
	return nil
}

func serial(micros int64) float64 {
	const epoch, microsADay = 25_569, 24 * 60 * 60 * 1_000_000
	return epoch + float64(micros)/microsADay
}

// explain writes the sheets for people.
func (w *workbook) explain() error {
	var words, filter [][]any
	for _, e := range w.o.dictionary(w.all) {
		words = append(words, []any{e.column, e.typ, e.label, e.about, e.code, e.meaning})
	}
	for _, s := range w.o.InWords() {
		filter = append(filter, []any{s.Name, s.Value})
	}
	return errors.Join(
		w.table(dictionarySheet, []string{"column", "type", "label", "about", "code", "meaning"}, words),
		w.table(filterSheet, []string{"name", "value"}, filter))
}

func (w *workbook) table(name string, header []string, rows [][]any) error {
	if _, err := w.file.NewSheet(name); err != nil {
		return err
	}
	sw, err := w.sheet(name, header)
	if err != nil {
		return err
	}
	for i, row := range rows {
		if err := sw.SetRow("A"+strconv.Itoa(i+2), row); err != nil {
			return err
		}
	}
	return sw.Flush()
}
