package light

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/pion/dtls/v3/pkg/crypto/elliptic"
)

// record is a DTLS record of epoch 0 (RFC 6347 §4.1).
func record(kind byte, number uint64, body []byte) []byte {
	b := binary.BigEndian.AppendUint64([]byte{kind, 254, 253}, number)
	return append(binary.BigEndian.AppendUint16(b, uint16(len(body))), body...)
}

// message is a whole handshake message (RFC 6347 §4.2.2).
func message(kind byte, number uint16, body []byte) []byte {
	return fragment(kind, number, len(body), 0, body)
}

// fragment is a part of a handshake message of a length.
func fragment(kind byte, number uint16, length, offset int, body []byte) []byte {
	b := []byte{kind, 0, byte(length >> 8), byte(length)}
	b = binary.BigEndian.AppendUint16(b, number)
	b = append(b, 0, byte(offset>>8), byte(offset), 0, byte(len(body)>>8), byte(len(body)))
	return append(b, body...)
}

// terms say in what a ClientHello is unlike the first of a client of ours.
type terms struct {
	suite, group     uint16
	cookie           []byte
	noSRTP, noSecret bool
	more             int // bytes of an extension nobody knows
}

// helloBody is a ClientHello (RFC 5246 §7.4.1.2, RFC 6347 §4.2.1).
func helloBody(f terms) []byte {
	if f.suite == 0 {
		f.suite = uint16(ourSuites[0])
	}
	b := append([]byte{254, 253}, make([]byte, 32)...)
	b = append(b, 0, byte(len(f.cookie)))
	b = append(b, f.cookie...)
	b = append(b, 0, 4, 0x13, 0x01) // and one of TLS 1.3
	b = binary.BigEndian.AppendUint16(b, f.suite)
	b = append(b, 1, 0) // no compression
	if f.group == 0 {
		f.group = uint16(elliptic.X25519)
	}
	extensions := binary.BigEndian.AppendUint16([]byte{0, 10, 0, 6, 0, 4, 0x11, 0xec}, f.group) // and X25519MLKEM768
	if !f.noSRTP {
		extensions = append(extensions, 0, 14, 0, 5, 0, 2, 0, 7, 0)
	}
	if !f.noSecret {
		extensions = append(extensions, 0, 23, 0, 0)
	}
	extensions = binary.BigEndian.AppendUint16(append(extensions, 0xfa, 0xfa), uint16(f.more))
	extensions = append(extensions, make([]byte, f.more)...)
	b = binary.BigEndian.AppendUint16(b, uint16(len(extensions)))
	return append(b, extensions...)
}

// helloOf is a datagram with the first or second ClientHello of a client.
func helloOf(f terms) []byte {
	number := uint16(0)
	if f.cookie != nil {
		number = 1
	}
	return record(recordHandshake, 0, message(messageClientHello, number, helloBody(f)))
}

// verifyRequest is a datagram that asks for a cookie (RFC 6347 §4.2.1).
func verifyRequest(cookie []byte) []byte {
	return record(recordHandshake, 0,
		message(messageHelloVerifyRequest, 0, append([]byte{254, 253, byte(len(cookie))}, cookie...)))
}

const nullCipher = 0x0001 // TLS_RSA_WITH_NULL_MD5

// fromElsewhere is what somebody who can write a client's address, but sees nothing that is sent to it, might send
// during its handshake, by what is wrong with it.
func fromElsewhere() map[string][]byte {
	hello := helloOf(terms{})
	inHandshake := func(messages ...[]byte) []byte { return record(recordHandshake, 0, slices.Concat(messages...)) }
	return map[string][]byte{
		"a NULL cipher":             helloOf(terms{suite: nullCipher}),
		"no group":                  helloOf(terms{group: 0xffff}),
		"no SRTP":                   helloOf(terms{noSRTP: true}),
		"no extended master secret": helloOf(terms{noSecret: true}),
		"another version":           inHandshake(message(messageClientHello, 0, append([]byte{254, 255}, helloBody(terms{})[2:]...))),
		"another cookie":            helloOf(terms{cookie: bytes.Repeat([]byte{7}, 20)}),
		"an empty cookie":           inHandshake(message(messageClientHello, 1, helloBody(terms{}))),
		"the end of another hello":  inHandshake(fragment(messageClientHello, 1, 300, 200, make([]byte, 100))),
		// pion/dtls 3.1.8 died of it, and the server with it: one datagram of any guest.
		"a fragment of nothing":     inHandshake(fragment(messageClientHello, 0, 0, 5, nil)),
		"a fragment behind the end": inHandshake(fragment(messageClientHello, 0, 10, 5, make([]byte, 10))),
		"a hello too many":          inHandshake(message(messageClientHello, 2, helloBody(terms{}))),
		"rubbish":                   inHandshake([]byte{1, 2, 3}),
		"half a record":             hello[:50],
		"an alert behind a hello":   append(bytes.Clone(hello), record(recordAlert, 0, []byte{2, 40})...),
		"data in clear":             append(bytes.Clone(hello), record(23, 0, []byte("data"))...),
		"a number far ahead":        record(recordHandshake, 1<<40, message(0, 0, nil)),
		"a message far ahead":       inHandshake(message(messageCertificate, 1000, []byte{0, 0, 0})),
		"a Finished in clear":       inHandshake(message(20, 2, make([]byte, 12))),
		"a change of ciphers":       record(recordChangeCipherSpec, 1<<40, []byte{1}),
		"what is sealed":            append([]byte{recordHandshake, 254, 253, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9}, make([]byte, 9)...),
	}
}

