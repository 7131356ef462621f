package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// pmtilesHeader is how long a PMTiles header is; pmtilesType says where in it
// the kind of tiles stands, and pmtilesVector that they are vector tiles.
const (
	pmtilesHeader = 127
	pmtilesType   = 99
	pmtilesVector = 1
)

// checkBaseMap refuses at start what would only fail on people's phones.
func checkBaseMap(name string) error {
	if name == "none" {
		return nil
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	header := make([]byte, pmtilesHeader)
	_, err = io.ReadFull(f, header)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), err == nil && string(header[:8]) != "PMTiles\x03":
		return refused(fmt.Errorf("%s is no PMTiles file of version 3", name), "docs/operations.md says how to make one; --basemap none does without")
	case err == nil && header[pmtilesType] != pmtilesVector:
		return refused(fmt.Errorf("%s holds pictures, not vector tiles", name), "extract it from a vector build, as docs/operations.md says")
	}
	return err
}
