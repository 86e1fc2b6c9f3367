package calendar

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"corner/room/schedule"
	"corner/room/walltime"
)

var update = flag.Bool("update", false, "write the golden files anew")

func began() time.Time { return time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC) }

func wall(t testing.TB, text string) walltime.Wall {
	t.Helper()
	w, err := walltime.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func date(t testing.TB, text string) walltime.Date { return wall(t, text+"T00:00").Date }

func part(t testing.TB, zone, start, rule string) schedule.Part {
	t.Helper()
	r, err := schedule.ParseRule(rule)
	if err != nil {
		t.Fatal(err)
	}
	return schedule.Part{Start: wall(t, start), Zone: zone, Length: 90 * time.Minute, Rule: r}
}

func series(t testing.TB, zone, start, rule string) schedule.Series {
	t.Helper()
	return must(t)(schedule.New("01kb2corner", part(t, zone, start, rule), nil, began()))
}

func must(t testing.TB) func(schedule.Series, error) schedule.Series {
	return func(s schedule.Series, err error) schedule.Series {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

func entry(s schedule.Series) Entry {
	return Entry{Series: s, Title: "Saturday corner", URL: "https://corner.example/r/saturday"}
}

// golden are the series whose calendars are kept as files, to be looked at and to be imported anywhere.
func golden(t *testing.T) map[string][]byte {
	once := series(t, "Asia/Shanghai", "2026-11-28T20:00", "")
	weekly := series(t, "America/New_York", "2026-02-28T20:00", "FREQ=WEEKLY")
	changed := must(t)(weekly.Cancel(date(t, "2026-03-07"), began().Add(time.Hour)))
	changed = must(t)(changed.Move(date(t, "2026-03-14"), wall(t, "2026-03-15T19:00"), 2*time.Hour, began().Add(time.Hour)))
	p := part(t, "Europe/Berlin", "2026-04-04T19:00", "FREQ=WEEKLY;INTERVAL=2;UNTIL=20261231")
	changed = must(t)(changed.ChangeFrom(date(t, "2026-04-04"), p, began().Add(2*time.Hour)))
	chinese := Entry{
		Series: series(t, "Asia/Kathmandu", "2026-11-28T20:15", "FREQ=MONTHLY;BYDAY=-1SA;COUNT=12"), Host: `小雨, "Rain"; O'Brien: \`,
		Title:       "中文 / English, 一个轻松的周六晚上; 大家慢慢说，没有人会笑你",
		Description: "Bring a story.\r\n带一个故事来；a \\ backslash, too.\nBEGIN:VEVENT\r\n" + strings.Repeat("好", 40),
		URL:         "https://corner.example/r/故事",
	}
	one, err := Cancellation(entry(changed), date(t, "2026-03-07"), "corner.example", began())
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{
		"once.ics":         File(entry(once), "corner.example", began()),
		"weekly.ics":       File(entry(weekly), "corner.example", began()),
		"changed.ics":      File(entry(changed), "corner.example", began()),
		"cancelled.ics":    File(entry(must(t)(weekly.CancelAll(began()))), "corner.example", began()),
		"cancellation.ics": one,
		"chinese.ics":      File(chinese, "corner.example", began()),
		"feed.ics": Feed("Corner, 我的", []Entry{
			entry(must(t)(schedule.New("a", part(t, "Australia/Sydney", "2026-03-29T18:00", "FREQ=WEEKLY"), nil, began()))),
			entry(must(t)(schedule.New("b", part(t, "Africa/Casablanca", "2026-01-10T21:00", "FREQ=WEEKLY"), nil, began()))),
			entry(must(t)(schedule.New("c", part(t, "America/New_York", "2026-03-08T02:30", ""), nil, began()))),
		}, "corner.example", began()),
	}
}

func TestCalendarsAreAsTheyWere(t *testing.T) {
	for name, got := range golden(t) {
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, got, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s:\n%s", name, got)
		}
		parse(t, got)
	}
}

// compare holds what a calendar shows to what the schedule says.
func compare(t rapid.TB, what string, s schedule.Series, from, to time.Time) {
	t.Helper()
	list := s.Between(from, to, schedule.MaxInstances)
	if len(list) == schedule.MaxInstances {
		t.Fatalf("%s: too many to compare", what)
	}
	var want, got []string
	for _, i := range list {
		want = append(want, held{i.Start, i.End.Sub(i.Start), false}.String())
	}
	for _, h := range sessions(t, File(entry(s), "corner.example", began()), from, to) {
		if !h.cancelled {
			got = append(got, h.String())
		}
	}
	slices.Sort(got) // of two at once either may come first
	slices.Sort(want)
	for n := range max(len(got), len(want)) {
		if n >= len(got) || n >= len(want) || got[n] != want[n] {
			t.Fatalf("%s: of %d and %d, the calendar shows %q, not %q", what, len(got), len(want), got[min(n, len(got)):min(n+1, len(got))], want[min(n, len(want)):min(n+1, len(want))])
		}
	}
}

// Every golden place and night, a year ahead and more, read by the zones that the file itself brings.
func TestACalendarGivesTheSameInstants(t *testing.T) {
	for _, zone := range []string{
		"America/New_York", "America/Los_Angeles", "America/Santiago", "America/St_Johns", "Europe/London", "Europe/Dublin",
		"Europe/Berlin", "Africa/Casablanca", "Africa/Cairo", "Asia/Shanghai", "Asia/Kolkata", "Asia/Kathmandu",
		"Asia/Jerusalem", "Asia/Gaza", "Asia/Tehran", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland",
		"Pacific/Chatham", "Pacific/Apia", "America/Nuuk", "Antarctica/Troll", "Etc/GMT+5", "UTC",
	} {
		for _, at := range []string{"00:00", "01:30", "02:15", "02:30", "03:00", "20:00", "23:45"} {
			s := series(t, zone, "2026-01-05T"+at, "FREQ=DAILY")
			compare(t, zone+" "+at, s, began().AddDate(0, 0, -2), began().AddDate(1, 1, 0))
		}
		s := series(t, zone, "2026-02-28T20:00", "FREQ=WEEKLY")
		compare(t, zone+" weekly", s, began(), began().AddDate(2, 11, 0))
	}
	// An evening that began long ago, in years of other rules, and one that begins late.
	compare(t, "since 2005", series(t, "America/New_York", "2005-03-05T20:00", "FREQ=MONTHLY;BYDAY=1SA"), began().AddDate(-21, 0, 0), began().AddDate(1, 0, 0))
	compare(t, "in 2040", series(t, "Europe/London", "2040-03-05T20:00", "FREQ=WEEKLY"), began(), began().AddDate(17, 0, 0))
	compare(t, "at 2:30", series(t, "America/New_York", "2026-03-08T02:30", ""), began(), began().AddDate(1, 0, 0))
}

func TestACalendarFollowsEveryChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zones := []string{"America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca"}
		rules := []string{"", "FREQ=DAILY", "FREQ=DAILY;COUNT=40", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270101", "FREQ=MONTHLY;COUNT=9", "FREQ=DAILY;INTERVAL=3;UNTIL=20261101T013000"}
		draw := func(on walltime.Date) schedule.Part {
			rule, err := schedule.ParseRule(rapid.SampledFrom(rules).Draw(t, "rule"))
			if err != nil {
				t.Fatal(err)
			}
			return schedule.Part{
				Start: walltime.Wall{Date: on, Hour: rapid.IntRange(0, 23).Draw(t, "hour"), Minute: rapid.SampledFrom([]int{0, 30}).Draw(t, "minute")},
				Zone:  rapid.SampledFrom(zones).Draw(t, "zone"), Length: time.Hour, Rule: rule,
			}
		}
		s, err := schedule.New("s1", draw(walltime.Date{Year: 2026, Month: 2, Day: 20}.AddDays(rapid.IntRange(0, 20).Draw(t, "day"))), nil, began())
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(0, 6).Draw(t, "changes") {
			list := s.Between(began(), began().AddDate(1, 0, 0), 40)
			if len(list) == 0 {
				break
			}
			i := list[rapid.IntRange(0, len(list)-1).Draw(t, "which")]
			switch rapid.IntRange(0, 3).Draw(t, "change") {
			case 0:
				s, err = s.Cancel(i.On, began())
			case 1:
				s, err = s.Move(i.On, i.Wall.On(i.Wall.Date.AddDays(rapid.IntRange(-5, 5).Draw(t, "by"))), 2*time.Hour, began())
			case 2:
				var next schedule.Series
				if next, err = s.CancelFrom(i.On, began()); !next.Cancelled {
					s = next
				}
			case 3:
				p := draw(i.On)
				if !p.Rule.Until.IsZero() && p.Rule.Until.Compare(p.Start) < 0 {
					continue
				}
				s, err = s.ChangeFrom(i.On, p, began())
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		compare(t, fmt.Sprintf("%+v", s), s, began(), began().AddDate(1, 2, 0))
	})
}

func TestWhatWasCancelledIsThereAndSaysSo(t *testing.T) {
	s := series(t, "Europe/Berlin", "2026-03-01T20:00", "FREQ=WEEKLY;COUNT=3")
	from, to := began(), began().AddDate(1, 0, 0)
	file := File(entry(must(t)(s.CancelAll(began()))), "corner.example", began())
	list := sessions(t, file, from, to)
	if len(list) != 3 || slices.ContainsFunc(list, func(h held) bool { return !h.cancelled }) || parse(t, file).one(t, "METHOD").value != "CANCEL" {
		t.Errorf("%v", list)
	}
	one, err := Cancellation(entry(s), date(t, "2026-03-08"), "corner.example", began())
	if err != nil {
		t.Fatal(err)
	}
	if list := sessions(t, one, from, to); len(list) != 1 || !list[0].cancelled || list[0].start.Format(time.RFC3339) != "2026-03-08T19:00:00Z" {
		t.Errorf("%v", list)
	}
	if _, err := Cancellation(entry(s), date(t, "2026-03-09"), "corner.example", began()); !errors.Is(err, schedule.ErrNoInstance) {
		t.Error(err)
	}
	once := must(t)(series(t, "Europe/Berlin", "2026-03-01T20:00", "").Cancel(date(t, "2026-03-01"), began()))
	if list := sessions(t, File(entry(once), "corner.example", began()), from, to); len(list) != 1 || !list[0].cancelled {
		t.Errorf("%v", list)
	}
	if file, err := Cancellation(entry(once), date(t, "2026-03-01"), "corner.example", began()); err != nil || len(sessions(t, file, from, to)) != 1 {
		t.Error(err)
	}
}

func TestTheUIDIsKeptAndTheSequenceGrows(t *testing.T) {
	s := series(t, "Europe/Berlin", "2026-03-01T20:00", "FREQ=WEEKLY")
	moved := must(t)(s.Move(date(t, "2026-03-08"), wall(t, "2026-03-09T20:00"), 0, began()))
	later := must(t)(moved.ChangeFrom(date(t, "2026-04-05"), part(t, "Europe/Berlin", "2026-04-05T21:00", "FREQ=WEEKLY"), began()))
	later = must(t)(later.ChangeFrom(date(t, "2026-04-05"), part(t, "Europe/Berlin", "2026-04-05T19:00", "FREQ=WEEKLY"), began()))
	all := must(t)(later.ChangeAll(part(t, "Asia/Shanghai", "2026-03-01T19:00", "FREQ=WEEKLY"), began()))
	for _, c := range []struct {
		s    schedule.Series
		want []string
	}{
		{s, []string{"01kb2corner@corner.example 0"}},
		{moved, []string{"01kb2corner@corner.example 1", "01kb2corner@corner.example 1"}},
		{later, []string{"01kb2corner@corner.example 3", "01kb2corner@corner.example 3", "01kb2corner-2@corner.example 3"}},
		{all, []string{"01kb2corner@corner.example 4", "01kb2corner@corner.example 4"}},
	} {
		var got []string
		for _, e := range parse(t, File(entry(c.s), "corner.example", began())).children {
			if e.name == "VEVENT" {
				got = append(got, e.one(t, "UID").value+" "+e.one(t, "SEQUENCE").value)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v, not %v", got, c.want)
		}
	}
}

func TestAFeedInWhichNothingChangedIsTheSameBytes(t *testing.T) {
	s := series(t, "Europe/Berlin", "2026-03-01T20:00", "FREQ=WEEKLY")
	a := Feed("f", []Entry{entry(s)}, "corner.example", began())
	if b := Feed("f", []Entry{entry(s)}, "corner.example", began().AddDate(0, 11, 0)); !bytes.Equal(a, b) {
		t.Errorf("%s", b)
	}
}

func TestWhatPeopleWroteIsText(t *testing.T) {
	s := series(t, "Europe/Berlin", "2026-03-01T20:00", "")
	for _, c := range []struct{ in, title, description string }{
		{"plain", "plain", "plain"},
		{"a\r\nb", "a b", "a\nb"},
		{"a\rATTENDEE:mailto:x@y", "a ATTENDEE:mailto:x@y", "a\nATTENDEE:mailto:x@y"},
		{"END:VEVENT\nBEGIN:VALARM", "END:VEVENT BEGIN:VALARM", "END:VEVENT\nBEGIN:VALARM"},
		{`a;b,c\d\n"e"`, `a;b,c\d\n"e"`, `a;b,c\d\n"e"`},
		{"a\x00b\x07\u2028c\u0085d\xffe\ufeff", "abcde", "abcde"},
		{" \t 一 二 ", "一 二", "一 二"},
		{"👩‍👩‍👧‍👦 ok", "👩‍👩‍👧‍👦 ok", "👩‍👩‍👧‍👦 ok"},
	} {
		e := entry(s)
		e.Title, e.Description, e.Host = c.in, c.in, c.in
		file := File(e, "corner.example", began())
		event := parse(t, file).children[1]
		if got := event.text(t, "SUMMARY"); got != c.title {
			t.Errorf("%q is called %q", c.in, got)
		}
		if got := event.text(t, "DESCRIPTION"); got != c.description {
			t.Errorf("%q is described as %q", c.in, got)
		}
		if n := len(parse(t, file).children); n != 2 {
			t.Errorf("%q makes %d components:\n%s", c.in, n, file)
		}
	}
}

func TestThereIsNoOrganizerWithoutANameAndNoAddressWithOne(t *testing.T) {
	e := entry(series(t, "Europe/Berlin", "2026-03-01T20:00", ""))
	event := func() *component { return parse(t, File(e, "corner.example", began())).children[1] }
	if len(event().all("ORGANIZER")) != 0 {
		t.Error("somebody invites")
	}
	e.Host = "小雨"
	if o := event().one(t, "ORGANIZER"); o.params["CN"] != "小雨" || o.value != nobody {
		t.Errorf("%+v", o)
	}
	for url, ok := range map[string]bool{
		"https://corner.example/r/a?b=c": true, "http://localhost:8080/r/a": true, "": false, "javascript:alert(1)": false,
		"https://corner.example/\r\nX:1": false, "https://corner.example/é": false, "https://" + strings.Repeat("a", MaxURL): false,
	} {
		e.URL = url
		if got := len(event().all("URL")) == 1; got != ok {
			t.Errorf("%.40q: %t", url, got)
		}
	}
}

// Ten megabytes of everything, and the dearest series there may be.
func TestACalendarIsBounded(t *testing.T) {
	huge := strings.Repeat("a\u0301", 5<<20)
	e := Entry{Series: series(t, "Europe/Berlin", "2026-03-01T20:00", ""), Title: huge, Description: huge, URL: huge, Host: huge}
	start := time.Now()
	file := File(e, "corner.example", began())
	if took := time.Since(start); took > time.Second || len(file) > 64<<10 {
		t.Errorf("%d bytes in %v", len(file), took)
	}
	parse(t, file)
	if title := parse(t, file).children[1].text(t, "SUMMARY"); !strings.HasPrefix(huge, title) || len(title) != 3*MaxTitle {
		t.Errorf("%d bytes of title", len(title))
	}

	s := series(t, "Africa/Casablanca", "2026-03-01T20:00", "FREQ=DAILY")
	for n := range schedule.MaxExceptions {
		var err error
		on := date(t, "2026-03-01").AddDays(n)
		if n%2 == 0 {
			s, err = s.Cancel(on, began())
		} else {
			s, err = s.Move(on, wall(t, "2026-03-01T10:00").On(on), 0, began())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	compare(t, "every exception", s, began(), began().AddDate(1, 0, 0))

	many := make([]Entry, 100_000)
	for i := range many {
		s := e.Series
		s.ID = fmt.Sprint("s", i)
		many[i] = entry(s)
	}
	if n := len(sessions(t, Feed("f", many, "corner.example", began()), began(), began().AddDate(1, 0, 0))); n != MaxEntries {
		t.Errorf("%d entries", n)
	}
}

func FuzzFile(f *testing.F) {
	f.Add("Saturday corner", "Bring a story.\r\n", "https://corner.example/r/a", "O'Brien", "2026-03-08T02:30", "America/New_York", "FREQ=WEEKLY")
	f.Add("a\rb;c,d\\", "\xff\x00", "javascript:", "\"^:;,", "2026-10-25T02:30", "Africa/Casablanca", "FREQ=MONTHLY;BYDAY=-1SU;COUNT=5")
	f.Fuzz(func(t *testing.T, title, description, url, host, start, zone, rule string) {
		p := schedule.Part{Zone: zone, Length: time.Hour}
		p.Start, _ = walltime.Parse(start)
		p.Rule, _ = schedule.ParseRule(rule)
		s, err := schedule.New("s1", p, nil, began())
		if err != nil {
			return
		}
		cal := parse(t, File(Entry{s, title, description, url, host}, "corner.example", began()))
		if len(cal.children) != 2 {
			t.Fatalf("%d components", len(cal.children))
		}
		event := cal.children[1]
		event.text(t, "SUMMARY")
		if len(event.all("DESCRIPTION")) > 0 {
			event.text(t, "DESCRIPTION")
		}
		for _, p := range event.properties {
			if !slices.Contains([]string{"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "SUMMARY", "DESCRIPTION", "URL", "LOCATION", "ORGANIZER", "DTSTART", "DURATION", "RRULE", "STATUS"}, p.name) {
				t.Fatalf("%+v", p)
			}
		}
		from := s.Parts[0].Start.UTC().AddDate(0, 0, -2)
		compare(t, "fuzzed", s, from, from.AddDate(1, 0, 0))
	})
}
