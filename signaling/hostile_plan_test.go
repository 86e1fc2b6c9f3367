package signaling

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"corner/room/relay"
	"corner/room/schedule"
	"corner/room/walltime"
)

// dear is what any answer may cost at most, in processor time.
const dear = 50 * time.Millisecond

// serve answers a request on this thread and gives what it cost, the best of some: a machine that is busy with something
// else has cold caches.
func (n *planNode) serve(request func() *http.Request) (answer *httptest.ResponseRecorder, cost time.Duration) {
	n.t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	limit, handler := dear, n.server.Handler()
	if raceDetector {
		limit *= 8 // nothing is as slow with it as JSON
	}
	cost = time.Hour
	for range 10 {
		answer = httptest.NewRecorder()
		r := request()
		began := spent(n.t)
		handler.ServeHTTP(answer, r)
		if cost = min(cost, spent(n.t)-began); cost <= limit {
			return answer, cost
		}
	}
	n.t.Errorf("%s %.80s takes %v", request().Method, request().URL.Path, cost)
	return answer, cost
}

// asking makes a request of somebody.
func asking(token, method, path, body string) func() *http.Request {
	return func() *http.Request {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("If-Match", `"0"`)
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		return r
	}
}

// allocated are the bytes that f takes from the heap.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestHostileSchedulesAreRefusedWithACodeAtOnce(t *testing.T) {
	n := newPlanNode(t, nil)
	_, token := n.somebody()
	p := n.plans(token, tea())
	text := func(body any) string {
		data, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	long := strings.Repeat("x", 10<<20)
	plan, session := "/v1/schedules/"+p.ID, "/v1/schedules/"+p.ID+"/"+p.Instances[0].On
	var shifts []string
	for i := range 200 { // more would not fit into a body
		shifts = append(shifts, fmt.Sprintf(`{"id":"p%d","name":"a"}`, i))
	}
	person := `{"zone":"UTC","awake":[` + strings.TrimSuffix(strings.Repeat(`[{"from":1,"to":2},{"from":3,"to":4}],`, 7), ",") + `]}`
	for name, c := range map[string]struct{ method, path, body, code string }{
		"a million instances":      {"POST", "/v1/schedules", text(but(tea(), "rule", "FREQ=DAILY;COUNT=1000000")), "invalid_count"},
		"every second":             {"POST", "/v1/schedules", text(but(tea(), "rule", "FREQ=SECONDLY;INTERVAL=1")), "invalid_rule"},
		"until 9999":               {"POST", "/v1/schedules", text(but(tea(), "rule", "FREQ=DAILY;UNTIL=99991231")), "invalid_time"},
		"the year 9999":            {"POST", "/v1/schedules", text(but(tea(), "start", "9999-12-31T23:59")), "invalid_time"},
		"a year of many digits":    {"POST", "/v1/schedules", text(but(tea(), "start", "999999999999-12-31T23:59")), "invalid_time"},
		"an unknown zone":          {"POST", "/v1/schedules", text(but(tea(), "zone", "Mars/Olympus")), "invalid_zone"},
		"a zone that is a path":    {"POST", "/v1/schedules", text(but(tea(), "zone", "../../../etc/passwd")), "invalid_zone"},
		"a zone of 12 kilobytes":   {"POST", "/v1/schedules", text(but(tea(), "zone", long[:12<<10])), "invalid_zone"},
		"a rule of 12 kilobytes":   {"POST", "/v1/schedules", text(but(tea(), "rule", "FREQ=DAILY;BYDAY="+strings.Repeat("MO,", 4<<10))), "invalid_rule"},
		"ten megabytes":            {"POST", "/v1/schedules", text(but(tea(), "zone", long)), "bad_request"},
		"ten megabytes of lists":   {"POST", "/v1/schedules", strings.Repeat("[", 10<<20), "bad_request"},
		"sixteen kilobytes deep":   {"POST", "/v1/schedules", strings.Repeat("[", 16000), "bad_request"},
		"a thousand shifts":        {"POST", "/v1/schedules", text(but(tea(), "shifts", make([]struct{}, 1000))), "too_many_shifts"},
		"two hundred shifts":       {"PATCH", plan, `{"shifts":[` + strings.Join(shifts, ",") + `]}`, "too_many_shifts"},
		"a thousand co-hosts":      {"PATCH", plan, `{"co_hosts":[` + strings.TrimSuffix(strings.Repeat("{},", 1000), ",") + `]}`, "invalid_series"},
		"a title of 12 kilobytes":  {"POST", "/v1/schedules", text(but(tea(), "settings", map[string]any{"title": long[:12<<10], "languages": []string{"zh"}})), "invalid_room"},
		"endlessly long":           {"POST", "/v1/schedules", text(but(tea(), "minutes", 9007199254740991)), "invalid_length"},
		"a number without an end":  {"POST", "/v1/schedules", `{"minutes":1` + strings.Repeat("0", 10_000) + `}`, "bad_request"},
		"a limit below none":       {"PATCH", plan, `{"limit":-9223372036854775808}`, "invalid_limit"},
		"moved to 9999":            {"POST", session + "/move", `{"to":"9999-12-31T23:59"}`, "invalid_time"},
		"a reply of 10 megabytes":  {"PUT", session + "/reply", text(map[string]any{"name": long, "zone": "UTC"}), "bad_request"},
		"a name of 12 kilobytes":   {"PUT", session + "/reply", text(map[string]any{"name": long[:12<<10], "zone": "UTC"}), "invalid_name"},
		"a date that is none":      {"PUT", plan + "/" + long[:8000] + "/reply", text(map[string]any{"name": "a", "zone": "UTC"}), "invalid_time"},
		"a plan with a long id":    {"GET", "/v1/schedules/" + long[:100_000], "", "not_found"},
		"a feed with a long name":  {"GET", "/v1/feeds/" + long[:100_000] + ".ics", "", "not_found"},
		"an endless agenda":        {"GET", "/v1/schedules?limit=" + strings.Repeat("9", 100_000), "", "bad_request"},
		"a language of megabytes":  {"GET", "/v1/schedules?language=" + long[:1<<20], "", "bad_request"},
		"an overlap of thousands":  {"POST", "/v1/overlap", `{"people":[` + strings.TrimSuffix(strings.Repeat("{},", 5000), ",") + `],"from":"2026-11-28","minutes":60}`, "invalid_people"},
		"a week of 9999":           {"POST", "/v1/overlap", `{"people":[` + person + "," + person + `],"from":"9999-12-28","minutes":60}`, "invalid_time"},
		"a thousand hours a day":   {"POST", "/v1/overlap", `{"people":[{"zone":"UTC","awake":[[` + strings.TrimSuffix(strings.Repeat(`{"to":1},`, 1000), ",") + `],[],[],[],[],[],[]]},{"zone":"UTC"}],"from":"2026-11-28","minutes":60}`, "invalid_hours"},
		"a push to 10 megabytes":   {"PUT", "/v1/push", text(map[string]any{"endpoint": "https://fcm.googleapis.com/" + long}), "bad_request"},
		"a push to 12 kilobytes":   {"PUT", "/v1/push", text(map[string]any{"endpoint": "https://fcm.googleapis.com/" + long[:12<<10]}), "invalid_push"},
		"the feed of a plan of kB": {"POST", "/v1/feeds", text(map[string]any{"plan": long[:12<<10]}), "not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			request := asking(token, c.method, c.path, c.body)
			answer, cost := n.serve(request)
			var refused struct{ Error wireError }
			if err := json.Unmarshal(answer.Body.Bytes(), &refused); err != nil || refused.Error.Code != c.code {
				t.Errorf("%d %.200s, not %s", answer.Code, answer.Body, c.code)
			}
			r := request() // its body is not ours to count
			if bytes := allocated(func() { n.server.Handler().ServeHTTP(httptest.NewRecorder(), r) }); bytes > 1<<20 {
				t.Errorf("%d bytes, %v", bytes, cost)
			}
		})
	}
}

