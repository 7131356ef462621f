package live

import (
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"kvarter/geo"
	"kvarter/store"
)

// event is one server-sent event. data must be one line; id 0 is none.
func event(name string, id int64, data []byte) []byte {
	b := make([]byte, 0, len(data)+64)
	b = append(append(append(b, "event: "...), name...), '\n')
	if id != 0 {
		b = strconv.AppendInt(append(b, "id: "...), id, 10)
		b = append(b, '\n')
	}
	b = append(append(b, "data: "...), data...)
	return append(b, "\n\n"...)
}

func appendNow(b []byte, now time.Time) []byte {
	b = append(b, `{"now":"`...)
	b = now.UTC().AppendFormat(b, time.RFC3339Nano)
	return append(b, `"}`...)
}

// stateDoc is a workshop as the room sees it, and with controlDoc as the control
// does.
type stateDoc struct {
	Code      string              `json:"code"`
	Area      string              `json:"area"`
	Kind      store.WorkshopKind  `json:"kind"`
	Title     string              `json:"title"`
	Date      string              `json:"date"`
	Rehearsal bool                `json:"rehearsal"`
	State     store.WorkshopState `json:"state"`
	Version   int64               `json:"version"`
	Now       time.Time           `json:"now"`
	Expected  int                 `json:"expected"`
	Total     int                 `json:"total"`
	Stage     int                 `json:"stage"`
	Spotlight *uuid.UUID          `json:"spotlight"`
	Rounds    []roundDoc          `json:"rounds"`
	*controlDoc
}

type controlDoc struct {
	RehearsalOf *string    `json:"rehearsal_of"`
	People      *int       `json:"people"`
	Invited     string     `json:"invited"`
	Groups      []string   `json:"groups"`
	CreatedAt   time.Time  `json:"created_at"`
	OpenedAt    *time.Time `json:"opened_at"`
	EndedAt     *time.Time `json:"ended_at"`
	Forgotten   bool       `json:"forgotten"`
	Screens     int        `json:"screens"`
	Control     *leaseDoc  `json:"control"`
}

type roundDoc struct {
	Number    int              `json:"number"`
	Prompt    string           `json:"prompt"`
	Minutes   int              `json:"minutes"`
	Blind     bool             `json:"blind"`
	Cap       int              `json:"cap"`
	State     store.RoundState `json:"state"`
	Revealed  bool             `json:"revealed"`
	OpenedAt  *time.Time       `json:"opened_at"`
	EndsAt    *time.Time       `json:"ends_at"`
	Remaining *int             `json:"remaining"`
	Marks     int              `json:"marks"`
	People    int              `json:"people"`
}

// ControlState is a workshop as its control sees it, as a JSON document.
func (h *Hub) ControlState(w *store.Workshop, counts map[int]store.RoundCount) []byte {
	doc := h.stateDoc(w, counts, func(*store.Round) bool { return true })
	doc.controlDoc = &controlDoc{
		RehearsalOf: orNull(w.RehearsalOf), People: orNull(w.People), Invited: w.Invited, Groups: w.Groups,
		CreatedAt: w.CreatedAt, OpenedAt: orNull(w.OpenedAt), EndedAt: orNull(w.EndedAt), Forgotten: w.Forgotten, Screens: len(w.Screens), Control: h.leaseDoc(w.Code),
	}
	if w.Groups == nil {
		doc.Groups = []string{}
	}
	return marshal(doc)
}

func (h *Hub) stateDoc(w *store.Workshop, counts map[int]store.RoundCount, shown func(*store.Round) bool) stateDoc {
	doc := stateDoc{
		Code: w.Code, Area: w.Area, Kind: w.Kind, Title: w.Title, Date: w.Date, Rehearsal: w.RehearsalOf != "", State: w.State,
		Version: w.Version, Now: h.now().UTC(), Expected: w.Expected, Total: len(w.Rounds), Stage: w.Stage, Spotlight: orNull(w.Spotlight),
		Rounds: []roundDoc{},
	}
	for i := range w.Rounds {
		r := &w.Rounds[i]
		if !shown(r) {
			continue
		}
		one := roundDoc{
			Number: r.Number, Prompt: r.Prompt, Minutes: r.Minutes, Blind: r.Blind, Cap: r.Cap, State: r.State(), Revealed: r.Revealed,
			OpenedAt: orNull(r.OpenedAt), EndsAt: orNull(r.EndsAt), Marks: counts[r.Number].Marks, People: counts[r.Number].People,
		}
		if one.State == store.RoundPaused {
			seconds := int(r.Remaining / time.Second)
			one.Remaining = &seconds
		}
		doc.Rounds = append(doc.Rounds, one)
	}
	return doc
}

// state is the workshop as the audience sees it. The room learns of a round when
// it is opened or shown.
func (r *room) state(a Audience) []byte {
	if a == Control {
		return r.hub.ControlState(r.workshop, r.counts)
	}
	doc := r.hub.stateDoc(r.workshop, r.counts, func(one *store.Round) bool {
		return !one.OpenedAt.IsZero() || one.Number == r.workshop.Stage
	})
	if !r.visible(r.workshop.Spotlight) {
		doc.Spotlight = nil
	}
	return marshal(doc)
}

