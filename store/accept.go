package store

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
)

// Accept checks c as a new answer of the area received at now, and completes
// it: Digest, Wave, Method, Kind, Channel, Share, LocatedBy, Lang, Review,
// ConsentAt, Outside, the named place's position, and the times (UTC, microseconds). What
// needs other rows (idempotence, cap, receipt, the wave of the participant) is
// the store's. The boundary may be nil; then it is prepared anew.
//
// ErrWaveClosed, ErrForbidden for a field only staff may set, or ErrInvalid.
// A repeat must be told by Digest first: c.Digest is set even with an error.
func (a *Area) Accept(c *Contribution, by Actor, now time.Time, boundary *geo.Boundary) error {
	c.Digest = c.digest()
	now = now.UTC().Truncate(time.Microsecond)
	if err := checkActor(c, by); err != nil {
		return err
	}
	c.ReceivedAt, c.UpdatedAt = now, now
	if err := a.acceptTime(c, by, now); err != nil {
		return err
	}
	m := a.Method(c.Method)
	p := m.Prompt(c.Prompt)
	if p == nil {
		return ErrInvalid{Field: "prompt", Code: CodeUnknown}
	}
	if c.Kind == "" {
		c.Kind = p.Kind
	}
	if c.Channel == "" {
		c.Channel = ChannelWeb
	}
	if c.Share == "" {
		c.Share = ShareAnonymous
		if c.Kind == KindStory {
			c.Share = ShareProgramme
		}
	}
	if c.Lang == "" {
		c.Lang = "und"
	}
	c.consent(c.CreatedAt)
	if err := errors.Join(c.validate(a, m, p, by.Staff, boundary), c.validateConsent(m, by.Staff)); err != nil {
		return err
	}
	c.Review = NewReview(c)
	return nil
}

// consent completes what goes with a byline; at is when it was agreed to.
func (c *Contribution) consent(at time.Time) {
	if c.Byline == "" {
		c.ConsentLang = ""
	}
	if c.ConsentAt = at; c.ConsentLang == "" {
		c.ConsentAt = time.Time{}
	}
}

// validateConsent lets nobody stand by name who did not agree to a text that the
// method has. Staff, who write down for somebody, answer for that themselves.
func (c *Contribution) validateConsent(m *Method, staff bool) error {
	switch {
	case c.ConsentLang != "" && m.Consent[c.ConsentLang] == "":
		return ErrInvalid{Field: "consent_lang", Code: CodeUnknown}
	case c.Byline == "" || c.Share != ShareNamed || staff || c.ConsentLang != "":
		return nil
	case len(m.Consent) == 0:
		return ErrInvalid{Field: "byline", Code: CodeNotAllowed}
	}
	return ErrInvalid{Field: "consent_lang", Code: CodeRequired}
}

func checkActor(c *Contribution, by Actor) error {
	if c.ID == uuid.Nil {
		return ErrInvalid{Field: "id", Code: CodeRequired}
	}
	if by.Staff {
		return nil
	}
	if c.Participant == uuid.Nil {
		return ErrInvalid{Field: "participant", Code: CodeRequired}
	}
	for _, f := range []struct {
		name string
		id   uuid.UUID
	}{{"id", c.ID}, {"participant", c.Participant}} {
		// A time-based id would tell the time and link a person's marks.
		if f.id.Version() != 4 || f.id.Variant() != uuid.RFC4122 {
			return ErrInvalid{Field: f.name, Code: CodeUUIDVersion}
		}
	}
	for _, f := range []struct {
		name string
		set  bool
	}{
		{"channel", c.Channel != ""}, {"wave", c.Wave != ""}, {"people", c.People != 0}, {"kind", c.Kind != ""},
		{"on_behalf", c.OnBehalf}, {"person", c.Person != 0}, {"source", c.Source != ""},
	} {
		if f.set {
			return ErrForbidden{Field: f.name}
		}
	}
	if oneOf(c.LocatedBy, []LocatedBy{ByStaff, ByPaper, ByImport}) {
		return ErrForbidden{Field: "located_by"}
	}
	return nil
}

// acceptTime sets the wave, the method and when the answer was made. Staff may
// enter into any wave of the area, and answers of any age.
func (a *Area) acceptTime(c *Contribution, by Actor, now time.Time) error {
	if c.CreatedAt.IsZero() {
		c.CreatedAt = now
	}
	c.CreatedAt = c.CreatedAt.UTC().Truncate(time.Microsecond)
	if c.CreatedAt.After(now) {
		return ErrInvalid{Field: "created_at", Code: CodeOutOfRange}
	}
	if !by.Staff && now.Sub(c.CreatedAt) > MaxAge {
		return ErrInvalid{Field: "age_seconds", Code: CodeOutOfRange}
	}
	var w *Wave
	switch {
	case c.Wave != "":
		if w = a.Wave(c.Wave); w == nil {
			return ErrInvalid{Field: "wave", Code: CodeUnknown}
		}
	case by.Staff:
		if w = a.WaveFor(c.CreatedAt, c.CreatedAt); w == nil {
			w = a.WaveFor(now, now)
		}
	default:
		w = a.WaveFor(c.CreatedAt, now)
	}
	if w == nil {
		return ErrWaveClosed
	}
	if c.Method != "" && c.Method != w.Method {
		return ErrInvalid{Field: "method", Code: CodeUnknown}
	}
	c.Wave, c.Method = w.Key, w.Method
	return nil
}

