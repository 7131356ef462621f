package api_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"kvarter/store/export"
)

// contract checks every exchange against openapi.yaml.
type contract struct {
	t    testing.TB
	next http.RoundTripper
}

var document, router = func() (*openapi3.T, routers.Router) {
	openapi3filter.RegisterBodyDecoder("text/html", openapi3filter.PlainBodyDecoder)
	for _, media := range []string{
		"application/geo+json", "application/merge-patch+json", "application/schema+json", "application/vnd.oai.openapi+json",
	} {
		openapi3filter.RegisterBodyDecoder(media, openapi3filter.JSONBodyDecoder)
	}
	for _, f := range export.Formats {
		if !f.Streams() {
			openapi3filter.RegisterBodyDecoder(f.MediaType, openapi3filter.FileBodyDecoder)
		}
	}
	openapi3filter.RegisterBodyDecoder("application/vnd.mapbox-vector-tile", openapi3filter.FileBodyDecoder)
	openapi3filter.RegisterBodyDecoder(export.ProjectType, openapi3filter.FileBodyDecoder)
	openapi3filter.RegisterBodyDecoder("text/csv", openapi3filter.PlainBodyDecoder)
	openapi3filter.RegisterBodyDecoder("application/yaml", openapi3filter.PlainBodyDecoder)
	data, err := os.ReadFile("openapi.yaml")
	if err != nil {
		panic(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		panic(err)
	}
	r, err := gorillamux.NewRouter(doc)
	if err != nil {
		panic(err)
	}
	return doc, r
}()

func (c contract) RoundTrip(r *http.Request) (*http.Response, error) {
	asked := r.Clone(r.Context())
	if r.Body != nil {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		r.Body, asked.Body = io.NopCloser(bytes.NewReader(data)), io.NopCloser(bytes.NewReader(data))
	}
	resp, err := c.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(data))
	c.check(asked, resp, data)
	return resp, nil
}

// check holds answers to the contract, and the requests that were not refused.
func (c contract) check(r *http.Request, resp *http.Response, body []byte) {
	c.t.Helper()
	if r.Method == http.MethodHead {
		r.Method = http.MethodGet
		body = nil
	}
	r.URL.Scheme, r.URL.Host = "", ""
	route, params, err := router.FindRoute(r)
	if err != nil {
		if resp.StatusCode < 300 && r.Method != http.MethodOptions && (strings.HasPrefix(r.URL.Path, "/api/v1") || strings.HasPrefix(r.URL.Path, "/ogc")) {
			c.t.Errorf("%s %s is answered and not in the contract", r.Method, r.URL)
		}
		return
	}
	ask := &openapi3filter.RequestValidationInput{
		Request: r, PathParams: params, Route: route,
		Options: &openapi3filter.Options{
			AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true, ExcludeResponseBody: body == nil,
		},
	}
	if resp.StatusCode < 400 {
		if err := openapi3filter.ValidateRequest(context.Background(), ask); err != nil {
			c.t.Errorf("%s %s was taken against the contract: %v", r.Method, r.URL, err)
		}
	}
	err = openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: ask, Status: resp.StatusCode, Header: resp.Header, Body: io.NopCloser(bytes.NewReader(body)), Options: ask.Options,
	})
	if err != nil {
		c.t.Errorf("the answer to %s %s is against the contract: %v", r.Method, r.URL, err)
	}
}
