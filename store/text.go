package store

import (
	"regexp"
	"unicode"
	"unicode/utf8"
)

var (
	keyPattern    = regexp.MustCompile(`^[a-z0-9]+(?:[._-][a-z0-9]+)*$`)
	periodPattern = regexp.MustCompile(`^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?~?$`)
	yearPattern   = regexp.MustCompile(`^[0-9]{4}$`)
	originPattern = regexp.MustCompile(`^https://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?$`)
	langPattern   = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)
)

// MaxKey is the longest key or slug, in bytes.
const MaxKey = 64

// IsKey says whether s can be a stable code: lower case a-z, digits, and single
// dots, hyphens and underscores between.
func IsKey(s string) bool { return len(s) <= MaxKey && keyPattern.MatchString(s) }

// CheckText is the code of what is wrong with people's text of at most most
// code points, or "". Any valid UTF-8 is kept as sent; control characters other
// than line breaks and tabs, and text with nothing visible, are refused.
func CheckText(s string, most int) string {
	if s == "" {
		return ""
	}
	if !utf8.ValidString(s) {
		return CodeInvalidUTF8
	}
	visible := false
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' {
			return CodeControl
		}
		visible = visible || isVisible(r)
	}
	if !visible {
		return CodeNotVisible
	}
	if utf8.RuneCountInString(s) > most {
		return CodeTooLong
	}
	return ""
}

// isVisible leaves out spaces, format characters (joiners, direction marks),
// lone combining marks and variation selectors, and letters that draw nothing
// (Hangul fillers, the blank Braille pattern).
func isVisible(r rune) bool {
	switch r {
	case 0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800:
		return false
	}
	return unicode.IsOneOf([]*unicode.RangeTable{unicode.L, unicode.N, unicode.P, unicode.S}, r)
}
