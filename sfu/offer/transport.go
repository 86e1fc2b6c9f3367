package offer

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/pion/sdp/v3"
)

// transport reads the credentials of the one transport from the first m-line in use that has them, else from
// the session: a bundle-only line may carry none.
func (o *Offer) transport(session *sdp.SessionDescription) (Remote, *Error) {
	levels := [][]sdp.Attribute{}
	for i, m := range session.MediaDescriptions {
		if o.lines[i].use != rejected {
			levels = append(levels, m.Attributes)
		}
	}
	levels = append(levels, session.Attributes)

	var r Remote
	ufrag, _ := first(levels, "ice-ufrag")
	pwd, _ := first(levels, "ice-pwd")
	if !isICEChars(ufrag, 4, 256) || !isICEChars(pwd, 22, 256) {
		return r, bad("unusable ICE credentials")
	}
	fingerprint, err := fingerprintOf(levels)
	if err != nil {
		return r, err
	}
	// The client must be able to be the DTLS client: we are always the server.
	if setup, ok := first(levels, "setup"); !ok || setup != "actpass" && setup != "active" {
		return r, bad("setup must be actpass or active")
	}
	return Remote{Ufrag: ufrag, Pwd: pwd, Fingerprint: fingerprint}, nil
}

// first returns the value of an attribute at the first level that has it.
func first(levels [][]sdp.Attribute, key string) (string, bool) {
	for _, attributes := range levels {
		for _, a := range attributes {
			if a.Key == key {
				return strings.TrimSpace(a.Value), true
			}
		}
	}
	return "", false
}

// fingerprintOf returns the SHA-256 fingerprint. Others beside it are ignored; two that differ are refused,
// because there is one certificate.
func fingerprintOf(levels [][]sdp.Attribute) (found [sha256.Size]byte, refusal *Error) {
	seen := false
	for _, attributes := range levels {
		for _, a := range attributes {
			if a.Key != "fingerprint" {
				continue
			}
			algorithm, text, _ := strings.Cut(strings.TrimSpace(a.Value), " ")
			if !strings.EqualFold(algorithm, "sha-256") {
				continue
			}
			value, ok := parseFingerprint(strings.TrimSpace(text))
			if !ok {
				return found, bad("a fingerprint is malformed")
			}
			if seen && value != found {
				return found, bad("two fingerprints differ")
			}
			found, seen = value, true
		}
	}
	if !seen {
		return found, bad("no sha-256 fingerprint")
	}
	return found, nil
}

// parseFingerprint reads 32 colon-separated pairs of hexadecimal digits.
func parseFingerprint(text string) (value [sha256.Size]byte, ok bool) {
	if len(text) != sha256.Size*3-1 {
		return value, false
	}
	for i := range value {
		pair := text[3*i : 3*i+2]
		if _, err := hex.Decode(value[i:i+1], []byte(pair)); err != nil {
			return value, false
		}
		if i < len(value)-1 && text[3*i+2] != ':' {
			return value, false
		}
	}
	return value, true
}

// isICEChars reports whether s is an ICE credential (RFC 8839 §5.4).
func isICEChars(s string, shortest, longest int) bool {
	if len(s) < shortest || len(s) > longest {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '+' || r == '/')
	})
}
