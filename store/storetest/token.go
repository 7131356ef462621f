package storetest

import (
	"time"

	"kvarter/store"
)

var tokenChecks = []check{
	{"a token lets in until it is revoked", func(k *kit) {
		k.area()
		secret := store.HashSecret("kvt_one")
		made, err := k.store.CreateToken(k.ctx, store.Token{Role: store.RoleAnalyst, Area: "a", Name: "GIS"}, secret)
		k.must(err)
		want := store.Token{ID: made.ID, Role: store.RoleAnalyst, Area: "a", Name: "GIS", CreatedAt: start}
		k.equal(*made, want)
		got, err := k.store.TokenByHash(k.ctx, secret)
		k.must(err)
		k.equal(*got, want)

		k.clock.set(start.Add(time.Hour))
		k.must(k.store.RevokeToken(k.ctx, made.ID))
		_, err = k.store.TokenByHash(k.ctx, secret)
		k.is(err, store.ErrNotFound)
		k.clock.set(start.Add(2 * time.Hour))
		k.must(k.store.RevokeToken(k.ctx, made.ID))
		all, err := k.store.AllTokens(k.ctx)
		k.must(err)
		want.UsedAt, want.RevokedAt = start.Truncate(time.Hour), start.Add(time.Hour)
		k.equal(all, []*store.Token{&want})
	}},
	{"what is missing or wrong is said", func(k *kit) {
		_, err := k.store.TokenByHash(k.ctx, store.HashSecret("kvt_none"))
		k.is(err, store.ErrNotFound)
		_, err = k.store.TokenByHash(k.ctx, store.Hash{})
		k.is(err, store.ErrNotFound)
		k.is(k.store.RevokeToken(k.ctx, 1), store.ErrNotFound)
		all, err := k.store.AllTokens(k.ctx)
		k.must(err)
		k.equal(all, []*store.Token{})
		_, err = k.store.CreateToken(k.ctx, store.Token{Role: "king"}, store.HashSecret("kvt_x"))
		k.is(err, store.ErrInvalid{Field: "role", Code: store.CodeUnknown})
		_, err = k.store.CreateToken(k.ctx, store.Token{Role: store.RoleAnalyst, Area: "none"}, store.HashSecret("kvt_x"))
		k.is(err, store.ErrNotFound)
	}},
	{"tokens are listed by their id", func(k *kit) {
		for _, s := range []string{"kvt_1", "kvt_2", "kvt_3"} {
			_, err := k.store.CreateToken(k.ctx, store.Token{Role: store.RoleAnalyst, Name: s}, store.HashSecret(s))
			k.must(err)
		}
		all, err := k.store.AllTokens(k.ctx)
		k.must(err)
		var names []string
		for _, t := range all {
			names = append(names, t.Name)
		}
		k.equal(names, []string{"kvt_1", "kvt_2", "kvt_3"})
	}},
}
