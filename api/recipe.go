package api

import (
	"errors"
	"net/http"
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
	// OGC is the GIS service with this filter, Project a QGIS project of it.
	OGC     string `json:"ogc"`
	Project string `json:"project"`
}

// getRecipe says what a recipe opens, for whoever got its address.
func (s *server) getRecipe(c echo.Context, by asker) error {
	if err := noParameters(c); err != nil {
		return err
	}
	r := by.recipe
	at := s.PublicURL + c.Request().URL.Path
	doc := recipeDoc{r.Area, r.Name, r.Filter.Encode(), r.Words, r.Bylines, r.ExpiresAt, []string{}, at + ogcPath, at + "/project.qgz"}
	for _, f := range export.Formats {
		doc.Exports = append(doc.Exports, at+"/export."+f.Name)
	}
	return answerJSONAs(c, http.StatusOK, doc)
}
