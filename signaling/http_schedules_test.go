package signaling

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"corner/signaling/auth"
)

func authID() string { return auth.Unguessable(16) }

func TestAPlanIsMadeShownChangedAndCancelled(t *testing.T) {
	n := newPlanNode(t, nil)
	var made planAnswer
	n.as("", http.MethodPost, "/v1/schedules", -1, but(tea(), "limit", 8), http.StatusCreated, &made)
	if made.GuestToken == "" || !made.Plan.Yours || made.Plan.OwnerName != "小雨" || made.Plan.Limit != 8 {
		t.Errorf("%+v", made)
	}
	path := "/v1/schedules/" + made.Plan.ID
	var shown wirePlan
	n.as("", http.MethodGet, path, -1, nil, http.StatusOK, &shown)
	if shown.Yours || shown.Title != "Tea" || shown.URL != "https://corner.example/r/"+made.Plan.ID || shown.Open {
		t.Errorf("%+v", shown)
	}
	if len(shown.Instances) != maxShown || shown.Instances[0].Wall != evening(1).String() ||
		shown.Instances[1].StartMS-shown.Instances[0].StartMS != (7*24*time.Hour).Milliseconds() {
		t.Errorf("%+v", shown.Instances)
	}
	if i := shown.Instances[0]; i.EndMS-i.StartMS != time.Hour.Milliseconds() || i.StartMS-i.DoorsMS != (5*time.Minute).Milliseconds() || i.Limit != 8 {
		t.Errorf("%+v", i)
	}

	var changed wirePlan
	n.as(made.GuestToken, http.MethodPatch, path, 0, map[string]any{"limit": 4, "listed": true}, http.StatusOK, &changed)
	if changed.Sequence != 1 || changed.Limit != 4 || !changed.Listed || changed.Wall != shown.Wall || changed.Title != "Tea" {
		t.Errorf("%+v", changed)
	}
	n.as(made.GuestToken, http.MethodDelete, path, 1, nil, http.StatusOK, &changed)
	if !changed.Cancelled || len(changed.Instances) != maxShown || !changed.Instances[0].Cancelled {
		t.Errorf("%+v", changed)
	}
	n.refused(made.GuestToken, http.MethodPatch, path, changed.Sequence, map[string]any{"limit": 4}, http.StatusConflict, "cancelled")
}

func TestAPlanOnTheWireHasTheShapeOfTheExample(t *testing.T) {
	n := newPlanNode(t, nil)
	person := map[string]any{"id": "p4", "name": "Ana"}
	shift := but(person, "start", evening(1).String(), "zone", "UTC", "minutes", 60, "rule", "FREQ=WEEKLY", "substitute", map[string]any{"id": "p5", "name": "Bo"})
	var sent, example map[string]any
	p := n.plans("", but(tea(), "co_hosts", []any{person}, "shifts", []any{shift}))
	n.as("", http.MethodGet, "/v1/schedules/"+p.ID, -1, nil, http.StatusOK, &sent)
	if err := json.Unmarshal(golden(t, "plan"), &example); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(keys(sent), keys(example)) {
		t.Errorf("%v\n%v", keys(sent), keys(example))
	}
	first := func(m map[string]any, list string) map[string]any { return m[list].([]any)[0].(map[string]any) }
	for _, list := range []string{"instances", "co_hosts", "shifts"} {
		if a, b := keys(first(sent, list)), keys(first(example, list)); !slices.Equal(a, b) {
			t.Errorf("%s: %v\n%v", list, a, b)
		}
	}
}

