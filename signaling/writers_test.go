package signaling

import (
	"fmt"
	"runtime"
	"slices"
	"testing"

	"corner/room"
)

var sinkRoom = room.Settings{Title: "r"}

// eventNamed is an event without data.
func eventNamed(seq uint64, name string) frame {
	f := encode(eventFrame{Seq: seq, Type: name})
	f.seq = seq
	return f
}

// What the media goroutine waits for is what is runnable before it: few writers, however many they write to.
func TestABurstToThousandsMakesFewGoroutinesRunnable(t *testing.T) {
	const people = 3000
	s := newSinks(t)
	s.server.writers.limit = 1
	l := newLiveRoom("r", sinkRoom, s.server)
	conns := make([]*conn, people)
	for i := range conns {
		conns[i], _ = s.conn(fmt.Sprint(i))
		s.server.writers.open(conns[i])
		l.topic.enter(conns[i])
	}
	before := runtime.NumGoroutine()
	var more int
	for turn := range 5 {
		s.server.writers.wantAll(l.topic.announce(encode(eventFrame{Type: "speakers"}), nil))
		for i, c := range conns {
			if !c.push(eventNamed(uint64(turn)+1, "hand.raised")) {
				t.Fatalf("%d is full", i)
			}
			more = max(more, runtime.NumGoroutine()-before)
		}
	}
	s.quiet()
	t.Logf("%d writes, %d more goroutines at most", len(s.log.names()), more)
	if more > 1 || s.log.highest > 1 {
		t.Errorf("%d more goroutines, %d wrote at once; there is one place", more, s.log.highest)
	}
	for i, c := range conns {
		if c.sent.seq != 5 || c.sent.version != 5 {
			t.Fatalf("%d was sent the event %d and the announcement %d", i, c.sent.seq, c.sent.version)
		}
	}
}

// The scheduler looks at the network when nothing is runnable: it must come to that while many are written to.
func TestAWriterRestsAfterAStretchOfWork(t *testing.T) {
	s := newSinks(t)
	rests := 0
	s.server.writers.limit, s.server.writers.rest = 1, func() { rests++ }
	conns := make([]*conn, 50)
	for i := range conns {
		c, out := s.conn("")
		out.takes, conns[i] = writeStretch/5, c
		s.server.writers.open(c)
		c.queue.push(eventNamed(1, "e"))
	}
	s.server.writers.wantAll(conns)
	s.quiet()
	if want := len(conns) / 5; rests < want*9/10 {
		t.Errorf("%d rests, want %d", rests, want)
	}
}

func TestOnlyTheLatestAnnouncementIsSent(t *testing.T) {
	s := newSinks(t)
	l := newLiveRoom("r", sinkRoom, s.server)
	c, _ := s.conn("a")
	l.topic.enter(c)
	for range 7 {
		l.topic.announce(encode(eventFrame{Type: "speakers"}), nil)
	}
	s.server.writers.open(c)
	s.server.writers.want(c)
	s.quiet()
	if got := len(s.log.names()); got != 1 || c.sent.version != 7 {
		t.Errorf("%d frames were sent, the last announcement is %d", got, c.sent.version)
	}
	l.topic.leave(c)
	if whom := l.topic.announce(frame{}, nil); len(whom) != 0 {
		t.Error("who left is still told")
	}
}

func TestWhoHasMuchToReadLetsOthersHaveTheirTurn(t *testing.T) {
	s := newSinks(t)
	s.server.writers.limit = 1
	a, _ := s.conn("a")
	b, _ := s.conn("b")
	for i := range uint64(3 * turnFrames) {
		a.queue.push(eventNamed(i+1, "e"))
	}
	b.queue.push(eventNamed(1, "e"))
	s.server.writers.open(a)
	s.server.writers.open(b)
	s.server.writers.wantAll([]*conn{a, b})
	s.quiet()
	order := s.log.names()
	if at := slices.Index(order, "b"); at != turnFrames || len(order) != 3*turnFrames+1 {
		t.Errorf("%d frames were sent, the other's as the %dth", len(order), at)
	}
}

