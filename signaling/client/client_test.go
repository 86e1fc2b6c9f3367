package client

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestJoinSendsWhatTheOptionsSay(t *testing.T) {
	s := newFakeServer(t)
	profile := &Profile{Name: "bot", Speaks: []string{"zh"}, Learns: []string{"en"}, TimeZone: "UTC"}
	dialing := dial(t, Options{URL: s.url, Room: "q3vX", Token: "jwt", Profile: profile, Origin: "https://a.example", NoMedia: true})
	conn := s.accept()
	command := conn.expect("join")
	want := `{"room":"q3vX","token":"jwt","profile":{"name":"bot","speaks":["zh"],"learns":["en"],"time_zone":"UTC"},"offer":"","client":"corner-go/1"}`
	if string(command.Data) != want {
		t.Errorf("join data\n%s\nwant\n%s", command.Data, want)
	}
	if conn.origin != "https://a.example" || conn.path != "/v1/signal" || conn.ws.Subprotocol() != "corner.v1" {
		t.Errorf("origin %q, path %q, subprotocol %q", conn.origin, conn.path, conn.ws.Subprotocol())
	}
	conn.answer(command.ID, testWelcome())
	got := <-dialing
	if got.err != nil {
		t.Fatal(got.err)
	}
	defer func() { _ = got.client.Close() }()
	if got.client.ID() != "p-me" || got.client.Welcome().GuestToken != "guest-1" || got.client.Snapshot().Host != "p-host" {
		t.Errorf("welcome not applied: %+v", got.client.Welcome())
	}
}

func TestProfileIsLeftOutWhenTheTokenCarriesOne(t *testing.T) {
	s := newFakeServer(t)
	dialing := dial(t, Options{URL: s.url, Room: "q3vX", NoMedia: true, Client: "bot/2"})
	conn := s.accept()
	command := conn.expect("join")
	if strings.Contains(string(command.Data), "profile") || !strings.Contains(string(command.Data), `"client":"bot/2"`) {
		t.Errorf("join data %s", command.Data)
	}
	conn.answer(command.ID, testWelcome())
	_ = (<-dialing).client.Close()
}

func TestBlockedGoWithTheJoin(t *testing.T) {
	s := newFakeServer(t)
	dialing := dial(t, Options{URL: s.url, Room: "q3vX", NoMedia: true, Blocked: []string{"p3", "p5"}})
	conn := s.accept()
	command := conn.expect("join")
	if !strings.Contains(string(command.Data), `"blocked":["p3","p5"]`) {
		t.Errorf("join data %s", command.Data)
	}
	conn.answer(command.ID, testWelcome())
	_ = (<-dialing).client.Close()
}

func TestRefusedJoinIsACodedError(t *testing.T) {
	s := newFakeServer(t)
	dialing := dial(t, Options{URL: s.url, Room: "q3vX"})
	conn := s.accept()
	conn.refuse(conn.expect("join").ID, "moved", `,"retry_ms":1500,"url":"wss://other.example/v1/signal"`)
	got := <-dialing
	var refused *Error
	if !errors.As(got.err, &refused) {
		t.Fatalf("got %v", got.err)
	}
	want := Error{Code: "moved", Text: "because", Retry: 1500 * time.Millisecond, URL: "wss://other.example/v1/signal"}
	if *refused != want {
		t.Errorf("got %+v, want %+v", *refused, want)
	}
}

func TestJoinEndedWithoutAnAnswerIsACloseError(t *testing.T) {
	s := newFakeServer(t)
	dialing := dial(t, Options{URL: s.url, Room: "q3vX", NoMedia: true})
	conn := s.accept()
	conn.expect("join")
	conn.end(4508, "full")
	var closed *CloseError
	if got := <-dialing; !errors.As(got.err, &closed) || closed.Code != 4508 || closed.Reason != "full" {
		t.Errorf("got %v", got.err)
	}
}

func TestWelcomeThatCannotBeReadIsAnError(t *testing.T) {
	s := newFakeServer(t)
	dialing := dial(t, Options{URL: s.url, Room: "q3vX", NoMedia: true})
	conn := s.accept()
	conn.answer(conn.expect("join").ID, 7)
	conn.send(`{"seq":11,"type":"host.changed","data":{"participant":"a"}}`) // and nobody to apply it
	if got := <-dialing; got.err == nil {
		t.Error("no error")
	}
}

