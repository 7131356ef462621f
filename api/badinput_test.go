package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kvarter/api"
)

// with is a valid create body as text, with a member written as given.
func with(p person, member, value string) string {
	body := p.mark()
	delete(body, member)
	data, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return `{"` + member + `":` + value + "," + string(data[1:])
}

func TestBadBodies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	whole, err := json.Marshal(p.mark())
	if err != nil {
		t.Fatal(err)
	}
	valid := string(whole)
	point := func(coordinates string) string {
		return with(p, "geometry", `{"type":"Point","coordinates":`+coordinates+`}`)
	}
	const bad, rule = http.StatusBadRequest, http.StatusUnprocessableEntity
	for _, c := range []struct {
		name, body  string
		status      int
		code, field string
	}{
		{"nothing", "", bad, "malformed_json", "body"},
		{"no JSON", "hello", bad, "malformed_json", "body"},
		{"cut off", valid[:len(valid)-1], bad, "malformed_json", "body"},
		{"cut off in a text", with(p, "text", `"why`), bad, "malformed_json", ""},
		{"something after it", valid + "x", bad, "malformed_json", "body"},
		{"another after it", valid + valid, bad, "malformed_json", "body"},
		{"a byte order mark", "\ufeff" + valid, bad, "malformed_json", "body"},
		{"a comma too many", valid[:len(valid)-1] + ",}", bad, "malformed_json", "body"},
		{"a comment", "/* */" + valid, bad, "malformed_json", "body"},
		{"a list", "[" + valid + "]", bad, "malformed", "body"},
		{"a text", `"x"`, bad, "malformed", "body"},
		{"a number", "1e999", bad, "malformed", "body"},
		{"null", "null", bad, "malformed", "id"},
		{"empty", "{}", bad, "malformed", "prompt"},
		{"unknown member", with(p, "colour", `"red"`), bad, "malformed", "colour"},
		{"unknown with a long name", with(p, strings.Repeat("x", 1000), "1"), bad, "malformed", "body"},
		{"another case", with(p, "Text", `"why"`), bad, "malformed", "Text"},
		{"member twice", with(p, "text", `"a","text":"b"`), bad, "malformed", "text"},
		{"prototype", with(p, "__proto__", `{}`), bad, "malformed", "__proto__"},
		{"number for text", with(p, "text", "1"), bad, "malformed", "text"},
		{"list for text", with(p, "text", `["a"]`), bad, "malformed", "text"},
		{"object for text", with(p, "text", `{}`), bad, "malformed", "text"},
		{"true for text", with(p, "wish", "true"), bad, "malformed", "wish"},
		{"text for number", with(p, "round", `"2"`), bad, "malformed", "round"},
		{"fraction", with(p, "round", "1.5"), bad, "malformed", "round"},
		{"too large a number", with(p, "people", "1e999"), bad, "malformed", "people"},
		{"too large an integer", with(p, "round", "99999999999999999999"), bad, "malformed", "round"},
		{"text for truth", with(p, "on_behalf", `"true"`), bad, "malformed", "on_behalf"},
		{"id missing", with(p, "id", "null"), bad, "malformed", "id"},
		{"id no uuid", with(p, "id", `"1"`), bad, "malformed", "id"},
		{"id in braces", with(p, "id", `"{5f0c7a52-9a4e-4a57-8f0b-2a3a5b1c6d7e}"`), bad, "malformed", "id"},
		{"id a number", with(p, "id", "7"), bad, "malformed", "id"},
		{"id with time", with(p, "id", `"01890a5d-ac96-774b-bcce-b302099a8057"`), rule, "invalid", "id"},
		{"id nil", with(p, "id", `"00000000-0000-0000-0000-000000000000"`), rule, "invalid", "id"},
		{"participant missing", with(p, "participant", "null"), rule, "invalid", "participant"},
		{"participant no uuid", with(p, "participant", `"me"`), bad, "malformed", "participant"},
		{"prompt missing", with(p, "prompt", `""`), bad, "malformed", "prompt"},
		{"prompt unknown", with(p, "prompt", `"nope"`), rule, "invalid", "prompt"},
		{"geometry a text", with(p, "geometry", `"POINT (10 59)"`), bad, "malformed", "geometry"},
		{"geometry of another type", with(p, "geometry", `{"type":"MultiPoint","coordinates":[[10,59]]}`), bad, "malformed", "geometry"},
		{"geometry a feature", with(p, "geometry", `{"type":"Feature","geometry":null,"properties":{}}`), bad, "malformed", "geometry"},
		{"geometry with more", with(p, "geometry", `{"type":"Point","coordinates":[10,59],"crs":1}`), bad, "malformed", "geometry"},
		{"geometry member twice", with(p, "geometry", `{"type":"Point","type":"Point","coordinates":[10,59]}`), bad, "malformed", "geometry"},
		{"no position", point(`[]`), bad, "malformed", "geometry"},
		{"half a position", point(`[10]`), bad, "malformed", "geometry"},
		{"text in a position", point(`["10",59]`), bad, "malformed", "geometry"},
		{"null in a position", point(`[null,59]`), bad, "malformed", "geometry"},
		{"1e999", point(`[1e999,59]`), bad, "malformed", "geometry"},
		{"NaN", point(`[NaN,59]`), bad, "malformed_json", ""},
		{"beyond the world", point(`[10,91]`), rule, "invalid", "geometry"},
		{"lat before lon", point(`[59.0471,10.0511]`), rule, "invalid", "geometry"},
		{"far outside", point(`[-71,42]`), rule, "invalid", "geometry"},
		{"a line where a point is asked", with(p, "geometry", `{"type":"LineString","coordinates":[[10.05,59.04],[10.06,59.05]]}`), rule, "invalid", "geometry"},
		{"deep nesting", with(p, "geometry", strings.Repeat("[", 100_000)+strings.Repeat("]", 100_000)), bad, "", ""},
		{"deep coordinates", point(strings.Repeat("[", 5_000) + strings.Repeat("]", 5_000)), bad, "malformed", "geometry"},
		{"deep unknown", with(p, "x", strings.Repeat(`{"a":`, 20_000)+"1"+strings.Repeat("}", 20_000)), bad, "", ""},
		{"invalid UTF-8", with(p, "text", "\"a\xffb\""), bad, "malformed_json", ""},
		{"overlong UTF-8", with(p, "text", "\"a\xc0\xafb\""), bad, "malformed_json", ""},
		{"lone surrogate", with(p, "text", `"a\ud83d b"`), bad, "malformed_json", ""},
		{"surrogate the wrong way", with(p, "text", `"\udc00\ud800"`), bad, "malformed_json", ""},
		{"surrogate in UTF-8", with(p, "text", "\"\xed\xa0\x80\""), bad, "malformed_json", ""},
		{"raw line break", with(p, "text", "\"a\nb\""), bad, "malformed_json", ""},
		{"NUL", with(p, "text", `"a\u0000b"`), rule, "invalid", "text"},
		{"escape", with(p, "wish", `"a\u001b[31m"`), rule, "invalid", "wish"},
		{"C1 control", with(p, "text", `"a\u0085b"`), rule, "invalid", "text"},
		{"nothing visible", with(p, "text", `" \u200b\u200d\u2060\u3164"`), rule, "invalid", "text"},
		{"too long", with(p, "text", `"`+strings.Repeat("å", 1001)+`"`), rule, "invalid", "text"},
		{"theme unknown", with(p, "theme", `"x"`), rule, "invalid", "theme"},
		{"share unknown", with(p, "share", `"everybody"`), rule, "invalid", "share"},
		{"located_by unknown", with(p, "located_by", `"magic"`), rule, "invalid", "located_by"},
		{"lang malformed", with(p, "lang", `"norsk bokmål"`), rule, "invalid", "lang"},
		{"method unknown", with(p, "method", `"x"`), rule, "invalid", "method"},
		{"byline alone", with(p, "byline", `"Åse"`), rule, "invalid", "byline"},
		{"period backwards", with(p, "period_from", `"1970","period_to":"1960"`), rule, "invalid", "period_to"},
		{"workshop unknown", with(p, "workshop", `"ABC"`), rule, "invalid", "workshop"},
		{"staff's channel", with(p, "channel", `"paper"`), http.StatusForbidden, "forbidden", "channel"},
		{"staff's wave", with(p, "wave", `"2026"`), http.StatusForbidden, "forbidden", "wave"},
		{"staff's people", with(p, "people", `3`), http.StatusForbidden, "forbidden", "people"},
		{"staff's kind", with(p, "kind", `"note"`), http.StatusForbidden, "forbidden", "kind"},
		{"staff's on_behalf", with(p, "on_behalf", `true`), http.StatusForbidden, "forbidden", "on_behalf"},
		{"staff's created_at", with(p, "created_at", `"2026-01-01T00:00:00Z"`), http.StatusForbidden, "forbidden", "created_at"},
		{"created_at malformed", with(p, "created_at", `"yesterday"`), bad, "malformed", "created_at"},
		{"huge", with(p, "text", `"`+strings.Repeat("x", 300<<10)+`"`), http.StatusRequestEntityTooLarge, "too_large", "body"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := *w
			w.t = t
			a := w.do(http.MethodPost, contributions, c.body, bearer(p.receipt)...)
			w.status(a, c.status)
			got := read[problem](t, a)
			if c.code != "" {
				w.refused(a, c.status, c.code, c.field)
			}
			if len(got.Errors) == 0 {
				t.Errorf("no field is named: %s", a.body)
			}
		})
	}
	if n := w.count(); n != 0 {
		t.Errorf("%d were written", n)
	}
}

