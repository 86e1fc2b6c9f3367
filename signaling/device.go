package signaling

import (
	"net/http"
	"strings"
	"time"
)

// The cookie that marks a browser. A ban looks at it; it authenticates nobody, and who throws it away is a new
// browser.
const (
	deviceCookie   = "corner_device"
	deviceLifetime = 400 * 24 * time.Hour // the longest that browsers keep one
)

// device returns the mark of the browser behind an upgrade, and, when it has none that is ours, the header that
// gives it one.
func (s *Server) device(r *http.Request) (mark string, answer http.Header) {
	for _, c := range r.CookiesNamed(deviceCookie) {
		if _, ok := s.auth.Device(c.Value); ok {
			return c.Value, nil
		}
	}
	mark = s.auth.NewDevice()
	cookie := http.Cookie{Name: deviceCookie, Value: mark, Path: "/v1", MaxAge: int(deviceLifetime / time.Second),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: overTLS(r)}
	return mark, http.Header{"Set-Cookie": {cookie.String()}}
}

// overTLS reports whether the browser speaks TLS, to us or to a proxy before us: a page that came by https may
// open no other WebSocket.
func overTLS(r *http.Request) bool {
	return r.TLS != nil || strings.HasPrefix(r.Header.Get("Origin"), "https://")
}
