package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// errEncoding is said of a file or a row that is not UTF-8.
const errEncoding = "is not UTF-8, perhaps Windows-1252 or Latin-1; save the file as CSV UTF-8"

func readCSV(r io.Reader, c *converter, yield func(Row, error) bool) {
	s, header, err := openCSV(r, c.mapping.Separator)
	if err == nil {
		err = c.bind(header)
	}
	if err != nil {
		yield(Row{}, err)
		return
	}
	for {
		cells, code, err := s.next()
		switch {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			yield(Row{}, fmt.Errorf("row %d: %w", s.row, err))
			return
		}
		if !yield(csvRow(c, s.row, cells, len(header), code), nil) {
			return
		}
	}
}

// openCSV reads the header and tells the separator from it.
func openCSV(r io.Reader, separator string) (*splitter, []string, error) {
	s := &splitter{r: r}
	for len(s.buf) <= maxRecord && !s.eof && !bytes.ContainsAny(s.buf, "\r\n") {
		if err := s.fill(); err != nil {
			return nil, nil, err
		}
	}
	if bytes.HasPrefix(s.buf, []byte{0xff, 0xfe}) || bytes.HasPrefix(s.buf, []byte{0xfe, 0xff}) {
		return nil, nil, errors.New("the file is UTF-16; save it as CSV UTF-8")
	}
	s.buf = bytes.TrimPrefix(s.buf, []byte("\ufeff"))
	s.separator = separatorOf(s.buf, separator)
	header, code, err := s.next()
	switch {
	case errors.Is(err, io.EOF):
		return nil, nil, errors.New("the file is empty; its first row must name the columns")
	case err != nil:
		return nil, nil, err
	case code != "":
		return nil, nil, fmt.Errorf("the header row cannot be read: %s", reasons[code])
	case !utf8.ValidString(strings.Join(header, "")):
		return nil, nil, errors.New("the header " + errEncoding)
	}
	header = slices.Clone(header)
	for i := range header {
		header[i] = strings.TrimSpace(header[i])
	}
	return s, header, nil
}

// separatorOf is the given separator, else the one that the header has most of.
func separatorOf(data []byte, given string) byte {
	if given != "" {
		return given[0]
	}
	line := data
	if i := bytes.IndexAny(line, "\r\n"); i >= 0 {
		line = line[:i]
	}
	best := byte(',')
	for _, b := range []byte{';', '\t'} {
		if bytes.Count(line, []byte{b}) > bytes.Count(line, []byte{best}) {
			best = b
		}
	}
	return best
}

func csvRow(c *converter, number int, cells []string, columns int, code string) Row {
	switch {
	case code != "":
		return rejected(number, "", "", code, "")
	case len(cells) != columns:
		return rejected(number, "", "", CodeRagged, fmt.Sprintf("the row has %d cells where the header has %d", len(cells), columns))
	}
	rec := record{number: number, raw: cells, values: make([]string, len(c.columns))}
	for i, column := range c.columns {
		if column < 0 {
			continue
		}
		v := cells[column]
		if !utf8.ValidString(v) {
			return rejected(number, "", fieldName(i), "invalid_utf8", "the cell "+errEncoding)
		}
		if c.own {
			v = withoutGuard(v)
		}
		rec.values[i] = v
	}
	return c.row(&rec)
}

// withoutGuard takes off the one ' that our export puts before a cell which a
// spreadsheet would run as a formula.
func withoutGuard(cell string) string {
	rest := strings.TrimLeft(cell, "'")
	if len(rest) < len(cell) && rest != "" && strings.IndexByte("=+-@\t\r", rest[0]) >= 0 {
		return cell[1:]
	}
	return cell
}

func rejected(number int, id, field, code, reason string) Row {
	if reason == "" {
		reason = reasons[code]
	}
	if reason == "" {
		reason = code
	}
	return Row{Number: number, ID: id, Reject: &Reject{Row: number, ID: id, Field: field, Code: code, Reason: reason}}
}
