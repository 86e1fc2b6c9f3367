package light

import (
	"bytes"
	"slices"

	"github.com/pion/dtls/v3"
	"github.com/pion/dtls/v3/pkg/crypto/elliptic"
	"golang.org/x/crypto/cryptobyte"
)

// DTLS handshake messages (RFC 5246 §7.4, RFC 6347 §4.3.2) that pass by a gate.
const (
	messageClientHello        = 1
	messageHelloVerifyRequest = 3
	messageCertificate        = 11
	messageCertificateVerify  = 15
	messageClientKeyExchange  = 16
)

// TLS extensions that decide whether there is anything to agree on (RFC 8422 §5.1.1, RFC 5764 §4.1.1, RFC 7627 §5.1).
const (
	extensionSupportedGroups      = 10
	extensionUseSRTP              = 14
	extensionExtendedMasterSecret = 23
)

const version12 = 0xfefd // DTLS 1.2

// What we agree to; of the suites and of the profiles the first that the client has as well is taken.
var (
	ourSuites = []dtls.CipherSuiteID{
		dtls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, dtls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
		dtls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
	}
	ourProfiles = []dtls.SRTPProtectionProfile{dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80}
	ourGroups   = []elliptic.Curve{elliptic.X25519, elliptic.P256, elliptic.P384}
)

// gate keeps from a handshake what somebody forges who can write the client's address but does not see what is sent to
// it. The first messages of DTLS 1.2 are in clear: one ClientHello that nobody could answer ends the
// handshake, and one number far ahead makes all of the client's look old. So a hello must be one that can be answered,
// and before the client has sent back the cookie (RFC 6347 §4.2.1), nothing but hellos gets in.
type gate struct {
	cookie []byte // what the client was asked to send back; none yet
	proved bool   // it has
	first  hello  // the latest hello that was let in, of which more fragments may come
}

// hello is what a gate looks at in a ClientHello.
type hello struct {
	number uint16 // of the message: the second carries the cookie
	length uint32 // of the whole message
	cookie []byte
}

// asked notes the cookie in what the server sends, if it is a HelloVerifyRequest.
func (g *gate) asked(datagram []byte) {
	s := cryptobyte.String(datagram)
	var record, cookie cryptobyte.String
	var kind uint8
	if s.Skip(11) && s.ReadUint16LengthPrefixed(&record) &&
		record.ReadUint8(&kind) && kind == messageHelloVerifyRequest &&
		record.Skip(11+2) && record.ReadUint8LengthPrefixed(&cookie) {
		g.cookie = bytes.Clone(cookie)
	}
}

// admits reports whether a datagram may be the client's.
func (g *gate) admits(datagram []byte) bool {
	for s := cryptobyte.String(datagram); !s.Empty(); {
		var kind uint8
		var version, epoch uint16
		var record cryptobyte.String
		if !s.ReadUint8(&kind) || !s.ReadUint16(&version) || !s.ReadUint16(&epoch) || !s.Skip(6) ||
			!s.ReadUint16LengthPrefixed(&record) {
			return false
		}
		switch {
		case kind == recordHandshake && epoch == 0:
			if !g.admitsMessages(record) {
				return false
			}
		case epoch == 0 && kind != recordChangeCipherSpec, !g.proved:
			// An alert or data in clear, which would end the handshake, or what comes after a hello only.
			return false
		}
	}
	return true
}

// admitsMessages looks at the handshake messages, or fragments of them, in one record in clear.
func (g *gate) admitsMessages(record cryptobyte.String) bool {
	for !record.Empty() {
		var kind uint8
		var number uint16
		var length, offset, size uint32
		var body []byte
		if !record.ReadUint8(&kind) || !record.ReadUint24(&length) || !record.ReadUint16(&number) ||
			!record.ReadUint24(&offset) || !record.ReadUint24(&size) || !record.ReadBytes(&body, int(size)) ||
			offset+size > length || offset > 0 && size == 0 {
			return false
		}
		switch kind {
		case messageClientHello:
			if !g.admitsHello(number, length, offset, body) {
				return false
			}
		case messageCertificate, messageClientKeyExchange, messageCertificateVerify:
			if !g.proved {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// admitsHello looks at a ClientHello or a fragment of one: at the first, which has the cookie, closely, and at the
// others for whether they belong to it.
func (g *gate) admitsHello(number uint16, length, offset uint32, body []byte) bool {
	if offset > 0 {
		return g.first.number == number && g.first.length == length
	}
	h, ok := parseHello(body, length)
	switch {
	case !ok:
		return false
	case number == 0 && len(h.cookie) == 0 && !g.proved:
	case number == 1 && g.cookie != nil && bytes.Equal(h.cookie, g.cookie):
		g.proved = true
	default:
		return false
	}
	h.number = number
	g.first = h
	return true
}

// parseHello reads a ClientHello, or its beginning, and reports whether it is one that we can answer.
func parseHello(body []byte, length uint32) (h hello, ok bool) {
	s := cryptobyte.String(body)
	var version uint16
	var session, cookie, offered, compressions, extensions cryptobyte.String
	if !s.ReadUint16(&version) || version != version12 || !s.Skip(32) || !s.ReadUint8LengthPrefixed(&session) ||
		!s.ReadUint8LengthPrefixed(&cookie) || !s.ReadUint16LengthPrefixed(&offered) || !oneOf(ourSuites, offered) {
		return hello{}, false
	}
	h = hello{length: length, cookie: cookie}
	if uint32(len(body)) < length {
		return h, true // what it extends is in other fragments
	}
	ok = s.ReadUint8LengthPrefixed(&compressions) && s.ReadUint16LengthPrefixed(&extensions) && hasExtensions(extensions)
	return h, ok
}

// hasExtensions reports whether the extensions are there that the handshake must have, and are such that it can go on.
func hasExtensions(extensions cryptobyte.String) bool {
	var srtp, secret bool
	for !extensions.Empty() {
		var kind uint16
		var body, offered cryptobyte.String
		if !extensions.ReadUint16(&kind) || !extensions.ReadUint16LengthPrefixed(&body) {
			return false
		}
		switch kind {
		case extensionExtendedMasterSecret:
			secret = true
		case extensionUseSRTP:
			srtp = body.ReadUint16LengthPrefixed(&offered) && oneOf(ourProfiles, offered)
		case extensionSupportedGroups:
			if !body.ReadUint16LengthPrefixed(&offered) || !oneOf(ourGroups, offered) {
				return false
			}
		}
	}
	return srtp && secret
}

// oneOf reports whether one of the numbers that are offered is one of ours.
func oneOf[T ~uint16](ours []T, offered cryptobyte.String) bool {
	var id uint16
	for offered.ReadUint16(&id) {
		if slices.Contains(ours, T(id)) {
			return true
		}
	}
	return false
}