func marshal(v any) []byte {
	b, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		panic(err) // only for what cannot be a document
	}
	return b
}

// orNull is nil for the zero value, which JSON shows as null.
func orNull[T comparable](v T) *T {
	if v == *new(T) {
		return nil
	}
	return &v
}

// encodeMark makes of c, as staff read it, what the audiences are told.
func encodeMark(c *store.Contribution) *mark {
	m := &mark{seq: c.Seq, round: c.Round, control: appendMark(nil, c, true)}
	seen := *c
	if seen.Visible(store.AudienceRoom, store.Policy{}) {
		m.room, m.shown = appendMark(nil, &seen, false), true
	}
	return m
}

// appendMark appends a mark as a JSON object; whole, with what only the control
// sees.
func appendMark(b []byte, c *store.Contribution, whole bool) []byte {
	text := func(name, s string) {
		b = append(append(append(b, ",\""...), name...), "\":"...)
		b, _ = jsontext.AppendQuote(b, s)
	}
	truth := func(name string, v bool) {
		b = append(append(append(b, ",\""...), name...), "\":"...)
		b = strconv.AppendBool(b, v)
	}
	b = append(append(append(b, `{"id":"`...), c.ID.String()...), `","round":`...)
	b = strconv.AppendInt(b, int64(c.Round), 10)
	text("prompt", c.Prompt)
	text("kind", string(c.Kind))
	b = append(b, `,"geometry":`...)
	decimals := geo.PublicDecimals
	if whole {
		decimals = geo.Decimals
	}
	b = geo.AppendGeometry(b, c.Geometry, decimals)
	text("place", c.Place)
	truth("released", c.Released)
	text("text", c.Text)
	text("wish", c.Wish)
	text("title", c.Title)
	text("place_text", c.PlaceText)
	text("lang", c.Lang)
	if whole {
		text("hold", c.Hold)
		truth("late", c.Late)
		truth("hidden", c.Review.Status() == store.Hidden)
		b = append(b, `,"person":`...)
		b = strconv.AppendInt(b, c.Person, 10)
		text("created_at", c.CreatedAt.UTC().Format(time.RFC3339Nano))
	}
	return append(b, '}')
}

// of is the mark as the audience sees it, nil if it does not.
func (m *mark) of(a Audience) []byte {
	if a == Control {
		return m.control
	}
	return m.room
}

// marksOf is the data of an event about some marks and the counts of rounds.
func (r *room) marksOf(a Audience, ids []uuid.UUID, rounds map[int]bool) []byte {
	var all []*mark
	var gone []uuid.UUID
	for _, id := range ids {
		m := r.marks[id]
		switch {
		case m.of(a) != nil:
			all = append(all, m)
		case a == Control || m.shown:
			gone = append(gone, id)
		}
	}
	return r.appendMarks(nil, a, false, all, gone, func(n int) bool { return rounds[n] })
}

// allMarks is the data of an event that replaces everything.
func (r *room) allMarks(a Audience) []byte {
	var all []*mark
	for _, m := range r.marks {
		if m.of(a) != nil {
			all = append(all, m)
		}
	}
	slices.SortFunc(all, func(x, y *mark) int { return int(x.seq - y.seq) })
	return r.appendMarks(nil, a, true, all, nil, func(int) bool { return true })
}

// since is what changed after the event with that id, or everything where that
// is not known any more.
func (r *room) since(a Audience, after int64) []byte {
	if after == 0 || after < r.floor || after > r.id {
		return r.allMarks(a)
	}
	seen, rounds := map[uuid.UUID]bool{}, map[int]bool{}
	var ids []uuid.UUID
	for _, t := range r.trail {
		if t.rev > after && !seen[t.id] {
			seen[t.id] = true
			ids = append(ids, t.id)
			rounds[r.marks[t.id].round] = true
		}
	}
	return r.marksOf(a, ids, rounds)
}

func (r *room) appendMarks(b []byte, a Audience, reset bool, all []*mark, gone []uuid.UUID, counted func(round int) bool) []byte {
	b = strconv.AppendBool(append(b, `{"reset":`...), reset)
	b = append(b, `,"marks":[`...)
	for i, m := range all {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, m.of(a)...)
	}
	b = append(b, `],"gone":[`...)
	for i, id := range gone {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), id.String()...), '"')
	}
	b = append(b, `],"counts":{`...)
	first := true
	for i := range r.workshop.Rounds {
		one := &r.workshop.Rounds[i]
		if !counted(one.Number) || a != Control && one.OpenedAt.IsZero() {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		n := r.counts[one.Number]
		b = strconv.AppendInt(append(b, '"'), int64(one.Number), 10)
		b = strconv.AppendInt(append(b, `":{"marks":`...), int64(n.Marks), 10)
		b = strconv.AppendInt(append(b, `,"people":`...), int64(n.People), 10)
		b = append(b, '}')
	}
	return append(b, `}}`...)
}