func TestWhoComesSecondIsToldOfTheChange(t *testing.T) {
	n := newPlanNode(t, nil)
	_, token := n.somebody()
	p := n.plans(token, tea())
	path := "/v1/schedules/" + p.ID
	n.as(token, http.MethodPatch, path, 0, map[string]any{"limit": 4}, http.StatusOK, nil)
	var answer changedAnswer
	for _, stale := range []int{0, 2} {
		n.as(token, http.MethodPatch, path, stale, map[string]any{"limit": 5}, http.StatusPreconditionFailed, &answer)
		if answer.Error.Code != "changed" || answer.Sequence != 1 {
			t.Errorf("%+v", answer)
		}
	}
	for _, header := range []string{"", "1", `"x"`, `"-1"`, `W/"1"`, "*"} {
		var refused struct{ Error wireError }
		answer := n.request(http.MethodPatch, path, "{}", map[string]string{"Authorization": "Bearer " + token, "If-Match": header}, &refused)
		if answer.StatusCode != http.StatusBadRequest {
			t.Errorf("%q: %s", header, answer.Status)
		}
	}
}

func TestOfManyChangesOfOneStateOneIsMade(t *testing.T) {
	n := newPlanNode(t, nil)
	_, token := n.somebody()
	p := n.plans(token, tea())
	made := make(chan bool)
	for i := range 8 {
		go func() {
			r := n.request(http.MethodPatch, "/v1/schedules/"+p.ID, fmt.Sprintf(`{"limit":%d}`, i+1),
				map[string]string{"Authorization": "Bearer " + token, "If-Match": `"0"`}, nil)
			made <- r.StatusCode == http.StatusOK
		}()
	}
	count := 0
	for range 8 {
		if <-made {
			count++
		}
	}
	if count != 1 {
		t.Errorf("%d were made", count)
	}
}

func TestOnlyTheOwnerChangesAPlan(t *testing.T) {
	n := newPlanNode(t, nil)
	owner, token := n.somebody()
	_, other := n.somebody()
	p := n.plans(token, tea())
	if p.Owner != owner {
		t.Error(p.Owner)
	}
	path, on := "/v1/schedules/"+p.ID, "/"+p.Instances[0].On
	for _, c := range []struct{ method, path string }{
		{http.MethodPatch, path}, {http.MethodDelete, path}, {http.MethodPost, path + on + "/cancel"},
		{http.MethodPost, path + on + "/move"}, {http.MethodPost, path + on + "/restore"},
	} {
		n.refused(other, c.method, c.path, 0, map[string]any{}, http.StatusForbidden, "not_allowed")
		n.refused("", c.method, c.path, 0, map[string]any{}, http.StatusUnauthorized, "unauthenticated")
		n.refused("nonsense", c.method, c.path, 0, map[string]any{}, http.StatusUnauthorized, "unauthenticated")
	}
}

func TestOneSessionIsCancelledMovedAndRestored(t *testing.T) {
	n := newPlanNode(t, nil)
	_, token := n.somebody()
	p := n.plans(token, tea())
	path := "/v1/schedules/" + p.ID + "/" + p.Instances[1].On
	var changed wirePlan
	n.as(token, http.MethodPost, path+"/cancel", 0, nil, http.StatusOK, &changed)
	if i := changed.Instances[1]; !i.Cancelled || i.On != p.Instances[1].On || changed.Instances[2].Cancelled {
		t.Errorf("%+v", changed.Instances[:3])
	}
	move := map[string]any{"to": evening(9).String(), "minutes": 90}
	n.as(token, http.MethodPost, path+"/move", 1, move, http.StatusOK, &changed)
	if i := changed.Instances[1]; i.Cancelled || !i.Moved || i.On != p.Instances[1].On || i.Wall != evening(9).String() || i.EndMS-i.StartMS != 90*60*1000 {
		t.Errorf("%+v", i)
	}
	n.as(token, http.MethodPost, path+"/restore", 2, nil, http.StatusOK, &changed)
	if i := changed.Instances[1]; i != p.Instances[1] {
		t.Errorf("%+v", i)
	}
	for _, c := range []struct {
		path string
		body map[string]any
		code string
	}{
		{path + "/move", map[string]any{"to": "2001-01-01T00:00"}, "invalid_time"},
		{path + "/move", map[string]any{"to": "9999-01-01T00:00"}, "invalid_time"},
		{path + "/move", map[string]any{"to": evening(500).String()}, "invalid_time"},
		{path + "/move", map[string]any{"to": evening(9).String(), "minutes": 1 << 40}, "invalid_length"},
		{"/v1/schedules/" + p.ID + "/someday/cancel", map[string]any{}, "invalid_time"},
	} {
		n.refused(token, http.MethodPost, c.path, 3, c.body, http.StatusBadRequest, c.code)
	}
	none := "/v1/schedules/" + p.ID + "/" + evening(3).Date.String() + "/cancel"
	n.refused(token, http.MethodPost, none, 3, nil, http.StatusNotFound, "no_instance")
}

