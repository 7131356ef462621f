package sqlite

import (
	"testing"

	"kvarter/store"
	"kvarter/store/storetest"
)

// TestHoldsAreNotPublic: no method of the contract sets a hold yet.
func TestHoldsAreNotPublic(t *testing.T) {
	t.Parallel()
	s := torstrand(t, t.TempDir())
	for range 4 {
		create(t, s)
	}
	execute(t, s, "UPDATE contribution SET hold = 'round' WHERE seq % 2 = 0")
	n, err := s.CountContributions(t.Context(), store.ContributionQuery{Area: "torstrand", Audience: store.AudiencePublic})
	if err != nil || n != 2 {
		t.Fatalf("the public sees %d of 4, want 2 (%v)", n, err)
	}
	storetest.CheckPublic(t, s, "torstrand")
	clean(t, s)
}

// TestCheckFindsFaults plants each fault once.
func TestCheckFindsFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ sql, code string }{
		"cell":        {"UPDATE contribution SET cell = cell + 1", "contribution"},
		"position":    {"UPDATE contribution SET lon = lon + 0.1", "contribution"},
		"not rounded": {"UPDATE contribution SET lat = lat + 1e-9", "contribution"},
		"shape":       {"UPDATE contribution SET wkb = x'0102', lon = NULL, lat = NULL, cell = NULL, min_lon = 1", "contribution"},
		"separator":   {"UPDATE contribution SET title = 'a' || char(31) || 'b'", "contribution"},
		"prompt":      {"UPDATE contribution SET prompt = 'none'", "contribution"},
		"wave":        {"UPDATE contribution SET wave = 'none'", "contribution"},
		"person":      {"UPDATE contribution SET person = person + 1", "contribution"},
		"place":       {"UPDATE contribution SET at_place = 1", "contribution"},
		"withdrawn":   {"INSERT INTO tombstone SELECT 'torstrand', id, 1 FROM contribution", "withdrawn"},
		"participant": {"INSERT INTO tombstone SELECT 'torstrand', id, 1 FROM participant", "withdrawn"},
		"child":       {"UPDATE participant SET nameless = 1; UPDATE contribution SET byline = 'Kari'", "contribution"},
		"agreements":  {"UPDATE contribution SET agreements = 1", "agreement"},
		"own":         {"INSERT INTO agreement SELECT participant, seq FROM contribution", "agreement"},
		"digest":      {"PRAGMA ignore_check_constraints = 1; UPDATE contribution SET digest = x'00'", "integrity"},
		"index": {"PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, 'lon, lat', 'lat, lon')" +
			" WHERE name = 'contribution_cell'; PRAGMA schema_version = 99", "integrity"},
		"reference": {"PRAGMA foreign_keys = 0; DELETE FROM area", "reference"},
		"policy":    {"UPDATE area SET marks = 'aggregate'", "area"},
		"document":  {"UPDATE area SET doc = '{'", "area"},
		"view": {"DROP VIEW published_contribution; CREATE VIEW published_contribution AS SELECT * FROM contribution",
			"visible"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := torstrand(t, t.TempDir())
			create(t, s)
			clean(t, s)
			execute(t, s, c.sql)
			found, err := s.Check(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range found {
				if f.Code == c.code {
					return
				}
			}
			t.Fatalf("found %+v, want %s", found, c.code)
		})
	}
}
