package api_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"kvarter/store"
)

// secretWords must reach nobody but their author and staff while they wait.
var secretWords = []string{"SecretWhy", "SecretWish", "SecretByline", "SecretPlace"}

// secretWorld has one person's contributions in every state, and gives what of
// them the public must never see.
func secretWorld(t *testing.T) (*world, person, []string) {
	t.Helper()
	w := newWorld(t)
	w.clock.advance(7*time.Second + 123*time.Microsecond)
	p := newPerson()
	w.send(p, p.mark("text", "SecretWhy", "wish", "SecretWish"))
	w.send(p, p.mark("place_text", "SecretPlace", "share", "named", "byline", "SecretByline", "consent_lang", "nb"))
	programme := w.send(p, p.mark("share", "programme", "prompt", "community"))
	worded := w.send(p, p.mark("text", "PublicWhy", "prompt", "most_liked"))
	hidden := w.send(p, p.mark("prompt", "attached"))
	w.status(w.answer(p, answers{"age": "80+", "gender": "woman", "relation": []string{"runs_business"}}), http.StatusOK)
	w.status(w.do(http.MethodPost, contributions+"/"+worded.ID+"/reports", reported("other", "text", "SecretReport")), http.StatusNoContent)
	w.review(worded.ID, store.Decision{State: store.Published})
	w.review(hidden.ID, store.Decision{State: store.Hidden, Reason: store.ReasonOther})
	staff := bearer(w.token(""))
	held := w.do(http.MethodPost, contributions, newPerson().mark("participant", nil, "channel", "paper", "people", 12, "prompt", "great_value"), staff...)
	w.status(held, http.StatusCreated)
	one, err := w.store.Contribution(t.Context(), "torstrand", uuid.MustParse(worded.ID), store.AudienceStaff, store.Actor{Staff: true})
	if err != nil {
		t.Fatal(err)
	}
	never := append([]string{
		p.id, strings.ReplaceAll(p.id, "-", ""), p.receipt, programme.ID, hidden.ID,
		"10.0511234", "59.0471235", "12:30", "30:07", "000123", "\"channel\"", "paper", "workshop", "person", "people", "located_by", "review", "status",
		"80+", "woman", "runs_business", "background", "consent", "SecretReport",
	}, secretWords...)
	return w, p, append(never, strconv.FormatInt(one.Person, 10))
}

func (w *world) review(id string, d store.Decision) {
	w.t.Helper()
	if _, err := w.store.ReviewContribution(w.t.Context(), "torstrand", uuid.MustParse(id), d); err != nil {
		w.t.Fatal(err)
	}
}

func TestPublicNeverSees(t *testing.T) {
	t.Parallel()
	w, p, never := secretWorld(t)
	ways := map[string]string{
		"list":            contributions,
		"small pages":     contributions + "?limit=1",
		"geojson":         contributions + ".geojson",
		"csv":             contributions + ".csv",
		"bbox":            contributions + "?bbox=10,59,11,60",
		"prompt":          contributions + "?prompt=meeting_place,most_liked,community,attached",
		"wave":            contributions + "?wave=2026",
		"status":          contributions + "?status=published",
		"words":           contributions + "?q=PublicWhy",
		"day":             contributions + "?datetime=2026-03-04",
		"filtered csv":    contributions + ".csv?prompt=meeting_place&datetime=2026-03-04",
		"the exact cell":  contributions + "?bbox=10.05112,59.04712,10.05112,59.04712",
		"geojson of bbox": contributions + ".geojson?bbox=10,59,11,60&limit=3",
	}
	for name, path := range ways {
		for _, by := range [][]string{nil, bearer(p.receipt), bearer(newPerson().receipt)} {
			a := w.get(path, by...)
			w.status(a, http.StatusOK)
			for _, secret := range never {
				if strings.Contains(string(a.body), secret) {
					t.Errorf("%s shows %q:\n%s", name, secret, a.body)
				}
			}
			if !strings.Contains(string(a.body), "10.05112") {
				t.Errorf("%s shows no mark at all, so that it proves nothing:\n%s", name, a.body)
			}
		}
	}
}

