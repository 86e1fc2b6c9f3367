package light

import (
	"errors"
	"os"
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

func TestOnlyWhatIsUrgentWakesTheReader(t *testing.T) {
	s, _ := still(t, Config{})
	asleep := func() time.Duration {
		begun := time.Now()
		for { // a datagram may come from a client of a test before, whose server had the same port
			_, err := s.socket.Read(make([]byte, 1))
			if errors.Is(err, os.ErrDeadlineExceeded) {
				return time.Since(begun)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	const nap = 50 * time.Millisecond
	deadline := time.Now().Add(nap)
	_ = s.socket.SetReadDeadline(deadline)
	if _, _, err := s.Open(Remote{Ufrag: "abcd", Pwd: "unused"}, nil); err != nil {
		t.Fatal(err)
	}
	if asleep(); time.Now().Before(deadline) {
		t.Error("an opening wakes the reader")
	}
	_ = s.socket.SetReadDeadline(time.Now().Add(patience))
	s.Post(func() {}) // behind the opening
	if slept := asleep(); slept > patience/2 {
		t.Error("what is urgent waits behind what is not")
	}
	s.runPosted()
	_ = s.socket.SetReadDeadline(time.Now().Add(patience))
	s.Post(func() {})
	if slept := asleep(); slept > patience/2 {
		t.Error("the reader is woken once only")
	}
	s.runPosted()
}
