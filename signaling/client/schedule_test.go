package client

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"corner/presence/local"
	"corner/signaling"
)

// newPlanServer starts a server that keeps schedules.
func newPlanServer(t *testing.T) string {
	t.Helper()
	store, err := local.Open(local.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return newServer(t, func(c *signaling.Config) { c.Schedules, c.PublicURL = store, "https://rooms.example" })
}

// tomorrow is a wall time, by the clock of UTC.
func tomorrow(hour int) string {
	now := time.Now().UTC()
	return time.Date(now.Year(), now.Month(), now.Day()+1, hour, 0, 0, 0, time.UTC).Format("2006-01-02T15:04")
}

func TestABotPlansAndAnotherComes(t *testing.T) {
	host, guest := Schedules{BaseURL: newPlanServer(t) + "/"}, Schedules{}
	made, token, err := host.Create(t.Context(), NewPlan{Start: tomorrow(20), Zone: "UTC", Minutes: 60, Rule: "FREQ=DAILY", Limit: 1, Listed: true,
		Settings: PlanSettings{Title: "Tea", Languages: []string{"zh", "en"}}, Profile: &Profile{Name: "bot"}})
	if err != nil || token == "" || made.Title != "Tea" || made.OwnerName != "bot" || len(made.Instances) == 0 {
		t.Fatalf("%+v, %v", made, err)
	}
	host.Token, guest.BaseURL = token, host.BaseURL
	on := made.Instances[0].On
	comes, token, err := guest.Reply(t.Context(), made.ID, on, "Ana", "Asia/Kolkata")
	if err != nil || token == "" || comes.You != "going" || comes.Going != 1 {
		t.Fatalf("%+v, %v", comes, err)
	}
	guest.Token = token
	if _, coming, err := guest.Mine(t.Context()); err != nil || len(coming) != 1 || coming[0].Plan.ID != made.ID {
		t.Errorf("%+v, %v", coming, err)
	}
	if list, err := guest.Agenda(t.Context(), "zh"); err != nil || len(list) == 0 || list[0].On != on {
		t.Errorf("%+v, %v", list, err)
	}
	if away, err := guest.StayAway(t.Context(), made.ID, on); err != nil || away.You != "" || away.Going != 0 {
		t.Errorf("%+v, %v", away, err)
	}
}

func TestABotChangesItsPlan(t *testing.T) {
	host := Schedules{BaseURL: newPlanServer(t)}
	made, token, err := host.Create(t.Context(), NewPlan{Start: tomorrow(20), Zone: "UTC", Minutes: 60, Rule: "FREQ=DAILY",
		Settings: PlanSettings{Title: "Tea", Languages: []string{"zh"}}})
	if err != nil {
		t.Fatal(err)
	}
	host.Token = token
	on := made.Instances[1].On
	moved, err := host.Move(t.Context(), made, on, strings.Replace(made.Instances[1].Wall, "T20", "T21", 1))
	if err != nil || !moved.Instances[1].Moved {
		t.Fatalf("%+v, %v", moved, err)
	}
	var refused *Error
	if _, err := host.Change(t.Context(), made, map[string]any{"limit": 3}); !errors.As(err, &refused) || refused.Code != "changed" {
		t.Errorf("%v", err)
	}
	limited, err := host.Change(t.Context(), moved, map[string]any{"limit": 3})
	if err != nil || limited.Limit != 3 {
		t.Fatalf("%+v, %v", limited, err)
	}
	less, err := host.Cancel(t.Context(), limited, on)
	if err != nil || !less.Instances[1].Cancelled {
		t.Fatalf("%+v, %v", less, err)
	}
	if gone, err := host.Cancel(t.Context(), less, ""); err != nil || !gone.Cancelled {
		t.Errorf("%+v, %v", gone, err)
	}
	if shown, err := (Schedules{BaseURL: host.BaseURL}).Plan(t.Context(), made.ID); err != nil || !shown.Cancelled || shown.Yours {
		t.Errorf("%+v, %v", shown, err)
	}
	if file, err := host.Calendar(t.Context(), made.ID); err != nil || !strings.HasPrefix(string(file), "BEGIN:VCALENDAR\r\n") {
		t.Errorf("%s, %v", file, err)
	}
}

func TestASchedulesFaultIsNoRefusal(t *testing.T) {
	unclear := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("{")) }))
	defer unclear.Close()
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	defer broken.Close()
	for _, url := range []string{unclear.URL, broken.URL, "http://127.0.0.1:1", "http://%"} {
		var refused *Error
		if _, err := (Schedules{BaseURL: url}).Plan(t.Context(), "x"); err == nil || errors.As(err, &refused) {
			t.Errorf("%s: %v", url, err)
		}
	}
}
