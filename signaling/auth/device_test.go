package auth

import (
	"bytes"
	"strings"
	"testing"
)

// newAuthority has a master key of one letter.
func newAuthority(t testing.TB, letter string) *Authority {
	t.Helper()
	a, err := New(Config{Master: bytes.Repeat([]byte(letter), MinKey)})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAMarkOfOursIsKnownAndNoOther(t *testing.T) {
	a, other := newAuthority(t, "m"), newAuthority(t, "n")
	mark := a.NewDevice()
	hash, ok := a.Device(mark)
	again, _ := a.Device(mark)
	if !ok || hash == "" || hash != again || strings.Contains(mark, hash) {
		t.Fatalf("%q is %q, %q, %v", mark, hash, again, ok)
	}
	if different, _ := a.Device(a.NewDevice()); different == hash {
		t.Error("two browsers are one")
	}
	id, signature, _ := strings.Cut(mark, ".")
	foreign, _, _ := strings.Cut(other.NewDevice(), ".")
	for _, forged := range []string{"", ".", id, id + ".", "." + signature, mark + ".", mark + "x", mark[1:], foreign + "." + signature,
		other.NewDevice(), strings.ToUpper(mark), strings.Repeat("x", 1<<16), id + "." + a.Network(id)} {
		if hash, ok := a.Device(forged); ok || hash != "" {
			t.Errorf("%.80q is known as %q", forged, hash)
		}
	}
}

func TestANetworkIsKnownByAKeyedHash(t *testing.T) {
	a, other := newAuthority(t, "m"), newAuthority(t, "n")
	const prefix = "203.0.113.0/24"
	hash := a.Network(prefix)
	if again := a.Network(prefix); again != hash || hash == a.Network("203.0.112.0/24") {
		t.Error("the hash is not that of the prefix")
	}
	if hash == other.Network(prefix) || strings.HasPrefix(hash, a.Address(prefix)) {
		t.Error("the hash is not that of its key")
	}
}

// signed reports whether a mark is one that a, and nobody else, could have made.
func signed(a *Authority, device string) bool {
	return len(device) > idLength && device == device[:idLength]+"."+mark(a.cookies, device[:idLength])
}

func FuzzDevice(f *testing.F) {
	a := newAuthority(f, "m")
	good := a.NewDevice()
	f.Add(good)
	f.Add(good + " ")
	f.Add("AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, mark string) {
		hash, ok := a.Device(mark)
		if ok != (hash != "") || ok && (len(hash) != idLength || !signed(a, mark)) {
			t.Fatalf("%q is known as %q", mark, hash)
		}
	})
}