// The whole body is over the limit and its length is not said beforehand.
func TestHugeStream(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url+contributions, struct{ *strings.Reader }{strings.NewReader(with(p, "text", `"`+strings.Repeat("x", 300<<10)+`"`))})
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := w.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("it is answered %d", resp.StatusCode)
	}
}

func TestContentTypes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := newPerson()
	f := w.send(p, p.mark())
	for media, want := range map[string]int{
		"application/json; charset=utf-8": http.StatusCreated, "application/json;charset=UTF-8": http.StatusCreated,
		"Application/JSON": http.StatusCreated, "": 415, "text/plain": 415, "application/x-www-form-urlencoded": 415,
		"application/json; charset=latin1": 415, "application/merge-patch+json": 415, "json": 415, "application/json;": 201, "a/b/c": 415,
	} {
		a := w.do(http.MethodPost, contributions, newPerson().mark(), "Content-Type", media)
		w.status(a, want)
		if want == 415 {
			w.refused(a, want, "unsupported_media_type", "Content-Type")
		}
	}
	a := w.do(http.MethodPost, contributions, p.mark(), append(bearer(p.receipt), "Content-Encoding", "gzip")...)
	w.refused(a, 415, "unsupported_media_type", "Content-Encoding")
	path := contributions + "/" + f.ID
	for media, want := range map[string]int{"application/json": 200, "application/merge-patch+json": 200, "application/json-patch+json": 415} {
		w.status(w.do(http.MethodPatch, path, map[string]any{}, append(bearer(p.receipt), "Content-Type", media)...), want)
	}
}

