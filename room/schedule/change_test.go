package schedule

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"corner/room/walltime"
)

// starts are when a series begins within some weeks, by the host's clock.
func starts(s Series, days int) []string {
	var list []string
	for _, i := range s.Between(began(), began().AddDate(0, 0, days), MaxInstances) {
		list = append(list, i.Wall.String()[len("2026-"):])
	}
	return list
}

func check(t testing.TB, s Series, err error) Series {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Check(); err != nil {
		t.Fatalf("%+v: %v", s, err)
	}
	return s
}

func TestOneInstanceIsCancelledMovedAndRestored(t *testing.T) {
	old := series(t, "America/New_York", "2026-03-01T20:00", "FREQ=WEEKLY;COUNT=4")
	later := began().Add(time.Hour)

	s, err := old.Cancel(date(t, "2026-03-08"), later)
	s = check(t, s, err)
	if got := starts(s, 365); !slices.Equal(got, []string{"03-01T20:00", "03-15T20:00", "03-22T20:00"}) {
		t.Error(got)
	}
	if s.Sequence != 1 || !s.Changed.Equal(later) || s.ID != old.ID {
		t.Errorf("%+v", s)
	}
	if i, err := s.Find(date(t, "2026-03-08")); err != nil || !i.Cancelled || i.Start.Format(time.RFC3339) != "2026-03-09T00:00:00Z" {
		t.Errorf("%+v, %v", i, err)
	}

	s, err = s.Move(date(t, "2026-03-15"), wall(t, "2026-03-23T21:30"), 2*time.Hour, later)
	s = check(t, s, err)
	if got := starts(s, 365); !slices.Equal(got, []string{"03-01T20:00", "03-22T20:00", "03-23T21:30"}) {
		t.Error(got)
	}
	i, err := s.Find(date(t, "2026-03-15"))
	if err != nil || !i.Moved || i.Cancelled || i.On != date(t, "2026-03-15") || i.End.Sub(i.Start) != 2*time.Hour || i.Start.Format(time.RFC3339) != "2026-03-24T01:30:00Z" {
		t.Errorf("%+v, %v", i, err)
	}

	s, err = s.Restore(date(t, "2026-03-08"), later)
	s = check(t, s, err)
	s, err = s.Move(date(t, "2026-03-15"), wall(t, "2026-03-14T20:00"), 0, later)
	s = check(t, s, err)
	if got := starts(s, 365); !slices.Equal(got, []string{"03-01T20:00", "03-08T20:00", "03-14T20:00", "03-22T20:00"}) || s.Sequence != 4 {
		t.Error(got, s.Sequence)
	}
	if starts(old, 365)[1] != "03-08T20:00" || old.Sequence != 0 || len(old.Exceptions) != 0 {
		t.Error("the old one was changed")
	}
}

func TestTheOnlyInstanceStaysItselfWhereverItGoes(t *testing.T) {
	s := series(t, "Asia/Shanghai", "2026-03-10T20:00", "")
	on := date(t, "2026-03-10")
	for _, c := range []struct{ to, zone, begins string }{
		{"2026-03-10T21:30", "Asia/Shanghai", "2026-03-10T13:30:00Z"},
		{"2026-03-12T19:00", "Asia/Shanghai", "2026-03-12T11:00:00Z"},
		{"2026-03-12T19:15", "Asia/Shanghai", "2026-03-12T11:15:00Z"},
		{"2026-03-09T08:00", "America/New_York", "2026-03-09T12:00:00Z"},
		{"2026-03-10T20:00", "Asia/Shanghai", "2026-03-10T12:00:00Z"},
	} {
		sequence := s.Sequence
		part := s.Parts[0]
		part.Start, part.Zone, part.Length = wall(t, c.to), c.zone, 90*time.Minute
		changed, err := s.ChangeOnce(on, part, began())
		s = check(t, changed, err)
		i, err := s.Find(on)
		if err != nil || i.Cancelled || i.Wall != part.Start || i.Start.Format(time.RFC3339) != c.begins || i.End.Sub(i.Start) != part.Length {
			t.Errorf("%s in %s: %+v, %v", c.to, c.zone, i, err)
		}
		if s.Sequence <= sequence || len(s.Parts) != 1 || s.Parts[0].Serial != 0 {
			t.Errorf("%+v", s)
		}
	}
	if len(s.Exceptions) != 0 {
		t.Errorf("it is where it was, and %+v", s.Exceptions)
	}
}

