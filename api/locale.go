package api

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"golang.org/x/text/language"
)

// locales are the built texts of the pages, a file for each language.
type locales map[string]string

// newLocales reads from the build's list of files where each language's texts
// lie; none if there is no such list.
func newLocales(frontend fs.FS) locales {
	if frontend == nil {
		return nil
	}
	data, err := fs.ReadFile(frontend, ".vite/manifest.json")
	if err != nil {
		return nil
	}
	var files map[string]struct{ File string }
	if json.Unmarshal(data, &files) != nil {
		return nil
	}
	l := locales{}
	for source, built := range files {
		if lang, found := strings.CutSuffix(path.Base(source), ".json"); found && path.Base(path.Dir(source)) == "locales" {
			l[lang] = built.File
		}
	}
	return l
}

// likely is the file of texts that the page will most likely ask for: in the
// language that the address or the browser names, of those that the area has.
// Empty if there is none. It is a guess: the page itself decides.
func (l locales) likely(r *http.Request, languages []string) string {
	var there []string
	var tags []language.Tag
	for _, lang := range languages {
		if tag, err := language.Parse(lang); err == nil && l[lang] != "" {
			there, tags = append(there, lang), append(tags, tag)
		}
	}
	if len(there) == 0 {
		return ""
	}
	_, i := language.MatchStrings(language.NewMatcher(tags), r.URL.Query().Get("lang"), r.Header.Get("Accept-Language"))
	return l[there[i]]
}
