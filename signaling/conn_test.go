package signaling

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"corner/room"

	"github.com/gorilla/websocket"
)

func TestWhoSaysNothingFirstIsClosed(t *testing.T) {
	n := newNode(t, func(c *Config) { c.Timing.FirstFrame = 30 * time.Millisecond })
	n.dial().closedWith(4500)
}

func TestTheHeartbeatIsSentAndItsSilenceEndsTheConnection(t *testing.T) {
	const silence = 1500 * time.Millisecond // longer than a busy machine stops for
	n := newNode(t, func(c *Config) { c.Timing.Heartbeat, c.Timing.Silence = 50*time.Millisecond, silence })
	id, owner := n.openRoom()
	c := n.join(id, owner, "Ada")
	c.must("mute.self", map[string]bool{"muted": false})
	changed := c.event("seat.changed")
	ping := c.until("a ping after the event", func(m message) bool {
		var p wirePing
		if m.Type == typePing {
			c.decode(m.Data, &p)
		}
		return p.Seq >= changed.Seq
	})
	if ping.Seq != 0 {
		t.Fatal("a ping is numbered")
	}
	for begun := time.Now(); time.Since(begun) < silence*5/4; { // pongs keep it alive for longer than the silence
		c.event(typePing)
		c.event(typePing)
		c.raw(`{"type":"pong","data":{"seq_ack":1}}`)
	}
	c.closedWith(4002)
	back, m := n.resume(c.welcome.Session, c.welcome.ResumeToken, changed.Seq)
	if m.Error != nil {
		t.Fatalf("cannot resume: %+v", m.Error)
	}
	back.event(typePing)
}

func TestAFrameThatIsNoCommandEndsTheConnection(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	for _, frame := range []string{
		`x`, ``, `[]`, `{}`, `{"id":1.5,"type":"leave"}`, `{"id":0,"type":"leave"}`, `{"id":1,"type":"hand.raise"}`,
		`{"type":"pong","data":{"seq_ack":-1}}`, `{"type":"pong","data":{"ack":1}}`, `{"type":"ping"}`,
	} {
		c := n.join(id, owner, "Ada")
		c.raw(frame)
		c.closedWith(4500)
	}
	c := n.join(id, owner, "Ada")
	if err := c.ws.WriteMessage(websocket.BinaryMessage, []byte(`{"id":9,"type":"leave"}`)); err != nil {
		t.Fatal(err)
	}
	c.closedWith(4500)
}

func TestWhatACommandGetsWrongIsAnsweredAndTheConnectionGoesOn(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	for name, bad := range malformed() {
		c := n.join(id, owner, "Ada")
		for i, data := range bad {
			if i%20 == 19 { // one connection may not say more at once
				c = n.join(id, owner, "Ada")
			}
			c.id++
			c.raw(fmt.Sprintf(`{"id":%d,"type":%q,"data":%s}`, c.id, name, data))
			id := c.id
			if m := c.until("answer", func(m message) bool { return m.Re == id }); m.Error == nil || m.Error.Code != "bad_request" {
				t.Errorf("%s %.60s: %+v", name, data, m.Error)
			}
		}
		c.refused("bad_request", "room.destroy", nil)
		c.refused("bad_request", "join", nil)
		c.must("participants.list", nil)
	}
}

func TestTooManyCommandsAreRefusedAndThenTheEnd(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	c := n.join(id, owner, "Ada")
	begun := time.Now()
	for range commandBurst + maxStrikes + 40 { // the server may have hung up already
		c.id++
		_ = c.ws.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, `{"id":%d,"type":"participants.list"}`, c.id))
	}
	limited := c.until("a refusal", func(m message) bool { return m.Error != nil })
	if limited.Error.Code != "rate_limited" || limited.Error.RetryMS <= 0 {
		t.Fatalf("%+v", limited.Error)
	}
	c.closedWith(4007)
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestAFloodOfPingsOrPongsIsTheEnd(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	for name, flood := range map[string]func(c *client) error{
		"pings": func(c *client) error {
			return c.ws.WriteControl(websocket.PingMessage, []byte("x"), time.Now().Add(time.Second))
		},
		"pongs": func(c *client) error {
			return c.ws.WriteMessage(websocket.TextMessage, []byte(`{"type":"pong","data":{"seq_ack":1}}`))
		},
	} {
		c := n.join(id, owner, "Ada")
		for range 5_000 {
			if flood(c) != nil {
				break
			}
		}
		t.Log(name)
		c.closedWith(4007)
	}
}

