package signaling

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"corner/room"
	"corner/room/walltime"
	"corner/signaling/auth"
)

// comes has somebody come to a session, as themselves.
func (n *planNode) comes(token, id, on, name string) replyAnswer {
	n.t.Helper()
	var answer replyAnswer
	n.as(token, http.MethodPut, "/v1/schedules/"+id+"/"+on+"/reply", -1,
		map[string]any{"name": name, "zone": "America/New_York"}, http.StatusOK, &answer)
	return answer
}

func TestWhoLeavesMakesRoomForWhoHasWaitedLongest(t *testing.T) {
	n := newPlanNode(t, nil)
	p := n.plans("", but(tea(), "limit", 1))
	on := p.Instances[0].On
	ana := n.comes("", p.ID, on, "Ana")
	bo := n.comes("", p.ID, on, "Bo")
	cy := n.comes("", p.ID, on, "Cy")
	if ana.Instance.You != "going" || ana.Place != 0 || bo.Instance.You != "waiting" || bo.Place != 1 || cy.Place != 2 {
		t.Errorf("%+v\n%+v\n%+v", ana, bo, cy)
	}
	if again := n.comes(ana.GuestToken, p.ID, on, "Ana"); again.Instance.You != "going" || again.Instance.Waiting != 2 {
		t.Errorf("%+v", again)
	}
	path := "/v1/schedules/" + p.ID + "/" + on + "/reply"
	var left replyAnswer
	for range 2 { // not twice
		n.as(ana.GuestToken, http.MethodDelete, path, -1, nil, http.StatusOK, &left)
		if left.Instance.You != "" || left.Instance.Going != 1 || left.Instance.Waiting != 1 {
			t.Errorf("%+v", left)
		}
	}
	var shown wirePlan
	n.as(bo.GuestToken, http.MethodGet, "/v1/schedules/"+p.ID, -1, nil, http.StatusOK, &shown)
	if i := shown.Instances[0]; i.You != "going" || i.Going != 1 || i.Waiting != 1 || shown.Instances[1].Going != 0 {
		t.Errorf("%+v", shown.Instances[:2])
	}
	n.as(cy.GuestToken, http.MethodGet, "/v1/schedules/"+p.ID, -1, nil, http.StatusOK, &shown)
	if i := shown.Instances[0]; i.You != "waiting" || i.YourPlace != 1 {
		t.Errorf("%+v", i)
	}
}

func TestAReplyOutOfBoundsIsRefused(t *testing.T) {
	n := newPlanNode(t, nil)
	_, token := n.somebody()
	p := n.plans(token, tea())
	base := "/v1/schedules/" + p.ID + "/"
	good := map[string]any{"name": "Ana", "zone": "UTC"}
	n.as(token, http.MethodPost, base+p.Instances[1].On+"/cancel", 0, nil, http.StatusOK, nil)
	for _, c := range []struct {
		path   string
		body   map[string]any
		status int
		code   string
	}{
		{base + p.Instances[1].On, good, http.StatusConflict, "cancelled"},
		{base + evening(3).Date.String(), good, http.StatusNotFound, "no_instance"},
		{base + "9999-01-01", good, http.StatusBadRequest, "invalid_time"},
		{"/v1/schedules/" + authID() + "/" + p.Instances[0].On, good, http.StatusNotFound, "not_found"},
		{"/v1/schedules/../x/" + p.Instances[0].On, good, http.StatusNotFound, "not_found"},
		{base + p.Instances[0].On, but(good, "zone", "Mars/Olympus"), http.StatusBadRequest, "invalid_zone"},
		{base + p.Instances[0].On, but(good, "name", ""), http.StatusBadRequest, "invalid_name"},
		{base + p.Instances[0].On, but(good, "person", "p1"), http.StatusBadRequest, "bad_request"},
	} {
		n.refused(token, http.MethodPut, c.path+"/reply", -1, c.body, c.status, c.code)
	}
	n.refused("", http.MethodDelete, base+p.Instances[0].On+"/reply", -1, nil, http.StatusUnauthorized, "unauthenticated")
}

