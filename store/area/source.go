package area

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// maxDepth is deeper than any area file goes: methods, prompts, sticker, letter
// or a boundary's rings.
const maxDepth = 24

// maxFields is more than any area file has. The YAML library looks for repeated
// keys in time that grows with their square.
const maxFields = 10_000

// source is one file being read: where its parts stand and what is wrong.
type source struct {
	file string
	// tokens holds where each path of the document begins.
	tokens map[string]*token.Token
	errs   []error
}

// read parses data to its only document, refusing what an area file has no use
// for and what would let a small file grow large (anchors, deep nesting).
func (s *source) read(data []byte) (ast.Node, error) {
	if len(data) > MaxBytes {
		return nil, s.at(nil, "", "larger than %d MiB; put the boundary into its own file", MaxBytes>>20)
	}
	if !utf8.Valid(data) {
		return nil, s.at(nil, "", "not UTF-8; save the file as UTF-8")
	}
	// Windows editors put a byte order mark before UTF-8.
	tokens := lexer.Tokenize(strings.TrimPrefix(string(data), "\ufeff"))
	if err := s.guard(tokens); err != nil {
		return nil, err
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		return nil, s.readable(err)
	}
	switch {
	case len(file.Docs) == 0, len(file.Docs) == 1 && file.Docs[0].Body == nil:
		return nil, s.at(nil, "", "the file is empty; an area file begins with its fields, as slug: torstrand")
	case len(file.Docs) > 1:
		return nil, s.at(nil, "", "one YAML document is needed; the file holds %d", len(file.Docs))
	}
	root := file.Docs[0].Body
	if root.Type() != ast.MappingType && root.Type() != ast.MappingValueType {
		return nil, s.at(root.GetToken(), "", "an area file begins with its fields, as slug: torstrand")
	}
	s.tokens = map[string]*token.Token{}
	s.locate(root, "")
	return root, nil
}

// guard refuses nesting on one line before the recursive parser meets it (over
// lines, indentation makes it dear by itself), a flood of fields, and YAML's
// machinery for reuse and types.
func (s *source) guard(tokens token.Tokens) error {
	flow, entries, fields, line := 0, 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			line, entries = t.Position.Line, 0
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow--
		case token.SequenceEntryType:
			entries++
		case token.MappingValueType:
			fields++
		case token.AnchorType, token.AliasType, token.MergeKeyType, token.TagType, token.DirectiveType, token.MappingKeyType:
			return s.at(t, "", "anchors, aliases, tags, directives and ? keys are not taken in an area file; write the value out")
		}
		if flow > maxDepth || entries > maxDepth {
			return s.at(t, "", "nested too deeply")
		}
		if fields > maxFields {
			return s.at(t, "", "more than %d fields; is this an area file?", maxFields)
		}
	}
	return nil
}

// decode fills the document's form. Unknown fields and wrong types are refused.
func (s *source) decode(root ast.Node) (*document, error) {
	var d document
	if err := yaml.NodeToValue(root, &d, yaml.Strict()); err != nil {
		return nil, s.readable(err)
	}
	return &d, nil
}

// locate notes where every path below n begins.
func (s *source) locate(n ast.Node, path string) {
	switch n := n.(type) {
	case *ast.MappingNode:
		for _, v := range n.Values {
			s.locate(v, path)
		}
	case *ast.MappingValueNode:
		t := n.Key.GetToken()
		at := t.Value
		if path != "" {
			at = path + "." + t.Value
		}
		s.tokens[at] = t
		s.locate(n.Value, at)
	case *ast.SequenceNode:
		for i, v := range n.Values {
			at := fmt.Sprintf("%s[%d]", path, i)
			s.tokens[at] = v.GetToken()
			s.locate(v, at)
		}
	}
}

// pathOf is the path whose key or value stands at t, or empty.
func (s *source) pathOf(t *token.Token) string {
	if t == nil {
		return ""
	}
	best, column := "", 0
	for path, other := range s.tokens {
		p := other.Position
		if p.Line != t.Position.Line || p.Column > t.Position.Column || p.Column < column {
			continue
		}
		// A list's item and its first field begin together: the field says more.
		if p.Column > column || len(path) > len(best) {
			best, column = path, p.Column
		}
	}
	return best
}
