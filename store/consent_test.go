package store_test

import (
	"testing"
	"time"

	"kvarter/store"
)

// named is a story whose author wants to be named, in lang.
func named(lang string) *store.Contribution {
	c := mark()
	c.Prompt, c.Share, c.Byline, c.ConsentLang = "story", store.ShareNamed, "Kari", lang
	return c
}

func TestABylineNeedsConsent(t *testing.T) {
	silent := validArea()
	silent.Methods[0].Consent = nil
	for name, c := range map[string]struct {
		area *store.Area
		lang string
		by   store.Actor
		want string
	}{
		"agreed":                     {validArea(), "en", resident, ""},
		"not agreed":                 {validArea(), "", resident, "consent_lang required"},
		"in a language without text": {validArea(), "pl", resident, "consent_lang unknown"},
		"where no names are taken":   {silent, "", resident, "byline not_allowed"},
		"to nothing":                 {silent, "en", resident, "consent_lang unknown"},
		"staff":                      {validArea(), "", staff, ""},
		"staff, to nothing":          {validArea(), "pl", staff, "consent_lang unknown"},
	} {
		if got := codes(c.area.Accept(named(c.lang), c.by, now, nil)); got != c.want {
			t.Errorf("%s: said %q, want %q", name, got, c.want)
		}
	}
}

func TestConsentGoesWithTheByline(t *testing.T) {
	c := named("en")
	c.CreatedAt = now.Add(-time.Hour)
	check(t, validArea().Accept(c, resident, now, nil), "")
	if !c.ConsentAt.Equal(now.Add(-time.Hour)) {
		t.Errorf("agreed at %v", c.ConsentAt)
	}
	bare := named("en")
	bare.Share, bare.Byline = store.ShareAnonymous, ""
	check(t, validArea().Accept(bare, resident, now, nil), "")
	if bare.ConsentLang != "" || !bare.ConsentAt.IsZero() {
		t.Errorf("agreed to nothing at %v", bare.ConsentAt)
	}
	later := now.Add(time.Hour)
	for name, p := range map[string]struct {
		patch store.Patch
		want  string
		at    time.Time
	}{
		"other words":        {store.Patch{Text: ptr("x")}, "", now.Add(-time.Hour)},
		"another name":       {store.Patch{Byline: ptr("Ola")}, "", now.Add(-time.Hour)},
		"agreed anew":        {store.Patch{ConsentLang: ptr("en")}, "", later},
		"consent taken back": {store.Patch{ConsentLang: ptr("")}, "consent_lang required", time.Time{}},
		"no name":            {store.Patch{Byline: ptr(""), Share: ptr(store.ShareAnonymous)}, "", time.Time{}},
	} {
		changed := *c
		if got := codes(validArea().Change(&changed, p.patch, resident, later, nil)); got != p.want {
			t.Errorf("%s: said %q, want %q", name, got, p.want)
		} else if got == "" && !changed.ConsentAt.Equal(p.at) {
			t.Errorf("%s: agreed at %v, want %v", name, changed.ConsentAt, p.at)
		}
	}
}

// What was taken before consent was asked for can still be changed.
func TestAnOldBylineStays(t *testing.T) {
	c := named("")
	check(t, validArea().Accept(c, staff, now, nil), "")
	check(t, validArea().Change(c, store.Patch{Text: ptr("x")}, resident, now, nil), "")
	check(t, validArea().Change(c, store.Patch{Byline: ptr("Ola")}, resident, now, nil), "consent_lang required")
}

func TestDropByline(t *testing.T) {
	c := named("en")
	check(t, validArea().Accept(c, resident, now, nil), "")
	c.Review.Byline, c.Review.Reason = store.Hidden, store.ReasonOther
	c.DropByline()
	if c.Byline != "" || c.ConsentLang != "" || !c.ConsentAt.IsZero() || c.Share != store.ShareAnonymous || c.Review.Byline != store.NoPart || c.Review.Reason != "" {
		t.Errorf("left %+v", c)
	}
}