func TestUnreachableServerIsAnError(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	_, err := Dial(testContext(t), Options{URL: gone.URL, NoMedia: true})
	if err == nil || !strings.Contains(err.Error(), "status 404") {
		t.Errorf("got %v", err)
	}
	gone.Close()
	if _, err := Dial(testContext(t), Options{URL: gone.URL, NoMedia: true}); err == nil {
		t.Error("no error")
	}
}

func TestServerURLs(t *testing.T) {
	tests := map[string]string{
		"http://a.example:8080":         "ws://a.example:8080/v1/signal",
		"https://a.example/":            "wss://a.example/v1/signal",
		"wss://a.example/v1/signal":     "wss://a.example/v1/signal",
		"ws://a.example":                "ws://a.example/v1/signal",
		"https://a.example/base/signal": "wss://a.example/base/signal",
		"ftp://a.example":               "",
		"a.example":                     "",
		"http://%":                      "",
	}
	for given, want := range tests {
		got, err := signalURL(given)
		if got != want && want != "" || (err == nil) != (want != "") {
			t.Errorf("%s: %q, %v; want %q", given, got, err, want)
		}
	}
}

func TestCommandsGetTheirOwnAnswers(t *testing.T) {
	c, conn := join(t, newFakeServer(t))
	const n = 20
	var wait sync.WaitGroup
	for range n {
		wait.Go(func() {
			data, err := c.Do(testContext(t), "participants.list", map[string]int{"limit": 5})
			if err != nil || !strings.HasPrefix(string(data), `{"next":`) {
				t.Errorf("%s, %v", data, err)
			}
		})
	}
	ids := make([]uint64, 0, n)
	for range n {
		ids = append(ids, conn.expect("participants.list").ID)
	}
	if !slices.IsSorted(ids) {
		t.Errorf("a server that wants numbers to grow hangs up at %v", ids)
	}
	for i := len(ids) - 1; i >= 0; i-- { // the last asked is the first answered
		conn.answer(ids[i], map[string]uint64{"next": ids[i]})
	}
	wait.Wait()
}

func TestRefusedCommandIsACodedError(t *testing.T) {
	c, conn := join(t, newFakeServer(t))
	aside(t, func() { conn.refuse(conn.expect("hand.raise").ID, "on_stage", "") })
	_, err := c.Do(testContext(t), "hand.raise", nil)
	var refused *Error
	if !errors.As(err, &refused) || refused.Code != "on_stage" || refused.Error() != "refused: on_stage: because" {
		t.Errorf("got %v", err)
	}
}

