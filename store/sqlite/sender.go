package sqlite

import (
	"database/sql/driver"

	"github.com/google/uuid"

	"kvarter/store"
)

// sender is a participant with how often it has answered, as the writer judges the
// next answer by.
type sender struct {
	seq, area, person int64
	wave              string
	receipt           []byte // nil for none
	nameless, aside   bool
	// sent counts by question, all of them.
	sent map[question]int
}

// question is what a cap counts by: each round of a workshop counts for itself.
type question struct {
	prompt, workshop string
	round            int
}

func questionOf(c *store.Contribution) question { return question{c.Prompt, c.Workshop, c.Round} }

// maxSenders is how many the writer remembers: some hundred bytes each.
const maxSenders = 4096

// sender finds a participant, nil if there is none. Those who sent something are
// remembered, as people send several marks one after another, until anything else
// than a create is written, by this process or another.
func (w *writer) sender(id uuid.UUID) (*sender, error) {
	if p := w.senders[id]; p != nil {
		return p, nil
	}
	var p *sender
	err := w.conn.each(background, `SELECT seq, area, person, wave, receipt, nameless, aside IS NOT NULL
		FROM participant WHERE id = ?`, []any{id[:]}, func(row []driver.Value) error {
		p = &sender{
			seq: integer(row[0]), area: integer(row[1]), person: integer(row[2]), wave: text(row[3]), receipt: blob(row[4]),
			nameless: integer(row[5]) != 0, aside: integer(row[6]) != 0, sent: map[question]int{},
		}
		return nil
	})
	if err != nil || p == nil {
		return nil, err
	}
	err = w.conn.each(background, "SELECT prompt, workshop, round, count(*) FROM contribution WHERE participant = ? GROUP BY 1, 2, 3",
		[]any{p.seq}, func(row []driver.Value) error {
			p.sent[question{text(row[0]), text(row[1]), int(integer(row[2]))}] = int(integer(row[3]))
			return nil
		})
	if err != nil {
		return nil, err
	}
	w.remember(id, p)
	return p, nil
}

func (w *writer) remember(id uuid.UUID, p *sender) {
	if len(w.senders) >= maxSenders {
		clear(w.senders)
	}
	w.senders[id] = p
}
