package store

import (
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
)

// Condition is a node of ContributionQuery.Where, from a closed set: And, Or,
// Not, Compare, In, Like, Null, Time, Meets and Box. It speaks of what the
// audience sees. What compares something that is empty is neither true nor
// false, as in SQL, so that Not of it finds nothing either.
type Condition interface{ check(*conditionCheck) error }

// And is true where all are; the empty one always.
type And []Condition

// Or is true where any is; the empty one never.
type Or []Condition

// Not turns a condition round.
type Not struct{ Of Condition }

// Compare compares a property with a value of its type: a string for text,
// float64 for numbers, bool for truths. Text is ordered by code point.
type Compare struct {
	Field string
	Is    Comparison
	Value any
	// AnyCase folds the case of both by Unicode.
	AnyCase bool
}

// Comparison is how two values are compared.
type Comparison string

// The comparisons.
const (
	Equal   Comparison = "="
	Unequal Comparison = "<>"
	Less    Comparison = "<"
	AtMost  Comparison = "<="
	Greater Comparison = ">"
	AtLeast Comparison = ">="
)

// AllComparisons is every comparison that Compare takes.
var AllComparisons = []Comparison{Equal, Unequal, Less, AtMost, Greater, AtLeast}

// In is true where the property is one of the values.
type In struct {
	Field   string
	Values  []any
	AnyCase bool
}

// Like is true where a text matches Pattern as a whole: % is any run of
// characters, _ one of them, and what follows a backslash is itself.
type Like struct {
	Field, Pattern string
	AnyCase        bool
}

// Null is true where the property is empty.
type Null struct{ Field string }

// Time is true where a time is from From to To, both included; the zero time
// leaves an end open.
type Time struct {
	Field    string
	From, To time.Time
}

// Meets is true where the geometry has a point in common with a canonical point,
// line or polygon. It is exact, other than a query's BBox, which lines and areas
// match by their own box.
type Meets struct{ Shape orb.Geometry }

// Box is true where the geometry's box, given in CRS, meets Bound, edges
// included.
type Box struct {
	CRS   geo.CRS
	Bound orb.Bound
}

// GeometryField names the geometry in conditions.
const GeometryField = "geometry"

// Limits of a condition: how deep it nests, how many nodes and values it has,
// and how long a pattern is and how many % it has.
const (
	MaxConditionDepth = 24
	MaxConditionSize  = 500
	maxPattern        = 200
	maxPatternGaps    = 10
)

// FieldType is what the values of a property are.
type FieldType string

// The types of properties. A TypeTime is a moment, for the public's created_at
// the start of a day in UTC.
const (
	TypeText   FieldType = "text"
	TypeNumber FieldType = "number"
	TypeTruth  FieldType = "truth"
	TypeTime   FieldType = "time"
)

// Type is what the values of the property are.
func (f Field) Type() FieldType {
	switch f.Name {
	case "agreements", "round", "person", "people":
		return TypeNumber
	case "outside_area", "on_behalf", "late":
		return TypeTruth
	case "created_at", "consent_at", "updated_at", "received_at":
		return TypeTime
	}
	return TypeText
}

// FieldNamed is the property with that name; false if there is none.
func FieldNamed(name string) (Field, bool) {
	i := slices.IndexFunc(ContributionFields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return Field{}, false
	}
	return ContributionFields[i], true
}

// CheckCondition says whether audience may ask by c: ErrForbidden for a property
// that it may not see, else ErrInvalid about Where: too_long, too_deep,
// unknown_property, wrong_type, out_of_range. Nil is no condition.
func CheckCondition(c Condition, audience Audience) error {
	if c == nil {
		return nil
	}
	k := &conditionCheck{audience: audience}
	err := k.node(c)
	if k.forbidden != "" { // before anything else is said of it
		return ErrForbidden{Field: k.forbidden}
	}
	return err
}

// The codes of conditions beside the others.
const (
	CodeTooDeep         = "too_deep"
	CodeUnknownProperty = "unknown_property"
	CodeWrongType       = "wrong_type"
	CodeNotSupported    = "not_supported"
)

