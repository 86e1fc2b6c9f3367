package signaling

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"corner/presence/local"
	"corner/room/schedule"
	"corner/room/walltime"
)

// planNode is a node that keeps schedules, in the store that runs in a single process.
type planNode struct {
	*node
	store Schedules
}

func newPlanNode(t *testing.T, change func(*Config)) *planNode {
	t.Helper()
	store, err := local.Open(local.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return &planNode{store: store, node: newNode(t, func(c *Config) {
		c.Schedules, c.PublicURL, c.Version, c.ZoneData, c.PushKey = store, "https://corner.example", "v1", "2025c", "BPub"
		if change != nil {
			change(c)
		}
	})}
}

// somebody is a guest: who they are, and their token.
func (n *node) somebody() (participant, token string) {
	n.t.Helper()
	who := n.auth.NewGuest()
	token, err := n.auth.GuestToken(who)
	if err != nil {
		n.t.Fatal(err)
	}
	return who.Participant, token
}

// as asks as somebody about a plan at a sequence, -1 for none, and wants a status. The answer is decoded into v.
func (n *planNode) as(token, method, path string, sequence int, body any, status int, v any) {
	n.t.Helper()
	header := map[string]string{}
	if token != "" {
		header["Authorization"] = "Bearer " + token
	}
	if sequence >= 0 {
		header["If-Match"] = fmt.Sprintf(`"%d"`, sequence)
	}
	text := ""
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			n.t.Fatal(err)
		}
		text = string(data)
	}
	var raw json.RawMessage
	if answer := n.request(method, path, text, header, &raw); answer.StatusCode != status {
		n.t.Fatalf("%s %s: %s, not %d: %s", method, path, answer.Status, status, raw)
	}
	if v == nil {
		return
	}
	if err := json.Unmarshal(raw, v); err != nil {
		n.t.Fatalf("%s %s: %v in %s", method, path, err, raw)
	}
}

// refused asks as somebody, and has to be refused with the code.
func (n *planNode) refused(token, method, path string, sequence int, body any, status int, code string) {
	n.t.Helper()
	var answer struct{ Error wireError }
	n.as(token, method, path, sequence, body, status, &answer)
	if answer.Error.Code != code {
		n.t.Fatalf("%s %s %v: %+v, not %s", method, path, body, answer.Error, code)
	}
}

// evening is eight o'clock in Shanghai, so many days from now.
func evening(days int) walltime.Wall {
	zone, err := walltime.Zone("Asia/Shanghai")
	if err != nil {
		panic(err)
	}
	return walltime.Wall{Date: walltime.DateOf(time.Now(), zone).AddDays(days), Hour: 20}
}

// tea is a plan of tomorrow's evening and of every week after it.
func tea() map[string]any {
	return map[string]any{
		"start": evening(1).String(), "zone": "Asia/Shanghai", "minutes": 60, "rule": "FREQ=WEEKLY",
		"settings": map[string]any{"title": "Tea", "languages": []string{"zh", "en"}},
		"profile":  map[string]any{"name": "小雨", "speaks": []string{"zh"}, "learns": []string{"en"}, "time_zone": "Asia/Shanghai"},
	}
}

// but is a body with some of it other.
func but(body map[string]any, other ...any) map[string]any {
	changed := map[string]any{}
	for k, v := range body {
		changed[k] = v
	}
	for i := 0; i < len(other); i += 2 {
		changed[other[i].(string)] = other[i+1]
	}
	return changed
}

// plans makes a plan as somebody.
func (n *planNode) plans(token string, body map[string]any) wirePlan {
	n.t.Helper()
	var made planAnswer
	n.as(token, http.MethodPost, "/v1/schedules", -1, body, http.StatusCreated, &made)
	return made.Plan
}

// past puts into the store a plan of somebody whose only session began some time ago.
func (n *planNode) past(owner string, ago time.Duration) schedule.Plan {
	n.t.Helper()
	payload, err := payloadOfEverything(n.t).Encode()
	if err != nil {
		n.t.Fatal(err)
	}
	began := time.Now().Add(-ago).Truncate(time.Minute)
	part := schedule.Part{Start: walltime.Of(began, time.UTC), Zone: "UTC", Length: time.Hour}
	series, err := schedule.New(authID(), part, payload, began)
	if err != nil {
		n.t.Fatal(err)
	}
	p := schedule.Plan{Series: series, Owner: owner, Name: "小雨"}
	if err := n.store.SavePlan(n.t.Context(), p, -1); err != nil {
		n.t.Fatal(err)
	}
	return p
}
