package store

import "time"

// timeIs compares a time with all that lies from first to last.
func timeIs(field string, is Comparison, first, last time.Time) Condition {
	switch is {
	case Less:
		return Time{Field: field, To: first.Add(-time.Microsecond)}
	case AtMost:
		return Time{Field: field, To: last}
	case Greater:
		return Time{Field: field, From: last.Add(time.Microsecond)}
	case AtLeast:
		return Time{Field: field, From: first}
	case Unequal:
		return Not{Time{field, first, last}}
	}
	return Time{field, first, last}
}

// time reads DATE('…') or TIMESTAMP('…').
func (p *filterParser) time() (o operand, err error) {
	if err := p.next(); err != nil {
		return o, err
	}
	if err := p.expect('('); err != nil {
		return o, err
	}
	if p.is != tokenText {
		return o, p.unexpected("a time in single quotes")
	}
	o.isTime = true
	if o.first, o.last, err = p.instant(p.value); err != nil {
		return o, err
	}
	if err := p.next(); err != nil {
		return o, err
	}
	return o, p.expect(')')
}

// temporal reads T_AFTER(property, time) and the like.
func (p *filterParser) temporal(word string) (Condition, error) {
	if err := p.next(); err != nil {
		return nil, err
	}
	if err := p.expect('('); err != nil {
		return nil, err
	}
	left, err := p.operand()
	if err != nil {
		return nil, err
	}
	if err := p.expect(','); err != nil {
		return nil, err
	}
	first, last, isInterval, err := p.interval()
	if err != nil {
		return nil, err
	}
	if f, _ := FieldNamed(left.field); f.Name == "" || f.Type() != TypeTime {
		return nil, p.refuse(CodeWrongType, word+" takes a time first")
	}
	if err := p.expect(')'); err != nil {
		return nil, err
	}
	return p.when(word, left.field, first, last, isInterval)
}

func (p *filterParser) when(word, field string, first, last time.Time, isInterval bool) (Condition, error) {
	tick := time.Microsecond
	switch word {
	case "T_AFTER":
		if last.IsZero() {
			return Or{}, nil
		}
		return Time{Field: field, From: last.Add(tick)}, nil
	case "T_BEFORE":
		if first.IsZero() {
			return Or{}, nil
		}
		return Time{Field: field, To: first.Add(-tick)}, nil
	case "T_DURING": // not at the ends of an interval
		if isInterval && !first.IsZero() {
			first = first.Add(tick)
		}
		if isInterval && !last.IsZero() {
			last = last.Add(-tick)
		}
		return Time{field, first, last}, nil
	case "T_EQUALS", "T_INTERSECTS":
		return Time{field, first, last}, nil
	case "T_DISJOINT":
		return Not{Time{field, first, last}}, nil
	}
	return nil, p.refuse(CodeNotSupported, "the times here are instants: T_AFTER, T_BEFORE, T_DURING, T_EQUALS, T_INTERSECTS and T_DISJOINT compare them")
}

// interval reads an instant, or INTERVAL('…','…') in which '..' leaves an end
// open: the zero time. The days that it is bounded by are in it.
func (p *filterParser) interval() (first, last time.Time, isInterval bool, err error) {
	if !p.isWord("INTERVAL") {
		o, err := p.operand()
		if text, isText := o.value.(string); err == nil && isText {
			if o.first, o.last, err = p.instant(text); err != nil {
				return first, last, false, err
			}
			o.isTime = true
		}
		if err == nil && !o.isTime {
			err = p.refuse(CodeWrongType, "DATE, TIMESTAMP or INTERVAL is expected")
		}
		return o.first, o.last, false, err
	}
	if err = p.next(); err != nil {
		return
	}
	if err = p.expect('('); err != nil {
		return
	}
	if first, _, err = p.end(); err != nil {
		return
	}
	if err = p.expect(','); err != nil {
		return
	}
	if _, last, err = p.end(); err != nil {
		return
	}
	if !first.IsZero() && !last.IsZero() && last.Before(first) {
		return first, last, true, p.refuse(CodeOutOfRange, "the interval ends before it begins")
	}
	return first, last, true, p.expect(')')
}

// end reads one end of an interval.
func (p *filterParser) end() (first, last time.Time, err error) {
	if p.is == tokenText && p.value == ".." {
		return first, last, p.next()
	}
	o, err := p.operand()
	if err != nil {
		return first, last, err
	}
	if text, isText := o.value.(string); isText {
		if o.first, o.last, err = p.instant(text); err != nil {
			return first, last, err
		}
		o.isTime = true
	}
	if !o.isTime {
		return first, last, p.unexpected("a time or '..'")
	}
	return o.first, o.last, nil
}

// instant is the first and last microsecond of what text names.
func (p *filterParser) instant(text string) (first, last time.Time, err error) {
	if first, last, err = instant(text); err != nil {
		err = p.refuse(CodeMalformed, "a time is as 2026-03-04 or 2026-03-04T12:00:00Z")
	}
	return first, last, err
}
