package lobby

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	"corner/room"
	"corner/room/discovery"
)

func TestOneNetworkCannotTakeAllPlaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _, _ := open(t, func(cfg *Config) { cfg.Streams, cfg.Classes = 32, 16 })
		enter := func(network string, speaks string) error {
			w, err := h.Watch(t.Context(), NewViewer(room.Profile{Speaks: []string{speaks}}, discovery.Filter{}, 1), network)
			if err == nil {
				t.Cleanup(w.Close)
			}
			return err
		}
		for i := range 8 { // half of the classes
			if err := enter("flood", fmt.Sprintf("a%c", 'a'+i)); err != nil {
				t.Fatalf("watcher %d while there is room: %v", i, err)
			}
		}
		if err := enter("flood", "zz"); !errors.Is(err, ErrFull) {
			t.Errorf("one network takes more than half of the classes: %v", err)
		}
		if err := enter("home", "zz"); err != nil {
			t.Errorf("somebody else finds no place: %v", err)
		}
		for i := range 7 { // up to half of the streams
			if err := enter("flood", "aa"); err != nil {
				t.Fatalf("watcher %d of a class while there is room: %v", i, err)
			}
		}
		if err := enter("flood", "aa"); !errors.Is(err, ErrFull) {
			t.Errorf("one network takes more than half of the streams: %v", err)
		}
		for i := range 4 {
			if err := enter("campus", "zz"); err != nil {
				t.Errorf("watcher %d of a network with an eighth: %v", i, err)
			}
		}
		if err := enter("campus", "zz"); !errors.Is(err, ErrFull) {
			t.Errorf("more than an eighth when places are scarce: %v", err)
		}
		if err := enter("home", "zz"); err != nil {
			t.Errorf("the second from home: %v", err)
		}
	})
}

func TestAPlaceIsFreeAgainWhenAWatcherGoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _, _ := open(t, func(cfg *Config) { cfg.Streams = 8 })
		for range 20 {
			var watchers []*Watcher
			for range 4 {
				w, err := h.Watch(t.Context(), NewViewer(yu(), discovery.Filter{}, 1), "home")
				if err != nil {
					t.Fatal(err)
				}
				watchers = append(watchers, w)
			}
			for _, w := range watchers {
				w.Close()
				w.Close()
			}
		}
		if len(h.from) != 0 {
			t.Fatalf("remembered %v", h.from)
		}
	})
}
