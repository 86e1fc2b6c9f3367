package light

import (
	"testing"
	"time"
)

func TestALockedQueueDoesNotStopThePacketPath(t *testing.T) {
	s, _ := still(t, Config{})
	s.mu.Lock() // a Post is in the middle of its append
	defer s.mu.Unlock()
	passed := make(chan struct{})
	go func() {
		defer close(passed)
		s.runPosted() // nothing has been posted
	}()
	select {
	case <-passed:
	case <-time.After(patience):
		t.Fatal("the reader waits for a lock though nothing is posted")
	}
}

func TestWhatIsPostedIsCalledInOrderAndOnce(t *testing.T) {
	s, _ := still(t, Config{})
	var called []int
	for i := range 3 {
		s.Post(func() {
			called = append(called, i)
			s.Post(func() { called = append(called, 10+i) }) // for the next round
		})
	}
	for range 3 {
		s.runPosted()
	}
	want := []int{0, 1, 2, 10, 11, 12}
	if len(called) != len(want) {
		t.Fatalf("called: %v", called)
	}
	for i := range want {
		if called[i] != want[i] {
			t.Fatalf("called: %v, want %v", called, want)
		}
	}
}