func TestWhoComesToASessionComesToItWhateverDayItIsMovedTo(t *testing.T) {
	n := newPlanNode(t, nil)
	_, token := n.somebody()
	p := n.plans(token, but(tea(), "rule", ""))
	on := p.Instances[0].On
	ana := n.comes("", p.ID, on, "Ana").GuestToken
	for _, start := range []walltime.Wall{evening(3), evening(2), evening(1)} {
		n.as(token, http.MethodPatch, "/v1/schedules/"+p.ID, p.Sequence, map[string]any{"start": start.String()}, http.StatusOK, &p)
		var seen planAnswer
		n.as(ana, http.MethodGet, "/v1/schedules/"+p.ID, -1, nil, http.StatusOK, &seen.Plan)
		if i := seen.Plan.Instances[0]; i.Wall != start.String() || i.You != "going" || i.Going != 1 {
			t.Errorf("moved to %v: %+v", start, i)
		}
	}
	n.as(token, http.MethodPatch, "/v1/schedules/"+p.ID, p.Sequence, map[string]any{"start": evening(4).String()}, http.StatusOK, &p)
	n.as(token, http.MethodPatch, "/v1/schedules/"+p.ID, p.Sequence, map[string]any{"minutes": 90}, http.StatusOK, &p)
	if i := p.Instances[0]; i.Wall != evening(4).String() || i.EndMS-i.StartMS != 90*60_000 || i.Going != 1 {
		t.Errorf("made longer: %+v", i)
	}
}

func TestNamesAreForThoseWhoRunThePlan(t *testing.T) {
	n := newPlanNode(t, nil)
	_, token := n.somebody()
	helper, helps := n.somebody()
	p := n.plans(token, but(tea(), "limit", 10, "co_hosts", []any{map[string]any{"id": helper, "name": "Ana"}}))
	on := p.Instances[0].On
	for i := range 12 {
		n.comes("", p.ID, on, "guest "+string(rune('a'+i)))
	}
	path := "/v1/schedules/" + p.ID + "/" + on + "/replies"
	var told repliesAnswer
	for _, who := range []string{token, helps} {
		n.as(who, http.MethodGet, path, -1, nil, http.StatusOK, &told)
		if told.Going != 10 || told.Waiting != 2 || len(told.GoingNames) != 10 || !slices.Equal(told.WaitingNames, []string{"guest k", "guest l"}) {
			t.Errorf("%+v", told)
		}
		if len(told.Coming) != 10 || told.Coming[9].Name != "guest j" || told.Coming[9].ID == "" {
			t.Errorf("who may be made a co-host: %+v", told.Coming)
		}
	}
	_, other := n.somebody()
	for _, who := range []string{"", other} {
		told = repliesAnswer{}
		n.as(who, http.MethodGet, path, -1, nil, http.StatusOK, &told)
		if told.Going != 10 || told.Waiting != 2 || len(told.GoingNames) != sampleNames || len(told.WaitingNames) != 0 || told.Coming != nil {
			t.Errorf("%+v", told)
		}
	}
}

func TestAnAppsTokenIsGoodForItsRoomAlone(t *testing.T) {
	n := newPlanNode(t, nil)
	mine, other := n.plans("", tea()), n.plans("", tea())
	token := n.appToken(auth.AppClaims{Subject: "s1", Room: mine.ID, Role: room.Listener})
	n.comes(token, mine.ID, mine.Instances[0].On, "Ana")
	n.refused(token, http.MethodPut, "/v1/schedules/"+other.ID+"/"+other.Instances[0].On+"/reply", -1,
		map[string]any{"name": "Ana", "zone": "UTC"}, http.StatusForbidden, "not_allowed")
	n.refused(token, http.MethodPost, "/v1/schedules", -1, tea(), http.StatusForbidden, "not_allowed")
	host := n.appToken(auth.AppClaims{Subject: "s2", Room: mine.ID, Role: room.Host})
	n.refused(host, http.MethodPost, "/v1/schedules", -1, tea(), http.StatusForbidden, "not_allowed") // it is a guest's
	own := n.appToken(auth.AppClaims{Subject: "s2", Room: authID(), Role: room.Host})
	n.refused(own, http.MethodPost, "/v1/schedules", -1, but(tea(), "room", mine.ID), http.StatusForbidden, "not_allowed")
	if p := n.plans(own, tea()); !p.Yours {
		t.Errorf("%+v", p)
	}
}

