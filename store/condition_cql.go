package store

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// FilterError is why a filter in CQL2 text cannot be taken.
type FilterError struct {
	// At is the byte at which it was noticed, from 0.
	At int
	// Code is one of the codes of ErrInvalid or of geo.Error.
	Code string
	// Reason is for whoever wrote the filter.
	Reason string
}

// Error is the reason and the place.
func (e *FilterError) Error() string { return fmt.Sprintf("filter, at %d: %s", e.At, e.Reason) }

// Unwrap is the error as an ErrInvalid.
func (e *FilterError) Unwrap() error { return badWhere(e.Code) }

// MaxFilter is how long a filter's text may be, in bytes.
const MaxFilter = 16 << 10

// ParseFilter reads CQL2 text (OGC 21-065r2) for audience: AND, OR, NOT, the six
// comparisons, [NOT] LIKE, IN and BETWEEN, IS [NOT] NULL, CASEI, DATE and
// TIMESTAMP, S_INTERSECTS with a point, line, polygon or BBOX in WGS 84, and
// T_AFTER, T_BEFORE, T_DURING, T_EQUALS, T_INTERSECTS and T_DISJOINT with an
// instant or INTERVAL. One side of a comparison is a property, in double quotes
// or bare. A day stands for all of it.
//
// Errors are *FilterError, and ErrForbidden for a property that audience may not
// see.
func ParseFilter(text string, audience Audience) (Condition, error) {
	if len(text) > MaxFilter {
		return nil, &FilterError{0, CodeTooLong, fmt.Sprintf("a filter has room for %d bytes", MaxFilter)}
	}
	p := &filterParser{lexer: lexer{text: text}}
	if err := p.next(); err != nil {
		return nil, err
	}
	c, err := p.or()
	if err == nil && p.is != tokenEnd {
		err = p.unexpected("AND, OR or the end")
	}
	if err != nil {
		return nil, err
	}
	if err := CheckCondition(c, audience); err != nil {
		var invalid ErrInvalid
		if errors.As(err, &invalid) {
			return nil, &FilterError{0, invalid.Code, conditionReasons[invalid.Code]}
		}
		return nil, err
	}
	return c, nil
}

var conditionReasons = map[string]string{
	CodeTooLong:         fmt.Sprintf("it has more than %d terms and values, or a pattern too long", MaxConditionSize),
	CodeTooDeep:         "it nests too deep",
	CodeOutOfRange:      "a box has its south above its north, or lies off the earth",
	CodeWrongType:       "a property is compared with a value of another type",
	CodeUnknownProperty: "there is no such property",
}

// filterParser reads by recursive descent: or, and, not, predicate.
type filterParser struct {
	lexer
	depth, size int
}

func (p *filterParser) or() (Condition, error) {
	return p.chain("OR", p.and, func(all []Condition) Condition { return Or(all) })
}

func (p *filterParser) and() (Condition, error) {
	return p.chain("AND", p.not, func(all []Condition) Condition { return And(all) })
}

