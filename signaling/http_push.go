package signaling

import (
	"crypto/ecdh"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"corner/room"
	"corner/room/schedule"
	"corner/room/walltime"
)

// Bounds on where a browser is reached, bytes.
const (
	maxEndpoint = 1024
	maxAuth     = 16 // and exactly that: RFC 8291 section 3.2
)

// pushServices are the hosts of the push services of browsers, and those under a name that begins with a dot. The
// server sends to no others: whoever registers an address must not make it knock on doors of its own network.
var pushServices = []string{
	"fcm.googleapis.com", "jmt17.google.com", ".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com",
}

// PushAllowed reports whether an endpoint is of a known push service, or of one of the hosts that are given besides,
// each with its port.
func PushAllowed(endpoint string, hosts []string) bool {
	u, err := url.Parse(endpoint)
	if err != nil || len(endpoint) > maxEndpoint || u.User != nil || u.Fragment != "" || u.Path == "" {
		return false
	}
	if slices.Contains(hosts, u.Host) {
		return u.Scheme == "https" || u.Scheme == "http"
	}
	return u.Scheme == "https" && slices.ContainsFunc(pushServices, func(service string) bool {
		return u.Host == service || strings.HasPrefix(service, ".") && strings.HasSuffix(u.Host, service)
	})
}

// pushRequest is the body of PUT /v1/push.
type pushRequest struct {
	Endpoint string   `json:"endpoint"`
	Keys     pushKeys `json:"keys"`
	Locale   string   `json:"locale"`
	Zone     string   `json:"zone"`
}

type pushKeys struct {
	P256dh string `json:"p256dh"`
	Auth   string `json:"auth"`
}

// push is where somebody is reached, checked.
func (b pushRequest) push(hosts []string, now time.Time) (schedule.Push, error) {
	if !PushAllowed(b.Endpoint, hosts) {
		return schedule.Push{}, errPushHost
	}
	point, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(b.Keys.P256dh, "="))
	if err != nil {
		return schedule.Push{}, errPushHost
	}
	if _, err := ecdh.P256().NewPublicKey(point); err != nil {
		return schedule.Push{}, errPushHost
	}
	secret, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(b.Keys.Auth, "="))
	if err != nil || len(secret) != maxAuth {
		return schedule.Push{}, errPushHost
	}
	if _, known := room.CleanLanguage(b.Locale); !known || len(b.Locale) > maxTag {
		return schedule.Push{}, errBadRequest
	}
	if _, err := walltime.Zone(b.Zone); err != nil {
		return schedule.Push{}, schedule.ErrZone
	}
	return schedule.Push{Endpoint: b.Endpoint, P256dh: base64.RawURLEncoding.EncodeToString(point),
		Auth: base64.RawURLEncoding.EncodeToString(secret), Locale: b.Locale, Zone: b.Zone,
		Created: now.UTC().Truncate(time.Millisecond)}, nil
}

type pushAnswer struct {
	Key string `json:"key"`
}

// pushKey tells with which key the server sends web push; "" when it sends none.
func (s *Server) pushKey(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, pushAnswer{s.vapid})
}

// savePush has somebody reminded where they are reached.
func (s *Server) savePush(w http.ResponseWriter, r *http.Request) {
	var body pushRequest
	if err := readJSON(w, r, &body); err != nil {
		s.refuse(w, err)
		return
	}
	who, err := s.somebody(r)
	if err == nil && s.vapid == "" {
		err = errNoPush
	}
	if err != nil {
		s.refuse(w, err)
		return
	}
	push, err := body.push(s.pushHosts, time.Now())
	if err == nil {
		ctx, cancel := s.stored(r)
		defer cancel()
		err = s.schedules.SavePush(ctx, who.Participant, push)
	}
	if err != nil {
		s.refuse(w, err)
		return
	}
	writeJSON(w, http.StatusOK, done{})
}

// dropRequest is the body of DELETE /v1/push.
type dropRequest struct {
	Endpoint string `json:"endpoint"`
}

// dropPush has somebody not reminded there any more.
func (s *Server) dropPush(w http.ResponseWriter, r *http.Request) {
	var body dropRequest
	if err := readJSON(w, r, &body); err != nil {
		s.refuse(w, err)
		return
	}
	who, err := s.somebody(r)
	if err == nil {
		ctx, cancel := s.stored(r)
		defer cancel()
		err = s.schedules.DropPush(ctx, who.Participant, body.Endpoint)
	}
	if err != nil {
		s.refuse(w, err)
		return
	}
	writeJSON(w, http.StatusOK, done{})
}

type aboutAnswer struct {
	Version  string `json:"version"`
	ZoneData string `json:"zone_data"`
}

// about tells what the server is, and with which time zone data it counts.
func (s *Server) about(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, aboutAnswer{s.release, s.zoneData})
}
