package webpush

import (
	"context"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"corner/room/schedule"
	"corner/signaling/planner"
	"corner/signaling/webpush/webpushtest"

	"github.com/golang-jwt/jwt/v5"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newKey(t *testing.T) *ecdh.PrivateKey {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func pushOf(b webpushtest.Browser, endpoint string) schedule.Push {
	return schedule.Push{Endpoint: endpoint, P256dh: b.P256dh(), Auth: b.Auth()}
}

// service is a push service: it answers with a status and keeps the last request.
type service struct {
	*httptest.Server
	status atomic.Int64
	asked  atomic.Int64
	last   atomic.Pointer[http.Request]
	body   atomic.Pointer[[]byte]
}

func newService(t *testing.T) *service {
	t.Helper()
	s := &service{}
	s.status.Store(http.StatusCreated)
	s.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.asked.Add(1)
		s.last.Store(r)
		s.body.Store(&body)
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(int(s.status.Load()))
	}))
	t.Cleanup(s.Close)
	return s
}

func newSender(t *testing.T, s *service, key *ecdh.PrivateKey) *Sender {
	t.Helper()
	sender, err := New(Config{Key: key, Contact: "ops@corner.example", Client: s.Client(),
		Allowed: func(endpoint string) bool { return strings.HasPrefix(endpoint, s.URL+"/") }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sender.Close() })
	return sender
}

func message(text string) planner.Message {
	return planner.Message{Payload: []byte(text), Topic: "t0", TTL: 90 * time.Second}
}

func TestABrowserReadsWhatItIsSent(t *testing.T) {
	s, b, key := newService(t), webpushtest.NewBrowser(t), newKey(t)
	sender := newSender(t, s, key)
	for _, text := range []string{`{"title":"小雨's tea"}`, "", strings.Repeat("x", MaxPayload)} {
		if got := sender.Send(t.Context(), pushOf(b, s.URL+"/a"), message(text)); got != planner.Sent {
			t.Fatalf("%d bytes: %s", len(text), got)
		}
		got, err := b.Decrypt(*s.body.Load())
		if err != nil || got != text {
			t.Errorf("read %.40q, %v", got, err)
		}
		if _, err := webpushtest.NewBrowser(t).Decrypt(*s.body.Load()); err == nil {
			t.Error("another browser reads it too")
		}
	}
	header := s.last.Load().Header
	if header.Get("TTL") != "90" || header.Get("Topic") != "t0" || header.Get("Content-Encoding") != "aes128gcm" {
		t.Errorf("sent with %v", header)
	}
}

func TestAPushServiceKnowsWhoSends(t *testing.T) {
	s, key := newService(t), newKey(t)
	newSender(t, s, key).Send(t.Context(), pushOf(webpushtest.NewBrowser(t), s.URL+"/a"), message("x"))
	text, found := strings.CutPrefix(s.last.Load().Header.Get("Authorization"), "vapid t=")
	signed, public, both := strings.Cut(text, ", k=")
	if !found || !both || public != PublicKey(key) {
		t.Fatalf("signed %q by %q", text, public)
	}
	point := key.PublicKey().Bytes()
	verifying, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		t.Fatal(err)
	}
	claims := jwt.MapClaims{}
	if _, err := jwt.ParseWithClaims(signed, claims, func(*jwt.Token) (any, error) { return verifying, nil },
		jwt.WithValidMethods([]string{"ES256"}), jwt.WithAudience(s.URL), jwt.WithExpirationRequired()); err != nil {
		t.Fatal(err)
	}
	if claims["sub"] != "mailto:ops@corner.example" {
		t.Errorf("of %v", claims["sub"])
	}
}

func TestWhatAPushServiceSaysIsUnderstood(t *testing.T) {
	s, b := newService(t), webpushtest.NewBrowser(t)
	sender := newSender(t, s, newKey(t))
	for status, want := range map[int]planner.Outcome{
		200: planner.Sent, 201: planner.Sent, 202: planner.Sent, 404: planner.Gone, 410: planner.Gone, 400: planner.Refused,
		403: planner.Refused, 413: planner.Refused, 429: planner.Failed, 500: planner.Failed, 503: planner.Failed,
	} {
		s.status.Store(int64(status))
		if got := sender.Send(t.Context(), pushOf(b, s.URL+"/a"), message("x")); got != want {
			t.Errorf("%d: %s", status, got)
		}
	}
}

func TestNothingIsSentWhereNoPushServiceIs(t *testing.T) {
	s, b := newService(t), webpushtest.NewBrowser(t)
	sender := newSender(t, s, newKey(t))
	for _, endpoint := range []string{"", "http://127.0.0.1:1/a", "https://10.0.0.1/a", s.URL + ".example/a"} {
		if got := sender.Send(t.Context(), pushOf(b, endpoint), message("x")); got != planner.Gone {
			t.Errorf("%q: %s", endpoint, got)
		}
	}
	if got := sender.Send(t.Context(), pushOf(b, s.URL+"/a"), message(strings.Repeat("x", MaxPayload+1))); got != planner.Refused {
		t.Errorf("too long: %s", got)
	}
	if n := s.asked.Load(); n != 0 {
		t.Errorf("%d requests", n)
	}
	s.status.Store(http.StatusTemporaryRedirect)
	if got := sender.Send(t.Context(), pushOf(b, s.URL+"/a"), message("x")); got != planner.Refused || s.asked.Load() != 1 {
		t.Errorf("a redirect: %s, %d requests", got, s.asked.Load())
	}
}

func TestAServiceThatIsAwayIsTriedAgain(t *testing.T) {
	s, b := newService(t), webpushtest.NewBrowser(t)
	sender := newSender(t, s, newKey(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := sender.Send(ctx, pushOf(b, s.URL+"/a"), message("x")); got != planner.Failed {
		t.Error(got)
	}
	bad := pushOf(b, s.URL+"/a")
	bad.P256dh = "AAAA"
	if got := sender.Send(t.Context(), bad, message("x")); got != planner.Refused {
		t.Errorf("keys that are none: %s", got)
	}
}

func TestASenderNeedsItsParts(t *testing.T) {
	if _, err := New(Config{Contact: "a@b.example", Allowed: func(string) bool { return true }}); err == nil {
		t.Error("made without a key")
	}
	if _, err := New(Config{Key: newKey(t), Allowed: func(string) bool { return true }}); err == nil {
		t.Error("made without a contact")
	}
}
