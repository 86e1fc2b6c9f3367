package signaling

import (
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// attempt is one who tries to come in by a socket: let in, told to come again, or not even heard.
func (n *node) attempt(room string) (result string, took time.Duration, err error) {
	begun := time.Now()
	dialer := websocket.Dialer{Subprotocols: []string{Subprotocol}}
	ws, answer, err := dialer.Dial(n.url(), http.Header{"Origin": {testOrigin}})
	if err != nil && answer != nil && answer.StatusCode == http.StatusServiceUnavailable {
		return "unheard", time.Since(begun), nil
	}
	if err != nil {
		return "", 0, err
	}
	defer ws.Close()
	join := map[string]any{"id": 1, "type": "join", "data": map[string]any{"room": room, "offer": "v=0",
		"profile": map[string]any{"name": "guest"}}}
	var m message
	if err := errors.Join(ws.WriteJSON(join), ws.ReadJSON(&m)); err != nil {
		return "", 0, err
	}
	took = time.Since(begun)
	if m.Error != nil {
		return m.Error.Code, took, nil
	}
	return "in", took, ws.WriteJSON(map[string]any{"id": 2, "type": "leave"})
}

// TestTenTimesTooManyAreToldSoAtOnceAndMembersAreHeardMeanwhile has people come over sockets, far more than the pace
// allows, while a member asks for something all the time.
func TestTenTimesTooManyAreToldSoAtOnceAndMembersAreHeardMeanwhile(t *testing.T) {
	load := calm()
	load.set(Load{Busy: 0.78, Step: "normal"}) // neither more nor fewer than now
	n := newNode(t, func(c *Config) { c.Load = load.load })
	id, owner := n.openRoom()
	host := n.join(id, owner, "Ada")
	n.server.admission.pace.set(20, time.Now())
	n.server.admission.pace.reserve.SetBurst(20)
	n.server.admission.pace.reserve.SetLimit(0)                // nor does it fill again
	n.server.admission.pace.looked = time.Now().Add(time.Hour) // and so it stays
	var mu sync.Mutex
	took := map[string][]time.Duration{}
	var all sync.WaitGroup
	tries := func() {
		result, d, err := n.attempt(id)
		if err != nil {
			t.Error(err)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		took[result] = append(took[result], d)
	}
	all.Go(func() {
		arrivals := time.NewTicker(5 * time.Millisecond) // ten times the pace
		defer arrivals.Stop()
		for range 600 {
			<-arrivals.C
			all.Go(tries)
		}
	})
	begun, stormed := time.Now(), make(chan struct{})
	go func() { all.Wait(); close(stormed) }()
	var member, anything []time.Duration // anything is the yardstick: what the machine takes for a request that needs nobody
	for over := false; !over; {
		asked := time.Now()
		host.must("participants.list", nil)
		member = append(member, time.Since(asked))
		asked = time.Now()
		n.request("GET", "/healthz", "", nil, nil)
		anything = append(anything, time.Since(asked))
		select {
		case <-stormed:
			over = true
		case <-time.After(120 * time.Millisecond): // within what a client may ask
		}
	}
	refused := slices.Concat(took[errBusy.Code], took["unheard"])
	most := 50 + int(20*time.Since(begun).Seconds()) // the burst, the pace, and some more
	if len(took["in"]) < 20 || len(took["in"]) > most || len(took) != 3 && len(took) != 2 {
		t.Fatalf("%d let in, %d refused, of them %d by the upgrade", len(took["in"]), len(refused), len(took["unheard"]))
	}
	slices.Sort(refused)
	slices.Sort(member)
	slices.Sort(anything)
	t.Logf("%d let in; of %d refused half heard so within %v, nine in ten within %v; a member waits %v, anybody %v", len(took["in"]),
		len(refused), refused[len(refused)/2], refused[len(refused)*9/10], member[len(member)/2], anything[len(anything)/2])
	// Who queued would hear after admissionWait or more. A refusal is a connection and two exchanges.
	atOnce := admissionWait/10 + 10*anything[len(anything)/2]
	if refused[len(refused)/2] > atOnce {
		t.Errorf("half of the refused hear so after more than %v", refused[len(refused)/2])
	}
	if member[len(member)/2] > atOnce {
		t.Errorf("a member waits %v for an answer", member[len(member)/2])
	}
}
