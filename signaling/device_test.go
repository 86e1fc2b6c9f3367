package signaling

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestABrowserGetsOneMarkAndKeepsIt(t *testing.T) {
	n := newNode(t, nil)
	_, given := n.dialWith("")
	if given == nil || given.Name != deviceCookie || !given.HttpOnly || given.SameSite != http.SameSiteLaxMode || given.Path != "/v1" ||
		given.MaxAge != 400*24*3600 || given.Secure {
		t.Fatalf("%+v", given)
	}
	if _, again := n.dialWith(given.Value); again != nil {
		t.Errorf("a browser with a mark gets another: %+v", again)
	}
	for _, forged := range []string{"x", given.Value + "x", given.Value[1:], "AAAAAAAAAAAAAAAAAAAAAA" + given.Value[22:]} {
		if _, fresh := n.dialWith(forged); fresh == nil || fresh.Value == forged || fresh.Value == given.Value {
			t.Errorf("%q: %+v", forged, fresh)
		}
	}
}

func TestTheMarkGoesBackOverTLSOnlyWhereItCameByTLS(t *testing.T) {
	n := newNode(t, nil)
	for name, c := range map[string]struct {
		origin string
		tls    *tls.ConnectionState
		want   bool
	}{
		"http":                 {"http://rooms.test", nil, false},
		"https to us":          {"http://rooms.test", &tls.ConnectionState{}, true},
		"https to a proxy":     {"https://rooms.test", nil, true},
		"no browser, no proxy": {"", nil, false},
	} {
		r := httptest.NewRequest("GET", "/v1/signal", nil)
		r.Header.Set("Origin", c.origin)
		r.TLS = c.tls
		_, header := n.server.device(r)
		cookie, err := http.ParseSetCookie(header.Get("Set-Cookie"))
		if err != nil || cookie.Secure != c.want {
			t.Errorf("%s: %+v, %v", name, cookie, err)
		}
	}
}

func TestNeighboursShareANetwork(t *testing.T) {
	s := &Server{proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
	for _, c := range []struct{ peer, forwarded, want string }{
		{"203.0.113.7:1234", "", "203.0.113.0/24"},
		{"203.0.113.200:1", "", "203.0.113.0/24"},
		{"203.0.113.7:1234", "198.51.100.1", "203.0.113.0/24"},
		{"10.0.0.1:1", "198.51.100.1", "198.51.100.0/24"},
		{"[2001:db8:1:2:3:4:5:6]:1", "", "2001:db8:1:2::/64"},
		{"[fe80::1%eth0]:1", "", "fe80::/64"},
		{"[::ffff:203.0.113.7]:1", "", "203.0.113.0/24"},
		{"pipe", "", ""},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := s.network(r); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func TestWhatARoomKnowsOfAConnectionIsHashed(t *testing.T) {
	n := newNode(t, nil)
	r := httptest.NewRequest("GET", "/", nil)
	r.RemoteAddr = "203.0.113.7:1234"
	mark := n.auth.NewDevice()
	p := n.server.provenance(r, mark)
	if p.address != "203.0.113.7" || p.network != "203.0.113.0/24" || p.hash == "" || p.hash == p.network || p.device == "" || p.device == mark {
		t.Errorf("%+v", p)
	}
	r.RemoteAddr = "pipe"
	if p := n.server.provenance(r, mark); p.hash != "" {
		t.Errorf("an unknown network is known as %q", p.hash)
	}
}
