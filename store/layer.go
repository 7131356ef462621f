package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"

	"kvarter/geo"
)

// Layer is a reference layer: shapes that an area shows beneath its marks, so that
// people recognise where they are, or know what is planned.
type Layer struct {
	Key  string `json:"key"`
	Name Text   `json:"name"`
	// Source says whose it is, and is shown wherever the layer is.
	Source string `json:"source,omitempty"`
	// Digest names the shapes: the SHA-256 of their text, in hexadecimal.
	Digest string `json:"shapes"`
	// Shapes are GeoJSON as geo.CanonicalLayer makes it; nil where they are in the
	// store by their Digest and were not read. SetShapes sets both.
	Shapes []byte `json:"-"`
}

// SetShapes gives the layer its shapes, in the form of geo.CanonicalLayer.
func (l *Layer) SetShapes(text []byte) {
	sum := sha256.Sum256(text)
	l.Shapes, l.Digest = text, hex.EncodeToString(sum[:])
}

// Layer is the layer with key, or nil.
func (a *Area) Layer(key string) *Layer {
	for i := range a.Layers {
		if a.Layers[i].Key == key {
			return &a.Layers[i]
		}
	}
	return nil
}

// MaxLayers is how many reference layers an area may have: more than people tell
// apart on a map.
const MaxLayers = 10

var digestPattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (c *areaChecker) layers() {
	c.when(len(c.area.Layers) > MaxLayers, "layers", CodeTooLong)
	seen := map[string]bool{}
	for i := range c.area.Layers {
		l, path := &c.area.Layers[i], fmt.Sprintf("layers[%d]", i)
		c.unique(path+".key", l.Key, seen)
		c.required(path+".name", l.Name, maxLabel)
		if code := CheckText(l.Source, maxLabel); code != "" {
			c.when(true, path+".source", code)
		}
		if code := l.checkShapes(); code != "" {
			c.when(true, path+".shapes", code)
		}
	}
}

// checkShapes is the code of what is wrong with the shapes, or "".
func (l *Layer) checkShapes() string {
	switch {
	case l.Digest == "":
		return CodeRequired
	case !digestPattern.MatchString(l.Digest):
		return CodeMalformed
	case l.Shapes == nil:
		return ""
	}
	text, err := geo.CanonicalLayer(l.Shapes)
	var refused *geo.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	again := Layer{}
	again.SetShapes(text)
	if err != nil || !bytes.Equal(text, l.Shapes) || again.Digest != l.Digest {
		return CodeMalformed
	}
	return ""
}
