package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"kvarter/store"
	"kvarter/store/sqlite"
)

// withStore opens the data in dir for one command. A command that has nothing
// to do in an empty directory says create = false, so that a mistyped --data is
// an error and no new empty database.
func withStore(ctx context.Context, dir string, create bool, work func(*sqlite.Store) error) (err error) {
	if _, statErr := os.Stat(filepath.Join(dir, sqlite.FileName)); !create && errors.Is(statErr, fs.ErrNotExist) {
		return notFound(fmt.Errorf("no Kvarter data in %s", dir),
			"name the directory with --data, or begin with kvarter serve or kvarter area apply")
	}
	st, err := sqlite.Open(ctx, sqlite.Options{Dir: dir})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	return work(st)
}

// findArea is the area with slug; if there is none, the error names those that
// there are.
func findArea(ctx context.Context, st store.Areas, slug string) (*store.Area, error) {
	a, err := st.Area(ctx, slug)
	if !errors.Is(err, store.ErrNotFound) {
		return a, err
	}
	all, listErr := st.AllAreas(ctx)
	if listErr != nil {
		return nil, listErr
	}
	remedy := "apply one first: kvarter area apply FILE.yaml"
	if len(all) > 0 {
		slugs := make([]string, len(all))
		for i, a := range all {
			slugs[i] = a.Slug
		}
		remedy = "there is: " + strings.Join(slugs, ", ")
	}
	return nil, notFound(fmt.Errorf("no area %q", slug), remedy)
}
