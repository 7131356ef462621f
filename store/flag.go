package store

import (
	"cmp"
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// FlagKind is what words may hold that should be looked at before they are public.
type FlagKind string

// The flags. They are guesses: they order the reviewers' work and decide nothing.
const (
	FlagName       FlagKind = "name"
	FlagPhone      FlagKind = "phone"
	FlagEmail      FlagKind = "email"
	FlagAddress    FlagKind = "address"
	FlagNationalID FlagKind = "national_id"
)

// AllFlagKinds is every flag.
var AllFlagKinds = []FlagKind{FlagName, FlagPhone, FlagEmail, FlagAddress, FlagNationalID}

// Flag is a piece of a text that may be personal: Start inclusive, End exclusive, in
// code points.
type Flag struct {
	Field      string
	Kind       FlagKind
	Start, End int
}

// Flags are what of c's words and byline may be personal, by field, then by place.
func (c *Contribution) Flags() []Flag {
	var all []Flag
	words := c.Words()
	for _, field := range []string{"title", "text", "wish", "place_text"} {
		all = append(all, flagsOf(field, *words[field])...)
	}
	return all
}

var (
	emailPattern = regexp.MustCompile(`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*\.\p{L}{2,}`)
	// Digits with what people write between them; what they are is looked at after.
	digitsPattern = regexp.MustCompile(`(\+|00)?\d[\d \x{00a0}.-]*\d`)
	yearsPattern  = regexp.MustCompile(`^(1[89]|20)\d\d\D+(1[89]|20)\d\d$`)
	// A street by its ending or as a word of its own, with a number behind it.
	addressPattern = regexp.MustCompile(`(?i)[\p{L}.-]*(gata|gaten|gate|veien|vegen|veg|vei|svingen|alleen|alléen|allé|plassen|plass|stien|bakken|brygga|brygge|torget|torg|løkka|løkken|lia|liveien|haugen|kroken|tunet|åsen|toppen|street|road|avenue|lane)\.?\s+\d{1,3}(\s?[A-Za-z])?\b|(?i)\b[\p{L}-]+(gt|vn)\.?\s?\d{1,3}(\s?[A-Za-z])?\b`)
	// Words with a capital letter, one after another.
	capitalPattern = regexp.MustCompile(`\p{Lu}[\p{Ll}]+(-\p{Lu}[\p{Ll}]+)?(\s+\p{Lu}[\p{L}-]+)*`)
)

func flagsOf(field, text string) []Flag {
	if text == "" {
		return nil
	}
	var all []Flag
	add := func(kind FlagKind, at []int) {
		start := utf8.RuneCountInString(text[:at[0]])
		all = append(all, Flag{field, kind, start, start + utf8.RuneCountInString(text[at[0]:at[1]])})
	}
	for _, at := range emailPattern.FindAllStringIndex(text, -1) {
		add(FlagEmail, at)
	}
	for _, at := range digitsPattern.FindAllStringIndex(text, -1) {
		if kind := numberKind(text[at[0]:at[1]]); kind != "" {
			add(kind, at)
		}
	}
	for _, at := range addressPattern.FindAllStringIndex(text, -1) {
		add(FlagAddress, at)
	}
	for _, at := range capitalPattern.FindAllStringIndex(text, -1) {
		if from := nameIn(text[at[0]:at[1]]); from >= 0 {
			add(FlagName, []int{at[0] + from, at[1]})
		}
	}
	slices.SortStableFunc(all, func(a, b Flag) int { return cmp.Compare(a.Start, b.Start) })
	return all
}

// numberKind says whether s can be a Norwegian national identity number or a
// telephone number.
func numberKind(s string) FlagKind {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	if yearsPattern.MatchString(s) {
		return ""
	}
	foreign := strings.HasPrefix(s, "+") || strings.HasPrefix(s, "00")
	switch {
	case !foreign && len(digits) == 11 && isBirthDate(digits[:6]):
		return FlagNationalID
	case foreign && len(digits) >= 9 && len(digits) <= 15, len(digits) == 8 && digits[0] >= '2':
		return FlagPhone
	}
	return ""
}

// isBirthDate says whether s is a day as in a national identity number: those of
// people without one have 40 added to the day, those for tests 40 or 80 to the month.
func isBirthDate(s string) bool {
	two := func(i int) int { return int(s[i]-'0')*10 + int(s[i+1]-'0') }
	day, month := two(0), two(2)
	return day%40 >= 1 && day%40 <= 31 && day < 72 && month%40 >= 1 && month%40 <= 12
}

//go:embed given_names.txt
var givenNames string

var names = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for name := range strings.FieldsSeq(givenNames) {
		all[name] = true
	}
	return all
})

// nameIn is where in words with capital letters a name begins: at the first, or at
// the second behind the first of a sentence, if that is a given name; else -1.
func nameIn(words string) int {
	from := 0
	for i, word := range strings.Fields(words) {
		at := from + strings.Index(words[from:], word)
		if first, _, _ := strings.Cut(word, "-"); names()[strings.ToLower(first)] {
			return at
		}
		if from = at + len(word); i == 1 {
			break
		}
	}
	return -1
}
