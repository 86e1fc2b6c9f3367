package signaling

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"corner/room/schedule"
)

// calendar asks for an address as a calendar program does, and gives the status, the text and the ETag.
func (n *planNode) calendar(address, tag string) (int, string, string) {
	n.t.Helper()
	r, err := http.NewRequest(http.MethodGet, n.http.URL+strings.TrimPrefix(address, "https://corner.example"), nil)
	if err != nil {
		n.t.Fatal(err)
	}
	if tag != "" {
		r.Header.Set("If-None-Match", tag)
	}
	answer, err := n.http.Client().Do(r)
	if err != nil {
		n.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		n.t.Fatal(err)
	}
	if answer.StatusCode == http.StatusOK && answer.Header.Get("Content-Type") != "text/calendar; charset=utf-8" {
		n.t.Error(answer.Header)
	}
	return answer.StatusCode, string(text), answer.Header.Get("ETag")
}

func TestAPlanIsACalendarFile(t *testing.T) {
	n := newPlanNode(t, nil)
	_, token := n.somebody()
	p := n.plans(token, tea())
	address := "/v1/schedules/" + p.ID + "/calendar.ics"
	status, text, tag := n.calendar(address, "")
	for _, line := range []string{
		"METHOD:PUBLISH", "UID:" + p.ID + "@corner.example", "SUMMARY:Tea", "RRULE:FREQ=WEEKLY", "SEQUENCE:0", "BEGIN:VTIMEZONE",
		"DTSTART;TZID=Asia/Shanghai:" + strings.NewReplacer("-", "", ":", "").Replace(evening(1).String()) + "00",
		"URL:https://corner.example/r/" + p.ID,
	} {
		if status != http.StatusOK || !strings.Contains(text, line+"\r\n") {
			t.Errorf("%d without %s:\n%s", status, line, text)
		}
	}
	if status, text, _ := n.calendar(address, tag); status != http.StatusNotModified || text != "" {
		t.Error(status, text)
	}
	n.as(token, http.MethodDelete, "/v1/schedules/"+p.ID, 0, nil, http.StatusOK, nil)
	if _, text, again := n.calendar(address, tag); again == tag || !strings.Contains(text, "METHOD:CANCEL\r\n") {
		t.Error(text)
	}
	if status, _, _ := n.calendar("/v1/schedules/"+authID()+"/calendar.ics", ""); status != http.StatusNotFound {
		t.Error(status)
	}
}

// broken is a store that cannot read feeds.
type broken struct{ Schedules }

func (broken) Feed(_ context.Context, hash string) (schedule.Feed, error) {
	return schedule.Feed{}, fmt.Errorf("read feed %s: disk on fire", hash)
}

