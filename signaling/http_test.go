package signaling

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"corner/room"
	"corner/signaling/auth"
)

const goodRoom = `{"title":"Late-night small talk","languages":["zh","en"],"topic":"food","seats":6,"profile":{"name":"Ada","speaks":["en"]}}`

func TestWhoOpensARoomIsItsHost(t *testing.T) {
	n := newNode(t, nil)
	var created createAnswer
	w := n.request("POST", "/v1/rooms", goodRoom, nil, &created)
	if w.StatusCode != http.StatusCreated || !validRoomID(created.Room.ID) || created.Room.Seats != 6 || created.GuestToken == "" {
		t.Fatalf("%d %+v", w.StatusCode, created)
	}
	host := n.join(created.Room.ID, created.GuestToken, "Ada")
	if s := host.welcome.Snapshot; s.Host != host.welcome.You || s.You.Role != "host" || s.Room.Title != "Late-night small talk" {
		t.Fatalf("%+v", s)
	}
	n.join(created.Room.ID, "", "Bo")
	var lobby roomList
	eventually(t, "the lobby shows two", func() bool {
		n.request("GET", "/v1/rooms", "", nil, &lobby)
		return len(lobby.Rooms) == 1 && lobby.Rooms[0].Speakers == 1 && lobby.Rooms[0].Listeners == 1
	})
	if l := lobby.Rooms[0]; l.HostName != "Ada" || l.ID != created.Room.ID || l.Seats != 6 || lobby.Stale {
		t.Fatalf("%+v", l)
	}
	var one wireListing
	if n.request("GET", "/v1/rooms/"+created.Room.ID, "", nil, &one); one.ID != created.Room.ID {
		t.Fatalf("%+v", one)
	}
	again := map[string]string{"Authorization": "Bearer " + created.GuestToken}
	var second createAnswer
	n.request("POST", "/v1/rooms", goodRoom, again, &second)
	if back := n.join(second.Room.ID, created.GuestToken, "Ada"); back.welcome.You != host.welcome.You {
		t.Fatal("the guest token made another person")
	}
}

func TestTheLobbyIsFullestFirst(t *testing.T) {
	n := newNode(t, nil)
	_, empty := n.openRoom()
	_ = empty
	busy, owner := n.openRoom()
	n.join(busy, owner, "Ada")
	eventually(t, "both are listed, the busy one first", func() bool {
		var lobby roomList
		n.request("GET", "/v1/rooms", "", nil, &lobby)
		return len(lobby.Rooms) == 2 && lobby.Rooms[0].ID == busy
	})
	n.directory.goAway(errDirectory)
	var lobby roomList
	if n.request("GET", "/v1/rooms", "", nil, &lobby); !lobby.Stale {
		t.Error("not marked as stale")
	}
}

func TestAnAppOpensTheRoomItsTokenNames(t *testing.T) {
	n := newNode(t, nil)
	id := auth.Unguessable(16)
	bearer := func(r room.Role) map[string]string {
		return map[string]string{"Authorization": "Bearer " + n.appToken(auth.AppClaims{Subject: "u1", Room: id, Role: r})}
	}
	if w := n.request("POST", "/v1/rooms", goodRoom, bearer(room.Moderator), nil); w.StatusCode != http.StatusForbidden {
		t.Errorf("a moderator opens it: %d", w.StatusCode)
	}
	var created createAnswer
	n.request("POST", "/v1/rooms", goodRoom, bearer(room.Host), &created)
	if created.Room.ID != id || created.GuestToken != "" {
		t.Fatalf("%+v", created)
	}
	if w := n.request("POST", "/v1/rooms", goodRoom, bearer(room.Host), nil); w.StatusCode != http.StatusConflict {
		t.Errorf("opened twice: %d", w.StatusCode)
	}
	n.join(id, n.appToken(auth.AppClaims{Subject: "u2", Room: id, Role: room.Listener}), "Bo")
}

