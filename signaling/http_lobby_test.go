package signaling

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"corner/room"
	"corner/room/rounds"
	"corner/signaling/strict"
)

const lenaLooks = `"profile":{"name":"","speaks":["en-US"],"learns":["zh"],"levels":[{"language":"zh","level":"B1"}],"time_zone":"America/New_York"}`

// lobbyLine is any line of the lobby's stream.
type lobbyLine struct {
	Type       string
	Rooms      []lobbyRoom
	Order      []string
	Breaks     []int
	More       bool
	GuestToken string `json:"guest_token"`
	Lines      []AwakeLine
	Awake      []AwakeLine
}

type lobbyRoom struct {
	wireListing
	Why   struct{ Code, Give, Get, Needed string }
	Needs []string
}

// stream opens a stream of the lobby, which ends with the test.
func (n *node) stream(body, token string) (*http.Response, *bufio.Scanner) {
	n.t.Helper()
	r, err := http.NewRequestWithContext(n.t.Context(), "POST", n.http.URL+"/v1/lobby", strings.NewReader(body))
	if err != nil {
		n.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() { w.Body.Close() })
	lines := bufio.NewScanner(w.Body)
	lines.Buffer(nil, 1<<20)
	return w, lines
}

// line reads the next line of a stream that is no ping.
func line(t *testing.T, lines *bufio.Scanner) lobbyLine {
	t.Helper()
	for lines.Scan() {
		var l lobbyLine
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatalf("%v: %q", err, lines.Text())
		}
		if l.Type != "ping" {
			return l
		}
	}
	t.Fatal("the stream has ended: ", lines.Err())
	return lobbyLine{}
}

func quickLobby(c *Config) { c.Timing.Lobby = 20 * time.Millisecond }

func TestTheLobbyIsAStreamOfChanges(t *testing.T) {
	n := newNode(t, quickLobby)
	id, owner := n.openRoom()
	w, lines := n.stream(`{`+lenaLooks+`,"stream":true}`, "")
	if kind := w.Header.Get("Content-Type"); w.StatusCode != 200 || !strings.HasPrefix(kind, "application/x-ndjson") ||
		w.Header.Get("X-Accel-Buffering") != "no" {
		t.Fatalf("%d %v", w.StatusCode, w.Header)
	}
	first := line(t, lines)
	if first.Type != "page" || first.GuestToken == "" || len(first.Rooms) > 1 {
		t.Fatalf("first %+v", first)
	}
	if awake := line(t, lines); awake.Type != "awake" || len(awake.Lines) != 2 || awake.Lines[0].Language != "zh" || awake.Lines[0].Natives != 14 {
		t.Fatalf("awake %+v", awake)
	}
	n.join(id, owner, "Ada")
	for {
		l := line(t, lines)
		if l.Type != "delta" {
			t.Fatalf("%+v", l)
		}
		if len(l.Rooms) == 1 && l.Rooms[0].Speakers == 1 {
			if r := l.Rooms[0]; l.Order[0] != id || r.ID != id || r.Why.Code == "" || r.Rules != "" {
				t.Fatalf("%+v", r)
			}
			break
		}
	}
	who, err := n.auth.Verify(first.GuestToken)
	if err != nil || n.directory.watched()[who.Participant] != 1 {
		t.Fatalf("%v: watched %v", err, n.directory.watched())
	}
	w.Body.Close()
	eventually(t, "who has gone is not awake", func() bool {
		return len(n.directory.watched()) == 0 && n.server.lobby.Watchers() == 0
	})
}

func TestTheSamePersonInTwoWindowsIsOneAndWhoHidesIsNobody(t *testing.T) {
	n := newNode(t, quickLobby)
	_, lines := n.stream(`{`+lenaLooks+`,"stream":true}`, "")
	token := line(t, lines).GuestToken
	_, second := n.stream(`{`+lenaLooks+`,"stream":true}`, token)
	if again := line(t, second); again.GuestToken != "" {
		t.Fatal("who has a token was given another")
	}
	_, hidden := n.stream(`{"profile":{"speaks":["en"],"hidden":true},"stream":true}`, "")
	line(t, hidden)
	if watched := n.directory.watched(); len(watched) != 1 {
		t.Fatalf("watched %v", watched)
	}
}

