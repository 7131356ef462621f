package store_test

import (
	"slices"
	"strings"
	"testing"

	"kvarter/store"
)

// What is marked with < > is flagged as what stands before it; nothing else is.
func TestFlags(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind store.FlagKind
		text string
	}{
		{"", "Vi møtes på benken ved Torget klokka 17.30, det er fint der."},
		{"", "Torstrand Grendehus og Thorsgate er fine. I 1995 var det 20 000 her, og 15 barn."},
		{"", "Bussen går 12 ganger om dagen, hver 30. minutt. Fra 2024-2028."},
		{"email", "Skriv til <kari.nordmann@larvik.kommune.no>, takk"},
		{"phone", "Ring <33 17 10 00> i dag"},
		{"phone", "Ring meg på <+47 913 45 678>."},
		{"phone", "tlf <91345678>"},
		{"national_id", "Fødselsnummeret er <010190 12345>"},
		{"national_id", "D-nummer <41019012345>!"},
		{"address", "Han bor i <Storgata 5>"},
		{"address", "i <Torstrandveien 12 B>, andre etasje"},
		{"address", "<Fritzøegate 3> er stengt"},
		{"name", "Jeg så <Kari Nordmann> ta den"},
		{"name", "<Per> er alltid der"},
		{"name", "Naboen <Ola-Johan Berg> klipper gresset"},
		{"name", "Ærlig talt, <Åse>"},
	} {
		plain := strings.NewReplacer("<", "", ">", "").Replace(c.text)
		got := (&store.Contribution{Text: plain}).Flags()
		var want []store.Flag
		if c.kind != "" {
			runes := []rune(c.text)
			from, to := slices.Index(runes, '<'), slices.Index(runes, '>')-1
			want = []store.Flag{{Field: "text", Kind: c.kind, Start: from, End: to}}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q is flagged %+v, not %+v", plain, got, want)
		}
	}
}

// Whatever people write, flags and what is redacted by them fit it.
func FuzzFlags(f *testing.F) {
	for _, s := range []string{"Kari Nordmann, Storgata 5", "+47 913 45 678", "a@b.no", "\xff", "👨‍👩‍👧 Åse"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := &store.Contribution{Text: strings.ToValidUTF8(text, "")}
		n := len([]rune(c.Text))
		for _, flag := range c.Flags() {
			if flag.Start < 0 || flag.End <= flag.Start || flag.End > n {
				t.Fatalf("%+v of %q", flag, c.Text)
			}
			one := *c
			if _, err := one.Redact([]store.Range{{Field: "text", Start: flag.Start, End: flag.End}}); err != nil || !strings.Contains(one.Text, store.RedactionMark) {
				t.Fatalf("%+v of %q: %v, %q", flag, c.Text, err, one.Text)
			}
		}
	})
}
