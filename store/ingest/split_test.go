package ingest

import (
	"encoding/csv"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

// cut reads all records of s; a record that cannot be cut is its code alone.
func cut(t *testing.T, r io.Reader) [][]string {
	t.Helper()
	s := &splitter{r: r, separator: ','}
	var out [][]string
	for {
		cells, code, err := s.next()
		switch {
		case errors.Is(err, io.EOF):
			return out
		case err != nil:
			t.Fatal(err)
		case code != "":
			out = append(out, []string{"!" + code})
		default:
			out = append(out, append([]string(nil), cells...))
		}
	}
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     [][]string
	}{
		{"empty", "", nil},
		{"plain", "a,b\nc,d\n", [][]string{{"a", "b"}, {"c", "d"}}},
		{"no line break at the end", "a,b", [][]string{{"a", "b"}}},
		{"all line breaks", "a\r\nb\rc\nd", [][]string{{"a"}, {"b"}, {"c"}, {"d"}}},
		{"empty cells", ",,\n", [][]string{{"", "", ""}}},
		{"empty last cell", "a,", [][]string{{"a", ""}}},
		{"blank lines", "\n\na\n\n", [][]string{{"a"}}},
		{"quotes", `"a,""b""",c`, [][]string{{`a,"b"`, "c"}}},
		{"line breaks in quotes are kept", "\"a\r\nb\nc\rd\",e\n", [][]string{{"a\r\nb\nc\rd", "e"}}},
		{"quote within a plain cell", "5\" pipe,b\n", [][]string{{`5" pipe`, "b"}}},
		{"empty quotes", "\"\",b\n", [][]string{{"", "b"}}},
		{"text behind quotes", "\"a\"b,c\nd,e\n", [][]string{{"!quote"}, {"d", "e"}}},
		{"quote never closed costs its line", "\"a,b\nc,d\ne,f\n", [][]string{{"!quote"}, {"c", "d"}, {"e", "f"}}},
		{"quote at the very end", "a\n\"", [][]string{{"a"}, {"!quote"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, r := range map[string]io.Reader{
				"at once": strings.NewReader(c.in), "byte by byte": iotest.OneByteReader(strings.NewReader(c.in)), "with the end": iotest.DataErrReader(strings.NewReader(c.in)),
			} {
				if got := cut(t, r); !reflect.DeepEqual(got, c.want) {
					t.Errorf("%s: %q, want %q", name, got, c.want)
				}
			}
		})
	}
}

func TestSplitRefusesARowTooLarge(t *testing.T) {
	for name, large := range map[string]string{
		"plain":  strings.Repeat("x", maxRecord+100_000),
		"quoted": `"` + strings.Repeat("x", maxRecord+100_000) + `"`,
	} {
		got := cut(t, strings.NewReader("a\n"+large+"\nb\n"))
		if want := [][]string{{"a"}, {"!too_large"}, {"b"}}; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %.80q, want %q", name, got, want)
		}
	}
}

func TestSplitPassesReadErrorsOn(t *testing.T) {
	s := &splitter{r: iotest.ErrReader(io.ErrClosedPipe), separator: ','}
	if _, _, err := s.next(); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("error is %v, want that of the reader", err)
	}
}

// FuzzSplit holds the splitter to the standard library's reader wherever that
// one takes the file whole.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"a,b\nc,d\n", "\"a\nb\",c\n", "\"\"\"\"\n", "a\"b\n", "\n\n,\n", "\"a\r\nb\"\r\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got := cut(t, strings.NewReader(in))
		r := csv.NewReader(strings.NewReader(in))
		r.FieldsPerRecord = -1
		want, err := r.ReadAll()
		// A lone carriage return ends a line here and nothing there.
		if err != nil || strings.Contains(in, "\r") {
			return
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	})
}