func TestAGateAdmitsNothingButHellosBeforeTheCookie(t *testing.T) {
	cookie := []byte("twenty bytes of this")
	for name, datagram := range fromElsewhere() {
		var g gate
		if g.admits(datagram) {
			t.Errorf("%s got in first", name)
		}
		if !g.admits(helloOf(terms{})) {
			t.Fatalf("after %s a client's hello was kept out", name)
		}
		g.asked(verifyRequest(cookie))
		if g.admits(datagram) {
			t.Errorf("%s got in between", name)
		}
		if !g.admits(helloOf(terms{})) || !g.admits(helloOf(terms{cookie: cookie})) {
			t.Fatalf("after %s a client's hellos were kept out", name)
		}
		flight := slices.Concat(
			record(recordHandshake, 2, message(messageCertificate, 2, []byte{0, 0, 0})),
			record(recordHandshake, 3, slices.Concat(
				message(messageClientKeyExchange, 3, make([]byte, 33)),
				fragment(messageCertificateVerify, 4, 100, 0, make([]byte, 50)))),
			record(recordHandshake, 4, fragment(messageCertificateVerify, 4, 100, 50, make([]byte, 50))),
			record(recordChangeCipherSpec, 5, []byte{1}),
			fromElsewhere()["what is sealed"],
		)
		if !g.admits(helloOf(terms{cookie: cookie})) || !g.admits(flight) {
			t.Fatalf("after %s a client's last flight was kept out", name)
		}
		if g.admits(helloOf(terms{})) {
			t.Fatal("a first hello got in after the second")
		}
		if g.admits(record(recordHandshake, 6, fragment(messageCertificate, 2, 0, 5, nil))) {
			t.Fatal("a fragment of nothing got in after the cookie")
		}
	}
}

// The hellos of a browser that offers keys for after quantum computers take two datagrams.
func TestAGateAdmitsAHelloInFragments(t *testing.T) {
	cookie := []byte("twenty bytes of this")
	cut := func(f terms, number uint16) (first, second []byte) {
		body := helloBody(f)
		return record(recordHandshake, 0, fragment(messageClientHello, number, len(body), 0, body[:1100])),
			record(recordHandshake, 1, fragment(messageClientHello, number, len(body), 1100, body[1100:]))
	}
	var g gate
	first, second := cut(terms{more: 1200}, 0)
	if g.admits(second) || !g.admits(first) || !g.admits(second) {
		t.Fatal("the first hello")
	}
	g.asked(verifyRequest(cookie))
	first, second = cut(terms{more: 1200, cookie: cookie}, 1)
	if g.admits(second) || !g.admits(first) || !g.admits(second) {
		t.Fatal("the second hello")
	}
	if first, _ = cut(terms{more: 1200, suite: nullCipher}, 0); g.admits(first) {
		t.Fatal("the beginning of a hello that cannot be answered")
	}
}

// FuzzGate: any datagram, at every point of a handshake, leaves the gate as it was for the client.
func FuzzGate(f *testing.F) {
	cookie := []byte("twenty bytes of this")
	for _, datagram := range fromElsewhere() {
		f.Add(datagram)
	}
	f.Add(helloOf(terms{}))
	f.Add(verifyRequest(cookie))
	f.Fuzz(func(t *testing.T, datagram []byte) {
		if bytes.Contains(datagram, cookie) {
			t.Skip("whoever knows the cookie is the client")
		}
		var g gate
		g.admits(datagram)
		g.asked(datagram)
		g.cookie = nil
		if !g.admits(helloOf(terms{})) {
			t.Fatal("the first hello was kept out")
		}
		g.admits(datagram)
		g.asked(verifyRequest(cookie))
		g.admits(datagram)
		if g.proved || !g.admits(helloOf(terms{cookie: cookie})) || !g.proved {
			t.Fatal("the cookie is for the client alone")
		}
		g.admits(datagram)
	})
}