func TestAMessageOverTheLimitIsRefusedWithoutReadingIt(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	bystander := n.join(id, owner, "Ada")
	for _, size := range []int{maxFrame + 1, 10 << 20} {
		c := n.dial()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		sent := make(chan struct{})
		go func() {
			defer close(sent)
			_ = c.ws.WriteMessage(websocket.TextMessage, bytes.Repeat([]byte("x"), size))
		}()
		c.closedWith(1009)
		<-sent
		runtime.ReadMemStats(&after)
		if spent := after.TotalAlloc - before.TotalAlloc; spent > uint64(2*size)+1<<20 { // the sender's own included
			t.Errorf("%d bytes: %d allocated", size, spent)
		}
	}
	bystander.must("participants.list", nil)
}

func TestManyLongMessagesAreFineOneAfterAnother(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	c := n.join(id, owner, "Ada")
	for range 6 {
		c.id++
		c.raw(fmt.Sprintf(`{"id":%d,"type":"participants.list","data":{%s}}`, c.id, strings.Repeat(" ", maxFrame-100)))
		id := c.id
		if m := c.until("the answer", func(m message) bool { return m.Re == id }); m.Error != nil {
			t.Fatalf("%+v", m.Error)
		}
	}
}

// frameHeader writes the header of a client's frame, masked with zeros.
func frameHeader(first byte, size int) []byte {
	h := []byte{first, 0x80}
	switch {
	case size < 126:
		h[1] |= byte(size)
	case size < 1<<16:
		h[1] |= 126
		h = binary.BigEndian.AppendUint16(h, uint16(size))
	default:
		h[1] |= 127
		h = binary.BigEndian.AppendUint64(h, uint64(size))
	}
	return append(h, 0, 0, 0, 0)
}

func TestThousandsOfTinyFragmentsAreNoMessage(t *testing.T) {
	n := newNode(t, nil)
	for name, payload := range map[string]string{"of one byte": "x", "of none": ""} {
		c := n.dial()
		var wire []byte
		first := byte(0x01)
		for range 20_000 {
			wire = append(append(wire, frameHeader(first, len(payload))...), payload...)
			first = 0
		}
		sent := make(chan struct{})
		go func() {
			defer close(sent)
			_, _ = c.ws.NetConn().Write(wire)
		}()
		t.Log(name)
		c.closedWith(1009)
		<-sent
	}
}

func TestCompressionIsNeitherOfferedNorTaken(t *testing.T) {
	n := newNode(t, nil)
	d := websocket.Dialer{Subprotocols: []string{Subprotocol}, EnableCompression: true}
	ws, response, err := d.Dial(n.url(), http.Header{"Origin": {testOrigin}})
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	if got := response.Header.Get("Sec-Websocket-Extensions"); got != "" {
		t.Fatalf("negotiated %q", got)
	}
	wire := bomb(t)
	if len(wire) > maxFrame {
		t.Fatalf("the bomb has %d bytes: it is refused for its size", len(wire))
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const compressed = 0x40 // RSV1
	if _, err := ws.NetConn().Write(append(frameHeader(0x80|compressed|1, len(wire)), wire...)); err != nil {
		t.Fatal(err)
	}
	_ = ws.SetReadDeadline(time.Now().Add(5 * time.Second))
	_, _, err = ws.ReadMessage()
	var closed *websocket.CloseError
	if !errors.As(err, &closed) || closed.Code != websocket.CloseProtocolError {
		t.Fatalf("a compressed frame: %v", err)
	}
	runtime.ReadMemStats(&after)
	if spent := after.TotalAlloc - before.TotalAlloc; spent > 1<<20 {
		t.Errorf("%d bytes were allocated", spent)
	}
}

// bomb is a frame that would become 56 MiB: a mebibyte of zeros, compressed as blocks that can be repeated.
func bomb(t *testing.T) []byte {
	t.Helper()
	var block bytes.Buffer
	w, err := flate.NewWriter(&block, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return bytes.Repeat(block.Bytes(), 56)
}

func TestWhoDoesNotReadIsLetGoAndCanResumeWhileOthersNoticeNothing(t *testing.T) {
	const write = 4 * time.Second
	n := newNode(t, func(c *Config) { c.Timing.Write = write })
	id, owner := n.openRoom()
	host := n.join(id, owner, "Ada")
	slow := n.join(id, "", "Bo")
	if tcp, ok := slow.ws.NetConn().(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(4 << 10)
	}
	live, _ := n.server.hall.get(id)
	s, _, err := n.server.sessions.resumeForTest(live, host.welcome.You)
	if err != nil {
		t.Fatal(err)
	}
	slowest := time.Duration(0)
	begun := time.Now()
	for muted := false; live.slow.Load() == 0; muted = !muted {
		if time.Since(begun) > 20*time.Second {
			t.Fatal("who does not read stays")
		}
		asked := time.Now()
		if err := s.member.Do(t.Context(), room.MuteSelf{Muted: muted}); err != nil {
			t.Fatal(err)
		}
		host.event("seat.changed")
		slowest = max(slowest, time.Since(asked))
	}
	if slowest > write/2 { // as whoever waited for the slow one would
		t.Errorf("somebody else waited %v for an event", slowest)
	}
	live.room.Listing()
	eventually(t, "the socket ends", func() bool { return n.server.conns.count() == 1 })
	back, m := n.resume(slow.welcome.Session, slow.welcome.ResumeToken, slow.welcome.Snapshot.Revision)
	var r resumed
	back.decode(m.Data, &r)
	if m.Error != nil || r.Snapshot == nil {
		t.Fatalf("%+v", m)
	}
}

func TestTheRoomEndingEndsItsConnections(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	c := n.join(id, owner, "Ada")
	n.server.rooms.Stop()
	c.closedWith(4507)
	if _, open := n.server.hall.get(id); open || n.server.sessions.count() != 0 {
		t.Fatal("the room or a session is still here")
	}
}

func TestShutdownSendsEverybodyElsewhere(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	first, second, silent := n.join(id, owner, "Ada"), n.join(id, "", "Bo"), n.dial()
	down := make(chan error, 1)
	go func() { down <- n.server.Shutdown(t.Context()) }()
	for _, c := range []*client{first, second, silent} {
		c.closedWith(4005)
	}
	if err := <-down; err != nil {
		t.Fatal(err)
	}
	n.dial().closedWith(4005)
	if w := n.request("GET", "/healthz", "", nil, nil); w.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("healthz says %d", w.StatusCode)
	}
}

func TestSpeakersAreToldToEverybodyAndToWhoComesLater(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	c := n.join(id, owner, "Ada")
	o := n.media.room(id).observer
	o.Speakers(SpeakersUpdate{Slots: []string{"p4", "", ""}, Speaking: []Speaking{{"p4", -23}}})
	want := `{"slots":["p4","",""],"speaking":[{"participant":"p4","level":-23}],"receiving":[]}`
	if m := c.event("speakers"); string(m.Data) != want || m.Seq != 0 {
		t.Fatalf("%s", m.Data)
	}
	late := n.join(id, "", "Bo")
	if m := late.event("speakers"); string(m.Data) != want {
		t.Fatalf("%s", m.Data)
	}
}

func TestAStalledClientCostsTheMediaGoroutineNothing(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	n.join(id, owner, "Ada") // reads nothing more
	o := n.media.room(id).observer
	begun := time.Now()
	for range 10_000 {
		o.Speakers(SpeakersUpdate{Slots: []string{strings.Repeat("p", 22)}})
	}
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("10,000 updates took %v", took)
	}
}

