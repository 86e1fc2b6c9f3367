package room

import (
	"errors"
	"fmt"
	"sync"
	"testing"
)

// rush lets n people do something at the same moment and counts the codes it comes to, "" for done.
func rush(n int, what func(i int) error) map[string]int {
	var (
		people sync.WaitGroup
		mu     sync.Mutex
		codes  = map[string]int{}
		start  = make(chan struct{})
	)
	for i := range n {
		people.Go(func() {
			<-start
			err := what(i)
			word := code(err)
			if err != nil && word == "" {
				word = err.Error()
			}
			mu.Lock()
			defer mu.Unlock()
			codes[word]++
		})
	}
	close(start)
	people.Wait()
	return codes
}

func TestOfAHundredTakersOfOneSeatOneHasIt(t *testing.T) {
	for index, refusal := range map[int]*Error{1: ErrSeatTaken, -1: ErrStageFull} {
		r := running(t, newWorld(), Settings{Seats: 2, Mode: Free, Owner: "h"})
		enter(t, r, "h", &fakeSink{})
		var sessions []*Session
		for i := range 100 {
			s, _ := enter(t, r, fmt.Sprint("p", i), &fakeSink{})
			sessions = append(sessions, s)
		}
		codes := rush(100, func(i int) error { return sessions[i].Do(t.Context(), TakeSeat{index}) })
		if codes[""] != 1 || codes[refusal.Code] != 99 {
			t.Errorf("seat %d: %v", index, codes)
		}
		if n := r.Listing().Speakers; n != 2 {
			t.Errorf("%d are on the stage, the host among them", n)
		}
	}
}

func TestOfAThousandWhoComeAtOnceFiftyAreInAndTheirPlacesAreKeptWhileTheyAreAway(t *testing.T) {
	r := running(t, newWorld(), Settings{Capacity: 50})
	var (
		mu   sync.Mutex
		in   = map[int]*Session{}
		sink = map[int]*fakeSink{}
	)
	come := func(i int) error {
		f := &fakeSink{}
		s, _, err := r.Join(t.Context(), Joiner{ID: fmt.Sprint("p", i), Profile: Profile{Name: fmt.Sprint("n", i)}, Sink: f})
		if err == nil {
			mu.Lock()
			defer mu.Unlock()
			in[i], sink[i] = s, f
		}
		return err
	}
	if codes := rush(1000, come); codes[""] != 50 || codes["room_full"] != 950 || len(in) != 50 {
		t.Fatalf("%v", codes)
	}
	for i, s := range in {
		if i%2 == 0 {
			s.Detach(sink[i])
		}
	}
	codes := rush(1000, func(i int) error {
		mu.Lock()
		_, is := in[i]
		mu.Unlock()
		if is {
			return nil
		}
		return come(i)
	})
	if codes[""] != 50 || codes["room_full"] != 950 {
		t.Fatalf("while some were away: %v", codes)
	}
	for i, s := range in {
		if _, err := s.Attach(t.Context(), &fakeSink{}, 0); err != nil {
			t.Errorf("p%d could not come back: %v", i, err)
		}
	}
	if n := r.Listing().Participants; n != 50 {
		t.Fatalf("%d are here", n)
	}
	for i, s := range in { // one goes, one comes
		do(t, s, Leave{})
		if err := come(2000 + i); err != nil {
			t.Errorf("a place became free, yet %v", err)
		}
		if err := come(5000); !errors.Is(err, ErrRoomFull) {
			t.Errorf("the fifty-first: %v", err)
		}
		break
	}
}