func TestAFeedIsASecretThatCanBeRevoked(t *testing.T) {
	n := newPlanNode(t, nil)
	_, token := n.somebody()
	_, other := n.somebody()
	p := n.plans(token, tea())
	var made feedAnswer
	n.as(token, http.MethodPost, "/v1/feeds", -1, map[string]any{"plan": p.ID}, http.StatusCreated, &made)
	if made.Feed.Webcal != "webcal"+strings.TrimPrefix(made.Feed.URL, "https") || !strings.HasPrefix(made.Feed.URL, "https://corner.example/v1/feeds/") {
		t.Errorf("%+v", made)
	}
	secret := strings.TrimSuffix(strings.TrimPrefix(made.Feed.URL, "https://corner.example/v1/feeds/"), ".ics")
	if len(secret) != 32 || strings.Contains(made.Feed.ID, secret) || hashOf(secret) != made.Feed.ID {
		t.Errorf("%+v", made)
	}
	status, text, tag := n.calendar(made.Feed.URL, "")
	if status != http.StatusOK || !strings.Contains(text, "SUMMARY:Tea\r\n") || !strings.Contains(text, "X-WR-CALNAME:Tea\r\n") {
		t.Error(status, text)
	}
	if status, _, _ := n.calendar(made.Feed.URL, tag); status != http.StatusNotModified {
		t.Error(status)
	}
	var listed feedList
	n.as(token, http.MethodGet, "/v1/feeds", -1, nil, http.StatusOK, &listed)
	if len(listed.Feeds) != 1 || listed.Feeds[0].ID != made.Feed.ID || listed.Feeds[0].URL != "" || listed.Feeds[0].Webcal != "" {
		t.Errorf("%+v", listed)
	}
	n.as(other, http.MethodDelete, "/v1/feeds/"+made.Feed.ID, -1, nil, http.StatusOK, nil)
	if status, _, _ := n.calendar(made.Feed.URL, ""); status != http.StatusOK {
		t.Error("somebody else has revoked it")
	}
	n.as(token, http.MethodDelete, "/v1/feeds/"+made.Feed.ID, -1, nil, http.StatusOK, nil)
	revoked, gone, _ := n.calendar(made.Feed.URL, "")
	unknown, none, _ := n.calendar("/v1/feeds/"+strings.Repeat("A", 32)+".ics", "")
	if revoked != http.StatusNotFound || revoked != unknown || gone != none {
		t.Error(revoked, gone, unknown, none)
	}
	n.server.schedules = broken{n.store} // a fault is logged
	if status, _, _ := n.calendar(made.Feed.URL, ""); status != http.StatusInternalServerError {
		t.Error(status)
	}
	if n.logs.FilterMessage("schedules").Len() == 0 {
		t.Error("the fault is not in the log")
	}
	for _, entry := range n.logs.All() {
		if line := fmt.Sprint(entry.Message, entry.ContextMap()); strings.Contains(line, secret) {
			t.Errorf("the secret is in the log: %s", line)
		}
	}
}

func TestTheFeedOfAPersonIsWhatTheyPlanAndTheSessionsTheyComeTo(t *testing.T) {
	n := newPlanNode(t, nil)
	_, host := n.somebody()
	_, token := n.somebody()
	p := n.plans(host, but(tea(), "settings", map[string]any{"title": "Theirs", "languages": []string{"zh"}}))
	mine := n.plans(token, but(tea(), "settings", map[string]any{"title": "Mine", "languages": []string{"zh"}}))
	n.comes(token, mine.ID, mine.Instances[0].On, "Ana") // it is there already
	n.comes(token, p.ID, p.Instances[1].On, "Ana")
	var made feedAnswer
	n.as(token, http.MethodPost, "/v1/feeds", -1, map[string]any{}, http.StatusCreated, &made)
	_, text, _ := n.calendar(made.Feed.URL, "")
	if strings.Count(text, "BEGIN:VEVENT") != 2 || strings.Count(text, "RRULE:FREQ=WEEKLY\r\n") != 1 {
		t.Error(text)
	}
	for _, line := range []string{"SUMMARY:Mine", "SUMMARY:Theirs", "UID:" + p.ID + "_" + p.Instances[1].On + "@corner.example",
		"DTSTART;TZID=Asia/Shanghai:" + strings.NewReplacer("-", "", ":", "").Replace(evening(8).String()) + "00"} {
		if !strings.Contains(text, line+"\r\n") {
			t.Errorf("without %s:\n%s", line, text)
		}
	}
	n.as(host, http.MethodPost, "/v1/schedules/"+p.ID+"/"+p.Instances[1].On+"/cancel", 0, nil, http.StatusOK, nil)
	if _, text, _ := n.calendar(made.Feed.URL, ""); !strings.Contains(text, "STATUS:CANCELLED\r\n") || !strings.Contains(text, "SEQUENCE:1\r\n") {
		t.Error(text)
	}
}

