package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// imports is who may import whom: of ours, by package.
var imports = map[string][]string{
	"geo":             {},
	"store":           {"geo"},
	"store/sqlite":    {"geo", "store"},
	"store/storetest": {"geo", "store"},
	"store/area":      {"geo", "store"},
	"store/export":    {"geo", "store"},
	"store/ingest":    {"geo", "store"},
	"store/demo":      {"geo", "store"},
	"api/ogc":         {"geo", "store", "store/export"},
	"api/live":        {"geo", "store"},
	"api":             {"geo", "store", "store/export", "store/ingest", "api/live", "api/ogc"},
	"frontend":        {},
	"cmd/kvarter":     {"geo", "store", "store/sqlite", "store/area", "store/export", "store/ingest", "store/demo", "api", "frontend"},
}

// only is what may be imported in these packages alone, with all below it.
var only = map[string][]string{
	"modernc.org/sqlite":                    {"store/sqlite", "store/export"},
	"github.com/xuri/excelize":              {"store/export"},
	"github.com/labstack/echo":              {"api", "api/ogc"},
	"github.com/go-playground/validator":    {"api"},
	"github.com/alexedwards/argon2id":       {"api"},
	"github.com/trustelem/zxcvbn":           {"api"},
	"github.com/spf13/cobra":                {"cmd/kvarter"},
	"github.com/spf13/pflag":                {"cmd/kvarter"},
	"github.com/pressly/goose":              {"store/sqlite"},
	"github.com/gofrs/flock":                {"store/sqlite"},
	"github.com/goccy/go-yaml":              {"store/area", "store/ingest", "api"},
	"github.com/paulmach/orb/":              {"geo"},
	"database/sql":                          {"store/sqlite", "store/export"},
	"net/http":                              {"api", "api/ogc", "cmd/kvarter"},
	"testing":                               {"store/storetest"},
	"embed":                                 {"frontend", "store", "store/sqlite", "store/area", "api", "api/ogc"},
	"github.com/getkin/kin-openapi":         {},
	"github.com/schollz/progressbar":        {"cmd/kvarter"},
	"github.com/go-json-experiment/json":    {"geo", "store/sqlite", "store/export", "store/ingest", "api", "api/live", "api/ogc"},
	"github.com/santhosh-tekuri/jsonschema": {},
	"github.com/stretchr/testify":           {},
}

// TestImports holds the table above. Tests may import what they like.
func TestImports(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "kvarter/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(p.ImportPath, "kvarter/")
		ours, known := imports[name]
		if !known {
			t.Errorf("%s is not in the table: say what it may import", name)
		}
		for _, i := range p.Imports {
			if of, isOurs := strings.CutPrefix(i, "kvarter/"); isOurs && !slices.Contains(ours, of) {
				t.Errorf("%s imports %s", name, of)
			}
			for outside, by := range only {
				if strings.HasPrefix(i, outside) && !slices.Contains(by, name) {
					t.Errorf("%s imports %s", name, i)
				}
			}
		}
	}
}
