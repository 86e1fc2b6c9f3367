package signaling

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"corner/room"
	"corner/signaling/auth"
)

// THREATS 38: a hundred thousand guesses find nothing; after sixty they are not even looked up.
func TestAHundredThousandGuessesFindNothing(t *testing.T) {
	n := newNode(t, func(c *Config) { c.Limits.MissesPerMinute = 0 }) // the default
	for range 20 {
		n.openRoom()
	}
	answers, handler := map[int]int{}, n.server.Handler()
	for range 100_000 {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/v1/rooms/"+auth.Unguessable(16), nil))
		answers[w.Code]++
	}
	t.Log(answers)
	if answers[http.StatusOK] != 0 || answers[http.StatusNotFound] < 60 || answers[http.StatusTooManyRequests] < 90_000 {
		t.Errorf("answers %v", answers)
	}
}

// THREATS 38: who may not come in learns neither by the answer nor by its time whether there is such a room.
func TestWhoMayNotComeInDoesNotLearnWhetherTheRoomExists(t *testing.T) {
	n := newNode(t, nil)
	there, _ := n.openRoom()
	token := n.appToken(auth.AppClaims{Subject: "eve", Room: auth.Unguessable(16), Role: room.Listener})
	took := map[bool][]time.Duration{}
	for i := range 200 {
		exists := i%2 == 0
		id := there
		if !exists {
			id = auth.Unguessable(16)
		}
		begun := time.Now()
		n.turnedAway(id, token, "Eve", "not_allowed", closeNotAllowed)
		took[exists] = append(took[exists], time.Since(begun))
	}
	median := func(list []time.Duration) time.Duration { slices.Sort(list); return list[len(list)/2] }
	with, without := median(took[true]), median(took[false])
	t.Logf("median with a room %v, without %v", with, without)
	// On a quiet machine they differ by less than 1 ms. On a busy one both grow, and so does what they differ by.
	if difference := (with - without).Abs(); difference > 5*time.Millisecond+min(with, without)/2 {
		t.Errorf("the medians differ by %v", difference)
	}
}
