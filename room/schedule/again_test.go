package schedule

import (
	"errors"
	"slices"
	"testing"
	"time"

	"corner/room/walltime"
)

func TestAPartGoesOnFromOneOfItsInstances(t *testing.T) {
	for name, c := range map[string]struct {
		rule, on string
		want     []string
	}{
		"endless":              {"FREQ=WEEKLY", "2026-03-15", []string{"2026-03-15", "2026-03-22", "2026-03-29"}},
		"counted":              {"FREQ=WEEKLY;COUNT=4", "2026-03-15", []string{"2026-03-15", "2026-03-22"}},
		"the first":            {"FREQ=WEEKLY;COUNT=2", "2026-03-01", []string{"2026-03-01", "2026-03-08"}},
		"every other week":     {"FREQ=WEEKLY;INTERVAL=2", "2026-03-15", []string{"2026-03-15", "2026-03-29", "2026-04-12"}},
		"the first of a month": {"FREQ=MONTHLY;BYDAY=1SU;COUNT=3", "2026-04-05", []string{"2026-04-05", "2026-05-03"}},
	} {
		p := series(t, "Europe/Berlin", "2026-03-01T20:00", c.rule).Parts[0]
		rest, err := p.From(date(t, c.on))
		if err != nil || rest.Check() != nil {
			t.Errorf("%s: %v, %v", name, err, rest.Check())
			continue
		}
		var got []string
		for d := range rest.dates(walltime.Date{}) {
			if got = append(got, d.String()); len(got) == 3 {
				break
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
	p := series(t, "Europe/Berlin", "2026-03-01T20:00", "FREQ=WEEKLY").Parts[0]
	if _, err := p.From(date(t, "2026-03-16")); !errors.Is(err, ErrNoInstance) {
		t.Error(err)
	}
}

func TestASeriesThatIsOverIsAgain(t *testing.T) {
	old := series(t, "UTC", "2026-03-01T20:00", "")
	next := Part{Start: wall(t, "2026-03-08T21:00"), Zone: "Asia/Shanghai", Length: time.Hour}
	s, err := old.Again(next, began())
	s = check(t, s, err)
	if got := starts(s, 365); !slices.Equal(got, []string{"03-01T20:00", "03-08T21:00"}) {
		t.Error(got)
	}
	if s.Sequence != 1 || s.Parts[1].Serial != 1 || s.Parts[0].Serial != 0 {
		t.Errorf("%+v", s)
	}
	if old.Sequence != 0 || !old.Parts[0].Ends.IsZero() {
		t.Errorf("the old one has changed: %+v", old)
	}
}

func TestASeriesThatGoesOnIsNotBegunAgain(t *testing.T) {
	next := Part{Start: wall(t, "2026-03-08T21:00"), Zone: "UTC", Length: time.Hour}
	for _, rule := range []string{"FREQ=WEEKLY", "FREQ=WEEKLY;COUNT=2"} {
		if _, err := series(t, "UTC", "2026-03-01T20:00", rule).Again(next, began()); !errors.Is(err, ErrStart) {
			t.Error(rule, err)
		}
	}
	if _, err := series(t, "UTC", "2026-03-08T20:00", "").Again(next, began()); !errors.Is(err, ErrStart) {
		t.Error(err)
	}
	next.Zone = "Mars"
	if _, err := series(t, "UTC", "2026-03-01T20:00", "").Again(next, began()); !errors.Is(err, ErrZone) {
		t.Error(err)
	}
}

func TestACancelledSeriesBeginsAnew(t *testing.T) {
	old, err := series(t, "UTC", "2026-03-01T20:00", "FREQ=WEEKLY").CancelAll(began())
	if err != nil {
		t.Fatal(err)
	}
	s, err := old.Again(Part{Start: wall(t, "2026-03-08T21:00"), Zone: "UTC", Length: time.Hour}, began())
	s = check(t, s, err)
	if got := starts(s, 365); !slices.Equal(got, []string{"03-08T21:00"}) || s.Sequence != 2 {
		t.Errorf("%v, %+v", got, s)
	}
}

func TestOfVeryManyPartsTheOldestGoes(t *testing.T) {
	s := series(t, "UTC", "2026-03-01T20:00", "")
	var err error
	for week := 1; week < 60; week++ {
		on := s.Parts[len(s.Parts)-1].Start.Date
		if s, err = s.Move(on, wall(t, "2026-03-01T22:00").On(on), 0, began()); err != nil {
			t.Fatal(err)
		}
		s, err = s.Again(Part{Start: wall(t, "2026-03-01T20:00").On(on.AddDays(7)), Zone: "UTC", Length: time.Hour}, began())
		s = check(t, s, err)
	}
	if len(s.Parts) != MaxParts || len(s.Exceptions) != MaxParts-1 {
		t.Errorf("%d parts, %d exceptions", len(s.Parts), len(s.Exceptions))
	}
}

func TestOneSessionIsASeriesOfItsOwn(t *testing.T) {
	s, err := series(t, "America/New_York", "2026-03-01T20:00", "FREQ=WEEKLY").Move(date(t, "2026-03-15"), wall(t, "2026-03-16T21:00"), 0, began())
	if err != nil {
		t.Fatal(err)
	}
	for on, want := range map[string]string{"2026-03-08": "03-08T20:00", "2026-03-15": "03-16T21:00"} {
		one, err := s.Only(date(t, on))
		one = check(t, one, err)
		if got := starts(one, 365); !slices.Equal(got, []string{want}) || one.ID != s.ID+"_"+on || one.Sequence != s.Sequence {
			t.Errorf("%s: %v, %+v", on, got, one)
		}
	}
	if s, err = s.Cancel(date(t, "2026-03-08"), began()); err != nil {
		t.Fatal(err)
	}
	if one, err := s.Only(date(t, "2026-03-08")); err != nil || len(starts(one, 365)) != 0 {
		t.Errorf("%+v, %v", one, err)
	}
	if _, err := s.Only(date(t, "2026-03-09")); !errors.Is(err, ErrNoInstance) {
		t.Error(err)
	}
	once := series(t, "UTC", "2026-03-01T20:00", "")
	if one, err := once.Only(date(t, "2026-03-01")); err != nil || one.ID != once.ID {
		t.Errorf("%+v, %v", one, err)
	}
}
