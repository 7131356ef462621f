package export_test

import (
	"errors"
	"flag"
	"io"
	"iter"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"kvarter/store"
	"kvarter/store/export"
)

var update = flag.Bool("update", false, "write the golden files anew")

func sequence(all ...*store.Contribution) iter.Seq2[*store.Contribution, error] {
	return func(yield func(*store.Contribution, error) bool) {
		for _, c := range all {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// full has something in every member.
func full() *store.Contribution {
	return &store.Contribution{
		ID: uuid.MustParse("5f0c7a52-9a4e-4a57-8f0b-2a3a5b1c6d7e"), Participant: uuid.MustParse("0b9d5a3e-6a53-4f0e-9c6e-7a7d6f1f2c11"),
		Prompt: "meeting_place", Geometry: orb.Point{10.0511234, 59.0471235}, Place: "revet_ferry", PlaceText: "ved \"benken\"",
		LocatedBy: store.ByMap, Text: "Én linje,\nto linjer\t<b>&amp;</b>", Wish: "=SUM(A1)", Title: "مرحبا\u200f 👨‍👩‍👧‍👦", Theme: "social",
		Share: store.ShareNamed, Byline: "-Åse", PeriodFrom: "1960", PeriodTo: "1969-12~", ConsentLang: "nb", ConsentAt: time.Date(2026, 3, 4, 5, 6, 8, 0, time.UTC), Agreements: 3, Lang: "nb", Method: "torstrand-2024",
		Workshop: "ABC", Round: 2, Channel: store.ChannelLive, Wave: "2026", Kind: store.KindMark, People: 12, OnBehalf: true,
		CreatedAt: time.Date(2026, 3, 4, 5, 6, 7, 89_000, time.UTC), Person: 9007199254740991, Source: store.SourceImport, Seq: 7,
		ReceivedAt: time.Date(2026, 3, 4, 5, 6, 8, 0, time.UTC), UpdatedAt: time.Date(2026, 3, 5, 0, 0, 0, 120_000_000, time.UTC),
		Outside: true, Hold: "round",
		Review: store.Review{Geometry: store.Published, Words: store.Pending, Byline: store.Hidden, Reason: store.ReasonOther},
	}
}

// samples are a full one, an empty one, a line and an area with a hole.
func samples() []*store.Contribution {
	bare := &store.Contribution{
		ID: uuid.MustParse("00000000-0000-4000-8000-000000000001"), Prompt: "others_view", Kind: store.KindMark, Channel: store.ChannelWeb,
		Share: store.ShareAnonymous, Lang: "und", Method: "torstrand-2024", Wave: "2026",
		CreatedAt:  time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		ReceivedAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), UpdatedAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	line, area := *bare, *bare
	line.ID[15], area.ID[15] = 2, 3
	line.Geometry = orb.LineString{{10.05, 59.04}, {10.0600001, 59.05}}
	area.Geometry = orb.Polygon{
		{{10, 59}, {10.1, 59}, {10.1, 59.1}, {10, 59.1}, {10, 59}},
		{{10.02, 59.02}, {10.02, 59.03}, {10.03, 59.03}, {10.03, 59.02}, {10.02, 59.02}},
	}
	line.Review.Geometry, area.Review.Geometry = store.Published, store.Pending
	return []*store.Contribution{full(), bare, &line, &area}
}

// options are for audience, of Torstrand, on the day of the samples.
func options(audience store.Audience) export.Options {
	return export.Options{Audience: audience, Area: torstrand(), Now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
}

type format func(io.Writer, iter.Seq2[*store.Contribution, error], export.Options) error

var formats = map[string]format{"geojson": export.GeoJSON, "csv": export.CSV}

func TestGolden(t *testing.T) {
	t.Parallel()
	for ext, write := range formats {
		for _, audience := range store.AllAudiences {
			name := string(audience) + "." + ext
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				var got writer
				if err := write(&got, sequence(samples()...), export.Options{Audience: audience, Area: torstrand()}); err != nil {
					t.Fatal(err)
				}
				golden(t, name, got.data)
			})
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s differs (go test -update writes it anew):\n%s", path, got)
	}
}

func TestNone(t *testing.T) {
	t.Parallel()
	var j, c writer
	if err := errors.Join(export.GeoJSON(&j, sequence(), export.Options{Audience: store.AudiencePublic, Area: &store.Area{Slug: "a\"b"}}),
		export.CSV(&c, sequence(), export.Options{Audience: store.AudiencePublic, Area: torstrand()})); err != nil {
		t.Fatal(err)
	}
	if want := "{\"type\":\"FeatureCollection\",\"name\":\"a\\\"b\",\"features\":[\n]}\n"; string(j.data) != want {
		t.Errorf("GeoJSON of nothing is %q", j.data)
	}
	if want := "id,lon,lat,wkt,kind,prompt,place,place_text,title,text,wish,theme,period_from,period_to,byline,lang,method,wave,created_at,agreements\r\n"; string(c.data) != want {
		t.Errorf("CSV of nothing is %q", c.data)
	}
}

// A break in the middle leaves no file, and the one that was there before.
func TestBrokenFile(t *testing.T) {
	t.Parallel()
	for _, f := range export.Formats {
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			broken := errors.New("broken")
			many := func(yield func(*store.Contribution, error) bool) {
				for range 1000 {
					if !yield(full(), nil) {
						return
					}
				}
				yield(nil, broken)
			}
			dir := t.TempDir()
			name := filepath.Join(dir, "a."+f.Name)
			if err := os.WriteFile(name, []byte("before"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := f.File(name, many, options(store.AudienceStaff)); !errors.Is(err, broken) {
				t.Errorf("the store's error came back as %v", err)
			}
			if was, err := os.ReadFile(name); string(was) != "before" {
				t.Errorf("the file before is %q, %v", was, err)
			}
			if !f.Streams() {
				if _, err := f.Temporary(dir, many, options(store.AudienceStaff)); !errors.Is(err, broken) {
					t.Errorf("the store's error came back as %v", err)
				}
			}
			// Nor does a panic leave anything.
			func() {
				defer func() { _ = recover() }()
				_ = f.File(name, func(func(*store.Contribution, error) bool) { panic("on purpose") }, options(store.AudienceStaff))
			}()
			// A folder in the way: nothing can be renamed over it.
			if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := f.File(filepath.Join(dir, "folder"), sequence(full()), options(store.AudienceStaff)); err == nil {
				t.Error("a folder was written over")
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) != 2 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

// A temporary file is whole, and gone once it is closed.
func TestTemporary(t *testing.T) {
	t.Parallel()
	for _, f := range export.Formats {
		if f.Streams() {
			continue
		}
		dir := t.TempDir()
		file, err := f.Temporary(dir, sequence(samples()...), options(store.AudiencePublic))
		if err != nil {
			t.Fatal(err)
		}
		if info, err := file.Stat(); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v, %v", f.Name, info, err)
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%s leaves %v, %v", f.Name, left, err)
		}
	}
}

// A break in the middle, of the store or of the line, ends without a tail and
// is told.
func TestBroken(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for ext, write := range formats {
		t.Run(ext, func(t *testing.T) {
			t.Parallel()
			n := 0
			many := func(yield func(*store.Contribution, error) bool) {
				for ; n < 1000; n++ {
					if !yield(full(), nil) {
						return
					}
				}
				yield(nil, broken)
			}
			var got writer
			if err := write(&got, many, export.Options{Audience: store.AudienceStaff, Area: torstrand()}); !errors.Is(err, broken) {
				t.Errorf("the store's error came back as %v", err)
			}
			if len(got.data) == 0 || got.data[len(got.data)-2] == '}' && got.data[len(got.data)-3] == ']' {
				t.Error("a broken export looks whole")
			}
			n = 0
			if err := write(&writer{fails: broken}, many, export.Options{Audience: store.AudienceStaff, Area: torstrand()}); !errors.Is(err, broken) {
				t.Errorf("the writer's error came back as %v", err)
			}
			if n == 1000 {
				t.Error("it read on after the line broke")
			}
			if got.most > 128<<10 {
				t.Errorf("it gathered %d bytes", got.most)
			}
		})
	}
}

// writer keeps what it gets, or fails.
type writer struct {
	data  []byte
	most  int
	fails error
}

func (w *writer) Write(p []byte) (int, error) {
	w.data = append(w.data, p...)
	w.most = max(w.most, len(p))
	return len(p), w.fails
}

func BenchmarkRow(b *testing.B) {
	for ext, write := range formats {
		b.Run(ext, func(b *testing.B) {
			c := full()
			c.Round, c.People, c.Workshop, c.Byline, c.Hold, c.Title, c.PlaceText = 0, 0, "", "", "", "", ""
			rows := func(yield func(*store.Contribution, error) bool) {
				for range b.N {
					if !yield(c, nil) {
						return
					}
				}
			}
			b.ReportAllocs()
			if err := write(io.Discard, rows, export.Options{Audience: store.AudienceStaff, Area: torstrand()}); err != nil {
				b.Fatal(err)
			}
		})
	}
}
