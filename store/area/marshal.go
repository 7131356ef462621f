package area

import (
	"fmt"
	"strconv"
	"time"

	"kvarter/geo"
	"kvarter/store"
)

// Marshal writes an area as an area file with a comment over each section.
// Parse reads it back to an equal area. It fails only on an area that is not
// valid, or whose layers came without their shapes. The file is written by hand, not by a YAML encoder: what a person will
// read and edit next should look as if a person wrote it.
func Marshal(a *store.Area) ([]byte, error) {
	if err := a.Validate(); err != nil {
		return nil, err
	}
	for _, l := range a.Layers {
		if l.Shapes == nil {
			return nil, fmt.Errorf("layer %q came without its shapes", l.Key)
		}
	}
	w := &writer{languages: a.Languages}
	w.comment("An area of Kvarter. docs/area-file.md describes every field; put it into use with:\n  kvarter area apply FILE.yaml")
	w.frame(a)
	w.comment("What residents read: who asks, why, who decides, what happens then, whom to ask.")
	w.text("operator", a.Operator)
	w.text("about", a.About)
	w.text("decides", a.Decides)
	w.text("next_steps", a.NextSteps)
	w.text("contact", a.Contact)
	w.news(a.News)
	w.comment("What is asked. Once answered, keys, kinds, geometries, caps, polarities, options, information and consent stand.")
	w.list("methods", func() {
		for _, m := range a.Methods {
			w.item(func() { w.method(m) })
		}
	})
	return []byte(w.b.String()), nil
}

func (w *writer) frame(a *store.Area) {
	w.scalar("slug", a.Slug)
	w.text("name", a.Name)
	w.raw("languages", flow(a.Languages))
	w.scalar("time_zone", a.TimeZone)
	w.scalar("crs", a.CRS)
	w.comment("Where the map opens: [longitude, latitude].")
	w.group("view", func() {
		w.raw("center", pair(a.View.Center))
		w.raw("zoom", number(a.View.Zoom))
	})
	w.comment("The soft frame: a mark outside is kept and flagged, one more than 20 km outside refused.")
	w.group("boundary", func() { w.boundary(a.Boundary) })
	if b := a.BaseMap; b.URL != "" {
		w.comment("Tiles shown over the drawn map.")
		w.group("base_map", func() {
			w.scalar("url", b.URL)
			w.scalar("attribution", b.Attribution)
			w.raw("min_zoom", strconv.Itoa(b.MinZoom))
			w.raw("max_zoom", strconv.Itoa(b.MaxZoom))
		})
	}
	if len(a.Places) > 0 {
		w.comment("Named places, with or without a position.")
		w.list("places", func() {
			for _, p := range a.Places {
				w.item(func() { w.place(p) })
			}
		})
	}
	if len(a.Layers) > 0 {
		w.comment("Reference layers, shown beneath the marks, the first undermost.")
		w.list("layers", func() {
			for _, l := range a.Layers {
				w.item(func() { w.layer(l) })
			}
		})
	}
	w.comment("Measuring periods: opens is the first moment, closes the first after.")
	w.list("waves", func() {
		for _, v := range a.Waves {
			w.item(func() { w.wave(v, a.TimeZone) })
		}
	})
	w.comment("marks: each or aggregate. others_after_sending: others' marks come after one's own.\nbyline_age: from which age a name may stand beside a story; 0 does not ask.\nredaction_days: for how long the original of words that staff took out is kept; 0 erases it at once.")
	w.group("policy", func() {
		w.raw("marks", string(a.Policy.Marks))
		w.raw("others_after_sending", strconv.FormatBool(a.Policy.OthersAfterSending))
		w.raw("byline_age", strconv.Itoa(a.Policy.BylineAge))
		w.raw("redaction_days", strconv.Itoa(a.Policy.RedactionDays))
	})
	if len(a.Frames) > 0 {
		w.comment("frames: the sites that may show the residents' page in a frame.")
		w.raw("frames", flow(a.Frames))
	}
}

func (w *writer) boundary(b store.Boundary) {
	if len(b.Note) > 0 {
		w.text("note", b.Note)
	}
	if len(b.Geometry) == 1 && len(b.Geometry[0]) == 1 {
		w.list("ring", func() {
			for _, p := range b.Geometry[0][0] {
				w.line("- " + pair(p))
			}
		})
		return
	}
	w.raw("geojson", string(geo.AppendGeometry(nil, b.Geometry, geo.Decimals)))
}

func (w *writer) place(p store.Place) {
	w.scalar("key", p.Key)
	w.text("name", p.Name)
	if p.Position != nil {
		w.raw("position", pair(*p.Position))
	}
	if p.Source != "" {
		w.scalar("source", p.Source)
	}
}

func (w *writer) wave(v store.Wave, zone string) {
	w.scalar("key", v.Key)
	w.scalar("method", v.Method)
	loc, err := time.LoadLocation(zone)
	if err != nil {
		loc = time.UTC
	}
	if !v.Opens.IsZero() {
		w.scalar("opens", v.Opens.In(loc).Format(time.RFC3339Nano))
	}
	if !v.Closes.IsZero() {
		w.scalar("closes", v.Closes.In(loc).Format(time.RFC3339Nano))
	}
}

func (w *writer) method(m *store.Method) {
	w.scalar("key", m.Key)
	w.text("name", m.Name)
	w.text("information", m.Information)
	if len(m.Consent) > 0 {
		w.text("consent", m.Consent)
	}
	w.list("prompts", func() {
		for i := range m.Prompts {
			w.item(func() { w.prompt(&m.Prompts[i]) })
		}
	})
	if len(m.Themes) > 0 {
		w.list("themes", func() {
			for _, t := range m.Themes {
				w.item(func() {
					w.scalar("key", t.Key)
					w.text("label", t.Label)
				})
			}
		})
	}
	if len(m.Background) > 0 {
		w.list("background", func() {
			for i := range m.Background {
				w.item(func() { w.question(&m.Background[i]) })
			}
		})
	}
}

func (w *writer) question(q *store.Question) {
	w.scalar("key", q.Key)
	w.text("label", q.Label)
	if q.Several {
		w.raw("several", "true")
	}
	w.list("options", func() {
		for _, o := range q.Options {
			w.item(func() {
				w.scalar("key", o.Key)
				w.text("label", o.Label)
				if o.Alone {
					w.raw("alone", "true")
				}
			})
		}
	})
}

func (w *writer) news(all []store.News) {
	if len(all) == 0 {
		return
	}
	w.comment("What happened with the answers.")
	w.list("news", func() {
		for _, n := range all {
			w.item(func() {
				w.scalar("date", n.Date)
				w.text("title", n.Title)
				w.text("body", n.Body)
			})
		}
	})
}

func (w *writer) prompt(p *store.Prompt) {
	w.scalar("key", p.Key)
	w.raw("kind", string(p.Kind))
	w.text("label", p.Label)
	w.text("short", p.Short)
	if len(p.Why) > 0 {
		w.text("why", p.Why)
	}
	if len(p.Hint) > 0 {
		w.text("hint", p.Hint)
	}
	if p.Lens != "" {
		w.scalar("lens", p.Lens)
	}
	w.raw("polarity", string(p.Polarity))
	w.raw("geometry", flow(p.Geometry))
	w.raw("cap", strconv.Itoa(p.Cap))
	w.group("sticker", func() {
		w.raw("shape", p.Sticker.Shape)
		w.scalar("color", p.Sticker.Color)
		w.text("letter", p.Sticker.Letter)
	})
}