// What waits is not found by its words, its exact place or its exact time.
func TestPublicCannotProbe(t *testing.T) {
	t.Parallel()
	w, _, _ := secretWorld(t)
	count := func(query string, by ...string) int {
		t.Helper()
		a := w.get(contributions+"?"+query, by...)
		w.status(a, http.StatusOK)
		return read[collection](t, a).NumberReturned
	}
	for _, word := range secretWords {
		if n := count("q=" + word); n != 0 {
			t.Errorf("q=%s finds %d", word, n)
		}
	}
	staff := bearer("kvt_" + strings.Repeat("s", 30))
	if n := count("q=SecretWhy", staff...); n != 1 {
		t.Errorf("staff find %d by the word", n)
	}
	// The seventh decimal lies outside of what the public knows.
	if n := count("bbox=10.0511233,59.0471234,10.0511235,59.0471236"); n != 0 {
		t.Errorf("the exact place finds %d", n)
	}
	if n := count("bbox=10.0511233,59.0471234,10.0511235,59.0471236", staff...); n == 0 {
		t.Error("staff do not find the exact place")
	}
	if n := count("datetime=2026-03-04T12:30:07.000123Z"); n != 0 {
		t.Errorf("the exact time finds %d", n)
	}
	if n := count("datetime=2026-03-04T00:00:00Z"); n == 0 {
		t.Error("the public's own time finds none")
	}
}

// Public lists are in order of the ids, which the phones made at random: the
// order in which answers came would tell which are of one person.
func TestPublicOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 5 {
		p := newPerson()
		w.send(p, p.mark())
		w.send(p, p.mark())
	}
	last := ""
	for _, f := range read[collection](t, w.get(contributions)).Features {
		if f.ID <= last {
			t.Errorf("%s comes after %s", f.ID, last)
		}
		last = f.ID
	}
}

// Background is in no answer to anybody but its own participant, staff and
// exports included.
func TestBackgroundIsNobodyElses(t *testing.T) {
	t.Parallel()
	w, p, _ := secretWorld(t)
	staff := bearer("kvt_" + strings.Repeat("s", 30))
	for _, path := range []string{
		"/api/v1/areas", "/api/v1/areas/torstrand", contributions, contributions + ".geojson", contributions + ".csv",
		"/api/v1/areas/torstrand/clusters?zoom=14", contributions + "?q=SecretWhy",
	} {
		for _, by := range [][]string{nil, staff, bearer(p.receipt), bearer(newPerson().receipt)} {
			a := w.get(path, by...)
			w.status(a, http.StatusOK)
			for _, secret := range []string{`"answers"`, "SecretReport"} {
				if strings.Contains(string(a.body), secret) {
					t.Errorf("%s shows %s", path, secret)
				}
			}
			if path != "/api/v1/areas/torstrand" && (strings.Contains(string(a.body), "80+") || strings.Contains(string(a.body), "runs_business")) {
				t.Errorf("%s shows background: %s", path, a.body)
			}
		}
	}
	if own := w.get(me, bearer(p.receipt)...); !strings.Contains(string(own.body), "runs_business") {
		t.Errorf("its participant sees %s", own.body)
	}
}

func TestSingleForEachAsker(t *testing.T) {
	t.Parallel()
	w, p, never := secretWorld(t)
	staff := bearer("kvt_" + strings.Repeat("s", 30))
	all := read[collection](t, w.get("/api/v1/areas/torstrand/participants/me/contributions", bearer(p.receipt)...))
	if len(all.Features) != 5 {
		t.Fatalf("the author sees %d", len(all.Features))
	}
	for _, f := range all.Features {
		path := contributions + "/" + f.ID
		for _, by := range [][]string{nil, bearer(newPerson().receipt)} {
			a := w.get(path, by...)
			if f.Properties["share"] == "programme" || f.Properties["status"] == "hidden" {
				w.refused(a, http.StatusNotFound, "not_found", "")
				continue
			}
			w.status(a, http.StatusOK)
			for _, secret := range never {
				if strings.Contains(string(a.body), secret) {
					t.Errorf("one shows %q: %s", secret, a.body)
				}
			}
		}
		own := read[feature](t, w.get(path, bearer(p.receipt)...))
		if own.Properties["share"] == nil || own.Properties["text"] != f.Properties["text"] {
			t.Errorf("its author sees %v", own.Properties)
		}
		full := w.get(path, staff...)
		w.status(full, http.StatusOK)
		if read[feature](t, full).Properties["person"] == nil || strings.Contains(string(full.body), p.id) {
			t.Errorf("staff see %s", full.body)
		}
	}
}

func TestAggregatePolicy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	f := w.send(p, p.mark())
	a, err := w.store.Area(t.Context(), "torstrand")
	if err != nil {
		t.Fatal(err)
	}
	aggregate := *a
	aggregate.Policy.Marks = store.MarksAggregate
	w.apply(&aggregate)
	if n := read[collection](t, w.get(contributions)).NumberReturned; n != 0 {
		t.Errorf("the public sees %d marks", n)
	}
	w.refused(w.get(contributions+"/"+f.ID), http.StatusNotFound, "not_found", "")
	w.status(w.get(contributions+"/"+f.ID, bearer(p.receipt)...), http.StatusOK)
}
