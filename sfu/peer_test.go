package sfu

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestALaneStartsLow(t *testing.T) {
	for _, sequence := range []uint64{firstSequence, firstSequence + 40000, 1 << 20, 1<<20 + 65535, 1 << 40} {
		var l lane
		number, ok := l.number(sequence)
		if !ok || number == 0 || number > laneStarts {
			t.Errorf("the slot's %d starts a lane at %d (%v)", sequence, number, ok)
		}
		if next, _ := l.number(sequence + 3); next != number+3 {
			t.Errorf("a hole of two became %d", next-number-1)
		}
	}
}

func TestALaneGivesNothingFromBeforeItsTime(t *testing.T) {
	var l lane
	l.number(firstSequence + 10)
	if _, ok := l.number(firstSequence + 9); ok {
		t.Fatal("a packet from before the listener came was given")
	}
}

func TestAListenersOwnVoiceLeavesNoGap(t *testing.T) {
	var l lane
	before, _ := l.number(firstSequence)
	for n := uint64(1); n <= 100; n++ {
		l.withhold(firstSequence+n, 1)
	}
	after, ok := l.number(firstSequence + 101)
	if !ok || after != before+1 {
		t.Fatalf("%d was followed by %d (%v)", before, after, ok)
	}
	if _, ok := l.number(firstSequence + 100); ok {
		t.Fatal("a packet withheld was given a number that another has")
	}
}

func TestFind(t *testing.T) {
	const newest = firstSequence + 1000
	started := lane{base: firstSequence - 1, since: firstSequence} // 1 is the first
	late := lane{base: firstSequence + 989, since: firstSequence + 990}
	for _, test := range []struct {
		name   string
		lane   lane
		number uint16
		want   uint64
		ok     bool
	}{
		{"the newest", started, 1001, newest, true},
		{"the one before", started, 1000, newest - 1, true},
		{"as old as the ring", started, 1001 - ringPackets + 1, newest - ringPackets + 1, true},
		{"older than the ring", started, 1001 - ringPackets, 0, false},
		{"from the future", started, 1002, 0, false},
		{"half the world away", started, 1001 + 32768, 0, false},
		{"the listener's first", late, 1, firstSequence + 990, true},
		{"from before the listener", late, 0, 0, false},
		{"below zero", late, 65535, 0, false},
		{"of a slot never heard", lane{}, 1001, 0, false},
	} {
		if got, ok := test.lane.find(test.number, newest); ok != test.ok || got != test.want {
			t.Errorf("%s: %d, %v", test.name, got, ok)
		}
	}
}

// A number means one packet for ever: whatever is withheld in between, what a listener asks for again is what was
// sent with that number, and numbers are given without a gap of our own making.
func TestANumberMeansOnePacket(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l lane
		sequence := uint64(firstSequence + rapid.IntRange(0, 70000).Draw(t, "start"))
		sent := map[uint16]uint64{}
		var last uint16
		for range rapid.IntRange(1, 500).Draw(t, "packets") {
			sequence++
			if rapid.IntRange(0, 3).Draw(t, "own") == 0 {
				l.withhold(sequence, 1)
			} else {
				number, ok := l.number(sequence)
				if !ok || len(sent) > 0 && number != last+1 {
					t.Fatalf("%d came after %d (%v)", number, last, ok)
				}
				if other, twice := sent[number]; twice {
					t.Fatalf("%d means both %d and %d", number, other, sequence)
				}
				sent[number], last = sequence, number
			}
			asked := last - uint16(rapid.IntRange(0, 20).Draw(t, "back"))
			if found, ok := l.find(asked, sequence); ok && found != sent[asked] {
				t.Fatalf("%d was sent as %d and found as %d", asked, sent[asked], found)
			}
		}
	})
}

func TestAMicrophoneIsReceivedOnceItIsSteady(t *testing.T) {
	var u uplink
	for n, want := range []bool{false, false, true, true} {
		now := 10*time.Second + time.Duration(n)*20*ms
		u.note(now)
		if got := u.receiving(now); got != want {
			t.Errorf("after %d packets: %v", n+1, got)
		}
	}
	if !u.receiving(10*time.Second + 500*ms) {
		t.Error("DTX ends it")
	}
	if u.receiving(12 * time.Second) {
		t.Error("two seconds without packets do not end it")
	}
	u.note(20 * time.Second)
	if u.receiving(20 * time.Second) {
		t.Error("one packet brings it back")
	}
}
