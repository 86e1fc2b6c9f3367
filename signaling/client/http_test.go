package client

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestCreateRoomGivesIDAndHostsToken(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body RoomSettings
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.Method != http.MethodPost || r.URL.Path != "/v1/rooms" {
			t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
		}
		if body.Title != "Late" || body.Mode != "free" || !body.WaitingRoom || body.Profile == nil || body.Profile.Name != "bot" {
			t.Errorf("body %+v", body)
		}
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"room":{"id":"q3vX"},"guest_token":"eyJ"}`)
	}))
	defer server.Close()
	id, token, err := CreateRoom(testContext(t), server.URL+"/", RoomSettings{Title: "Late", Mode: "free", WaitingRoom: true}, &Profile{Name: "bot"})
	if id != "q3vX" || token != "eyJ" || err != nil {
		t.Errorf("%q %q %v", id, token, err)
	}
}

func TestCreateRoomTellsRefusalsFromFaults(t *testing.T) {
	tests := map[string]struct {
		status int
		body   string
		code   string // "" for a fault
	}{
		"refused":          {422, `{"error":{"code":"invalid_room","text":"no","retry_ms":500}}`, "invalid_room"},
		"a proxy's page":   {502, `<html>`, ""},
		"created, unclear": {201, `{`, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.body)
			}))
			defer server.Close()
			_, _, err := CreateRoom(testContext(t), server.URL, RoomSettings{}, nil)
			var refused *Error
			if err == nil || errors.As(err, &refused) != (test.code != "") {
				t.Fatalf("got %v", err)
			}
			if refused != nil && (refused.Code != test.code || refused.Retry != 500*time.Millisecond) {
				t.Errorf("got %+v", refused)
			}
		})
	}
}

func TestCreateRoomWithoutAServerIsAFault(t *testing.T) {
	for _, url := range []string{"http://127.0.0.1:1", "http://%"} {
		if _, _, err := CreateRoom(testContext(t), url, RoomSettings{}, nil); err == nil {
			t.Errorf("%s: no error", url)
		}
	}
}
