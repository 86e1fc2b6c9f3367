package overlap

import (
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"corner/room/walltime"
)

func TestSlotsAreRoundOnEveryWall(t *testing.T) {
	for _, c := range []struct {
		zones string
		from  string
		step  time.Duration
		slots int
	}{
		{"Asia/Shanghai,America/New_York", "2026-11-23", 30 * time.Minute, 336},
		{"America/New_York,Asia/Shanghai", "2026-03-02", 30 * time.Minute, 334},
		{"America/New_York,Asia/Shanghai", "2026-10-26", 30 * time.Minute, 338},
		{"Asia/Kolkata,Europe/London", "2026-11-23", 30 * time.Minute, 336},
		{"Australia/Lord_Howe,Asia/Kolkata", "2026-09-28", 30 * time.Minute, 335},
		{"Asia/Shanghai,Asia/Kathmandu", "2026-11-23", 15 * time.Minute, 672},
		{"Pacific/Chatham,UTC,Australia/Eucla", "2026-11-23", 15 * time.Minute, 672},
	} {
		w := find(t, c.from, usuals(strings.Split(c.zones, ",")...)...)
		if w.Step != c.step || len(w.Slots) != c.slots {
			t.Errorf("%s: %d slots of %v", c.zones, len(w.Slots), w.Step)
		}
		for _, s := range w.Slots {
			for _, l := range s.Locals {
				if l.Wall.Minute%int(c.step/time.Minute) != 0 {
					t.Fatalf("%s: a slot at %v", c.zones, l.Wall)
				}
			}
		}
	}
}

