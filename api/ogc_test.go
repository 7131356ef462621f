package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/api"
	"kvarter/store"
	"kvarter/store/area"
)

const crs25832 = "http://www.opengis.net/def/crs/EPSG/0/25832"

// gisWorld has some of everything, published.
func gisWorld(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.everything()
	return w
}

type gisPage struct {
	Features []struct {
		ID         string
		Geometry   *struct{ Type string }
		Properties map[string]any
	}
	Links                         []struct{ Href, Rel, Type string }
	NumberMatched, NumberReturned int
}

func (w *world) items(t *testing.T, collection, query string, headers ...string) (gisPage, answer) {
	t.Helper()
	a := w.get("/ogc/collections/"+collection+"/items"+query, headers...)
	w.status(a, http.StatusOK)
	return read[gisPage](t, a), a
}

type gisCollection struct {
	ID, StorageCrs, ItemType string
	CRS                      []string
	Links                    []struct{ Href, Rel, Type string }
}

func (w *world) gisCollections(t *testing.T, headers ...string) []gisCollection {
	t.Helper()
	a := w.get("/ogc/collections", headers...)
	w.status(a, http.StatusOK)
	return read[struct{ Collections []gisCollection }](t, a).Collections
}

func TestGISItemsLinkIsBareAndIDsAreSafe(t *testing.T) { // rule 1
	t.Parallel()
	w := gisWorld(t)
	for _, c := range w.gisCollections(t) {
		n := 0
		for _, l := range c.Links {
			if l.Rel != "items" {
				continue
			}
			n++
			if !strings.HasPrefix(l.Href, w.url) || strings.ContainsAny(l.Href, "?#") || l.Type != "application/geo+json" {
				t.Errorf("%s: items are at %q (%s)", c.ID, l.Href, l.Type)
			}
		}
		page, _ := w.items(t, c.ID, "")
		if n != 1 || len(page.Features) == 0 {
			t.Errorf("%s has %d links to items, and %d features", c.ID, n, len(page.Features))
		}
		for _, f := range page.Features {
			if f.ID != url.PathEscape(f.ID) || f.ID != f.Properties["id"] {
				t.Errorf("%s: id %q", c.ID, f.ID)
			}
			w.status(w.get("/ogc/collections/"+c.ID+"/items/"+f.ID), http.StatusOK)
		}
	}
}

func TestGISStoresCRS84AndOffersTheAreas(t *testing.T) { // rule 2
	t.Parallel()
	w := gisWorld(t)
	const crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
	for _, c := range w.gisCollections(t) {
		if c.StorageCrs != crs84 || !slices.Equal(c.CRS, []string{crs84, crs25832}) {
			t.Errorf("%s: %s, %v", c.ID, c.StorageCrs, c.CRS)
		}
	}
}

func TestGISCollectionsHaveOneShape(t *testing.T) { // rules 3, 4 and 5
	t.Parallel()
	w := gisWorld(t)
	staff := bearer(w.token(""))
	for name, by := range map[string][]string{"public": nil, "staff": staff} {
		total := 0
		for collection, shape := range map[string]string{"points": "Point", "lines": "LineString", "areas": "Polygon", "placeless": ""} {
			page, _ := w.items(t, "torstrand-"+collection, "", by...)
			total += page.NumberReturned
			properties := ""
			for _, f := range page.Features {
				if shape == "" && f.Geometry != nil || shape != "" && (f.Geometry == nil || f.Geometry.Type != shape) {
					t.Errorf("%s holds %v", collection, f.Geometry)
				}
				var names []string
				times := 0
				for property, v := range f.Properties {
					names = append(names, property)
					if text, _ := v.(string); regexp.MustCompile(`^\d{4}-\d\d-\d\d(T|$)`).MatchString(text) {
						times++
					}
				}
				slices.Sort(names)
				if all := strings.Join(names, " "); properties != "" && all != properties || times != 1 {
					t.Errorf("%s: %d times in %s", collection, times, all)
				} else {
					properties = all
				}
			}
			_, hasPerson := page.Features[0].Properties["person"]
			if hasPerson != (name == "staff") {
				t.Errorf("%s sees person: %v", name, hasPerson)
			}
		}
		if want := len(read[collection](t, w.get(contributions, by...)).Features); total != want {
			t.Errorf("%s: the collections hold %d of %d", name, total, want)
		}
	}
}

