package store

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
)

// Reports keeps what the public reported.
type Reports interface {
	// CreateReport keeps r after Report.Validate. An urgent reason takes
	// published words and byline back to pending at once, unless staff upheld
	// the contribution against an earlier report and it was not changed since.
	// The same again is no error, other content under the same id ErrConflict.
	// ErrInvalid, ErrGone, ErrNotFound for what the public does not see.
	CreateReport(ctx context.Context, area string, r Report) error
	// OpenReports lists the reports of the area that staff have not decided on,
	// in the order they came. A decision that leaves nothing waiting decides on
	// all reports of a contribution: what is published by it is upheld.
	OpenReports(ctx context.Context, area string) ([]Report, error)
}

// Report says that something public should not be. It is anonymous: nothing of
// who sent it is kept.
type Report struct {
	// ID is made by the sender's device, random (UUIDv4).
	ID           uuid.UUID
	Contribution uuid.UUID
	Reason       ReportReason
	Text         string
	// CreatedAt is when it was received, UTC; the store sets it.
	CreatedAt time.Time
}

// ReportReason is what is wrong with what was reported.
type ReportReason string

// The reasons to report. PersonalData and Threat take words and byline off the
// map at once, before staff have looked.
const (
	ReportPersonalData ReportReason = "personal_data"
	ReportThreat       ReportReason = "threat"
	ReportOffensive    ReportReason = "offensive"
	ReportSpam         ReportReason = "spam"
	ReportOther        ReportReason = "other"
)

// AllReportReasons is every reason to report.
var AllReportReasons = []ReportReason{ReportPersonalData, ReportThreat, ReportOffensive, ReportSpam, ReportOther}

// IsUrgent says whether what is reported for r comes off the map at once.
func (r ReportReason) IsUrgent() bool { return r == ReportPersonalData || r == ReportThreat }

// Urgency is how soon the queue of reviews asks for a contribution: the highest
// first, the oldest first among equals.
type Urgency int

// The urgencies, by the reports that nobody has decided on.
const (
	NotReported Urgency = iota
	Reported
	UrgentlyReported
)

// UrgencyOf is that of a contribution with these reports open.
func UrgencyOf(open []Report) Urgency {
	u := NotReported
	for _, r := range open {
		u = max(u, Reported)
		if r.Reason.IsUrgent() {
			return UrgentlyReported
		}
	}
	return u
}

// Validate refuses what is not a report. All that is wrong is said at once.
func (r *Report) Validate() error {
	var errs []error
	if r.ID.Version() != 4 || r.ID.Variant() != uuid.RFC4122 {
		errs = append(errs, ErrInvalid{Field: "id", Code: CodeUUIDVersion})
	}
	if !oneOf(r.Reason, AllReportReasons) {
		errs = append(errs, ErrInvalid{Field: "reason", Code: CodeUnknown})
	}
	if code := CheckText(r.Text, MaxWords); code != "" {
		errs = append(errs, ErrInvalid{Field: "text", Code: code})
	}
	return errors.Join(errs...)
}

// Suspend takes published words and byline back to waiting, and says whether
// there were any.
func (r *Review) Suspend() bool {
	before := *r
	for _, part := range []Part{PartWords, PartByline} {
		if r.State(part) == Published {
			r.Set(part, Pending)
		}
	}
	return *r != before
}