func TestBadRequestsAreCoded(t *testing.T) {
	n := newNode(t, func(c *Config) { c.Limits.Rooms = 1 })
	json := map[string]string{}
	for _, c := range []struct {
		name, method, path, body string
		header                   map[string]string
		status                   int
		code                     string
	}{
		{"no body", "POST", "/v1/rooms", "", json, 400, "bad_request"},
		{"a form", "POST", "/v1/rooms", goodRoom, map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, 400, "bad_request"},
		{"text", "POST", "/v1/rooms", goodRoom, map[string]string{"Content-Type": "text/plain"}, 400, "bad_request"},
		{"no title", "POST", "/v1/rooms", `{"languages":["zh"]}`, json, 400, "invalid_room"},
		{"no language", "POST", "/v1/rooms", `{"title":"x"}`, json, 400, "invalid_room"},
		{"too many seats", "POST", "/v1/rooms", `{"title":"x","languages":["zh"],"seats":21}`, json, 400, "invalid_room"},
		{"a bad name", "POST", "/v1/rooms", `{"title":"x","languages":["zh"],"profile":{"name":""}}`, json, 400, "invalid_name"},
		{"an unknown field", "POST", "/v1/rooms", `{"title":"x","languages":["zh"],"owner":"me"}`, json, 400, "bad_request"},
		{"a key twice", "POST", "/v1/rooms", `{"title":"x","title":"y","languages":["zh"]}`, json, 400, "bad_request"},
		{"two values", "POST", "/v1/rooms", goodRoom + goodRoom, json, 400, "bad_request"},
		{"a huge body", "POST", "/v1/rooms", `{"title":"` + strings.Repeat("x", maxBody) + `"}`, json, 400, "bad_request"},
		{"a forged token", "POST", "/v1/rooms", goodRoom, map[string]string{"Authorization": "Bearer a.b.c"}, 401, "unauthenticated"},
		{"another origin", "POST", "/v1/rooms", goodRoom, map[string]string{"Origin": "https://evil.com"}, 403, "origin_refused"},
		{"no such room", "GET", "/v1/rooms/" + auth.Unguessable(16), "", json, 404, "not_found"},
		{"no such thing", "GET", "/v1/secrets", "", json, 404, "not_found"},
		{"no WebSocket", "GET", "/v1/signal", "", map[string]string{"Origin": testOrigin}, 400, "bad_request"},
		{"the only room", "POST", "/v1/rooms", goodRoom, map[string]string{"Origin": testOrigin}, 201, ""},
		{"one too many", "POST", "/v1/rooms", goodRoom, json, 503, "server_full"},
	} {
		var answer struct{ Error wireError }
		w := n.request(c.method, c.path, c.body, c.header, &answer)
		if w.StatusCode != c.status || answer.Error.Code != c.code {
			t.Errorf("%s: %d %+v", c.name, w.StatusCode, answer.Error)
		}
		if w.Header.Get("X-Content-Type-Options") != "nosniff" || w.Header.Get("Content-Security-Policy") == "" ||
			!strings.HasPrefix(w.Header.Get("Content-Type"), "application/json") {
			t.Errorf("%s: headers %v", c.name, w.Header)
		}
		if (answer.Error.RetryMS > 0) != (w.Header.Get("Retry-After") != "") {
			t.Errorf("%s: retry %d, header %q", c.name, answer.Error.RetryMS, w.Header.Get("Retry-After"))
		}
	}
}

func TestARoomThatCannotBeClaimedIsNotOpened(t *testing.T) {
	n := newNode(t, func(c *Config) { c.Timing.Directory = 150 * time.Millisecond })
	n.directory.goAway(errDirectory)
	w := n.request("POST", "/v1/rooms", goodRoom, nil, nil)
	if w.StatusCode != http.StatusServiceUnavailable || len(n.server.hall.all()) != 0 {
		t.Fatalf("%d", w.StatusCode)
	}
	n.directory.goAway(nil)
	if w := n.request("POST", "/v1/rooms", goodRoom, nil, nil); w.StatusCode != http.StatusCreated {
		t.Fatalf("afterwards: %d", w.StatusCode)
	}
}

// A directory that is away for a moment costs that moment: who opens a room does not hear of it.
func TestARoomIsOpenedOnceTheDirectoryIsThereAgain(t *testing.T) {
	slow := &slowDirectory{claim: []error{errDirectory, errDirectory}}
	n := newNode(t, func(c *Config) { slow.fakeDirectory, c.Directory = c.Directory.(*fakeDirectory), slow })
	if w := n.request("POST", "/v1/rooms", goodRoom, nil, nil); w.StatusCode != http.StatusCreated {
		t.Fatalf("%d", w.StatusCode)
	}
	if len(slow.claim) != 0 {
		t.Error("the directory was not away")
	}
}

