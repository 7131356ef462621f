package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kvarter/store"
)

const areaPath = "/api/v1/areas/torstrand"

type member struct {
	ID         int64
	Roles      []string
	Everywhere bool
}

type added struct {
	Staff      member
	Invitation *string
}

// Administrators of an area invite into it, and take away, nowhere else; they
// cannot become who may more.
func TestPeopleOfAnArea(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.otherArea()
	by := w.signedIn("torstrand", store.RoleAdministrator)
	add := func(email string, roles ...string) answer {
		return w.do(http.MethodPost, areaPath+"/staff", map[string]any{"email": email, "name": "Ola", "roles": roles}, by...)
	}
	a := add("Ola@example.org", "facilitator")
	w.status(a, http.StatusCreated)
	made := read[added](t, a)
	if made.Invitation == nil || !strings.HasPrefix(*made.Invitation, "kvi_") {
		t.Fatalf("no link: %s", a.body)
	}
	w.status(w.do(http.MethodPost, "/api/v1/invitations/open", map[string]any{"secret": *made.Invitation}), http.StatusOK)
	a = add("ola@example.org", "reference")
	if again := read[added](t, a); again.Invitation != nil || len(again.Staff.Roles) != 2 {
		t.Errorf("again it is %s", a.body)
	}
	w.refused(w.do(http.MethodPost, areaPath+"/staff", `{"email":"x@example.org","name":"X","roles":["king"]}`, by...), http.StatusUnprocessableEntity, "invalid", "role")
	w.refused(add("no address", "analyst"), http.StatusUnprocessableEntity, "invalid", "email")
	path := areaPath + "/staff/" + strconv.FormatInt(made.Staff.ID, 10)
	w.status(w.do(http.MethodPost, path+"/invitation", nil, by...), http.StatusCreated)

	// Somebody who is elsewhere too cannot be taken over.
	if _, err := w.store.SetRights(t.Context(), made.Staff.ID, "other", []store.Role{store.RoleReference}); err != nil {
		t.Fatal(err)
	}
	w.refused(w.do(http.MethodPost, path+"/invitation", nil, by...), http.StatusForbidden, "forbidden", "")
	at := areaPath + "/staff/" + strconv.FormatInt(w.staff("", store.RoleAdministrator), 10)
	w.refused(w.do(http.MethodPost, at+"/invitation", nil, by...), http.StatusForbidden, "forbidden", "")
	a = w.do(http.MethodPut, at, map[string]any{"roles": []string{}}, by...)
	w.status(a, http.StatusOK)
	if !read[member](t, a).Everywhere {
		t.Error("an area's administrator takes away a right to every area")
	}
	w.status(w.do(http.MethodPut, path, map[string]any{"roles": []string{}}, by...), http.StatusOK)
	w.refused(w.do(http.MethodPut, path, map[string]any{"roles": []string{"analyst"}}, by...), http.StatusNotFound, "not_found", "")
	w.status(w.get(areaPath+"/staff", by...), http.StatusOK)
}

func TestTokensAndRecipesOfAnArea(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.otherArea()
	by := w.signedIn("torstrand", store.RoleAdministrator)
	a := w.do(http.MethodPost, areaPath+"/tokens", map[string]any{"name": "QGIS", "role": "analyst", "days": 30}, by...)
	w.status(a, http.StatusCreated)
	secret := read[struct{ Secret string }](t, a).Secret
	w.status(w.get(contributions+"?channel=web", bearer(secret)...), http.StatusOK)
	list := string(w.get(areaPath+"/tokens", by...).body)
	if strings.Contains(list, secret) || !strings.Contains(list, `"last_used_at":"2026-03-04T12:00:00Z"`) || !strings.Contains(list, "@example.org") {
		t.Errorf("the tokens are %s", list)
	}
	w.refused(w.do(http.MethodDelete, "/api/v1/areas/other/tokens/1", nil, by...), http.StatusForbidden, "forbidden", "")
	w.refused(w.do(http.MethodDelete, "/api/v1/areas/other/tokens/1", nil, w.signedIn("", store.RoleAdministrator)...), http.StatusNotFound, "not_found", "")
	w.status(w.do(http.MethodDelete, areaPath+"/tokens/1", nil, by...), http.StatusNoContent)
	w.refused(w.get(contributions, bearer(secret)...), http.StatusUnauthorized, "unauthorized", "Authorization")

	a = w.do(http.MethodPost, areaPath+"/recipes", map[string]any{"filter": "prompt=meeting_place", "words": true}, by...)
	w.status(a, http.StatusCreated)
	path := read[struct{ Path string }](t, a).Path
	w.status(w.get(path+"/export.csv"), http.StatusOK)
	w.refused(w.do(http.MethodPost, areaPath+"/recipes", map[string]any{"days": 91}, by...), http.StatusUnprocessableEntity, "invalid", "expires_at")
	w.refused(w.do(http.MethodPost, areaPath+"/recipes", map[string]any{"filter": "colour=red"}, by...), http.StatusUnprocessableEntity, "invalid", "colour")
	if list := string(w.get(areaPath+"/recipes", by...).body); strings.Contains(list, path[3:]) || !strings.Contains(list, "prompt=meeting_place") {
		t.Errorf("the recipes are %s", list)
	}
	w.status(w.do(http.MethodDelete, areaPath+"/recipes/1", nil, by...), http.StatusNoContent)
	w.refused(w.get(path), http.StatusNotFound, "not_found", "")
}

