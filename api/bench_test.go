package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"kvarter/api"
)

// clients is how many phones send at once.
const clients = 64

// BenchmarkCreate is a durable create over HTTP with all rules on.
func BenchmarkCreate(b *testing.B) {
	w := newWorld(b, func(c *api.Config) { c.Limits.WriteBurst, c.Logger = 0, nil })
	post(b, w.url+contributions)
}

// BenchmarkEcho is what an Echo handler takes that decodes, encodes and stores
// nothing.
func BenchmarkEcho(b *testing.B) {
	e := echo.New()
	e.POST(contributions, func(c echo.Context) error {
		var body map[string]any
		if err := c.Bind(&body); err != nil {
			return err
		}
		return c.JSON(http.StatusCreated, body)
	})
	server := httptest.NewServer(e)
	defer server.Close()
	post(b, server.URL+contributions)
}

// post sends b.N contributions, sixteen of a person's each, from all clients.
func post(b *testing.B, url string) {
	b.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: clients}
	defer transport.CloseIdleConnections()
	prompts := []string{"meeting_place", "characteristic", "community", "most_liked"}
	var bad atomic.Int64
	b.SetParallelism(clients / 2)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		var p person
		for n := 0; pb.Next(); n++ {
			if n%16 == 0 {
				p = newPerson()
			}
			body, err := json.Marshal(map[string]any{
				"id": uuid.NewString(), "participant": p.id, "prompt": prompts[n%4], "text": "Vi møtes ved benken etter skolen", "lang": "nb",
				"geometry": map[string]any{"type": "Point", "coordinates": []float64{10.0511, 59.0471}}, "located_by": "map",
			})
			if err != nil {
				b.Error(err)
			}
			r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, url, bytes.NewReader(body))
			if err != nil {
				b.Error(err)
			}
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Authorization", "Bearer "+p.receipt)
			resp, err := transport.RoundTrip(r)
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			if resp.StatusCode != http.StatusCreated {
				bad.Add(1)
			}
		}
	})
	if n := bad.Load(); n > 0 {
		b.Errorf("%d of %d were refused", n, b.N)
	}
}