func TestWhoCannotBeLookedAtIsRefused(t *testing.T) {
	hours := func(list ...Interval) Person {
		p := Person{"UTC", Usual()}
		p.Awake[2] = list
		return p
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for name, c := range map[string]struct {
		people []Person
		want   error
	}{
		"one":                {usuals("UTC"), ErrPeople},
		"nine":               {usuals(strings.Split("UTC UTC UTC UTC UTC UTC UTC UTC UTC", " ")...), ErrPeople},
		"a million":          {make([]Person, 1<<20), ErrPeople},
		"no zone":            {usuals("UTC", ""), ErrZone},
		"an unknown zone":    {usuals("UTC", "Mars/Olympus"), ErrZone},
		"the server's own":   {usuals("UTC", "Local"), ErrZone},
		"a huge zone":        {usuals("UTC", strings.Repeat("A", 10<<20)), ErrZone},
		"before the day":     {[]Person{hours(Interval{-1, 60}), hours()}, ErrAwake},
		"after the day":      {[]Person{hours(Interval{day, day + 60}), hours()}, ErrAwake},
		"no time":            {[]Person{hours(Interval{60, 60}), hours()}, ErrAwake},
		"backwards":          {[]Person{hours(Interval{120, 60}), hours()}, ErrAwake},
		"longer than a day":  {[]Person{hours(Interval{60, 61 + day}), hours()}, ErrAwake},
		"out of order":       {[]Person{hours(Interval{600, 660}, Interval{540, 580}), hours()}, ErrAwake},
		"over each other":    {[]Person{hours(Interval{540, 600}, Interval{570, 660}), hours()}, ErrAwake},
		"into the next day":  {[]Person{hours(Interval{1200, day + 500}), hours()}, ErrAwake},
		"more than a few":    {[]Person{hours(make([]Interval, MaxIntervals+1)...), hours()}, ErrAwake},
		"a million of a day": {[]Person{hours(make([]Interval, 1<<20)...), hours()}, ErrAwake},
	} {
		began := spent(t)
		if _, err := Find(c.people, date(t, "2026-11-23")); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if took := spent(t) - began; took > 50*time.Millisecond*slowdown {
			t.Errorf("%s takes %v", name, took)
		}
	}
	for _, from := range []walltime.Date{{}, {Year: 9999, Month: 1, Day: 1}, {Year: 2099, Month: 12, Day: 30}, {Year: 2026, Month: 2, Day: 30}} {
		if _, err := Find(usuals("UTC", "UTC"), from); !errors.Is(err, ErrDate) {
			t.Errorf("%v: %v", from, err)
		}
	}
	w := find(t, "2026-11-23", usuals("UTC", "UTC")...)
	for _, length := range []time.Duration{0, -time.Hour, 14 * time.Minute, 13 * time.Hour, 1 << 62} {
		if _, err := w.Suggest(length, 5); !errors.Is(err, ErrLength) {
			t.Errorf("%v: %v", length, err)
		}
	}
}

func TestANightThatGoesOnTillOneIsOneDay(t *testing.T) {
	late := Person{Zone: "UTC"}
	for d := range late.Awake {
		late.Awake[d] = []Interval{{10 * 60, 25 * 60}}
	}
	split := Person{Zone: "UTC"} // the same told otherwise
	for d := range split.Awake {
		split.Awake[d] = []Interval{{0, 60}, {10 * 60, day}}
	}
	for minute := range day {
		a, b := late.kindness(time.Monday, minute, 15), split.kindness(time.Monday, minute, 15)
		asleep := minute+15 > 60 && minute < 600 && minute > 60-15
		if a != b || (a == 0) != asleep {
			t.Fatalf("at %d it is %d and %d", minute, a, b)
		}
	}
	if k := late.kindness(time.Saturday, 23*60+45, 15); k < 50 || k > 90 {
		t.Errorf("a quarter to midnight is %d kind to who is up till one", k)
	}
	always := Person{Zone: "UTC"}
	for d := range always.Awake {
		always.Awake[d] = []Interval{{0, day}}
	}
	for minute := 0; minute < day; minute += 15 {
		if k := always.kindness(time.Sunday, minute, 15); k < 80 {
			t.Fatalf("at %d it is %d kind to who never sleeps", minute, k)
		}
	}
}

func TestKindnessIsWhatItIsSaidToBe(t *testing.T) {
	p := Person{"UTC", Usual()}
	for _, c := range []struct {
		day  time.Weekday
		time string
		want int
	}{
		{time.Monday, "07:30", 0}, {time.Monday, "08:00", 20}, {time.Monday, "09:00", 38}, {time.Monday, "10:00", 60},
		{time.Monday, "16:30", 60}, {time.Monday, "17:00", 100}, {time.Monday, "20:30", 100}, {time.Monday, "21:30", 63},
		{time.Monday, "22:30", 25}, {time.Monday, "23:00", 0}, {time.Saturday, "09:00", 50}, {time.Saturday, "10:00", 100},
		{time.Sunday, "13:00", 100}, {time.Friday, "17:00", 100}, {time.Friday, "12:00", 60},
	} {
		at, err := time.Parse("15:04", c.time)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.kindness(c.day, at.Hour()*60+at.Minute(), 30); got != c.want {
			t.Errorf("%v %s is %d kind, not %d", c.day, c.time, got, c.want)
		}
	}
}

func TestWhoShareNoHourAreSuggestedNone(t *testing.T) {
	early, late := Person{"UTC", Usual()}, Person{Zone: "UTC"}
	for d := range late.Awake {
		late.Awake[d] = []Interval{{0, 7 * 60}}
	}
	if list, err := find(t, "2026-11-23", early, late).Suggest(time.Hour, 5); err != nil || len(list) != 0 {
		t.Error(list, err)
	}
}

func drawPeople(t *rapid.T) []Person {
	zones := []string{"Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Sydney", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca"}
	var people []Person
	for range rapid.IntRange(MinPeople, 4).Draw(t, "people") {
		p := Person{Zone: rapid.SampledFrom(zones).Draw(t, "zone")}
		for d := range p.Awake {
			from := rapid.IntRange(5*60, 12*60).Draw(t, "from")
			p.Awake[d] = []Interval{{from, rapid.IntRange(from+60, day+4*60).Draw(t, "to")}}
		}
		people = append(people, p)
	}
	return people
}

// Whoever they are: slots follow each other, clocks are right, a slot is kind to nobody asleep, and what is suggested
// is within everybody's day, apart, and in order.
func TestAWeekIsSoundAndSoIsWhatIsSuggested(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := drawPeople(t)
		from := walltime.Date{Year: 2026, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 700).Draw(t, "from"))
		w, err := Find(people, from)
		if err != nil {
			t.Fatal(err)
		}
		awake := func(p Person, zone *time.Location, at time.Time) bool {
			wall := walltime.Of(at, zone)
			today, yesterday := p.Awake[wall.Date.Weekday()][0], p.Awake[wall.Date.AddDays(-1).Weekday()][0]
			m := wall.OfDay()
			return today.From <= m && m < today.To || m < yesterday.To-day
		}
		for n, s := range w.Slots {
			if n > 0 && !w.Slots[n-1].Start.Add(w.Step).Equal(s.Start) {
				t.Fatalf("slot %d begins at %v", n, s.Start)
			}
			least := 100
			for i, l := range s.Locals {
				zone, _ := walltime.Zone(people[i].Zone)
				last := s.Start.Add(w.Step - time.Minute)
				both := awake(people[i], zone, s.Start) && awake(people[i], zone, last)
				if l.Wall != walltime.Of(s.Start, zone) || l.Kind < 0 || l.Kind > 100 || (l.Kind > 0) != both {
					t.Fatalf("%s at %v: %+v, awake %t", people[i].Zone, s.Start, l, both)
				}
				least = min(least, l.Kind)
			}
			if s.Kind != least {
				t.Fatalf("%+v is kind %d", s, s.Kind)
			}
		}
		if first := w.Slots[0].Locals[0].Wall; first != (walltime.Wall{Date: from}) {
			t.Fatalf("the week begins at %v", first)
		}
		length := time.Duration(rapid.IntRange(1, 12).Draw(t, "quarters")) * 15 * time.Minute
		list, err := w.Suggest(length, rapid.IntRange(0, 20).Draw(t, "most"))
		if err != nil || len(list) > MaxSuggestions {
			t.Fatal(len(list), err)
		}
		for n, s := range list {
			if s.Kind <= 0 || n > 0 && s.Kind > list[n-1].Kind {
				t.Fatalf("out of order: %+v", list)
			}
			for i, p := range people {
				zone, _ := walltime.Zone(p.Zone)
				for at := s.Start; at.Before(s.Start.Add(length)); at = at.Add(5 * time.Minute) {
					if !awake(p, zone, at) {
						t.Fatalf("%s sleeps at %v", p.Zone, at)
					}
				}
				if s.Locals[i].Kind < s.Kind {
					t.Fatalf("%+v", s)
				}
			}
			for _, other := range list[:n] {
				if other.Start.Sub(s.Start).Abs() < length {
					t.Fatalf("%v and %v overlap", other.Start, s.Start)
				}
			}
		}
		again, err := Find(people, from)
		if err != nil || !slices.EqualFunc(again.Slots, w.Slots, func(a, b Slot) bool { return a.Kind == b.Kind && slices.Equal(a.Locals, b.Locals) }) {
			t.Fatal("a suggestion changed the week")
		}
	})
}

