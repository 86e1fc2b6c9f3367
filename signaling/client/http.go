package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// RoomSettings are what the creator of a room may choose.
type RoomSettings struct {
	Title        string        `json:"title"`
	Languages    []string      `json:"languages"`
	Topic        string        `json:"topic"`
	Rules        string        `json:"rules,omitempty"`
	Translations []Translation `json:"translations,omitempty"`
	Seats        int           `json:"seats,omitempty"`
	Mode         string        `json:"mode,omitempty"` // free, apply or invite
	WaitingRoom  bool          `json:"waiting_room,omitempty"`
	Profile      *Profile      `json:"profile,omitempty"`
}

// maxBody bounds what is read of an answer, bytes.
const maxBody = 1 << 20

// CreateRoom opens a room as a new guest and returns its ID with the guest token that makes its bearer the
// host. baseURL is the server's, http://host:port. A refusal is an *Error.
func CreateRoom(ctx context.Context, baseURL string, settings RoomSettings, profile *Profile) (roomID, guestToken string, err error) {
	settings.Profile = profile
	body, err := json.Marshal(settings)
	if err != nil {
		return "", "", fmt.Errorf("create room: %w", err)
	}
	var created struct {
		Room       RoomInfo `json:"room"`
		GuestToken string   `json:"guest_token"`
	}
	if err := post(ctx, strings.TrimSuffix(baseURL, "/")+"/v1/rooms", body, &created); err != nil {
		return "", "", err
	}
	return created.Room.ID, created.GuestToken, nil
}

func post(ctx context.Context, url string, body []byte, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("create room: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Close = true // one request per bot: no connection stays behind
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("create room: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	content, err := io.ReadAll(io.LimitReader(answer.Body, maxBody))
	if err != nil {
		return fmt.Errorf("create room: %w", err)
	}
	if answer.StatusCode != http.StatusCreated {
		return httpRefusal(answer.StatusCode, content)
	}
	if err := json.Unmarshal(content, into); err != nil {
		return fmt.Errorf("create room: %w", err)
	}
	return nil
}

func httpRefusal(status int, content []byte) error {
	var body frame
	if json.Unmarshal(content, &body) == nil && body.refusal() != nil {
		return body.refusal()
	}
	return fmt.Errorf("corner: status %d", status)
}