// NewReview is what stands on each part of c before staff decided anything.
func NewReview(c *Contribution) Review {
	var r Review
	switch {
	case c.GeometryType() == GeometryLine || c.GeometryType() == GeometryArea:
		r.Geometry = Pending
	case c.Geometry != nil || c.Place != "":
		r.Geometry = Published
	}
	if c.HasWords() {
		r.Words = Pending
	}
	if c.Byline != "" {
		r.Byline = Pending
	}
	return r
}

// Change applies p to c as its author would and says what must be reviewed
// again. c must be as stored; area, method and boundary as in Accept.
func (a *Area) Change(c *Contribution, p Patch, by Actor, now time.Time, boundary *geo.Boundary) error {
	m := a.Method(c.Method)
	if m == nil || m.Prompt(c.Prompt) == nil {
		return ErrInvalid{Field: "prompt", Code: CodeUnknown}
	}
	if w := a.Wave(c.Wave); !by.Staff && w != nil && w.State(now) == WaveClosed && !now.Before(w.Closes.AddDate(0, 0, LateDays)) {
		return ErrWaveClosed
	}
	before := *c
	p.apply(c)
	if p.Where != nil && !by.Staff && oneOf(c.LocatedBy, []LocatedBy{ByStaff, ByPaper, ByImport}) {
		return ErrForbidden{Field: "located_by"}
	}
	if err := c.validate(a, m, m.Prompt(c.Prompt), by.Staff, boundary); err != nil {
		return err
	}
	if c.Byline == "" || p.ConsentLang != nil {
		c.consent(now.UTC().Truncate(time.Microsecond))
	}
	if before.Byline != c.Byline || before.ConsentLang != c.ConsentLang {
		if err := c.validateConsent(m, by.Staff); err != nil {
			return err
		}
	}
	fresh := NewReview(c)
	if !orb.Equal(before.Geometry, c.Geometry) || before.Place != c.Place {
		c.Review.Geometry = fresh.Geometry
		if before.Review.Geometry == Hidden && fresh.Geometry != NoPart {
			c.Review.Geometry = Pending // moving it must not undo what staff decided
		}
	}
	if before.Text != c.Text || before.Wish != c.Wish || before.Title != c.Title || before.PlaceText != c.PlaceText {
		c.Review.Words = fresh.Words
	}
	if before.Byline != c.Byline {
		c.Review.Byline = fresh.Byline
	}
	if !c.Review.isHidden() {
		c.Review.Reason = ""
	}
	c.UpdatedAt = now.UTC().Truncate(time.Microsecond)
	return nil
}

func (p Patch) apply(c *Contribution) {
	if p.Where != nil {
		c.Geometry, c.Place = p.Where.Geometry, p.Where.Place
		c.PlaceText, c.LocatedBy = p.Where.PlaceText, p.Where.LocatedBy
		c.AtPlace = false
	}
	for _, f := range []struct{ to, from *string }{
		{&c.Text, p.Text}, {&c.Wish, p.Wish}, {&c.Title, p.Title}, {&c.Theme, p.Theme}, {&c.Byline, p.Byline},
		{&c.ConsentLang, p.ConsentLang},
		{&c.PeriodFrom, p.PeriodFrom}, {&c.PeriodTo, p.PeriodTo}, {&c.Lang, p.Lang},
	} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if c.Lang == "" {
		c.Lang = "und"
	}
	if p.Share != nil {
		c.Share = *p.Share
		if c.Share == "" {
			c.Share = ShareProgramme
		}
	}
}

// digest is the hash of what the author gave, before anything is completed, so
// that a repeat is the same bytes whatever the server made of the first.
func (c *Contribution) digest() [32]byte {
	h := sha256.New()
	h.Write([]byte("kvarter contribution 1\n"))
	h.Write(c.ID[:])
	h.Write(c.Participant[:])
	hashBytes(h, geo.EncodeWKB(c.Geometry))
	for _, s := range []string{
		c.Prompt, c.Place, c.PlaceText, string(c.LocatedBy), c.Text, c.Wish, c.Title, c.Theme, string(c.Share), c.Byline,
		c.PeriodFrom, c.PeriodTo, c.Lang, c.Method, c.Workshop, string(c.Channel), c.Wave, string(c.Kind),
	} {
		hashBytes(h, []byte(s))
	}
	var n [25]byte
	binary.BigEndian.PutUint64(n[0:], uint64(c.Round))
	binary.BigEndian.PutUint64(n[8:], uint64(c.People))
	binary.BigEndian.PutUint64(n[16:], uint64(c.Person))
	if c.OnBehalf {
		n[24] = 1
	}
	h.Write(n[:])
	if c.ConsentLang != "" { // younger than the digests of what has none
		hashBytes(h, []byte(c.ConsentLang))
	}
	return [32]byte(h.Sum(nil))
}

// hashBytes writes length and bytes, so that no two lists hash alike.
func hashBytes(h hash.Hash, b []byte) {
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(len(b)))
	h.Write(n[:])
	h.Write(b)
}

// validate checks the completed contribution against area, method and prompt,
// and completes its place. All that is wrong is said at once.
func (c *Contribution) validate(a *Area, m *Method, p *Prompt, staff bool, boundary *geo.Boundary) error {
	errs := c.validateForm(m)
	if c.Kind == KindNote && !staff {
		errs = append(errs, ErrInvalid{Field: "kind", Code: CodeNotAllowed})
	}
	if err := c.validateWhere(a, p, boundary); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
