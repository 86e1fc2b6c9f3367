package sfu

import (
	"fmt"
	"net"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"corner/sfu/light"

	"github.com/pion/rtp"
)

func TestEveryShardHasAPort(t *testing.T) {
	s := serveWith(t, Config{Shards: 3})
	ports := s.Ports()
	slices.Sort(ports)
	if len(slices.Compact(ports)) != 3 || ports[0] == 0 || !slices.Contains(ports, s.Port()) {
		t.Errorf("%v, the first is %d", s.Ports(), s.Port())
	}
}

func TestPortsFollowTheFirst(t *testing.T) {
	base := freePorts(t, 3)
	s, err := New(Config{Shards: 3, Light: light.Config{Address: "127.0.0.1", Port: base}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if want := []int{base, base + 1, base + 2}; !slices.Equal(s.Ports(), want) {
		t.Errorf("%v, want %v", s.Ports(), want)
	}
	if _, err := New(Config{Shards: 2, Light: light.Config{Address: "127.0.0.1", Port: base - 1}}); err == nil {
		t.Error("a port that is taken was bound again")
	}
	// What could be bound before the refusal is free again.
	socket, err := net.ListenPacket("udp4", fmt.Sprintf("127.0.0.1:%d", base-1))
	if err != nil {
		t.Error(err)
	} else {
		_ = socket.Close()
	}
}

// freePorts finds the second of n+1 UDP ports in a row that nobody uses.
func freePorts(t *testing.T, n int) int {
	t.Helper()
	for base := 20001; base < 60000; base += n + 1 {
		free := true
		for port := base - 1; port < base+n; port++ {
			socket, err := net.ListenPacket("udp4", fmt.Sprintf("127.0.0.1:%d", port))
			if err != nil {
				free = false
				break
			}
			_ = socket.Close()
		}
		if free {
			return base
		}
	}
	t.Fatal("no ports in a row are free")
	return 0
}

func TestConfigurationsThatAreRefused(t *testing.T) {
	for _, c := range []Config{{Shards: -1}, {Shards: maxShards + 1}, {Slots: 4}, {Slots: -1}, {PackingTime: 50 * ms}} {
		if s, err := New(c); err == nil {
			t.Errorf("%+v was taken", c)
			_ = s.Close()
		}
	}
}

func TestRoomsAreSpreadAndStayApart(t *testing.T) {
	s := serveWith(t, Config{Shards: 3})
	var rooms []*Room
	shards := map[transport]int{}
	for i := range 6 {
		r := s.OpenRoom(fmt.Sprint(i), nil)
		rooms = append(rooms, r)
		shards[r.transport]++
	}
	for _, n := range shards {
		if n != 2 {
			t.Fatalf("six rooms on three shards: %v", shards)
		}
	}
	a, b := join(t, rooms[0], "a"), join(t, rooms[0], "b")
	if next := s.OpenRoom("next", nil); next.transport == rooms[0].transport {
		t.Error("a new room went to the shard that has connections")
	}
	x := join(t, rooms[1], "x")
	rooms[0].AllowPublish("a", true)
	said := a.speak(1, 20, 30)
	b.await("speech", func(p []rtp.Packet) bool { return len(p) == len(said) })
	if len(x.packets()) != 0 {
		t.Error("another shard heard it")
	}
	if got := s.Stats(); got.Connected != 3 || got.PacketsIn != 20 || got.Rooms != 7 {
		t.Errorf("%+v", got)
	}
	if got := s.Transport(); got.Ready != 3 || got.HandshakesDone != 3 {
		t.Errorf("%+v", got)
	}
	rooms[0].Close()
	eventually(t, "the connections to be gone", func() bool { return rooms[0].transport.(*shard).conns.Load() == 0 })
}

// Rooms on three shards, all that can be called called from everywhere at once: the race detector judges.
func TestControlOfThreeShards(t *testing.T) {
	s := serveWith(t, Config{Shards: 3, PackingFrom: 1})
	var clients []*client
	var rooms []*Room
	for i := range 3 {
		r := s.OpenRoom(fmt.Sprint(i), silentObserver{})
		rooms = append(rooms, r)
		speaker := join(t, r, "speaker")
		clients = append(clients, speaker, join(t, r, "listener"))
		r.AllowPublish("speaker", true)
	}
	var all sync.WaitGroup
	for i, r := range rooms {
		all.Go(func() { clients[2*i].speak(1, 60, 30) })
		all.Go(func() {
			for n := range 300 {
				r.SetLowDelay("listener", n%2 == 0)
				r.AllowPublish("somebody", n%2 == 0)
				s.Stats()
				s.Transport()
				s.Load()
				if n%50 == 0 {
					s.OpenRoomWith("more", RoomConfig{Slots: 1 + n%3}, silentObserver{}).Close()
				}
			}
		})
	}
	all.Wait()
	for i := range rooms {
		clients[2*i+1].await("speech", func(p []rtp.Packet) bool { return len(p) >= 15 })
	}
	eventually(t, "the rooms that came and went to be gone", func() bool { return s.Stats().Rooms == 3 })
}

type silentObserver struct{}

func (silentObserver) Speakers(SpeakersUpdate) {}
func (silentObserver) Voices([]Voice) bool     { return true }

func TestARoomMayHaveFewerSlots(t *testing.T) {
	s := serve(t)
	for asked, want := range map[int]int{0: 3, 1: 1, 2: 2, 3: 3, 9: 3} {
		r := s.OpenRoomWith("room", RoomConfig{Slots: asked}, nil)
		if got := len(r.ssrcs); got != want {
			t.Errorf("%d slots for %d", got, asked)
		}
	}
	r := s.OpenRoomWith("room", RoomConfig{Slots: 1}, nil)
	offer, err := newClient(t, "a", MaxSlots).pc.CreateOffer(nil)
	if err != nil {
		t.Fatal(err)
	}
	if answer, err := r.Connect("a", offer.SDP); err != nil || len(answer.Slots) != 1 {
		t.Errorf("%d slots in the answer (%v)", len(answer.Slots), err)
	}
}

// Every counter of the layer below is added up: a new one must not be forgotten.
func TestAllTransportCountersAreSummed(t *testing.T) {
	var one light.Stats
	fill(reflect.ValueOf(&one).Elem())
	sum := addTransport(one, one)
	check(t, "Stats", reflect.ValueOf(sum))
}

func fill(v reflect.Value) {
	for i := range v.NumField() {
		switch f := v.Field(i); {
		case f.Kind() == reflect.Struct:
			fill(f)
		case f.CanInt():
			f.SetInt(21)
		case f.CanUint():
			f.SetUint(21)
		}
	}
}

func check(t *testing.T, name string, v reflect.Value) {
	for i := range v.NumField() {
		f, name := v.Field(i), name+"."+v.Type().Field(i).Name
		switch {
		case f.Kind() == reflect.Struct:
			check(t, name, f)
		case f.CanInt() && f.Int() != 42, f.CanUint() && f.Uint() != 42:
			t.Errorf("%s is not added up", name)
		}
	}
}

// A shard whose socket is gone ends the whole: half a media plane would be worse than none.
func TestAShardThatFailsEndsTheOthers(t *testing.T) {
	s, err := New(Config{Shards: 2, Light: light.Config{Address: "127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.shards[1].server.Close(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Run(t.Context()) }()
	select {
	case err := <-done:
		if err == nil {
			t.Error("it ended without an error")
		}
	case <-time.After(patience):
		t.Fatal("the other shard goes on")
	}
}
