package main

import (
	"fmt"
	"slices"
	"time"
)

// median is the middle of values, which it sorts.
func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// percentile is the value below which share of the sorted values lie.
func percentile(sorted []time.Duration, share float64) time.Duration {
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}

// spread is a median with its range, for a table.
func spread(values []float64, format string) string {
	m := median(values)
	return fmt.Sprintf(format+" ("+format+"–"+format+")", m, values[0], values[len(values)-1])
}
