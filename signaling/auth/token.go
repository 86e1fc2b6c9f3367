package auth

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"corner/room"
	"corner/room/lang"
	"corner/signaling/strict"

	"github.com/golang-jwt/jwt/v5"
)

// Bounds on a token, checked before any of it is decoded.
const (
	MaxToken   = 4 << 10
	maxHeader  = 1 << 10
	maxSubject = 64
	idLength   = 22 // room IDs, guest subjects and participant IDs
)

// Identity is who a token says somebody is.
type Identity struct {
	Participant string // what others see
	Subject     string // of a guest, to renew the token with
	Guest       bool
	Room        string       // an app's token is good for this room only; "" for guests
	Role        room.Role    // Listener for guests
	Profile     room.Profile // what an app's token says of the person; zero for guests
}

// AppClaims is what an app's backend says about one of its people.
type AppClaims struct {
	Subject string
	Room    string
	Role    room.Role // Listener, Moderator or Host
	Profile room.Profile
}

// claims is the body of a token of either kind.
type claims struct {
	jwt.RegisteredClaims
	Room     string   `json:"room,omitempty"`
	Role     string   `json:"role,omitempty"`
	Name     string   `json:"name,omitempty"`
	Speaks   []string `json:"speaks,omitempty"`
	Learns   []string `json:"learns,omitempty"`
	TimeZone string   `json:"time_zone,omitempty"`
	Levels   []skill  `json:"levels,omitempty"`
	Hidden   bool     `json:"hidden,omitempty"`
}

// skill is how well somebody speaks a language they learn.
type skill struct {
	Language string `json:"language"`
	Level    string `json:"level"`
}

// skills are levels as the room knows them; one that is none is 0, which the room refuses.
func skills(list []skill) []room.Skill {
	var levels []room.Skill
	for _, s := range list {
		level, _ := lang.ParseLevel(s.Level)
		levels = append(levels, room.Skill{Language: s.Language, Level: level})
	}
	return levels
}

// header is all that the header of a token may hold: no jku, jwk, x5u or crit.
type header struct {
	Algorithm string `json:"alg"`
	Key       string `json:"kid"`
	Type      string `json:"typ"`
}

// NewGuest makes up a person nobody has been before.
func (a *Authority) NewGuest() Identity { return a.guest(Unguessable(16)) }

// GuestToken lets a guest come back as the same person until GuestTTL from now.
func (a *Authority) GuestToken(id Identity) (string, error) {
	if !id.Guest {
		return "", errors.New("only guests get guest tokens")
	}
	return a.sign(guestKey, a.guests, claims{}, id.Subject, GuestTTL)
}

// AppToken mints what an app's backend would, with one of the configured keys.
func (a *Authority) AppToken(kid string, c AppClaims, ttl time.Duration) (string, error) {
	secret, ok := a.apps[kid]
	if !ok {
		return "", fmt.Errorf("there is no app key %q", kid)
	}
	body := claims{Room: c.Room, Role: c.Role.String(), Name: c.Profile.Name, Speaks: c.Profile.Speaks,
		Learns: c.Profile.Learns, TimeZone: c.Profile.TimeZone, Hidden: c.Profile.Hidden}
	for _, s := range c.Profile.Levels {
		body.Levels = append(body.Levels, skill{s.Language, s.Level.String()})
	}
	body.Subject = c.Subject
	if _, err := a.app(&body); err != nil || ttl <= 0 || ttl > MaxAppTTL {
		return "", fmt.Errorf("subject, room, role or lifetime (at most %v) out of bounds", MaxAppTTL)
	}
	return a.sign(kid, secret, body, c.Subject, ttl)
}

func (a *Authority) sign(kid string, key []byte, body claims, subject string, ttl time.Duration) (string, error) {
	now := a.now()
	body.Subject, body.Audience = subject, jwt.ClaimStrings{Audience}
	body.IssuedAt, body.ExpiresAt = jwt.NewNumericDate(now), jwt.NewNumericDate(now.Add(ttl))
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, body)
	t.Header["kid"] = kid
	signed, err := t.SignedString(key)
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	return signed, nil
}

