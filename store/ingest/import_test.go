package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"kvarter/store"
	"kvarter/store/ingest"
)

// many is a foreign file of n good rows.
func many(n int) string {
	var b strings.Builder
	b.WriteString(foreignHeader)
	for i := range n {
		fmt.Fprintf(&b, "%d,10.05,59.04,,meet,row %d,\n", i, i)
	}
	return b.String()
}

// TestInterruptKeepsWholeBatchesAndGoesOn cancels after the first batch, and
// finds the rest taken by the same import again.
func TestInterruptKeepsWholeBatchesAndGoesOn(t *testing.T) {
	s := open(t, torstrand(t))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	rows := func() ingestRows {
		return ingest.Read(strings.NewReader(many(1200)), ingest.CSV, foreign(), torstrand(t))
	}
	first := &cancelling{contributions: s, cancel: cancel}
	sum, err := ingest.Import(ctx, first, "torstrand", rows(), ingest.Options{})
	if !errors.Is(err, context.Canceled) || !strings.HasSuffix(err.Error(), "run the same command again to go on") {
		t.Fatalf("error is %v, want one that says how to go on", err)
	}
	if sum.Taken != 500 || sum.Rows != 500 || len(all(t, s, "torstrand")) != 500 {
		t.Errorf("%+v, %d in the store; want one batch of 500", sum, len(all(t, s, "torstrand")))
	}
	sum, err = ingest.Import(context.Background(), s, "torstrand", rows(), ingest.Options{})
	if want := (ingest.Summary{Rows: 1200, Taken: 700, Same: 500}); err != nil || sum != want {
		t.Errorf("imported %+v, %v; want %+v", sum, err, want)
	}
}

// cancelling interrupts once a batch is in.
type cancelling struct {
	contributions
	cancel context.CancelFunc
}

func (c *cancelling) CreateContributions(ctx context.Context, area string, all []*store.Contribution, published bool) ([]store.Created, error) {
	defer c.cancel()
	return c.contributions.CreateContributions(ctx, area, all, published)
}

// contributions gives the embedded interface a name beside its method's.
type contributions = store.Contributions

type ingestRows = func(func(ingest.Row, error) bool)

func TestInterruptAmongRejects(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	file := foreignHeader + strings.Repeat("1,2\n", 2000)
	var rejects bytes.Buffer
	sum, err := ingest.Import(ctx, open(t, torstrand(t)), "torstrand",
		ingest.Read(strings.NewReader(file), ingest.CSV, foreign(), torstrand(t)), ingest.Options{Rejects: &rejects})
	if !errors.Is(err, context.Canceled) || sum.Rows != 0 {
		t.Errorf("%+v, %v; want it to stop at once", sum, err)
	}
}

// TestABrokenFileKeepsWhatCameBefore holds that the rows before the break are in.
func TestABrokenFileKeepsWhatCameBefore(t *testing.T) {
	s := open(t, torstrand(t))
	file := `{"type":"FeatureCollection","features":[` + feature(`{"type":"Point","coordinates":[10.05,59.04]}`, `{"what":"meet","said":"a"}`) + `,{"type":`
	sum, err := ingest.Import(context.Background(), s, "torstrand",
		ingest.Read(strings.NewReader(file), ingest.GeoJSON, foreign(), torstrand(t)), ingest.Options{})
	if err == nil || !strings.Contains(err.Error(), "after feature 1") || sum.Taken != 1 || len(all(t, s, "torstrand")) != 1 {
		t.Errorf("%+v, %v; want one row taken and an error that says where", sum, err)
	}
}

func TestUnknownAreaIsAnError(t *testing.T) {
	_, err := ingest.Import(context.Background(), open(t), "torstrand",
		ingest.Read(strings.NewReader(many(3)), ingest.CSV, foreign(), torstrand(t)), ingest.Options{})
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("error is %v, want not found", err)
	}
}

func TestOtherContentUnderTheSameIDIsToldApart(t *testing.T) {
	s := open(t, torstrand(t))
	importBytes(t, s, torstrand(t), []byte(many(3)), ingest.CSV, foreign(), ingest.Options{})
	changed := strings.Replace(many(3), "row 1", "changed", 1)
	sum, rejects := importBytes(t, s, torstrand(t), []byte(changed), ingest.CSV, foreign(), ingest.Options{})
	if want := (ingest.Summary{Rows: 3, Same: 2, Conflicts: 1}); sum != want || !strings.Contains(rejects, "3,id,id_conflict") {
		t.Errorf("imported %+v, want %+v; rejects:\n%s", sum, want, rejects)
	}
	for _, c := range all(t, s, "torstrand") {
		if c.Text == "changed" {
			t.Error("the import changed what was there")
		}
	}
}

// failing takes n bytes and then is full.
type failing struct{ n int }

func (f *failing) Write(p []byte) (int, error) {
	if f.n -= len(p); f.n < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestARejectFileThatCannotBeWrittenStopsTheImport(t *testing.T) {
	_, err := ingest.Import(context.Background(), open(t, torstrand(t)), "torstrand",
		ingest.Read(strings.NewReader(foreignHeader+"1,2\n"), ingest.CSV, foreign(), torstrand(t)), ingest.Options{Rejects: &failing{10}})
	if err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("error is %v, want the writer's", err)
	}
}

func TestRejectsDoNotRunAsFormulas(t *testing.T) {
	file := foreignHeader + "=1+1,,,,meet,a,\n"
	_, rejects := importBytes(t, open(t, torstrand(t)), torstrand(t), []byte(file), ingest.CSV, foreign(), ingest.Options{})
	if !strings.Contains(rejects, ",'=1+1\n") {
		t.Errorf("rejects are %q", rejects)
	}
}
