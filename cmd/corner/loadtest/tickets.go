package loadtest

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"corner/room"
	"corner/signaling/auth"
	"corner/signaling/client"
)

// tickets mints what people come with: an app's tokens, or nothing, and then they are guests.
type tickets struct {
	run       string // makes this run's people others than the last's
	key       string // "" for guests
	authority *auth.Authority
}

func newTickets(appKey string) (*tickets, error) {
	t := &tickets{run: rand.Text()[:8]}
	if appKey == "" {
		return t, nil
	}
	name, secret, _ := strings.Cut(appKey, "=")
	master := make([]byte, 32) // signs guest tokens, of which none is made here
	rand.Read(master)          // never fails
	var err error
	if t.authority, err = auth.New(auth.Config{Master: master, Apps: map[string][]byte{name: []byte(secret)}}); err != nil {
		return nil, fmt.Errorf("--app-key: %w", err)
	}
	t.key = name
	return t, nil
}

// tokenTTL outlasts the longest run.
const tokenTTL = 24 * time.Hour

// ticket is the token of the n-th person for a room, "" for a guest.
func (t *tickets) ticket(roomID string, n int64, role room.Role) (string, error) {
	if t.key == "" {
		return "", nil
	}
	return t.authority.AppToken(t.key, auth.AppClaims{Subject: fmt.Sprintf("load-%s-%d", t.run, n), Room: roomID, Role: role}, tokenTTL)
}

// profile is what the n-th person says of themselves.
func profile(kind string, n int64) client.Profile {
	return client.Profile{Name: fmt.Sprintf("%s %d", kind, n), Speaks: []string{"en"}, Learns: []string{"zh"}, TimeZone: "Etc/UTC"}
}

// opened is a room and the token of its host.
type opened struct{ id, hostToken string }

// maxAnswer bounds what is read of an HTTP answer, bytes.
const maxAnswer = 1 << 20

// openRoom opens the i-th room over the API.
func (l *load) openRoom(ctx context.Context, i int) (opened, error) {
	var o opened
	if l.tickets.key != "" {
		o.id = auth.Unguessable(16)
		var err error
		if o.hostToken, err = l.tickets.ticket(o.id, l.number.Add(1), room.Host); err != nil {
			return opened{}, err
		}
	}
	host := profile("Host", int64(i))
	body, err := json.Marshal(client.RoomSettings{Title: fmt.Sprintf("Load %d", i), Languages: []string{"en", "zh"}, Topic: "load",
		Seats: max(2, l.config.Speakers), Mode: "free", Profile: &host})
	if err != nil {
		return opened{}, fmt.Errorf("room: %w", err)
	}
	var made struct {
		Room struct {
			ID string `json:"id"`
		} `json:"room"`
		GuestToken string `json:"guest_token"`
	}
	if err := l.post(ctx, i, o.hostToken, body, &made); err != nil {
		return opened{}, err
	}
	if o.hostToken == "" {
		o.id, o.hostToken = made.Room.ID, made.GuestToken
	}
	return o, nil
}

// post asks the API for a room, from the i-th source: the server counts rooms by address.
func (l *load) post(ctx context.Context, i int, token string, body []byte, into any) error {
	dialer := net.Dialer{Timeout: 10 * time.Second}
	if source := l.config.source(i); source.IsValid() {
		dialer.LocalAddr = &net.TCPAddr{IP: source.AsSlice()}
	}
	transport := &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true}
	ctx, cancel := context.WithTimeout(ctx, joinWithin)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, l.base+"/v1/rooms", bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("room: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		return fmt.Errorf("room: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	content, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("room: %w", err)
	}
	if answer.StatusCode == http.StatusCreated {
		return json.Unmarshal(content, into)
	}
	var refused struct {
		Error struct {
			Code string `json:"code"`
			Text string `json:"text"`
		} `json:"error"`
	}
	if json.Unmarshal(content, &refused) != nil || refused.Error.Code == "" {
		return fmt.Errorf("room: the server answers %s", answer.Status)
	}
	return &client.Error{Code: refused.Error.Code, Text: refused.Error.Text}
}

// baseURL is the server's origin of whatever URL was given.
func baseURL(raw string) (string, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return "", fmt.Errorf("--url: %q is not like http://host:port", raw)
	}
	u.Scheme = strings.Replace(u.Scheme, "ws", "http", 1)
	if u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("--url: %q is neither http nor https", raw)
	}
	return u.Scheme + "://" + u.Host, nil
}

// healthy asks whether there is a Corner server at all.
func healthy(ctx context.Context, base string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/healthz", nil)
	if err != nil {
		return fmt.Errorf("--url: %w", err)
	}
	request.Close = true
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("--url: no server answers there: %w", errors.Unwrap(err))
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("--url: %s/healthz answers %s: is it a Corner server that takes joins?", base, answer.Status)
	}
	return nil
}