// whereField is the parameter that errors of conditions are about.
const whereField = "filter"

func badWhere(code string) error { return ErrInvalid{Field: whereField, Code: code} }

type conditionCheck struct {
	audience    Audience
	depth, size int
	forbidden   string
}

func (k *conditionCheck) node(c Condition) error {
	if k.size++; k.size > MaxConditionSize {
		return badWhere(CodeTooLong)
	}
	if k.depth++; k.depth > MaxConditionDepth {
		return badWhere(CodeTooDeep)
	}
	defer func() { k.depth-- }()
	if c == nil {
		return badWhere(CodeMalformed)
	}
	return c.check(k)
}

func (k *conditionCheck) nodes(all []Condition) error {
	for _, c := range all {
		if err := k.node(c); err != nil {
			return err
		}
	}
	return nil
}

func (c And) check(k *conditionCheck) error { return k.nodes(c) }
func (c Or) check(k *conditionCheck) error  { return k.nodes(c) }
func (c Not) check(k *conditionCheck) error { return k.node(c.Of) }

// field is the property that a condition names, if the audience sees it.
func (k *conditionCheck) field(name string) (Field, error) {
	f, found := FieldNamed(name)
	if !found {
		return f, badWhere(CodeUnknownProperty)
	}
	if !k.audience.Sees(f.Audience) {
		if k.forbidden == "" {
			k.forbidden = name
		}
		return f, ErrForbidden{Field: name}
	}
	return f, nil
}

func (c Compare) check(k *conditionCheck) error {
	f, err := k.field(c.Field)
	if err != nil {
		return err
	}
	if !slices.Contains(AllComparisons, c.Is) {
		return badWhere(CodeMalformed)
	}
	if f.Name == "id" && c.Is != Equal && c.Is != Unequal {
		return badWhere(CodeWrongType)
	}
	return checkValue(f, c.Value, c.AnyCase)
}

func (c In) check(k *conditionCheck) error {
	f, err := k.field(c.Field)
	if err != nil {
		return err
	}
	if k.size += len(c.Values); k.size > MaxConditionSize {
		return badWhere(CodeTooLong)
	}
	var errs []error
	for _, v := range c.Values {
		errs = append(errs, checkValue(f, v, c.AnyCase))
	}
	return errors.Join(errs...)
}

func checkValue(f Field, v any, anyCase bool) error {
	fits := false
	switch v := v.(type) {
	case string:
		fits = f.Type() == TypeText
		if fits && f.Name == "id" {
			fits = uuid.Validate(v) == nil
		}
	case float64:
		fits = f.Type() == TypeNumber && !anyCase
	case bool:
		fits = f.Type() == TypeTruth && !anyCase
	}
	if !fits {
		return badWhere(CodeWrongType)
	}
	return nil
}

func (c Like) check(k *conditionCheck) error {
	f, err := k.field(c.Field)
	if err != nil {
		return err
	}
	if f.Type() != TypeText || f.Name == "id" {
		return badWhere(CodeWrongType)
	}
	gaps := 0
	for _, r := range c.Pattern {
		if r == '%' {
			gaps++
		}
	}
	if len(c.Pattern) > maxPattern || gaps > maxPatternGaps {
		return badWhere(CodeTooLong)
	}
	return nil
}

func (c Null) check(k *conditionCheck) error {
	if c.Field == GeometryField {
		return nil
	}
	_, err := k.field(c.Field)
	return err
}

func (c Time) check(k *conditionCheck) error {
	f, err := k.field(c.Field)
	if err != nil {
		return err
	}
	if f.Type() != TypeTime {
		return badWhere(CodeWrongType)
	}
	return nil
}

func (c Meets) check(*conditionCheck) error {
	switch c.Shape.(type) {
	case orb.Point, orb.LineString, orb.Polygon:
		return nil
	}
	return badWhere(CodeWrongType)
}

func (c Box) check(*conditionCheck) error {
	if c.Bound.IsEmpty() {
		return badWhere(CodeOutOfRange)
	}
	return nil
}
