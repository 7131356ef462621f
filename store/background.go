package store

import (
	"errors"
	"slices"
	"time"
)

// Background is what a participant answered to the background questions: the
// keys of options by the question's. Never public.
type Background map[string][]string

// maxAnswers bounds what is looked at, and said about it, of a body gone wrong.
const maxAnswers = 50

// CheckBackground checks answers to the method's background questions and brings them
// to one form: options in the method's order, questions without any left out,
// and of an option that stands alone nothing but that. PreferNotToSay answers
// every question, alone. All that is wrong is said at once, as ErrInvalid with
// the field "answers.age"; "answers" for a question that no method could have.
func (m *Method) CheckBackground(b Background) (Background, error) {
	if len(b) > maxAnswers {
		return nil, ErrInvalid{Field: "answers", Code: CodeTooLong}
	}
	out := Background{}
	var errs []error
	for _, key := range sortedKeys(b) {
		field := "answers"
		if IsKey(key) {
			field = "answers." + key
		}
		q := m.Question(key)
		if q == nil {
			errs = append(errs, ErrInvalid{Field: field, Code: CodeUnknown})
			continue
		}
		chosen, code := q.check(b[key])
		if code != "" {
			errs = append(errs, ErrInvalid{Field: field, Code: code})
		} else if len(chosen) > 0 {
			out[key] = chosen
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	if key := m.alone(out); key != "" {
		return Background{key: out[key]}, nil
	}
	return out, nil
}

// check brings chosen to the question's order, or is the code of what is wrong.
func (q *Question) check(chosen []string) (ordered []string, code string) {
	if len(chosen) > len(q.Options)+1 || len(chosen) > 1 && !q.Several {
		return nil, CodeTooLong
	}
	for i, key := range chosen {
		switch {
		case slices.Contains(chosen[:i], key):
			return nil, CodeDuplicate
		case key == PreferNotToSay && len(chosen) > 1:
			return nil, CodeNotAllowed
		case key != PreferNotToSay && q.option(key) == nil:
			return nil, CodeUnknown
		}
	}
	if slices.Equal(chosen, []string{PreferNotToSay}) {
		return chosen, ""
	}
	for _, o := range q.Options {
		if slices.Contains(chosen, o.Key) {
			ordered = append(ordered, o.Key)
		}
	}
	return ordered, ""
}

func (q *Question) option(key string) *Option {
	for i := range q.Options {
		if q.Options[i].Key == key {
			return &q.Options[i]
		}
	}
	return nil
}

// alone is the question that was answered by an option that stands alone, or "".
func (m *Method) alone(b Background) string {
	for i := range m.Background {
		q := &m.Background[i]
		for _, key := range b[q.Key] {
			if o := q.option(key); o != nil && o.Alone {
				return q.Key
			}
		}
	}
	return ""
}

// Nameless says whether who answered b may stand nowhere by name, as a child.
func (m *Method) Nameless(b Background) bool { return m.alone(b) != "" }

// DropByline takes the name off, and with it what was agreed to for it.
func (c *Contribution) DropByline() {
	c.Byline, c.ConsentLang, c.ConsentAt, c.Review.Byline = "", "", time.Time{}, NoPart
	if c.Share == ShareNamed {
		c.Share = ShareAnonymous
	}
	if !c.Review.isHidden() {
		c.Review.Reason = ""
	}
}
