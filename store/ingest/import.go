package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"kvarter/store"
)

// batchSize keeps a batch's transaction short enough for a server beside it.
const batchSize = 500

// Options of an import.
type Options struct {
	// Published publishes what goes in; else words, lines and areas wait for
	// review. What an own export says was hidden is hidden again either way.
	Published bool
	// Rejects gets a CSV of what was not taken (row, field, code, reason, id),
	// its header with the first of them. Nil writes none.
	Rejects io.Writer
}

// Summary counts rows.
type Summary struct {
	// Rows read, the sum of the others.
	Rows int
	// Taken are new.
	Taken int
	// Same were there already with the same content.
	Same int
	// Conflicts were there already with other content.
	Conflicts int
	// Withdrawn were withdrawn by their authors before.
	Withdrawn int
	// Rejected cannot be taken as they are.
	Rejected int
}

// Import writes rows to an area in whole batches. The rows that cannot be taken
// are counted and told in Options.Rejects. An error ends the import; the batches
// before it stay, and the same import again goes on where it ended, because what
// is there already is not taken twice. After ctx is cancelled no batch is begun.
func Import(ctx context.Context, to store.Contributions, area string, rows iter.Seq2[Row, error], o Options) (Summary, error) {
	im := &importer{to: to, area: area, options: o, rejects: &rejectWriter{w: o.Rejects}}
	for row, err := range rows {
		if err != nil {
			return im.sum, errors.Join(im.flush(ctx), err)
		}
		// A file of nothing but rejects is interrupted too.
		if im.sum.Rows%batchSize == 0 && ctx.Err() != nil {
			return im.sum, im.interrupted(ctx)
		}
		im.sum.Rows++
		if row.Reject != nil {
			im.sum.Rejected++
			if err := im.rejects.write(*row.Reject); err != nil {
				return im.sum, err
			}
			continue
		}
		if im.batch = append(im.batch, row); len(im.batch) == batchSize {
			if err := im.flush(ctx); err != nil {
				return im.sum, err
			}
		}
	}
	return im.sum, im.flush(ctx)
}

type importer struct {
	to      store.Contributions
	area    string
	options Options
	rejects *rejectWriter
	batch   []Row
	sum     Summary
}

// flush writes the batch.
func (im *importer) flush(ctx context.Context) error {
	batch := im.batch
	im.batch = nil
	if len(batch) == 0 {
		return nil
	}
	err := im.write(ctx, batch)
	if ctx.Err() != nil && err != nil {
		return im.interrupted(ctx)
	}
	return err
}

// interruption is the end of a cancelled import, in words for whoever ran it.
type interruption struct {
	rows  int
	cause error
}

func (e interruption) Error() string {
	return fmt.Sprintf("interrupted after %d rows, which stay; run the same command again to go on", e.rows)
}

func (e interruption) Unwrap() error { return e.cause }

// interrupted counts what is done and says how to go on.
func (im *importer) interrupted(ctx context.Context) error {
	im.sum.Rows = im.sum.Taken + im.sum.Same + im.sum.Conflicts + im.sum.Withdrawn + im.sum.Rejected
	return interruption{rows: im.sum.Rows, cause: ctx.Err()}
}

func (im *importer) write(ctx context.Context, rows []Row) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	all := make([]*store.Contribution, len(rows))
	for i := range rows {
		all[i] = rows[i].Contribution
	}
	created, err := im.to.CreateContributions(ctx, im.area, all, im.options.Published)
	if err != nil {
		return fmt.Errorf("rows %d to %d: %w", rows[0].Number, rows[len(rows)-1].Number, err)
	}
	for i := range created {
		if err := im.count(ctx, &rows[i], created[i]); err != nil {
			return err
		}
	}
	return nil
}

// count settles one row.
func (im *importer) count(ctx context.Context, row *Row, c store.Created) error {
	err := c.Err
	if errors.Is(err, store.ErrConflict) {
		same, readErr := im.isThere(ctx, row.Contribution)
		if readErr != nil {
			return readErr
		}
		if same {
			im.sum.Same++
			return nil
		}
	}
	switch {
	case err == nil && !c.Repeated:
		im.sum.Taken++
		return nil
	case err == nil:
		im.sum.Same++
		return nil
	case errors.Is(err, store.ErrConflict):
		im.sum.Conflicts++
	case errors.Is(err, store.ErrGone):
		im.sum.Withdrawn++
	default:
		im.sum.Rejected++
	}
	for _, reject := range rejectsOf(row, err) {
		if err := im.rejects.write(reject); err != nil {
			return err
		}
	}
	return nil
}

// rejectsOf says a store's refusal field by field.
func rejectsOf(row *Row, err error) []Reject {
	one := Reject{Row: row.Number, ID: row.ID}
	switch {
	case errors.Is(err, store.ErrConflict):
		one.Field, one.Code = "id", CodeConflict
	case errors.Is(err, store.ErrGone):
		one.Field, one.Code = "id", CodeWithdrawn
	case errors.Is(err, store.ErrWaveClosed):
		one.Field, one.Code, one.Reason = "created_at", "wave_closed", "no wave was open then, and none is open now"
	}
	if one.Code == "" {
		var all []Reject
		for _, invalid := range store.Invalids(err) {
			all = append(all, *rejected(row.Number, row.ID, invalid.Field, invalid.Code, "").Reject)
		}
		if len(all) > 0 {
			return all
		}
		one.Code, one.Reason = "refused", err.Error()
	}
	if one.Reason == "" {
		one.Reason = reasons[one.Code]
	}
	return []Reject{one}
}