// dearest is the dearest plan there may be: it counts its sessions, every day, and so many of them were moved as may be.
func dearest(t *testing.T, owner string) schedule.Plan {
	t.Helper()
	payload := payloadOfEverything(t)
	for range relay.MaxShifts - len(payload.Shifts) {
		payload.Shifts = append(payload.Shifts, payload.Shifts[0])
	}
	data, err := payload.Encode()
	if err != nil {
		t.Fatal(err)
	}
	first := evening(1)
	rule, err := schedule.ParseRule("FREQ=DAILY;COUNT=1000")
	if err != nil {
		t.Fatal(err)
	}
	part := schedule.Part{Start: first, Zone: "America/New_York", Length: time.Hour, Rule: rule}
	series, err := schedule.New(authID(), part, data, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for i := range schedule.MaxExceptions {
		on := first.Date.AddDays(i)
		series.Exceptions = append(series.Exceptions, schedule.Exception{On: on, To: walltime.Wall{Date: on, Hour: 21, Minute: 7}})
	}
	if err := series.Check(); err != nil {
		t.Fatal(err)
	}
	return schedule.Plan{Series: series, Owner: owner, Name: "小雨", Listed: true, Limit: 8}
}

func TestTheDearestPlansAreCheap(t *testing.T) {
	n := newPlanNode(t, func(c *Config) { c.Timing.Directory = time.Minute }) // what counts is the work, not the wait
	owner, token := n.somebody()
	_, guest := n.somebody()
	count := 20 // as many as an owner may have
	if raceDetector {
		count = 5 // without it the same is run in full
	}
	var id, on string
	var ids []string
	for i := range count {
		p := dearest(t, owner)
		if err := n.store.SavePlan(t.Context(), p, -1); err != nil {
			t.Fatal(err)
		}
		id, on = p.Series.ID, p.Series.Parts[0].Start.Date.String()
		ids = append(ids, id)
		for day := range 4 {
			n.comes(guest, id, p.Series.Parts[0].Start.Date.AddDays(day*7+i%7).String(), "Ana")
		}
	}
	var own, theirs, one feedAnswer
	n.as(token, http.MethodPost, "/v1/feeds", -1, map[string]any{}, http.StatusCreated, &own)
	n.as(guest, http.MethodPost, "/v1/feeds", -1, map[string]any{}, http.StatusCreated, &theirs)
	n.as(guest, http.MethodPost, "/v1/feeds", -1, map[string]any{"plan": id}, http.StatusCreated, &one)
	path := func(feed feedAnswer) string { return strings.TrimPrefix(feed.Feed.URL, "https://corner.example") }
	people := `{"zone":"Asia/Kathmandu"}` + strings.Repeat(`,{"zone":"America/St_Johns"}`, 7)
	other := 0
	change := func(method, path, body string) func() *http.Request {
		return func() *http.Request { // of another plan each time, never of that which others read: the second change of one would be refused
			other++
			return asking(token, method, "/v1/schedules/"+ids[other%(len(ids)-1)]+path, body)()
		}
	}
	for name, request := range map[string]func() *http.Request{
		"the plan":            asking(guest, "GET", "/v1/schedules/"+id, ""),
		"a change":            change("PATCH", "", `{"minutes":90}`),
		"a change from one":   change("PATCH", "", `{"scope":"from","on":"`+evening(300).Date.String()+`","minutes":90}`),
		"a restored session":  change("POST", "/"+on+"/restore", ""),
		"a cancelled session": change("POST", "/"+on+"/cancel", ""),
		"a reply":             asking(guest, "PUT", "/v1/schedules/"+id+"/"+on+"/reply", `{"name":"Ana","zone":"UTC"}`),
		"who comes":           asking(token, "GET", "/v1/schedules/"+id+"/"+on+"/replies", ""),
		"one's own":           asking(token, "GET", "/v1/schedules/mine", ""),
		"where one comes":     asking(guest, "GET", "/v1/schedules/mine", ""),
		"the agenda":          asking("", "GET", "/v1/schedules?limit=100", ""),
		"the file":            asking("", "GET", "/v1/schedules/"+id+"/calendar.ics", ""),
		"the feed of a plan":  asking("", "GET", path(one), ""),
		"the feed of a host":  asking("", "GET", path(own), ""),
		"the feed of a guest": asking("", "GET", path(theirs), ""),
		"common hours":        asking("", "POST", "/v1/overlap", `{"people":[`+people+`],"from":"2026-11-28","minutes":60}`),
	} {
		answer, cost := n.serve(request)
		if answer.Code >= 300 {
			t.Errorf("%s: %d %.200s", name, answer.Code, answer.Body)
		}
		t.Logf("%s: %d, %v, %d bytes", name, answer.Code, cost, answer.Body.Len())
	}
}

// patched is a plan that its host has changed as often as may be, each time for later sessions.
func patched(t *testing.T, owner string) schedule.Plan {
	t.Helper()
	plan := dearest(t, owner)
	series, err := schedule.New(plan.Series.ID, plan.Series.Parts[0], nil, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n < schedule.MaxParts; n++ {
		part := series.Parts[len(series.Parts)-1]
		part.Start = walltime.Wall{Date: part.Start.Date.AddDays(40), Hour: 20, Minute: n}
		part.Rule.Count = schedule.MaxCount
		if series, err = series.ChangeFrom(part.Start.Date, part, time.Now()); err != nil {
			t.Fatal(n, err)
		}
	}
	plan.Series = series
	plan.Series.Payload = []byte(`{"settings":{"title":"Tea","languages":["zh","en"]}}`)
	return plan
}

// The agenda reads as many plans as it shows, and everybody asks for it.
func TestTheAgendaOfTheDearestPlansIsCheap(t *testing.T) {
	for name, hostile := range map[string]func(*testing.T, string) schedule.Plan{"moved": dearest, "changed": patched} {
		t.Run(name, func(t *testing.T) {
			n := newPlanNode(t, func(c *Config) { c.Timing.Directory = time.Minute }) // what counts is the work, not the wait
			for i := range agendaPlans {
				if err := n.store.SavePlan(t.Context(), hostile(t, fmt.Sprintf("owner-%018d", i/20)), -1); err != nil {
					t.Fatal(err)
				}
			}
			read := asking("", "GET", "/v1/schedules?limit=100", "")
			answer, cost := n.serve(func() *http.Request {
				n.server.agendas.forget()
				return read()
			})
			if answer.Code != http.StatusOK || answer.Body.Len() < 1000 {
				t.Errorf("%d %.200s", answer.Code, answer.Body)
			}
			t.Logf("%v, %d bytes", cost, answer.Body.Len())
		})
	}
}