func TestGISDescribesItselfInOpenAPI(t *testing.T) { // rule 6
	t.Parallel()
	w := gisWorld(t)
	landing := read[struct {
		Links []struct{ Href, Rel, Type string }
	}](t, w.get("/ogc"))
	at := ""
	for _, l := range landing.Links {
		if l.Rel == "service-desc" && l.Type == "application/vnd.oai.openapi+json;version=3.0" {
			at = strings.TrimPrefix(l.Href, w.url)
		}
	}
	for name, by := range map[string][]string{"public": nil, "staff": bearer(w.token(""))} {
		a := w.get(at, by...)
		w.status(a, http.StatusOK)
		if ct := a.Header.Get("Content-Type"); ct != "application/vnd.oai.openapi+json;version=3.0" {
			t.Errorf("the API document is %s", ct)
		}
		doc, err := openapi3.NewLoader().LoadFromData(a.body)
		if err != nil {
			t.Fatal(err)
		}
		if err := doc.Validate(context.Background()); err != nil {
			t.Error(err)
		}
		limit := doc.Components.Parameters["limit"].Value.Schema.Value
		if *limit.Min != 1 || *limit.Max != 10_000 || limit.Default != 1000.0 {
			t.Errorf("limit is %v to %v, %v if not named", limit.Min, limit.Max, limit.Default)
		}
		bbox := doc.Components.Parameters["bbox"].Value
		if bbox.Style != "form" || *bbox.Explode || !bbox.Schema.Value.Type.Is("array") || !bbox.Schema.Value.Items.Value.Type.Is("number") ||
			bbox.Schema.Value.MinItems != 4 || *bbox.Schema.Value.MaxItems != 6 {
			t.Errorf("bbox is %+v", bbox)
		}
		items := doc.Paths.Value("/collections/torstrand-points/items").Get
		named := map[string]bool{}
		for _, p := range items.Parameters {
			named[p.Value.Name] = true
			if p.Value.Name == "limit" && p.Ref != "#/components/parameters/limit" {
				t.Errorf("limit is referred to by %q", p.Ref)
			}
		}
		for _, f := range store.ContributionFields {
			want := f.Type() != store.TypeTime && (f.Audience == store.AudiencePublic || name == "staff")
			if named[f.Name] != want {
				t.Errorf("%s may filter by %s: %v", name, f.Name, named[f.Name])
			}
		}
	}
}

