package sfu

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// stage is a selector and microphones that are driven 20 ms at a time.
type stage struct {
	selector    selector
	microphones []*microphone
	now         time.Duration
}

func newStage(slots, microphones int) *stage {
	s := &stage{selector: selector{holders: make([]*microphone, slots)}, now: time.Second}
	for range microphones {
		s.microphones = append(s.microphones, &microphone{slot: noSlot, home: noSlot})
	}
	return s
}

// Loudnesses as browsers tell them.
const (
	quietly = 60 // −67 dBov: a room
	softly  = 85
	plainly = 95
	loudly  = 110
)

// say plays d of the given loudness per microphone, 0 for no packets at all, and returns who held each slot
// after every packet round.
func (s *stage) say(d time.Duration, loud ...float64) {
	for range d / (20 * ms) {
		for i, l := range loud {
			if l > 0 {
				s.selector.hear(s.microphones[i], l, s.now)
			}
		}
		s.now += 20 * ms
	}
}

// holders gives the index of the microphone in each slot, −1 for none.
func (s *stage) holders() (held []int) {
	for _, h := range s.selector.holders {
		index := -1
		for i, m := range s.microphones {
			if m == h {
				index = i
			}
		}
		held = append(held, index)
	}
	return held
}

func TestSelection(t *testing.T) {
	for _, test := range []struct {
		name              string
		slots, microphone int
		play              func(*stage)
		want              []int
	}{
		{"whoever sends gets a free slot, speech or not", 3, 3, func(s *stage) {
			s.say(20*ms, quietly, plainly, quietly)
		}, []int{0, 1, 2}},
		{"with no more microphones than slots everyone keeps theirs", 3, 3, func(s *stage) {
			s.say(20*ms, plainly, quietly, quietly)
			s.say(5*time.Second, loudly, loudly, quietly)
			s.say(5*time.Second, 0, loudly, loudly)
		}, []int{0, 1, 2}},
		{"somebody silent displaces nobody", 1, 2, func(s *stage) {
			s.say(20*ms, plainly, quietly)
			s.say(10*time.Second, 0, quietly)
		}, []int{0}},
		{"the first packet of speech takes the slot of who has been silent", 1, 2, func(s *stage) {
			s.say(time.Second, plainly, quietly)
			s.say(time.Second, quietly, quietly)
			s.say(20*ms, quietly, softly)
		}, []int{1}},
		{"of the silent, who spoke longest ago goes first", 2, 3, func(s *stage) {
			s.say(time.Second, plainly, plainly)
			s.say(time.Second, plainly, quietly)
			s.say(time.Second, quietly, quietly)
			s.say(20*ms, quietly, quietly, softly)
		}, []int{0, 2}},
		{"a pause between words keeps the slot", 1, 2, func(s *stage) {
			s.say(time.Second, plainly)
			s.say(300*ms, quietly, loudly)
		}, []int{0}},
		{"a louder voice waits for the dwell", 1, 2, func(s *stage) {
			s.say(1800*ms, softly, loudly)
		}, []int{0}},
		{"a louder voice takes the quietest speaker's slot after the dwell", 2, 3, func(s *stage) {
			s.say(time.Second, plainly, softly)
			s.say(2*time.Second, plainly, softly, loudly)
		}, []int{0, 2}},
		{"a little louder is not enough", 1, 2, func(s *stage) {
			s.say(10*time.Second, plainly, plainly+lead-1)
		}, []int{0}},
		{"the loudest is never dropped", 2, 3, func(s *stage) {
			s.say(10*time.Second, loudly, softly, plainly)
		}, []int{0, 2}},
		{"a returning voice finds its old slot free", 3, 3, func(s *stage) {
			s.say(time.Second, plainly, plainly)
			s.selector.release(s.microphones[0])
			s.selector.release(s.microphones[1])
			s.say(20*ms, 0, plainly)
		}, []int{-1, 1, -1}},
		{"a freed slot goes to who sends next", 1, 2, func(s *stage) {
			s.say(time.Second, loudly, quietly)
			s.selector.release(s.microphones[0])
			s.say(20*ms, 0, quietly)
		}, []int{1}},
		{"no slots, nobody", 0, 1, func(s *stage) { s.say(time.Second, loudly) }, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newStage(test.slots, test.microphone)
			test.play(s)
			if got := s.holders(); fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Fatalf("slots are held by %v, want %v", got, test.want)
			}
		})
	}
}

func TestTheFirstSyllableIsForwardedFromItsFirstPacket(t *testing.T) {
	s := newStage(3, 4)
	s.say(2*time.Second, plainly, plainly, plainly)
	s.say(time.Second, quietly, quietly, quietly, quietly)
	if slot := s.selector.hear(s.microphones[3], speechOn, s.now); slot == noSlot {
		t.Fatal("the first packet of speech after a silence was not forwarded")
	}
}

