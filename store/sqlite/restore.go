package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"kvarter/store"
)

// errDamagedFile says that a backup cannot be trusted.
var errDamagedFile = errors.New("the file is damaged")

// Restore replaces everything by what file holds, in one transaction, also while
// a server has the database open. Before, it backs the present state up beside
// the database and returns that file's name; without it nothing is replaced.
//
// What was withdrawn stays withdrawn, what was revoked revoked and what was
// hidden hidden, also if the file is older; published parts that were changed or
// urgently reported since wait for review. Names that were taken off, agreements
// that were taken back and background answers are as they are now. Rev grows on: one ChangeRestore takes the place of all
// changes. The file must be a Kvarter database, whole, and of no newer version
// (store.ErrNewerDatabase); an older one is migrated in a copy.
func (s *Store) Restore(ctx context.Context, file string) (before string, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("restore %s: %w", file, err)
		}
	}()
	if _, err := os.Stat(file); err != nil {
		return "", err
	}
	dir := filepath.Dir(s.file)
	part, err := emptyFile(dir)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, removeDatabase(part)) }()
	if err := prepareRestore(ctx, file, part); err != nil {
		return "", err
	}
	before = filepath.Join(dir, "before-restore-"+s.now().UTC().Format("20060102T150405.000000Z")+".db")
	if err := s.Backup(ctx, before); err != nil {
		return "", err
	}
	c, err := connect(ctx, dsn(s.file))
	if err != nil {
		return before, err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	if err := c.run(ctx, "ATTACH ? AS backup", part); err != nil {
		return before, err
	}
	return before, inTransaction(ctx, c, func() error { return replaceAll(ctx, c) })
}

// prepareRestore copies file into part, checks and migrates the copy.
func prepareRestore(ctx context.Context, file, part string) error {
	abs, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	source := url.URL{Scheme: "file", Path: abs, RawQuery: "mode=ro"}
	if err := copyInto(ctx, source.String(), part); err != nil {
		return unreadable(err)
	}
	c, err := connect(ctx, dsn(part))
	if err != nil {
		return err
	}
	err = checkCopy(ctx, c)
	if err = errors.Join(err, c.close()); err != nil {
		return err
	}
	return migrate(ctx, part)
}

// unreadable says what a file is that SQLite cannot read.
func unreadable(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_NOTADB:
			return errForeign
		case sqlite3.SQLITE_CORRUPT:
			return errDamagedFile
		}
	}
	return err
}

func checkCopy(ctx context.Context, c *conn) error {
	version, err := schemaVersion(ctx, c)
	if err != nil {
		return err
	}
	if version == 0 {
		return errForeign
	}
	findings, err := checkFile(ctx, c)
	if err == nil && len(findings) > 0 {
		err = fmt.Errorf("%w: %s", errDamagedFile, findings[0].Detail)
	}
	return err
}