func TestFeedsHaveBounds(t *testing.T) {
	n := newPlanNode(t, nil)
	_, token := n.somebody()
	for range 10 {
		n.as(token, http.MethodPost, "/v1/feeds", -1, map[string]any{}, http.StatusCreated, nil)
	}
	n.refused(token, http.MethodPost, "/v1/feeds", -1, map[string]any{}, http.StatusConflict, "too_many")
	n.refused("", http.MethodPost, "/v1/feeds", -1, map[string]any{}, http.StatusUnauthorized, "unauthenticated")
	n.refused(token, http.MethodPost, "/v1/feeds", -1, map[string]any{"plan": authID()}, http.StatusNotFound, "not_found")
	for _, path := range []string{"x.ics", strings.Repeat("A", 32), strings.Repeat("A", 33) + ".ics", "%2e%2e.ics", "", strings.Repeat("A", 4000) + ".ics"} {
		if status, _, _ := n.calendar("/v1/feeds/"+path, ""); status != http.StatusNotFound {
			t.Errorf("%s: %d", path, status)
		}
	}
}

func TestWhoGuessesFeedsIsHeldUp(t *testing.T) {
	n := newPlanNode(t, func(c *Config) { c.Limits.MissesPerMinute = 5 })
	_, token := n.somebody()
	var made feedAnswer
	n.as(token, http.MethodPost, "/v1/feeds", -1, map[string]any{}, http.StatusCreated, &made)
	for range 5 {
		n.calendar("/v1/feeds/"+authID()+"AAAAAAAAAA.ics", "")
	}
	for _, address := range []string{made.Feed.URL, "/v1/feeds/" + strings.Repeat("A", 32) + ".ics", "/v1/schedules/" + authID()} {
		if status, _, _ := n.calendar(address, ""); status != http.StatusTooManyRequests {
			t.Errorf("%s: %d", address, status)
		}
	}
}

func TestPushGoesToPushServicesAlone(t *testing.T) {
	n := newPlanNode(t, func(c *Config) { c.PushHosts = []string{"127.0.0.1:9999"} })
	person, token := n.somebody()
	const point = "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM" // RFC 8291's own
	body := func(other ...any) map[string]any {
		return but(map[string]any{"endpoint": "https://fcm.googleapis.com/fcm/send/x", "locale": "es", "zone": "America/Bogota",
			"keys": map[string]any{"p256dh": point, "auth": "tBHItJI5svbpez7KI4CCXg"}}, other...)
	}
	for _, endpoint := range []string{
		"https://fcm.googleapis.com/fcm/send/x", "https://updates.push.services.mozilla.com/wpush/v2/x", "https://web.push.apple.com/x",
		"https://db5p.notify.windows.com/w/?token=x", "http://127.0.0.1:9999/x",
	} {
		n.as(token, http.MethodPut, "/v1/push", -1, body("endpoint", endpoint), http.StatusOK, nil)
	}
	pushes, err := n.store.Pushes(t.Context(), person)
	if err != nil || len(pushes) != 5 || pushes[0].P256dh != point || pushes[0].Zone != "America/Bogota" || pushes[0].Locale != "es" {
		t.Errorf("%+v, %v", pushes, err)
	}
	for _, endpoint := range []string{
		"", "x", "http://fcm.googleapis.com/x", "https://fcm.googleapis.com.evil.example/x", "https://evil.example/fcm.googleapis.com",
		"https://user@fcm.googleapis.com/x", "https://fcm.googleapis.com:8443/x", "https://169.254.169.254/latest", "https://localhost/x",
		"https://evilpush.apple.com.example/x", "file:///etc/passwd", "https://fcm.googleapis.com/" + strings.Repeat("x", 2000),
		"http://127.0.0.1:9998/x", "https://push.apple.com@evil.example/x", "//fcm.googleapis.com/x", "https://xpush.apple.com/x",
	} {
		n.refused(token, http.MethodPut, "/v1/push", -1, body("endpoint", endpoint), http.StatusBadRequest, "invalid_push")
	}
	for _, keys := range []map[string]any{
		{"p256dh": "", "auth": "tBHItJI5svbpez7KI4CCXg"}, {"p256dh": point, "auth": "dGlueQ"}, {"p256dh": point[:40], "auth": "tBHItJI5svbpez7KI4CCXg"},
		{"p256dh": strings.Replace(point, "B", "A", 1), "auth": "tBHItJI5svbpez7KI4CCXg"}, {"p256dh": "!", "auth": "!"},
	} {
		n.refused(token, http.MethodPut, "/v1/push", -1, body("keys", keys), http.StatusBadRequest, "invalid_push")
	}
	n.refused(token, http.MethodPut, "/v1/push", -1, body("zone", "x"), http.StatusBadRequest, "invalid_zone")
	n.refused(token, http.MethodPut, "/v1/push", -1, body("locale", "!!"), http.StatusBadRequest, "bad_request")
	n.refused("", http.MethodPut, "/v1/push", -1, body(), http.StatusUnauthorized, "unauthenticated")
	for _, p := range pushes {
		n.as(token, http.MethodDelete, "/v1/push", -1, map[string]any{"endpoint": p.Endpoint}, http.StatusOK, nil)
	}
	if pushes, err := n.store.Pushes(t.Context(), person); err != nil || len(pushes) != 0 {
		t.Errorf("%+v, %v", pushes, err)
	}
}

