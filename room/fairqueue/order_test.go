package fairqueue

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"
)

func instant() time.Time { return time.Date(2026, 11, 26, 20, 0, 0, 0, time.UTC) }

// at is somebody who raised so many seconds after the others could.
func at(id string, second int) Waiter {
	return Waiter{ID: id, Raised: instant().Add(time.Duration(second) * time.Second)}
}

func TestTheFirstDifferenceDecides(t *testing.T) {
	with := func(w Waiter, change func(*Waiter)) Waiter { change(&w); return w }
	spoke := func(d time.Duration) func(*Waiter) { return func(w *Waiter) { w.Voiced = d } }
	learns := func(w *Waiter) { w.Learner = true }
	patient := func(w *Waiter) { w.Overtaken = 3 }
	cutIn := func(n uint64) func(*Waiter) { return func(w *Waiter) { w.CutIn = n } }
	for _, c := range []struct {
		name      string
		a, b      Waiter // a stands before b by Fair
		firstCome bool   // and by FirstCome
	}{
		{"who raised earlier", at("a", 1), at("b", 2), true},
		{"who spoke less", at("a", 2), with(at("b", 1), spoke(time.Minute)), false},
		{"not by less than a minute", at("a", 1), with(at("b", 2), spoke(-time.Second+time.Minute)), true},
		{"not by seconds within a minute", with(at("a", 1), spoke(119*time.Second)), with(at("b", 2), spoke(time.Minute)), true},
		{"who learns", with(at("a", 2), learns), at("b", 1), false},
		{"who spoke less rather than who learns", at("a", 2), with(with(at("b", 1), learns), spoke(time.Minute)), false},
		{"who was patient", with(with(at("a", 2), patient), spoke(time.Hour)), at("b", 1), false},
		{"not who was nearly patient", at("a", 2), with(with(at("b", 1), spoke(time.Minute)), func(w *Waiter) { w.Overtaken = 2 }), false},
		{"the earlier of two patient ones", with(with(at("a", 1), patient), spoke(time.Hour)), with(with(at("b", 2), patient), learns), true},
		{"who cut in rather than who was patient", with(at("a", 2), cutIn(7)), with(at("b", 1), patient), true},
		{"the earlier cut-in", with(at("a", 2), cutIn(7)), with(at("b", 1), cutIn(8)), true},
	} {
		for _, line := range [][]Waiter{{c.a, c.b}, {c.b, c.a}} {
			if got := Order(line, Fair); got[0].ID != "a" {
				t.Errorf("%s: fair, %+v", c.name, got)
			}
			if got := Order(line, FirstCome); (got[0].ID == "a") != c.firstCome {
				t.Errorf("%s: first come, %+v", c.name, got)
			}
		}
	}
}

func TestPatienceGrowsWithTheLine(t *testing.T) {
	for before, want := range map[int]int{0: 3, 1: 3, 2: 4, 10: 20, 500: 1000} {
		if got := Patience(before); got != want {
			t.Errorf("with %d before, %d; want %d", before, got, want)
		}
	}
}

func TestEverybodyIsToldWhoStandsBeforeThemAndWhy(t *testing.T) {
	line := []Waiter{
		{ID: "cut", Raised: instant().Add(9), CutIn: 1, Voiced: time.Hour},
		{ID: "patient", Raised: instant().Add(3), Overtaken: 5, Voiced: time.Hour},
		{ID: "quiet", Raised: instant().Add(8), Before: 5},
		{ID: "learner", Raised: instant().Add(7), Before: 4, Voiced: time.Minute, Learner: true},
		{ID: "early", Raised: instant().Add(4), Before: 1, Overtaken: 1, Voiced: time.Minute},
		{ID: "late", Raised: instant().Add(6), Before: 3, Voiced: 119 * time.Second},
	}
	want := []Place{
		{"cut", Ahead{}, 0},
		{"patient", Ahead{CutIn: 1}, 1},
		{"quiet", Ahead{CutIn: 1, Patience: 1}, 4 + 10},
		{"learner", Ahead{CutIn: 1, Patience: 1, Share: 1}, 3 + 8},
		{"early", Ahead{CutIn: 1, Patience: 1, Share: 1, Learner: 1}, 1 + 3 - 1},
		{"late", Ahead{CutIn: 1, Patience: 1, Share: 1, Learner: 1, Time: 1}, 2 + 6},
	}
	for range 20 {
		if got := Order(line, Fair); !reflect.DeepEqual(got, want) {
			t.Fatalf("got  %+v\nwant %+v", got, want)
		}
		line = append(line[1:], line[0])
	}
	first := []Place{
		{"cut", Ahead{}, 0},
		{"patient", Ahead{CutIn: 1}, 1},
		{"early", Ahead{CutIn: 1, Time: 1}, 2},
		{"late", Ahead{CutIn: 1, Time: 2}, 3},
		{"learner", Ahead{CutIn: 1, Time: 3}, 4},
		{"quiet", Ahead{CutIn: 1, Time: 4}, 5},
	}
	if got := Order(line, FirstCome); !reflect.DeepEqual(got, first) {
		t.Errorf("got  %+v\nwant %+v", got, first)
	}
}

func TestServingOvertakesWhoRaisedEarlier(t *testing.T) {
	line := []Waiter{at("c", 3), at("a", 1), at("b", 2), at("d", 4)}
	given := slices.Clone(line)
	got := Served(line, "c")
	overtaken := map[string]int{}
	for _, w := range got {
		overtaken[w.ID] = w.Overtaken
	}
	if want := map[string]int{"a": 1, "b": 1, "d": 0}; !reflect.DeepEqual(overtaken, want) || len(got) != 3 {
		t.Errorf("%+v", got)
	}
	if got := Served(line, "nobody"); !reflect.DeepEqual(got, line) {
		t.Errorf("%+v", got)
	}
	if !reflect.DeepEqual(line, given) {
		t.Errorf("the line was changed: %+v", line)
	}
}

func TestNobodyWaits(t *testing.T) {
	if got := Order(nil, Fair); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	if got := Served(nil, "a"); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

// crowd is a line in which every key decides somewhere.
func crowd(n int) []Waiter {
	line := make([]Waiter, n)
	for i := range line {
		line[i] = Waiter{
			ID:        fmt.Sprint(i),
			Raised:    instant().Add(time.Duration(i*7919%n) * time.Second),
			Before:    i % 50,
			Overtaken: i * 31 % 60,
			Voiced:    time.Duration(i*104729%900) * time.Second,
			Learner:   i%3 == 0,
		}
		if i%500 == 0 {
			line[i].CutIn = uint64(i + 1)
		}
	}
	return line
}

func BenchmarkOrder(b *testing.B) {
	for _, n := range []int{10, 100, 10_000} {
		line := crowd(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Order(line, Fair)
			}
		})
	}
}
