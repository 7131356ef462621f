package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// garbageRoom is about how many bytes may become garbage before they are
// collected. Go's own measure is as much as is in use: four megabytes in a small
// program, which an export fills and collects a thousand times, and as much again
// as the million marks of a large one.
const garbageRoom = 12 << 20

// paceGarbage keeps that room from now on, measured anew after each collection.
// An operator's GOGC or GOMEMLIMIT wins.
func paceGarbage(getenv func(string) string) {
	if getenv("GOGC") == "" && getenv("GOMEMLIMIT") == "" {
		pace(0)
	}
}

// witness is collected with the first garbage. It holds a pointer, or Go would put
// it together with others that may stay.
type witness struct {
	percent int
	_       *byte
}

// pace sets the room after a collection that left percent set, and waits for the
// next one, which takes the witness.
func pace(percent int) {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	now := int(min(max(garbageRoom*100/max(live[0].Value.Uint64(), 1), 10), 400))
	if now*10 < percent*9 || now*9 > percent*10 { // each change stops the program for a moment
		debug.SetGCPercent(now)
		percent = now
	}
	runtime.SetFinalizer(&witness{percent: percent}, func(last *witness) { pace(last.percent) })
}
