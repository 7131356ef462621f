package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/geo"
	"kvarter/store"
)

// Finding is something wrong with the database.
type Finding struct {
	// Code is stable: "integrity", "reference", "area", "contribution",
	// "withdrawn", "agreement" or "visible".
	Code string
	// Area is a slug and ID a contribution's, if it is about one.
	Area string
	ID   uuid.UUID
	// Detail is a sentence for the operator.
	Detail string
}

// Check looks at everything the database promises and lists what it finds:
// empty if all is well. It reads one consistent state and changes nothing.
func (s *Store) Check(ctx context.Context) ([]Finding, error) {
	findings := []Finding{}
	err := s.whole.with(ctx, func(c *conn) error {
		return c.snapshot(ctx, func() error {
			k := &checker{c: c, areas: map[int64]*areaState{}}
			for _, step := range []func(context.Context) error{k.file, k.area, k.withdrawn, k.participants, k.agreements, k.contributions} {
				if err := step(ctx); err != nil {
					return err
				}
			}
			findings = append(findings, k.findings...)
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return findings, nil
}

// maxFindings keeps a ruined database from filling the memory.
const maxFindings = 1000

type checker struct {
	c        *conn
	areas    map[int64]*areaState
	findings []Finding
}

func (k *checker) found(f Finding) {
	if len(k.findings) < maxFindings {
		k.findings = append(k.findings, f)
	}
}

func (k *checker) file(ctx context.Context) error {
	found, err := checkFile(ctx, k.c)
	k.findings = append(k.findings, found...)
	return err
}

// checkFile is SQLite's own check of pages, indexes, constraints and references.
func checkFile(ctx context.Context, c *conn) ([]Finding, error) {
	var found []Finding
	err := c.each(ctx, "PRAGMA integrity_check", nil, func(row []driver.Value) error {
		if s := text(row[0]); s != "ok" {
			found = append(found, Finding{Code: "integrity", Detail: s})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return found, c.each(ctx, "PRAGMA foreign_key_check", nil, func(row []driver.Value) error {
		detail := fmt.Sprintf("row %d of %s refers to a missing row of %s", integer(row[1]), text(row[0]), text(row[2]))
		found = append(found, Finding{Code: "reference", Detail: detail})
		return nil
	})
}

func (k *checker) area(ctx context.Context) error {
	return k.c.each(ctx, "SELECT id, rev, doc, slug, marks FROM area", nil, func(row []driver.Value) error {
		slug := text(row[3])
		st, err := decodeArea(row)
		if err != nil {
			k.found(Finding{Code: "area", Area: slug, Detail: err.Error()})
			return nil
		}
		k.areas[st.id] = st
		if err := st.area.Validate(); err != nil {
			k.found(Finding{Code: "area", Area: slug, Detail: err.Error()})
		}
		if st.area.Slug != slug || string(st.area.Policy.Marks) != text(row[4]) {
			k.found(Finding{Code: "area", Area: slug, Detail: "its document says another slug or policy"})
		}
		return nil
	})
}

func (k *checker) withdrawn(ctx context.Context) error {
	return k.c.each(ctx,
		`SELECT a.slug, c.id FROM tombstone t JOIN area a ON a.slug = t.area JOIN contribution c ON c.area = a.id AND c.id = t.id
		UNION ALL SELECT a.slug, NULL FROM tombstone t JOIN area a ON a.slug = t.area JOIN participant p ON p.area = a.id AND p.id = t.id`, nil,
		func(row []driver.Value) error {
			f := Finding{Code: "withdrawn", Area: text(row[0]), Detail: "a participant is withdrawn, yet there"}
			if row[1] != nil { // a participant's id is nobody's to see
				f.ID, f.Detail = uuid.UUID(blob(row[1])), "withdrawn, yet there"
			}
			k.found(f)
			return nil
		})
}

func (k *checker) agreements(ctx context.Context) error {
	for detail, sql := range map[string]string{
		"its agreements are miscounted": `c.agreements <> (SELECT count(*) FROM agreement g WHERE g.contribution = c.seq)`,
		"its author agrees with it":     `EXISTS (SELECT 1 FROM agreement g WHERE g.contribution = c.seq AND g.participant = c.participant)`,
	} {
		err := k.c.each(ctx, "SELECT a.slug, c.id FROM contribution c JOIN area a ON a.id = c.area WHERE "+sql, nil, func(row []driver.Value) error {
			k.found(Finding{Code: "agreement", Area: text(row[0]), ID: uuid.UUID(blob(row[1])), Detail: detail})
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (k *checker) participants(ctx context.Context) error {
	return k.c.each(ctx, `SELECT a.slug, c.id FROM contribution c JOIN area a ON a.id = c.area
		LEFT JOIN participant p ON p.seq = c.participant
		WHERE c.participant IS NOT NULL AND ((p.area, p.wave, p.person) IS NOT (c.area, c.wave, c.person)
			OR p.nameless AND c.byline IS NOT NULL)`, nil,
		func(row []driver.Value) error {
			k.found(Finding{
				Code: "contribution", Area: text(row[0]), ID: uuid.UUID(blob(row[1])),
				Detail: "its participant is of another area, wave or person, or may not be named",
			})
			return nil
		})
}

// contributions compares each row with what made it, and with what the public
// reads of it, walking table and view side by side.
func (k *checker) contributions(ctx context.Context) (err error) {
	public, err := k.c.queryOnce(ctx, "SELECT "+publicColumns+", seq FROM published_contribution ORDER BY seq")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, public.close()) }()
	more := public.next()
	err = k.c.each(ctx, "SELECT "+staffColumns+", area, cell, min_lon, min_lat, max_lon, max_lat FROM contribution NOT INDEXED ORDER BY seq", nil,
		func(row []driver.Value) error {
			own := len(row) - 6
			var c store.Contribution
			st := k.areas[integer(row[own])]
			if st == nil {
				return nil // said by area or as a reference
			}
			say := func(code, detail string) {
				k.found(Finding{Code: code, Area: st.area.Slug, ID: c.ID, Detail: detail})
			}
			if err := scan(row[:own], &c); err != nil {
				say("contribution", err.Error())
				return nil
			}
			for _, detail := range checkContribution(st.area, &c, row[own+1:]) {
				say("contribution", detail)
			}
			var shown *store.Contribution
			for ; more && integer(public.values[publicCount]) <= c.Seq; more = public.next() {
				if integer(public.values[publicCount]) == c.Seq {
					shown = &store.Contribution{}
					if err := scan(public.values[:publicCount], shown); err != nil {
						return err
					}
				}
			}
			if !agrees(&c, shown, st.area.Policy) {
				say("visible", "the public reads something else than the rules let it see")
			}
			return nil
		})
	return errors.Join(err, public.err)
}

// checkContribution says what is wrong with one row; index are its cell and box.
func checkContribution(a *store.Area, c *store.Contribution, index []driver.Value) (wrong []string) {
	m := a.Method(c.Method)
	if a.Wave(c.Wave) == nil || m == nil || m.Prompt(c.Prompt) == nil {
		wrong = append(wrong, "its wave, method or prompt is not the area's")
	}
	if c.Geometry != nil {
		g, err := geo.Canonical(c.Geometry)
		if err != nil || !orb.Equal(g, c.Geometry) {
			wrong = append(wrong, "its geometry is not in canonical form")
		}
	}
	want := geometryValues(c.Geometry)
	if !reflect.DeepEqual([]any{want[2], want[4], want[5], want[6], want[7]}, values(index)) {
		wrong = append(wrong, "the index of its geometry does not fit it")
	}
	p := a.Place(c.Place)
	if c.AtPlace && (p == nil || p.Position == nil || !orb.Equal(*p.Position, c.Geometry)) {
		wrong = append(wrong, "it should be at its place and is not")
	}
	return wrong
}

func values(row []driver.Value) []any {
	out := make([]any, len(row))
	for i, v := range row {
		out[i] = v
	}
	return out
}

// agrees says whether shown, nil for nothing, is what Visible leaves of c.
func agrees(c, shown *store.Contribution, policy store.Policy) bool {
	if visible := c.Visible(store.AudiencePublic, policy); !visible || shown == nil {
		return !visible && shown == nil
	}
	return reflect.DeepEqual(*shown, store.Contribution{
		ID: c.ID, Kind: c.Kind, Prompt: c.Prompt, Place: c.Place, PlaceText: c.PlaceText, Title: c.Title, Text: c.Text,
		Wish: c.Wish, Theme: c.Theme, PeriodFrom: c.PeriodFrom, PeriodTo: c.PeriodTo, Byline: c.Byline, Lang: c.Lang,
		Method: c.Method, Wave: c.Wave, CreatedAt: c.CreatedAt, Geometry: c.Geometry, Agreements: c.Agreements,
	})
}
