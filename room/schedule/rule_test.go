package schedule

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"corner/room/walltime"
)

func wall(t testing.TB, text string) walltime.Wall {
	t.Helper()
	w, err := walltime.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return w
}

func date(t testing.TB, text string) walltime.Date {
	t.Helper()
	d, err := walltime.ParseDate(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return d
}

func rule(t testing.TB, text string) Rule {
	t.Helper()
	r, err := ParseRule(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return r
}

func TestRulesThatAreKnown(t *testing.T) {
	for text, want := range map[string]Rule{
		"":                                  {},
		"FREQ=DAILY":                        {Freq: Daily, Interval: 1},
		"RRULE:FREQ=WEEKLY":                 {Freq: Weekly, Interval: 1},
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=SA":   {Freq: Weekly, Interval: 2, Days: []Day{{0, time.Saturday}}},
		"FREQ=WEEKLY;COUNT=10;BYDAY=SU,WE":  {Freq: Weekly, Interval: 1, Count: 10, Days: []Day{{0, time.Sunday}, {0, time.Wednesday}}},
		"FREQ=MONTHLY;BYDAY=1SA,-1FR":       {Freq: Monthly, Interval: 1, Days: []Day{{1, time.Saturday}, {-1, time.Friday}}},
		"FREQ=MONTHLY;BYDAY=+2MO":           {Freq: Monthly, Interval: 1, Days: []Day{{2, time.Monday}}},
		"FREQ=DAILY;UNTIL=20270306T200000":  {Freq: Daily, Interval: 1, Until: wall(t, "2027-03-06T20:00")},
		"FREQ=DAILY;UNTIL=20270306":         {Freq: Daily, Interval: 1, Until: wall(t, "2027-03-06T23:59")},
		"UNTIL=20270306;FREQ=DAILY":         {Freq: Daily, Interval: 1, Until: wall(t, "2027-03-06T23:59")},
		"FREQ=DAILY;COUNT=1000;INTERVAL=99": {Freq: Daily, Interval: 99, Count: 1000},
	} {
		got := rule(t, text)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v", text, got)
		}
		if again := rule(t, got.String()); !reflect.DeepEqual(again, got) {
			t.Errorf("%s is written %s", text, got)
		}
	}
}

func TestRulesOfOtherKindsAreRefused(t *testing.T) {
	for text, want := range map[string]error{
		"FREQ=YEARLY": ErrRule, "FREQ=HOURLY": ErrRule, "FREQ=SECONDLY;COUNT=1000": ErrRule, "FREQ=": ErrRule, "FREQ": ErrRule,
		"INTERVAL=2": ErrRule, "freq=daily": ErrRule, "FREQ=DAILY;": ErrRule, "FREQ=DAILY;FREQ=DAILY": ErrRule, ";": ErrRule,
		"FREQ=DAILY;INTERVAL=0": ErrRule, "FREQ=DAILY;INTERVAL=100": ErrRule, "FREQ=DAILY;INTERVAL=-1": ErrRule,
		"FREQ=DAILY;INTERVAL=99999999999999999999": ErrRule, "FREQ=DAILY;INTERVAL=x": ErrRule, "FREQ=DAILY;INTERVAL=2;INTERVAL=3": ErrRule,
		"FREQ=DAILY;COUNT=0": ErrCount, "FREQ=DAILY;COUNT=1001": ErrCount, "FREQ=DAILY;COUNT=1000000": ErrCount, "FREQ=DAILY;COUNT=-5": ErrCount,
		"FREQ=DAILY;COUNT=5;UNTIL=20270306": ErrRule, "FREQ=DAILY;COUNT=5;COUNT=6": ErrRule,
		"FREQ=DAILY;UNTIL=99991231": ErrTime, "FREQ=DAILY;UNTIL=99991231T235959": ErrTime, "FREQ=DAILY;UNTIL=19991231": ErrTime,
		"FREQ=DAILY;UNTIL=20270230": ErrRule, "FREQ=DAILY;UNTIL=20270306T200000Z": ErrRule, "FREQ=DAILY;UNTIL=": ErrRule,
		"FREQ=WEEKLY;BYDAY=1SA": ErrRule, "FREQ=DAILY;BYDAY=-1SU": ErrRule, "FREQ=MONTHLY;BYDAY=6MO": ErrRule, "FREQ=MONTHLY;BYDAY=53MO": ErrRule,
		"FREQ=MONTHLY;BYDAY=-6MO": ErrRule, "FREQ=MONTHLY;BYDAY=MO,1TU": ErrRule, "FREQ=MONTHLY;BYDAY=1TU,MO": ErrRule,
		"FREQ=WEEKLY;BYDAY=SA,SA": ErrRule, "FREQ=WEEKLY;BYDAY=XX": ErrRule, "FREQ=WEEKLY;BYDAY=": ErrRule, "FREQ=WEEKLY;BYDAY=S": ErrRule,
		"FREQ=WEEKLY;BYHOUR=1": ErrRule, "FREQ=WEEKLY;BYSETPOS=1": ErrRule, "FREQ=WEEKLY;BYMONTH=1": ErrRule, "FREQ=WEEKLY;WKST=SU": ErrRule,
		"FREQ=MONTHLY;BYMONTHDAY=31": ErrRule, "FREQ=WEEKLY;DTSTART=20261128T200000": ErrRule, "FREQ=WEEKLY;BYEASTER=1": ErrRule,
		"DTSTART:20261128T200000Z\nFREQ=WEEKLY": ErrRule, "DTSTART;TZID=UTC:20261128T200000\nRRULE:FREQ=WEEKLY": ErrRule,
		"FREQ=WEEKLY;BYDAY=" + strings.Repeat("MO,", 60) + "TU": ErrRule, strings.Repeat("FREQ=WEEKLY;", 1<<20): ErrRule,
	} {
		if _, err := ParseRule(text); !errors.Is(err, want) {
			t.Errorf("%.60q: %v, not %v", text, err, want)
		}
	}
	for _, r := range []Rule{
		{Interval: 1}, {Count: 1}, {Days: []Day{{}}}, {Until: wall(t, "2027-03-06T20:00")}, {Freq: Monthly + 1, Interval: 1},
		{Freq: Weekly, Interval: 1, Days: []Day{{0, 7}}}, {Freq: Weekly, Interval: 1, Days: []Day{{0, -1}}}, {Freq: Weekly},
		{Freq: Monthly, Interval: 1, Days: make([]Day, MaxDays+1)},
	} {
		if r.Check() == nil {
			t.Errorf("%+v passes", r)
		}
	}
}

// drawRule makes any rule, and a start that is one of its dates.
func drawRule(t *rapid.T) (Rule, walltime.Wall) {
	start := walltime.Wall{
		Date: walltime.Date{Year: rapid.IntRange(2024, 2029).Draw(t, "year"), Month: 1, Day: 1}.
			AddDays(rapid.IntRange(0, 365).Draw(t, "day")),
		Hour: rapid.IntRange(0, 23).Draw(t, "hour"), Minute: rapid.SampledFrom([]int{0, 15, 30, 59}).Draw(t, "minute"),
	}
	r := Rule{Freq: Freq(rapid.IntRange(0, 3).Draw(t, "freq"))}
	if r.Freq == Once {
		return r, start
	}
	r.Interval = rapid.SampledFrom([]int{1, 1, 2, 3, 5, 12, 30}).Draw(t, "interval")
	if rapid.Bool().Draw(t, "days") {
		nth := r.Freq == Monthly && rapid.Bool().Draw(t, "nth")
		first := Day{0, start.Date.Weekday()}
		if nth {
			first.Nth = (start.Date.Day-1)/7 + 1
		}
		r.Days = []Day{first}
		for range rapid.IntRange(0, 3).Draw(t, "more") {
			d := Day{0, time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekday"))}
			if nth {
				d.Nth = rapid.SampledFrom([]int{1, 2, 3, 4, 5, -1, -2, -5}).Draw(t, "n")
			}
			if !slices.Contains(r.Days, d) {
				r.Days = append(r.Days, d)
			}
		}
	}
	switch rapid.IntRange(0, 3).Draw(t, "end") {
	case 0:
		r.Count = rapid.IntRange(1, 40).Draw(t, "count")
	case 1:
		r.Until = walltime.Wall{Date: start.Date.AddDays(rapid.IntRange(1, 900).Draw(t, "until")), Hour: rapid.IntRange(0, 23).Draw(t, "until hour")}
	}
	return r, start
}

// slow is the rule told day by day.
func slow(p Part, to walltime.Date) []walltime.Date {
	var list []walltime.Date
	start := p.Start.Date
	monday := func(d walltime.Date) time.Time { return d.AddDays(-(int(d.Weekday()) + 6) % 7).Noon() }
	for d := start; d.Compare(to) <= 0; d = d.AddDays(1) {
		r := p.Rule
		if r.Count > 0 && len(list) == r.Count || !r.Until.IsZero() && p.Start.On(d).Compare(r.Until) > 0 || !p.Ends.IsZero() && !d.Before(p.Ends) {
			break
		}
		fits := d == start
		switch r.Freq {
		case Daily:
			fits = int(d.Noon().Sub(start.Noon())/(24*time.Hour))%r.Interval == 0 && r.Starts(d)
		case Weekly:
			fits = int(monday(d).Sub(monday(start))/(7*24*time.Hour))%r.Interval == 0 && r.Starts(d) &&
				(len(r.Days) > 0 || d.Weekday() == start.Weekday())
		case Monthly:
			fits = ((d.Year-start.Year)*12+int(d.Month-start.Month))%r.Interval == 0 && r.Starts(d) &&
				(len(r.Days) > 0 || d.Day == start.Day)
		}
		if fits {
			list = append(list, d)
		}
	}
	return list
}

func TestDatesAreThoseOfTheRuleDayByDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, start := drawRule(t)
		p := Part{Start: start, Zone: "UTC", Length: time.Hour, Rule: r}
		if rapid.Bool().Draw(t, "ends") {
			p.Ends = start.Date.AddDays(rapid.IntRange(1, 900).Draw(t, "ends on"))
		}
		if err := p.Check(); err != nil {
			t.Fatalf("%v: %v", r, err)
		}
		to := start.Date.AddDays(1500)
		want := slow(p, to)
		for _, days := range []int{0, rapid.IntRange(-50, 1400).Draw(t, "from")} {
			from := start.Date.AddDays(days)
			rest := slices.DeleteFunc(slices.Clone(want), func(d walltime.Date) bool { return d.Before(from) })
			var got []walltime.Date
			for d := range p.dates(from) {
				if d.Compare(to) > 0 {
					break
				}
				got = append(got, d)
			}
			if !slices.Equal(got, rest) {
				t.Fatalf("%v from %v, looked at from %v: %v, not %v", r, start, from, got, rest)
			}
		}
		if last := p.lastDate(); p.Rule.Freq != Once && (p.Rule.Count > 0 || !p.Rule.Until.IsZero() || !p.Ends.IsZero()) && last.Compare(to) <= 0 &&
			last != want[len(want)-1] {
			t.Fatalf("%v from %v ends on %v, not %v", r, start, last, want[len(want)-1])
		}
	})
}