func TestUnansweredCommandEndsWithItsContext(t *testing.T) {
	c, conn := join(t, newFakeServer(t))
	ctx, cancel := context.WithCancel(context.Background())
	aside(t, func() { conn.expect("hand.raise"); cancel() })
	if _, err := c.Do(ctx, "hand.raise", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	conn.answer(2, struct{}{}) // late, and nobody's
	aside(t, func() { conn.answer(conn.expect("hand.lower").ID, struct{}{}) })
	if _, err := c.Do(testContext(t), "hand.lower", nil); err != nil {
		t.Error(err)
	}
}

func TestCommandUnderWayEndsWithTheSocket(t *testing.T) {
	c, conn := join(t, newFakeServer(t))
	aside(t, func() { conn.expect("hand.raise"); conn.end(4001, "") })
	var closed *CloseError
	if _, err := c.Do(testContext(t), "hand.raise", nil); !errors.As(err, &closed) || closed.Code != 4001 {
		t.Errorf("got %v", err)
	}
	<-c.Done()
	if !errors.As(c.Err(), &closed) || closed.Code != 4001 {
		t.Errorf("Err is %v", c.Err())
	}
	if _, err := c.Do(testContext(t), "hand.raise", nil); !errors.As(err, &closed) {
		t.Errorf("after the end: %v", err)
	}
}

func TestEventsComeInOrderAndChangeTheSnapshot(t *testing.T) {
	c, conn := join(t, newFakeServer(t))
	conn.send(`{"seq":11,"type":"host.changed","data":{"participant":"a"}}`)
	conn.send(`{"type":"speakers","data":{"slots":["a","",""]}}`)
	conn.send(`not json`)
	conn.send(`{"seq":15,"type":"fireworks","data":{}}`)
	conn.send(`{"seq":15,"type":"host.changed","data":{"participant":"twice"}}`)
	for i, want := range []struct {
		seq  uint64
		name string
	}{{11, "host.changed"}, {0, "speakers"}, {15, "fireworks"}, {15, "host.changed"}} {
		if e := nextEvent(t, c); e.Seq != want.seq || e.Type != want.name {
			t.Errorf("event %d is %d %s", i, e.Seq, e.Type)
		}
	}
	if s := c.Snapshot(); s.Host != "a" || s.Revision != 15 || c.Seq() != 15 {
		t.Errorf("snapshot %+v", s)
	}
}

func TestEventThatOvertakesTheWelcomeWaitsForIt(t *testing.T) {
	s := newFakeServer(t)
	dialing := dial(t, Options{URL: s.url, Room: "q3vX", NoMedia: true})
	conn := s.accept()
	id := conn.expect("join").ID
	conn.answer(id, testWelcome())
	conn.send(`{"seq":11,"type":"host.changed","data":{"participant":"early"}}`)
	got := <-dialing
	if got.err != nil {
		t.Fatal(got.err)
	}
	defer func() { _ = got.client.Close() }()
	nextEvent(t, got.client)
	if s := got.client.Snapshot(); s.Host != "early" {
		t.Errorf("host %q: the event was lost under the welcome", s.Host)
	}
}

func TestSlowReaderLosesTheOldestEventsButNoState(t *testing.T) {
	c, conn := join(t, newFakeServer(t))
	const extra = 10
	for i := range eventQueue + extra {
		conn.send(`{"seq":%d,"type":"audience.changed","data":{"count":%d,"sample":[]}}`, 11+i, i)
	}
	eventually(t, "all events applied", func() bool { return c.Snapshot().Audience.Count == eventQueue+extra-1 })
	eventually(t, "the queue is full", func() bool { return len(c.Events()) == eventQueue })
	if e := nextEvent(t, c); e.Seq != 11+extra {
		t.Errorf("the oldest kept is %d, want %d", e.Seq, 11+extra)
	}
}

func TestAnswerGivenTwiceIsTakenOnce(t *testing.T) {
	c, conn := join(t, newFakeServer(t))
	commands := []string{"hand.raise", "hand.lower"}
	aside(t, func() {
		for _, name := range commands {
			id := conn.expect(name).ID
			for range 3 {
				conn.answer(id, struct{}{})
			}
		}
	})
	for _, name := range commands {
		if _, err := c.Do(testContext(t), name, nil); err != nil {
			t.Error(err)
		}
	}
}

func TestSilentServerCountsAsGone(t *testing.T) {
	s := newFakeServer(t)
	dialing := dial(t, Options{URL: s.url, Room: "q3vX", NoMedia: true, Silence: 50 * time.Millisecond})
	conn := s.accept()
	conn.answer(conn.expect("join").ID, testWelcome())
	got := <-dialing
	if got.err != nil {
		t.Fatal(got.err)
	}
	defer func() { _ = got.client.Close() }()
	select {
	case <-got.client.Done():
	case <-time.After(patience):
		t.Fatal("still waiting")
	}
	var closed *CloseError
	if !errors.As(got.client.Err(), &closed) || closed.Code != 1006 {
		t.Errorf("got %v", got.client.Err())
	}
}

func TestPingIsAnsweredWithTheLastEvent(t *testing.T) {
	c, conn := join(t, newFakeServer(t))
	conn.send(`{"seq":17,"type":"host.changed","data":{"participant":""}}`)
	nextEvent(t, c)
	conn.send(`{"type":"ping","data":{"seq":20}}`)
	if pong := conn.expect("pong"); pong.ID != 0 || string(pong.Data) != `{"seq_ack":17}` {
		t.Errorf("pong %+v %s", pong, pong.Data)
	}
}

func TestCutSocketResumesFromTheLastEvent(t *testing.T) {
	s := newFakeServer(t)
	c, conn := join(t, s)
	conn.send(`{"seq":17,"type":"host.changed","data":{"participant":"a"}}`)
	nextEvent(t, c)
	c.Cut()
	c.Cut() // twice is once
	var closed *CloseError
	if err := c.Err(); !errors.As(err, &closed) || closed.Code != 1006 {
		t.Errorf("cut is %v", err)
	}
	for i, tokens := range [][2]string{{"resume-1", "resume-2"}, {"resume-2", "resume-3"}} {
		aside(t, func() {
			conn := s.accept()
			command := conn.expect("resume")
			var data resumeData
			if err := json.Unmarshal(command.Data, &data); err != nil {
				t.Error(err)
			}
			if want := (resumeData{"session-1", tokens[0], uint64(17 + i)}); data != want {
				t.Errorf("resume %+v, want %+v", data, want)
			}
			conn.answer(command.ID, Resumed{ResumeToken: tokens[1], Replayed: 1})
			conn.send(`{"seq":%d,"type":"host.changed","data":{"participant":"b"}}`, 18+i)
		})
		resumed, err := c.Resume(testContext(t))
		if err != nil || resumed.Replayed != 1 || c.ResumeToken() != tokens[1] {
			t.Fatalf("%+v, %v", resumed, err)
		}
		if e := nextEvent(t, c); e.Seq != uint64(18+i) || c.Snapshot().Host != "b" {
			t.Errorf("replayed %d, host %q", e.Seq, c.Snapshot().Host)
		}
	}
}

func TestResumeTakesTheServersSnapshotWhole(t *testing.T) {
	s := newFakeServer(t)
	c, conn := join(t, s)
	conn.send(`{"seq":300,"type":"host.changed","data":{"participant":"old"}}`)
	nextEvent(t, c)
	aside(t, func() {
		conn := s.accept()
		fresh := testSnapshot()
		fresh.Host = "new"
		conn.answer(conn.expect("resume").ID, Resumed{ResumeToken: "resume-2", Snapshot: &fresh})
	})
	if _, err := c.Resume(testContext(t)); err != nil {
		t.Fatal(err)
	}
	if got := c.Snapshot(); got.Host != "new" || got.Revision != 10 {
		t.Errorf("snapshot %+v", got)
	}
}

func TestRefusedResumeIsACodedErrorAndTheClientCanStillClose(t *testing.T) {
	s := newFakeServer(t)
	c, _ := join(t, s)
	aside(t, func() {
		conn := s.accept()
		conn.send(`{"seq":11,"type":"host.changed","data":{"participant":"nobody asked"}}`)
		conn.refuse(conn.expect("resume").ID, "session_lost", "")
	})
	_, err := c.Resume(testContext(t))
	var refused *Error
	if !errors.As(err, &refused) || refused.Code != "session_lost" {
		t.Errorf("got %v", err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if c.Snapshot().Host != "p-host" {
		t.Error("an event was applied to a session that is not resumed")
	}
}

func TestLeaveSaysSoAndClosesEverything(t *testing.T) {
	tests := map[string]func(*fakeConn, uint64){
		"answered":               func(conn *fakeConn, id uint64) { conn.answer(id, struct{}{}) },
		"closed before answered": func(conn *fakeConn, _ uint64) { conn.end(4509, "") },
	}
	for name, reply := range tests {
		t.Run(name, func(t *testing.T) {
			c, conn := join(t, newFakeServer(t))
			aside(t, func() { reply(conn, conn.expect("leave").ID) })
			if err := c.Leave(testContext(t)); err != nil {
				t.Error(err)
			}
			if _, open := <-c.Events(); open {
				t.Error("events are still open")
			}
		})
	}
}

func TestClosedClientDoesNothingMore(t *testing.T) {
	c, _ := join(t, newFakeServer(t))
	for range 2 {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
	c.Cut()
	<-c.Done()
	_, do := c.Do(testContext(t), "hand.raise", nil)
	_, resume := c.Resume(testContext(t))
	for _, err := range []error{do, resume, c.Err()} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("got %v", err)
		}
	}
}

func TestClientWithoutMediaHasNone(t *testing.T) {
	c, _ := join(t, newFakeServer(t))
	c.OnRTP(func(int, *Packet) {})
	c.SetLevel(-20)
	for _, err := range []error{c.WriteAudio(nil, 0), c.WriteRTP(&Packet{}), c.MediaReady(testContext(t))} {
		if !errors.Is(err, ErrNoMedia) {
			t.Errorf("got %v", err)
		}
	}
	if c.PeerConnection() != nil {
		t.Error("a peer connection")
	}
}
