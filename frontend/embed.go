// Package frontend carries the built pages inside the program.
package frontend

import (
	"embed"
	"io/fs"
)

// all: because the bundler may name files with a leading underscore. The
// committed dist/.gitkeep lets Go build where the pages were never built.
//
//go:embed all:dist
var dist embed.FS

// FS returns the built pages: index.html, its siblings for staff and assets/ with .br and .gz beside
// them. It holds no index.html if the program was built without the pages.
func FS() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // only for an invalid path, and "dist" is none
	}
	return sub
}
