package sfu

import (
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestASecondConnectionReplacesTheFirst(t *testing.T) {
	b := newBench(t)
	speaker, toSpeaker := b.publish("speaker")
	first, toFirst := b.publish("a")
	b.say(first, 30)
	slot := first.member.slot
	second, toSecond := b.connect("a")
	if toFirst.closed == 0 {
		t.Error("the first connection stays open")
	}
	b.say(speaker, 30)
	if len(toFirst.rtp) != 0 || len(toSecond.rtp) != 1 {
		t.Errorf("the first heard %d packets, the second %d", len(toFirst.rtp), len(toSecond.rtp))
	}
	heard := len(toSpeaker.rtp)
	b.say(first, 30)
	if len(toSpeaker.rtp) != heard || b.room.Stats().Dropped[DropStale] != 1 {
		t.Error("the first connection is still heard")
	}
	b.forwarder.disconnected(first)
	b.say(second, 30)
	if second.member.slot != slot || second.member != first.member {
		t.Errorf("slot %d became %d", slot, second.member.slot)
	}
	if s := b.room.Stats(); s.Connected != 2 {
		t.Errorf("%d connected, want 2", s.Connected)
	}
}

func TestARefusedOfferChangesNothing(t *testing.T) {
	b := newBench(t)
	a, toA := b.publish("a")
	refusal := errors.New("bad offer")
	b.transport.refuse = refusal
	for _, who := range []string{"a", "new"} {
		if _, err := b.room.Connect(who, "nonsense"); !errors.Is(err, refusal) {
			t.Errorf("%s: %v", who, err)
		}
	}
	if b.room.members["a"].peer != a || toA.closed != 0 || len(b.room.members) != 1 {
		t.Error("a refusal changed something")
	}
	if s := b.room.Stats(); s.Connecting != 0 {
		t.Errorf("%d connecting", s.Connecting)
	}
}

func TestARefusedOfferLeavesAGateThatWasOpenedMeanwhile(t *testing.T) {
	b := newBench(t)
	b.transport.refuse = errors.New("bad offer")
	b.transport.during = func() { b.room.AllowPublish("a", true) }
	_, _ = b.room.Connect("a", "")
	if m := b.room.members["a"]; m == nil || !m.gate.isOpen() {
		t.Error("the gate was forgotten")
	}
}

func TestWhoIsRemovedNeitherSendsNorHears(t *testing.T) {
	b := newBench(t)
	a, toA := b.publish("a")
	c, toC := b.publish("c")
	b.say(a, 30)
	b.say(c, 30)
	b.room.Remove("a")
	b.say(a, 30) // what was posted has not been done yet
	b.say(c, 30)
	b.transport.turn()
	b.say(a, 30)
	b.say(c, 30)
	if len(toA.spoken()) != 1 || len(toC.spoken()) != 1 || toA.closed == 0 {
		t.Errorf("the removed heard %d packets, and was heard %d times", len(toA.spoken()), len(toC.spoken()))
	}
	if b.forwarder.selector.holders[0] != nil {
		t.Error("the removed keeps a slot")
	}
	b.forwarder.disconnected(a)
	if s := b.room.Stats(); s.Connected != 1 || s.Dropped[DropGate]+s.Dropped[DropStale] != 2 {
		t.Errorf("%+v", s)
	}
	b.room.Remove("a")
	b.room.Remove("never there")
	again, _ := b.connect("a")
	b.say(again, 30)
	if len(toC.spoken()) != 1 {
		t.Error("a gate outlived its participant")
	}
}

func TestAConnectionOfSomebodyRemovedMeanwhileIsRefused(t *testing.T) {
	b := newBench(t)
	b.room.AllowPublish("a", true)
	b.transport.during = func() { b.room.Remove("a") }
	if _, err := b.room.Connect("a", ""); !errors.Is(err, ErrRemoved) {
		t.Errorf("%v", err)
	}
	if len(b.room.members) != 0 {
		t.Error("a ghost is left")
	}
}

func TestKeysThatComeAfterRemovalGiveNothing(t *testing.T) {
	b := newBench(t)
	a, _ := b.publish("a")
	if _, err := b.room.Connect("late", ""); err != nil {
		t.Fatal(err)
	}
	p := b.room.members["late"].peer
	b.room.Remove("late")
	b.transport.turn()
	c := p.conn.(*fakeConn)
	b.forwarder.connected(p, c)
	b.say(a, 30)
	if len(c.rtp) != 0 || len(b.forwarder.listeners.peers) != 1 {
		t.Error("the removed hears")
	}
	b.forwarder.disconnected(p)
	if s := b.room.Stats(); s.Connected != 1 || s.Connecting != 0 {
		t.Errorf("%+v", s)
	}
}

func TestAConnectionThatDiesFreesTheSlotAndKeepsTheGate(t *testing.T) {
	b := newBench(t)
	a, _ := b.publish("a")
	_, heard := b.connect("b")
	b.say(a, 30)
	b.forwarder.disconnected(a)
	if b.forwarder.selector.holders[0] != nil || len(b.forwarder.listeners.peers) != 1 {
		t.Error("the dead keep a slot, or listen")
	}
	again, _ := b.connect("a")
	b.say(again, 30)
	if len(heard.spoken()) != 2 {
		t.Error("the gate closed with the connection")
	}
}

func TestAClosedRoomIsClosed(t *testing.T) {
	b := newBench(t)
	a, toA := b.publish("a")
	_, heard := b.connect("b")
	b.room.Close()
	b.room.Close()
	b.say(a, 30)
	b.transport.turn()
	b.say(a, 30)
	b.pass(10 * time.Second)
	if toA.closed == 0 || heard.closed == 0 || len(heard.rtp) != 0 || len(b.updates) != 0 || b.ended != 1 {
		t.Errorf("closed %d and %d, heard %d, updates %d, ended %d times", toA.closed, heard.closed, len(heard.rtp),
			len(b.updates), b.ended)
	}
	if _, err := b.room.Connect("c", ""); !errors.Is(err, ErrClosed) {
		t.Errorf("%v", err)
	}
	b.room.AllowPublish("c", true)
	b.room.AllowPublish("a", true)
	b.room.Remove("a")
	if len(b.room.members) != 0 || b.room.Stats().Rooms != 0 {
		t.Error("a closed room takes members")
	}
}

func TestARoomThatClosesWhileSomebodyConnectsLeavesNobody(t *testing.T) {
	b := newBench(t)
	b.transport.during = b.room.Close
	if _, err := b.room.Connect("a", ""); !errors.Is(err, ErrClosed) {
		t.Errorf("%v", err)
	}
}

func TestAClosedRoomLeavesNoMemory(t *testing.T) {
	freed := make(chan struct{}, 2)
	func() {
		b := newBench(t)
		a, _ := b.publish("a")
		b.connect("b")
		b.say(a, 30)
		b.room.Remove("b")
		b.room.Close()
		b.transport.turn()
		runtime.AddCleanup(a, func(int) { freed <- struct{}{} }, 0)
		runtime.AddCleanup(b.forwarder, func(int) { freed <- struct{}{} }, 0)
	}()
	awaitFreed(t, freed, 2)
}

func TestWhoIsRemovedLeavesNoMemory(t *testing.T) {
	freed := make(chan struct{}, 2)
	b := newBench(t)
	c, _ := b.publish("c")
	func() {
		a, _ := b.publish("a")
		b.say(a, 30)
		b.say(c, 30)
		b.room.Remove("a")
		b.transport.turn()
		b.forwarder.disconnected(a)
		runtime.AddCleanup(a, func(int) { freed <- struct{}{} }, 0)
		runtime.AddCleanup(a.member, func(int) { freed <- struct{}{} }, 0)
	}()
	awaitFreed(t, freed, 2)
	b.say(c, 30)
}

// awaitFreed waits until the garbage collector has found n values to be garbage.
func awaitFreed(t *testing.T, freed <-chan struct{}, n int) {
	t.Helper()
	deadline := time.After(patience)
	for n > 0 {
		runtime.GC()
		select {
		case <-freed:
			n--
		case <-time.After(5 * time.Millisecond):
		case <-deadline:
			t.Fatalf("%d values are still in memory", n)
		}
	}
}

// Control calls from everywhere at once, packets in between: the race detector judges.
func TestControlFromManyGoroutines(t *testing.T) {
	b := newBench(t)
	stop := make(chan struct{})
	var control, media sync.WaitGroup
	media.Go(func() {
		for {
			b.transport.turn()
			b.forwarder.tick(b.now, time.Time{})
			b.now += 10 * ms
			select {
			case <-stop:
				return
			default:
			}
		}
	})
	for _, who := range []string{"a", "b", "c"} {
		for range 2 {
			control.Go(func() {
				for n := range 200 {
					_, _ = b.room.Connect(who, "")
					b.room.AllowPublish(who, n%2 == 0)
					b.room.Stats()
					if n%5 == 0 {
						b.room.Remove(who)
					}
				}
			})
		}
	}
	control.Wait()
	b.room.Close()
	close(stop)
	media.Wait()
	b.transport.turn()
	if len(b.forwarder.listeners.peers) != 0 || len(b.room.members) != 0 {
		t.Error("somebody is left")
	}
}

func TestWhoHasAConnectionIsListed(t *testing.T) {
	b := newBench(t)
	listed := func() string {
		list := b.room.Participants()
		slices.Sort(list)
		return strings.Join(list, " ")
	}
	b.room.AllowPublish("only a gate", true)
	if got := listed(); got != "" {
		t.Errorf("listed without a connection: %q", got)
	}
	b.connect("a")
	b.connect("b")
	b.connect("a") // again
	if got := listed(); got != "a b" {
		t.Errorf("listed: %q", got)
	}
	b.room.Remove("a")
	if got := listed(); got != "b" {
		t.Errorf("listed after a removal: %q", got)
	}
	b.room.Close()
	if got := listed(); got != "" {
		t.Errorf("listed after the end: %q", got)
	}
}