func TestMethodsAndPaths(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for path, methods := range map[string]string{
		contributions: "PUT PATCH DELETE", contributions + "/" + uuid.NewString(): "PUT POST", contributions + ".csv": "POST DELETE",
		"/api/v1/areas": "POST", "/api/v1/areas/torstrand/participants/me": "POST", "/healthz": "POST", "/": "POST", "/a/torstrand": "POST",
	} {
		for m := range strings.SplitSeq(methods+" TRACE BREW", " ") {
			a := w.do(m, path, nil)
			w.refused(a, http.StatusMethodNotAllowed, "method_not_allowed", "")
			if allow := a.Header.Get("Allow"); !strings.Contains(allow, "GET") || strings.Contains(allow, m) {
				t.Errorf("%s %s allows %q", m, path, allow)
			}
		}
	}
	for _, path := range []string{
		"/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v2/areas", "/api/v1/areas/", "/api/v1/areas/nowhere", "/api/v1/areas/torstrand/",
		"/api/v1/areas/nowhere/contributions", "/api/v1/areas/nowhere/contributions.csv", "/api/v1/areas/nowhere/contributions.geojson",
		contributions + "/", contributions + ".xml", contributions + "/" + uuid.NewString(), contributions + "/1", contributions + "/%00",
		"/api/v1/areas/%2e%2e/contributions", "/api/v1/areas/torstrand%00/contributions", "/api/v1/areas/TORSTRAND", "/nothing",
		"/assets/../index.html", "/assets/%2e%2e/index.html", "/assets/", "/index.html", "/basemap.pmtiles", "/.vite/manifest.json",
	} {
		w.refused(w.get(path), http.StatusNotFound, "not_found", "")
	}
	w.refused(w.do(http.MethodPost, "/api/v1/areas/nowhere/contributions", newPerson().mark()), http.StatusNotFound, "not_found", "")
	for _, path := range []string{contributions, "/api/v1/areas/torstrand", contributions + ".csv", contributions + ".geojson", "/healthz", "/api"} {
		a := w.do(http.MethodHead, path, nil)
		w.status(a, http.StatusOK)
		if len(a.body) > 0 || a.Header.Get("Content-Type") == "" {
			t.Errorf("HEAD %s: %q %v", path, a.body, a.Header)
		}
	}
}

