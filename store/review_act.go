package store

import (
	"context"

	"time"

	"github.com/google/uuid"
)

// RedactionMark stands for words that staff took out.
const RedactionMark = "[…]"

// UndoLife is how long an act of review can be undone.
const UndoLife = 24 * time.Hour

// MaxActs is how many acts may be done at once, MaxNote how long a note may be.
const (
	MaxActs = 500
	MaxNote = 500
)

// ReviewActKind is what a reviewer does.
type ReviewActKind string

// The acts of review. Ask wants a colleague to look, concern says that something may
// be wrong in somebody's life; settle takes both off.
const (
	ReviewPublish ReviewActKind = "publish"
	ReviewHide    ReviewActKind = "hide"
	ReviewRedact  ReviewActKind = "redact"
	ReviewAsk     ReviewActKind = "ask"
	ReviewConcern ReviewActKind = "concern"
	ReviewSettle  ReviewActKind = "settle"
)

// AllReviewActs is every act of review.
var AllReviewActs = []ReviewActKind{ReviewPublish, ReviewHide, ReviewRedact, ReviewAsk, ReviewConcern, ReviewSettle}

// The acts that only the log knows.
const (
	ReviewUndo      ReviewActKind = "undo"
	ReviewErase     ReviewActKind = "erase"
	ReviewSetAside  ReviewActKind = "set_aside"
	ReviewTakenBack ReviewActKind = "taken_back"
)

// ReviewAct is one act of review, on one contribution.
type ReviewAct struct {
	ID   uuid.UUID
	Kind ReviewActKind
	// Parts and Reason are those of a Decision, for publish and hide.
	Parts  []Part
	Reason Reason
	// Note says more, for ask and concern.
	Note string
	// Ranges are what is taken out by redact.
	Ranges []Range
	// Erase keeps no original of what is redacted.
	Erase bool
}

// Range is a piece of a text: Start inclusive, End exclusive, in code points.
type Range struct {
	Field      string
	Start, End int
}

// Decision is the act as one; only of publish and hide.
func (a ReviewAct) Decision() Decision {
	d := Decision{Parts: a.Parts, State: Published, Reason: a.Reason}
	if a.Kind == ReviewHide {
		d.State = Hidden
	}
	return d
}

// Validate refuses what is no act. Whether ranges fit is said when they meet the
// text.
func (a ReviewAct) Validate() error {
	switch a.Kind {
	case ReviewPublish, ReviewHide:
		return a.Decision().Validate()
	case ReviewRedact:
		if len(a.Ranges) == 0 {
			return ErrInvalid{Field: "ranges", Code: CodeRequired}
		}
	case ReviewAsk, ReviewConcern, ReviewSettle:
		if code := CheckText(a.Note, MaxNote); code != "" {
			return ErrInvalid{Field: "note", Code: code}
		}
	default:
		return ErrInvalid{Field: "act", Code: CodeUnknown}
	}
	return nil
}

// Words are the texts of a contribution that are reviewed together, by field.
func (c *Contribution) Words() map[string]*string {
	return map[string]*string{"title": &c.Title, "text": &c.Text, "wish": &c.Wish, "place_text": &c.PlaceText}
}

// Redact takes ranges out of c's words and says what the changed texts were before.
// Ranges that do not fit are ErrInvalid; c is as it was then.
func (c *Contribution) Redact(ranges []Range) (before map[string]string, err error) {
	words, cut := c.Words(), map[string][]bool{}
	for _, r := range ranges {
		text := words[r.Field]
		if text == nil {
			return nil, ErrInvalid{Field: "ranges", Code: CodeUnknown}
		}
		if cut[r.Field] == nil {
			cut[r.Field] = make([]bool, len([]rune(*text)))
		}
		if r.Start < 0 || r.End <= r.Start || r.End > len(cut[r.Field]) {
			return nil, ErrInvalid{Field: "ranges", Code: CodeOutOfRange}
		}
		for i := r.Start; i < r.End; i++ {
			cut[r.Field][i] = true
		}
	}
	before = map[string]string{}
	for field, out := range cut {
		before[field] = *words[field]
		*words[field] = without([]rune(*words[field]), out)
	}
	return before, nil
}

// without is text with a mark for each run of what is out.
func without(text []rune, out []bool) string {
	var left []rune
	for i, r := range text {
		switch {
		case !out[i]:
			left = append(left, r)
		case i == 0 || !out[i-1]:
			left = append(left, []rune(RedactionMark)...)
		}
	}
	return string(left)
}

// Remark is what reviewers tell each other of a contribution.
type Remark struct {
	// Kind is ReviewAsk or ReviewConcern.
	Kind ReviewActKind
	Note string
	// By is an address, empty for the command line.
	By string
	At time.Time
}

