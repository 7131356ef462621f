package store_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"kvarter/store"
)

func TestReportValidate(t *testing.T) {
	good := store.Report{ID: uuid.MustParse("0f8fad5b-d9cb-469f-a165-70867728950e"), Reason: store.ReportSpam}
	for name, c := range map[string]struct {
		change func(*store.Report)
		want   string
	}{
		"good":            {func(*store.Report) {}, ""},
		"words":           {func(r *store.Report) { r.Text = strings.Repeat("å", 1000) }, ""},
		"too many words":  {func(r *store.Report) { r.Text = strings.Repeat("å", 1001) }, "text too_long"},
		"a null byte":     {func(r *store.Report) { r.Text = "a\x00" }, "text control_character"},
		"no id":           {func(r *store.Report) { r.ID = uuid.Nil }, "id uuid_not_v4"},
		"a time's id":     {func(r *store.Report) { r.ID = uuid.MustParse("0f8fad5b-d9cb-769f-a165-70867728950e") }, "id uuid_not_v4"},
		"no reason":       {func(r *store.Report) { r.Reason = "" }, "reason unknown"},
		"a staff reason":  {func(r *store.Report) { r.Reason = "duplicate" }, "reason unknown"},
		"everything":      {func(r *store.Report) { *r = store.Report{Text: "\u200b"} }, "id uuid_not_v4, reason unknown, text nothing_visible"},
		"nothing visible": {func(r *store.Report) { r.Text = " \n" }, "text nothing_visible"},
	} {
		r := good
		c.change(&r)
		if got := codes(r.Validate()); got != c.want {
			t.Errorf("%s: said %q, want %q", name, got, c.want)
		}
	}
}

func TestUrgentReports(t *testing.T) {
	var urgent []store.ReportReason
	for _, r := range store.AllReportReasons {
		if r.IsUrgent() {
			urgent = append(urgent, r)
		}
	}
	if len(urgent) != 2 || urgent[0] != store.ReportPersonalData || urgent[1] != store.ReportThreat {
		t.Errorf("urgent are %v", urgent)
	}
}

func TestSuspend(t *testing.T) {
	for name, c := range map[string]struct{ before, after store.Review }{
		"all published": {
			store.Review{Geometry: store.Published, Words: store.Published, Byline: store.Published},
			store.Review{Geometry: store.Published, Words: store.Pending, Byline: store.Pending},
		},
		"words alone": {store.Review{Words: store.Published}, store.Review{Words: store.Pending}},
		"hidden words": {
			store.Review{Words: store.Hidden, Byline: store.Published, Reason: store.ReasonOther},
			store.Review{Words: store.Hidden, Byline: store.Pending, Reason: store.ReasonOther},
		},
		"a mark alone": {store.Review{Geometry: store.Published}, store.Review{Geometry: store.Published}},
		"pending":      {store.Review{Words: store.Pending}, store.Review{Words: store.Pending}},
	} {
		r := c.before
		if changed := r.Suspend(); r != c.after || changed != (c.before != c.after) {
			t.Errorf("%s: %+v, changed %v", name, r, changed)
		}
	}
}