func TestTheSetDoesNotFlap(t *testing.T) {
	s := newStage(2, 6)
	before, changes := fmt.Sprint(s.holders()), 0
	for range 1500 { // 30 s in which six shout at once, each now and then the loudest
		loud := make([]float64, 6)
		for i := range loud {
			loud[i] = plainly + float64((int(s.now/ms)/20*7+i*13)%20)
		}
		s.say(20*ms, loud...)
		if now := fmt.Sprint(s.holders()); now != before {
			before = now
			changes++
		}
	}
	if limit := 2 + 2*15; changes > limit {
		t.Fatalf("%d changes in 30 s, want at most %d", changes, limit)
	}
}

// Whatever is said by whomever: slots and microphones agree, a free slot is not left to nobody, a slot changes hands
// only for speech, never from the loudest, and from a speaker only after the dwell.
func TestSelectionProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStage(rapid.IntRange(1, 3).Draw(t, "slots"), rapid.IntRange(1, 6).Draw(t, "microphones"))
		for range rapid.IntRange(1, 300).Draw(t, "packets") {
			s.now += time.Duration(rapid.IntRange(0, 200).Draw(t, "wait")) * ms
			m := s.microphones[rapid.IntRange(0, len(s.microphones)-1).Draw(t, "who")]
			if rapid.IntRange(0, 30).Draw(t, "leaves") == 0 {
				s.selector.release(m)
				continue
			}
			checkPacket(t, s, m, float64(rapid.IntRange(0, 127).Draw(t, "loud")))
		}
	})
}

// checkPacket plays one packet and judges what came of it.
func checkPacket(t *rapid.T, s *stage, m *microphone, loud float64) {
	before := append([]*microphone(nil), s.selector.holders...)
	since := map[*microphone]time.Duration{}
	for _, h := range before {
		if h != nil {
			since[h] = h.since
		}
	}
	slot := s.selector.hear(m, loud, s.now)
	if slot != m.slot || slot != noSlot && s.selector.holders[slot] != m {
		t.Fatalf("slot %d given, %d noted", slot, m.slot)
	}
	for i, was := range before {
		if was == nil && slot == noSlot {
			t.Fatalf("slot %d is free and the packet went nowhere", i)
		}
		is := s.selector.holders[i]
		if was == nil || was == is {
			continue
		}
		if is != m || was.slot != noSlot {
			t.Fatalf("slot %d went from one to another by a third's packet", i)
		}
		if loud < speechOn && !m.speaking {
			t.Fatalf("a packet of loudness %v displaced somebody", loud)
		}
		spoke := s.now-was.spoke < quietHold
		if spoke && (s.now-since[was] < minDwell || was.loudness(s.now)+lead > m.loudness(s.now)) {
			t.Fatalf("a speaker of %v was displaced after %v by one of %v", was.loudness(s.now), s.now-since[was],
				m.loudness(s.now))
		}
		for _, h := range before {
			if spoke && h != nil && h.loudness(s.now) > m.loudness(s.now) && h.slot == noSlot {
				t.Fatal("the loudest was dropped")
			}
		}
	}
}

func TestALevelRisesFastAndFallsByItself(t *testing.T) {
	var m meter
	m.observe(100, 0)
	m.observe(100, 20*ms)
	if !m.speaks(20*ms) || m.loudness(20*ms) < 70 {
		t.Fatalf("after two packets of speech the loudness is %v", m.loudness(20*ms))
	}
	for at := 40 * ms; at < time.Second; at += 20 * ms {
		m.observe(100, at)
	}
	if got := m.loudness(980 * ms); got < 98 {
		t.Fatalf("a second of 100 is %v", got)
	}
	if !m.speaks(1200 * ms) {
		t.Fatal("200 ms without packets end speech")
	}
	if m.speaks(1500 * ms) {
		t.Fatal("500 ms without packets do not end speech")
	}
	if m.loudness(time.Hour) != 0 {
		t.Fatal("the loudness does not fall to nothing")
	}
}

func TestSpeakingHasHysteresis(t *testing.T) {
	steady := func(loud float64, was bool) bool {
		m := meter{smooth: loud, speaking: was}
		return m.speaks(0)
	}
	for _, test := range []struct {
		loud      float64
		was, want bool
	}{
		{speechOn - 1, false, false}, {speechOn, false, true},
		{speechOff, true, true}, {speechOff - 1, true, false},
	} {
		if got := steady(test.loud, test.was); got != test.want {
			t.Errorf("%v, speaking %v: %v", test.loud, test.was, got)
		}
	}
}

func TestAPacketWithoutALevelIsJudgedByItsSize(t *testing.T) {
	for _, test := range []struct {
		level   int
		payload string
		want    float64
	}{
		{0, "speech", 127}, {127, "speech", 0}, {30, "", 97},
		{noLevel, "\xf8", 0}, {noLevel, "\xf8\xff", 0}, {noLevel, "speech", unknownLoudness},
	} {
		if got := loudnessOf(test.level, []byte(test.payload)); got != test.want {
			t.Errorf("level %d, %d bytes: %v, want %v", test.level, len(test.payload), got, test.want)
		}
	}
}