func TestTheDearestWeekIsCheap(t *testing.T) {
	people := usuals("Asia/Kathmandu", "America/New_York", "Europe/London", "Australia/Sydney", "Asia/Kolkata", "Africa/Casablanca", "Pacific/Chatham", "America/St_Johns")
	for i := range people {
		for d := range people[i].Awake {
			people[i].Awake[d] = []Interval{{0, 300}, {310, 700}, {710, 1100}, {1110, day}}
		}
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	best := time.Hour
	for range 20 {
		began := spent(t)
		w, err := Find(people, date(t, "2026-03-02"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Suggest(15*time.Minute, MaxSuggestions); err != nil {
			t.Fatal(err)
		}
		if best = min(best, spent(t)-began); best <= 50*time.Millisecond*slowdown {
			return
		}
	}
	t.Errorf("it takes %v", best)
}

func FuzzFind(f *testing.F) {
	f.Add("Asia/Shanghai", "America/New_York", "2026-03-02", 480, 1380, 0, 0)
	f.Add("Asia/Kathmandu", "UTC", "2026-11-23", 600, 1500, 1501, 1502)
	f.Fuzz(func(t *testing.T, a, b, from string, from1, to1, from2, to2 int) {
		day, err := walltime.ParseDate(from)
		if err != nil {
			return
		}
		p := Person{a, Usual()}
		p.Awake[3] = []Interval{{from1, to1}}
		if to2 != 0 {
			p.Awake[3] = append(p.Awake[3], Interval{from2, to2})
		}
		w, err := Find([]Person{p, {b, Usual()}}, day)
		if err != nil {
			var coded *Error
			if !errors.As(err, &coded) {
				t.Fatal(err)
			}
			return
		}
		if len(w.Slots) > 4*24*8+8 {
			t.Fatal(len(w.Slots))
		}
		if _, err := w.Suggest(time.Hour, 3); err != nil {
			t.Fatal(err)
		}
	})
}
