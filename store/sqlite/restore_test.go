package sqlite

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"kvarter/store"
)

// TestRestoreKeepsWhatResidentsTookBack: hearts, names, background and whole
// participants do not come back, and what was reported is looked at first.
func TestRestoreKeepsWhatResidentsTookBack(t *testing.T) {
	t.Parallel()
	s := torstrand(t, t.TempDir())
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	by := func(name string) store.Actor { return store.Actor{Receipt: store.HashSecret("kvr_" + name)} }
	send := func(by store.Actor) uuid.UUID {
		t.Helper()
		c := answer()
		c.Prompt, c.Share, c.Byline, c.ConsentLang = "story", store.ShareNamed, "Åse", "nb"
		_, err := s.CreateContribution(ctx, "torstrand", c, by)
		must(err)
		_, err = s.ReviewContribution(ctx, "torstrand", c.ID, store.Decision{State: store.Published})
		must(err)
		return c.ID
	}
	staying, leaving, child, unnamed, secret := by("staying"), by("leaving"), by("child"), by("unnamed"), by("secret")
	marks := map[string]uuid.UUID{"staying": send(staying), "leaving": send(leaving), "child": send(child), "unnamed": send(unnamed), "secret": send(secret)}
	for _, one := range []string{"leaving", "child", "unnamed", "secret"} {
		must(s.Agree(ctx, "torstrand", marks[one], staying))
	}
	must(s.Agree(ctx, "torstrand", marks["staying"], leaving))
	must(s.Agree(ctx, "torstrand", marks["staying"], child))
	_, err := s.SetBackground(ctx, "torstrand", store.Background{"age": {"30-44"}}, staying)
	must(err)
	known := store.Report{ID: uuid.New(), Contribution: marks["unnamed"], Reason: store.ReportOther}
	must(s.CreateReport(ctx, "torstrand", known))
	file := backup(t, s)

	must(s.WithdrawParticipant(ctx, "torstrand", leaving.Receipt))
	must(s.Disagree(ctx, "torstrand", marks["child"], staying))
	_, err = s.SetBackground(ctx, "torstrand", nil, staying)
	must(err)
	_, err = s.SetBackground(ctx, "torstrand", store.Background{"age": {"u13"}}, child)
	must(err)
	none, anonymous, programme := "", store.ShareAnonymous, store.ShareProgramme
	_, err = s.UpdateContribution(ctx, "torstrand", marks["unnamed"], store.Patch{Byline: &none, Share: &anonymous}, unnamed)
	must(err)
	_, err = s.UpdateContribution(ctx, "torstrand", marks["secret"], store.Patch{Byline: &none, Share: &programme}, secret)
	must(err)
	_, err = s.ReviewContribution(ctx, "torstrand", marks["unnamed"], store.Decision{State: store.Published})
	must(err)
	must(s.CreateReport(ctx, "torstrand", store.Report{ID: uuid.New(), Contribution: marks["staying"], Reason: store.ReportThreat}))

	_, err = s.Restore(ctx, file)
	must(err)
	read := func(name string) *store.Contribution {
		t.Helper()
		c, err := s.Contribution(ctx, "torstrand", marks[name], store.AudienceStaff, store.Actor{})
		must(err)
		return c
	}
	if _, err := s.Contribution(ctx, "torstrand", marks["leaving"], store.AudienceStaff, store.Actor{}); !errors.Is(err, store.ErrGone) {
		t.Errorf("what a withdrawn participant sent came back: %v", err)
	}
	if _, err := s.ParticipantByReceipt(ctx, "torstrand", leaving.Receipt); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a withdrawn participant came back: %v", err)
	}
	if p, err := s.ParticipantByReceipt(ctx, "torstrand", staying.Receipt); err != nil || p.Background != nil {
		t.Errorf("background that was taken back came back: %+v, %v", p, err)
	}
	if c := read("staying"); c.Agreements != 1 || c.Review.Words != store.Pending || c.Review.Byline != store.Pending || c.Byline != "Åse" {
		t.Errorf("what was reported is %+v with %d agreements", c.Review, c.Agreements)
	}
	for _, name := range []string{"child", "unnamed", "secret"} {
		want := store.ShareAnonymous
		if name == "secret" {
			want = store.ShareProgramme
		}
		if c := read(name); c.Byline != "" || c.ConsentLang != "" || !c.ConsentAt.IsZero() || c.Review.Byline != store.NoPart || c.Share != want {
			t.Errorf("%s is named %q, consents in %q, shares %s", name, c.Byline, c.ConsentLang, c.Share)
		}
	}
	if c := read("child"); c.Agreements != 0 {
		t.Errorf("an agreement that was taken back came back")
	}
	if c := read("unnamed"); c.Agreements != 1 {
		t.Errorf("an agreement was lost")
	}
	if open, err := s.OpenReports(ctx, "torstrand"); err != nil || len(open) != 1 || open[0].Reason != store.ReportThreat {
		t.Errorf("open reports are %+v, %v", open, err)
	}
	clean(t, s)
}