func TestTheAgendaIsWhatIsListedSoonestFirst(t *testing.T) {
	n := newPlanNode(t, nil)
	_, token := n.somebody()
	settings := func(title string, languages ...string) map[string]any {
		return map[string]any{"title": title, "languages": languages}
	}
	n.plans(token, but(tea(), "listed", true, "settings", settings("later", "zh-Hans", "en"), "start", evening(3).String()))
	soon := n.plans(token, but(tea(), "listed", true, "settings", settings("soon", "es", "ar"), "start", evening(2).String(), "rule", ""))
	n.plans(token, but(tea(), "settings", settings("hidden", "zh", "en")))
	titles := func(query string) []string {
		var answer agendaAnswer
		n.as("", http.MethodGet, "/v1/schedules"+query, -1, nil, http.StatusOK, &answer)
		return list(answer.Instances, func(s wireSession) string { return s.Plan.Title })
	}
	for query, want := range map[string][]string{
		"":              {"soon", "later", "later"},
		"?limit=1":      {"soon"},
		"?language=zh":  {"later", "later"},
		"?language=ar":  {"soon"},
		"?language=fr":  {},
		"?to_ms=1":      {},
		"?from_ms=9e99": nil,
	} {
		if want == nil {
			n.refused("", http.MethodGet, "/v1/schedules"+query, -1, nil, http.StatusBadRequest, "bad_request")
		} else if got := titles(query); !slices.Equal(got, want) {
			t.Errorf("%s: %v", query, got)
		}
	}
	// A change is seen at once on the node that made it.
	n.as(token, http.MethodDelete, "/v1/schedules/"+soon.ID, 0, nil, http.StatusOK, nil)
	if got := titles(""); !slices.Equal(got, []string{"later", "later"}) {
		t.Error(got)
	}
}

func TestOnesOwnAreThePlansAndTheSessionsOneComesTo(t *testing.T) {
	n := newPlanNode(t, nil)
	_, host := n.somebody()
	_, token := n.somebody()
	p := n.plans(host, tea())
	own := n.plans(token, tea())
	n.comes(token, p.ID, p.Instances[1].On, "Ana")
	n.comes(token, p.ID, p.Instances[0].On, "Ana")
	n.as(host, http.MethodPost, "/v1/schedules/"+p.ID+"/"+p.Instances[0].On+"/cancel", 0, nil, http.StatusOK, nil)
	var mine mineAnswer
	n.as(token, http.MethodGet, "/v1/schedules/mine", -1, nil, http.StatusOK, &mine)
	if len(mine.Plans) != 1 || mine.Plans[0].ID != own.ID || len(mine.Plans[0].Instances) != minePlan {
		t.Errorf("%+v", mine.Plans)
	}
	if len(mine.Coming) != 2 || mine.Coming[0].On != p.Instances[0].On || !mine.Coming[0].Cancelled ||
		mine.Coming[1].You != "going" || mine.Coming[1].Plan.ID != p.ID {
		t.Errorf("%+v", mine.Coming)
	}
	n.refused("", http.MethodGet, "/v1/schedules/mine", -1, nil, http.StatusUnauthorized, "unauthenticated")
}

func TestTheAgendaIsReadOnceForMany(t *testing.T) {
	a := newAgendas()
	now := time.Now()
	if _, fresh := a.kept(now); fresh {
		t.Error("fresh before anything was read")
	}
	a.keep(nil, now.Add(agendaAge))
	if _, fresh := a.kept(now.Add(agendaAge - 1)); !fresh {
		t.Error("read again")
	}
	if _, fresh := a.kept(now.Add(agendaAge)); fresh {
		t.Error("kept for too long")
	}
}
