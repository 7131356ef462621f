package store

import (
	"errors"
	"fmt"
	"slices"
)

// CheckImmutable says whether the area may take old's place, given what answers
// were already made by. Of an answered method the keys of prompts and themes,
// kinds, geometries, caps, polarities, information and consent text stand, and of
// its background questions, once it has any, keys and options; an answered wave stays with its method, an answered place stays. Labels may be corrected,
// translations added, positions set, dates moved. Each change that is refused is
// an ErrImmutable, joined.
func (a *Area) CheckImmutable(old *Area, by Answered) error {
	var errs []error
	refuse := func(path, format string, args ...any) {
		errs = append(errs, ErrImmutable{Path: path, Reason: fmt.Sprintf(format, args...)})
	}
	for _, was := range old.Waves {
		if !by.Waves[was.Key] {
			continue
		}
		i := slices.IndexFunc(a.Waves, func(w Wave) bool { return w.Key == was.Key })
		switch {
		case i < 0:
			refuse("$.waves", "wave %q has answers and cannot be removed; set closes to end it", was.Key)
		case a.Waves[i].Method != was.Method:
			refuse(fmt.Sprintf("$.waves[%d].method", i), "wave %q was answered by method %q; add a new wave for another method", was.Key, was.Method)
		}
	}
	for _, was := range old.Places {
		if by.Places[was.Key] && a.Place(was.Key) == nil {
			refuse("$.places", "place %q has answers and cannot be removed", was.Key)
		}
	}
	for _, was := range old.Methods {
		if !by.Methods[was.Key] {
			continue
		}
		i := slices.IndexFunc(a.Methods, func(m *Method) bool { return m.Key == was.Key })
		if i < 0 {
			refuse("$.methods", "method %q has answers and cannot be removed", was.Key)
			continue
		}
		a.Methods[i].checkImmutable(was, fmt.Sprintf("$.methods[%d]", i), refuse)
	}
	return errors.Join(errs...)
}

// newVersion is the remedy wherever an answered method would change.
const newVersion = "give the changed method a new key and let a new wave name it"

func (m *Method) checkImmutable(old *Method, path string, refuse func(path, format string, args ...any)) {
	for _, l := range sortedKeys(old.Information) {
		// A translation may be added: nobody has answered by it yet.
		if m.Information[l] != old.Information[l] {
			refuse(path+".information."+l, "people answered by this information text; %s", newVersion)
		}
	}
	for _, l := range sortedKeys(old.Consent) {
		if m.Consent[l] != old.Consent[l] {
			refuse(path+".consent."+l, "people agreed to this consent text; %s", newVersion)
		}
	}
	for _, was := range old.Prompts {
		if m.Prompt(was.Key) == nil {
			refuse(path+".prompts", "prompt %q of an answered method cannot be removed; %s", was.Key, newVersion)
		}
	}
	for i := range m.Prompts {
		p, at := &m.Prompts[i], fmt.Sprintf("%s.prompts[%d]", path, i)
		was := old.Prompt(p.Key)
		if was == nil {
			refuse(at+".key", "prompt %q cannot be added to an answered method; %s", p.Key, newVersion)
			continue
		}
		p.checkImmutable(was, at, refuse)
	}
	for _, was := range old.Themes {
		if !m.HasTheme(was.Key) {
			refuse(path+".themes", "theme %q of an answered method cannot be removed; %s", was.Key, newVersion)
		}
	}
	for i, t := range m.Themes {
		if !old.HasTheme(t.Key) {
			refuse(fmt.Sprintf("%s.themes[%d].key", path, i), "theme %q cannot be added to an answered method; %s", t.Key, newVersion)
		}
	}
	if len(old.Background) > 0 { // else nobody was asked yet
		m.checkBackground(old, path, refuse)
	}
}

// checkBackground holds the questions and their options to those people met.
func (m *Method) checkBackground(old *Method, path string, refuse func(path, format string, args ...any)) {
	for _, was := range old.Background {
		if m.Question(was.Key) == nil {
			refuse(path+".background", "question %q of an answered method cannot be removed; %s", was.Key, newVersion)
		}
	}
	for i, q := range m.Background {
		at := fmt.Sprintf("%s.background[%d]", path, i)
		switch was := old.Question(q.Key); {
		case was == nil:
			refuse(at+".key", "question %q cannot be added to an answered method; %s", q.Key, newVersion)
		case q.Several != was.Several:
			refuse(at+".several", "how many options an answered question takes stays; %s", newVersion)
		case !slices.Equal(q.codes(), was.codes()):
			refuse(at+".options", "the options of an answered question stay; %s", newVersion)
		}
	}
}

// codes are the options without their labels, in an order of their own: the
// order in the list means nothing.
func (q *Question) codes() []string {
	var all []string
	for _, o := range q.Options {
		all = append(all, fmt.Sprint(o.Key, " ", o.Alone))
	}
	slices.Sort(all)
	return all
}

func (p *Prompt) checkImmutable(old *Prompt, at string, refuse func(path, format string, args ...any)) {
	if p.Kind != old.Kind {
		refuse(at+".kind", "the kind of an answered prompt stays %q; %s", old.Kind, newVersion)
	}
	if p.Polarity != old.Polarity {
		refuse(at+".polarity", "the polarity of an answered prompt stays %q; %s", old.Polarity, newVersion)
	}
	if p.Cap != old.Cap {
		refuse(at+".cap", "the cap of an answered prompt stays %d; %s", old.Cap, newVersion)
	}
	// The order in the list means nothing.
	is, was := slices.Sorted(slices.Values(p.Geometry)), slices.Sorted(slices.Values(old.Geometry))
	if !slices.Equal(is, was) {
		refuse(at+".geometry", "the geometry of an answered prompt stays %q; %s", old.Geometry, newVersion)
	}
}
