package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"kvarter/store"
)

// Mapping says what a foreign file's columns mean. docs/area-file.md describes
// the file it is read from.
type Mapping struct {
	// Columns names the file's column for each of lon, lat, wkt, prompt, text,
	// time and id; one left out is not in the file. A GeoJSON file's columns are
	// its properties, and its geometry needs no name.
	Columns map[string]string `yaml:"columns"`
	// Prompts turns a value of the prompt column into a prompt's key. A value
	// that is a key itself need not be listed.
	Prompts map[string]string `yaml:"prompts"`
	// DefaultPrompt is for values that Prompts does not list, and for files
	// without a prompt column; empty refuses such rows.
	DefaultPrompt string `yaml:"default_prompt"`
	// TimeZone is the IANA zone of times without one; empty means the area's.
	TimeZone string `yaml:"time_zone"`
	// Separator of a CSV file; empty tells it from the header.
	Separator string `yaml:"separator"`
	// Lang is the language people wrote in, as BCP 47; empty means not known.
	Lang string `yaml:"lang"`
}

// MappingColumns is what a mapping can name.
var MappingColumns = []string{"lon", "lat", "wkt", "prompt", "text", "time", "id"}

// maxMapping is the largest mapping file that is read.
const maxMapping = 64 << 10

// maxBrackets is far more than stand in the values of any mapping file.
const maxBrackets = 1_000

// LoadMapping reads a mapping file.
func LoadMapping(path string) (*Mapping, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxMapping {
		return nil, fmt.Errorf("%s: larger than %d KiB: is it a mapping?", path, maxMapping>>10)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	m, err := ParseMapping(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

// ParseMapping reads a mapping file's content. Unknown fields are refused, with
// the line.
func ParseMapping(data []byte) (*Mapping, error) {
	if len(data) > maxMapping {
		return nil, fmt.Errorf("larger than %d KiB: is it a mapping?", maxMapping>>10)
	}
	// The YAML library takes long over deep nesting, which a mapping has none of.
	if bytes.Count(data, []byte("["))+bytes.Count(data, []byte("{")) > maxBrackets {
		return nil, errors.New("more brackets than a mapping has; is it one?")
	}
	var m Mapping
	if err := yaml.UnmarshalWithOptions(data, &m, yaml.Strict()); err != nil {
		var known yaml.Error
		if errors.As(err, &known) && known.GetToken() != nil {
			at := known.GetToken().Position
			return nil, fmt.Errorf("line %d:%d: %s", at.Line, at.Column, known.GetMessage())
		}
		return nil, err
	}
	if err := m.validate(); err != nil {
		return nil, err
	}
	return &m, nil
}

func (m *Mapping) validate() error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(m.Columns)) {
		if !slices.Contains(MappingColumns, name) {
			errs = append(errs, fmt.Errorf("columns.%s: not something that is read; use %s", name, strings.Join(MappingColumns, ", ")))
		}
	}
	if (m.Columns["lon"] == "") != (m.Columns["lat"] == "") {
		errs = append(errs, errors.New("columns: lon and lat go together"))
	}
	if m.Columns["prompt"] == "" && m.DefaultPrompt == "" {
		errs = append(errs, errors.New("columns.prompt: missing; name the column, or give default_prompt"))
	}
	if m.Separator != "" && !slices.Contains([]string{",", ";", "\t", "|"}, m.Separator) {
		errs = append(errs, errors.New(`separator: must be "," ";" "|" or "\t"`))
	}
	if _, err := time.LoadLocation(m.TimeZone); err != nil || m.TimeZone == "Local" {
		errs = append(errs, errors.New("time_zone: must be an IANA zone, as Europe/Oslo"))
	}
	return errors.Join(errs...)
}

// check refuses prompts that the area does not ask.
func (m *Mapping) check(area *store.Area) error {
	var errs []error
	asked := func(key string) bool {
		return slices.ContainsFunc(area.Methods, func(m *store.Method) bool { return m.Prompt(key) != nil })
	}
	for _, value := range slices.Sorted(maps.Keys(m.Prompts)) {
		if key := m.Prompts[value]; !asked(key) {
			errs = append(errs, fmt.Errorf("prompts: area %q has no prompt %q", area.Slug, key))
		}
	}
	if m.DefaultPrompt != "" && !asked(m.DefaultPrompt) {
		errs = append(errs, fmt.Errorf("default_prompt: area %q has no prompt %q", area.Slug, m.DefaultPrompt))
	}
	return errors.Join(errs...)
}