func TestOneAddressOpensSoManyRoomsAMinute(t *testing.T) {
	n := newNode(t, func(c *Config) { c.Limits.RoomsPerMinute, c.Limits.ReadsPerMinute = 3, 5 })
	for i := range 4 {
		w := n.request("POST", "/v1/rooms", goodRoom, nil, nil)
		if want := map[bool]int{true: 201, false: 429}[i < 3]; w.StatusCode != want {
			t.Errorf("room %d: %d", i, w.StatusCode)
		}
		if w.StatusCode == 429 && w.Header.Get("Retry-After") != "20" {
			t.Errorf("Retry-After %q", w.Header.Get("Retry-After"))
		}
	}
	last := 0
	for range 6 {
		last = n.request("GET", "/v1/rooms", "", nil, nil).StatusCode
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the sixth read: %d", last)
	}
}

func TestHealthAsksNobodyAndReadinessAsksTheDirectory(t *testing.T) {
	n := newNode(t, nil)
	n.directory.goAway(errors.New("dial tcp 10.0.0.5:6379: refused"))
	if w := n.request("GET", "/healthz", "", nil, nil); w.StatusCode != http.StatusOK {
		t.Errorf("healthz: %d", w.StatusCode)
	}
	var answer struct{ Error wireError }
	w := n.request("GET", "/readyz", "", nil, &answer)
	if w.StatusCode != http.StatusServiceUnavailable || answer.Error.Code != "directory_unavailable" || strings.Contains(answer.Error.Text, "6379") {
		t.Errorf("readyz: %d %+v", w.StatusCode, answer)
	}
	n.directory.goAway(nil)
	if w := n.request("GET", "/readyz", "", nil, nil); w.StatusCode != http.StatusOK {
		t.Errorf("readyz: %d", w.StatusCode)
	}
}

func TestOperatorsSeeTheRoomsByLoadAndNobodyElse(t *testing.T) {
	n := newNode(t, nil)
	quiet, owner := n.openRoom()
	n.join(quiet, owner, "Ada")
	n.join(quiet, "", "Bo")
	loud, _ := n.openRoom()
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for m := n.media.room(loud); ; {
			select {
			case <-stop:
				return
			case <-tick.C:
				m.mu.Lock()
				m.traffic.PacketsOut += 50
				m.traffic.BytesOut += 5000
				m.mu.Unlock()
			}
		}
	}()
	defer func() { close(stop); <-done }()
	for _, key := range []string{"", "Bearer ", "Bearer x", "Bearer " + testOperatorKey + "x", "Basic " + testOperatorKey} {
		if w := n.request("GET", "/v1/operator/rooms", "", map[string]string{"Authorization": key}, nil); w.StatusCode != http.StatusUnauthorized {
			t.Errorf("%q: %d", key, w.StatusCode)
		}
	}
	var loads loadList
	eventually(t, "the loud room is first", func() bool {
		n.request("GET", "/v1/operator/rooms", "", map[string]string{"Authorization": "Bearer " + testOperatorKey}, &loads)
		return len(loads.Rooms) == 2 && loads.Rooms[0].ID == loud && loads.Rooms[0].PacketsOut > 100 && loads.Rooms[0].BytesOut > loads.Rooms[0].PacketsOut
	})
	if r := loads.Rooms[1].Participants; r["host"] != 1 || r["listener"] != 1 || r["moderator"] != 0 {
		t.Errorf("%v", r)
	}
	shut := newNode(t, func(c *Config) { c.OperatorKey = "" })
	if w := shut.request("GET", "/v1/operator/rooms", "", map[string]string{"Authorization": "Bearer "}, nil); w.StatusCode != http.StatusNotFound {
		t.Errorf("without a key: %d", w.StatusCode)
	}
}

func TestPagesOfListedOriginsMayUseTheAPI(t *testing.T) {
	n := newNode(t, nil)
	w := n.request("OPTIONS", "/v1/rooms", "", map[string]string{"Origin": testOrigin}, nil)
	if w.StatusCode != http.StatusNoContent || w.Header.Get("Access-Control-Allow-Origin") != testOrigin {
		t.Errorf("%d %v", w.StatusCode, w.Header)
	}
	if w := n.request("OPTIONS", "/v1/rooms", "", map[string]string{"Origin": "https://evil.com"}, nil); w.StatusCode != http.StatusForbidden {
		t.Errorf("%d", w.StatusCode)
	}
	if w := n.request("GET", "/v1/rooms", "", map[string]string{"Origin": "https://evil.com"}, nil); w.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("another origin may read the lobby")
	}
}

