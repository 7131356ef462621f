package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/labstack/echo/v4"
)

// postgis is a PostgreSQL server of our own with PostGIS, on loopback only, with
// the rows that Kvarter's public sees.
type postgis struct {
	cmd  *exec.Cmd
	url  string
	pool *pgxpool.Pool
}

// startPostGIS makes a database in dir and copies the rows of k into it, with
// indexes as PostGIS's manual has them.
func startPostGIS(ctx context.Context, dir string, k *server) (p *postgis, err error) {
	bin, err := postgresBin()
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "postgres")
	if err := errors.Join(os.RemoveAll(data), os.Mkdir(data, 0o700)); err != nil {
		return nil, err
	}
	as, err := postgresUser(dir, data)
	if err != nil {
		return nil, err
	}
	initdb := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "-N")
	initdb.SysProcAttr, initdb.Dir = as, data
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	addr, err := freeAddress()
	if err != nil {
		return nil, err
	}
	_, port, _ := strings.Cut(addr, ":")
	p = &postgis{url: "postgres://postgres@" + addr + "/postgres?sslmode=disable"}
	// Sized for the machine as its manual advises; nothing is written while it is measured.
	settings := []string{
		"listen_addresses=127.0.0.1", "port=" + port, "unix_socket_directories=" + data, "shared_buffers=1GB", "work_mem=64MB",
		"maintenance_work_mem=512MB", "effective_cache_size=8GB", "random_page_cost=1.1", "jit=off", "fsync=off", "max_wal_size=4GB",
	}
	args := []string{"-D", data}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	p.cmd = exec.Command(filepath.Join(bin, "postgres"), args...)
	p.cmd.SysProcAttr, p.cmd.Dir = as, data
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	if p.pool, err = pgxpool.New(ctx, p.url); err == nil {
		if err = p.wait(ctx); err == nil {
			err = p.load(ctx, k)
		}
	}
	if err != nil {
		p.stop()
		return nil, fmt.Errorf("PostGIS: %w", err)
	}
	return p, nil
}

// postgresBin is the folder of the newest PostgreSQL that Debian installed, or
// that of the one in PATH.
func postgresBin() (string, error) {
	if all, _ := filepath.Glob("/usr/lib/postgresql/*/bin"); len(all) > 0 {
		return all[len(all)-1], nil
	}
	found, err := exec.LookPath("initdb")
	return filepath.Dir(found), err
}

// postgresUser: PostgreSQL does not run as root, but as its own user, who then
// needs the folder and a way into it.
func postgresUser(dir, data string) (*syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return &syscall.SysProcAttr{}, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err1 := strconv.Atoi(u.Uid)
	gid, err2 := strconv.Atoi(u.Gid)
	err = errors.Join(err1, err2, os.Chown(data, uid, gid), os.Chmod(dir, 0o711))
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, err
}

func (p *postgis) wait(ctx context.Context) (err error) {
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if err = p.pool.Ping(ctx); err == nil || ctx.Err() != nil {
			return err
		}
	}
	return err
}

func (p *postgis) stop() {
	if p.pool != nil {
		p.pool.Close()
		p.pool = nil
	}
	if p.cmd != nil {
		_ = p.cmd.Process.Signal(syscall.SIGINT)
		_ = p.cmd.Wait()
		p.cmd = nil
	}
}

