package api_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"kvarter/store"
)

type queue struct {
	Items []struct {
		ID      string
		Feature feature
		Parts   []struct{ Part, State string }
		Flags   []struct {
			Field, Kind string
			Start, End  int
		}
		Reports  []struct{ Reason, Text string }
		Remarks  []struct{ Kind, Note, By string }
		Redacted []struct{ Field, Original string }
	}
	Next   *string
	Counts struct{ Pending, Reported, Asked, Concern int }
}

func (w *world) queue(query string, by []string) queue {
	w.t.Helper()
	a := w.get(areaPath+"/review"+query, by...)
	w.status(a, http.StatusOK)
	return read[queue](w.t, a)
}

// A reviewer works the queue off: sees what waits and why, decides, undoes.
func TestReview(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	by := w.signedIn("torstrand", store.RoleAnalyst)
	p := newPerson()
	first := w.send(p, p.mark("text", "Snakk med Kari Nordmann, 91345678"))
	second := w.send(p, p.mark("text", "Her er det fint"))
	q := w.queue("?limit=1", by)
	if len(q.Items) != 1 || q.Next == nil || q.Counts.Pending != 2 || q.Items[0].ID != first.ID {
		t.Fatalf("the queue is %+v", q)
	}
	item := q.Items[0]
	if len(item.Flags) != 2 || item.Flags[0].Kind != "name" || item.Flags[1].Kind != "phone" || item.Feature.Properties["share"] != "anonymous" {
		t.Errorf("the item is %+v", item)
	}
	if next := w.queue("?limit=1&cursor="+*q.Next, by); len(next.Items) != 1 || next.Items[0].ID != second.ID || next.Next != nil {
		t.Errorf("the next page is %+v", next)
	}
	if flagged := w.queue("?flag=phone", by); len(flagged.Items) != 1 {
		t.Errorf("flagged is %+v", flagged)
	}
	act := func(more ...map[string]any) int64 {
		a := w.do(http.MethodPost, areaPath+"/review", map[string]any{"acts": more}, by...)
		w.status(a, http.StatusOK)
		done := read[struct {
			Batch int64
			Done  int
		}](t, a)
		if done.Done != len(more) {
			t.Errorf("done is %s", a.body)
		}
		return done.Batch
	}
	f := item.Flags
	act(map[string]any{"id": first.ID, "act": "redact", "ranges": []map[string]any{
		{"field": "text", "start": f[0].Start, "end": f[0].End}, {"field": "text", "start": f[1].Start, "end": f[1].End},
	}}, map[string]any{"id": second.ID, "act": "ask", "note": "er dette greit?"})
	if public := string(w.get(contributions).body); !strings.Contains(public, "Snakk med […], […]") || strings.Contains(public, "91345678") {
		t.Errorf("the public sees %s", public)
	}
	if asked := w.queue("?flag=asked", by); len(asked.Items) != 1 || asked.Items[0].Remarks[0].Note != "er dette greit?" {
		t.Errorf("asked is %+v", asked)
	}
	w.status(w.do(http.MethodDelete, contributions+"/"+first.ID+"/originals", nil, by...), http.StatusNoContent)
	if q := w.queue("?status=published", by); len(q.Items[0].Redacted) != 0 {
		t.Errorf("an original is kept: %+v", q)
	}
	batch := act(map[string]any{"id": second.ID, "act": "hide", "reason": "off_topic", "parts": []string{"words"}})
	a := w.do(http.MethodPost, areaPath+"/review/undo", map[string]any{"batch": batch}, by...)
	w.status(a, http.StatusOK)
	if !strings.Contains(string(a.body), `"undone":1`) {
		t.Errorf("undo says %s", a.body)
	}
	w.refused(w.do(http.MethodPost, areaPath+"/review/undo", map[string]any{"batch": batch}, by...), http.StatusNotFound, "not_found", "")
	log := string(w.get(areaPath+"/review/log", by...).body)
	if strings.Count(log, `"by":"`) != 5 || strings.Contains(log, first.ID) || strings.Contains(log, "fint") {
		t.Errorf("the log is %s", log)
	}
	for _, bad := range []map[string]any{{"id": second.ID, "act": "boil"}, {"id": second.ID, "act": "hide"}, {"id": second.ID, "act": "redact"}} {
		w.status(w.do(http.MethodPost, areaPath+"/review", map[string]any{"acts": []any{bad}}, by...), http.StatusUnprocessableEntity)
	}
	w.refused(w.get(areaPath+"/review?flag=colour", by...), http.StatusBadRequest, "malformed", "flag")
	w.status(w.get(areaPath+"/unusual", by...), http.StatusOK)

	person, _ := item.Feature.Properties["person"].(float64)
	aside := areaPath + "/persons/" + strconv.FormatInt(int64(person), 10) + "/aside"
	w.status(w.do(http.MethodPut, aside, map[string]any{"reason": "et program"}, by...), http.StatusNoContent)
	if n := read[collection](t, w.get(contributions)).NumberReturned; n != 0 {
		t.Errorf("the public still sees %d", n)
	}
	w.status(w.do(http.MethodDelete, aside, nil, by...), http.StatusNoContent)
	if n := read[collection](t, w.get(contributions)).NumberReturned; n != 2 {
		t.Errorf("taken back, and the public sees %d", n)
	}
}
