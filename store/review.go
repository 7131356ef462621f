package store

// ReviewState is what staff decided about a part, or that they have not yet.
type ReviewState string

// The review states; an absent part has none.
const (
	NoPart    ReviewState = ""
	Pending   ReviewState = "pending"
	Published ReviewState = "published"
	Hidden    ReviewState = "hidden"
)

// AllReviewStates is every review state of a part that is there.
var AllReviewStates = []ReviewState{Pending, Published, Hidden}

// Part is what of a contribution is reviewed on its own.
type Part string

// The reviewable parts. PartGeometry is where it is: a point or a named place
// is published at once, a drawn line or area waits. PartWords is text, wish,
// title and the place in words together.
const (
	PartGeometry Part = "geometry"
	PartWords    Part = "words"
	PartByline   Part = "byline"
)

// AllParts is every reviewable part.
var AllParts = []Part{PartGeometry, PartWords, PartByline}

// Reason is why a part was hidden.
type Reason string

// The reasons. Spam, test and duplicate leave all numbers; what is hidden for
// another reason still counts.
const (
	ReasonSpam         Reason = "spam"
	ReasonTest         Reason = "test"
	ReasonDuplicate    Reason = "duplicate"
	ReasonPersonalData Reason = "personal_data"
	ReasonOffensive    Reason = "offensive"
	ReasonOffTopic     Reason = "off_topic"
	ReasonOther        Reason = "other"
)

// AllReasons is every reason.
var AllReasons = []Reason{
	ReasonSpam, ReasonTest, ReasonDuplicate, ReasonPersonalData, ReasonOffensive, ReasonOffTopic, ReasonOther,
}

// Review is the state of each part, with the reason of what is hidden.
type Review struct {
	Geometry ReviewState
	Words    ReviewState
	Byline   ReviewState
	Reason   Reason
}

// Status sums a review up: pending if anything waits, else published if
// anything is, else hidden.
func (r Review) Status() ReviewState {
	parts := [...]ReviewState{r.Geometry, r.Words, r.Byline}
	for _, want := range [...]ReviewState{Pending, Published} {
		for _, s := range parts {
			if s == want {
				return want
			}
		}
	}
	return Hidden
}

// State is the state of part.
func (r Review) State(part Part) ReviewState { return *r.at(part) }

// Set puts state on part if the contribution has it.
func (r *Review) Set(part Part, state ReviewState) {
	if p := r.at(part); *p != NoPart {
		*p = state
	}
}

func (r *Review) at(part Part) *ReviewState {
	switch part {
	case PartWords:
		return &r.Words
	case PartByline:
		return &r.Byline
	}
	return &r.Geometry
}

// Adopt repeats on r, which is of a contribution newly entered, what was decided
// of it elsewhere: parts that were hidden are hidden. With publish all others are
// published, else they wait as they do.
func (r *Review) Adopt(was Review, publish bool) {
	for _, part := range AllParts {
		switch {
		case was.State(part) == Hidden:
			r.Set(part, Hidden)
		case publish:
			r.Set(part, Published)
		}
	}
	if r.isHidden() {
		if r.Reason = was.Reason; !oneOf(r.Reason, AllReasons) {
			r.Reason = ReasonOther
		}
	}
}

// isHidden says whether any part is.
func (r Review) isHidden() bool {
	return r.Geometry == Hidden || r.Words == Hidden || r.Byline == Hidden
}

// Decision is one act of review. No parts means every part there is.
type Decision struct {
	Parts  []Part
	State  ReviewState
	Reason Reason
}

// Validate refuses what is not a decision: hiding needs a reason, publishing
// has none, and nothing is made pending by hand.
func (d Decision) Validate() error {
	switch d.State {
	case Published:
		if d.Reason != "" {
			return ErrInvalid{Field: "reason", Code: CodeNotAllowed}
		}
	case Hidden:
		if !oneOf(d.Reason, AllReasons) {
			return ErrInvalid{Field: "reason", Code: CodeUnknown}
		}
	default:
		return ErrInvalid{Field: "state", Code: CodeUnknown}
	}
	for _, p := range d.Parts {
		if !oneOf(p, AllParts) {
			return ErrInvalid{Field: "part", Code: CodeUnknown}
		}
	}
	return nil
}

// After is r after a valid decision, which is about the parts that are there.
// The reason stays as long as any part is hidden.
func (r Review) After(d Decision) Review {
	parts := d.Parts
	if len(parts) == 0 {
		parts = AllParts
	}
	for _, part := range parts {
		if r.Set(part, d.State); r.State(part) == Hidden {
			r.Reason = d.Reason
		}
	}
	if !r.isHidden() {
		r.Reason = ""
	}
	return r
}
