package main

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"kvarter/store"
	"kvarter/store/export"
)

// This file is the only reader of flags and of the environment. Each command's
// bind function declares its flags and returns where their values come to be.

// fromEnvironment marks flags that KVARTER_… may set too: --data everywhere and
// every flag of serve. A flag on the command line comes first.
const fromEnvironment = "kvarter_environment"

// applyEnvironment sets every marked flag that the command line left alone.
func applyEnvironment(cmd *cobra.Command, getenv func(string) string) error {
	var err error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		name := environmentName(f.Name)
		value := getenv(name)
		if f.Annotations[fromEnvironment] == nil || f.Changed || value == "" || err != nil {
			return
		}
		if setErr := cmd.Flags().Set(f.Name, value); setErr != nil {
			err = fmt.Errorf("environment variable %s: %w", name, setErr)
		}
	})
	return err
}

func environmentName(flag string) string {
	return "KVARTER_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// environment marks flags as settable by KVARTER_….
func environment(flags *pflag.FlagSet, names ...string) {
	for _, name := range names {
		f := flags.Lookup(name)
		f.Usage += " (" + environmentName(name) + ")"
		_ = flags.SetAnnotation(name, fromEnvironment, nil) // fails only for an unknown flag
		f.Annotations[fromEnvironment] = []string{"true"}
	}
}

// choice is a flag with a closed set of values.
type choice struct {
	value *string
	of    []string
}

func (c choice) String() string {
	if c.value == nil {
		return ""
	}
	return *c.value
}
func (c choice) Type() string { return strings.Join(c.of, "|") }
func (c choice) Set(s string) error {
	if !slices.Contains(c.of, s) {
		return fmt.Errorf("must be one of %s", strings.Join(c.of, ", "))
	}
	*c.value = s
	return nil
}

func bindChoice[T ~string](cmd *cobra.Command, to *string, name, initial, usage string, of ...T) {
	*to = initial
	all := make([]string, len(of))
	for i, v := range of {
		all[i] = string(v)
	}
	cmd.Flags().Var(choice{to, all}, name, usage)
}

func bindData(cmd *cobra.Command) *string {
	data := new(string)
	bindDataTo(cmd, data)
	return data
}

func bindDataTo(cmd *cobra.Command, to *string) {
	cmd.Flags().StringVar(to, "data", "data", "data `directory`")
	environment(cmd.Flags(), "data")
}

func bindArea(cmd *cobra.Command, to *string) {
	cmd.Flags().StringVar(to, "area", "", "slug of the `area`")
	_ = cmd.MarkFlagRequired("area") // the flag was just declared
}

func bindYAML(cmd *cobra.Command) *bool {
	return cmd.Flags().Bool("yaml", false, "the whole area as a file that area apply takes")
}

func bindForce(cmd *cobra.Command) *bool {
	return cmd.Flags().Bool("force", false, "also over what was changed on the area's pages since")
}

func bindYes(cmd *cobra.Command, to *bool) {
	cmd.Flags().BoolVar(to, "yes", false, "do it without asking")
}

type serveConfig struct {
	data, listen, publicURL, baseMap, createLimit, logFormat string
	tlsCert, tlsKey                                          string
	trustedProxies                                           []string
}

func bindServe(cmd *cobra.Command) *serveConfig {
	c := new(serveConfig)
	bindDataTo(cmd, &c.data)
	cmd.Flags().StringVar(&c.listen, "listen", "127.0.0.1:8080", "`address` to listen on")
	cmd.Flags().StringVar(&c.publicURL, "public-url", "", "`address` at which people reach it, as https://kart.example.no")
	cmd.Flags().StringVar(&c.baseMap, "basemap", "none", "PMTiles `file` for the base map, or none")
	bindChoice(cmd, &c.createLimit, "create-limit", "on", "limit of new answers for each address", "on", "off")
	bindChoice(cmd, &c.logFormat, "log-format", "text", "how the log is written", "text", "json")
	cmd.Flags().StringVar(&c.tlsCert, "tls-cert", "", "PEM `file` with the certificate and those above it, to end TLS here")
	cmd.Flags().StringVar(&c.tlsKey, "tls-key", "", "PEM `file` with the certificate's key")
	cmd.MarkFlagsRequiredTogether("tls-cert", "tls-key")
	cmd.Flags().StringSliceVar(&c.trustedProxies, "trusted-proxy", nil, "`address` or network of a proxy that is believed in X-Forwarded-For, as 127.0.0.1 or 10.0.0.0/8 (repeat or separate by commas)")
	environment(cmd.Flags(), "listen", "public-url", "basemap", "create-limit", "log-format", "tls-cert", "tls-key", "trusted-proxy")
	return c
}

type importConfig struct {
	data, area, mapping, status, rejects string
}

func bindImport(cmd *cobra.Command) *importConfig {
	c := new(importConfig)
	bindDataTo(cmd, &c.data)
	bindArea(cmd, &c.area)
	cmd.Flags().StringVar(&c.mapping, "mapping", "", "mapping `file` for a table that is not Kvarter's own export")
	bindChoice(cmd, &c.status, "status", string(store.Pending), "review state of what comes in", store.Pending, store.Published)
	cmd.Flags().StringVar(&c.rejects, "rejects", "", "`file` for rows that cannot be taken (default FILE.rejects.csv)")
	return c
}

type exportConfig struct {
	data, area, format, crs, out string
	filter                       filter
}

func bindExport(cmd *cobra.Command) *exportConfig {
	c := new(exportConfig)
	bindDataTo(cmd, &c.data)
	bindArea(cmd, &c.area)
	var formats []string
	for _, f := range export.Formats {
		formats = append(formats, f.Name)
	}
	bindChoice(cmd, &c.format, "format", "", "file format", formats...)
	_ = cmd.MarkFlagRequired("format") // the flag was just declared
	cmd.Flags().StringVar(&c.crs, "crs", "", "reference `system` of positions: area (its own), EPSG:25832, …; CSV and xlsx have it beside degrees (default WGS 84)")
	cmd.Flags().StringVarP(&c.out, "output", "o", "", "`file` to write, or a folder in which it gets a telling name (default standard output)")
	c.filter = bindFilter(cmd)
	return c
}

type reviewConfig struct {
	data, area, reason string
	parts              []string
	yes                bool
	filter             filter
}

func bindReview(cmd *cobra.Command) *reviewConfig {
	c := new(reviewConfig)
	bindDataTo(cmd, &c.data)
	bindArea(cmd, &c.area)
	c.filter = bindFilter(cmd)
	return c
}

// bindDecision adds what publishing and hiding take beside the filter.
func bindDecision(cmd *cobra.Command, c *reviewConfig) {
	cmd.Flags().StringSliceVar(&c.parts, "part", nil, "only these `parts`: geometry, words, byline (default: every part there is)")
	bindYes(cmd, &c.yes)
}

func bindReason(cmd *cobra.Command, c *reviewConfig) {
	bindChoice(cmd, &c.reason, "reason", "", "why it is hidden; spam, test and duplicate leave all numbers", store.AllReasons...)
	_ = cmd.MarkFlagRequired("reason") // the flag was just declared
}

type tokenConfig struct {
	data, role, area, name string
	days                   int
}

func bindTokenCreate(cmd *cobra.Command) *tokenConfig {
	c := new(tokenConfig)
	bindDataTo(cmd, &c.data)
	bindChoice(cmd, &c.role, "role", "", "what the token may do", store.AllRoles...)
	_ = cmd.MarkFlagRequired("role") // the flag was just declared
	cmd.Flags().StringVar(&c.area, "area", "", "only this `area` (default: every area)")
	cmd.Flags().StringVar(&c.name, "name", "", "`name` to know it by, as who uses it for what")
	cmd.Flags().IntVar(&c.days, "days", 0, "how many `days` it lasts (default until it is revoked)")
	return c
}

type recipeConfig struct {
	data, area, name string
	days             int
	words, bylines   bool
	filter           filter
}

func bindRecipeCreate(cmd *cobra.Command) *recipeConfig {
	c := new(recipeConfig)
	bindDataTo(cmd, &c.data)
	bindArea(cmd, &c.area)
	most := int(store.RecipeLife.Hours() / 24)
	cmd.Flags().StringVar(&c.name, "name", "", "`name` to know it by, as who uses it for what")
	cmd.Flags().IntVar(&c.days, "days", most, "how many `days` it lasts, at most 90")
	cmd.Flags().BoolVar(&c.words, "words", false, "also words that are not published")
	cmd.Flags().BoolVar(&c.bylines, "bylines", false, "also bylines")
	c.filter = bindFilter(cmd)
	return c
}

type staffConfig struct{ data, role, area, name, publicURL string }

func bindStaff(cmd *cobra.Command) *staffConfig {
	c := new(staffConfig)
	bindDataTo(cmd, &c.data)
	return c
}

// bindLinkURL is where the links lead that staff commands print.
func bindLinkURL(cmd *cobra.Command, c *staffConfig) {
	cmd.Flags().StringVar(&c.publicURL, "public-url", "http://localhost:8080", "`address` at which people reach the server")
	environment(cmd.Flags(), "public-url")
}

func bindStaffAdd(cmd *cobra.Command) *staffConfig {
	c := bindStaff(cmd)
	bindLinkURL(cmd, c)
	cmd.Flags().StringVar(&c.name, "name", "", "the person's `name`")
	_ = cmd.MarkFlagRequired("name") // the flag was just declared
	bindChoice(cmd, &c.role, "role", "", "what the person may do", store.AllRoles...)
	_ = cmd.MarkFlagRequired("role") // the flag was just declared
	cmd.Flags().StringVar(&c.area, "area", "", "in this `area` (an administrator without one is of every area)")
	return c
}

type restoreConfig struct {
	data string
	yes  bool
}

func bindRestore(cmd *cobra.Command) *restoreConfig {
	c := new(restoreConfig)
	bindDataTo(cmd, &c.data)
	bindYes(cmd, &c.yes)
	return c
}

type checkConfig struct{ data, server string }

func bindCheck(cmd *cobra.Command) *checkConfig {
	c := new(checkConfig)
	bindDataTo(cmd, &c.data)
	cmd.Flags().StringVar(&c.server, "server", "", "ask the running server at this `address` whether it is ready, and nothing else")
	return c
}

type demoConfig struct {
	data, area    string
	contributions int
	seed          uint64
	force, remove bool
}

func bindDemo(cmd *cobra.Command) *demoConfig {
	c := new(demoConfig)
	bindDataTo(cmd, &c.data)
	bindArea(cmd, &c.area)
	cmd.Flags().IntVar(&c.contributions, "contributions", 1000, "how `many` answers")
	cmd.Flags().Uint64Var(&c.seed, "seed", 1, "the same `number` gives the same people")
	cmd.Flags().BoolVar(&c.force, "force", false, "also beside real answers")
	cmd.Flags().BoolVar(&c.remove, "remove", false, "remove the area's synthetic answers instead")
	return c
}

// filter is the API's query parameters as flags of the same names.
type filter struct {
	flags  *pflag.FlagSet
	values map[string]*[]string
}

func bindFilter(cmd *cobra.Command) filter {
	f := filter{flags: cmd.Flags(), values: map[string]*[]string{}}
	for _, p := range []struct{ name, usage string }{
		{"bbox", "within `west,south,east,north`"},
		{"kind", "of these `kinds`: mark, story, note"},
		{"prompt", "of these `prompts`, comma separated"},
		{"theme", "of these `themes`"},
		{"channel", "by these `channels`"},
		{"wave", "of these `waves`"},
		{"workshop", "of these `workshops`"},
		{"status", "of these `states`: pending, published, hidden"},
		{"period", "telling of a `year`, of years in from/to with .. for an open end, or of no time (undated)"},
		{"datetime", "made at an RFC 3339 `time`, a day, or in from/to with .. for an open end"},
		{"q", "`words` that must each begin a word of the text"},
		{"filter", "of which this `CQL2` text is true, as \"prompt = 'missing' AND wish LIKE '%bench%'\""},
		{"limit", "at most this `many`"},
	} {
		f.values[p.name] = cmd.Flags().StringArray(p.name, nil, p.usage)
	}
	return f
}

// given says whether any filter was.
func (f filter) given() bool { return len(f.parameters()) > 0 }

func (f filter) parameters() url.Values {
	v := url.Values{}
	for name, values := range f.values {
		if f.flags.Changed(name) {
			v[name] = *values
		}
	}
	return v
}

// query is the filter as the one query type, for staff.
func (f filter) query(cmd *cobra.Command, area string) (store.ContributionQuery, error) {
	q, err := store.ParseContributionQuery(f.parameters(), store.AudienceStaff)
	if err != nil {
		return q, usagef(cmd.CommandPath(), "%w", flagErrors(err))
	}
	q.Area = area
	return q, nil
}

// flagErrors says the query's errors in the words of the command line.
func flagErrors(err error) error {
	var all []string
	var filter *store.FilterError
	if errors.As(err, &filter) {
		return filter
	}
	for _, e := range store.Invalids(err) {
		all = append(all, fmt.Sprintf("--%s: %s", e.Field, strings.ReplaceAll(e.Code, "_", " ")))
	}
	if all == nil {
		return err
	}
	return fmt.Errorf("%s", strings.Join(all, "\n"))
}
