package api

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"kvarter/api/live"
	"kvarter/store"
)

const (
	// phonePrefix begins the token of a phone that joined, screenPrefix the secret
	// of a screen.
	phonePrefix  = "kvp_"
	screenPrefix = "kvw_"
	// headerWorkshop carries a phone's token: Authorization is for its receipt.
	headerWorkshop = "Workshop-Token"
)

// newSecret is 192 bits behind a prefix.
func newSecret(prefix string) string {
	var b [24]byte
	rand.Read(b[:])
	return prefix + base64.RawURLEncoding.EncodeToString(b[:])
}

// codeOf is the code in the path, in capitals.
func codeOf(c echo.Context) string { return strings.ToUpper(c.Param("code")) }

// newPhone is the token of a phone: the code, something random, and a signature
// of both, so that nothing of the phone need be kept.
func newPhone(w *store.Workshop) string {
	var b [16]byte
	rand.Read(b[:])
	return phonePrefix + w.Code + base64.RawURLEncoding.EncodeToString(append(b[:], sign(w, b[:])...))
}

func sign(w *store.Workshop, random []byte) []byte {
	mac := hmac.New(sha256.New, w.Key)
	mac.Write([]byte(w.Code))
	mac.Write(random)
	return mac.Sum(nil)[:16]
}

// tokenCode is the code that a phone's token is for, or empty. Whether the token
// is good it does not say.
func tokenCode(token string) string {
	rest, ok := strings.CutPrefix(token, phonePrefix)
	if !ok || len(rest) != store.CodeLength+43 {
		return ""
	}
	return rest[:store.CodeLength]
}

// isPhone says whether the token is a phone's of w.
func isPhone(w *store.Workshop, token string) bool {
	if tokenCode(token) != w.Code {
		return false
	}
	b, err := base64.RawURLEncoding.DecodeString(token[len(phonePrefix)+store.CodeLength:])
	return err == nil && len(b) == 32 && hmac.Equal(b[16:], sign(w, b[:16]))
}

// phoneOf is the workshop whose phone asks, and its token; nil if it is none.
func (s *server) phoneOf(c echo.Context) (*store.Workshop, string) {
	token := c.Request().Header.Get(headerWorkshop)
	code := tokenCode(token)
	if code == "" {
		return nil, ""
	}
	w, err := s.Store.Workshop(c.Request().Context(), code)
	if err != nil || !isPhone(w, token) {
		return nil, ""
	}
	s.guesses.know(c, code)
	return w, token
}

// joined is phoneOf for the workshop in the path, or a 401.
func (s *server) joined(c echo.Context) (*store.Workshop, string, error) {
	w, token := s.phoneOf(c)
	if w == nil || w.Code != codeOf(c) {
		return nil, "", unauthorized(store.CodeUnknown)
	}
	return w, token, nil
}

// lookWorkshop says what a code leads to.
func (s *server) lookWorkshop(c echo.Context, _ asker) error {
	if err := noParameters(c); err != nil {
		return err
	}
	w, err := s.guessed(c)
	if err != nil {
		return err
	}
	return answerJSON(c, struct {
		Code      string              `json:"code"`
		Area      string              `json:"area"`
		Kind      store.WorkshopKind  `json:"kind"`
		Title     string              `json:"title"`
		Date      string              `json:"date"`
		State     store.WorkshopState `json:"state"`
		Rehearsal bool                `json:"rehearsal"`
	}{w.Code, w.Area, w.Kind, w.Title, w.Date, w.State, w.RehearsalOf != ""})
}

// joinWorkshop gives a phone its token. The code lets in while the workshop is
// open; the token is good for what is sent late.
func (s *server) joinWorkshop(c echo.Context, _ asker) error {
	w, err := s.guessed(c)
	switch {
	case err != nil:
		return err
	case w.State == store.WorkshopEnded:
		return &problem{status: http.StatusGone, code: "ended"}
	case w.State != store.WorkshopOpen:
		return store.ErrWorkshopState
	}
	c.Response().Header()["Content-Type"] = contentJSON
	c.Response().WriteHeader(http.StatusCreated)
	return send(c, []byte(`{"token":"`+newPhone(w)+"\"}\n"))
}