func TestAPageOfTheLobbyWithoutAStream(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	n.join(id, owner, "Ada")
	var page lobbyLine
	eventually(t, "the room is listed with whom it needs", func() bool {
		page = lobbyLine{}
		n.request("POST", "/v1/lobby", `{`+lenaLooks+`}`, nil, &page)
		return len(page.Rooms) == 1 && page.Rooms[0].Speakers == 1
	})
	if page.Type != "page" || page.GuestToken == "" || len(page.Breaks) != 1 || len(page.Awake) != 2 {
		t.Fatalf("%+v", page)
	}
	page = lobbyLine{}
	n.request("POST", "/v1/lobby", `{`+lenaLooks+`,"filter":{"pair":["fr","de"]}}`, nil, &page)
	if len(page.Rooms) != 0 {
		t.Fatalf("filtered %+v", page)
	}
	if len(n.directory.watched()) != 0 {
		t.Fatal("who does not stay is not watched")
	}
}

func TestBeyondTheBoundOfNewGuestsTheLobbyGivesNoToken(t *testing.T) {
	n := newNode(t, func(c *Config) { quickLobby(c); c.Limits.GuestsPerMinute = 1 })
	var first, second lobbyLine
	n.request("POST", "/v1/lobby", `{`+lenaLooks+`}`, nil, &first)
	n.request("POST", "/v1/lobby", `{`+lenaLooks+`}`, nil, &second)
	if first.GuestToken == "" || second.GuestToken != "" || second.Type != "page" {
		t.Fatalf("%+v, %+v", first, second)
	}
	_, lines := n.stream(`{`+lenaLooks+`,"stream":true}`, "")
	line(t, lines)
	if len(n.directory.watched()) != 0 {
		t.Fatal("nobody is awake who is nobody")
	}
}

func TestStreamsOfTheLobbyArePingedBoundedAndEnd(t *testing.T) {
	n := newNode(t, func(c *Config) {
		c.Limits.LobbyStreams = 1
		c.Timing.LobbyPing, c.Timing.LobbyLife, c.Timing.Write = 200*time.Millisecond, 500*time.Millisecond, 50*time.Millisecond
	})
	begin := time.Now()
	_, lines := n.stream(`{`+lenaLooks+`,"stream":true}`, "")
	line(t, lines)
	w, _ := n.stream(`{`+lenaLooks+`,"stream":true}`, "")
	if w.StatusCode != http.StatusServiceUnavailable || w.Header.Get("Retry-After") != "15" {
		t.Fatalf("a second stream: %d %v", w.StatusCode, w.Header)
	}
	pings := 0
	for lines.Scan() {
		if lines.Text() == `{"type":"ping"}` {
			pings++
		}
	}
	if took := time.Since(begin); pings == 0 || took < 500*time.Millisecond || lines.Err() != nil {
		t.Fatalf("%d pings in %v, %v", pings, took, lines.Err())
	}
}

func TestStreamsOfTheLobbyEndWhenTheServerStops(t *testing.T) {
	n := newNode(t, nil)
	_, lines := n.stream(`{`+lenaLooks+`,"stream":true}`, "")
	line(t, lines)
	n.server.EndStreams()
	for lines.Scan() {
	}
	if lines.Err() != nil {
		t.Fatal(lines.Err())
	}
	eventually(t, "nobody watches", func() bool { return n.server.lobby.Watchers() == 0 })
}