func TestAnAddressIsThePeersUnlessATrustedProxySaysOtherwise(t *testing.T) {
	s := &Server{proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
	for _, c := range []struct{ peer, forwarded, want string }{
		{"203.0.113.7:1234", "", "203.0.113.7"},
		{"203.0.113.7:1234", "198.51.100.1", "203.0.113.7"},
		{"10.0.0.1:1", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.1:1", "1.1.1.1, 198.51.100.1", "198.51.100.1"},
		{"10.0.0.1:1", "198.51.100.1, 10.0.0.2", "198.51.100.1"},
		{"10.0.0.1:1", "nonsense", "10.0.0.1"},
		{"10.0.0.1:1", "", "10.0.0.1"},
		{"[2001:db8:1:2:3:4:5:6]:1", "", "2001:db8:1:2::/64"},
		{"[::ffff:203.0.113.7]:1", "", "203.0.113.7"},
		{"pipe", "", "pipe"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := s.address(r); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func TestManyAddressesTakeBoundedMemory(t *testing.T) {
	a := newAddressLimits(60, 2)
	now := time.Now()
	for i := range 3 * maxBuckets {
		a.take(fmt.Sprint(i), now)
	}
	if len(a.buckets) > maxBuckets {
		t.Errorf("%d buckets", len(a.buckets))
	}
	a.take("x", now)
	a.take("x", now)
	if wait := a.take("x", now); wait != time.Second {
		t.Errorf("told to wait %v", wait)
	}
	if a.take("x", now.Add(time.Second)) != 0 {
		t.Error("refused after the wait")
	}
}

func TestASlowHeaderIsCutOff(t *testing.T) {
	n := newNode(t, nil)
	s := NewHTTPServer(n.server.Handler())
	if s.ReadHeaderTimeout == 0 || s.ReadTimeout == 0 || s.WriteTimeout == 0 || s.IdleTimeout == 0 || s.MaxHeaderBytes > 64<<10 {
		t.Fatalf("unbounded: %+v", s)
	}
	s.ReadHeaderTimeout = 50 * time.Millisecond
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	raw, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.Write([]byte("GET /healthz HT")); err != nil {
		t.Fatal(err)
	}
	_ = raw.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.Copy(&bytes.Buffer{}, raw); err != nil {
		t.Fatalf("still open: %v", err)
	}
	s.Close()
	<-served
}

func TestARoomOpensWithRulesTranslationsModeAndWaitingRoom(t *testing.T) {
	n := newNode(t, nil)
	body := `{"title":"Late","languages":["zh","en"],"topic":"food","rules":"Be kind.","translations":[{"language":"zh","title":"深夜","rules":"友善待人。"}],
		"seats":6,"mode":"free","waiting_room":true}`
	var created createAnswer
	if w := n.request("POST", "/v1/rooms", body, nil, &created); w.StatusCode != http.StatusCreated {
		t.Fatalf("%d", w.StatusCode)
	}
	chinese := wireTranslation{Language: "zh", Title: "深夜", Rules: "友善待人。"}
	if r := created.Room; r.Rules != "Be kind." || len(r.Translations) != 1 || r.Translations[0] != chinese || r.Mode != "free" || !r.WaitingRoom || r.Owner == "" {
		t.Errorf("%+v", r)
	}
	var one wireListing
	n.request("GET", "/v1/rooms/"+created.Room.ID, "", nil, &one)
	if one.Rules != "Be kind." || len(one.Translations) != 1 || one.Translations[0] != chinese || one.Mode != "free" || !one.WaitingRoom || one.Locked {
		t.Errorf("%+v", one)
	}
	host := n.join(created.Room.ID, created.GuestToken, "Ada")
	if r := host.welcome.Snapshot.Room; r.CreatedMS != created.Room.CreatedMS || r.Owner != host.welcome.You || r.Translations[0] != chinese {
		t.Errorf("%+v, opened as %+v", r, created.Room)
	}
	host.must("room.update", map[string]string{"title": "Early"})
	var loads loadList
	n.request("GET", "/v1/operator/rooms", "", map[string]string{"Authorization": "Bearer " + testOperatorKey}, &loads)
	if len(loads.Rooms) != 1 || loads.Rooms[0].Title != "Early" {
		t.Errorf("the operator sees %+v", loads.Rooms)
	}
	for _, bad := range []string{`"mode":"anarchy"`, `"locked":true`, `"owner":"p4"`, `"translations":[{"language":"xx-yy-zz","title":"t","rules":""}]`} {
		w := n.request("POST", "/v1/rooms", `{"title":"x","languages":["en"],`+bad+`}`, nil, nil)
		if w.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d", bad, w.StatusCode)
		}
	}
}
