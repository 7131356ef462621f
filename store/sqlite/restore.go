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
// hidden hidden, also if the file is older; published parts that were changed
// since wait for review. Rev grows on: one ChangeRestore takes the place of all
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
var restored = []string{"area", "area_history", "participant", "contribution", "token", "tombstone"}

// keepReview lets nothing come back to the public that was taken from it since
// the backup: what is hidden now stays hidden, and a published part that has
// another content now, so that somebody changed it, waits for review again.
const keepReview = `UPDATE backup.contribution AS b SET
	review_geometry = CASE WHEN b.review_geometry IS NULL THEN NULL
		WHEN m.review_geometry = 'hidden' THEN 'hidden'
		WHEN b.review_geometry = 'published' AND (b.lon, b.lat, b.wkb, b.place) IS NOT (m.lon, m.lat, m.wkb, m.place)
			AND NOT (b.at_place AND m.at_place AND b.place = m.place) THEN 'pending'
		ELSE b.review_geometry END,
	review_words = CASE WHEN b.review_words IS NULL THEN NULL
		WHEN m.review_words = 'hidden' THEN 'hidden'
		WHEN b.review_words = 'published' AND (b.text, b.wish, b.title, b.place_text) IS NOT (m.text, m.wish, m.title, m.place_text)
			THEN 'pending'
		ELSE b.review_words END,
	review_byline = CASE WHEN b.review_byline IS NULL THEN NULL
		WHEN m.review_byline = 'hidden' THEN 'hidden'
		WHEN b.review_byline = 'published' AND b.byline IS NOT m.byline THEN 'pending'
		ELSE b.review_byline END,
	hidden_reason = CASE WHEN b.review_geometry IS NOT NULL AND m.review_geometry = 'hidden'
			OR b.review_words IS NOT NULL AND m.review_words = 'hidden'
			OR b.review_byline IS NOT NULL AND m.review_byline = 'hidden' THEN m.hidden_reason
		ELSE b.hidden_reason END
	FROM main.contribution m JOIN main.area ma ON ma.id = m.area JOIN backup.area ba ON ba.slug = ma.slug
	WHERE b.area = ba.id AND b.id = m.id`

// replaceAll gives the database the rows of backup, after what must not be
// forgotten has been added there.
func replaceAll(ctx context.Context, c *conn) error {
	for _, sql := range []string{
		keepReview,
		`INSERT OR IGNORE INTO backup.tombstone SELECT * FROM main.tombstone`,
		`DELETE FROM backup.contribution WHERE EXISTS (
			SELECT 1 FROM backup.tombstone t JOIN backup.area a ON a.slug = t.area
			WHERE a.id = contribution.area AND t.id = contribution.id)`,
		`UPDATE backup.token SET revoked_at = (SELECT m.revoked_at FROM main.token m WHERE m.hash = token.hash)
			WHERE revoked_at IS NULL AND hash IN (SELECT hash FROM main.token)`,
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