// TestAReaderThatStopsHoldsNobodyUp: whoever takes nothing for longer than a write may take is let go.
func TestAReaderThatStopsHoldsNobodyUp(t *testing.T) {
	n := newNode(t, func(c *Config) {
		quickLobby(c)
		c.Timing.Write, c.Timing.LobbyPing = 50*time.Millisecond, time.Microsecond // what fills the socket is pings
	})
	conn, err := net.Dial("tcp", n.http.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.(*net.TCPConn).SetReadBuffer(4 << 10); err != nil { // soon full
		t.Fatal(err)
	}
	body := `{` + lenaLooks + `,"stream":true}`
	fmt.Fprintf(conn, "POST /v1/lobby HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	if _, err := io.ReadFull(conn, make([]byte, 12)); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the stream is let go", func() bool { return n.server.lobby.Watchers() == 0 })
}

func TestAQuickStartFindsARoomThatNeedsOne(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	quick := func(rest string) (answer struct{ Room string }) {
		n.request("POST", "/v1/lobby/quick", `{`+lenaLooks+rest+`}`, nil, &answer)
		return answer
	}
	if a := quick(`,"give":"en","get":"zh"`); a.Room != "" {
		t.Fatalf("nobody is in %q", a.Room)
	}
	n.join(id, owner, "Ada")
	eventually(t, "the room is found", func() bool { return quick(`,"give":"en","get":"zh"`).Room == id })
	if a := quick(`,"give":"en","get":"zh","not":["` + id + `"]`); a.Room != "" {
		t.Fatalf("found %q again", a.Room)
	}
}

func TestWhenPeopleAreAwakeIsTold(t *testing.T) {
	n := newNode(t, nil)
	var answer awakeAnswer
	if w := n.request("GET", "/v1/awake?pair=zh-Hant,en", "", nil, &answer); w.StatusCode != 200 || answer.Stale {
		t.Fatalf("%d %+v", w.StatusCode, answer)
	}
	if len(answer.Hours) != 2 || answer.Hours[0].Language != "zh" || answer.Hours[1].ByHour[20] != 7.5 || len(answer.Lines) != 2 {
		t.Fatalf("%+v", answer)
	}
	for _, pair := range []string{"", "zh", "zh,en,es", "zh,x-y", "zh,und", "zh," + strings.Repeat("e", 36)} {
		if w := n.request("GET", "/v1/awake?pair="+pair, "", nil, nil); w.StatusCode != 400 {
			t.Errorf("%q: %d", pair, w.StatusCode)
		}
	}
	n.directory.goAway(errDirectory)
	if w := n.request("GET", "/v1/awake?pair=zh,en", "", nil, &answer); w.StatusCode != 200 || !answer.Stale {
		t.Fatalf("%d %+v", w.StatusCode, answer)
	}
}

// TestWhatTheLobbyIsAskedIsBounded also shows that nothing of a refused request is kept.
func TestWhatTheLobbyIsAskedIsBounded(t *testing.T) {
	n := newNode(t, nil)
	profile := func(rest string) string { return `{"profile":{"name":"","speaks":["en"],"learns":["zh"]` + rest + `}}` }
	thousand := strings.TrimSuffix(strings.Repeat(`"en",`, 1000), ",")
	for name, c := range map[string]struct{ path, body, code string }{
		"1,000 languages":          {"/v1/lobby", `{"profile":{"speaks":[` + thousand + `]}}`, "invalid_profile"},
		"an unknown tag":           {"/v1/lobby", `{"profile":{"speaks":["qqq-zz-zz"]}}`, "invalid_profile"},
		"und":                      {"/v1/lobby", `{"profile":{"speaks":["und"]}}`, "invalid_profile"},
		"a private tag":            {"/v1/lobby", `{"profile":{"speaks":["x-secret"]}}`, "invalid_profile"},
		"a tag of 36 bytes":        {"/v1/lobby", `{"profile":{"speaks":["` + strings.Repeat("e", 36) + `"]}}`, "invalid_profile"},
		"a zone that is none":      {"/v1/lobby", profile(`,"time_zone":"Mars/Olympus"`), "invalid_profile"},
		"a path for a zone":        {"/v1/lobby", profile(`,"time_zone":"../../etc/passwd"`), "invalid_profile"},
		"a level Z9":               {"/v1/lobby", profile(`,"levels":[{"language":"zh","level":"Z9"}]`), "invalid_profile"},
		"a level not learned":      {"/v1/lobby", profile(`,"levels":[{"language":"es","level":"B1"}]`), "invalid_profile"},
		"a bad name":               {"/v1/lobby", `{"profile":{"name":"` + strings.Repeat("x", 99) + `"}}`, "invalid_name"},
		"three languages":          {"/v1/lobby", `{"filter":{"pair":["zh","en","es"]}}`, "bad_request"},
		"a filter of no level":     {"/v1/lobby", `{"filter":{"level":"Z9"}}`, "bad_request"},
		"a long tag":               {"/v1/lobby", `{"filter":{"tag":"` + strings.Repeat("x", 25) + `"}}`, "bad_request"},
		"a filter of und":          {"/v1/lobby", `{"filter":{"pair":["und"]}}`, "bad_request"},
		"11 pages":                 {"/v1/lobby", `{"pages":11}`, "bad_request"},
		"minus one page":           {"/v1/lobby", `{"pages":-1}`, "bad_request"},
		"a member too many":        {"/v1/lobby", `{"admin":true}`, "bad_request"},
		"a forged token":           {"/v1/lobby", `{}`, "unauthenticated"},
		"gives what is not spoken": {"/v1/lobby/quick", `{` + lenaLooks + `,"give":"es","get":"zh"}`, "invalid_profile"},
		"gets what is not learned": {"/v1/lobby/quick", `{` + lenaLooks + `,"give":"en","get":"es"}`, "invalid_profile"},
		"gives nothing":            {"/v1/lobby/quick", `{` + lenaLooks + `,"get":"zh"}`, "bad_request"},
		"nine left out":            {"/v1/lobby/quick", `{` + lenaLooks + `,"give":"en","get":"zh","not":[` + strings.TrimSuffix(strings.Repeat(`"x",`, 9), ",") + `]}`, "bad_request"},
		"six tags of a room":       {"/v1/rooms", `{"title":"x","languages":["zh"],"tags":["a","b","c","d","e","f"]}`, "invalid_room"},
		"a room's level":           {"/v1/rooms", `{"title":"x","languages":["zh"],"level":"Z9"}`, "invalid_room"},
		"a room's pace":            {"/v1/rooms", `{"title":"x","languages":["zh"],"pace":"brisk"}`, "invalid_room"},
		"seat 99 kept":             {"/v1/rooms", `{"title":"x","languages":["zh"],"kept":[{"seat":99,"for":"native","language":"zh"}]}`, "invalid_room"},
		"2,000 phases":             {"/v1/rooms", `{"title":"x","languages":["zh"],"timetable":[` + strings.TrimSuffix(strings.Repeat(`{},`, 2000), ",") + `]}`, "invalid_room"},
		"a phase of no end":        {"/v1/rooms", `{"title":"x","languages":["zh"],"timetable":[{"language":"zh","seconds":9223372036854775807}]}`, "invalid_room"},
		"a turn of 5 s":            {"/v1/rooms", `{"title":"x","languages":["zh"],"turn_seconds":5}`, "invalid_room"},
		"a turn of no end":         {"/v1/rooms", `{"title":"x","languages":["zh"],"turn_seconds":9223372036854775807}`, "invalid_room"},
		"a turn of less than none": {"/v1/rooms", `{"title":"x","languages":["zh"],"turn_seconds":-180}`, "invalid_room"},
		"10 KB of topic":           {"/v1/rooms", `{"title":"x","languages":["zh"],"topic":"` + strings.Repeat("x", 10<<10) + `"}`, "invalid_room"},
	} {
		header := map[string]string{}
		if name == "a forged token" {
			header["Authorization"] = "Bearer a.b.c"
		}
		var answer struct{ Error wireError }
		if w := n.request("POST", c.path, c.body, header, &answer); w.StatusCode < 400 || answer.Error.Code != c.code {
			t.Errorf("%s: %d %+v, want %s", name, w.StatusCode, answer.Error, c.code)
		}
	}
	if w := n.request("POST", "/v1/lobby", `{}`, map[string]string{"Origin": "https://evil.com"}, nil); w.StatusCode != 403 {
		t.Errorf("another origin: %d", w.StatusCode)
	}
	if listings, _ := n.directory.Rooms(t.Context()); len(listings) != 0 || len(n.directory.watched()) != 0 {
		t.Fatalf("kept %+v, %v", listings, n.directory.watched())
	}
}

func TestARoomIsOpenedWithAllThatIsAskedFor(t *testing.T) {
	n := newNode(t, nil)
	var created createAnswer
	n.request("POST", "/v1/rooms", `{"title":"吃什么","languages":["zh","en"],"level":"B1","pace":"slow","tags":["Food"],
		"kept":[{"seat":2,"for":"native","language":"en"}],"queue":"first_come","timetable":[{"language":"zh","seconds":600},{"language":"en","seconds":600}],
		"turn_seconds":180,"turn_mutes":true,"turn_next":true}`, nil, &created)
	r := created.Room
	if r.Level != "B1" || r.Pace != "slow" || r.Tags[0] != "food" || r.Kept[0] != (wireKeep{2, "native", "en"}) ||
		r.Queue != "first_come" || len(r.Timetable) != 2 || r.TurnSeconds != 180 || !r.TurnMutes || !r.TurnNext {
		t.Fatalf("%+v", r)
	}
	n.join(r.ID, created.GuestToken, "Ada")
	var one wireListing
	eventually(t, "it is listed so", func() bool {
		one = wireListing{}
		n.request("GET", "/v1/rooms/"+r.ID, "", nil, &one)
		return one.FreeSeats > 0
	})
	if one.Level != "B1" || one.Pace != "slow" || len(one.Tags) != 1 || len(one.Kept) != 1 || len(one.Counts) != 2 || one.FreeSeats != room.DefaultSeats-1 {
		t.Fatalf("%+v", one)
	}
}

func TestTheLinesOfTheLobbyHaveTheShapesOfTheExamples(t *testing.T) {
	n := newNode(t, quickLobby)
	id, owner := n.openRoom()
	n.join(id, owner, "Ada")
	eventually(t, "the room is there", func() bool {
		listings, _ := n.directory.Rooms(t.Context())
		return len(listings) == 1 && listings[0].Speakers == 1
	})
	_, lines := n.stream(`{`+lenaLooks+`,"stream":true}`, "")
	want := map[string]bool{"page": true, "awake": true, "delta": true}
	for len(want) > 0 && lines.Scan() {
		var got, example map[string]any
		if err := json.Unmarshal(lines.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		kind, _ := got["type"].(string)
		if !want[kind] {
			continue
		}
		delete(want, kind)
		if err := json.Unmarshal(golden(t, "lobby."+kind), &example); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(keys(got), keys(example)) {
			t.Errorf("a %s has %v, the example %v", kind, keys(got), keys(example))
		}
		for _, list := range []string{"rooms", "lines"} {
			if example[list] == nil {
				continue
			}
			one, other := got[list].([]any)[0].(map[string]any), example[list].([]any)[0].(map[string]any)
			if !slices.Equal(keys(one), keys(other)) {
				t.Errorf("the %s of a %s have %v, the example %v", list, kind, keys(one), keys(other))
			}
		}
		if kind == "awake" {
			n.join(id, "", "Bo") // something changes
		}
	}
	if len(want) > 0 {
		t.Fatalf("never came: %v, %v", want, lines.Err())
	}
}

// FuzzRoundsOfABody: whatever a body says of a room's rounds, what is converted stays within its bounds.
func FuzzRoundsOfABody(f *testing.F) {
	f.Add([]byte(`{"languages":["zh"],"title":"x","timetable":[{"language":"zh","seconds":600}]}`))
	f.Add([]byte(`{"languages":["zh"],"title":"x","timetable":[{"language":"zh","seconds":-9223372036854775808}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var body createRequest
		if strict.Unmarshal(text, &body) != nil {
			return
		}
		settings, err := body.settings("owner")
		if err != nil {
			return
		}
		clean, err := room.CleanSettings(settings)
		if err == nil && len(clean.Timetable) > 0 && !rounds.Valid(clean.Timetable) {
			t.Fatalf("%+v", clean.Timetable)
		}
	})
}

// FuzzLobbyBody: whatever comes is answered with a page or a coded refusal.
func FuzzLobbyBody(f *testing.F) {
	for _, seed := range []string{`{}`, `{` + lenaLooks + `}`, `{"filter":{"pair":["zh","en"],"level":"B1","tag":"food"},"pages":3}`, `{"pages":1e9}`, `[`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var body lobbyRequest
		if strict.Unmarshal(text, &body) != nil {
			return
		}
		profile, err := onlooker(mergeProfile(room.Profile{}, body.Profile))
		if err != nil {
			return
		}
		filter, ok := body.Filter.clean()
		if ok && len(profile.Speaks)+len(profile.Learns) <= 2*room.MaxLanguages && len(filter.Tag) <= 4*maxBody {
			return
		}
		if ok {
			t.Fatalf("%+v, %+v", profile, filter)
		}
	})
}