// load streams Kvarter's public CSV into a table of typed columns, with the
// shapes in degrees for boxes and in web mercator for tiles.
func (p *postgis) load(ctx context.Context, k *server) error {
	res, err := http.Get("http://" + k.addr + exportPath + "csv")
	if err != nil {
		return err
	}
	defer res.Body.Close()
	in := bufio.NewReaderSize(res.Body, 1<<20)
	header, err := in.ReadString('\n')
	if err != nil {
		return err
	}
	header = strings.TrimPrefix(strings.TrimSpace(header), "\ufeff")
	var columns, kept []string
	for name := range strings.SplitSeq(header, ",") {
		columns = append(columns, fmt.Sprintf("%q text", name))
		switch name {
		case "id", "lon", "lat", "wkt", "agreements", "created_at":
		default:
			kept = append(kept, fmt.Sprintf("%q", name))
		}
	}
	conn, err := p.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "CREATE EXTENSION postgis; CREATE UNLOGGED TABLE raw ("+strings.Join(columns, ", ")+")"); err != nil {
		return err
	}
	if _, err := conn.Conn().PgConn().CopyFrom(ctx, io.Reader(in), "COPY raw FROM STDIN (FORMAT csv)"); err != nil {
		return err
	}
	for _, sql := range []string{
		"CREATE TABLE contribution AS SELECT id::uuid, agreements::int, created_at::date, " + strings.Join(kept, ", ") +
			", ST_GeomFromText(wkt, 4326) AS geom, ST_Transform(ST_GeomFromText(wkt, 4326), 3857) AS mercator FROM raw WHERE wkt <> ''",
		"DROP TABLE raw",
		"ALTER TABLE contribution ADD PRIMARY KEY (id)",
		"CREATE INDEX ON contribution USING gist (geom)",
		"CREATE INDEX ON contribution USING gist (mercator)",
		"VACUUM ANALYZE contribution",
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%.40s: %w", sql, err)
		}
	}
	return nil
}

// tile asks for a tile with the properties that Kvarter's have.
func (p *postgis) tile(ctx context.Context, z, x, y int) (time.Duration, error) {
	begin := time.Now()
	var b []byte
	err := p.pool.QueryRow(ctx, `SELECT ST_AsMVT(t, 'points', 4096, 'geom') FROM (
		SELECT id::text, prompt, wave, 1 AS count, ST_AsMVTGeom(mercator, ST_TileEnvelope($1, $2, $3), 4096, 128, true) AS geom
		FROM contribution WHERE mercator && ST_TileEnvelope($1, $2, $3, margin => 128.0 / 4096)) t`, z, x, y).Scan(&b)
	if err == nil && len(b) == 0 {
		err = errors.New("the tile is empty")
	}
	return time.Since(begin), err
}

// servePostGIS answers boxes with a page of points as GeoJSON, made by PostGIS,
// and how many there are.
func servePostGIS(ctx context.Context, addr, url string) error {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return err
	}
	defer pool.Close()
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.GET("/healthz", func(c echo.Context) error { return c.NoContent(http.StatusOK) })
	e.GET("/items", func(c echo.Context) error {
		var box [4]float64
		for i, s := range strings.SplitN(c.QueryParam("bbox"), ",", 4) {
			if box[i], err = strconv.ParseFloat(s, 64); err != nil {
				return err
			}
		}
		var page []byte
		err := pool.QueryRow(c.Request().Context(), pageSQL, box[0], box[1], box[2], box[3], c.QueryParam("limit")).Scan(&page)
		if errors.Is(err, pgx.ErrNoRows) {
			return c.NoContent(http.StatusNotFound)
		}
		if err != nil {
			return err
		}
		return c.Blob(http.StatusOK, "application/geo+json", page)
	})
	return serve(ctx, e, addr)
}

const pageSQL = `WITH found AS MATERIALIZED (
		SELECT * FROM contribution WHERE geom && ST_MakeEnvelope($1, $2, $3, $4, 4326) AND GeometryType(geom) = 'POINT')
	SELECT '{"type":"FeatureCollection","numberMatched":' || (SELECT count(*) FROM found) || ',"features":[' ||
		coalesce(string_agg(ST_AsGeoJSON(t.*, 'geom', 5), ','), '') || ']}'
	FROM (SELECT ` + "id, agreements, created_at, kind, prompt, place, place_text, title, text, wish, theme, period_from, period_to, byline, lang, method, wave, geom" + `
		FROM found ORDER BY id LIMIT $5::int) t`
