package storetest

import (
	"time"

	"kvarter/store"
)

var hostLinkChecks = []check{
	{"a host link opens its workshop until a week after it", func(k *kit) {
		k.area()
		w, secret := k.plan(), store.HashSecret("kvh_one")
		made, err := k.store.CreateHostLink(k.ctx, store.HostLink{Area: "a", Workshop: w.Code, Name: "Ola", MadeBy: "kari@example.org"}, secret)
		k.must(err)
		until := time.Date(2026, 5, 25, 0, 0, 0, 0, time.UTC)
		k.equal(*made, store.HostLink{
			ID: made.ID, Area: "a", Workshop: w.Code, Name: "Ola", MadeBy: "kari@example.org", CreatedAt: start, ExpiresAt: until,
		})
		got, err := k.store.HostLinkByHash(k.ctx, secret)
		k.must(err)
		k.equal(*got, *made)
		k.clock.set(until.Add(-time.Microsecond))
		_, err = k.store.HostLinkByHash(k.ctx, secret)
		k.must(err)
		k.clock.set(until)
		_, err = k.store.HostLinkByHash(k.ctx, secret)
		k.is(err, store.ErrNotFound)
		_, err = k.store.CreateHostLink(k.ctx, store.HostLink{Area: "a", Workshop: w.Code}, store.HashSecret("kvh_late"))
		k.is(err, store.ErrWorkshopState)
		// A workshop that is held later keeps its helper.
		_, err = k.store.ChangeWorkshop(k.ctx, "a", w.Code, store.WorkshopPatch{Date: ptr("2026-05-18")})
		k.must(err)
		got, err = k.store.HostLinkByHash(k.ctx, secret)
		k.must(err)
		k.equal(got.ExpiresAt, until.AddDate(0, 0, 1))
	}},
	{"a host link ends when it is revoked, and with its workshop", func(k *kit) {
		k.area()
		w, other := k.plan(), k.plan()
		one, two := store.HashSecret("kvh_one"), store.HashSecret("kvh_two")
		made, err := k.store.CreateHostLink(k.ctx, store.HostLink{Area: "a", Workshop: w.Code}, one)
		k.must(err)
		_, err = k.store.CreateHostLink(k.ctx, store.HostLink{Area: "a", Workshop: w.Code}, two)
		k.must(err)
		k.is(k.store.RevokeHostLink(k.ctx, "a", other.Code, made.ID), store.ErrNotFound)
		k.is(k.store.RevokeHostLink(k.ctx, "b", w.Code, made.ID), store.ErrNotFound)
		k.must(k.store.RevokeHostLink(k.ctx, "a", w.Code, made.ID))
		k.clock.set(start.Add(time.Hour))
		k.must(k.store.RevokeHostLink(k.ctx, "a", w.Code, made.ID))
		_, err = k.store.HostLinkByHash(k.ctx, one)
		k.is(err, store.ErrNotFound)
		_, err = k.store.HostLinkByHash(k.ctx, two)
		k.must(err)
		all, err := k.store.AllHostLinks(k.ctx, "a", w.Code)
		k.must(err)
		k.equal([]any{len(all), all[0].RevokedAt, all[1].RevokedAt}, []any{2, start, time.Time{}})
		k.must(k.store.DeleteWorkshop(k.ctx, "a", w.Code))
		_, err = k.store.HostLinkByHash(k.ctx, two)
		k.is(err, store.ErrNotFound)
		_, err = k.store.AllHostLinks(k.ctx, "a", w.Code)
		k.is(err, store.ErrNotFound)
		_, err = k.store.CreateHostLink(k.ctx, store.HostLink{Area: "a", Workshop: w.Code}, one)
		k.is(err, store.ErrNotFound)
		_, err = k.store.CreateHostLink(k.ctx, store.HostLink{Area: "a", Workshop: other.Code, Name: "\x00"}, one)
		k.is(err, store.ErrInvalid{Field: "name", Code: store.CodeControl})
	}},
}