func TestTheFirstDateIsOneOfTheRules(t *testing.T) {
	for _, c := range []struct {
		rule, start string
		ok          bool
	}{
		{"FREQ=WEEKLY;BYDAY=SA", "2026-11-28", true}, {"FREQ=WEEKLY;BYDAY=SU", "2026-11-28", false},
		{"FREQ=DAILY;INTERVAL=7;BYDAY=SU", "2026-11-28", false}, {"FREQ=MONTHLY;BYDAY=4SA", "2026-11-28", true},
		{"FREQ=MONTHLY;BYDAY=-1SA", "2026-11-28", true}, {"FREQ=MONTHLY;BYDAY=-1SA", "2026-11-21", false},
		{"FREQ=MONTHLY;BYDAY=-2SA", "2026-11-21", true}, {"FREQ=MONTHLY;BYDAY=5SA", "2026-11-28", false},
		{"FREQ=MONTHLY;BYDAY=5MO,-1TH", "2026-12-31", true}, {"FREQ=MONTHLY;BYDAY=5SU", "2027-01-31", true}, {"FREQ=MONTHLY", "2027-01-31", true},
		{"FREQ=WEEKLY;UNTIL=20261127", "2026-11-28", false}, {"FREQ=WEEKLY;UNTIL=20261128T195900", "2026-11-28", false},
		{"FREQ=WEEKLY;UNTIL=20261128T200000", "2026-11-28", true},
	} {
		p := Part{Start: wall(t, c.start+"T20:00"), Zone: "Asia/Shanghai", Length: time.Hour, Rule: rule(t, c.rule)}
		if err := p.Check(); c.ok != (err == nil) || err != nil && !errors.Is(err, ErrStart) {
			t.Errorf("%s from %s: %v", c.rule, c.start, err)
		}
	}
}

