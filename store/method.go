package store

// Method is a versioned package of prompts, themes, background questions and the
// texts people agree to. Once an answer was made by it, keys, geometries, caps,
// polarities, options, information and consent are immutable; labels may be
// corrected or translated.
type Method struct {
	Key  string `json:"key"`
	Name Text   `json:"name"`
	// Information is the plain-words privacy text people read before they answer.
	Information Text `json:"information"`
	// Consent is what people agree to for a name beside a story; without it no
	// bylines are taken.
	Consent    Text       `json:"consent,omitempty"`
	Prompts    []Prompt   `json:"prompts"`
	Themes     []Theme    `json:"themes"`
	Background []Question `json:"background,omitempty"`
}

// Prompt is one question answered on the map.
type Prompt struct {
	Key   string `json:"key"`
	Kind  Kind   `json:"kind"`
	Label Text   `json:"label"`
	// Short names the prompt's marks in lists ("Meeting place").
	Short Text `json:"short"`
	// Why asks for words on a mark ("What makes this a meeting place?").
	Why Text `json:"why,omitempty"`
	// Hint is said before placing ("not your own home").
	Hint     Text     `json:"hint,omitempty"`
	Lens     string   `json:"lens,omitempty"`
	Polarity Polarity `json:"polarity"`
	// Geometry lists what an answer may be; a place in words or by name stands
	// for a point.
	Geometry []GeometryType `json:"geometry"`
	// Cap is how many answers a participant may give.
	Cap     int     `json:"cap"`
	Sticker Sticker `json:"sticker"`
}

// Sticker is how a prompt's marks look everywhere: never by colour alone.
type Sticker struct {
	Shape  string `json:"shape"`
	Color  string `json:"color"`
	Letter Text   `json:"letter"`
}

// StickerShapes is every shape the pages can draw.
var StickerShapes = []string{
	"circle", "diamond", "star", "hexagon", "square", "heart",
	"triangle", "drop", "ring", "bubble", "cloud", "cross",
}

// Theme is a chapter of every report.
type Theme struct {
	Key   string `json:"key"`
	Label Text   `json:"label"`
}

// Question is a background question: optional, asked last, never public. Every
// one can also be answered PreferNotToSay.
type Question struct {
	Key   string `json:"key"`
	Label Text   `json:"label"`
	// Several says that more than one option may be chosen.
	Several bool     `json:"several"`
	Options []Option `json:"options"`
}

// Option is an answer to a background question.
type Option struct {
	Key   string `json:"key"`
	Label Text   `json:"label"`
	// Alone keeps only this answer of all, and no name: of a child nothing more
	// is kept.
	Alone bool `json:"alone,omitzero"`
}

// PreferNotToSay is the option that every background question has.
const PreferNotToSay = "prefer_not_to_say"

// Polarity is whether a prompt asks for good, bad or neither.
type Polarity string

// The polarities.
const (
	Positive Polarity = "positive"
	Neutral  Polarity = "neutral"
	Negative Polarity = "negative"
)

// AllPolarities is every polarity.
var AllPolarities = []Polarity{Positive, Neutral, Negative}

// GeometryType is what kind of shape an answer has.
type GeometryType string

// The geometry types; area is a GeoJSON Polygon, line a LineString.
const (
	GeometryPoint GeometryType = "point"
	GeometryLine  GeometryType = "line"
	GeometryArea  GeometryType = "area"
	GeometryNone  GeometryType = "none"
)

// AllGeometryTypes is every geometry type.
var AllGeometryTypes = []GeometryType{GeometryPoint, GeometryLine, GeometryArea, GeometryNone}

// DefaultCap is how many marks a participant may give to a prompt unless the
// method says otherwise.
const DefaultCap = 5

// Prompt is the prompt with key, or nil.
func (m *Method) Prompt(key string) *Prompt {
	for i := range m.Prompts {
		if m.Prompts[i].Key == key {
			return &m.Prompts[i]
		}
	}
	return nil
}

// Question is the background question with key, or nil.
func (m *Method) Question(key string) *Question {
	for i := range m.Background {
		if m.Background[i].Key == key {
			return &m.Background[i]
		}
	}
	return nil
}

// HasTheme says whether key is one of the method's themes.
func (m *Method) HasTheme(key string) bool {
	for _, t := range m.Themes {
		if t.Key == key {
			return true
		}
	}
	return false
}