func inTransaction(ctx context.Context, c *conn, f func() error) error {
	if err := c.run(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := f()
	if err == nil {
		err = c.run(ctx, "COMMIT")
	}
	if err != nil {
		_ = c.run(background, "ROLLBACK") // fails if SQLite has rolled back already
	}
	return err
}

// restored are the tables that a restore replaces, each before those that refer
// to it.
var restored = []string{"area", "area_history", "participant", "contribution", "agreement", "report", "workshop", "host_link", "token", "recipe", "placement", "redaction", "remark",
	"layer", "tombstone"}

// sameContribution joins rows b of backup with rows m of main.
const sameContribution = `main.contribution m JOIN main.area ma ON ma.id = m.area JOIN backup.area ba ON ba.slug = ma.slug`

// keepReview lets nothing come back to the public that was taken from it since
// the backup: what is hidden now, or for the programme alone, stays so, and a
// published part that has another content now, so that somebody changed it, or
// that an open report took off, waits for review again.
const keepReview = `UPDATE backup.contribution AS b SET
	share = CASE WHEN m.share = 'programme' THEN 'programme' ELSE b.share END,
	review_geometry = CASE WHEN b.review_geometry IS NULL THEN NULL
		WHEN m.review_geometry = 'hidden' THEN 'hidden'
		WHEN b.review_geometry = 'published' AND (b.lon, b.lat, b.wkb, b.place) IS NOT (m.lon, m.lat, m.wkb, m.place)
			AND NOT (b.at_place AND m.at_place AND b.place = m.place) THEN 'pending'
		ELSE b.review_geometry END,
	review_words = CASE WHEN b.review_words IS NULL THEN NULL
		WHEN m.review_words = 'hidden' THEN 'hidden'
		WHEN b.review_words = 'published' AND (b.text, b.wish, b.title, b.place_text) IS NOT (m.text, m.wish, m.title, m.place_text)
			THEN 'pending'
		WHEN b.review_words = 'published' AND ` + reported + ` THEN 'pending'
		ELSE b.review_words END,
	review_byline = CASE WHEN b.review_byline IS NULL THEN NULL
		WHEN m.review_byline = 'hidden' THEN 'hidden'
		WHEN b.review_byline = 'published' AND (b.byline IS NOT m.byline OR ` + reported + `) THEN 'pending'
		ELSE b.review_byline END,
	hidden_reason = CASE WHEN b.review_geometry IS NOT NULL AND m.review_geometry = 'hidden'
			OR b.review_words IS NOT NULL AND m.review_words = 'hidden'
			OR b.review_byline IS NOT NULL AND m.review_byline = 'hidden' THEN m.hidden_reason
		ELSE b.hidden_reason END
	FROM ` + sameContribution + ` WHERE b.area = ba.id AND b.id = m.id`

// reported says that staff have still to look at what took m off the map.
const reported = `EXISTS (SELECT 1 FROM main.report r
	WHERE r.contribution = m.seq AND r.decided_at IS NULL AND r.reason IN ('personal_data', 'threat'))`

// keepReports adds the reports of now, and what was decided on those in backup.
const keepReports = `INSERT INTO backup.report (id, contribution, reason, text, created_at, decided_at, upheld)
	SELECT r.id, b.seq, r.reason, r.text, r.created_at, r.decided_at, r.upheld
	FROM main.report r JOIN ` + sameContribution + `
	JOIN backup.contribution b ON b.area = ba.id AND b.id = m.id WHERE m.seq = r.contribution
	ON CONFLICT (id) DO UPDATE SET decided_at = excluded.decided_at, upheld = excluded.upheld`

// keepBackground gives participants what they answer now: all of it is their own
// and newer.
const keepBackground = `UPDATE backup.participant AS b SET background = m.background, nameless = m.nameless, acts = m.acts + 1
	FROM main.participant m WHERE m.id = b.id`

// keepNameless takes off names that were taken off since, and those of who may
// not be named now.
const keepNameless = `UPDATE backup.contribution AS b SET
	byline = NULL, review_byline = NULL, consent_lang = NULL, consent_at = NULL,
	share = CASE share WHEN 'named' THEN 'anonymous' ELSE share END,
	hidden_reason = CASE WHEN 'hidden' IN (review_geometry, review_words) THEN hidden_reason END
	WHERE byline IS NOT NULL AND (
		EXISTS (SELECT 1 FROM backup.participant p WHERE p.seq = b.participant AND p.nameless)
		OR EXISTS (SELECT 1 FROM ` + sameContribution + ` WHERE ba.id = b.area AND m.id = b.id AND m.byline IS NULL))`

// keepAside and keepPersonsAside keep out whom staff set aside since.
const (
	keepAside = `UPDATE backup.contribution AS b SET aside = 1
		FROM ` + sameContribution + ` WHERE b.area = ba.id AND b.id = m.id AND m.aside`
	keepPersonsAside = `UPDATE backup.participant AS b SET aside = m.aside
		FROM main.participant m WHERE m.id = b.id AND m.aside IS NOT NULL`
)

// The people in charge are not replaced: who may something now is decided now.
// Only where nobody is yet, as on a new machine, those of the backup come in,
// without sessions and links. Logs are only ever added to.
var restoreStaff = []string{
	`INSERT INTO main.staff SELECT * FROM backup.staff WHERE NOT EXISTS (SELECT 1 FROM main.staff)`,
	`INSERT INTO main.staff_right SELECT b.* FROM backup.staff_right b JOIN backup.staff s ON s.id = b.staff
		JOIN main.staff m ON (m.id, m.email, m.created_at) = (s.id, s.email, s.created_at)
		WHERE NOT EXISTS (SELECT 1 FROM main.staff_right)`,
	`INSERT INTO main.staff_password SELECT b.* FROM backup.staff_password b JOIN backup.staff s ON s.id = b.staff
		JOIN main.staff m ON (m.id, m.email, m.created_at) = (s.id, s.email, s.created_at)
		WHERE NOT EXISTS (SELECT 1 FROM main.staff_password)`,
	`INSERT OR IGNORE INTO main.access SELECT * FROM backup.access`,
	`INSERT OR IGNORE INTO main.review_log SELECT * FROM backup.review_log`,
}

// dropAgreements takes back those that are not there any more, though their
// participant and their contribution are.
const dropAgreements = `DELETE FROM backup.agreement WHERE EXISTS (
	SELECT 1 FROM backup.contribution b JOIN backup.participant bp JOIN main.participant mp ON mp.id = bp.id
	JOIN ` + sameContribution + `
	WHERE ba.id = b.area AND m.id = b.id AND b.seq = agreement.contribution AND bp.seq = agreement.participant
	AND NOT EXISTS (SELECT 1 FROM main.agreement g WHERE g.participant = mp.seq AND g.contribution = m.seq))`

// replaceAll gives the database the rows of backup, after what must not be
// forgotten has been added there.
func replaceAll(ctx context.Context, c *conn) error {
	for _, sql := range []string{
		keepReview,
		`INSERT OR IGNORE INTO backup.tombstone SELECT * FROM main.tombstone`,
		`DELETE FROM backup.contribution WHERE EXISTS (
			SELECT 1 FROM backup.tombstone t JOIN backup.area a ON a.slug = t.area
			WHERE a.id = contribution.area AND t.id = contribution.id)`,
		`DELETE FROM backup.participant WHERE EXISTS (
			SELECT 1 FROM backup.tombstone t JOIN backup.area a ON a.slug = t.area
			WHERE a.id = participant.area AND t.id = participant.id)`,
		keepReports, keepBackground, keepNameless, dropAgreements,
		// Copying the agreements counts them.
		`UPDATE backup.contribution SET agreements = 0 WHERE agreements <> 0`,
		`UPDATE backup.token SET revoked_at = (SELECT m.revoked_at FROM main.token m WHERE m.hash = token.hash)
			WHERE revoked_at IS NULL AND hash IN (SELECT hash FROM main.token)`,
		`UPDATE backup.recipe SET revoked_at = (SELECT m.revoked_at FROM main.recipe m WHERE m.hash = recipe.hash)
			WHERE revoked_at IS NULL AND hash IN (SELECT hash FROM main.recipe)`,
		`UPDATE backup.host_link SET revoked_at = (SELECT m.revoked_at FROM main.host_link m WHERE m.hash = host_link.hash)
			WHERE revoked_at IS NULL AND hash IN (SELECT hash FROM main.host_link)`,
		keepAside, keepPersonsAside,
		`DELETE FROM main.review_undo`,
		`DELETE FROM main.change`,
	} {
		if err := c.run(ctx, sql); err != nil {
			return err
		}
	}
	for i := range restored {
		if err := c.run(ctx, "DELETE FROM main."+restored[len(restored)-1-i]); err != nil {
			return err
		}
	}
	for _, table := range restored {
		if err := copyTable(ctx, c, table); err != nil {
			return err
		}
	}
	for _, sql := range restoreStaff {
		if err := c.run(ctx, sql); err != nil {
			return err
		}
	}
	return markRestore(ctx, c)
}

func copyTable(ctx context.Context, c *conn, table string) error {
	var columns []string
	// Generated columns are not listed there.
	err := c.each(ctx, "SELECT name FROM pragma_table_info(?, 'main')", []any{table}, func(row []driver.Value) error {
		columns = append(columns, text(row[0]))
		return nil
	})
	if err != nil {
		return err
	}
	list := strings.Join(columns, ", ")
	return c.run(ctx, "INSERT INTO main."+table+" ("+list+") SELECT "+list+" FROM backup."+table)
}

// markRestore leaves one change above all that either database ever counted,
// and lets every area's rev say that it may be another than before.
func markRestore(ctx context.Context, c *conn) error {
	rev, err := c.number(ctx, `SELECT 1 + max(seq) FROM (
		SELECT seq FROM main.sqlite_sequence WHERE name = 'change'
		UNION ALL SELECT seq FROM backup.sqlite_sequence WHERE name = 'change'
		UNION ALL SELECT 0)`)
	if err != nil {
		return err
	}
	if err := c.run(ctx, "INSERT INTO main.change (rev, kind) VALUES (?, ?)", rev, string(store.ChangeRestore)); err != nil {
		return err
	}
	return c.run(ctx, "UPDATE main.area SET rev = ?", rev)
}
