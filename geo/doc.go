// Package geo knows shapes and nothing else: what geometry is accepted, the one canonical form in which it is kept,
// and how it is read, written, indexed and measured.
//
// Everywhere: longitude before latitude, degrees in WGS 84 (CRS84), metres for distances. Geometry is an orb.Point,
// orb.LineString or orb.Polygon; a boundary is an orb.MultiPolygon. Nothing in this package keeps state or does I/O.
package geo
