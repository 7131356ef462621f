package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
)

// serveRival is the child process: server NAME ADDR DATA.
func serveRival(ctx context.Context, args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("server NAME ADDR DATA")
	}
	switch name, addr, data := args[0], args[1], args[2]; name {
	case "echo":
		return serveEcho(ctx, addr)
	case "single":
		return serveSingle(ctx, addr, data)
	case "postgis":
		return servePostGIS(ctx, addr, data)
	case "pocketbase":
		return servePocketBase(ctx, addr, data)
	}
	return fmt.Errorf("no such rival")
}

// body is what a phone sends.
type body struct {
	ID          string          `json:"id"`
	Participant string          `json:"participant"`
	Prompt      string          `json:"prompt"`
	Geometry    json.RawMessage `json:"geometry"`
	LocatedBy   string          `json:"located_by"`
	Text        string          `json:"text"`
	Lang        string          `json:"lang"`
}

// serveEcho decodes, encodes and stores nothing: the ceiling.
func serveEcho(ctx context.Context, addr string) error {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.GET("/healthz", func(c echo.Context) error { return c.NoContent(http.StatusOK) })
	e.POST("/api/v1/areas/:area/contributions", func(c echo.Context) error {
		var b body
		if err := c.Bind(&b); err != nil {
			return err
		}
		return c.JSON(http.StatusCreated, b)
	})
	return serve(ctx, e, addr)
}

func serve(ctx context.Context, e *echo.Echo, addr string) error {
	go func() {
		<-ctx.Done()
		_ = e.Close()
	}()
	if err := e.Start(addr); err != nil && err != http.ErrServerClosed {
		return err
	}
	return nil
}

// servePocketBase is PocketBase with the same columns, durable as Kvarter is.
func servePocketBase(ctx context.Context, addr, data string) error {
	app := pocketbase.NewWithConfig(pocketbase.Config{
		DefaultDataDir:  data,
		HideStartBanner: true,
		DBConnect: func(path string) (*dbx.DB, error) {
			// PocketBase's own pragmas, but synchronous, which is FULL.
			return dbx.Open("sqlite", path+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)"+
				"&_pragma=journal_size_limit(200000000)&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)"+
				"&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)")
		},
	})
	if err := app.Bootstrap(); err != nil {
		return err
	}
	if err := app.RunAllMigrations(); err != nil {
		return err
	}
	if err := createCollection(app); err != nil {
		return err
	}
	settings := app.Settings()
	settings.RateLimits.Enabled = false
	settings.Logs.MaxDays = 0
	if err := app.Save(settings); err != nil {
		return err
	}
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		e.Router.GET("/healthz", func(r *core.RequestEvent) error { return r.NoContent(http.StatusOK) })
		return e.Next()
	})
	served := make(chan error, 1)
	go func() { served <- apis.Serve(app, apis.ServeConfig{HttpAddr: addr, ShowStartBanner: false}) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done(): // it knows no way to be stopped but with its process
		return nil
	}
}

func createCollection(app core.App) error {
	c := core.NewBaseCollection("contributions")
	everybody := ""
	c.CreateRule = &everybody
	// Who subscribes is told what they could list.
	c.ListRule, c.ViewRule = &everybody, &everybody
	c.Fields.Add(
		&core.TextField{Name: "uuid", Required: true, Pattern: `^[0-9a-f-]{36}$`},
		&core.TextField{Name: "participant", Required: true, Max: 36},
		&core.TextField{Name: "prompt", Required: true, Max: 64},
		&core.NumberField{Name: "lon"}, &core.NumberField{Name: "lat"},
		&core.TextField{Name: "located_by", Max: 16},
		&core.TextField{Name: "text", Max: 1000},
		&core.TextField{Name: "lang", Max: 35},
		&core.AutodateField{Name: "created", OnCreate: true},
	)
	c.AddIndex("contributions_uuid", true, "uuid", "")
	c.AddIndex("contributions_participant", false, "participant, prompt", "")
	c.AddIndex("contributions_place", false, "lon, lat", "")
	return app.Save(c)
}

// pocketBody is the same answer in PocketBase's form.
func pocketBody(b body, lon, lat float64) []byte {
	out, _ := json.Marshal(map[string]any{
		"uuid": b.ID, "participant": b.Participant, "prompt": b.Prompt, "lon": lon, "lat": lat,
		"located_by": b.LocatedBy, "text": b.Text, "lang": b.Lang,
	})
	return out
}

func dataFolder(root, name string, round int) string {
	return filepath.Join(root, strings.ReplaceAll(name, " ", "-")+fmt.Sprint(round))
}
