package auth

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"time"

	"corner/room"
)

// Bounds on keys and lifetimes.
const (
	MinKey     = 32                  // bytes of a master key or an app's secret
	Audience   = "corner"            // every token names it
	GuestTTL   = 90 * 24 * time.Hour // a guest who returns within it is the same person; renewed at each join
	MaxAppTTL  = 24 * time.Hour      // how far ahead an app's token may expire
	Leeway     = 30 * time.Second    // difference of clocks that is forgiven
	guestKey   = "guest"             // the kid of our own tokens
	maxKeyName = 32
)

// Refusals of a token. What exactly was wrong is nobody's business.
var (
	ErrUnauthenticated = &room.Error{Code: "unauthenticated", Text: "the token is not valid here"}
	ErrTokenExpired    = &room.Error{Code: "token_expired", Text: "the token has expired"}
)

// Config is what an Authority is made of.
type Config struct {
	Master []byte            // at least MinKey bytes
	Apps   map[string][]byte // kid to secret of at least MinKey bytes
	Now    func() time.Time  // nil means time.Now
}

// Authority mints and verifies tokens.
type Authority struct {
	guests    []byte // signs guest tokens
	names     []byte // turns identities into participant IDs
	addresses []byte // turns addresses into what logs may hold
	cookies   []byte // signs the marks of browsers
	devices   []byte // turns those into what rooms may know
	networks  []byte // turns address prefixes into what rooms may know
	apps      map[string][]byte
	now       func() time.Time
}

// New derives the keys. It refuses short ones: a weak secret is worse than none.
func New(cfg Config) (*Authority, error) {
	if len(cfg.Master) < MinKey {
		return nil, fmt.Errorf("the signing key has %d bytes, it needs %d", len(cfg.Master), MinKey)
	}
	for kid, secret := range cfg.Apps {
		if kid == guestKey || !plain(kid, maxKeyName) {
			return nil, fmt.Errorf("app key %q: the name must be 1-%d of A-Z a-z 0-9 _ - and not %q", kid, maxKeyName, guestKey)
		}
		if len(secret) < MinKey {
			return nil, fmt.Errorf("app key %q has %d bytes, it needs %d", kid, len(secret), MinKey)
		}
	}
	a := &Authority{apps: maps.Clone(cfg.Apps), now: cfg.Now}
	if a.now == nil {
		a.now = time.Now
	}
	for _, k := range []struct {
		key  *[]byte
		info string
	}{
		{&a.guests, "guest tokens"}, {&a.names, "participant ids"}, {&a.addresses, "addresses in logs"},
		{&a.cookies, "device cookies"}, {&a.devices, "devices"}, {&a.networks, "networks"},
	} {
		derived, err := hkdf.Key(sha256.New, cfg.Master, nil, "corner v1 "+k.info, MinKey)
		if err != nil {
			return nil, errors.Join(errors.New("derive keys"), err)
		}
		*k.key = derived
	}
	return a, nil
}

// Address returns what a log may say about a remote address: the same hash for the same address.
func (a *Authority) Address(remote string) string { return mark(a.addresses, remote)[:12] }

// Unguessable returns size random bytes in base64url.
func Unguessable(size int) string {
	b := make([]byte, size)
	rand.Read(b) // never fails, by contract of crypto/rand
	return base64.RawURLEncoding.EncodeToString(b)
}

// mark is the keyed hash of a text, in base64url.
func mark(key []byte, text string) string {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// plain reports whether s is 1 to limit of A-Z a-z 0-9 _ -.
func plain(s string, limit int) bool {
	for i := range len(s) {
		b := s[i]
		if (b < 'a' || b > 'z') && (b < 'A' || b > 'Z') && (b < '0' || b > '9') && b != '_' && b != '-' {
			return false
		}
	}
	return len(s) > 0 && len(s) <= limit
}