func FuzzParseRule(f *testing.F) {
	for _, seed := range []string{
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", "FREQ=MONTHLY;BYDAY=5MO,-1FR", "FREQ=DAILY;UNTIL=20270306T200000",
		"FREQ=DAILY;COUNT=1000", "RRULE:FREQ=DAILY;COUNT=1000000", "DTSTART:20261128T200000Z\nFREQ=WEEKLY",
	} {
		f.Add(seed, "2026-11-28T20:00")
	}
	f.Fuzz(func(t *testing.T, text, start string) {
		r, err := ParseRule(text)
		if err != nil {
			var coded *Error
			if !errors.As(err, &coded) || coded.Code == "" {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		again, err := ParseRule(r.String())
		if err != nil || !reflect.DeepEqual(again, r) {
			t.Fatalf("%q is written %q: %v", text, r, err)
		}
		first, err := walltime.Parse(start)
		if err != nil {
			return
		}
		p := Part{Start: first, Zone: "America/New_York", Length: time.Hour, Rule: r}
		if p.Check() != nil {
			return
		}
		n := 0
		for d := range p.dates(walltime.Date{}) {
			if n == 0 && d != first.Date {
				t.Fatalf("%v from %v begins on %v", r, first, d)
			}
			if n++; n == 50 {
				break
			}
		}
		if n == 0 {
			t.Fatalf("%v from %v has none", r, first)
		}
		p.RRule()
	})
}

func TestUntilIsTheLatestThatAnInstanceMayBegin(t *testing.T) {
	for text, want := range map[string]string{
		"FREQ=DAILY;UNTIL=20261203T200000":  "2026-12-03",
		"FREQ=DAILY;UNTIL=20261203T195900":  "2026-12-02",
		"FREQ=DAILY;UNTIL=20261203":         "2026-12-03",
		"FREQ=WEEKLY;UNTIL=20261205T195900": "2026-11-28",
		"FREQ=WEEKLY;UNTIL=20261205T200000": "2026-12-05",
	} {
		p := Part{Start: wall(t, "2026-11-28T20:00"), Zone: "UTC", Length: time.Hour, Rule: rule(t, text)}
		if last := p.lastDate(); last.String() != want {
			t.Errorf("%s: the last is on %v, not %s", text, last, want)
		}
	}
}
