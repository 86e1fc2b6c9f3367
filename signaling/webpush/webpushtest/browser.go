package webpushtest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"
	"testing"
)

// Browser is who subscribed.
type Browser struct {
	key  *ecdh.PrivateKey
	auth []byte
}

// NewBrowser is one with keys of its own.
func NewBrowser(t testing.TB) Browser {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b := Browser{key: key, auth: make([]byte, 16)}
	if _, err := rand.Read(b.auth); err != nil {
		t.Fatal(err)
	}
	return b
}

// P256dh is the key of its subscription, base64url.
func (b Browser) P256dh() string {
	return base64.RawURLEncoding.EncodeToString(b.key.PublicKey().Bytes())
}

// Auth is the secret of its subscription, base64url.
func (b Browser) Auth() string { return base64.RawURLEncoding.EncodeToString(b.auth) }

// Decrypt reads a message of one record (RFC 8188, RFC 8291 section 3.4).
func (b Browser) Decrypt(body []byte) (string, error) {
	if len(body) < 86 || body[20] != 65 {
		return "", errors.New("no header")
	}
	salt, sender, record := body[:16], body[21:86], body[86:]
	if size := binary.BigEndian.Uint32(body[16:20]); int(size) < len(record) {
		return "", errors.New("more than one record")
	}
	gcm, nonce, err := b.keysFor(salt, sender)
	if err != nil {
		return "", err
	}
	plain, err := gcm.Open(nil, nonce, record, nil)
	if err != nil {
		return "", err
	}
	text := strings.TrimRight(string(plain), "\x00")
	if !strings.HasSuffix(text, "\x02") {
		return "", errors.New("not the last record")
	}
	return strings.TrimSuffix(text, "\x02"), nil
}

// keysFor derives what a record is encrypted with.
func (b Browser) keysFor(salt, sender []byte) (cipher.AEAD, []byte, error) {
	public, err := ecdh.P256().NewPublicKey(sender)
	if err != nil {
		return nil, nil, err
	}
	shared, err := b.key.ECDH(public)
	if err != nil {
		return nil, nil, err
	}
	info := "WebPush: info\x00" + string(b.key.PublicKey().Bytes()) + string(sender)
	ikm, err := hkdf.Key(sha256.New, shared, b.auth, info, 32)
	if err != nil {
		return nil, nil, err
	}
	cek, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return nil, nil, err
	}
	nonce, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return nil, nil, err
	}
	block, err := aes.NewCipher(cek)
	if err != nil {
		return nil, nil, err
	}
	gcm, err := cipher.NewGCM(block)
	return gcm, nonce, err
}