// walls are when the sessions of a plan are, by the host's clock.
func walls(p wirePlan) []string {
	return list(p.Instances, func(i wireInstance) string { return i.Wall })
}

func TestTimesChangeFromOneSessionOnOrAltogether(t *testing.T) {
	n := newPlanNode(t, nil)
	_, token := n.somebody()
	p := n.plans(token, but(tea(), "rule", "FREQ=WEEKLY;COUNT=4"))
	third := evening(15)
	later := third
	later.Hour = 21
	var changed wirePlan
	n.as(token, http.MethodPatch, "/v1/schedules/"+p.ID, 0,
		map[string]any{"scope": "from", "on": third.Date.String(), "start": later.String()}, http.StatusOK, &changed)
	fourth := later.On(later.Date.AddDays(7))
	if want := []string{evening(1).String(), evening(8).String(), later.String(), fourth.String()}; !slices.Equal(walls(changed), want) {
		t.Errorf("%v, not %v", walls(changed), want)
	}
	n.as(token, http.MethodPatch, "/v1/schedules/"+p.ID, changed.Sequence,
		map[string]any{"scope": "all", "rule": "FREQ=DAILY;COUNT=2"}, http.StatusOK, &changed)
	if want := []string{evening(1).String(), evening(2).String()}; !slices.Equal(walls(changed), want) {
		t.Errorf("%v, not %v", walls(changed), want)
	}
	for _, c := range []struct {
		body map[string]any
		code string
	}{
		{map[string]any{"scope": "some", "minutes": 60}, "bad_request"},
		{map[string]any{"scope": "from", "on": "never", "minutes": 60}, "invalid_time"},
		{map[string]any{"zone": "Mars/Olympus"}, "invalid_zone"},
		{map[string]any{"start": "2020-01-01T10:00"}, "invalid_time"},
		{map[string]any{"limit": -1}, "invalid_limit"},
		{map[string]any{"settings": map[string]any{"title": ""}}, "invalid_room"},
		{map[string]any{"unknown": 1}, "bad_request"},
	} {
		n.refused(token, http.MethodPatch, "/v1/schedules/"+p.ID, changed.Sequence, c.body, http.StatusBadRequest, c.code)
	}
}

func TestARoomMeetsAgainUnderItsOldLink(t *testing.T) {
	n := newPlanNode(t, nil)
	room, token := n.openRoom()
	_, stranger := n.somebody()
	n.refused(stranger, http.MethodPost, "/v1/schedules", -1, but(tea(), "room", room), http.StatusForbidden, "not_allowed")
	n.refused(token, http.MethodPost, "/v1/schedules", -1, but(tea(), "room", authID()), http.StatusNotFound, "not_found")
	p := n.plans(token, but(tea(), "room", room))
	if p.ID != room || !p.Open {
		t.Errorf("%+v", p)
	}
	n.refused(token, http.MethodPost, "/v1/schedules", -1, but(tea(), "room", room), http.StatusConflict, "planned")
	n.refused(stranger, http.MethodPost, "/v1/schedules", -1, but(tea(), "room", room), http.StatusForbidden, "not_allowed")
}

