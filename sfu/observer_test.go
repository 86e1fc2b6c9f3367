package sfu

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"
)

func TestTheFirstUpdateSaysThatNobodySpeaks(t *testing.T) {
	b := newBench(t)
	b.pass(20 * ms)
	if len(b.updates) != 1 {
		t.Fatalf("%d updates", len(b.updates))
	}
	got, _ := json.Marshal(b.updates[0])
	if want := `{"Slots":["","",""],"Speaking":[],"Receiving":[]}`; string(got) != want {
		t.Errorf("%s", got)
	}
}

func TestUpdatesComeWhenSomethingChangesAndNotTooOften(t *testing.T) {
	b := newBench(t)
	a, _ := b.publish("a")
	b.pass(time.Second)
	quiet := len(b.updates)
	start := b.now
	var first time.Duration
	for range 500 { // 10 s of one who speaks and is silent in turn, faster than is told
		if (b.now-start)%time.Second < 500*ms {
			b.say(a, 20)
		}
		b.pass(20 * ms)
		if first == 0 && len(b.updates) > quiet && len(b.updates[len(b.updates)-1].Speaking) > 0 {
			first = b.now - start
		}
	}
	if first == 0 || first > 400*ms {
		t.Errorf("speech was told after %v", first)
	}
	if n := len(b.updates) - quiet; n < 18 || n > 21 {
		t.Errorf("%d updates in 10 s of ten words, want one for each word and each silence", n)
	}
	for i := quiet + 1; i < len(b.updates); i++ {
		if b.updates[i].equal(b.updates[i-1]) {
			t.Errorf("update %d says what the one before said", i)
		}
	}
	b.pass(2 * time.Second)
	if last := b.updates[len(b.updates)-1]; len(last.Speaking) != 0 || len(last.Receiving) != 0 || last.Slots[0] != "a" {
		t.Errorf("two seconds after the last packet: %+v", last)
	}
}

func TestALevelAloneIsToldWhenItHasMovedFarAndToAFew(t *testing.T) {
	for _, test := range []struct {
		name        string
		listeners   int
		level       func(n int) byte
		least, most int
	}{
		{"a voice that rises and falls", 1, func(n int) byte { return byte(15 + 20*(n/60%2)) }, 7, 11},
		{"a voice that stays", 1, func(n int) byte { return byte(20 + n%5) }, 2, 4},
		{"a voice that rises and falls before many", levelAudience + 1, func(n int) byte { return byte(15 + 20*(n/60%2)) }, 2, 4},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t)
			for n := range test.listeners {
				b.connect(fmt.Sprint("listener", n))
			}
			a, _ := b.publish("a")
			b.pass(time.Second)
			quiet := len(b.updates)
			for n := range 500 {
				b.say(a, test.level(n))
				b.pass(20 * ms)
			}
			if n := len(b.updates) - quiet; n < test.least || n > test.most {
				t.Errorf("%d updates in 10 s, want %d to %d", n, test.least, test.most)
			}
			last := b.updates[len(b.updates)-1]
			if !slices.Equal(last.Slots, []string{"a", "", ""}) || !slices.Equal(last.Receiving, []string{"a"}) ||
				len(last.Speaking) != 1 || last.Speaking[0].Participant != "a" {
				t.Errorf("%+v", last)
			}
			if level := last.Speaking[0].Level; level < -42 || level > -15 {
				t.Errorf("level %d of speech between −35 and −15", level)
			}
		})
	}
}

func TestUpdatesAreRepeatedEveryFiveSeconds(t *testing.T) {
	b := newBench(t)
	b.pass(time.Minute)
	if n := len(b.updates); n < 12 || n > 13 {
		t.Errorf("%d updates in an idle minute, want one every 5 s", n)
	}
}

func TestAnUpdateIsTheObserversToKeep(t *testing.T) {
	b := newBench(t)
	b.pass(20 * ms)
	b.updates[0].Slots[0] = "scribble"
	b.pass(4 * time.Second)
	if len(b.updates) != 1 {
		t.Errorf("what an observer wrote was taken for a change: %+v", b.updates)
	}
}

// A client that is told of a voice and hears nothing takes its path for dead.
func TestTheSlotAnAudienceDoesNotHearIsNamedEmpty(t *testing.T) {
	b := newBench(t)
	b.connect("listener")
	var peers []*peer
	for _, name := range []string{"a", "b", "c"} {
		p, _ := b.publish(name)
		peers = append(peers, p)
	}
	talk := func() []string {
		for range 50 {
			for i, p := range peers {
				b.say(p, byte(20+20*(i%2))) // b is the quietest
			}
			b.pass(20 * ms)
		}
		return b.updates[len(b.updates)-1].Slots
	}
	for _, test := range []struct {
		step Step
		want []string
	}{{StepNormal, []string{"a", "b", "c"}}, {StepSlots, []string{"a", "", "c"}}, {StepNormal, []string{"a", "b", "c"}}} {
		b.dispatcher.step = test.step
		if got := talk(); !slices.Equal(got, test.want) {
			t.Errorf("%v: %q, want %q", test.step, got, test.want)
		}
	}
}

func TestAnIdleRoomCostsNoMemory(t *testing.T) {
	b := newBench(t)
	a, _ := b.publish("a")
	b.say(a, 127)
	b.pass(time.Second)
	if n := testing.AllocsPerRun(100, func() { b.forwarder.tick(b.now, time.Time{}) }); n != 0 {
		t.Errorf("a tick of an idle room allocates %v times", n)
	}
}

func TestARoomWithoutObserverIsQuiet(t *testing.T) {
	f := newForwarder("room", &dispatcher{}, []uint32{71}, nil)
	f.tick(time.Hour, time.Time{})
}