func TestWithoutAKeyThereIsNoPush(t *testing.T) {
	n := newPlanNode(t, func(c *Config) { c.PushKey = "" })
	_, token := n.somebody()
	var key pushAnswer
	n.as("", http.MethodGet, "/v1/push", -1, nil, http.StatusOK, &key)
	if key.Key != "" {
		t.Error(key)
	}
	n.refused(token, http.MethodPut, "/v1/push", -1, map[string]any{}, http.StatusNotImplemented, "no_push")
	n = newPlanNode(t, nil)
	n.as("", http.MethodGet, "/v1/push", -1, nil, http.StatusOK, &key)
	if key.Key != "BPub" {
		t.Error(key)
	}
}

func TestAServerSaysWhatItIs(t *testing.T) {
	n := newPlanNode(t, nil)
	var told aboutAnswer
	n.as("", http.MethodGet, "/v1/about", -1, nil, http.StatusOK, &told)
	if told != (aboutAnswer{"v1", "2025c"}) {
		t.Errorf("%+v", told)
	}
}

func TestCommonHoursAreFound(t *testing.T) {
	n := newPlanNode(t, nil)
	body := map[string]any{"people": []any{map[string]any{"zone": "Asia/Shanghai"}, map[string]any{"zone": "America/New_York"}},
		"from": "2026-11-28", "minutes": 60}
	var found overlapAnswer
	n.as("", http.MethodPost, "/v1/overlap", -1, body, http.StatusOK, &found)
	if found.Step != 30 || len(found.Slots) != 7*48 || found.Slots[0].Walls[0] != "2026-11-28T00:00" || found.Slots[0].Walls[1] != "2026-11-27T11:00" ||
		found.Slots[0].Kinds[0] != 0 || found.Slots[0].Kind != 0 {
		t.Errorf("%d %+v", found.Step, found.Slots[:1])
	}
	if len(found.Suggestions) != suggested || found.Suggestions[0].Kind < found.Suggestions[1].Kind || found.Suggestions[5].Kind <= 0 {
		t.Errorf("%+v", found.Suggestions)
	}
	start := time.UnixMilli(found.Suggestions[0].StartMS).UTC()
	if got := start.Add(8 * time.Hour).Format("2006-01-02T15:04"); got != found.Suggestions[0].Walls[0] {
		t.Errorf("%s is not %s", got, found.Suggestions[0].Walls[0])
	}
	for code, spoilt := range map[string]map[string]any{
		"invalid_people": but(body, "people", []any{map[string]any{"zone": "UTC"}}),
		"invalid_zone":   but(body, "people", []any{map[string]any{"zone": "UTC"}, map[string]any{"zone": "Mars"}}),
		"invalid_hours":  but(body, "people", []any{map[string]any{"zone": "UTC", "awake": []any{[]any{}}}, map[string]any{"zone": "UTC"}}),
		"invalid_time":   but(body, "from", "9999-01-01"),
		"invalid_length": but(body, "minutes", 1<<50),
		"bad_request":    but(body, "who", "me"),
	} {
		n.refused("", http.MethodPost, "/v1/overlap", -1, spoilt, http.StatusBadRequest, code)
	}
}
