package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// Every command says what it does and shows an example that begins as it is called.
func TestHelp(t *testing.T) {
	t.Parallel()
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, c := range cmd.Commands() {
			walk(c)
		}
		if cmd.Short == "" || !strings.Contains(cmd.Example, cmd.CommandPath()) {
			t.Errorf("%s: Short %q, Example %q", cmd.CommandPath(), cmd.Short, cmd.Example)
		}
		help := must(t, append(strings.Fields(cmd.CommandPath())[1:], "--help")...)
		if !strings.Contains(help, cmd.Example) {
			t.Errorf("%s --help does not show the example", cmd.CommandPath())
		}
	}
	walk(newRoot(noEnvironment))
	if got := must(t); !strings.Contains(got, "Exit codes") {
		t.Errorf("kvarter alone says %q", got)
	}
}

// Exit codes mean something, and what is wrong comes with what to do.
func TestRefusals(t *testing.T) {
	t.Parallel()
	dir := withTorstrand(t)
	file := func(name, content string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const id = "0d9ff0ad-3d3b-4c1e-9a57-5a2cf9a3a5f1"
	for _, c := range []struct {
		exit int
		says string
		args []string
	}{
		{exitUsage, "unknown command", []string{"sreve"}},
		{exitUsage, "apply, list, show", []string{"area"}},
		{exitUsage, `unknown command "remove"`, []string{"area", "remove"}},
		{exitUsage, "unknown flag: --fast", []string{"serve", "--fast"}},
		{exitUsage, "must be one of text, json", []string{"serve", "--log-format", "xml"}},
		{exitUsage, "accepts 1 arg", []string{"import", "--area", "torstrand"}},
		{exitUsage, `required flag(s) "area"`, []string{"export", "--format", "csv"}},
		{exitUsage, "must be one of administrator", []string{"token", "create", "--role", "boss"}},
		{exitUsage, "no token's number", []string{"token", "revoke", "first"}},
		{exitUsage, "--bbox: ", []string{"export", "--area", "torstrand", "--format", "csv", "--bbox", "1,2"}},
		{exitUsage, "--datetime: malformed", []string{"export", "--area", "torstrand", "--format", "csv", "--datetime", "may"}},
		{exitUsage, "not both", []string{"review", "publish", "--area", "torstrand"}},
		{exitUsage, "no answer's id", []string{"review", "publish", "--area", "torstrand", "all"}},
		{exitUsage, "part: unknown", []string{"review", "publish", "--area", "torstrand", "--part", "hat", id}},
		{exitUsage, `required flag(s) "reason"`, []string{"review", "hide", "--area", "torstrand", id}},
		{exitUsage, "at least 1", []string{"demo", "--area", "torstrand", "--contributions", "0"}},
		{exitUsage, "neither CSV nor GeoJSON", []string{"import", "answers.xlsx", "--area", "torstrand"}},
		{exitRefused, `unknown field "torstrand"`, []string{"area", "apply", file("a.yaml", "torstrand: 1\n")}},
		{exitRefused, "--yes", []string{"restore", file("b.db", "")}},
		{exitRefused, "is there already", []string{"backup", file("c.db", "")}},
		{exitRefused, "no PMTiles file", []string{"serve", "--basemap", file("d.pmtiles", "PMTiles")}},
		{exitNotFound, "no such file or directory\n  → look at its name", []string{"serve", "--basemap", "nowhere.pmtiles"}},
		{exitNotFound, "no such file or directory\n  → look at its name", []string{"area", "apply", "nowhere.yaml"}},
		{exitNotFound, "no such file or directory\n  → look at its name", []string{"import", "nowhere.csv", "--area", "torstrand"}},
		{exitNotFound, "there is: torstrand", []string{"export", "--area", "bergen", "--format", "csv"}},
		{exitNotFound, "there is: torstrand", []string{"token", "create", "--role", "analyst", "--area", "bergen"}},
		{exitNotFound, "there is: torstrand", []string{"area", "show", "bergen"}},
		{exitNotFound, "kvarter: no token 7\n  → kvarter token list", []string{"token", "revoke", "7"}},
		{exitNotFound, "kvarter: no answer " + id + " (0 of 1 were done before it)\n  → kvarter review list", []string{"review", "publish", "--area", "torstrand", id}},
	} {
		args := c.args
		if c.exit != exitUsage {
			args = append(args, "--data", dir)
		}
		o := try(t, args...)
		if o.exit != c.exit || !strings.Contains(o.stderr, c.says) || o.stdout != "" {
			t.Errorf("kvarter %s: exit %d\n%s%s", strings.Join(c.args, " "), o.exit, o.stdout, o.stderr)
		}
	}
}

// A mistyped --data makes no new database.
func TestNoData(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "dta")
	o := try(t, "area", "list", "--data", dir)
	if o.exit != exitNotFound || !strings.Contains(o.stderr, "--data") {
		t.Errorf("exit %d: %s", o.exit, o.stderr)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the directory was made")
	}
}

// KVARTER_… sets what the command line leaves alone.
func TestEnvironment(t *testing.T) {
	t.Parallel()
	dir := withTorstrand(t)
	environment := map[string]string{"KVARTER_DATA": dir}
	getenv := func(name string) string { return environment[name] }
	var out, errors strings.Builder
	if err := run(t.Context(), []string{"area", "list"}, getenv, nil, &out, &errors); err != nil || !strings.Contains(out.String(), "torstrand") {
		t.Errorf("%v: %s", err, out.String())
	}
	if err := run(t.Context(), []string{"area", "list", "--data", t.TempDir()}, getenv, nil, &out, &errors); err == nil {
		t.Error("--data does not come before KVARTER_DATA")
	}
	environment["KVARTER_CREATE_LIMIT"] = "maybe"
	err := run(t.Context(), []string{"serve"}, getenv, nil, &out, &errors)
	if exit := report(&errors, err); exit != exitUsage || !strings.Contains(errors.String(), "KVARTER_CREATE_LIMIT") {
		t.Errorf("exit %d: %s", exit, errors.String())
	}
}