func TestWhatIsTwiceIsOnce(t *testing.T) {
	s := series(t, "Asia/Shanghai", "2026-03-01T20:00", "FREQ=WEEKLY")
	s, err := s.Cancel(date(t, "2026-03-08"), began())
	s = check(t, s, err)
	again, err := s.Cancel(date(t, "2026-03-08"), began().Add(time.Hour))
	if again = check(t, again, err); !reflect.DeepEqual(again, s) {
		t.Errorf("cancelled twice: %+v", again)
	}
	again, err = s.Restore(date(t, "2026-03-01"), began().Add(time.Hour))
	if again = check(t, again, err); !reflect.DeepEqual(again, s) {
		t.Errorf("restored what is: %+v", again)
	}
	s, err = s.CancelAll(began())
	s = check(t, s, err)
	again, err = s.CancelAll(began().Add(time.Hour))
	if again = check(t, again, err); !reflect.DeepEqual(again, s) || s.Sequence != 2 {
		t.Errorf("all cancelled twice: %+v", again)
	}
}

func TestChangesOfWhatIsNotThereAreRefused(t *testing.T) {
	s := series(t, "Asia/Shanghai", "2026-03-01T20:00", "FREQ=WEEKLY;COUNT=4")
	part := s.Parts[0]
	cancelled, _ := s.CancelAll(began())
	for name, c := range map[string]struct {
		change func(s Series) (Series, error)
		want   error
	}{
		"cancel no instance":       {func(s Series) (Series, error) { return s.Cancel(date(t, "2026-03-02"), began()) }, ErrNoInstance},
		"cancel one after the end": {func(s Series) (Series, error) { return s.Cancel(date(t, "2026-03-29"), began()) }, ErrNoInstance},
		"cancel no date":           {func(s Series) (Series, error) { return s.Cancel(walltime.Date{}, began()) }, ErrNoInstance},
		"restore no instance":      {func(s Series) (Series, error) { return s.Restore(date(t, "2026-03-02"), began()) }, ErrNoInstance},
		"end at no instance":       {func(s Series) (Series, error) { return s.CancelFrom(date(t, "2026-03-02"), began()) }, ErrNoInstance},
		"change no instance":       {func(s Series) (Series, error) { return s.ChangeFrom(date(t, "2026-03-02"), part, began()) }, ErrNoInstance},
		"change into no zone": {func(s Series) (Series, error) {
			p := part
			p.Zone = "Mars/Olympus"
			return s.ChangeAll(p, began())
		}, ErrZone},
		"change to before what stays": {func(s Series) (Series, error) { return s.ChangeFrom(date(t, "2026-03-15"), part, began()) }, ErrStart},
		"move to no time":             {func(s Series) (Series, error) { return s.Move(date(t, "2026-03-08"), walltime.Wall{}, 0, began()) }, ErrTime},
		"move for no time": {func(s Series) (Series, error) {
			return s.Move(date(t, "2026-03-08"), wall(t, "2026-03-09T20:00"), time.Second, began())
		}, ErrLength},
		"too much to carry": {func(s Series) (Series, error) { return s.SetPayload(make([]byte, MaxPayload+1), began()) }, ErrSeries},
	} {
		if _, err := c.change(s); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, change := range map[string]func() (Series, error){
		"cancel":      func() (Series, error) { return cancelled.Cancel(date(t, "2026-03-08"), began()) },
		"restore":     func() (Series, error) { return cancelled.Restore(date(t, "2026-03-08"), began()) },
		"cancel from": func() (Series, error) { return cancelled.CancelFrom(date(t, "2026-03-08"), began()) },
		"change from": func() (Series, error) { return cancelled.ChangeFrom(date(t, "2026-03-08"), part, began()) },
	} {
		if _, err := change(); !errors.Is(err, ErrCancelled) {
			t.Errorf("%s what was cancelled: %v", name, err)
		}
	}
}

func TestAllAreCancelledOrAllFromOneOn(t *testing.T) {
	s := series(t, "Europe/London", "2026-03-01T20:00", "FREQ=WEEKLY")
	s, err := s.Cancel(date(t, "2026-03-22"), began())
	s = check(t, s, err)
	rest, err := s.CancelFrom(date(t, "2026-03-15"), began())
	rest = check(t, rest, err)
	if got := starts(rest, 365); !slices.Equal(got, []string{"03-01T20:00", "03-08T20:00"}) || len(rest.Exceptions) != 0 || rest.Cancelled {
		t.Errorf("%v, %+v", got, rest)
	}
	if _, err := rest.Find(date(t, "2026-03-15")); !errors.Is(err, ErrNoInstance) {
		t.Error(err)
	}
	all, err := s.CancelFrom(date(t, "2026-03-01"), began())
	all = check(t, all, err)
	if !all.Cancelled || len(starts(all, 365)) != 0 || len(all.Parts) != 1 || all.Sequence != s.Sequence+1 {
		t.Errorf("%+v", all)
	}
	if i, err := all.Find(date(t, "2026-03-08")); err != nil || !i.Cancelled {
		t.Errorf("%+v, %v", i, err)
	}
	if open, next := all.At(time.Date(2026, 3, 8, 20, 30, 0, 0, time.UTC)); open != nil || next != nil || !all.Over(began()) {
		t.Error(open, next)
	}
}

// What the app asks for when a host changes the hour and the next session has been moved: see changesFrom in
// web/app/schedule/plan-draft.ts.
func TestASessionThatWasMovedStaysWhenTheNextAreChanged(t *testing.T) {
	s := series(t, "America/New_York", "2026-03-07T20:00", "FREQ=WEEKLY")
	s, err := s.Move(date(t, "2026-03-07"), wall(t, "2026-03-08T20:00"), 0, began())
	s = check(t, s, err)
	p := s.Parts[0]
	p.Start = wall(t, "2026-03-14T21:30")
	s, err = s.ChangeFrom(date(t, "2026-03-14"), p, began())
	s = check(t, s, err)
	if got, want := starts(s, 73), []string{"03-08T20:00", "03-14T21:30"}; !slices.Equal(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
}

func TestTheSeriesIsChangedFromOneOn(t *testing.T) {
	s := series(t, "America/New_York", "2026-03-01T20:00", "FREQ=WEEKLY")
	s, err := s.Cancel(date(t, "2026-03-29"), began())
	s = check(t, s, err)
	s, err = s.Move(date(t, "2026-04-05"), wall(t, "2026-04-06T20:00"), 0, began())
	s = check(t, s, err)
	s, err = s.Cancel(date(t, "2026-03-08"), began())
	s = check(t, s, err)

	// From the third on at nine in Berlin, still on Sundays: what is cancelled stays so, what was moved keeps its instant.
	p := Part{Start: wall(t, "2026-03-15T21:00"), Zone: "Europe/Berlin", Length: 90 * time.Minute, Rule: rule(t, "FREQ=WEEKLY;COUNT=5")}
	s, err = s.ChangeFrom(date(t, "2026-03-15"), p, began())
	s = check(t, s, err)
	want := []string{"03-01T20:00", "03-15T21:00", "03-22T21:00", "04-07T02:00", "04-12T21:00"}
	if got := starts(s, 365); !slices.Equal(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
	if i, err := s.Find(date(t, "2026-04-05")); err != nil || i.Start.Format(time.RFC3339) != "2026-04-07T00:00:00Z" || i.Zone != "Europe/Berlin" || i.End.Sub(i.Start) != 90*time.Minute {
		t.Errorf("%+v, %v", i, err)
	}
	if len(s.Parts) != 2 || s.Parts[0].Serial != 0 || s.Parts[1].Serial != 4 || s.Sequence != 4 {
		t.Errorf("%+v", s)
	}

	// From its first on to Saturdays: the part is replaced and keeps its serial; nothing is cancelled on a Saturday.
	p.Start, p.Rule = wall(t, "2026-03-14T21:00"), rule(t, "FREQ=WEEKLY;BYDAY=SA;COUNT=3")
	s, err = s.ChangeFrom(date(t, "2026-03-15"), p, began())
	s = check(t, s, err)
	if got := starts(s, 365); !slices.Equal(got, []string{"03-01T20:00", "03-14T21:00", "03-21T21:00", "03-28T21:00"}) {
		t.Error(got)
	}
	if len(s.Parts) != 2 || s.Parts[1].Serial != 4 || len(s.Exceptions) != 1 {
		t.Errorf("%+v", s)
	}

	// All of it, from the very first: one part is left, the first.
	p.Start, p.Rule = wall(t, "2026-03-08T19:00"), rule(t, "FREQ=WEEKLY;COUNT=2")
	s, err = s.ChangeAll(p, began())
	s = check(t, s, err)
	if got := starts(s, 365); !slices.Equal(got, []string{"03-15T19:00"}) || len(s.Parts) != 1 || s.Parts[0].Serial != 0 || s.ID != "s1" {
		t.Errorf("%v, %+v", got, s)
	}
}

func TestOnePartIsOverBeforeAnotherBegins(t *testing.T) {
	s := series(t, "UTC", "2026-03-01T20:00", "FREQ=WEEKLY")
	p := s.Parts[0]
	p.Start = wall(t, "2026-03-09T20:00") // a day after the last that stays
	later, err := s.ChangeFrom(date(t, "2026-03-15"), p, began())
	later = check(t, later, err)
	if got := starts(later, 90); got[0] != "03-01T20:00" || got[1] != "03-08T20:00" || got[2] != "03-09T20:00" {
		t.Error(got)
	}
	p.Start = wall(t, "2026-03-08T21:00")
	if _, err := s.ChangeFrom(date(t, "2026-03-15"), p, began()); !errors.Is(err, ErrStart) {
		t.Error(err)
	}
}

func TestASessionOnceIsMovedAndKeepsItsDate(t *testing.T) {
	s := series(t, "Asia/Shanghai", "2026-03-01T20:00", "")
	if got := starts(s, 365); !slices.Equal(got, []string{"03-01T20:00"}) {
		t.Fatal(got)
	}
	s, err := s.Move(date(t, "2026-03-01"), wall(t, "2026-03-02T21:00"), 0, began())
	s = check(t, s, err)
	if i, err := s.Find(date(t, "2026-03-01")); err != nil || i.Wall != wall(t, "2026-03-02T21:00") {
		t.Errorf("%+v, %v", i, err)
	}
	if got := starts(s, 365); !slices.Equal(got, []string{"03-02T21:00"}) {
		t.Error(got)
	}
}

func TestChangesHaveAnEnd(t *testing.T) {
	s := series(t, "UTC", "2026-03-01T20:00", "FREQ=DAILY")
	var err error
	for n := range MaxExceptions {
		s, err = s.Cancel(date(t, "2026-03-01").AddDays(n), began())
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err = s.Cancel(date(t, "2026-03-01").AddDays(MaxExceptions), began()); !errors.Is(err, ErrTooMany) {
		t.Error(err)
	}
	if s = check(t, s, nil); s.Sequence != MaxExceptions {
		t.Error(s.Sequence)
	}
	s = series(t, "UTC", "2026-03-01T20:00", "FREQ=DAILY")
	for n := 1; n < MaxParts; n++ {
		p := s.Parts[0]
		p.Start = p.Start.On(p.Start.Date.AddDays(7 * n))
		if s, err = s.ChangeFrom(p.Start.Date, p, began()); err != nil {
			t.Fatal(n, err)
		}
	}
	p := s.Parts[0]
	p.Start = p.Start.On(p.Start.Date.AddDays(7 * MaxParts))
	if _, err = s.ChangeFrom(p.Start.Date, p, began()); !errors.Is(err, ErrTooMany) {
		t.Error(err)
	}
}

// Whatever is changed: what was given is as before, the sequence grows by one or nothing changed, the id stays, the
// result passes, and what Between gives is what Find gives.
func TestChangesKeepASeriesSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, start := drawRule(t)
		zones := []string{"America/New_York", "Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe"}
		s, err := New("s1", Part{Start: start, Zone: rapid.SampledFrom(zones).Draw(t, "zone"), Length: time.Hour, Rule: r}, []byte("room"), began())
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(0, 8).Draw(t, "changes") {
			from := start.UTC().AddDate(0, 0, -1)
			list := s.Between(from, from.AddDate(2, 0, 0), 60)
			if len(list) == 0 {
				break
			}
			i := list[rapid.IntRange(0, len(list)-1).Draw(t, "which")]
			before := s.clone()
			var after Series
			switch rapid.IntRange(0, 4).Draw(t, "change") {
			case 0:
				after, err = s.Cancel(i.On, began())
			case 1:
				after, err = s.Move(i.On, i.Wall.On(i.Wall.Date.AddDays(rapid.IntRange(-9, 9).Draw(t, "by"))), 0, began())
			case 2:
				after, err = s.Restore(i.On, began())
			case 3:
				after, err = s.CancelFrom(i.On, began())
			case 4:
				p := s.Parts[s.PartOf(i.On)]
				p.Start = walltime.Wall{Date: i.On, Hour: rapid.IntRange(0, 23).Draw(t, "to")}
				p.Zone = rapid.SampledFrom(zones).Draw(t, "to zone")
				if p.Rule.Until = (walltime.Wall{}); p.Rule.Freq == Weekly && rapid.Bool().Draw(t, "other day") {
					p.Start.Date = p.Start.Date.AddDays(1)
					p.Rule.Days = nil
				}
				after, err = s.ChangeFrom(i.On, p, began())
			}
			if !reflect.DeepEqual(s, before) {
				t.Fatalf("%+v became %+v", before, s)
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := after.Check(); err != nil {
				t.Fatalf("%+v: %v", after, err)
			}
			if after.ID != s.ID || !bytes.Equal(after.Payload, s.Payload) || after.Sequence > s.Sequence+1 ||
				(after.Sequence == s.Sequence) != reflect.DeepEqual(after, s) {
				t.Fatalf("%+v became %+v", s, after)
			}
			if s = after; s.Cancelled {
				break
			}
		}
		sound(t, s, start)
	})
}

// sound compares the ways to ask a series.
func sound(t *rapid.T, s Series, start walltime.Wall) {
	from := start.UTC().AddDate(0, 0, -30)
	list := s.Between(from, from.AddDate(2, 0, 0), 40)
	seen := map[walltime.Date]bool{}
	for n, i := range list {
		if found, err := s.Find(i.On); err != nil || found != i {
			t.Fatalf("%+v is found as %+v, %v", i, found, err)
		}
		if seen[i.On] || n > 0 && compareStarts(list[n-1], i) > 0 {
			t.Fatalf("twice or out of order: %+v", list)
		}
		seen[i.On] = true
		if open, _ := s.At(i.DoorsOpen()); open == nil || !open.Open(i.DoorsOpen()) {
			t.Fatalf("the doors of %+v stay shut: %+v", i, open)
		}
		if open, _ := s.At(i.DoorsOpen().Add(-time.Second)); open != nil && open.On == i.On {
			t.Fatalf("the doors of %+v are open early", i)
		}
		if open, _ := s.At(i.End); open != nil && open.On == i.On {
			t.Fatalf("%+v does not end", i)
		}
		if _, next := s.At(i.Start.Add(-time.Nanosecond)); next == nil || !next.Start.Equal(i.Start) {
			t.Fatalf("before %+v the next is %+v", i, next)
		}
	}
	if few := s.Between(from, from.AddDate(2, 0, 0), 7); !slices.Equal(few, list[:min(7, len(list))]) {
		t.Fatalf("seven of them are %+v", few)
	}
}