func TestGISPages(t *testing.T) { // rules 7 and 8
	t.Parallel()
	w := gisWorld(t)
	all := make([]*store.Contribution, 57)
	for i := range all {
		all[i] = &store.Contribution{ID: uuid.New(), Prompt: "meeting_place", Geometry: orb.Point{10.05, 59.045}}
	}
	if _, err := w.store.CreateContributions(t.Context(), "torstrand", all, true); err != nil {
		t.Fatal(err)
	}
	for name, by := range map[string][]string{"public": nil, "staff": bearer(w.token(""))} {
		want, _ := w.items(t, "torstrand-points", "?prompt=meeting_place&bbox=10,59,11,60", by...)
		if want.NumberMatched != want.NumberReturned || want.NumberMatched < 57 {
			t.Fatalf("%s: %d of %d", name, want.NumberReturned, want.NumberMatched)
		}
		var got []string
		path, limit := "/ogc/collections/torstrand-points/items?prompt=meeting_place&bbox=10,59,11,60&limit=10", 10
		for path != "" {
			a := w.do(http.MethodGet, path, nil, append([]string{"User-Agent", ""}, by...)...)
			w.status(a, http.StatusOK)
			page := read[gisPage](t, a)
			if page.NumberMatched != want.NumberMatched || page.NumberReturned != len(page.Features) {
				t.Errorf("%s: %d of %d are said", name, page.NumberReturned, page.NumberMatched)
			}
			for _, f := range page.Features {
				got = append(got, f.ID)
			}
			path = ""
			for _, l := range page.Links {
				if l.Rel != "next" {
					continue
				}
				u, err := url.Parse(l.Href)
				if err != nil || u.Host != a.Request.URL.Host || l.Type != "application/geo+json" {
					t.Fatalf("next is %q (%s)", l.Href, l.Type)
				}
				q := u.Query()
				if q.Get("prompt") != "meeting_place" || q.Get("bbox") != "10,59,11,60" || strings.ContainsAny(q.Get("cursor"), "&=%") {
					t.Errorf("next is %s", l.Href)
				}
				limit++ // a cursor is the same whatever the limit
				q.Set("limit", fmt.Sprint(limit))
				path = u.Path + "?" + q.Encode()
			}
		}
		var whole []string
		for _, f := range want.Features {
			whole = append(whole, f.ID)
		}
		if !slices.Equal(got, whole) {
			t.Errorf("%s: %d features on pages, %d at once", name, len(got), len(whole))
		}
	}
	for _, limit := range []string{"10001", "999999999999999999999999"} {
		page, _ := w.items(t, "torstrand-points", "?limit="+limit)
		if page.NumberReturned != page.NumberMatched {
			t.Errorf("limit %s returns %d", limit, page.NumberReturned)
		}
	}
	for _, limit := range []string{"0", "-1", "x", "", "-999999999999999999999999", "1&limit=2"} {
		w.refused(w.get("/ogc/collections/torstrand-points/items?limit="+limit), http.StatusBadRequest, "malformed", "limit")
	}
}

func TestGISNegotiates(t *testing.T) { // rule 9
	t.Parallel()
	w := gisWorld(t)
	for _, path := range []string{"/ogc", "/ogc/conformance", "/ogc/api", "/ogc/collections", "/ogc/collections/torstrand-points", "/ogc/collections/torstrand-points/items",
		"/ogc/collections/torstrand-points/queryables", "/ogc/collections/torstrand-points/schema"} {
		for accept, html := range map[string]bool{
			"*/*": false, "": false, "text/plain, application/json": false, "application/geo+json, application/json": false,
			"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": true, "application/json;q=0.5, text/html": true, "text/html;q=0.5, application/json": false,
		} {
			a := w.get(path, "Accept", accept)
			w.status(a, http.StatusOK)
			if html && (a.Header.Get("Cross-Origin-Opener-Policy") != "same-origin" || a.Header.Get("Permissions-Policy") == "") {
				t.Errorf("the page %s has the headers %v", path, a.Header)
			}
			if got := strings.HasPrefix(a.Header.Get("Content-Type"), "text/html"); got != html || !strings.Contains(strings.Join(a.Header.Values("Vary"), ","), "Accept") {
				t.Errorf("%s for %q is %s, varying by %v", path, accept, a.Header.Get("Content-Type"), a.Header.Values("Vary"))
			}
		}
		if a := w.get(path+"?f=html", "Accept", "application/json"); !strings.Contains(string(a.body), "</html>") {
			t.Errorf("%s?f=html is %s", path, a.body)
		}
		if a := w.get(path+"?f=json", "Accept", "text/html"); !json.Valid(a.body) {
			t.Errorf("%s?f=json is %s", path, a.body)
		}
		w.refused(w.get(path+"?f=xml"), http.StatusBadRequest, "malformed", "f")
	}
}

func TestGISIsAskedAgainCheaply(t *testing.T) { // rule 10
	t.Parallel()
	w := gisWorld(t)
	for _, path := range []string{"/ogc", "/ogc/api", "/ogc/collections", "/ogc/collections/torstrand-lines", "/ogc/collections/torstrand-lines/items", "/ogc/collections/torstrand-lines/schema"} {
		a := w.get(path)
		tag := a.Header.Get("ETag")
		if tag == "" || a.Header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: %q, %q", path, tag, a.Header.Get("Cache-Control"))
		}
		w.status(w.get(path, "If-None-Match", tag), http.StatusNotModified)
		w.status(w.get(path, "If-None-Match", tag, "Accept", "text/html"), http.StatusOK)
		staff := w.get(path, append(bearer(w.tokenOnce("")), "If-None-Match", tag)...)
		w.status(staff, http.StatusOK)
		if !strings.Contains(staff.Header.Get("Cache-Control"), "private") {
			t.Errorf("%s for staff may be kept: %q", path, staff.Header.Get("Cache-Control"))
		}
	}
	_, a := w.items(t, "torstrand-points", "")
	p := newPerson()
	w.send(p, p.mark())
	page, b := w.items(t, "torstrand-points", "", "If-None-Match", a.Header.Get("ETag"))
	if b.Header.Get("ETag") == a.Header.Get("ETag") || page.NumberMatched != len(page.Features) {
		t.Error("a new answer changes nothing")
	}
}

