package api

import (
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"kvarter/store/export"
)

// routes is everything the server answers to.
func (s *server) routes(e *echo.Echo) {
	zip := middleware.GzipWithConfig(middleware.GzipConfig{Level: 5, MinLength: 1024})
	quickZip := middleware.GzipWithConfig(middleware.GzipConfig{Level: 1, MinLength: 1024})

	get(e, "/api/v1/areas", s.read(s.listAreas), zip)
	get(e, "/api/v1/areas/:area", s.read(s.getArea), zip)
	get(e, "/api/v1/areas/:area/layers/:layer", s.read(s.getLayer), zip)

	get(e, "/api/v1/areas/:area/contributions", s.read(s.listContributions), zip)
	e.POST("/api/v1/areas/:area/contributions", s.write(s.createContribution))
	get(e, "/api/v1/areas/:area/contributions/:id", s.read(s.getContribution))
	e.PATCH("/api/v1/areas/:area/contributions/:id", s.write(s.changeContribution))
	e.DELETE("/api/v1/areas/:area/contributions/:id", s.write(s.withdrawContribution))

	e.PUT("/api/v1/areas/:area/contributions/:id/agreement", s.write(s.agree))
	e.DELETE("/api/v1/areas/:area/contributions/:id/agreement", s.write(s.disagree))
	e.POST("/api/v1/areas/:area/contributions/:id/reports", s.write(s.reportContribution))
	e.PUT("/api/v1/areas/:area/contributions/:id/placement", s.write(s.placeContribution))
	e.DELETE("/api/v1/areas/:area/contributions/:id/placement", s.write(s.unplaceContribution))
	get(e, "/api/v1/areas/:area/overview", s.read(s.getOverview))
	get(e, "/api/v1/areas/:area/settings", s.read(s.getSettings), zip)
	e.PATCH("/api/v1/areas/:area/settings", s.write(s.changeSettings))
	get(e, "/api/v1/areas/:area/clusters", s.read(s.listClusters), zip)

	get(e, "/api/v1/areas/:area/tiles.json", s.read(s.getTileJSON), zip)
	// Echo names a parameter by all of its part of the path.
	get(e, "/api/v1/areas/:area/tiles/:z/:x/:y.mvt", s.read(s.getTile), quickZip)

	get(e, "/api/v1/areas/:area/exports", s.read(s.listExports))
	for _, f := range export.Formats {
		get(e, "/api/v1/areas/:area/contributions."+f.Name, s.export(s.exportAs(f)))
	}

	get(e, "/api/v1/areas/:area/participants/me", s.read(s.getParticipant))
	e.DELETE("/api/v1/areas/:area/participants/me", s.write(s.withdrawParticipant))
	e.PUT("/api/v1/areas/:area/participants/me/background", s.write(s.setBackground))
	get(e, "/api/v1/areas/:area/participants/me/agreements", s.read(s.listOwnAgreements))
	get(e, "/api/v1/areas/:area/participants/me/data", s.read(s.exportOwnData), zip)
	get(e, "/api/v1/areas/:area/participants/me/contributions", s.read(s.listOwnContributions), zip)

	get(e, "/api/v1/areas/:area/project.qgz", s.read(s.exportProject))
	s.routeOGC(e, zip)

	e.POST("/api/v1/session", s.write(s.signIn))
	get(e, "/api/v1/session", s.read(s.getSession))
	e.DELETE("/api/v1/session", s.write(s.signOut))
	e.PUT("/api/v1/session/password", s.write(s.changePassword))
	get(e, "/api/v1/sessions", s.read(s.listSessions))
	e.DELETE("/api/v1/sessions/:number", s.write(s.endSession))
	e.POST("/api/v1/invitations/open", s.write(s.openInvitation))
	e.POST("/api/v1/invitations/accept", s.write(s.acceptInvitation))

	get(e, "/api/v1/areas/:area/staff", s.read(s.listStaff))
	e.POST("/api/v1/areas/:area/staff", s.write(s.addStaff))
	e.PUT("/api/v1/areas/:area/staff/:number", s.write(s.setRoles))
	e.POST("/api/v1/areas/:area/staff/:number/invitation", s.write(s.inviteAgain))
	get(e, "/api/v1/areas/:area/tokens", s.read(s.listTokens))
	e.POST("/api/v1/areas/:area/tokens", s.write(s.addToken))
	e.DELETE("/api/v1/areas/:area/tokens/:number", s.write(s.revokeToken))
	get(e, "/api/v1/areas/:area/recipes", s.read(s.listRecipes))
	e.POST("/api/v1/areas/:area/recipes", s.write(s.addRecipe))
	e.DELETE("/api/v1/areas/:area/recipes/:number", s.write(s.revokeRecipe))
	get(e, "/api/v1/areas/:area/accesses", s.read(s.listAccesses))

	get(e, "/api/v1/areas/:area/review", s.read(s.listReviews), zip)
	e.POST("/api/v1/areas/:area/review", s.write(s.review))
	e.POST("/api/v1/areas/:area/review/undo", s.write(s.undoReview))
	get(e, "/api/v1/areas/:area/review/log", s.read(s.listReviewLog), zip)
	e.DELETE("/api/v1/areas/:area/contributions/:id/originals", s.write(s.eraseOriginals))
	get(e, "/api/v1/areas/:area/unusual", s.read(s.getUnusual), zip)
	e.PUT("/api/v1/areas/:area/persons/:person/aside", s.write(s.setAside))
	e.DELETE("/api/v1/areas/:area/persons/:person/aside", s.write(s.takeBack))

	get(e, "/r/:secret", s.recipeRead(s.getRecipe))
	get(e, "/r/:secret/tiles.json", s.recipeRead(s.getTileJSON), zip)
	get(e, "/r/:secret/tiles/:z/:x/:y.mvt", s.recipeRead(s.getTile), quickZip)
	get(e, "/r/:secret/project.qgz", s.recipeRead(s.exportProject))
	for _, f := range export.Formats {
		get(e, "/r/:secret/export."+f.Name, s.recipeExport(s.exportAs(f)))
	}

	get(e, "/api/v1/areas/:area/workshops", s.read(s.listWorkshops))
	e.POST("/api/v1/areas/:area/workshops", s.write(s.createWorkshop))
	get(e, "/api/v1/areas/:area/workshops/:code", s.read(s.getWorkshop))
	e.PATCH("/api/v1/areas/:area/workshops/:code", s.write(s.changeWorkshop))
	e.DELETE("/api/v1/areas/:area/workshops/:code", s.write(s.deleteWorkshop))
	e.POST("/api/v1/areas/:area/workshops/:code/rehearsals", s.write(s.rehearseWorkshop))
	e.PUT("/api/v1/areas/:area/workshops/:code/control", s.write(s.holdControl))
	e.DELETE("/api/v1/areas/:area/workshops/:code/control", s.write(s.letGoOfControl))
	e.POST("/api/v1/areas/:area/workshops/:code/steps", s.write(s.takeStep))
	e.POST("/api/v1/areas/:area/workshops/:code/screens", s.write(s.pairScreen))
	e.GET("/api/v1/areas/:area/workshops/:code/live", s.stream(s.controlLive))
	get(e, "/api/v1/areas/:area/workshops/:code/summary", s.read(s.controlSummary), zip)

	get(e, "/api/v1/areas/:area/workshops/:code/host-links", s.read(s.listHostLinks))
	e.POST("/api/v1/areas/:area/workshops/:code/host-links", s.write(s.addHostLink))
	e.DELETE("/api/v1/areas/:area/workshops/:code/host-links/:number", s.write(s.revokeHostLink))

	get(e, "/api/v1/workshops/:code", s.read(s.lookWorkshop))
	e.POST("/api/v1/workshops/:code/phones", s.ofRoom(s.joinWorkshop))
	e.PUT("/api/v1/workshops/:code/presence", s.ofRoom(s.setPresence))
	e.GET("/api/v1/workshops/:code/live", s.ofRoom(s.phoneLive))
	get(e, "/api/v1/workshops/:code/summary", s.ofRoom(s.phoneSummary), zip)
	e.POST("/api/v1/workshops/:code/screens", s.ofRoom(s.askForScreen))
	e.GET("/api/v1/workshops/:code/screen/live", s.ofRoom(s.screenLive))
	get(e, "/api/v1/workshops/:code/screen/summary", s.ofRoom(s.screenSummary), zip)

	get(e, "/healthz", s.health)
	get(e, "/readyz", s.ready)

	get(e, "/api/openapi.yaml", s.openapiYAML, zip)
	get(e, "/api/openapi.json", s.openapiJSON, zip)
	get(e, "/api", s.openapiPage, zip)
	get(e, "/api/page.css", s.pageCSS)

	get(e, "/", s.frontPage)
	get(e, "/a/:area", s.areaPage)
	get(e, "/a/:area/", s.withoutStroke)
	get(e, "/j/:code", s.roomPage("index.html"))
	get(e, "/screen/:code", s.roomPage("facilitate.html"))
	get(e, "/facilitate/:area", s.staffPage("facilitate.html"))
	get(e, "/facilitate/:area/:page", s.staffPage("facilitate.html"))
	for _, face := range []string{"/analyse", "/admin"} {
		get(e, face+"/:area", s.staffPage("analyse.html"))
		get(e, face+"/:area/:page", s.staffPage("analyse.html"))
	}
	get(e, "/staff", s.ownPage)
	get(e, "/staff/:page", s.ownPage)
	get(e, "/assets/*", s.asset)
	get(e, basemapPath, s.basemap)
	s.rootFiles(e)
}

// get routes HEAD as well; net/http leaves the body out.
func get(e *echo.Echo, path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) {
	e.Match([]string{http.MethodGet, http.MethodHead}, path, h, m...)
}
