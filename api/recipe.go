package api

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"kvarter/store"
	"kvarter/store/export"
)

// recipeRead and recipeExport go round routes under /r/:secret. The path parameter
// becomes the recipe's area: nothing behind them sees the secret, and every handler
// that reads by queryOf reads what the recipe lets it.
func (s *server) recipeRead(h handler) echo.HandlerFunc { return s.byRecipe(s.read(h)) }

func (s *server) recipeExport(h handler) echo.HandlerFunc { return s.byRecipe(s.export(h)) }

func (s *server) byRecipe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		secret := c.Param("secret")
		if !isSecret(secret, recipePrefix) {
			return store.ErrNotFound
		}
		r, err := s.Store.RecipeByHash(c.Request().Context(), store.HashSecret(secret))
		if errors.Is(err, store.ErrNotFound) {
			return store.ErrNotFound // without a word of what is missing
		}
		if err != nil {
			return err
		}
		names, values := c.ParamNames(), c.ParamValues()
		renamed, given := make([]string, len(names)), make([]string, len(names))
		for i, name := range names {
			renamed[i], given[i] = name, values[i]
			if name == "secret" {
				renamed[i], given[i] = "area", r.Area
			}
		}
		c.SetParamNames(renamed...)
		c.SetParamValues(given...)
		c.Set(recipeFound, r)
		return next(c)
	}
}

// recipeFound is where byRecipe leaves the recipe for asker.
const recipeFound = "recipe"

// recipeOf is the recipe whose path was asked for, or nil.
func recipeOf(c echo.Context) *store.Recipe {
	r, _ := c.Get(recipeFound).(*store.Recipe)
	return r
}

// narrow keeps q to what the asker's recipe lets out, if they have one.
func (a asker) narrow(q *store.ContributionQuery) error {
	if a.recipe == nil {
		return nil
	}
	within, err := a.recipe.Query()
	if err != nil {
		return err
	}
	q.Within, q.Withhold = &within, a.recipe.Withhold()
	return nil
}

type recipeDoc struct {
	Area      string    `json:"area"`
	Name      string    `json:"name,omitempty"`
	Filter    string    `json:"filter"`
	Words     bool      `json:"words"`
	Bylines   bool      `json:"bylines"`
	ExpiresAt time.Time `json:"expires_at"`
	Exports   []string  `json:"exports"`
	// OGC is the GIS service with this filter, Project a QGIS project of it, Tiles
	// where its vector tiles are described.
	OGC     string `json:"ogc"`
	Project string `json:"project"`
	Tiles   string `json:"tiles"`
}

// getRecipe says what a recipe opens, for whoever got its address.
func (s *server) getRecipe(c echo.Context, by asker) error {
	if err := noParameters(c); err != nil {
		return err
	}
	r := by.recipe
	at := s.PublicURL + c.Request().URL.Path
	doc := recipeDoc{r.Area, r.Name, r.Filter.Encode(), r.Words, r.Bylines, r.ExpiresAt, []string{}, at + ogcPath, at + "/project.qgz", at + "/tiles.json"}
	for _, f := range export.Formats {
		doc.Exports = append(doc.Exports, at+"/export."+f.Name)
	}
	return answerJSONAs(c, http.StatusOK, doc)
}

type recipeRow struct {
	ID         int64      `json:"id"`
	Name       string     `json:"name"`
	Filter     string     `json:"filter"`
	Words      bool       `json:"words"`
	Bylines    bool       `json:"bylines"`
	CreatedAt  time.Time  `json:"created_at"`
	ExpiresAt  time.Time  `json:"expires_at"`
	LastUsedAt *time.Time `json:"last_used_at"`
	RevokedAt  *time.Time `json:"revoked_at"`
	MadeBy     string     `json:"made_by"`
}

func recipeRowOf(r *store.Recipe) recipeRow {
	return recipeRow{
		r.ID, r.Name, r.Filter.Encode(), r.Words, r.Bylines, r.CreatedAt, r.ExpiresAt, orNull(r.UsedAt), orNull(r.RevokedAt), r.MadeBy,
	}
}

// listRecipes lists the area's recipes, without their paths.
func (s *server) listRecipes(c echo.Context, _ asker) error {
	if err := noParameters(c); err != nil {
		return err
	}
	all, err := s.Store.AllRecipes(c.Request().Context(), c.Param("area"))
	if err != nil {
		return err
	}
	rows := []recipeRow{}
	for _, r := range all {
		rows = append(rows, recipeRowOf(r))
	}
	return answerJSON(c, map[string]any{"recipes": rows})
}

type newRecipe struct {
	Name    string `json:"name"`
	Filter  string `json:"filter"`
	Words   bool   `json:"words"`
	Bylines bool   `json:"bylines"`
	// Days until it ends; 0 is as long as may be.
	Days int `json:"days" validate:"min=0"`
}

// addRecipe saves a filter and shows its path, once.
func (s *server) addRecipe(c echo.Context, by asker) error {
	var body newRecipe
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	filter, err := url.ParseQuery(body.Filter)
	if err != nil {
		return badField("filter", store.CodeMalformed)
	}
	r := store.Recipe{
		Area: c.Param("area"), Name: body.Name, Filter: filter, Words: body.Words, Bylines: body.Bylines, MadeBy: by.who(),
	}
	if body.Days > 0 {
		r.ExpiresAt = s.Now().AddDate(0, 0, body.Days)
	}
	secret := store.NewSecret(recipePrefix)
	made, err := s.Store.CreateRecipe(c.Request().Context(), r, store.HashSecret(secret))
	if err != nil {
		return err
	}
	return answerJSONAs(c, http.StatusCreated, map[string]any{"recipe": recipeRowOf(made), "path": "/r/" + secret})
}

// revokeRecipe ends one of the area's recipes.
func (s *server) revokeRecipe(c echo.Context, _ asker) error {
	id, err := numberOf(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	all, err := s.Store.AllRecipes(ctx, c.Param("area"))
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.ID == id {
			return endsWith(c, s.Store.RevokeRecipe(ctx, id))
		}
	}
	return store.ErrNotFound
}
