package presence

import (
	"crypto/rand"
	"encoding/base64"
)

// IDLength is the length of a room's or a node's id: 128 bits in base64url without padding.
const IDLength = 22

// NewID draws an id. A node takes a new one for every process, so that what its predecessor left behind is
// swept rather than inherited.
func NewID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// ValidID reports whether s is 22 characters of [A-Za-z0-9_-]: nothing else becomes part of a key.
func ValidID(s string) bool {
	if len(s) != IDLength {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}
