package sfu

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

const ms = time.Millisecond

// step is one thing that happens to a slot, and what must come of it relative to the packet before.
type step struct {
	in      arrival
	silence int // frames of silence played before

	late     bool   // refused
	sequence int64  // step of the sequence number
	advance  uint32 // step of the timestamp
	marker   bool
}

// from makes an arrival: the n-th 20 ms packet of a source whose clock is honest.
func from(source uint64, n int, at time.Duration) arrival {
	return arrival{
		source: source, ssrc: uint32(source), sequence: uint16(n), time: uint32(n) * frameSamples,
		span: frameSamples, at: at,
	}
}

// with changes an arrival.
func (a arrival) with(change func(*arrival)) arrival {
	change(&a)
	return a
}

// Changes of an arrival, for with.
func dtx(a *arrival)   { a.dtx = true }
func long(a *arrival)  { a.span = 3 * frameSamples }
func short(a *arrival) { a.span = frameSamples / 2 }

// story is a named sequence of steps.
type story struct {
	name  string
	steps []step
}

func tell(t *testing.T, stories []story) {
	t.Helper()
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) { playSteps(t, s.steps) })
	}
}

func TestTimelineOfOneRun(t *testing.T) {
	tell(t, []story{
		{"a run follows the source's clock whatever the jitter", []step{
			{in: from(1, 10, 0), marker: true},
			{in: from(1, 11, 20*ms), sequence: 1, advance: 960},
			{in: from(1, 12, 75*ms), sequence: 1, advance: 960},
			{in: from(1, 13, 76*ms), sequence: 1, advance: 960},
			{in: from(1, 14, 80*ms), sequence: 1, advance: 960},
		}},
		{"loss stays a hole and a late packet finds it", []step{
			{in: from(1, 10, 0), marker: true},
			{in: from(1, 13, 60*ms), sequence: 3, advance: 2880},
			{in: from(1, 11, 61*ms), sequence: -2, advance: ^uint32(1920 - 1)},
			{in: from(1, 12, 62*ms), sequence: -1, advance: ^uint32(960 - 1)},
			{in: from(1, 14, 80*ms), sequence: 1, advance: 960},
		}},
		{"a packet from before the run is refused", []step{
			{in: from(1, 10, 0), marker: true},
			{in: from(1, 9, 5*ms), late: true},
			{in: from(1, 11, 20*ms), sequence: 1, advance: 960},
			{in: from(1, 8, 25*ms), late: true},
		}},
		{"a duplicate is refused", []step{
			{in: from(1, 10, 0), marker: true},
			{in: from(1, 10, 1*ms), late: true},
		}},
	})
}

func TestTimelineAcrossSwitches(t *testing.T) {
	tell(t, []story{
		{"a switch goes on by one and by wall clock on the grid", []step{
			{in: from(1, 10, 0), marker: true},
			{in: from(1, 11, 20*ms), sequence: 1, advance: 960},
			{in: from(2, 7000, 47*ms), sequence: 1, advance: 960, marker: true},
			{in: from(2, 7001, 67*ms), sequence: 1, advance: 960},
			{in: from(1, 40, 105*ms), sequence: 1, advance: 1920, marker: true},
		}},
		{"a switch faster than sound waits for the last packet", []step{
			{in: from(1, 10, 0), marker: true},
			{in: from(2, 7000, 1*ms), sequence: 1, advance: 960, marker: true},
			{in: from(3, 7, 2*ms), sequence: 1, advance: 960, marker: true},
			{in: from(3, 8, 60*ms), sequence: 1, advance: 960},
		}},
		{"what ran ahead of the slot's clock comes back to it at the next switch", []step{
			{in: from(1, 10, 0), marker: true},
			{in: from(2, 7000, 1*ms), sequence: 1, advance: 960, marker: true},
			{in: from(3, 7, 2*ms), sequence: 1, advance: 960, marker: true},
			{in: from(1, 900, 200*ms), sequence: 1, advance: 8 * 960, marker: true},
		}},
	})
}

