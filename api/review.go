package api

import (
	"net/url"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"kvarter/store"
	"kvarter/store/export"
)

// queueLimit is how many of the queue come at once unless the request says.
const queueLimit = 50

type partDoc struct {
	Part  store.Part        `json:"part"`
	State store.ReviewState `json:"state"`
}

type flagDoc struct {
	Field string         `json:"field"`
	Kind  store.FlagKind `json:"kind"`
	Start int            `json:"start"`
	End   int            `json:"end"`
}

type reportDoc struct {
	Reason    store.ReportReason `json:"reason"`
	Text      string             `json:"text"`
	CreatedAt time.Time          `json:"created_at"`
}

type remarkDoc struct {
	Kind store.ReviewActKind `json:"kind"`
	Note string              `json:"note"`
	By   string              `json:"by"`
	At   time.Time           `json:"at"`
}

type redactedDoc struct {
	Field    string    `json:"field"`
	Original string    `json:"original"`
	EraseAt  time.Time `json:"erase_at"`
}

type reviewItemDoc struct {
	ID       string         `json:"id"`
	Feature  jsontext.Value `json:"feature"`
	Parts    []partDoc      `json:"parts"`
	Flags    []flagDoc      `json:"flags"`
	Reports  []reportDoc    `json:"reports"`
	Remarks  []remarkDoc    `json:"remarks"`
	Redacted []redactedDoc  `json:"redacted"`
}

type reviewCountsDoc struct {
	Pending  int64 `json:"pending"`
	Reported int64 `json:"reported"`
	Asked    int64 `json:"asked"`
	Concern  int64 `json:"concern"`
}

func reviewItemOf(item *store.ReviewItem) reviewItemDoc {
	c := item.Contribution
	doc := reviewItemDoc{
		ID: c.ID.String(), Feature: export.AppendFeature(nil, c, store.AudienceStaff), Parts: []partDoc{}, Flags: []flagDoc{},
		Reports: []reportDoc{}, Remarks: []remarkDoc{}, Redacted: []redactedDoc{},
	}
	for _, part := range store.AllParts {
		if state := c.Review.State(part); state != store.NoPart {
			doc.Parts = append(doc.Parts, partDoc{part, state})
		}
	}
	for _, f := range item.Flags {
		doc.Flags = append(doc.Flags, flagDoc(f))
	}
	for _, r := range item.Reports {
		doc.Reports = append(doc.Reports, reportDoc{r.Reason, r.Text, r.CreatedAt})
	}
	for _, r := range item.Remarks {
		doc.Remarks = append(doc.Remarks, remarkDoc(r))
	}
	for _, r := range item.Redactions {
		doc.Redacted = append(doc.Redacted, redactedDoc(r))
	}
	return doc
}

// listReviews answers with a page of what waits for review: what was
// reported before the rest, the oldest first.
func (s *server) listReviews(c echo.Context, by asker) error {
	values, err := parameters(c)
	if err != nil {
		return err
	}
	only := store.QueueMark(values.Get("flag"))
	if len(values["flag"]) > 1 {
		return badField("flag", store.CodeDuplicate)
	}
	delete(values, "flag")
	q, err := s.queryOf(c, by, values)
	if err != nil {
		return err
	}
	limit := q.Limit
	if limit == 0 {
		limit = queueLimit
	}
	q.Limit = limit + 1 // one more tells whether there is a next page
	ctx := c.Request().Context()
	items, err := s.Store.ReviewQueue(ctx, q, only)
	if err != nil {
		return badQuery(err)
	}
	counts, err := s.Store.ReviewCounts(ctx, q.Area)
	if err != nil {
		return err
	}
	var next *string
	if len(items) > limit {
		items = items[:limit]
		last := items[limit-1]
		next = orNull(store.Cursor{Seq: last.Contribution.Seq, Urgency: store.UrgencyOf(last.Reports)}.String())
	}
	docs := []reviewItemDoc{}
	for _, item := range items {
		docs = append(docs, reviewItemOf(item))
	}
	err = answerJSON(c, struct {
		Items  []reviewItemDoc `json:"items"`
		Next   *string         `json:"next"`
		Counts reviewCountsDoc `json:"counts"`
	}{docs, next, reviewCountsDoc(counts)})
	if err != nil {
		return err
	}
	return s.logAccess(c, by, q, store.AccessRead, c.QueryParams(), int64(len(docs)))
}

