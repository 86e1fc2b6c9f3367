package schedule

import (
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"corner/room/walltime"
)

// within measures the best of some: a machine that is busy with something else has cold caches.
func within(t *testing.T, what string, most time.Duration, f func()) {
	t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	best := time.Hour
	for range 20 {
		began := spent(t)
		f()
		if best = min(best, spent(t)-began); best <= most*slowdown {
			return
		}
	}
	t.Errorf("%s takes %v", what, best)
}

// allocated are the bytes that f takes from the heap.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestHostileSeriesAreRefusedWithACodeAtOnce(t *testing.T) {
	part := Part{Start: wall(t, "2026-03-01T20:00"), Zone: "UTC", Length: time.Hour, Rule: rule(t, "FREQ=DAILY")}
	with := func(spoil func(*Part)) func() error {
		p := part
		spoil(&p)
		return func() error { _, err := New("s1", p, nil, began()); return err }
	}
	text := func(s string) func() error { return func() error { _, err := ParseRule(s); return err } }
	huge := strings.Repeat("A", 10<<20)
	days := make([]Day, 1<<20)
	record := func(spoil func(*Series)) func() error {
		s := series(t, "UTC", "2026-03-01T20:00", "FREQ=DAILY")
		spoil(&s)
		return s.Check
	}
	for name, c := range map[string]struct {
		call func() error
		want error
	}{
		"a million instances":      {text("FREQ=DAILY;COUNT=1000000"), ErrCount},
		"every second":             {text("FREQ=SECONDLY"), ErrRule},
		"ten megabytes of rule":    {text(huge), ErrRule},
		"ten megabytes of days":    {text("FREQ=WEEKLY;BYDAY=" + strings.Repeat("MO,", 3<<20)), ErrRule},
		"until the year 9999":      {text("FREQ=DAILY;UNTIL=99991231"), ErrTime},
		"the year 9999":            {with(func(p *Part) { p.Start.Date.Year = 9999 }), ErrTime},
		"a year beyond numbers":    {with(func(p *Part) { p.Start.Date.Year = 1 << 62 }), ErrTime},
		"an unknown zone":          {with(func(p *Part) { p.Zone = "Mars/Olympus" }), ErrZone},
		"the server's own zone":    {with(func(p *Part) { p.Zone = "Local" }), ErrZone},
		"no zone":                  {with(func(p *Part) { p.Zone = "" }), ErrZone},
		"ten megabytes of zone":    {with(func(p *Part) { p.Zone = huge }), ErrZone},
		"a million days":           {with(func(p *Part) { p.Rule.Days = days }), ErrRule},
		"a count by another way":   {with(func(p *Part) { p.Rule.Count = 1 << 40 }), ErrCount},
		"for ever long":            {with(func(p *Part) { p.Length = 1 << 62 }), ErrLength},
		"no time long":             {with(func(p *Part) { p.Length = 0 }), ErrLength},
		"never":                    {with(func(p *Part) { p.Rule = rule(t, "FREQ=DAILY;INTERVAL=7;BYDAY=MO") }), ErrStart},
		"ten megabytes of id":      {record(func(s *Series) { s.ID = huge }), ErrSeries},
		"an id with a line":        {record(func(s *Series) { s.ID = "a\r\nX:1" }), ErrSeries},
		"ten megabytes of payload": {record(func(s *Series) { s.Payload = []byte(huge) }), ErrSeries},
		"a million parts":          {record(func(s *Series) { s.Parts = make([]Part, 1<<20) }), ErrSeries},
		"no part":                  {record(func(s *Series) { s.Parts = nil }), ErrSeries},
		"a million exceptions":     {record(func(s *Series) { s.Exceptions = make([]Exception, 1<<20) }), ErrSeries},
		"an exception of nothing":  {record(func(s *Series) { s.Exceptions = []Exception{{On: date(t, "2026-02-01")}} }), ErrNoInstance},
		"exceptions out of order": {record(func(s *Series) {
			s.Exceptions = []Exception{{On: date(t, "2026-04-01")}, {On: date(t, "2026-03-01")}}
		}), ErrSeries},
		"one twice": {record(func(s *Series) {
			s.Exceptions = []Exception{{On: date(t, "2026-04-01")}, {On: date(t, "2026-04-01")}}
		}), ErrSeries},
		"moved to the year 9999": {record(func(s *Series) {
			s.Exceptions = []Exception{{On: date(t, "2026-04-01"), To: walltime.Wall{Date: walltime.Date{Year: 9999, Month: 1, Day: 1}}}}
		}), ErrTime},
		"the last exception of a century": {record(func(s *Series) {
			s.Exceptions = []Exception{{On: date(t, "2099-12-31")}, {On: walltime.Date{Year: 2100, Month: 1, Day: 1}}}
		}), ErrNoInstance},
		"parts over each other": {record(func(s *Series) {
			s.Parts = append(s.Parts, s.Parts[0])
		}), ErrSeries},
		"a sequence below none": {record(func(s *Series) { s.Sequence = -1 }), ErrSeries},
	} {
		var err error
		within(t, name, 50*time.Millisecond, func() { err = c.call() })
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, not %v", name, err, c.want)
		}
		if n := allocated(func() { err = c.call() }); n > 4<<20 {
			t.Errorf("%s takes %d bytes", name, n)
		}
	}
}

