package sfu

import (
	"fmt"
	"testing"
	"time"
)

func TestFanOutsOfSlotsAreSpread(t *testing.T) {
	const now = time.Minute
	for _, test := range []struct {
		name        string
		frame, span uint32
		others      []time.Duration
		want        uint32
	}{
		{"alone", 960, 2880, nil, 2880},
		{"another leaves now", 960, 2880, []time.Duration{now - 60*ms}, 2880},
		{"another leaves with the second", 960, 2880, []time.Duration{now - 40*ms}, 2880},
		{"another leaves with the third", 960, 2880, []time.Duration{now - 20*ms}, 1920},
		{"two others", 960, 2880, []time.Duration{now - 60*ms, now - 40*ms}, 2880},
		{"two others, the first is free", 960, 2880, []time.Duration{now - 40*ms, now - 20*ms}, 960},
		{"the middle is free", 960, 2880, []time.Duration{now - 60*ms, now - 20*ms}, 1920},
		{"off the grid", 960, 2880, []time.Duration{now - 50*ms}, 2880},
		{"40 ms", 960, 1920, []time.Duration{now - 20*ms}, 960},
		{"40 ms, the other way", 960, 1920, []time.Duration{now - 40*ms}, 1920},
		{"all are taken", 960, 2880, []time.Duration{now - 60*ms, now - 40*ms, now - 20*ms}, 2880},
		{"one of all is taken twice", 960, 2880, []time.Duration{now - 60*ms, now - 40*ms, now - 20*ms, now - 20*ms}, 1920},
		{"frames of 10 ms", 480, 2880, []time.Duration{now - 60*ms}, 1920},
		{"frames as long as the packet", 2880, 2880, []time.Duration{now}, 2880},
	} {
		longest := now + inTime(test.span-test.frame) // the room's own moment: of equals the longest
		if got := stagger(now, test.frame, test.span, test.others, longest); got != test.want {
			t.Errorf("%s: %d samples, want %d", test.name, got, test.want)
		}
	}
}

// Rooms that begin to merge at one instant, as they do when CPU is short, leave in turns.
func TestFanOutsOfRoomsAreSpread(t *testing.T) {
	const rooms = 300
	leave := make(map[time.Duration]int)
	for i := range rooms {
		now := time.Minute + time.Duration(i%20)*ms // their speakers' packets come evenly
		target := stagger(now, 960, 2880, nil, time.Duration(beatOf(fmt.Sprint("room", i))))
		leave[(now+inTime(target-960))%(60*ms)/(20*ms)]++
	}
	for third, n := range leave {
		if n > rooms*45/100 {
			t.Errorf("%d of %d rooms leave in the third %d of 60 ms", n, rooms, third)
		}
	}
}

// Three who speak at once, whose packets arrive together: what leaves for the audience does not.
func TestSlotsOfARoomLeaveInTurns(t *testing.T) {
	b, _ := packedBench(t, packed60)
	_, heard := b.connect("listener")
	var voices []*voice
	for i := range 3 {
		p, _ := b.publish(fmt.Sprint("p", i))
		voices = append(voices, &voice{peer: p})
	}
	together := 0
	for n := range 300 {
		before := len(heard.rtp)
		for _, v := range voices {
			v.send(b, []byte("\xf8speech"), 0)
		}
		if len(heard.rtp)-before > 1 && n > 3 {
			together++
		}
		b.pass(20 * ms)
	}
	if together > 0 {
		t.Errorf("%d times packets of several slots left together", together)
	}
	if n := len(heard.rtp); n < 295 || n > 310 {
		t.Errorf("%d packets for 900 frames", n)
	}
}