type rangeBody struct {
	Field string `json:"field" validate:"required"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

type actBody struct {
	ID     string              `json:"id" validate:"required,id"`
	Act    store.ReviewActKind `json:"act" validate:"required"`
	Parts  []store.Part        `json:"parts"`
	Reason store.Reason        `json:"reason"`
	Note   string              `json:"note"`
	Ranges []rangeBody         `json:"ranges" validate:"max=1000,dive"`
	Erase  bool                `json:"erase"`
}

type actsBody struct {
	Acts []actBody `json:"acts" validate:"required,min=1,max=500,dive"`
}

func (a actBody) act() store.ReviewAct {
	act := store.ReviewAct{ID: uuid.MustParse(a.ID), Kind: a.Act, Parts: a.Parts, Reason: a.Reason, Note: a.Note, Erase: a.Erase}
	for _, r := range a.Ranges {
		act.Ranges = append(act.Ranges, store.Range(r))
	}
	return act
}

type failedDoc struct {
	ID   string `json:"id"`
	Code string `json:"code"`
}

// review does acts of review, each by itself.
func (s *server) review(c echo.Context, by asker) error {
	var body actsBody
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	acts := make([]store.ReviewAct, len(body.Acts))
	for i, a := range body.Acts {
		acts[i] = a.act()
	}
	done, err := s.Store.Review(c.Request().Context(), c.Param("area"), acts, by.who())
	if err != nil {
		return err
	}
	failed := []failedDoc{}
	for _, f := range done.Failed {
		failed = append(failed, failedDoc{f.ID.String(), problemOf(f.Err).code})
	}
	return answerJSON(c, map[string]any{"batch": done.Batch, "done": done.Done, "failed": failed})
}

type undoBody struct {
	Batch int64 `json:"batch" validate:"required"`
}

// undoReview takes a batch of acts back.
func (s *server) undoReview(c echo.Context, by asker) error {
	var body undoBody
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	undone, left, err := s.Store.UndoReview(c.Request().Context(), c.Param("area"), body.Batch, by.who())
	if err != nil {
		return err
	}
	return answerJSON(c, map[string]int{"undone": undone, "left": left})
}

// eraseOriginals erases the originals of a contribution's redacted words now.
func (s *server) eraseOriginals(c echo.Context, by asker) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	return endsWith(c, s.Store.EraseOriginalsOf(c.Request().Context(), c.Param("area"), id, by.who()))
}

type loggedDoc struct {
	Number       int64               `json:"number"`
	At           time.Time           `json:"at"`
	By           string              `json:"by"`
	Act          store.ReviewActKind `json:"act"`
	Contribution int64               `json:"contribution_number"`
	Batch        int64               `json:"batch"`
}

// listReviewLog lists who did what, the newest first, without content.
func (s *server) listReviewLog(c echo.Context, _ asker) error {
	values, err := parameters(c)
	if err != nil {
		return err
	}
	before, err := beforeOf(values)
	if err != nil {
		return err
	}
	all, err := s.Store.ReviewLog(c.Request().Context(), c.Param("area"), before, logPage)
	if err != nil {
		return err
	}
	rows := []loggedDoc{}
	for _, a := range all {
		rows = append(rows, loggedDoc{a.Seq, a.At, a.By, a.Kind, a.Number, a.Batch})
	}
	var next *int64
	if len(rows) == logPage {
		next = &rows[len(rows)-1].Number
	}
	return answerJSON(c, map[string]any{"acts": rows, "next": next})
}

type burstDoc struct {
	// Person is null for everybody together.
	Person *int64    `json:"person"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Marks  int64     `json:"marks"`
}

type repeatedDoc struct {
	Words  string      `json:"words"`
	Marks  int64       `json:"marks"`
	People int64       `json:"people"`
	IDs    []uuid.UUID `json:"ids"`
}

type asideDoc struct {
	Person int64  `json:"person"`
	Wave   string `json:"wave"`
	Reason string `json:"reason"`
	Marks  int64  `json:"marks"`
}

// getUnusual lists what looks like more than people do, and who is set aside.
func (s *server) getUnusual(c echo.Context, by asker) error {
	if err := noParameters(c); err != nil {
		return err
	}
	u, err := s.Store.Unusual(c.Request().Context(), c.Param("area"))
	if err != nil {
		return err
	}
	doc := struct {
		Bursts   []burstDoc    `json:"bursts"`
		Repeated []repeatedDoc `json:"repeated"`
		Aside    []asideDoc    `json:"aside"`
	}{[]burstDoc{}, []repeatedDoc{}, []asideDoc{}}
	for _, b := range u.Bursts {
		doc.Bursts = append(doc.Bursts, burstDoc{orNull(b.Person), b.From, b.To, b.Marks})
	}
	said := int64(0)
	for _, r := range u.Repeated {
		said += int64(r.Marks)
		doc.Repeated = append(doc.Repeated, repeatedDoc(r))
	}
	for _, a := range u.Aside {
		doc.Aside = append(doc.Aside, asideDoc(a))
	}
	q := store.ContributionQuery{Area: c.Param("area"), Audience: store.AudienceStaff}
	if err := s.logAccess(c, by, q, store.AccessRead, url.Values{"unusual": {"true"}}, said); err != nil {
		return err
	}
	return answerJSON(c, doc)
}

type asideBody struct {
	Reason string `json:"reason" validate:"required"`
}

// setAside takes a person out of everything public and all numbers.
func (s *server) setAside(c echo.Context, by asker) error {
	person, err := personOf(c)
	if err != nil {
		return err
	}
	var body asideBody
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	return endsWith(c, s.Store.SetAside(c.Request().Context(), c.Param("area"), person, body.Reason, by.who()))
}

// takeBack lets a person who was set aside in again.
func (s *server) takeBack(c echo.Context, by asker) error {
	person, err := personOf(c)
	if err != nil {
		return err
	}
	return endsWith(c, s.Store.SetAside(c.Request().Context(), c.Param("area"), person, "", by.who()))
}

func personOf(c echo.Context) (int64, error) {
	n, err := strconv.ParseInt(c.Param("person"), 10, 64)
	if err != nil || n < 1 {
		return 0, store.ErrNotFound
	}
	return n, nil
}
