package api

import (
	"net/http"
	"net/url"
	"strings"

	"kvarter/store"
)

// Values of headers are shared slices, put into the map as they are: Set makes
// a new one each time, which the create path would pay for eight times.
var (
	noSniff     = []string{"nosniff"}
	noReferrer  = []string{"no-referrer"}
	permissions = []string{"geolocation=(self), camera=(), microphone=()"}
	sameOrigin  = []string{"same-origin"}
	onlyTLS     = []string{"max-age=31536000"}
	apiPolicy   = []string{"default-src 'none'; frame-ancestors 'none'"}

	noStore      = []string{"no-store"}
	privateStore = []string{"private, no-store"}
	privately    = []string{"private"}
	noCache      = []string{"no-cache"}
	immutable    = []string{"public, max-age=31536000, immutable"}
	anyOrigin    = []string{"*"}

	contentProblem = []string{"application/problem+json"}
	contentJSON    = []string{"application/json"}
	contentGeoJSON = []string{"application/geo+json"}
	contentTile    = []string{"application/vnd.mapbox-vector-tile"}
	contentHTML    = []string{"text/html; charset=utf-8"}
)

// setCommonHeaders sets what every answer has.
func setCommonHeaders(h http.Header) {
	h["X-Content-Type-Options"] = noSniff
	h["Referrer-Policy"] = noReferrer
	h["Content-Security-Policy"] = apiPolicy
}

// setPageHeaders sets what pages have beside, which means nothing to what is not a
// page, and their own policy.
func setPageHeaders(h http.Header, policy string) {
	h["Permissions-Policy"] = permissions
	h["Cross-Origin-Opener-Policy"] = sameOrigin
	h.Set("Content-Security-Policy", policy)
}

// setReadHeaders lets every site and cache have what is public, and nobody else
// what is not.
func setReadHeaders(h http.Header, by asker) {
	h.Add("Vary", "Authorization, Cookie, "+headerCSRF)
	if by.recipe != nil {
		h["Cache-Control"] = privately
		return
	}
	if by.known() {
		h["Cache-Control"] = privateStore
		return
	}
	h["Cache-Control"] = noCache
	h["Access-Control-Allow-Origin"] = anyOrigin
}

// pagePolicy is the Content-Security-Policy of a page that shows the maps of
// these areas, or none. Nobody may frame it.
func (s *server) pagePolicy(areas ...*store.Area) string { return s.framedBy(nil, areas...) }

// framedBy is pagePolicy where the pages of these origins may frame it.
func (s *server) framedBy(origins []string, areas ...*store.Area) string {
	frames := "'none'"
	if len(origins) > 0 {
		frames = strings.Join(origins, " ")
	}
	tiles := ""
	for _, a := range areas {
		if a == nil || s.BasemapFile != "" {
			continue
		}
		if origin := originOf(a.BaseMap.URL); !strings.Contains(tiles+" ", origin+" ") {
			tiles += origin
		}
	}
	return "default-src 'self'; img-src 'self' data: blob:" + tiles + "; connect-src 'self'" + tiles +
		"; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors " + frames + "; form-action 'self'"
}

// originOf is the origin of a tile template with a space before it, or empty.
// The area's rules let no other characters into a host than a policy takes.
func originOf(template string) string {
	plain := strings.NewReplacer("{", "", "}", "").Replace(template)
	u, err := url.Parse(plain)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return " https://" + u.Host
}