func TestAWriterThatIsHeldUpGivesItsPlaceAway(t *testing.T) {
	s := newSinks(t)
	w := s.server.writers
	w.limit, w.held = 1, 5
	full := make(chan struct{})
	stopped := make([]*conn, 8)
	for i := range stopped {
		c, out := s.conn("stopped")
		out.full, stopped[i] = full, c
		w.open(c)
		c.push(eventNamed(1, "e"))
	}
	reads, _ := s.conn("reads")
	w.open(reads)
	reads.push(eventNamed(1, "e"))
	s.quiet() // and so the one who reads has been written to
	if reads.sent.seq != 1 || w.heldUp() != 5 {
		t.Errorf("who reads was sent %d; %d writers are held up", reads.sent.seq, w.heldUp())
	}
	slow := 0
	for _, c := range stopped {
		if c.queue.ended.Load() {
			slow++
		}
	}
	if slow != 3 {
		t.Errorf("%d were let go, there were %d places to be held up in", slow, w.held)
	}
	close(full)
	eventually(t, "those who read again are written to", func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.away == 0 && w.busy == 0 && w.first == nil
	})
	for _, c := range stopped {
		if !c.queue.ended.Load() && c.sent.seq != 1 {
			t.Error("a write that waited was not made")
		}
	}
}

// A pong, or the farewell after a fault, is not waited for: the writers would wait for it, unseen.
func TestTheReadLoopDoesNotWaitForASocketThatTakesNothing(t *testing.T) {
	s := newSinks(t)
	c, out := s.conn("a")
	out.full = make(chan struct{})
	s.server.writers.open(c)
	c.limiter = newLimiter()
	if c.pong("x") == nil {
		t.Error("the pong was sent")
	}
	if s.server.writers.heldUp() != 0 {
		t.Error("a writer is missing")
	}
}

func TestWhatEndsBeforeItIsOpenIsToldWhy(t *testing.T) {
	s := newSinks(t)
	c, _ := s.conn("a")
	c.finish(closeServerDraining, "")
	s.quiet()
	if len(s.log.names()) != 0 {
		t.Fatal("it was written to")
	}
	s.server.writers.open(c)
	s.server.writers.wait(c)
	if got := len(s.log.names()); got != 1 {
		t.Errorf("%d frames", got)
	}
	s.server.writers.wait(c) // once more does no harm
	s.server.writers.want(c)
	s.quiet()
	if c.line.state != writeOver {
		t.Error("it goes on after the end")
	}
}

func TestAPingGoesWithAnAnnouncementWhenItIsDueSoon(t *testing.T) {
	s := newSinks(t)
	l := newLiveRoom("r", sinkRoom, s.server)
	c, _ := s.conn("a")
	s.server.writers.open(c)
	l.topic.enter(c)
	s.server.writers.want(c)
	s.quiet()
	due := c.sent.due
	for _, at := range []struct {
		now    int64
		frames int
		due    int64
	}{{due - wheelSlack - 1, 1, due}, {due - wheelSlack, 2, due - wheelSlack + wheelTurns}} {
		s.log.order = nil
		s.server.wheel.now.Store(at.now)
		s.server.writers.wantAll(l.topic.announce(encode(eventFrame{Type: "speakers"}), nil))
		s.quiet()
		if got := len(s.log.names()); got != at.frames || c.sent.due != at.due {
			t.Errorf("%d turns early: %d frames, the next ping at %d", due-at.now, got, c.sent.due)
		}
	}
	s.log.order = nil
	s.server.wheel.now.Store(c.sent.due - 1)
	s.server.writers.want(c)
	s.quiet()
	if len(s.log.names()) != 0 {
		t.Error("a ping that is not due woke somebody up")
	}
}
