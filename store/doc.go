// Package store holds Kvarter's words as types, their rules, and the contract
// that every database meets. It opens nothing: store/sqlite does.
//
// Two kinds of rules live here. Rules about one value alone are functions and
// Validate methods (Area.Validate, Area.Accept). Rules that read state
// (idempotence, caps, receipts, waves) are promised by the methods of Store and
// kept by each database inside the writing transaction; package storetest
// checks them all.
package store
