package sqlite

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kvarter/store"
)

// What the writer remembers of a participant ends with whatever else is written,
// here or by another process.
func TestSendersAreForgotten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := torstrand(t, dir)
	beside := openStore(t, Options{Dir: dir})
	for name, other := range map[string]*Store{"this process": s, "another": beside} {
		by := store.Actor{Receipt: store.HashSecret("kvr_" + name)}
		person := uuid.New()
		send := func() (uuid.UUID, error) {
			c := answer()
			c.Participant = person
			_, err := s.CreateContribution(t.Context(), "torstrand", c, by)
			return c.ID, err
		}
		most := 0
		for _, err := send(); err == nil; _, err = send() {
			most++
		}
		mine, err := other.ParticipantByReceipt(t.Context(), "torstrand", by.Receipt)
		if err != nil || most == 0 || mine.ID != person {
			t.Fatalf("%s: %d sent, %v", name, most, err)
		}
		all := []uuid.UUID{}
		for c, err := range s.Contributions(t.Context(), store.ContributionQuery{Area: "torstrand", Audience: store.AudienceAuthor, Participant: person}) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, c.ID)
		}
		if len(all) != most {
			t.Fatalf("%s: %d there of %d", name, len(all), most)
		}
		if err := other.WithdrawContribution(t.Context(), "torstrand", all[0], by); err != nil {
			t.Fatal(err)
		}
		c := answer()
		c.ID, c.Participant = all[0], person
		if _, err := s.CreateContribution(t.Context(), "torstrand", c, by); !errors.Is(err, store.ErrGone) {
			t.Errorf("%s: what was withdrawn, sent again: %v", name, err)
		}
		if _, err := send(); err != nil {
			t.Errorf("%s: one in place of the withdrawn: %v", name, err)
		}
		if _, err := send(); err == nil {
			t.Errorf("%s: more than the cap", name)
		}
		if err := other.WithdrawParticipant(t.Context(), "torstrand", by.Receipt); err != nil {
			t.Fatal(err)
		}
		if _, err := send(); !errors.Is(err, store.ErrGone) {
			t.Errorf("%s: by who withdrew: %v", name, err)
		}
	}
}

// However many forms of contributions come, few statements are kept, and each says
// the same as the one that binds every column.
func TestInsertsAreFew(t *testing.T) {
	t.Parallel()
	w := &writer{inserts: map[plain]string{}}
	for i := range int64(3 * maxInserts) {
		args := []any{[]byte("id"), "area", []byte("id")}
		for bit := range 8 {
			args = append(args, []any{nil, "x"}[i>>bit&1])
		}
		sql, left := w.inserting(args)
		if marks := strings.Count(sql, "?"); marks != len(left) {
			t.Fatalf("%d values for %d marks: %s", len(left), marks, sql)
		}
	}
	if len(w.inserts) > maxInserts+1 {
		t.Errorf("%d statements are kept", len(w.inserts))
	}
}