// Who reads what is not public leaves a row: who, by what, how many; what the public
// reads leaves none.
func TestAccessesAreLogged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	w.send(p, p.mark("text", "venter"))
	w.send(p, p.mark("text", "hemmelig"))
	token, recipe := bearer(w.token("torstrand")), w.recipe(store.Recipe{})
	for _, path := range []string{"?limit=1", "?limit=1&cursor=s1", ".csv?q=venter", ".gpkg"} {
		w.status(w.get(contributions+path, token...), http.StatusOK)
	}
	w.status(w.get(recipe+"/export.geojson"), http.StatusOK)
	w.status(w.get(contributions+".csv"), http.StatusOK)
	w.status(w.get(contributions+".csv?audience=public", token...), http.StatusOK)
	a := w.get(areaPath+"/accesses", w.signedIn("torstrand", store.RoleAdministrator)...)
	w.status(a, http.StatusOK)
	type row struct {
		Who, Act, Filter string
		Rows             int
	}
	got := read[struct{ Accesses []row }](t, a).Accesses
	want := []row{
		{"recipe 1", "export", "", 2}, {"token 1", "export", "", 2}, {"token 1", "export", "q=venter", 1}, {"token 1", "read", "", 2},
	}
	if len(got) != len(want) {
		t.Fatalf("the log is %s", a.body)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("row %d is %+v, not %+v", i, got[i], want[i])
		}
	}
}

// So do the ways that GIS programs and maps read: OGC's items, single answers, and
// tiles, of which a map asks for many and leaves one row an hour.
func TestAccessesOfMapsAreLogged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	one := w.send(p, p.mark("text", "venter"))
	w.send(p, p.mark("text", "hemmelig"))
	token, recipe := bearer(w.token("torstrand")), w.recipe(store.Recipe{Filter: url.Values{"prompt": {"meeting_place"}}})
	const items, tile = "/collections/torstrand-points/items", "/tiles/0/0/0.mvt"
	read1 := func(path string, by ...string) { w.status(w.get(path, by...), http.StatusOK) }
	read1("/ogc"+items+"?limit=1", token...)
	read1("/ogc"+items+"?limit=1&f=html&q=venter", token...)
	read1("/ogc"+items+"/"+one.ID, token...)
	read1(recipe + "/ogc" + items + "?kind=mark")
	read1(contributions+"/"+one.ID, token...)
	for _, at := range []string{tile, "/tiles/1/1/0.mvt", tile} {
		read1(areaPath+at, token...)
		read1(recipe + at)
	}
	read1(areaPath+tile+"?prompt=meeting_place", token...)
	w.clock.advance(time.Hour)
	read1(areaPath+tile, token...)
	// The public, and an author by their receipt, leave none.
	read1("/ogc" + items)
	read1(areaPath + tile)
	read1(areaPath+tile+"?audience=public", token...)
	read1(contributions+"/"+one.ID, bearer(p.receipt)...)

	a := w.get(areaPath+"/accesses", w.signedIn("torstrand", store.RoleAdministrator)...)
	w.status(a, http.StatusOK)
	type row struct {
		Who, Act, Filter string
		Rows             int
	}
	got := read[struct{ Accesses []row }](t, a).Accesses
	slices.Reverse(got)
	const points = "collection=torstrand-points"
	want := []row{
		{"token 1", "read", points, 1}, {"token 1", "read", points + "&q=venter", 1}, {"token 1", "read", points + "&id=" + one.ID, 1},
		{"recipe 1", "read", points + "&kind=mark&prompt=meeting_place", 2}, {"token 1", "read", "id=" + one.ID, 1},
		{"token 1", "map", "", 2}, {"recipe 1", "map", "prompt=meeting_place", 2},
		{"token 1", "map", "prompt=meeting_place", 2}, {"token 1", "map", "", 2},
	}
	if !slices.Equal(got, want) {
		t.Errorf("the log is %+v, not %+v", got, want)
	}
	type words struct {
		Words []struct{ Name, Value string }
	}
	said := read[struct{ Accesses []words }](t, w.get(areaPath+"/accesses?lang=en", w.signedIn("torstrand", store.RoleAdministrator)...)).Accesses
	if got := fmt.Sprint(said[1].Words, said[len(said)-1].Words); got != "[{Prompt Meeting place}] [{Layer torstrand-points}]" {
		t.Errorf("in words it is %s", got)
	}
}

// Who controls a workshop reads its words, by a stream or its summary.
func TestAccessesOfRoomsAreLogged(t *testing.T) {
	t.Parallel()
	r := newRoom(newWorld(t))
	for range 2 {
		r.status(r.get(workshops+"/"+r.code+"/summary", bearer(r.token)...), http.StatusOK)
	}
	r.status(r.get(areaPath+"/unusual", bearer(r.token)...), http.StatusOK)
	a := r.get(areaPath+"/accesses", r.signedIn("torstrand", store.RoleAdministrator)...)
	r.status(a, http.StatusOK)
	type row struct{ Who, Act, Filter string }
	got := read[struct{ Accesses []row }](t, a).Accesses
	want := []row{{"token 1", "read", "unusual=true"}, {"token 1", "map", "workshop=" + r.code}}
	if !slices.Equal(got, want) {
		t.Errorf("the log is %+v, not %+v", got, want)
	}
}
