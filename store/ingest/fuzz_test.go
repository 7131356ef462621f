package ingest_test

import (
	"bytes"
	"testing"
	"time"

	"kvarter/store"
	"kvarter/store/ingest"
)

// holds reads a file twice and holds what every reader promises: no panic, the
// same rows with the same ids each time, rows in order, each either a
// contribution or a reject with a code and a reason, and nothing that the area
// takes can break the store's rules.
func holds(t *testing.T, data []byte, f ingest.Format, m *ingest.Mapping, a *store.Area) {
	t.Helper()
	var first []ingest.Row
	for row, err := range ingest.Read(bytes.NewReader(data), f, m, a) {
		if err != nil {
			break
		}
		first = append(first, row)
	}
	i := 0
	for row, err := range ingest.Read(bytes.NewReader(data), f, m, a) {
		if err != nil {
			break
		}
		if row.Number != first[i].Number || (row.Contribution == nil) != (first[i].Contribution == nil) {
			t.Fatalf("row %+v, then %+v", first[i], row)
		}
		if i > 0 && row.Number <= first[i-1].Number {
			t.Fatalf("row %d after row %d", row.Number, first[i-1].Number)
		}
		i++
		if row.Reject != nil {
			if row.Contribution != nil || row.Reject.Code == "" || row.Reject.Reason == "" {
				t.Fatalf("a reject that says nothing: %+v", row.Reject)
			}
			continue
		}
		if row.Contribution.ID != first[i-1].Contribution.ID {
			t.Fatalf("row %d has another id the second time", row.Number)
		}
		c := *row.Contribution
		_ = a.Accept(&c, store.Actor{Staff: true}, time.Date(2026, 5, 17, 12, 0, 0, 0, time.UTC), nil)
	}
	if i != len(first) {
		t.Fatalf("%d rows, then %d", len(first), i)
	}
}

// FuzzCSV feeds the reader own and foreign CSV.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{
		foreignHeader + "1,10.05,59.04,,meet,\"hi\r\n\"\"there\"\"\",2026-05-01\n2,\"10,05\",59,,x\n",
		foreignHeader + "1,,,\"LINESTRING (10 59, 11 60)\",meet,h\xe6,3/4/2026\n\"",
		"id,lon,lat,wkt,kind,prompt,text,person,wave,round,on_behalf,review_words,hidden_reason\r\n,10.05,59.04,,mark,meeting_place,'=a,12,2026,0,true,hidden,spam\r\n",
		"\ufeffprompt;text\nmissing;a\n", "prompt\ttext\rmissing\ta\r", "\xff\xfep\x00", "",
	} {
		f.Add([]byte(s), true)
		f.Add([]byte(s), false)
	}
	a := torstrand(f)
	f.Fuzz(func(t *testing.T, data []byte, own bool) {
		if own {
			holds(t, data, ingest.CSV, nil, a)
			return
		}
		holds(t, data, ingest.CSV, foreign(), a)
	})
}

// FuzzGeoJSON feeds the reader own and foreign GeoJSON.
func FuzzGeoJSON(f *testing.F) {
	for _, s := range []string{
		`{"type":"FeatureCollection","features":[` + feature(`{"type":"Point","coordinates":[10.05,59.04]}`, `{"nr":1,"what":"meet","said":"a","when":"2026-05-01"}`) + `]}`,
		`{"features":[` + feature(`null`, `{"id":"x","prompt":"missing","text":"a","person":1e3,"people":2,"on_behalf":true}`) + `,null,{},[],1]}`,
		`{"features":[{"type":"Feature","id":3,"geometry":{"type":"Polygon","coordinates":[[[1e999,2]]]}}`,
		`{"crs":{"name":"EPSG:3857"},"features":[]}`, `{"features":{}}`, `[[[[[[`, "\ufeff{}", ``,
	} {
		f.Add([]byte(s), true)
		f.Add([]byte(s), false)
	}
	a := torstrand(f)
	f.Fuzz(func(t *testing.T, data []byte, own bool) {
		if own {
			holds(t, data, ingest.GeoJSON, nil, a)
			return
		}
		holds(t, data, ingest.GeoJSON, foreign(), a)
	})
}

// FuzzMapping holds that no mapping file makes its reader panic.
func FuzzMapping(f *testing.F) {
	f.Add([]byte("columns: {prompt: a, lon: x, lat: y}\nprompts: {a: meeting_place}\nseparator: \";\"\n"))
	f.Add([]byte("columns: &a {prompt: *a}\n"))
	f.Add([]byte("- - - ["))
	f.Fuzz(func(t *testing.T, data []byte) {
		if m, err := ingest.ParseMapping(data); err == nil && m == nil {
			t.Error("neither a mapping nor an error")
		}
	})
}