// Redaction is the original of a text that words were taken out of, until EraseAt.
type Redaction struct {
	Field    string
	Original string
	EraseAt  time.Time
}

// ReviewItem is a contribution with all that a reviewer wants to know of it.
type ReviewItem struct {
	Contribution *Contribution
	Flags        []Flag
	Reports      []Report
	Remarks      []Remark
	Redactions   []Redaction
}

// ReviewCounts is how many contributions wait, in each way.
type ReviewCounts struct{ Pending, Reported, Asked, Concern int64 }

// Reviewed is the outcome of acts: how many were done, and which not.
type Reviewed struct {
	// Batch undoes them together.
	Batch  int64
	Done   int
	Failed []FailedAct
}

// FailedAct is an act that was not done, and why.
type FailedAct struct {
	ID  uuid.UUID
	Err error
}

// LoggedAct is a row of the log of reviews, without content.
type LoggedAct struct {
	Seq int64
	At  time.Time
	// By is an address, empty for the command line.
	By   string
	Kind ReviewActKind
	// Number tells contributions apart as long as they are there.
	Number int64
	Batch  int64
}

// QueueMark narrows the queue of reviews: to what was reported, to a remark, or to a
// flag; empty does not.
type QueueMark string

// QueueReported keeps to what was reported and not decided on.
const QueueReported QueueMark = "reported"

// Validate refuses what is no mark.
func (m QueueMark) Validate() error {
	if m == "" || m == QueueReported || m == "asked" || m == QueueMark(ReviewConcern) || oneOf(FlagKind(m), AllFlagKinds) {
		return nil
	}
	return ErrInvalid{Field: "flag", Code: CodeUnknown}
}

// Reviews keeps what reviewers do, beside Contributions.
type Reviews interface {
	// ReviewQueue lists at most q.Limit, the most urgent and then the oldest first,
	// behind q.After, which is the UrgencyOf and Seq of an item: without
	// q.Statuses what is pending or reported. ErrNotFound, ErrInvalid.
	ReviewQueue(ctx context.Context, q ContributionQuery, only QueueMark) ([]*ReviewItem, error)
	// ReviewCounts is how many wait in the area.
	ReviewCounts(ctx context.Context, area string) (ReviewCounts, error)
	// Review does acts, each by itself, all in one transaction, and logs them. An
	// act that cannot be done (ErrNotFound, ErrGone, ErrInvalid) fails alone; one
	// that is none is ErrInvalid and nothing is done.
	Review(ctx context.Context, area string, acts []ReviewAct, by string) (Reviewed, error)
	// UndoReview takes a batch back and says how many acts it took back and how many
	// it left, because somebody has decided or changed something since. ErrNotFound
	// when it is older than UndoLife, undone, or of another area.
	UndoReview(ctx context.Context, area string, batch int64, by string) (undone, left int, err error)
	// EraseOriginals erases the originals of redacted texts whose time is over, and
	// what could be undone. Those of one contribution at once: EraseOriginalsOf.
	EraseOriginals(ctx context.Context) error
	// EraseOriginalsOf erases them now. None is no error. ErrNotFound, ErrGone.
	EraseOriginalsOf(ctx context.Context, area string, id uuid.UUID, by string) error
	// ReviewLog lists at most limit rows of the area's log, the newest first, before
	// seq; 0 is from the newest on.
	ReviewLog(ctx context.Context, area string, before int64, limit int) ([]LoggedAct, error)
	// SetAside takes a person out of everything public and all numbers, for a
	// reason, or back if it is empty. ErrNotFound, ErrInvalid.
	SetAside(ctx context.Context, area string, person int64, reason, by string) error
	// Unusual is what looks like more than people do, of the last 30 days, and who
	// is set aside.
	Unusual(ctx context.Context, area string) (*Unusual, error)
}

// CheckAsideReason refuses a reason that says nothing.
func CheckAsideReason(reason string) error {
	if code := CheckText(reason, MaxNote); code != "" {
		return ErrInvalid{Field: "reason", Code: code}
	}
	return nil
}

// Unusual is what staff should look at.
type Unusual struct {
	Bursts   []Burst
	Repeated []Repeated
	Aside    []Aside
}

// Burst is many answers within ten minutes: of one person, or of all if Person is 0.
type Burst struct {
	Person   int64
	From, To time.Time
	Marks    int64
}

// Repeated is the same words again and again.
type Repeated struct {
	Words         string
	Marks, People int64
	// IDs are some of them.
	IDs []uuid.UUID
}

// Aside is a person who was set aside.
type Aside struct {
	Person int64
	Wave   string
	Reason string
	Marks  int64
}
