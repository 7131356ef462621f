package ingest

import (
	"bytes"
	"io"
)

// maxRecord is more than any answer needs: a row larger is refused, so that one
// stray quote cannot swallow a file.
const maxRecord = 1 << 20

// splitter cuts CSV into records. The standard library's reader will not do: it
// drops carriage returns from people's text, and it gives up where this one
// refuses one row and goes on with the next line.
type splitter struct {
	r         io.Reader
	separator byte
	buf       []byte
	eof       bool
	row       int
	cells     []string
}

// next is the next record that is not blank. The cells are valid until the next
// call. code tells a record that could not be cut; err is io.EOF at the end.
func (s *splitter) next() (cells []string, code string, err error) {
	for {
		cells, n, state := split(s.cells[:0], s.buf, s.separator, s.eof)
		switch {
		case state == splitMore && !s.eof && len(s.buf) <= maxRecord:
			if err := s.fill(); err != nil {
				return nil, "", err
			}
			continue
		case len(s.buf) == 0:
			return nil, "", io.EOF
		case state != splitDone || n > maxRecord:
			s.row++
			code = CodeQuote
			if len(s.buf) > maxRecord {
				code = CodeTooLarge
			}
			return nil, code, s.skipLine()
		}
		s.row++
		blank := s.buf[0] == '\n' || s.buf[0] == '\r'
		s.buf, s.cells = s.buf[n:], cells
		if !blank {
			return cells, "", nil
		}
	}
}

// fill reads more of the file behind what is still there.
func (s *splitter) fill() error {
	const step = 64 << 10
	buf := append(make([]byte, 0, len(s.buf)+step), s.buf...)
	n, err := s.r.Read(buf[len(buf):cap(buf)])
	s.buf = buf[:len(buf)+n]
	if err == io.EOF {
		s.eof = true
		return nil
	}
	return err
}

// skipLine drops the line that the bad record began with.
func (s *splitter) skipLine() error {
	for {
		if i := bytes.IndexAny(s.buf, "\r\n"); i >= 0 {
			if s.buf[i] == '\r' && i+1 < len(s.buf) && s.buf[i+1] == '\n' {
				i++
			}
			s.buf = s.buf[i+1:]
			return nil
		}
		s.buf = nil
		if s.eof {
			return nil
		}
		if err := s.fill(); err != nil {
			return err
		}
	}
}

type splitState int

const (
	splitDone splitState = iota
	splitMore            // the record may go on behind the data
	splitBad             // the quotes do not match
)

// split appends the first record's cells and says how many bytes it took with
// its line break. A line ends with \n, \r\n or \r; within quotes everything is
// kept as it stands.
func split(cells []string, data []byte, separator byte, eof bool) ([]string, int, splitState) {
	i := 0
	for {
		cell, n, state := cell(data[i:], separator, eof)
		if state != splitDone {
			return cells, i, state
		}
		cells = append(cells, cell)
		i += n
		switch {
		case i == len(data) && eof:
			return cells, i, splitDone
		case i == len(data):
			return cells, i, splitMore
		case data[i] == separator:
			i++
		case data[i] == '\n':
			return cells, i + 1, splitDone
		case i+1 < len(data):
			if data[i+1] == '\n' {
				i++
			}
			return cells, i + 1, splitDone
		case eof:
			return cells, i + 1, splitDone
		default:
			return cells, i, splitMore
		}
	}
}

// cell reads one cell up to its separator, line break or the end.
func cell(data []byte, separator byte, eof bool) (string, int, splitState) {
	if len(data) == 0 || data[0] != '"' {
		n := bytes.IndexAny(data, string(separator)+"\r\n")
		switch {
		case n < 0 && !eof:
			return "", 0, splitMore
		case n < 0:
			n = len(data)
		}
		return string(data[:n]), n, splitDone
	}
	for i := 1; ; {
		n := bytes.IndexByte(data[i:], '"')
		if n < 0 {
			if eof {
				return "", 0, splitBad
			}
			return "", 0, splitMore
		}
		i += n + 1
		switch {
		case i == len(data) && !eof:
			return "", 0, splitMore
		case i == len(data), data[i] == separator, data[i] == '\n', data[i] == '\r':
			return string(bytes.ReplaceAll(data[1:i-1], []byte(`""`), []byte(`"`))), i, splitDone
		case data[i] == '"':
			i++
		default:
			return "", 0, splitBad
		}
	}
}
