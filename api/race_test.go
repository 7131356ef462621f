//go:build race

package api_test

// underRace says that the race detector slows everything down many times.
const underRace = true