func TestGISBoxesAndTimes(t *testing.T) { // rules 11 and 13
	t.Parallel()
	w := gisWorld(t)
	count := func(collection, query string) int {
		t.Helper()
		page, _ := w.items(t, "torstrand-"+collection, "?"+query)
		return page.NumberMatched
	}
	all, without := count("points", ""), count("placeless", "")
	metres := "bbox-crs=" + url.QueryEscape(crs25832)
	for query, want := range map[string]int{
		"bbox=10,59,11,60": all, "bbox=10,59,0,11,60,9": all, "bbox=170,-10,-170,10": 0, "bbox=11,59,12,60": 0,
		metres + "&bbox=559000,6544000,562000,6547000": all, metres + "&bbox=0,0,1,1": 0, metres + "&bbox=-1e9,-1e9,1e9,1e9": all, metres + "&bbox=1e300,1e300,1.1e300,1.1e300": 0,
		"datetime=2025-08-22T/..": all, "datetime=../2025-08-22T": 0, "datetime=2026-03-04T": all - 2, "datetime=2026-01-02": 1,
	} {
		if got := count("points", query); got != want {
			t.Errorf("%s finds %d points, not %d", query, got, want)
		}
		if strings.HasPrefix(query, "datetime") {
			continue
		}
		if got := count("placeless", query); got != without {
			t.Errorf("%s finds %d without a place, not %d", query, got, without)
		}
	}
}

func TestGISNamesTheSystem(t *testing.T) { // rule 12
	t.Parallel()
	w := gisWorld(t)
	page, a := w.items(t, "torstrand-lines", "")
	if got := a.Header.Get("Content-Crs"); got != "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>" {
		t.Errorf("Content-Crs is %q", got)
	}
	for _, path := range []string{"", "/" + page.Features[0].ID} {
		a := w.get("/ogc/collections/torstrand-lines/items" + path + "?crs=" + url.QueryEscape(crs25832))
		w.status(a, http.StatusOK)
		if got := a.Header.Get("Content-Crs"); got != "<"+crs25832+">" || !strings.Contains(string(a.body), "[56") {
			t.Errorf("Content-Crs is %q: %s", got, a.body)
		}
	}
}

