package api_test

import (
	"context"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"kvarter/api"
	"kvarter/store"
)

func TestContractIsValid(t *testing.T) {
	t.Parallel()
	if err := document.Validate(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// Every route is in the contract and the other way round, but for the pages.
func TestRoutesAreTheContract(t *testing.T) {
	t.Parallel()
	routes, err := api.Routes(api.Config{Limits: api.DefaultLimits(), Frontend: built()})
	if err != nil {
		t.Fatal(err)
	}
	pages := []string{
		"/", "/a/:area", "/a/:area/", "/j/:code", "/screen/:code", "/facilitate/:area", "/facilitate/:area/:page", "/analyse/:area", "/analyse/:area/:page",
		"/admin/:area", "/admin/:area/:page", "/staff", "/staff/:page", "/assets/*", "/basemap.pmtiles", "/api", "/api/page.css", "/favicon.svg",
	}
	var served, promised []string
	parameter := regexp.MustCompile(`:([a-z]+)`)
	for _, r := range routes {
		if r.Method == http.MethodHead || slices.Contains(pages, r.Path) {
			continue
		}
		served = append(served, r.Method+" "+parameter.ReplaceAllString(r.Path, "{$1}"))
	}
	for path, item := range document.Paths.Map() {
		for method := range item.Operations() {
			promised = append(promised, method+" "+path)
		}
	}
	slices.Sort(served)
	slices.Sort(promised)
	if !slices.Equal(served, promised) {
		t.Errorf("served:\n%s\npromised:\n%s", strings.Join(served, "\n"), strings.Join(promised, "\n"))
	}
}

// The contract's properties are the store's, with their audiences.
func TestPropertiesAreTheStores(t *testing.T) {
	t.Parallel()
	properties := document.Components.Schemas["Properties"].Value
	if len(properties.Properties) != len(store.ContributionFields) {
		t.Errorf("the contract has %d properties, the store %d", len(properties.Properties), len(store.ContributionFields))
	}
	for _, f := range store.ContributionFields {
		p := properties.Properties[f.Name]
		if p == nil {
			t.Errorf("%s is not in the contract", f.Name)
			continue
		}
		if got := p.Value.Extensions["x-audience"]; got != string(f.Audience) {
			t.Errorf("%s is for %v in the contract and for %s in the store", f.Name, got, f.Audience)
		}
		if isRequired := slices.Contains(properties.Required, f.Name); isRequired != (f.Audience == store.AudiencePublic) {
			t.Errorf("%s is required: %v", f.Name, isRequired)
		}
	}
}

// Closed sets in the contract are the store's.
func TestEnumerationsAreTheStores(t *testing.T) {
	t.Parallel()
	same := func(schema, property string, want []string) {
		t.Helper()
		p := document.Components.Schemas[schema].Value.Properties[property].Value
		if p.Items != nil {
			p = p.Items.Value
		}
		var got []string
		for _, v := range p.Enum {
			if s, ok := v.(string); ok && s != "" {
				got = append(got, s)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s.%s has %v, the store %v", schema, property, got, want)
		}
	}
	for _, schema := range []string{"Properties", "NewContribution"} {
		same(schema, "kind", words(store.AllKinds))
		same(schema, "channel", words(store.AllChannels))
		same(schema, "share", words(store.AllShares))
		same(schema, "located_by", words(store.AllLocatedBy))
	}
	same("Properties", "status", words(store.AllReviewStates))
	same("Properties", "hidden_reason", words(store.AllReasons))
	same("Properties", "source", []string{store.SourceDemo, store.SourceImport})
	same("NewReport", "reason", words(store.AllReportReasons))
	same("Prompt", "geometry", words(store.AllGeometryTypes))
	same("Prompt", "polarity", words(store.AllPolarities))
	same("Sticker", "shape", store.StickerShapes)
	same("Policy", "marks", words(store.AllMarks))
}

func words[T ~string](all []T) []string {
	var s []string
	for _, v := range all {
		s = append(s, string(v))
	}
	return s
}

func TestContractIsServed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range []string{"/api/openapi.yaml", "/api/openapi.json"} {
		a := w.get(path)
		w.status(a, http.StatusOK)
		doc, err := openapi3.NewLoader().LoadFromData(a.body)
		if err != nil {
			t.Fatal(err)
		}
		if err := doc.Validate(context.Background()); err != nil || doc.Paths.Len() != document.Paths.Len() {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// The readable page shows all of it, and nothing of it is markup gone wrong.
func TestContractPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.get("/api")
	w.status(a, http.StatusOK)
	page := string(a.body)
	for path, item := range document.Paths.Map() {
		for method, op := range item.Operations() {
			if !strings.Contains(page, "<strong>"+method+"</strong> <code>"+path+"</code>") || !strings.Contains(page, html.EscapeString(op.Summary)) {
				t.Errorf("the page lacks %s %s", method, path)
			}
		}
	}
	for name, s := range document.Components.Schemas {
		if !strings.Contains(page, `id="`+name+`"`) {
			t.Errorf("the page lacks %s", name)
		}
		for property := range s.Value.Properties {
			if !strings.Contains(page, "<dt><code>"+property+"</code>") {
				t.Errorf("the page lacks %s.%s", name, property)
			}
		}
	}
	at := 0
	shape := page[strings.Index(page, `id="Properties"`):]
	for _, f := range store.ContributionFields {
		next := strings.Index(shape, "<dt><code>"+f.Name+"</code>")
		if next < at {
			t.Errorf("%s does not stand where the outputs have it", f.Name)
		}
		at = next
	}
	for _, p := range document.Components.Parameters {
		parameter := p.Value.Name
		if !strings.Contains(page, "<dt><code>"+parameter+"</code>") {
			t.Errorf("the page lacks %s", parameter)
		}
	}
	if strings.Contains(page, "$ref") || strings.Contains(page, "map[") || strings.Contains(page, "ZgotmplZ") || strings.Contains(page, "style=") {
		t.Error("the page shows its innards")
	}
	w.status(w.get("/api/page.css"), http.StatusOK)
}
