package ingest

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
)

// rejectWriter writes rejects as CSV, the header with the first.
type rejectWriter struct {
	w    io.Writer
	rows *csv.Writer
}

func (r *rejectWriter) write(j Reject) error {
	if r.w == nil {
		return nil
	}
	if r.rows == nil {
		r.rows = csv.NewWriter(r.w)
		if err := r.rows.Write([]string{"row", "field", "code", "reason", "id"}); err != nil {
			return err
		}
	}
	cells := []string{strconv.Itoa(j.Row), j.Field, j.Code, j.Reason, j.ID}
	for i, cell := range cells {
		// The file's own names must not run as formulas either.
		if cell != "" && strings.IndexByte("=+-@\t\r", cell[0]) >= 0 {
			cells[i] = "'" + cell
		}
	}
	if err := r.rows.Write(cells); err != nil {
		return err
	}
	// A reject file is complete at every moment, also after an interrupt.
	r.rows.Flush()
	return r.rows.Error()
}