// chain reads one or more with word between them.
func (p *filterParser) chain(word string, read func() (Condition, error), join func([]Condition) Condition) (Condition, error) {
	var all []Condition
	for {
		c, err := read()
		if err != nil {
			return nil, err
		}
		all = append(all, c)
		if !p.isWord(word) {
			break
		}
		if err := p.next(); err != nil {
			return nil, err
		}
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return join(all), nil
}

func (p *filterParser) not() (Condition, error) {
	// Bounded while reading: a filter of brackets alone would nest as deep as it is long.
	if p.depth++; p.depth > 2*MaxConditionDepth {
		return nil, p.refuse(CodeTooDeep, "it nests too deep")
	}
	defer func() { p.depth-- }()
	if p.size++; p.size > MaxConditionSize {
		return nil, p.refuse(CodeTooLong, conditionReasons[CodeTooLong])
	}
	if p.isWord("NOT") {
		if err := p.next(); err != nil {
			return nil, err
		}
		c, err := p.not()
		return Not{c}, err
	}
	if p.is == '(' {
		if err := p.next(); err != nil {
			return nil, err
		}
		c, err := p.or()
		if err != nil {
			return nil, err
		}
		return c, p.expect(')')
	}
	return p.predicate()
}

func (p *filterParser) predicate() (Condition, error) {
	if p.is == tokenWord {
		switch word := strings.ToUpper(p.value); {
		case word == "S_INTERSECTS":
			return p.spatial()
		case strings.HasPrefix(word, "S_"), strings.HasPrefix(word, "A_"):
			return nil, p.refuse(CodeNotSupported, word+" is not supported")
		case strings.HasPrefix(word, "T_"):
			return p.temporal(word)
		}
	}
	left, err := p.operand()
	if err != nil {
		return nil, err
	}
	if b, isBool := left.value.(bool); isBool && p.is != tokenOperator {
		if b {
			return And{}, nil
		}
		return Or{}, nil
	}
	if p.is == tokenOperator {
		return p.comparison(left)
	}
	if left.field == "" {
		return nil, p.unexpected("a comparison")
	}
	negated := p.isWord("NOT")
	if negated {
		if err := p.next(); err != nil {
			return nil, err
		}
	}
	c, err := p.test(left, negated)
	if err == nil && negated {
		c = Not{c}
	}
	return c, err
}

// test reads what follows a property: LIKE, IN, BETWEEN or IS NULL.
func (p *filterParser) test(left operand, negated bool) (Condition, error) {
	switch word := p.word(); {
	case word == "LIKE":
		if err := p.next(); err != nil {
			return nil, err
		}
		pattern, err := p.operand()
		text, isText := pattern.value.(string)
		if err == nil && !isText {
			err = p.unexpected("a pattern in single quotes")
		}
		return Like{left.field, text, left.anyCase || pattern.anyCase}, err
	case word == "IN":
		return p.in(left)
	case word == "BETWEEN":
		return p.between(left)
	case word == "IS" && !negated:
		return p.null(left)
	}
	return nil, p.unexpected("=, <>, <, <=, >, >=, LIKE, IN, BETWEEN or IS NULL")
}

func (p *filterParser) null(left operand) (Condition, error) {
	if err := p.next(); err != nil {
		return nil, err
	}
	negated := p.isWord("NOT")
	if negated {
		if err := p.next(); err != nil {
			return nil, err
		}
	}
	if !p.isWord("NULL") {
		return nil, p.unexpected("NULL")
	}
	if negated {
		return Not{Null{left.field}}, p.next()
	}
	return Null{left.field}, p.next()
}

func (p *filterParser) in(left operand) (Condition, error) {
	if err := p.next(); err != nil {
		return nil, err
	}
	if err := p.expect('('); err != nil {
		return nil, err
	}
	in := In{Field: left.field, AnyCase: left.anyCase}
	for times := (Or{}); ; {
		one, err := p.operand()
		if err != nil {
			return nil, err
		}
		if p.size++; p.size > MaxConditionSize {
			return nil, p.refuse(CodeTooLong, conditionReasons[CodeTooLong])
		}
		c, err := p.compare(left, Equal, one)
		if err != nil {
			return nil, err
		}
		if t, isTime := c.(Time); isTime {
			times = append(times, t)
		} else {
			in.Values, in.AnyCase = append(in.Values, one.value), in.AnyCase || one.anyCase
		}
		if p.is != ',' {
			if len(times) > 0 {
				return times, p.expect(')')
			}
			return in, p.expect(')')
		}
		if err := p.next(); err != nil {
			return nil, err
		}
	}
}

func (p *filterParser) between(left operand) (Condition, error) {
	if err := p.next(); err != nil {
		return nil, err
	}
	low, err := p.operand()
	if err != nil {
		return nil, err
	}
	if !p.isWord("AND") {
		return nil, p.unexpected("AND")
	}
	if err := p.next(); err != nil {
		return nil, err
	}
	high, err := p.operand()
	if err != nil {
		return nil, err
	}
	from, err := p.compare(left, AtLeast, low)
	if err != nil {
		return nil, err
	}
	to, err := p.compare(left, AtMost, high)
	return And{from, to}, err
}

// turned is what a comparison becomes when its sides change places.
var turned = map[Comparison]Comparison{
	Equal: Equal, Unequal: Unequal, Less: Greater, AtMost: AtLeast, Greater: Less, AtLeast: AtMost,
}

func (p *filterParser) comparison(left operand) (Condition, error) {
	is := Comparison(p.value)
	if err := p.next(); err != nil {
		return nil, err
	}
	right, err := p.operand()
	if err != nil {
		return nil, err
	}
	if left.field == "" {
		left, right, is = right, left, turned[is]
	}
	return p.compare(left, is, right)
}

// compare makes a Compare, or a Time of what is compared with a time.
func (p *filterParser) compare(left operand, is Comparison, right operand) (Condition, error) {
	if left.field == "" || right.field != "" {
		return nil, p.refuse(CodeNotSupported, "a comparison has a property on one side and a value on the other")
	}
	f, found := FieldNamed(left.field)
	if !found {
		return nil, p.unknown(left.field)
	}
	if f.Type() != TypeTime {
		if right.isTime {
			return nil, p.refuse(CodeWrongType, left.field+" is no time")
		}
		return Compare{f.Name, is, right.value, left.anyCase || right.anyCase}, nil
	}
	first, last := right.first, right.last
	if text, isText := right.value.(string); isText && !right.isTime {
		var err error
		if first, last, err = instant(text); err != nil {
			return nil, p.refuse(CodeWrongType, left.field+" is compared with a time: DATE('2026-03-04') or TIMESTAMP('2026-03-04T12:00:00Z')")
		}
	} else if !right.isTime {
		return nil, p.refuse(CodeWrongType, left.field+" is a time")
	}
	return timeIs(f.Name, is, first, last), nil
}

// operand is a property or a value.
type operand struct {
	field   string
	anyCase bool
	value   any // string, float64 or bool
	// A time names all from first to last.
	isTime      bool
	first, last time.Time
}

func (p *filterParser) operand() (o operand, err error) {
	switch p.is {
	case tokenText:
		o.value = p.value
		return o, p.next()
	case tokenNumber:
		v, err := strconv.ParseFloat(p.value, 64)
		if err != nil {
			return o, p.refuse(CodeOutOfRange, "a number is too large")
		}
		o.value = v
		return o, p.next()
	case tokenQuoted:
		return p.property()
	case tokenWord:
	default:
		return o, p.unexpected("a property or a value")
	}
	switch strings.ToUpper(p.value) {
	case "TRUE", "FALSE":
		o.value = strings.EqualFold(p.value, "TRUE")
		return o, p.next()
	case "DATE", "TIMESTAMP":
		return p.time()
	case "CASEI":
		return p.anyCase()
	case "ACCENTI":
		return o, p.refuse(CodeNotSupported, "ACCENTI is not supported: å is a letter of its own")
	}
	return p.property()
}

func (p *filterParser) property() (operand, error) {
	name := p.value
	if _, found := FieldNamed(name); !found && name != GeometryField {
		return operand{}, p.unknown(name)
	}
	if err := p.next(); err != nil {
		return operand{}, err
	}
	if p.is == '(' {
		return operand{}, p.refuse(CodeNotSupported, "there is no such function")
	}
	return operand{field: name}, nil
}

func (p *filterParser) unknown(name string) error {
	if len(name) > MaxKey {
		name = name[:MaxKey]
	}
	return p.refuse(CodeUnknownProperty, fmt.Sprintf("there is no property %q", name))
}

func (p *filterParser) anyCase() (o operand, err error) {
	if p.depth++; p.depth > 2*MaxConditionDepth {
		return o, p.refuse(CodeTooDeep, "it nests too deep")
	}
	defer func() { p.depth-- }()
	if err := p.next(); err != nil {
		return o, err
	}
	if err := p.expect('('); err != nil {
		return o, err
	}
	if o, err = p.operand(); err != nil {
		return o, err
	}
	o.anyCase = true
	return o, p.expect(')')
}
