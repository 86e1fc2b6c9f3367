package signaling

import (
	"strings"
	"testing"

	"corner/room"
)

// What telling one event to one more listener costs the room's goroutine.
func BenchmarkOneEventToOneMoreReceiver(b *testing.B) {
	c := &conn{server: &Server{writers: newWriters()}, queue: newQueue()}
	c.live.Store(&liveRoom{})
	e := &room.Event{Seq: 1, Body: room.HostChanged{Participant: "p4"}}
	b.ReportAllocs()
	for b.Loop() {
		if !c.Send(e) {
			b.Fatal("full")
		}
		c.queue.pop()
	}
}

// What encoding an event costs, once for all receivers.
func BenchmarkEncodeEvent(b *testing.B) {
	occupant := room.Participant{ID: "p4", Profile: room.Profile{Name: "小雨", Speaks: []string{"zh"}}}
	e := &room.Event{Seq: 1, Body: room.SeatChanged{Seat: room.Seat{Index: 3, Occupant: &occupant}}}
	b.ReportAllocs()
	for b.Loop() {
		encodeEvent(&liveRoom{}, e)
	}
}

func BenchmarkDecodeCommand(b *testing.B) {
	table := commands()
	data := []byte(`{"id":7,"type":"mute.participant","data":{"participant":"q3vX0m1Lr8s2T5uW9yZbCd","muted":true}}`)
	b.ReportAllocs()
	for b.Loop() {
		e, err := decodeEnvelope(data)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := table[e.Type](e.Data); err != nil {
			b.Fatal(err)
		}
	}
}

// What it costs to know what a frame is that carries an offer, which is nearly all of a join.
func BenchmarkDecodeEnvelopeOfAJoin(b *testing.B) {
	data := []byte(`{"id":1,"type":"join","data":{"room":"abc","offer":"` + strings.Repeat(`a=rtpmap:111 opus/48000/2\r\n`, 80) + `"}}`)
	b.ReportAllocs()
	for b.Loop() {
		if e, err := decodeEnvelope(data); err != nil || e.Type != typeJoin {
			b.Fatal(e, err)
		}
	}
}
