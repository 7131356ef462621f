package api

import (
	_ "embed"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/labstack/echo/v4"
)

//go:embed openapi.yaml
var openapi []byte

// openapiAsJSON and contract are made when first asked for: most runs never are.
var (
	openapiAsJSON = sync.OnceValues(func() ([]byte, error) { return yaml.YAMLToJSON(openapi) })
	contract      = sync.OnceValues(readContract)
)

func (s *server) openapiYAML(c echo.Context) error {
	setReadHeaders(c.Response().Header(), asker{})
	return c.Blob(http.StatusOK, "application/yaml", openapi)
}

func (s *server) openapiJSON(c echo.Context) error {
	b, err := openapiAsJSON()
	if err != nil {
		return err
	}
	setReadHeaders(c.Response().Header(), asker{})
	return c.Blob(http.StatusOK, "application/json", b)
}

// openapiPage is the contract for reading.
func (s *server) openapiPage(c echo.Context) error {
	doc, err := contract()
	if err != nil {
		return err
	}
	c.Response().Header()["Cache-Control"] = noCache
	return s.page(c, http.StatusOK, "api.html", doc)
}

// contractDoc is what the page shows of the contract, in its order.
type contractDoc struct {
	Info struct{ Title, Description string }
	Tags []struct {
		Name, Description string
		Operations        []operationDoc `yaml:"-"`
	}
	Schemas []schemaDoc `yaml:"-"`

	Paths      yaml.MapSlice
	Components struct {
		Schemas    yaml.MapSlice
		Parameters map[string]parameterDoc
		Responses  map[string]responseDoc
	}
}

type operationDoc struct {
	Method, Path         string
	Tags                 []string
	Summary, Description string
	Parameters           []parameterDoc
	RequestBody          *bodyDoc `yaml:"requestBody"`
	Responses            map[string]responseDoc
}

// Body is the schema of the request's body, or empty.
func (o operationDoc) Body() string {
	if o.RequestBody == nil {
		return ""
	}
	for _, c := range o.RequestBody.Content {
		return name(c.Schema.Ref)
	}
	return ""
}

type parameterDoc struct {
	Ref                   string `yaml:"$ref"`
	Name, In, Description string
	Required              bool
}

type bodyDoc struct {
	Content map[string]struct{ Schema refDoc }
}

type responseDoc struct {
	Ref         string `yaml:"$ref"`
	Description string
	Content     map[string]struct{ Schema refDoc }
}

// Schema is the schema of the answer's body, or empty.
func (r responseDoc) Schema() string {
	for _, c := range r.Content {
		return name(c.Schema.Ref)
	}
	return ""
}

type refDoc struct {
	Ref string `yaml:"$ref"`
}

type schemaDoc struct {
	Name, Description string
	Required          []string
	Properties        yaml.MapSlice
	Rows              []propertyDoc `yaml:"-"`
}

type propertyDoc struct {
	Name, Type, Format, Description string
	Ref                             string `yaml:"$ref"`
	Nullable, Required              bool
	Audience                        string `yaml:"x-audience"`
	Enum                            []any
	Items                           *propertyDoc
	AllOf                           []refDoc `yaml:"allOf"`
}

// Shape is the property's type in words.
func (p propertyDoc) Shape() string {
	shape := p.Type
	switch {
	case p.Ref != "":
		shape = name(p.Ref)
	case len(p.AllOf) > 0:
		shape = name(p.AllOf[0].Ref)
	case p.Items != nil:
		shape = "array of " + p.Items.Shape()
	case p.Format != "":
		shape = p.Format
	}
	if p.Nullable {
		shape += " or null"
	}
	return shape
}

// Values are what an enumeration takes.
func (p propertyDoc) Values() []string {
	var all []string
	for _, v := range p.Enum {
		if s, ok := v.(string); ok && s != "" {
			all = append(all, s)
		}
	}
	return all
}

// name is the last part of a reference.
func name(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

func readContract() (*contractDoc, error) {
	var doc contractDoc
	if err := yaml.UnmarshalWithOptions(openapi, &doc, yaml.UseOrderedMap()); err != nil {
		return nil, err
	}
	if err := doc.readOperations(); err != nil {
		return nil, err
	}
	return &doc, doc.readSchemas()
}

// pathDoc is what can be asked at one path.
type pathDoc struct {
	Parameters                    []parameterDoc
	Get, Put, Post, Patch, Delete *operationDoc
}

func (d *contractDoc) readOperations() error {
	for _, item := range d.Paths {
		var path pathDoc
		if err := convert(item.Value, &path); err != nil {
			return err
		}
		for _, m := range []struct {
			method string
			op     *operationDoc
		}{{"GET", path.Get}, {"PUT", path.Put}, {"POST", path.Post}, {"PATCH", path.Patch}, {"DELETE", path.Delete}} {
			if m.op == nil {
				continue
			}
			m.op.Method, m.op.Path = m.method, item.Key.(string)
			m.op.Parameters = append(slices.Clone(path.Parameters), m.op.Parameters...)
			d.add(*m.op)
		}
	}
	return nil
}

// add puts op under its tag, with what it refers to in place of references.
func (d *contractDoc) add(op operationDoc) {
	for i, p := range op.Parameters {
		if p.Ref != "" {
			op.Parameters[i] = d.Components.Parameters[name(p.Ref)]
		}
	}
	for status, r := range op.Responses {
		if r.Ref != "" {
			op.Responses[status] = d.Components.Responses[name(r.Ref)]
		}
	}
	for i := range d.Tags {
		if d.Tags[i].Name == op.Tags[0] {
			d.Tags[i].Operations = append(d.Tags[i].Operations, op)
		}
	}
}

func (d *contractDoc) readSchemas() error {
	for _, item := range d.Components.Schemas {
		s := schemaDoc{Name: item.Key.(string)}
		if err := convert(item.Value, &s); err != nil {
			return err
		}
		for _, item := range s.Properties {
			p := propertyDoc{Name: item.Key.(string)}
			if err := convert(item.Value, &p); err != nil {
				return err
			}
			p.Required = slices.Contains(s.Required, p.Name)
			s.Rows = append(s.Rows, p)
		}
		d.Schemas = append(d.Schemas, s)
	}
	return nil
}

// convert reads what was decoded without a type into one.
func convert(from any, to any) error {
	b, err := yaml.Marshal(from)
	if err != nil {
		return err
	}
	return yaml.Unmarshal(b, to)
}

// prose shows the few marks of Markdown that the contract's texts use:
// paragraphs, `code` and **strong**.
func prose(text string) template.HTML {
	var b strings.Builder
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		b.WriteString("<p>")
		for i, part := range strings.Split(paragraph, "`") {
			escaped := template.HTMLEscapeString(part)
			if i%2 == 1 {
				b.WriteString("<code>" + escaped + "</code>")
				continue
			}
			for j, piece := range strings.Split(escaped, "**") {
				if j%2 == 1 {
					piece = "<strong>" + piece + "</strong>"
				}
				b.WriteString(piece)
			}
		}
		b.WriteString("</p>\n")
	}
	return template.HTML(b.String())
}
