package api

import "github.com/labstack/echo/v4"

// Routes lists what a server with c answers to.
func Routes(c Config) ([]*echo.Route, error) {
	e, _, err := build(c)
	if err != nil {
		return nil, err
	}
	return e.Routes(), nil
}

// CSRF is the CSRF token of a session's secret.
func CSRF(secret string) string { return csrfOf(secret) }
