package store_test

import (
	"strings"
	"testing"

	"kvarter/store"
)

func TestCheckText(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       string
	}{
		{"empty", "", ""},
		{"plain", "I sola", ""},
		{"one letter", "å", ""},
		{"line breaks and tabs", "a\r\n\tb", ""},
		{"an emoji", "👍", ""},
		{"a family", "👩‍👩‍👧‍👦", ""},
		{"a flag", "🇳🇴", ""},
		{"Arabic with joiners and marks", "مى\u200cخواهم\u200f", ""},
		{"combining after a letter", "e\u0301", ""},
		{"punctuation alone", "…", ""},
		{"a line separator", "a\u2028b", ""},
		{"as long as can be", strings.Repeat("æ", 10), ""},
		{"too long", strings.Repeat("æ", 11), "too_long"},
		{"NUL", "a\x00b", "control_character"},
		{"escape", "\x1b[31m", "control_character"},
		{"delete", "a\x7f", "control_character"},
		{"C1", "a\u0085", "control_character"},
		{"half a letter", "a\xc3", "invalid_utf8"},
		{"a surrogate", "\xed\xa0\x80", "invalid_utf8"},
		{"overlong", "\xc0\x80", "invalid_utf8"},
		{"spaces", " \n\t\u00a0\u3000", "nothing_visible"},
		{"joiners", "\u200b\u200d\u2060\ufeff", "nothing_visible"},
		{"direction marks", "\u200f\u202e\u2066", "nothing_visible"},
		{"variation selectors", "\ufe0f\U000e0100", "nothing_visible"},
		{"tags", "\U000e0041\U000e0042", "nothing_visible"},
		{"soft hyphens", "\u00ad\u00ad", "nothing_visible"},
		{"Hangul fillers", "\u3164\u115f\u1160\uffa0", "nothing_visible"},
		{"blank Braille", "\u2800", "nothing_visible"},
		{"a lone combining mark", "\u0301", "nothing_visible"},
	} {
		if got := store.CheckText(c.text, 10); got != c.want {
			t.Errorf("%s: %q is %q, want %q", c.name, c.text, got, c.want)
		}
	}
}

func TestIsKey(t *testing.T) {
	for key, want := range map[string]bool{
		"a": true, "meeting_place": true, "torstrand-2024": true, "v1.2": true, "2026": true, strings.Repeat("a", 64): true,
		"": false, "A": false, "å": false, "a b": false, "_a": false, "a_": false, "a__b": false, "a/b": false, "a\n": false, "..": false,
		strings.Repeat("a", 65): false,
	} {
		if got := store.IsKey(key); got != want {
			t.Errorf("IsKey(%q) is %v", key, got)
		}
	}
}
