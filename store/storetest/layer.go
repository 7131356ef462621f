package storetest

import (
	"fmt"

	"kvarter/store"
)

// layerOf is a layer of one point.
func layerOf(key string, lon int) store.Layer {
	l := store.Layer{Key: key, Name: both(key), Source: "Larvik"}
	l.SetShapes(fmt.Appendf(nil, `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"MultiPoint","coordinates":[[%d,59]]}}]}`, lon))
	return l
}

// head is a layer as an area's document has it.
func head(l store.Layer) store.Layer {
	l.Shapes = nil
	return l
}

// edit changes the area as a page does.
func (k *kit) edit(change func(*store.Area)) (*store.AreaVersion, error) {
	k.Helper()
	v, err := k.store.AreaVersion(k.ctx, "a")
	k.must(err)
	return k.store.EditArea(k.ctx, "a", store.AreaEdit{Rev: v.Rev, By: "kari", Change: func(a *store.Area) error { change(a); return nil }})
}

func (k *kit) layers() []store.Layer {
	k.Helper()
	a, err := k.store.Area(k.ctx, "a")
	k.must(err)
	return a.Layers
}

var layerChecks = []check{
	{"layers come back in their order, and their shapes by key", func(k *kit) {
		paths, zones := layerOf("paths", 10), layerOf("zones", 11)
		a := newArea("a")
		a.Layers = []store.Layer{zones, paths}
		_, err := k.store.ApplyArea(k.ctx, a)
		k.must(err)
		k.equal(k.layers(), []store.Layer{head(zones), head(paths)})
		got, err := k.store.Layer(k.ctx, "a", "paths")
		k.must(err)
		k.equal(got, &paths)
		for _, missing := range [][2]string{{"a", "none"}, {"none", "paths"}} {
			_, err := k.store.Layer(k.ctx, missing[0], missing[1])
			k.is(err, store.ErrNotFound)
		}
		same, err := k.store.ApplyArea(k.ctx, a)
		k.must(err)
		k.equal(same, store.ApplyUnchanged)
		a.Layers[1].SetShapes(layerOf("", 12).Shapes)
		changed, err := k.store.ApplyArea(k.ctx, a)
		k.must(err)
		k.equal(changed, store.ApplyChanged)
		got, err = k.store.Layer(k.ctx, "a", "paths")
		k.must(err)
		k.equal(string(got.Shapes), string(layerOf("", 12).Shapes))
	}},
	{"a page renames, orders and removes layers without their shapes, and one change can be undone", func(k *kit) {
		paths, zones := layerOf("paths", 10), layerOf("zones", 11)
		k.area()
		_, err := k.edit(func(a *store.Area) { a.Layers = []store.Layer{paths, zones} })
		k.must(err)
		renamed := head(zones)
		renamed.Name = both("Soner")
		_, err = k.edit(func(a *store.Area) { a.Layers = []store.Layer{renamed} })
		k.must(err)
		k.equal(k.layers(), []store.Layer{renamed})
		_, err = k.store.Layer(k.ctx, "a", "paths")
		k.is(err, store.ErrNotFound)
		_, err = k.edit(func(a *store.Area) { a.Layers = []store.Layer{head(paths), renamed} })
		k.must(err)
		got, err := k.store.Layer(k.ctx, "a", "paths")
		k.must(err)
		k.equal(got, &paths)

		for range 2 {
			_, err = k.edit(func(a *store.Area) { a.Layers, a.Contact = nil, both(a.Contact["nb"]+".") })
			k.must(err)
		}
		_, err = k.edit(func(a *store.Area) { a.Layers = []store.Layer{head(paths)} })
		k.equal(store.Invalids(err), []store.ErrInvalid{{Field: "layers[0].shapes", Code: store.CodeUnknown}})
		k.equal(len(k.layers()), 0)
	}},
	{"shapes of another area, bad ones and none are refused", func(k *kit) {
		k.area()
		other := newArea("b")
		other.Layers = []store.Layer{layerOf("paths", 10)}
		_, err := k.store.ApplyArea(k.ctx, other)
		k.must(err)
		bad := layerOf("bad", 10)
		bad.SetShapes([]byte(`{"type":"Point","coordinates":[200,59]}`))
		loose := layerOf("loose", 10)
		loose.SetShapes([]byte(`{"type":"Point","coordinates":[10,59]}`)) // not canonical
		swapped := layerOf("swapped", 10)
		swapped.Digest = layerOf("", 11).Digest
		for code, l := range map[string]store.Layer{
			store.CodeUnknown: head(other.Layers[0]), "out_of_range": bad, store.CodeMalformed: loose,
			store.CodeRequired: {Key: "none", Name: both("none")},
		} {
			_, err := k.edit(func(a *store.Area) { a.Layers = []store.Layer{l} })
			k.equal(store.Invalids(err), []store.ErrInvalid{{Field: "layers[0].shapes", Code: code}})
		}
		_, err = k.edit(func(a *store.Area) { a.Layers = []store.Layer{swapped} })
		k.equal(store.Invalids(err), []store.ErrInvalid{{Field: "layers[0].shapes", Code: store.CodeMalformed}})
		twice := []store.Layer{layerOf("paths", 10), layerOf("paths", 11)}
		_, err = k.edit(func(a *store.Area) { a.Layers = twice })
		k.equal(store.Invalids(err), []store.ErrInvalid{{Field: "layers[1].key", Code: store.CodeDuplicate}})
		_, err = k.edit(func(a *store.Area) {
			for i := range store.MaxLayers + 1 {
				a.Layers = append(a.Layers, layerOf(fmt.Sprint("l", i), 10))
			}
		})
		k.equal(store.Invalids(err), []store.ErrInvalid{{Field: "layers", Code: store.CodeTooLong}})
	}},
}
