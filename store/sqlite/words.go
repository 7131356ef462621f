package sqlite

import (
	"database/sql/driver"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
	"modernc.org/sqlite"
)

// registerWords teaches the driver has_words(words, text…): whether every one
// of words begins a word of the texts. Done before the first connection, once:
// the driver knows no way to take a function back.
var registerWords = sync.OnceValue(func() error {
	return sqlite.RegisterDeterministicScalarFunction("has_words", -1,
		func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
			wanted := strings.Fields(text(args[0]))
			for _, a := range args[1:] {
				if wanted = unmet(wanted, text(a)); len(wanted) == 0 {
					return int64(1), nil
				}
			}
			return int64(0), nil
		})
})

// foldWords brings text to the form in which words are compared: case folded by
// Unicode, composed, so that æ, ø and å are letters of their own however they
// were typed.
func foldWords(s string) string {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return norm.NFC.String(cases.Fold().String(norm.NFC.String(s)))
		}
	}
	return strings.ToLower(s)
}

// queryWords are the folded words of a query, between single spaces.
// Punctuation around a word is left out, unless it is all there is.
func queryWords(q string) string {
	words := strings.Fields(foldWords(q))
	for i, w := range words {
		if bare := strings.TrimFunc(w, unicode.IsPunct); bare != "" {
			words[i] = bare
		}
	}
	return strings.Join(words, " ")
}

// isWordRune keeps combining marks and joiners inside words.
func isWordRune(r rune) bool {
	return unicode.In(r, unicode.L, unicode.N, unicode.M) || r == '\u200c' || r == '\u200d'
}

// unmet is what of wanted begins no word of s.
func unmet(wanted []string, s string) []string {
	if s == "" {
		return wanted
	}
	var left []string
	folded := foldWords(s)
	for _, w := range wanted {
		if !beginsWord(folded, w) {
			left = append(left, w)
		}
	}
	return left
}

// beginsWord says whether w stands in s where a word begins, and does not end
// between a letter and its mark. A symbol begins anywhere.
func beginsWord(s, w string) bool {
	first, size := utf8.DecodeRuneInString(w)
	for at := 0; ; {
		i := strings.Index(s[at:], w)
		if i < 0 {
			return false
		}
		at += i
		before, _ := utf8.DecodeLastRuneInString(s[:at])
		after, _ := utf8.DecodeRuneInString(s[at+len(w):])
		if (!isWordRune(first) || !isWordRune(before)) && !unicode.Is(unicode.M, after) {
			return true
		}
		at += size
	}
}
