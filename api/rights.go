package api

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"kvarter/store"
)

// grant is who may use a route.
type grant struct {
	// open: everybody; what they see and may is by who they are.
	open bool
	// signedIn: a person who signed in, whatever their rights.
	signedIn bool
	// recipe: who knows the path.
	recipe bool
	// host: who has a host link of the workshop asked about.
	host bool
	// roles: staff, by session or token, with one of these in the area asked about.
	roles []store.Role
}

// The grants. Who may more, may also what who may less.
var (
	everybody = grant{open: true}
	// participants show a receipt, which the handler asks for: it alone knows whose.
	participants   = grant{open: true}
	signedIn       = grant{signedIn: true}
	recipes        = grant{recipe: true}
	administrators = grant{roles: store.AllRoles[:1]}
	analysts       = grant{roles: store.AllRoles[:2]}
	facilitators   = grant{roles: store.AllRoles[:3]}
	references     = grant{roles: store.AllRoles}
	// hosts pace one workshop, facilitators every one of the area.
	hosts = grant{roles: store.AllRoles[:3], host: true}
	// everybodyAndHosts is for the one open route that hosts need: for notes.
	everybodyAndHosts = grant{open: true, host: true}
)

// rights is the one table of who may what: every route that the server answers
// stands here, or it does not start. GET is also HEAD.
var rights = map[string]grant{
	"GET /":             everybody,
	"GET /a/:area":      everybody,
	"GET /a/:area/":     everybody,
	"GET /j/:code":      everybody,
	"GET /screen/:code": everybody,
	"GET /assets/*":     everybody,
	// Staff's pages hold no data.
	"GET /staff":                  everybody,
	"GET /staff/:page":            everybody,
	"GET /admin/:area":            everybody,
	"GET /admin/:area/:page":      everybody,
	"GET /analyse/:area":          everybody,
	"GET /analyse/:area/:page":    everybody,
	"GET /facilitate/:area":       everybody,
	"GET /facilitate/:area/:page": everybody,

	"GET /basemap.pmtiles":  everybody,
	"GET /:file":            everybody, // what the build leaves beside its pages
	"GET /healthz":          everybody,
	"GET /readyz":           everybody,
	"GET /api":              everybody,
	"GET /api/page.css":     everybody,
	"GET /api/openapi.yaml": everybody,
	"GET /api/openapi.json": everybody,

	"GET /api/v1/areas":                     everybody,
	"GET /api/v1/areas/:area":               everybody,
	"GET /api/v1/areas/:area/layers/:layer": everybody,

	"GET /api/v1/areas/:area/contributions":                  everybody,
	"POST /api/v1/areas/:area/contributions":                 everybodyAndHosts,
	"GET /api/v1/areas/:area/contributions/:id":              everybody,
	"PATCH /api/v1/areas/:area/contributions/:id":            participants,
	"DELETE /api/v1/areas/:area/contributions/:id":           participants,
	"PUT /api/v1/areas/:area/contributions/:id/agreement":    participants,
	"DELETE /api/v1/areas/:area/contributions/:id/agreement": participants,
	"POST /api/v1/areas/:area/contributions/:id/reports":     everybody,
	"PUT /api/v1/areas/:area/contributions/:id/placement":    analysts,
	"DELETE /api/v1/areas/:area/contributions/:id/placement": analysts,
	"GET /api/v1/areas/:area/overview":                       references,
	"GET /api/v1/areas/:area/settings":                       administrators,
	"PATCH /api/v1/areas/:area/settings":                     administrators,
	"GET /api/v1/areas/:area/clusters":                       everybody,
	"GET /api/v1/areas/:area/contributions.geojson":          everybody,
	"GET /api/v1/areas/:area/contributions.csv":              everybody,
	"GET /api/v1/areas/:area/contributions.gpkg":             everybody,
	"GET /api/v1/areas/:area/contributions.xlsx":             everybody,
	"GET /api/v1/areas/:area/participants/me":                participants,
	"DELETE /api/v1/areas/:area/participants/me":             participants,
	"PUT /api/v1/areas/:area/participants/me/background":     participants,
	"GET /api/v1/areas/:area/participants/me/agreements":     participants,
	"GET /api/v1/areas/:area/participants/me/data":           participants,
	"GET /api/v1/areas/:area/participants/me/contributions":  participants,

	"GET /api/v1/areas/:area/exports":            everybody,
	"GET /api/v1/areas/:area/project.qgz":        everybody,
	"GET /api/v1/areas/:area/tiles.json":         everybody,
	"GET /api/v1/areas/:area/tiles/:z/:x/:y.mvt": everybody,
	"GET /ogc":                                     everybody,
	"GET /ogc/api":                                 everybody,
	"GET /ogc/conformance":                         everybody,
	"GET /ogc/collections":                         everybody,
	"GET /ogc/collections/:collection":             everybody,
	"GET /ogc/collections/:collection/queryables":  everybody,
	"GET /ogc/collections/:collection/schema":      everybody,
	"GET /ogc/collections/:collection/items":       everybody,
	"GET /ogc/collections/:collection/items/:item": everybody,
	"GET /ogc/":                                    everybody,

	"POST /api/v1/session":            everybody,
	"GET /api/v1/session":             signedIn,
	"DELETE /api/v1/session":          signedIn,
	"PUT /api/v1/session/password":    signedIn,
	"GET /api/v1/sessions":            signedIn,
	"DELETE /api/v1/sessions/:number": signedIn,
	"POST /api/v1/invitations/open":   everybody,
	"POST /api/v1/invitations/accept": everybody,

	"GET /api/v1/areas/:area/staff":                     administrators,
	"POST /api/v1/areas/:area/staff":                    administrators,
	"PUT /api/v1/areas/:area/staff/:number":             administrators,
	"POST /api/v1/areas/:area/staff/:number/invitation": administrators,
	"GET /api/v1/areas/:area/tokens":                    administrators,
	"POST /api/v1/areas/:area/tokens":                   administrators,
	"DELETE /api/v1/areas/:area/tokens/:number":         administrators,
	"GET /api/v1/areas/:area/recipes":                   analysts,
	"POST /api/v1/areas/:area/recipes":                  analysts,
	"DELETE /api/v1/areas/:area/recipes/:number":        analysts,
	"GET /api/v1/areas/:area/accesses":                  administrators,

	"GET /api/v1/areas/:area/review":                         analysts,
	"POST /api/v1/areas/:area/review":                        analysts,
	"POST /api/v1/areas/:area/review/undo":                   analysts,
	"GET /api/v1/areas/:area/review/log":                     analysts,
	"DELETE /api/v1/areas/:area/contributions/:id/originals": analysts,
	"GET /api/v1/areas/:area/unusual":                        analysts,
	"PUT /api/v1/areas/:area/persons/:person/aside":          analysts,
	"DELETE /api/v1/areas/:area/persons/:person/aside":       analysts,

	"GET /r/:secret":                                                recipes,
	"GET /r/:secret/tiles.json":                                     recipes,
	"GET /r/:secret/tiles/:z/:x/:y.mvt":                             recipes,
	"GET /r/:secret/project.qgz":                                    recipes,
	"GET /r/:secret/ogc":                                            recipes,
	"GET /r/:secret/ogc/":                                           recipes,
	"GET /r/:secret/ogc/api":                                        recipes,
	"GET /r/:secret/ogc/conformance":                                recipes,
	"GET /r/:secret/ogc/collections":                                recipes,
	"GET /r/:secret/ogc/collections/:collection":                    recipes,
	"GET /r/:secret/ogc/collections/:collection/queryables":         recipes,
	"GET /r/:secret/ogc/collections/:collection/schema":             recipes,
	"GET /r/:secret/ogc/collections/:collection/items":              recipes,
	"GET /r/:secret/ogc/collections/:collection/items/:item":        recipes,
	"GET /r/:secret/export.geojson":                                 recipes,
	"GET /r/:secret/export.csv":                                     recipes,
	"GET /r/:secret/export.gpkg":                                    recipes,
	"GET /r/:secret/export.xlsx":                                    recipes,
	"GET /api/v1/areas/:area/workshops":                             facilitators,
	"POST /api/v1/areas/:area/workshops":                            facilitators,
	"GET /api/v1/areas/:area/workshops/:code":                       hosts,
	"PATCH /api/v1/areas/:area/workshops/:code":                     hosts,
	"DELETE /api/v1/areas/:area/workshops/:code":                    facilitators,
	"POST /api/v1/areas/:area/workshops/:code/rehearsals":           facilitators,
	"PUT /api/v1/areas/:area/workshops/:code/control":               hosts,
	"DELETE /api/v1/areas/:area/workshops/:code/control":            hosts,
	"POST /api/v1/areas/:area/workshops/:code/steps":                hosts,
	"POST /api/v1/areas/:area/workshops/:code/screens":              hosts,
	"GET /api/v1/areas/:area/workshops/:code/live":                  hosts,
	"GET /api/v1/areas/:area/workshops/:code/summary":               hosts,
	"GET /api/v1/areas/:area/workshops/:code/host-links":            facilitators,
	"POST /api/v1/areas/:area/workshops/:code/host-links":           facilitators,
	"DELETE /api/v1/areas/:area/workshops/:code/host-links/:number": facilitators,
	// Phones and screens show a code, a token or a secret, which the handler asks
	// for.
	"GET /api/v1/workshops/:code":                everybody,
	"POST /api/v1/workshops/:code/phones":        everybody,
	"PUT /api/v1/workshops/:code/presence":       everybody,
	"GET /api/v1/workshops/:code/live":           everybody,
	"GET /api/v1/workshops/:code/summary":        everybody,
	"POST /api/v1/workshops/:code/screens":       everybody,
	"GET /api/v1/workshops/:code/screen/live":    everybody,
	"GET /api/v1/workshops/:code/screen/summary": everybody,
}