func TestTimelineAcrossGapsAndFalseClocks(t *testing.T) {
	tell(t, []story{
		{"a stopped clock does not stop the slot's: replaceTrack(null) for three seconds", []step{
			{in: from(1, 10, 0), marker: true},
			{in: from(1, 11, 3020*ms), sequence: 1, advance: 151 * 960, marker: true},
			{in: from(1, 12, 3040*ms), sequence: 1, advance: 960},
		}},
		{"short stops add up to no more than the lag allowed", []step{
			{in: from(1, 10, 0), marker: true},
			{in: from(1, 11, 140*ms), sequence: 1, advance: 960},
			{in: from(1, 12, 260*ms), sequence: 1, advance: 12 * 960, marker: true},
		}},
		{"a clock that jumps does not carry the slot with it", []step{
			{in: from(1, 10, 0), marker: true},
			{in: from(1, 11, 20*ms).with(func(a *arrival) { a.time += 1 << 30 }), sequence: 1, advance: 960, marker: true},
			{in: from(1, 12, 40*ms), sequence: 1, advance: 960, marker: true},
			{in: from(1, 13, 60*ms), sequence: 1, advance: 960},
		}},
		{"a clock that races is held to a second ahead", []step{
			{in: from(1, 10, 0), marker: true},
			{in: from(1, 11, 1*ms).with(func(a *arrival) { a.time += 47000 }), sequence: 1, advance: 47960},
			{in: from(1, 12, 2*ms).with(func(a *arrival) { a.time += 94000 }), sequence: 1, advance: 960, marker: true},
		}},
		{"DTX goes by wall clock", []step{
			{in: from(1, 10, 0).with(dtx), marker: true},
			{in: from(1, 11, 400*ms).with(func(a *arrival) { a.dtx = true; a.time += 19 * 960 }), sequence: 1, advance: 20 * 960, marker: true},
			{in: from(1, 12, 812*ms).with(func(a *arrival) { a.time += 38 * 960 }), sequence: 1, advance: 21 * 960, marker: true},
		}},
		{"a demotion and a return are a gap", []step{
			{in: from(1, 10, 0), marker: true},
			{in: from(1, 310, 6000*ms), sequence: 1, advance: 300 * 960, marker: true},
		}},
		{"a new SSRC of the same connection is a change of source", []step{
			{in: from(1, 10, 0), marker: true},
			{in: from(1, 11, 20*ms).with(func(a *arrival) { a.ssrc = 99 }), sequence: 1, advance: 960, marker: true},
			{in: from(1, 9, 21*ms), sequence: 1, advance: 960, marker: true},
		}},
	})
}

func TestTimelineAcrossWrapsFrameSizesAndSilence(t *testing.T) {
	tell(t, []story{
		{"the source's sequence wraps", []step{
			{in: from(1, 65534, 0), marker: true},
			{in: from(1, 65535, 20*ms), sequence: 1, advance: 960},
			{in: from(1, 65536, 40*ms), sequence: 1, advance: 960},
			{in: from(1, 65538, 80*ms), sequence: 2, advance: 1920},
			{in: from(1, 65537, 81*ms), sequence: -1, advance: ^uint32(960 - 1)},
		}},
		{"the source's clock wraps", []step{
			{in: from(1, 10, 0).with(func(a *arrival) { a.time = ^uint32(0) - 100 }), marker: true},
			{in: from(1, 11, 20*ms).with(func(a *arrival) { a.time = 859 }), sequence: 1, advance: 960},
			{in: from(2, 5, 100*ms), sequence: 1, advance: 4 * 960, marker: true},
		}},
		{"long packets are played to their end before a switch", []step{
			{in: from(1, 10, 0).with(long), marker: true},
			{in: from(2, 11, 20*ms), sequence: 1, advance: 3 * 960, marker: true},
			{in: from(2, 12, 40*ms), sequence: 1, advance: 960},
		}},
		{"a change of frame size within a run follows the source", []step{
			{in: from(1, 10, 0), marker: true},
			{in: from(1, 11, 20*ms).with(long), sequence: 1, advance: 960},
			{in: from(1, 14, 80*ms).with(func(a *arrival) { a.sequence = 12; a.span = 480 }), sequence: 1, advance: 2880},
			{in: from(1, 13, 90*ms).with(func(a *arrival) { a.time = 14*960 + 480 }).with(short), sequence: 1, advance: 480},
		}},
		{"after silence comes a new run, behind the silence", []step{
			{in: from(1, 10, 0), marker: true},
			{in: from(1, 11, 38*ms), silence: 3, sequence: 1, advance: 960, marker: true},
			{in: from(1, 12, 58*ms), sequence: 1, advance: 960},
		}},
		{"long after silence the slot's clock is right again", []step{
			{in: from(1, 10, 0), marker: true},
			{in: from(1, 60, 1000*ms), silence: 3, sequence: 1, advance: 47 * 960, marker: true},
		}},
		{"what was overtaken by silence is refused", []step{
			{in: from(1, 10, 0), marker: true},
			{in: from(1, 12, 40*ms), sequence: 2, advance: 1920},
			{in: from(1, 11, 90*ms), silence: 3, late: true},
		}},
	})
}

// playSteps plays arrivals into a slot and compares.
func playSteps(t *testing.T, steps []step) {
	t.Helper()
	var line timeline
	var last stamp
	for i, s := range steps {
		for range s.silence {
			last = line.silence()
		}
		got, ok := line.next(s.in)
		if ok == s.late {
			t.Fatalf("step %d: accepted %v", i, ok)
		}
		if s.late {
			continue
		}
		if i == 0 {
			last = stamp{firstSequence, s.in.time, false}
		}
		want := stamp{uint64(int64(last.sequence) + s.sequence), last.timestamp + s.advance, s.marker}
		if got != want {
			t.Fatalf("step %d: got %+v, want %+v (%d, %d after the last)", i, got, want,
				int64(got.sequence-last.sequence), int32(got.timestamp-last.timestamp))
		}
		if s.sequence >= 0 {
			last = got
		}
	}
}