// Half-open in every way a client can be: no HTTP, no frame, half a frame, a join that is refused.
func TestHalfOpenClientsLeaveNothingBehind(t *testing.T) {
	n := newNode(t, func(c *Config) { c.Timing.FirstFrame = 400 * time.Millisecond })
	id, owner := n.openRoom()
	host := n.join(id, owner, "Ada")
	stages := []func(c *client){
		func(*client) {},
		func(c *client) { _, _ = c.ws.NetConn().Write(frameHeader(0x81, 1000)[:3]) },
		func(c *client) { _, _ = c.ws.NetConn().Write(append(frameHeader(0x01, 1), '{')) },
		func(c *client) {
			c.raw(`{"id":1,"type":"join","data":{"room":"` + id + `","offer":"bad","profile":{"name":"Bo"}}}`)
		},
		func(c *client) { c.cut() },
	}
	crowd := 100
	if testing.Short() {
		crowd = 10
	}
	first := 0
	for round := range 2 {
		for _, stop := range stages {
			for range crowd {
				stop(n.dial())
			}
			eventually(t, "only the host is connected", func() bool { return n.server.conns.count() == 1 })
		}
		if round == 0 {
			first = runtime.NumGoroutine()
		}
	}
	eventually(t, "there are as many goroutines as after the first round", func() bool {
		return runtime.NumGoroutine() <= first+len(stages)
	})
	if got := n.server.sessions.count(); got != 1 {
		t.Errorf("%d sessions", got)
	}
	host.must("participants.list", nil)
}

// Who was voiced by the media plane is told their talk time by the room, and it is counted for the operator.
func TestVoicedTimeReachesTheRoomAndItsPeople(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	c := n.join(id, owner, "Ada")
	o := n.media.room(id).observer
	if !o.Voices([]room.Voice{{Participant: c.welcome.You, Voiced: 2500 * time.Millisecond}}) {
		t.Fatal("not taken by an idle room")
	}
	m := c.event("talk")
	var talk wireTalk
	c.decode(m.Data, &talk)
	if len(talk.Languages) != 1 || talk.Languages[0].MS != 2500 || m.Seq != 0 {
		t.Errorf("%s", m.Data)
	}
	n.metric("corner_voiced_seconds_total 2.5")
}