// right is the row of a route in the table.
func right(method, path string) (grant, bool) {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if isRootFile(path) {
		path = "/:file"
	}
	g, found := rights[method+" "+path]
	return g, found
}

// isRootFile says whether path is that of a file at the top, as /favicon.svg.
func isRootFile(path string) bool {
	return strings.LastIndexByte(path, '/') == 0 && strings.Contains(path, ".") && path != basemapPath
}

// grantOf is who may use the route of this request; nobody if the table does not
// name it.
func grantOf(c echo.Context) grant {
	g, _ := right(c.Request().Method, c.Path())
	return g
}

// checkRights refuses a server with a route that the table does not name.
func checkRights(e *echo.Echo) error {
	for _, r := range e.Routes() {
		if _, found := right(r.Method, r.Path); !found {
			return fmt.Errorf("%s %s is not in the table of rights", r.Method, r.Path)
		}
	}
	return nil
}

// check lets by in or says why not. The cases are alternatives: a recipe and a host
// link open nothing but their own routes, and rights do not open a recipe's.
func (g grant) check(by asker) error {
	switch {
	case by.host != nil && g.host:
		return nil
	case by.host != nil:
		return &problem{status: http.StatusForbidden, code: "forbidden"}
	case g.open, g.signedIn && by.session != nil, g.recipe && by.recipe != nil, len(g.roles) > 0 && by.has(g.roles...):
		return nil
	case by.token != nil, by.session != nil:
		return &problem{status: http.StatusForbidden, code: "forbidden"}
	}
	return &problem{status: http.StatusUnauthorized, code: "unauthorized"}
}
