package storetest

import (
	"time"

	"kvarter/store"
)

var (
	here       = store.Right{Area: "a", Role: store.RoleAnalyst}
	everywhere = store.Right{Role: store.RoleAdministrator}
	link       = store.HashSecret("kvi_link")
	signedIn   = store.HashSecret("kvc_one")
	signedIn2  = store.HashSecret("kvc_two")
)

var staffChecks = []check{
	{"a person comes in by a link, once, and their rights are kept", func(k *kit) {
		k.area()
		one := k.person("kari@example.org", here)
		k.equal(*one, store.Staff{ID: one.ID, Email: "kari@example.org", Name: "Kari", Rights: []store.Right{here}, CreatedAt: start})
		found, err := k.store.InvitationByHash(k.ctx, link)
		k.must(err)
		k.equal(*found, store.Invitation{Staff: one, ExpiresAt: start.Add(store.InvitationLife)})
		s, err := k.store.AcceptInvitation(k.ctx, link, store.Staff{Name: "Kari Berg"}, "hash", signedIn)
		k.must(err)
		k.equal(s.Staff.Name, "Kari Berg")
		k.equal(s.Staff.Active, true)
		_, err = k.store.AcceptInvitation(k.ctx, link, store.Staff{}, "other", signedIn2)
		k.is(err, store.ErrNotFound)
		id, hash, err := k.store.PasswordOf(k.ctx, "kari@example.org")
		k.must(err)
		k.equal(id, one.ID)
		k.equal(hash, "hash")
		got, err := k.store.SessionByHash(k.ctx, signedIn)
		k.must(err)
		k.equal(*got, *s)
	}},
	{"a link ends by time, by a newer one and by removal", func(k *kit) {
		one := k.person("kari@example.org", everywhere)
		newer := store.HashSecret("kvi_newer")
		k.must(k.store.ResetStaff(k.ctx, one.ID, newer))
		_, err := k.store.InvitationByHash(k.ctx, link)
		k.is(err, store.ErrNotFound)
		k.clock.set(start.Add(store.InvitationLife))
		for _, h := range []store.Hash{newer, {}} {
			_, err = k.store.AcceptInvitation(k.ctx, h, store.Staff{}, "hash", signedIn)
			k.is(err, store.ErrNotFound)
		}
	}},
	{"the first administrator says who they are, and is the only first", func(k *kit) {
		k.must(k.store.InviteFirst(k.ctx, store.HashSecret("kvi_old")))
		k.must(k.store.InviteFirst(k.ctx, link))
		_, err := k.store.InvitationByHash(k.ctx, store.HashSecret("kvi_old"))
		k.is(err, store.ErrNotFound)
		_, err = k.store.AcceptInvitation(k.ctx, link, store.Staff{Name: "Ola"}, "hash", signedIn)
		k.is(err, store.ErrInvalid{Field: "email", Code: store.CodeMalformed})
		s, err := k.store.AcceptInvitation(k.ctx, link, store.Staff{Name: "Ola", Email: "ola@example.org", Rights: []store.Right{here}}, "hash", signedIn)
		k.must(err)
		k.equal(s.Staff.Rights, []store.Right{everywhere})
		k.is(k.store.InviteFirst(k.ctx, link), store.ErrConflict)
	}},
	{"what is no person is refused, and an address is one's own", func(k *kit) {
		k.area()
		k.person("kari@example.org", here)
		for field, s := range map[string]store.Staff{
			"email": {Name: "x", Email: "no address"}, "name": {Email: "x@example.org"},
			"role": {Name: "x", Email: "x@example.org", Rights: []store.Right{{Area: "a", Role: "king"}}},
			"area": {Name: "x", Email: "x@example.org", Rights: []store.Right{{Role: store.RoleAnalyst}}},
		} {
			_, err := k.store.CreateStaff(k.ctx, s, store.HashSecret("kvi_x"))
			if bad := store.Invalids(err); len(bad) != 1 || bad[0].Field != field {
				k.Fatalf("%s: %v", field, err)
			}
		}
		_, err := k.store.CreateStaff(k.ctx, store.Staff{Name: "x", Email: "kari@example.org"}, store.HashSecret("kvi_x"))
		k.is(err, store.ErrConflict)
		_, err = k.store.CreateStaff(k.ctx, store.Staff{Name: "x", Email: "x@example.org", Rights: []store.Right{{Area: "none", Role: store.RoleAnalyst}}}, store.HashSecret("kvi_x"))
		k.is(err, store.ErrNotFound)
		everybody, err := k.store.AllStaff(k.ctx)
		k.must(err)
		k.equal(len(everybody), 1)
	}},
	{"rights are set by area, and somebody may everything always", func(k *kit) {
		k.area()
		admin, kari := k.person("ola@example.org", everywhere), k.person("kari@example.org", here)
		got, err := k.store.SetRights(k.ctx, kari.ID, "a", []store.Role{store.RoleReference, store.RoleFacilitator})
		k.must(err)
		k.equal(got.Rights, []store.Right{{Area: "a", Role: store.RoleFacilitator}, {Area: "a", Role: store.RoleReference}})
		got, err = k.store.SetRights(k.ctx, kari.ID, "a", nil)
		k.must(err)
		k.equal(got.Rights, []store.Right{})
		_, err = k.store.SetRights(k.ctx, admin.ID, "", nil)
		k.is(err, store.ErrLastAdministrator)
		k.is(k.store.RemoveStaff(k.ctx, admin.ID), store.ErrLastAdministrator)
		_, err = k.store.SetRights(k.ctx, kari.ID, "", []store.Role{store.RoleAdministrator})
		k.must(err)
		k.must(k.store.RemoveStaff(k.ctx, admin.ID))
		_, err = k.store.SetRights(k.ctx, admin.ID, "a", nil)
		k.is(err, store.ErrNotFound)
	}},
	{"who is removed is out at once, and the address is free", func(k *kit) {
		k.person("ola@example.org", everywhere)
		kari := k.person("kari@example.org", everywhere)
		k.must(k.store.SetPassword(k.ctx, kari.ID, "hash", 0))
		_, err := k.store.BeginSession(k.ctx, kari.ID, signedIn)
		k.must(err)
		k.must(k.store.RemoveStaff(k.ctx, kari.ID))
		_, err = k.store.SessionByHash(k.ctx, signedIn)
		k.is(err, store.ErrNotFound)
		_, _, err = k.store.PasswordOf(k.ctx, "kari@example.org")
		k.is(err, store.ErrNotFound)
		_, err = k.store.BeginSession(k.ctx, kari.ID, signedIn2)
		k.is(err, store.ErrNotFound)
		k.is(k.store.RemoveStaff(k.ctx, kari.ID), store.ErrNotFound)
		if again := k.person("kari@example.org", everywhere); again.ID == kari.ID {
			k.Fatal("a number is used again")
		}
	}},
	{"sessions end when unused, by time, one by one and by a new password", func(k *kit) {
		kari := k.person("kari@example.org", everywhere)
		first, err := k.store.BeginSession(k.ctx, kari.ID, signedIn)
		k.must(err)
		_, err = k.store.BeginSession(k.ctx, kari.ID, signedIn2)
		k.must(err)
		k.must(k.store.SetPassword(k.ctx, kari.ID, "new", first.ID))
		sessions, err := k.store.Sessions(k.ctx, kari.ID)
		k.must(err)
		k.equal(len(sessions), 1)
		for at := start; at.Before(start.Add(store.SessionLife)); at = at.Add(11 * time.Hour) {
			k.clock.set(at)
			_, err = k.store.SessionByHash(k.ctx, signedIn)
			k.must(err)
		}
		k.clock.set(start.Add(store.SessionLife))
		_, err = k.store.SessionByHash(k.ctx, signedIn)
		k.is(err, store.ErrNotFound)
		idle, err := k.store.BeginSession(k.ctx, kari.ID, signedIn2)
		k.must(err)
		k.clock.set(start.Add(store.SessionLife + store.SessionIdle))
		_, err = k.store.SessionByHash(k.ctx, signedIn2)
		k.is(err, store.ErrNotFound)
		k.must(k.store.EndSession(k.ctx, kari.ID, idle.ID))
	}},
	{"nobody ends another's session", func(k *kit) {
		kari, ola := k.person("kari@example.org", everywhere), k.person("ola@example.org", everywhere)
		s, err := k.store.BeginSession(k.ctx, kari.ID, signedIn)
		k.must(err)
		k.must(k.store.EndSession(k.ctx, ola.ID, s.ID))
		_, err = k.store.SessionByHash(k.ctx, signedIn)
		k.must(err)
		k.must(k.store.EndSession(k.ctx, kari.ID, s.ID))
		_, err = k.store.SessionByHash(k.ctx, signedIn)
		k.is(err, store.ErrNotFound)
	}},
}

// person adds somebody, whose link is link as long as nobody is added after.
func (k *kit) person(email string, rights ...store.Right) *store.Staff {
	k.Helper()
	hash := link
	if everybody, err := k.store.AllStaff(k.ctx); err != nil || len(everybody) > 0 {
		k.must(err)
		hash = store.HashSecret(email)
	}
	one, err := k.store.CreateStaff(k.ctx, store.Staff{Email: email, Name: "Kari", Rights: rights}, hash)
	k.must(err)
	return one
}
