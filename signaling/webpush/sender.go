package webpush

import (
	"context"
	"crypto/ecdh"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"corner/room/schedule"
	"corner/signaling/planner"

	library "github.com/SherClockHolmes/webpush-go"
	"go.uber.org/zap"
)

// MaxPayload is how much one message holds, in bytes.
const MaxPayload = 2048

const (
	recordSize = 3072 // of the encrypted message: all are as long as the longest, so that their length tells nothing
	timeout    = 5 * time.Second
	maxAnswer  = 4096
	parallel   = 16 // connections to one push service
)

// Config is what a Sender is made of.
type Config struct {
	Key     *ecdh.PrivateKey           // P-256; who subscribed under one is not reached under another
	Contact string                     // of the operator: an e-mail address or an https URL
	Allowed func(endpoint string) bool // whether a push service is there
	Client  *http.Client               // nil: one that waits for 5 s and follows no redirects
	Log     *zap.Logger
}

// Sender sends notifications.
type Sender struct {
	cfg             Config
	log             *zap.Logger
	private, public string
}

var _ planner.Sender = (*Sender)(nil)

// New makes a Sender, or says what is missing.
func New(cfg Config) (*Sender, error) {
	if cfg.Key == nil || cfg.Key.Curve() != ecdh.P256() || cfg.Contact == "" || cfg.Allowed == nil {
		return nil, errors.New("a key of P-256, a contact and a list of push services are needed")
	}
	if cfg.Client == nil {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.MaxConnsPerHost, transport.MaxResponseHeaderBytes = parallel, maxAnswer
		cfg.Client = &http.Client{Transport: transport}
	}
	client := *cfg.Client
	client.Timeout = timeout
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	cfg.Client = &client
	if cfg.Log == nil {
		cfg.Log = zap.NewNop()
	}
	return &Sender{cfg: cfg, log: cfg.Log.Named("webpush"),
		private: base64.RawURLEncoding.EncodeToString(cfg.Key.Bytes()), public: PublicKey(cfg.Key)}, nil
}

// PublicKey is a key as browsers take it to subscribe (applicationServerKey): base64url of the uncompressed point.
func PublicKey(key *ecdh.PrivateKey) string {
	return base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes())
}

// Close ends the connections to push services that are idle.
func (s *Sender) Close() error {
	s.cfg.Client.CloseIdleConnections()
	return nil
}

// Send implements planner.Sender.
func (s *Sender) Send(ctx context.Context, to schedule.Push, m planner.Message) planner.Outcome {
	if !s.cfg.Allowed(to.Endpoint) {
		return planner.Gone // whoever let it in then would not now
	}
	if len(m.Payload) > MaxPayload {
		s.log.Error("a message is too long", zap.Int("bytes", len(m.Payload)))
		return planner.Refused
	}
	answer, err := library.SendNotificationWithContext(ctx, m.Payload,
		&library.Subscription{Endpoint: to.Endpoint, Keys: library.Keys{Auth: to.Auth, P256dh: to.P256dh}},
		&library.Options{HTTPClient: s.cfg.Client, RecordSize: recordSize, Subscriber: strings.TrimPrefix(s.cfg.Contact, "mailto:"),
			Topic: m.Topic, TTL: int(m.TTL / time.Second), Urgency: library.UrgencyNormal,
			VAPIDPublicKey: s.public, VAPIDPrivateKey: s.private})
	var unreached *url.Error
	switch {
	case errors.As(err, &unreached):
		s.log.Debug("a push service was not reached", zap.Error(unreached.Err)) // the whole would tell the address
		return planner.Failed
	case err != nil: // its keys are none
		return planner.Refused
	}
	_, _ = io.CopyN(io.Discard, answer.Body, maxAnswer) // so that the connection can be used again
	_ = answer.Body.Close()                             // only read
	return outcome(answer.StatusCode)
}

// outcome reads the status of a push service (RFC 8030, 5 and 7.3).
func outcome(status int) planner.Outcome {
	switch {
	case status >= 200 && status < 300:
		return planner.Sent
	case status == http.StatusNotFound || status == http.StatusGone:
		return planner.Gone
	case status == http.StatusTooManyRequests || status >= 500:
		return planner.Failed
	}
	return planner.Refused
}
