package signaling

import (
	"net/http"
	"testing"

	"github.com/gorilla/websocket"
)

func TestOnlyTheListedOriginsMayConnect(t *testing.T) {
	n := newNode(t, func(c *Config) {
		c.Origins = []string{"https://good.com", "http://localhost:8080", "https://good.com:8443"}
	})
	refused := []string{
		"null", "https://evil.com", "https://evil-good.com", "https://good.com.evil.com", "https://evilgood.com",
		"https://good.com.", "https://www.good.com", "https://good.co", "https://good.como", "http://good.com",
		"https://good.com:443", "https://good.com:8444", "https://good.com:80", "https://GOOD.com", "HTTPS://good.com",
		"https://good.com/", "https://good.com/x", "https://good.com?x", "https://good.com#x", "https://x@good.com",
		"https://good.com@evil.com", "//good.com", "good.com", "file://", "file:///etc/passwd", "ftp://good.com",
		"http://localhost", "http://localhost:80800", "http://127.0.0.1:8080", "https://g\u043e\u043ed.com",
		"https://*.com", "*", "chrome-extension://abcdefgh", "https://good.com, https://good.com", " https://xgood.com",
	}
	dial := func(origins ...string) (*websocket.Conn, *http.Response, error) {
		d := websocket.Dialer{Subprotocols: []string{Subprotocol}}
		header := http.Header{}
		for _, o := range origins {
			header.Add("Origin", o)
		}
		return d.Dial(n.url(), header)
	}
	for _, origin := range refused {
		ws, response, err := dial(origin)
		if err == nil {
			ws.Close()
			t.Errorf("%q was let in", origin)
			continue
		}
		if response == nil || response.StatusCode != http.StatusForbidden {
			t.Errorf("%q: %v, %v", origin, response, err)
		}
		if response != nil && response.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%q may read the answer", origin)
		}
	}
	for name, origins := range map[string][]string{"none": nil, "two": {"https://good.com", "https://good.com"}} {
		if ws, response, err := dial(origins...); err == nil || response.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %v %v", name, ws, response)
		}
	}
	for _, origin := range []string{"https://good.com", "http://localhost:8080", "https://good.com:8443"} {
		ws, _, err := dial(origin)
		if err != nil {
			t.Errorf("%q: %v", origin, err)
			continue
		}
		ws.Close()
	}
}

func TestAnOriginListHasOriginsOnly(t *testing.T) {
	for _, o := range []string{"", "*", "good.com", "https://", "https://good.com/", "https://*.good.com/x", "ftp://good.com", "https://x@good.com", "null"} {
		if _, err := originSet([]string{o}); err == nil {
			t.Errorf("%q was accepted", o)
		}
	}
}

func TestAnotherVersionIsToldSoAfterTheHandshake(t *testing.T) {
	n := newNode(t, nil)
	for _, offered := range [][]string{nil, {"corner.v2"}, {"chat", "superchat"}} {
		d := websocket.Dialer{Subprotocols: offered}
		ws, _, err := d.Dial(n.url(), http.Header{"Origin": {testOrigin}})
		if err != nil {
			t.Fatalf("%v: %v", offered, err)
		}
		if len(offered) > 0 && ws.Subprotocol() != offered[0] { // a browser would drop it
			t.Errorf("%v: chose %q", offered, ws.Subprotocol())
		}
		(&client{t: t, ws: ws}).closedWith(4501)
	}
}