func TestGISRefuses(t *testing.T) { // rule 13
	t.Parallel()
	w := gisWorld(t)
	const items = "/ogc/collections/torstrand-points/items"
	for query, field := range map[string]string{
		"nothing=1": "nothing", "Prompt=a": "Prompt", "crs=EPSG:25832": "crs", "crs=http://www.opengis.net/def/crs/EPSG/0/4326": "crs", "crs=" + crs25832 + "&crs=" + crs25832: "crs",
		"bbox-crs=x": "bbox-crs", "bbox=1,2,3": "bbox", "bbox=1,2,3,x": "bbox", "bbox=0,50,1,40": "bbox", "bbox=999,0,1000,1": "bbox", "bbox=10,59,11,60&bbox=10,59,11,60": "bbox",
		"bbox-crs=" + crs25832 + "&bbox=2,2,1,1": "bbox", "bbox-crs=" + crs25832 + "&bbox=NaN,0,1,1": "bbox", "datetime=x": "datetime", "datetime=2026-03-05/2026-03-04": "datetime",
		"filter=prompt": "filter", "filter-lang=cql2-json": "filter-lang", "filter-crs=" + crs25832: "filter-crs", "cursor=x": "cursor", "agreements=many": "agreements", "q=%00": "q",
		"filter=" + strings.Repeat("(", 9000): "filter", "filter=TRUE" + strings.Repeat("+OR+TRUE", 1500): "filter", "id=x": "filter", "a=%zz": "query",
	} {
		w.refused(w.get(items+"?"+query), http.StatusBadRequest, "malformed", field)
	}
	for query, field := range map[string]string{"person=1": "person", "channel=web": "channel", "status=pending": "status", "filter=person>1": "person", "outside_area=true": "outside_area"} {
		w.refused(w.get(items+"?"+query), http.StatusForbidden, "forbidden", field)
	}
	for _, path := range []string{"/ogc", "/ogc/collections", "/ogc/collections/torstrand-points", "/ogc/conformance", "/ogc/api"} {
		w.refused(w.get(path+"?x=1"), http.StatusBadRequest, "malformed", "x")
	}
	for _, path := range []string{"/ogc/collections/torstrand", "/ogc/collections/torstrand-circles", "/ogc/collections/nowhere-points/items", items + "/x", items + "/" + uuid.NewString(), "/ogc/nothing"} {
		w.refused(w.get(path), http.StatusNotFound, "not_found", "")
	}
	line, _ := w.items(t, "torstrand-lines", "")
	w.refused(w.get(items+"/"+line.Features[0].ID), http.StatusNotFound, "not_found", "")

	other := bearer(w.tokenOnce("torstrand"))
	another, err := area.Torstrand()
	if err != nil {
		t.Fatal(err)
	}
	another.Slug = "sentrum"
	w.apply(another)
	w.refused(w.get("/ogc/collections/sentrum-points/items", other...), http.StatusForbidden, "other_area", "")
	w.status(w.get("/ogc/collections/sentrum-points/items"), http.StatusOK)
	if got := w.gisCollections(t, other...); len(got) != 4 {
		t.Errorf("a token of one area sees %d collections", len(got))
	}
	w.refused(w.get("/ogc", bearer("kvt_"+strings.Repeat("x", 30))...), http.StatusUnauthorized, "unauthorized", "Authorization")
	for _, uri := range []string{"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core", "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs", "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter"} {
		if !strings.Contains(string(w.get("/ogc/conformance").body), `"`+uri+`"`) {
			t.Errorf("%s is not promised", uri)
		}
	}
}

// What is withheld from the public is in no collection, and what was withdrawn in none.
func TestGISKeepsToThePolicy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	f := w.send(p, p.mark("text", "not yet"))
	page, _ := w.items(t, "torstrand-points", "")
	if len(page.Features) != 1 || page.Features[0].Properties["text"] != nil {
		t.Errorf("the public gets %+v", page.Features)
	}
	for query, want := range map[string]int{"?filter=text='not+yet'": 0, "?text=not+yet": 0, "?filter=text+IS+NULL": 1, "?kind=mark": 1, "?kind=story": 0, "?agreements=0": 1} {
		if got, _ := w.items(t, "torstrand-points", query); got.NumberMatched != want {
			t.Errorf("%s finds %d, not %d", query, got.NumberMatched, want)
		}
	}
	staff, _ := w.items(t, "torstrand-points", "?text=not+yet", bearer(w.tokenOnce(""))...)
	if len(staff.Features) != 1 || staff.Features[0].Properties["person"] == nil {
		t.Errorf("staff get %+v", staff.Features)
	}
	w.status(w.do(http.MethodDelete, contributions+"/"+f.ID, nil, bearer(p.receipt)...), http.StatusNoContent)
	w.refused(w.get("/ogc/collections/torstrand-points/items/"+f.ID), http.StatusGone, "gone", "")
}

func TestGISBehindAProxy(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *api.Config) { c.PublicURL = "https://kart.example.no" })
	for _, path := range []string{"/ogc", "/ogc/collections", "/ogc/collections/torstrand-points/items"} {
		if body := string(w.get(path).body); strings.Contains(body, "127.0.0.1") || !strings.Contains(body, "https://kart.example.no/ogc") {
			t.Errorf("%s leads elsewhere: %s", path, body)
		}
	}
}
