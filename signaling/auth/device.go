package auth

import (
	"crypto/hmac"
	"strings"
)

// NewDevice makes the mark of a browser that has none: something nobody else has, signed. It authenticates
// nobody.
func (a *Authority) NewDevice() string {
	id := Unguessable(16)
	return id + "." + mark(a.cookies, id)
}

// Device returns the keyed hash of a mark of ours, by which a room may know the browser again; ok is false for
// what is none.
func (a *Authority) Device(device string) (hash string, ok bool) {
	id, signature, _ := strings.Cut(device, ".")
	if !plain(id, idLength) || len(id) != idLength || !hmac.Equal([]byte(signature), []byte(mark(a.cookies, id))) {
		return "", false
	}
	return mark(a.devices, id)[:idLength], true
}

// Network returns the keyed hash of an address prefix, by which a room may know a network again.
func (a *Authority) Network(prefix string) string { return mark(a.networks, prefix)[:idLength] }