func TestAPlanThatIsOverMeetsAgain(t *testing.T) {
	n := newPlanNode(t, nil)
	owner, token := n.somebody()
	old := n.past(owner, 3*24*time.Hour)
	var shown wirePlan
	n.as("", http.MethodGet, "/v1/schedules/"+old.Series.ID, -1, nil, http.StatusOK, &shown)
	if len(shown.Instances) != 1 || shown.Instances[0].On != old.Series.Parts[0].Start.Date.String() {
		t.Errorf("%+v", shown.Instances)
	}
	n.refused(token, http.MethodPost, "/v1/schedules/"+shown.ID+"/"+shown.Instances[0].On+"/cancel", 0, nil, http.StatusConflict, "over")
	n.refused(token, http.MethodPut, "/v1/schedules/"+shown.ID+"/"+shown.Instances[0].On+"/reply", -1,
		map[string]any{"name": "Ana", "zone": "UTC"}, http.StatusConflict, "over")
	again := n.plans(token, but(tea(), "room", old.Series.ID, "rule", ""))
	if again.ID != old.Series.ID || again.Sequence != 1 || again.Title != "Tea" || len(again.Instances) != 1 || again.Wall != evening(1).String() {
		t.Errorf("%+v", again)
	}
}

func TestAPlanOutOfBoundsIsRefused(t *testing.T) {
	n := newPlanNode(t, nil)
	_, token := n.somebody()
	for code, body := range map[string]map[string]any{
		"invalid_time":   but(tea(), "start", evening(-2).String()),
		"invalid_zone":   but(tea(), "zone", "Local"),
		"invalid_length": but(tea(), "minutes", 5),
		"invalid_rule":   but(tea(), "rule", "FREQ=SECONDLY"),
		"invalid_count":  but(tea(), "rule", "FREQ=DAILY;COUNT=1000000"),
		"rule_start":     but(tea(), "rule", "FREQ=DAILY;INTERVAL=7;BYDAY="+weekday(evening(2).Date.Weekday())),
		"invalid_limit":  but(tea(), "limit", 1<<30),
		"invalid_room":   but(tea(), "settings", map[string]any{"title": "x"}),
		"invalid_name":   but(tea(), "profile", map[string]any{"name": "a\u202eb"}),
		"invalid_person": but(tea(), "co_hosts", []any{map[string]any{"name": "x"}}),
		"bad_request":    but(tea(), "owner", "me"),
	} {
		n.refused(token, http.MethodPost, "/v1/schedules", -1, body, http.StatusBadRequest, code)
	}
	n.refused(token, http.MethodPost, "/v1/schedules", -1, but(tea(), "start", evening(401).String()), http.StatusBadRequest, "invalid_time")
	for range 20 {
		n.plans(token, tea())
	}
	n.refused(token, http.MethodPost, "/v1/schedules", -1, tea(), http.StatusConflict, "too_many")
}

func weekday(d time.Weekday) string { return [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}[d] }

func TestWhatIsPlannedIsForListedPages(t *testing.T) {
	n := newPlanNode(t, nil)
	header := map[string]string{"Origin": "https://evil.example"}
	for _, c := range []struct{ method, path string }{
		{http.MethodPost, "/v1/schedules"}, {http.MethodPut, "/v1/push"}, {http.MethodDelete, "/v1/feeds/x"}, {http.MethodPost, "/v1/overlap"},
	} {
		if answer := n.request(c.method, c.path, "{}", header, nil); answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s %s: %s", c.method, c.path, answer.Status)
		}
	}
	for _, path := range []string{"/v1/schedules", "/v1/schedules/a/2026-11-28/reply", "/v1/feeds/x", "/v1/push", "/v1/overlap"} {
		answer := n.request(http.MethodOptions, path, "", map[string]string{"Origin": testOrigin}, nil)
		if answer.StatusCode != http.StatusNoContent || answer.Header.Get("Access-Control-Allow-Headers") != "Authorization, Content-Type, If-Match" {
			t.Errorf("%s: %s %v", path, answer.Status, answer.Header)
		}
	}
}