// Verify returns who the token speaks of, ErrTokenExpired, or ErrUnauthenticated.
func (a *Authority) Verify(token string) (Identity, error) {
	kid, err := inspect(token)
	if err != nil {
		return Identity{}, ErrUnauthenticated
	}
	key, guest := a.guests, kid == guestKey
	if !guest {
		key = a.apps[kid]
	}
	if key == nil {
		return Identity{}, ErrUnauthenticated
	}
	var body claims
	_, err = jwt.ParseWithClaims(token, &body, func(*jwt.Token) (any, error) { return key, nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithExpirationRequired(), jwt.WithAudience(Audience),
		jwt.WithIssuedAt(), jwt.WithLeeway(Leeway), jwt.WithStrictDecoding(), jwt.WithTimeFunc(a.now))
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return Identity{}, ErrTokenExpired
	case err != nil:
		return Identity{}, ErrUnauthenticated
	case guest:
		return a.returning(&body)
	}
	return a.app(&body)
}

// inspect bounds a token and returns its kid, without believing any of it.
func inspect(token string) (string, error) {
	if len(token) > MaxToken || strings.ContainsAny(token, "\r\n") { // which base64 would skip
		return "", ErrUnauthenticated
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 || len(parts[0]) > maxHeader {
		return "", ErrUnauthenticated
	}
	var h header
	raw, err := base64.RawURLEncoding.Strict().DecodeString(parts[0])
	if err != nil || strict.Unmarshal(raw, &h) != nil || h.Algorithm != "HS256" || !plain(h.Key, maxKeyName) {
		return "", ErrUnauthenticated
	}
	body, err := base64.RawURLEncoding.Strict().DecodeString(parts[1])
	if err != nil || strict.Check(body) != nil {
		return "", ErrUnauthenticated // among others: a claim given twice
	}
	return h.Key, nil
}

func (a *Authority) returning(body *claims) (Identity, error) {
	if len(body.Subject) != idLength || !plain(body.Subject, idLength) {
		return Identity{}, ErrUnauthenticated
	}
	return a.guest(body.Subject), nil
}

func (a *Authority) guest(subject string) Identity {
	return Identity{Participant: mark(a.names, "guest:"+subject)[:idLength], Subject: subject, Guest: true}
}

// app checks what the signature does not: that the claims are bound to one person, one room and one role.
func (a *Authority) app(body *claims) (Identity, error) {
	role, known := map[string]room.Role{"listener": room.Listener, "moderator": room.Moderator, "host": room.Host}[body.Role]
	if !known || !plain(body.Room, idLength) || len(body.Room) != idLength || !subject(body.Subject) {
		return Identity{}, ErrUnauthenticated
	}
	if body.ExpiresAt != nil && body.ExpiresAt.After(a.now().Add(MaxAppTTL+Leeway)) {
		return Identity{}, ErrUnauthenticated
	}
	for _, instant := range []*jwt.NumericDate{body.NotBefore, body.IssuedAt} {
		if instant != nil && instant.Unix() < 0 { // what a number beyond int64 turns into
			return Identity{}, ErrUnauthenticated
		}
	}
	return Identity{
		Participant: mark(a.names, "app:"+body.Subject)[:idLength],
		Room:        body.Room,
		Role:        role,
		Profile: room.Profile{Name: body.Name, Speaks: body.Speaks, Learns: body.Learns, TimeZone: body.TimeZone,
			Levels: skills(body.Levels), Hidden: body.Hidden},
	}, nil
}

// subject reports whether s is 1 to 64 of A-Z a-z 0-9 _ . : @ -.
func subject(s string) bool {
	return len(s) <= maxSubject && plain(strings.Map(func(r rune) rune {
		if r == '.' || r == ':' || r == '@' {
			return '_'
		}
		return r
	}, s), maxSubject)
}