// In a large room the listeners of one slot are served in turns too: with every frame that arrives, one phase, which
// is the same for all who speak together.
func TestPhasesOfASlotLeaveInTurns(t *testing.T) {
	for size, listeners := range map[kind]int{packed40: 2, packed60: 3} {
		b, _ := packedBench(t, size)
		b.dispatcher.packing.phasesFrom = 1
		var heard []*fakeConn
		for i := range listeners {
			_, c := b.connect(fmt.Sprint("listener", i))
			heard = append(heard, c)
		}
		count := func() (each []int) {
			for _, c := range heard {
				each = append(each, len(c.rtp))
			}
			return each
		}
		var voices []*voice
		for i := range 3 { // who begin one after another
			p, _ := b.publish(fmt.Sprint("voice", i))
			voices = append(voices, &voice{peer: p})
		}
		b.pass(20 * ms)
		for n := range 120 {
			var served []int
			for i, v := range voices[:min(n+1, len(voices))] {
				before := count()
				v.send(b, []byte("\xf8speech"), 0)
				for listener, all := range count() {
					for range all - before[listener] {
						served = append(served, listener)
					}
				}
				if n >= 6 && (len(served) != i+1 || served[i] != served[0]) {
					t.Fatalf("%d listeners: frame %d of voices up to %d goes to %v", listeners, n, i, served)
				}
			}
			b.pass(20 * ms)
		}
		for i, c := range heard {
			if n := len(c.frames(t, 71, true)); n < 117 {
				t.Errorf("listener %d heard %d of 120 frames", i, n)
			}
		}
	}
}

// What is merged waits as long as it has to and no longer.
func TestWhatWaitsForAFrameThatDoesNotComeLeaves(t *testing.T) {
	b, _ := packedBench(t, packed60)
	_, heard := b.connect("listener")
	a, _ := b.publish("a")
	v := &voice{peer: a}
	b.pass(20 * ms)
	v.send(b, []byte("\xf8one"), 0)
	v.send(b, []byte("\xf8two"), 0)
	if len(heard.rtp) != 0 {
		t.Fatal("it did not wait")
	}
	b.pass(80 * ms) // silence is played meanwhile
	spoken := heard.frames(t, 71, true)
	if len(spoken) < 2 || spoken[0].frame != "one" || spoken[1].frame != "two" {
		t.Fatalf("%+v", spoken)
	}
	c, _ := b.publish("c")
	w := &voice{peer: c}
	b.pass(time.Second)
	w.send(b, []byte("\xf8word"), 0)
	w.send(b, []byte("\xf8"), 0) // DTX: what is held goes before it, at once
	if frames := heard.frames(t, 72, true); len(frames) != 2 || frames[0].frame != "word" || frames[1].frame != "" {
		t.Fatalf("%+v", frames)
	}
}

// A frame held back when its speaker's gate closes is heard by nobody.
func TestAClosedGateThrowsAwayWhatIsHeld(t *testing.T) {
	b, _ := packedBench(t, packed60)
	_, heard := b.connect("listener")
	a, _ := b.publish("a")
	v := &voice{peer: a}
	b.pass(20 * ms)
	for range 3 {
		v.send(b, []byte("\xf8said"), 0)
	}
	v.send(b, []byte("\xf8held"), 0)
	v.send(b, []byte("\xf8held"), 0)
	b.room.AllowPublish("a", false)
	b.pass(time.Second)
	b.room.AllowPublish("a", true)
	v.send(b, []byte("\xf8again"), 50)
	b.pass(time.Second)
	var said []string
	for _, p := range heard.frames(t, 71, true) { // and leaves no gap in the numbers
		if p.source != 0 {
			said = append(said, p.frame)
		}
	}
	if fmt.Sprint(said) != "[said said said again]" {
		t.Errorf("heard %q", said)
	}
}

// The memory of somebody who has left is not kept by what was held of them.
func TestWhatIsHeldOfSomebodyWhoLeftIsForgotten(t *testing.T) {
	b, _ := packedBench(t, packed60)
	b.connect("listener")
	a, _ := b.publish("a")
	b.pass(20 * ms)
	(&voice{peer: a}).send(b, []byte("\xf8held"), 0)
	b.room.Remove("a")
	b.transport.turn()
	for i := range b.forwarder.slots {
		for k, r := range b.forwarder.slots[i].renditions {
			if r.packer != nil && (!r.packer.empty() || r.packer.from != origin{}) {
				t.Errorf("slot %d still holds something for kind %d", i, k)
			}
		}
	}
}
