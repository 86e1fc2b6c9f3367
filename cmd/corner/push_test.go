package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"corner/signaling/client"
	"corner/signaling/webpush/webpushtest"
)

// notified is a notification as a browser shows it, and when it was sent by the server's clock.
type notified struct {
	Kind, Title, Body, URL, Lang string
	at                           time.Time
}

// pushService is where browsers are reached, each under its name.
type pushService struct {
	*httptest.Server
	clock *planClock

	mu       sync.Mutex // guards what follows
	browsers map[string]webpushtest.Browser
	got      map[string][]notified
}

func newPushService(t *testing.T, clock *planClock) *pushService {
	t.Helper()
	s := &pushService{clock: clock, browsers: map[string]webpushtest.Browser{}, got: map[string][]notified{}}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = s.take(strings.TrimPrefix(r.URL.Path, "/"), body)
		}
		if err != nil {
			t.Error(err)
		}
		w.WriteHeader(http.StatusCreated)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *pushService) take(name string, body []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	text, err := s.browsers[name].Decrypt(body)
	n := notified{at: s.clock.now()}
	if err == nil {
		err = json.Unmarshal([]byte(text), &n)
	}
	s.got[name] = append(s.got[name], n)
	return err
}

// of is what a browser has been sent.
func (s *pushService) of(name string) []notified {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got[name]
}

// waitFor has a browser be sent something for the n-th time.
func (s *pushService) waitFor(t *testing.T, name string, n int) notified {
	t.Helper()
	eventually(t, name+" is told", func() bool { return len(s.of(name)) >= n })
	return s.of(name)[n-1]
}

// subscribe has a person reminded in a browser.
func (s *pushService) subscribe(t *testing.T, a addresses, token, name, locale, zone string) {
	t.Helper()
	b := webpushtest.NewBrowser(t)
	s.mu.Lock()
	s.browsers[name] = b
	s.mu.Unlock()
	askPush(t, a, http.MethodPut, token, map[string]any{"endpoint": s.URL + "/" + name, "locale": locale, "zone": zone,
		"keys": map[string]string{"p256dh": b.P256dh(), "auth": b.Auth()}})
}

func askPush(t *testing.T, a addresses, method, token string, body map[string]any) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, a.Public+"/v1/push", strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d", method, answer.StatusCode)
	}
}

// Bo is in Kolkata, with a phone and a laptop, Cy in Bogotá, ten and a half hours behind; neither zone ever shifts. The
// host moves the session when it is night for Bo. What is sent is read as the browsers read it.
func TestWhoComesIsRemindedWhereTheyAreByDayAndOnce(t *testing.T) {
	t.Parallel() // it waits, for the most part
	clock := &planClock{}
	service := newPushService(t, clock)
	c := testConfig(t)
	c.WebPushContact, c.WebPushHosts = "ops@corner.example", []string{strings.TrimPrefix(service.URL, "http://")}
	a, stop := startBy(t, c, clock)
	kolkata, err := time.LoadLocation("Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	today := time.Now().In(kolkata)
	moment := func(days, hour, minute int) time.Time {
		return time.Date(today.Year(), today.Month(), today.Day()+days, hour, minute, 0, 0, kolkata)
	}
	goTo := func(when time.Time) { clock.ahead.Store(int64(time.Until(when) + time.Second)) }
	plan, token, err := client.Schedules{BaseURL: a.Public}.Create(t.Context(), client.NewPlan{
		Start: moment(4, 20, 0).Format("2006-01-02T15:04"), Zone: "Asia/Kolkata", Minutes: 60,
		Settings: client.PlanSettings{Title: "Tea", Languages: []string{"zh", "en"}}, Profile: profileOf("Ann"),
	})
	if err != nil {
		t.Fatal(err)
	}
	on := plan.Instances[0].On
	reply := func(name, zone string) string {
		_, token, err := client.Schedules{BaseURL: a.Public}.Reply(t.Context(), plan.ID, on, name, zone)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	bo, cy := reply("Bo", "Asia/Kolkata"), reply("Cy", "America/Bogota")
	service.subscribe(t, a, bo, "phone", "zh-Hans", "Asia/Kolkata")
	service.subscribe(t, a, bo, "laptop", "es", "Asia/Kolkata")
	service.subscribe(t, a, cy, "cy", "en-GB", "America/Bogota")

	goTo(moment(2, 23, 30))
	host := client.Schedules{BaseURL: a.Public, Token: token}
	if plan, err = host.Change(t.Context(), plan, map[string]any{"limit": 50}); err != nil { // which is no news
		t.Fatal(err)
	}
	if _, err := host.Move(t.Context(), plan, on, moment(4, 20, 30).Format("2006-01-02T15:04")); err != nil {
		t.Fatal(err)
	}
	day := func(d int) string { return moment(d, 12, 0).Format("Mon 2 Jan") }
	wants := func(name string, n int, kind, body string, since time.Time) {
		t.Helper()
		got := service.waitFor(t, name, n)
		if got.Kind != kind || got.Title != "Tea" || got.URL != "/r/"+plan.ID || !strings.Contains(got.Body, body) {
			t.Errorf("%s was told %+v", name, got)
		}
		if late := got.at.Sub(since); late < 0 || late > 15*time.Minute {
			t.Errorf("%s was told of %q at %v, not at %v", name, got.Kind, got.at.In(kolkata), since)
		}
	}
	wants("cy", 1, "changed", "It starts "+day(4)+", 10:00", moment(2, 23, 30))
	goTo(moment(3, 8, 0))
	wants("phone", 1, "changed", "20:30 开始", moment(3, 8, 0))
	wants("laptop", 1, "changed", "a las 20:30", moment(3, 8, 0))

	goTo(moment(3, 20, 30))
	wants("cy", 2, "soon", "Starts "+day(4)+", 10:00", moment(3, 20, 30))
	wants("phone", 2, "soon", "20:30 开始", moment(3, 20, 30))
	wants("laptop", 2, "soon", "a las 20:30", moment(3, 20, 30))

	askPush(t, a, http.MethodDelete, bo, map[string]any{"endpoint": service.URL + "/phone"})
	goTo(moment(4, 20, 15))
	wants("cy", 3, "soon", "Starts "+day(4)+", 10:00", moment(4, 20, 15))
	wants("laptop", 3, "soon", "a las 20:30", moment(4, 20, 15)) // the phone would have been told first
	stop()
	if cy, phone, laptop := len(service.of("cy")), len(service.of("phone")), len(service.of("laptop")); cy != 3 || phone != 2 || laptop != 3 {
		t.Errorf("told %d, %d and %d times", cy, phone, laptop)
	}
}