func TestBadQueries(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for query, field := range map[string]string{
		"bbox=1,2,3": "bbox", "bbox=a,b,c,d": "bbox", "bbox=1e999,0,0,0": "bbox", "bbox=0,50,1,40": "bbox", "bbox=": "bbox",
		"bbox=1,2,3,4&bbox=1,2,3,4": "bbox", "limit=0": "limit", "limit=10001": "limit", "limit=x": "limit", "cursor=x": "cursor",
		"cursor=s1": "cursor", "datetime=x": "datetime", "datetime=2026-02-30": "datetime", "datetime=../..": "datetime",
		"q=": "q", "q=%FF": "q", "q=%00": "q", "status=x": "status", "prompt=Ø": "prompt", "prompt=a,,b": "prompt",
		"filter=": "filter", "filter=prompt": "filter", "filter=colour='a'": "filter", "filter=" + strings.Repeat("(", 9000): "filter",
		"filter=prompt+IN+('a'" + strings.Repeat(",'a'", 3000) + ")": "filter",
		"Prompt=x": "Prompt", "nothing=1": "nothing", "a;b=1": "query", "q=%zz": "query", "limit=1&nothing=1": "nothing",
	} {
		for _, path := range []string{contributions, contributions + ".csv", contributions + ".geojson"} {
			w.refused(w.get(path+"?"+query), http.StatusBadRequest, "malformed", field)
		}
	}
	for _, path := range []string{"/api/v1/areas", "/api/v1/areas/torstrand"} {
		w.refused(w.get(path+"?limit=1"), http.StatusBadRequest, "malformed", "limit")
	}
	for query, field := range map[string]string{
		"channel=web": "channel", "workshop=ABC": "workshop", "status=pending": "status", "filter=person+IS+NULL": "person",
		"filter=prompt='a'+OR+NOT(channel='web')": "channel",
	} {
		w.refused(w.get(contributions+"?"+query), http.StatusForbidden, "forbidden", field)
	}
}

// People's text comes back as it was sent, in every way out.
func TestTextUnchanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	staff := bearer(w.token(""))
	for _, text := range []string{
		"👨‍👩‍👧‍👦 🏳️‍🌈 👍🏽", "مرحبا\u200fabc \u202bמרחב\u202c \u200f", "لا\u200cإله", "e\u0301 é", "a\r\nb\tc\nd", "<b>&\"'\\/\u2028\u2029", "  spaces  ",
		"=HYPERLINK(\"x\")", strings.Repeat("å", 1000), "नमस्ते\u200d", "\U0001F9D1\u200d\U0001F33E",
	} {
		p := newPerson()
		f := w.send(p, p.mark("text", text))
		if f.Properties["text"] != text {
			t.Errorf("%q is answered as %q", text, f.Properties["text"])
		}
		one := read[feature](t, w.get(contributions+"/"+f.ID, staff...))
		if one.Properties["text"] != text {
			t.Errorf("%q is read as %q", text, one.Properties["text"])
		}
	}
	var all collection
	if err := json.Unmarshal(w.get(contributions+".geojson", staff...).body, &all); err != nil || len(all.Features) != 11 {
		t.Errorf("the export has %d, %v", len(all.Features), err)
	}
}

// FuzzCreate: whatever is sent, the answer is no 5xx and a problem with a code.
func FuzzCreate(f *testing.F) {
	p := newPerson()
	for _, seed := range []string{
		"", "{}", with(p, "text", `"why"`), with(p, "geometry", "null"), with(p, "geometry", `{"type":"Point","coordinates":[1e999,1]}`),
		with(p, "text", `"\ud800"`), with(p, "people", "1e999"), `[{"a":[[[[`,
	} {
		f.Add(seed)
	}
	w := newWorld(f, func(c *api.Config) { c.Limits.WriteBurst = 0 })
	f.Fuzz(func(t *testing.T, body string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url+contributions, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		var got struct{ Code string }
		if err := json.NewDecoder(resp.Body).Decode(&got); err != nil || resp.StatusCode >= 500 || resp.StatusCode >= 400 && got.Code == "" {
			t.Errorf("%q is answered %d %q, %v", body, resp.StatusCode, got.Code, err)
		}
	})
}