func TestTimelineKeepsToWallClockForADay(t *testing.T) {
	var line timeline
	for hour := range 30 {
		at := time.Duration(hour) * time.Hour
		got, _ := line.next(from(uint64(hour+1), 5, at))
		want := uint32(5*frameSamples + at.Milliseconds()*samplesPerMillisecond)
		if off := int32(got.timestamp - want); max(off, -off) > frameSamples {
			t.Fatalf("after %d h the slot is %d samples off", hour, off)
		}
	}
}

func TestSilenceBeginsWhereThePacketEnds(t *testing.T) {
	var line timeline
	first, _ := line.next(from(1, 10, 0).with(func(a *arrival) { a.span = 480 }))
	for i, advance := range []uint32{480, 960, 960} {
		got := line.silence()
		want := stamp{first.sequence + 1, first.timestamp + advance, false}
		if got != want {
			t.Fatalf("frame %d: %+v, want %+v", i, got, want)
		}
		first = got
	}
}

func TestASlotRunsDry(t *testing.T) {
	jittery := func(line *timeline) {
		for n := range 40 { // every other packet 30 ms late
			line.next(from(1, n+1, time.Duration(n)*20*ms+time.Duration(n%2)*30*ms))
		}
	}
	for _, test := range []struct {
		name  string
		setup func(*timeline)
		after time.Duration // since the last packet
		want  bool
	}{
		{"never before it has played", func(*timeline) {}, time.Hour, false},
		{"not yet after 34 ms", func(l *timeline) { l.next(from(1, 1, 0)) }, 34 * ms, false},
		{"after 35 ms", func(l *timeline) { l.next(from(1, 1, 0)) }, 35 * ms, true},
		{"after 75 ms when packets are 60 ms long",
			func(l *timeline) { l.next(from(1, 1, 0).with(func(a *arrival) { a.span = 2880 })) }, 75 * ms, true},
		{"not after 74 ms when packets are 60 ms long",
			func(l *timeline) { l.next(from(1, 1, 0).with(func(a *arrival) { a.span = 2880 })) }, 74 * ms, false},
		{"not while DTX says that silence goes on",
			func(l *timeline) { l.next(from(1, 1, 0).with(func(a *arrival) { a.dtx = true })) }, time.Hour, false},
		{"once only", func(l *timeline) { l.next(from(1, 1, 0)); l.silence() }, time.Hour, false},
		{"later on a jittery uplink", jittery, 60 * ms, false},
		{"in the end on a jittery uplink", jittery, 135 * ms, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			var line timeline
			test.setup(&line)
			if got := line.ranDry(line.at + test.after); got != test.want {
				t.Fatalf("dry after %v: %v", test.after, got)
			}
		})
	}
}

// A stall is 100 ms without packets and then all of them at once. What it puts the slot ahead of its clock must not
// add up: every listener would hear the speaker that much later.
func TestStallsDoNotAddUp(t *testing.T) {
	const stall, every = 100 * ms, 500 * ms
	var line timeline
	var ahead time.Duration
	n := 0
	for now := time.Duration(0); now < time.Minute; now += 10 * ms {
		stalled := now%every < stall
		for ; !stalled && time.Duration(n)*20*ms <= now; n++ {
			line.next(from(1, n+1, now))
		}
		if line.ranDry(now) {
			for range 3 {
				line.silence()
			}
		}
		ahead = max(ahead, line.ahead(line.timestamp, now))
	}
	if ahead > 2*stall {
		t.Fatalf("the slot got %v ahead of its clock", ahead)
	}
}

// Whatever arrives, no sequence number is given twice and time never runs backwards.
func TestTimelineNeverRepeatsASequenceNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var line timeline
		var newest stamp
		given := map[uint64]bool{}
		seen := map[arrival]bool{} // as replay protection does
		at := time.Duration(0)
		for range rapid.IntRange(1, 200).Draw(t, "packets") {
			at += time.Duration(rapid.IntRange(0, 300).Draw(t, "wait")) * ms
			if line.ranDry(at) {
				newest = line.silence()
				given[newest.sequence] = true
			}
			a := arrival{
				source: uint64(rapid.IntRange(1, 2).Draw(t, "source")), ssrc: 1,
				sequence: uint16(rapid.IntRange(0, 40).Draw(t, "sequence")),
				time:     rapid.Uint32().Draw(t, "time"), span: frameSamples, at: at,
			}
			if rapid.Bool().Draw(t, "honest") {
				a.time = uint32(a.sequence) * frameSamples
			}
			if id := (arrival{source: a.source, sequence: a.sequence}); seen[id] {
				continue
			} else {
				seen[id] = true
			}
			got, ok := line.next(a)
			if !ok {
				continue
			}
			if given[got.sequence] {
				t.Fatalf("%d given twice", got.sequence)
			}
			given[got.sequence] = true
			if got.sequence > newest.sequence {
				if newest.sequence != 0 && int32(got.timestamp-newest.timestamp) <= 0 {
					t.Fatalf("time went from %d to %d", newest.timestamp, got.timestamp)
				}
				newest = got
			}
		}
	})
}