// The dearest series there may be: daily from the first day of the century, or counting, with every exception moved.
func TestTheDearestSeriesIsCheap(t *testing.T) {
	for _, text := range []string{"FREQ=DAILY", "FREQ=DAILY;COUNT=1000", "FREQ=DAILY;BYDAY=SA,SU", "FREQ=MONTHLY;INTERVAL=12;BYDAY=5SA,-5SU", "FREQ=MONTHLY;INTERVAL=98"} {
		s := series(t, "America/New_York", "2000-01-29T20:00", text)
		for on := range s.Parts[0].dates(walltime.Date{}) {
			if len(s.Exceptions) == MaxExceptions {
				break
			}
			s.Exceptions = append(s.Exceptions, Exception{On: on, To: wall(t, "2098-01-01T20:00").On(on.AddDays(1))})
		}
		if err := s.Check(); err != nil {
			t.Fatal(text, err)
		}
		late := time.Date(2098, 6, 1, 0, 0, 0, 0, time.UTC)
		last := s.Exceptions[len(s.Exceptions)-1].On
		for what, f := range map[string]func(){
			"Check":               func() { _ = s.Check() },
			"Between":             func() { s.Between(late, late.AddDate(1, 0, 0), MaxInstances) },
			"a look at a century": func() { s.Between(time.Time{}, farFuture, MaxInstances) },
			"At":                  func() { s.At(late) },
			"Find":                func() { _, _ = s.Find(last) },
			"Cancel":              func() { _, _ = s.Cancel(last, late) },
		} {
			within(t, text+": "+what, 50*time.Millisecond, f)
			if n := allocated(f); n > 8<<20 {
				t.Errorf("%s: %s takes %d bytes", text, what, n)
			}
		}
		if n := len(s.Between(time.Time{}, farFuture, 1<<40)); n > MaxInstances {
			t.Errorf("%s: %d at once", text, n)
		}
	}
	if s := series(t, "UTC", "2026-03-01T20:00", "FREQ=DAILY"); len(s.Between(began(), farFuture, 0)) != 0 || len(s.Between(farFuture, began(), 9)) != 0 {
		t.Error("nothing is something")
	}
}

func FuzzSeriesCheck(f *testing.F) {
	f.Add("s1", "FREQ=WEEKLY;BYDAY=SU", "2026-03-01T20:00", "Europe/Berlin", 3600, "2026-03-08", "2026-03-09T20:00", "2026-03-22", "2026-03-29T20:00", "FREQ=DAILY;COUNT=3")
	f.Add("s1", "", "2026-03-08T02:30", "America/New_York", 600, "2026-03-08", "", "", "2026-03-29T20:00", "")
	f.Fuzz(func(t *testing.T, id, first, start, zone string, seconds int, on, to, ends, start2, second string) {
		var s Series
		s.ID, s.Sequence = id, 1
		p := Part{Zone: zone, Length: time.Duration(seconds) * time.Second}
		p.Start, _ = walltime.Parse(start)
		p.Rule, _ = ParseRule(first)
		p.Ends, _ = walltime.ParseDate(ends)
		s.Parts = []Part{p}
		if !p.Ends.IsZero() {
			q := Part{Serial: 1, Zone: zone, Length: time.Hour}
			q.Start, _ = walltime.Parse(start2)
			q.Rule, _ = ParseRule(second)
			s.Parts = append(s.Parts, q)
		}
		if d, err := walltime.ParseDate(on); err == nil {
			to, _ := walltime.Parse(to)
			s.Exceptions = []Exception{{On: d, To: to}}
		}
		if err := s.Check(); err != nil {
			var coded *Error
			if !errors.As(err, &coded) {
				t.Fatal(err)
			}
			return
		}
		list := s.Between(time.Time{}, farFuture, 50)
		if len(list) == 0 && len(s.Exceptions) == 0 {
			t.Fatalf("%+v has no instance", s)
		}
		if !slices.IsSortedFunc(list, compareStarts) {
			t.Fatalf("%+v: %+v", s, list)
		}
		for _, i := range list {
			if found, err := s.Find(i.On); err != nil || found != i {
				t.Fatalf("%+v: %+v, %v", i, found, err)
			}
		}
		for _, i := range list[:min(3, len(list))] {
			if c, err := s.CancelFrom(i.On, began()); err != nil || c.Check() != nil {
				t.Fatalf("%+v from %v: %v, %v", s, i.On, err, c.Check())
			}
		}
	})
}

// A part may end on paper after the next begins, but has no session then.
func TestPartsDoNotRunIntoEachOther(t *testing.T) {
	s := series(t, "Europe/London", "2026-03-01T20:00", "FREQ=WEEKLY")
	later := s.Parts[0]
	later.Start = wall(t, "2026-03-15T21:00")
	s, err := s.ChangeFrom(later.Start.Date, later, began())
	if err != nil {
		t.Fatal(err)
	}
	for ends, want := range map[string]error{"2026-03-09": nil, "2026-03-15": nil, "2026-03-16": ErrSeries, "2026-03-22": ErrSeries} {
		s.Parts[0].Ends = date(t, ends)
		if err := s.Check(); !errors.Is(err, want) {
			t.Errorf("ends on %s: %v", ends, err)
		}
	}
	s.Parts[0].Rule = rule(t, "FREQ=WEEKLY;COUNT=2") // the last is on the eighth
	if err := s.Check(); err != nil {
		t.Error(err)
	}
}
