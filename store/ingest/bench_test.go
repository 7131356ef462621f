package ingest_test

import (
	"bytes"
	"iter"
	"testing"

	"kvarter/store"
	"kvarter/store/demo"
	"kvarter/store/export"
	"kvarter/store/ingest"
)

// BenchmarkRead is the cost of one row of an own export.
func BenchmarkRead(b *testing.B) {
	a := torstrand(b)
	var answers iter.Seq2[*store.Contribution, error] = func(yield func(*store.Contribution, error) bool) {
		for c := range demo.Generate(a, 10_000, 1, now) {
			if err := a.Accept(c, store.Actor{Staff: true}, now, nil); !yield(c, err) {
				return
			}
		}
	}
	for _, f := range ingest.AllFormats {
		b.Run(string(f), func(b *testing.B) {
			var file bytes.Buffer
			if err := writers[f](&file, answers, export.Options{Audience: store.AudienceStaff, Area: &store.Area{Slug: "bench"}}); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for n := 0; n < b.N; {
				for row := range ingest.Read(bytes.NewReader(file.Bytes()), f, nil, a) {
					if n++; row.Reject != nil || n == b.N {
						break
					}
				}
			}
		})
	}
}
