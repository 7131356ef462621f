package export_test

import (
	"sync"

	"kvarter/store"
	"kvarter/store/area"
)

// torstrand is the area of the samples; nobody changes it.
var torstrand = sync.OnceValue(func() *store.Area {
	a, err := area.Torstrand()
	if err != nil {
		panic(err)
	}
	return a
})
