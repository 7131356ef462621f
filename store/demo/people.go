package demo

import (
	"encoding/binary"
	"math/rand/v2"

	"github.com/google/uuid"

	"kvarter/store"
)

// Entries invents what the people behind answers say of themselves, and which of
// the others' answers they agree with. answers are a stretch of what Generate
// yields for the area; the same ones and seed give the same entries, and a person
// in two stretches the same background in both. Some agreements are with what
// nobody sees: the store passes them over.
func Entries(a *store.Area, answers []*store.Contribution, seed uint64) []store.Entry {
	var out []store.Entry
	seen := map[uuid.UUID]bool{}
	for _, c := range answers {
		m := a.Method(wave(a, c.Wave).Method)
		if seen[c.Participant] || m == nil {
			continue
		}
		seen[c.Participant] = true
		rnd := rand.New(rand.NewPCG(seed, binary.LittleEndian.Uint64(c.Participant[:])))
		out = append(out, store.Entry{
			Participant: c.Participant, Background: background(rnd, m), Agreements: agreements(rnd, answers, c.Participant),
		})
	}
	return out
}

func wave(a *store.Area, key string) store.Wave {
	if w := a.Wave(key); w != nil {
		return *w
	}
	return store.Wave{}
}

// background is what three of four say of themselves, and some of them not all.
func background(rnd *rand.Rand, m *store.Method) store.Background {
	b := store.Background{}
	if rnd.Float64() < 0.25 {
		return b
	}
	for i := range m.Background {
		q := &m.Background[i]
		switch chance := rnd.Float64(); {
		case chance < 0.1:
		case chance < 0.15:
			b[q.Key] = []string{store.PreferNotToSay}
		default:
			first := rnd.IntN(len(q.Options))
			b[q.Key] = []string{q.Options[first].Key}
			if second := rnd.IntN(len(q.Options)); q.Several && second != first && rnd.Float64() < 0.4 {
				b[q.Key] = append(b[q.Key], q.Options[second].Key)
			}
		}
	}
	return b
}

// agreements are some of the others' answers: a third of people agree with any,
// and more with the same ones.
func agreements(rnd *rand.Rand, answers []*store.Contribution, participant uuid.UUID) []uuid.UUID {
	if rnd.Float64() > 0.35 {
		return nil
	}
	var out []uuid.UUID
	for range 1 + rnd.IntN(6) {
		// The cube of chance makes the first of a stretch the most agreed with.
		chance := rnd.Float64()
		c := answers[int(chance*chance*chance*float64(len(answers)))]
		if c.Participant != participant {
			out = append(out, c.ID)
		}
	}
	return out
}
