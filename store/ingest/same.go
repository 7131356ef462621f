package ingest

import (
	"context"
	"errors"

	"github.com/paulmach/orb"

	"kvarter/store"
)

// isThere says that the store holds what the row says, whoever brought it: an
// export taken back into the store it came from differs only in what an export
// leaves out.
func (im *importer) isThere(ctx context.Context, row *store.Contribution) (bool, error) {
	is, err := im.to.Contribution(ctx, im.area, row.ID, store.AudienceStaff, store.Actor{Staff: true})
	switch {
	case errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrGone):
		return false, nil
	case err != nil:
		return false, err
	}
	either := func(is, row string) bool { return row == "" || is == row }
	return is.Prompt == row.Prompt && is.Text == row.Text && is.Wish == row.Wish && is.Title == row.Title &&
		is.PlaceText == row.PlaceText && is.Place == row.Place && is.Byline == row.Byline && is.Theme == row.Theme &&
		is.PeriodFrom == row.PeriodFrom && is.PeriodTo == row.PeriodTo && is.Person == row.Person && is.People == row.People &&
		(row.Geometry == nil || orb.Equal(is.Geometry, row.Geometry)) && (row.CreatedAt.IsZero() || is.CreatedAt.Equal(row.CreatedAt)) &&
		either(is.Wave, row.Wave) && either(string(is.Kind), string(row.Kind)) && either(string(is.Share), string(row.Share)) &&
		either(string(is.Channel), string(row.Channel)) && either(is.Lang, row.Lang), nil
}