// setPresence counts a phone as ready, and as done with a round.
func (s *server) setPresence(c echo.Context, _ asker) error {
	w, token, err := s.joined(c)
	if err != nil {
		return err
	}
	var body struct {
		Ready bool `json:"ready"`
		Done  int  `json:"done"`
	}
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	if err := s.live.Present(c.Request().Context(), w.Code, token, body.Ready, body.Done); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

func (s *server) phoneLive(c echo.Context, _ asker) error {
	w, token, err := s.joined(c)
	if err != nil {
		return err
	}
	return s.listen(c, w, live.Phone, token, nil)
}

// askForScreen keeps the secret that a screen made for itself until a control
// lets it in by the number that the screen shows.
func (s *server) askForScreen(c echo.Context, _ asker) error {
	var body struct {
		Secret string `json:"secret" validate:"required"`
	}
	if err := s.bind(c, &body, mediaJSON); err != nil {
		return err
	}
	if !isSecret(body.Secret, screenPrefix) {
		return badField("secret", store.CodeMalformed)
	}
	w, err := s.guessed(c)
	if err != nil {
		return err
	}
	number, err := s.screens.ask(w.Code, store.HashSecret(body.Secret), s.Now())
	if err != nil {
		return err
	}
	c.Response().Header()["Content-Type"] = contentJSON
	c.Response().WriteHeader(http.StatusAccepted)
	return send(c, []byte(`{"number":"`+number+"\"}\n"))
}

// screen is the workshop that a paired screen shows.
func (s *server) screen(c echo.Context) (*store.Workshop, error) {
	w, err := s.guessed(c)
	if err != nil {
		return nil, err
	}
	return w, paired(c, w)
}

// paired refuses a screen that w has not let in.
func paired(c echo.Context, w *store.Workshop) error {
	scheme, secret, _ := strings.Cut(c.Request().Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || !isSecret(secret, screenPrefix) || !slices.Contains(w.Screens, store.HashSecret(secret)) {
		return unauthorized(store.CodeUnknown)
	}
	return nil
}

// stillPaired refuses a screen that had to make room for another.
func (s *server) stillPaired(c echo.Context, code string) error {
	w, err := s.Store.Workshop(c.Request().Context(), code)
	if err != nil {
		return err
	}
	return paired(c, w)
}

func (s *server) screenLive(c echo.Context, _ asker) error {
	w, err := s.screen(c)
	if err != nil {
		return err
	}
	return s.listen(c, w, live.Screen, "", func() error { return s.stillPaired(c, w.Code) })
}

// screens are those that wait to be paired, in memory only.
type screens struct {
	mu  sync.Mutex
	all []waitingScreen
}

type waitingScreen struct {
	code, number string
	secret       store.Hash
	until        time.Time
}

const (
	// screenTime is how long a screen's number is good; mostScreens is how many
	// may wait, of one workshop and of all.
	screenTime   = 10 * time.Minute
	mostScreens  = 8
	mostAskingIn = 1000
)

// ask gives the number for a secret; the same secret again, the same number.
func (w *screens) ask(code string, secret store.Hash, now time.Time) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = slices.DeleteFunc(w.all, func(one waitingScreen) bool { return now.After(one.until) })
	n := 0
	for _, one := range w.all {
		if one.code == code {
			if n++; one.secret == secret {
				return one.number, nil
			}
		}
	}
	if n >= mostScreens || len(w.all) >= mostAskingIn {
		return "", tooMany(screenTime)
	}
	for {
		random, err := rand.Int(rand.Reader, big.NewInt(10_000))
		if err != nil {
			return "", err
		}
		number := fmt.Sprintf("%04d", random.Int64())
		if !slices.ContainsFunc(w.all, func(one waitingScreen) bool { return one.code == code && one.number == number }) {
			w.all = append(w.all, waitingScreen{code, number, secret, now.Add(screenTime)})
			return number, nil
		}
	}
}

// take is the secret that waits with the number, which is then used up.
func (w *screens) take(code, number string, now time.Time) (store.Hash, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, one := range w.all {
		if one.code == code && one.number == number && now.Before(one.until) {
			w.all = slices.Delete(w.all, i, i+1)
			return one.secret, nil
		}
	}
	return store.Hash{}, fmt.Errorf("screen: %w", store.ErrNotFound)
}
