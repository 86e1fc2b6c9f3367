package calendar

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"time"
	"unicode/utf8"

	"github.com/teambition/rrule-go"
	"pgregory.net/rapid"
)

// A strict reader of what this package writes: it knows RFC 5545 and the rules of recurrence, and of zones only what
// the calendar itself says.

type property struct {
	name   string
	params map[string]string
	value  string
}

type component struct {
	name       string
	properties []property
	children   []*component
}

func (c *component) all(name string) []property {
	var list []property
	for _, p := range c.properties {
		if p.name == name {
			list = append(list, p)
		}
	}
	return list
}

// one is the one property of that name.
func (c *component) one(t rapid.TB, name string) property {
	t.Helper()
	list := c.all(name)
	if len(list) != 1 {
		t.Fatalf("%s has %d of %s", c.name, len(list), name)
	}
	return list[0]
}

func (c *component) text(t rapid.TB, name string) string {
	t.Helper()
	raw := c.one(t, name).value
	var b strings.Builder
	for i := 0; i < len(raw); i++ {
		switch {
		case raw[i] == ',' || raw[i] == ';':
			t.Fatalf("%s is not escaped: %q", name, raw)
		case raw[i] != '\\':
			b.WriteByte(raw[i])
		case i+1 < len(raw) && strings.IndexByte(`\;,`, raw[i+1]) >= 0:
			i++
			b.WriteByte(raw[i])
		case i+1 < len(raw) && raw[i+1] == 'n':
			i++
			b.WriteByte('\n')
		default:
			t.Fatalf("%s is escaped as nobody reads it: %q", name, raw)
		}
	}
	return b.String()
}

// parse reads a calendar down to its components.
func parse(t rapid.TB, file []byte) *component {
	t.Helper()
	if !utf8.Valid(file) || !strings.HasSuffix(string(file), "\r\n") {
		t.Fatalf("no lines of UTF-8: %q", file)
	}
	var lines []string
	for line := range strings.SplitSeq(strings.TrimSuffix(string(file), "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f }) || line == "" {
			t.Fatalf("no line of a calendar: %q", line)
		}
		if line[0] == ' ' {
			lines[len(lines)-1] += line[1:]
			continue
		}
		lines = append(lines, line)
	}
	root := &component{}
	stack := []*component{root}
	for _, line := range lines {
		p := parseLine(t, line)
		top := stack[len(stack)-1]
		switch p.name {
		case "BEGIN":
			c := &component{name: p.value}
			top.children = append(top.children, c)
			stack = append(stack, c)
		case "END":
			if top.name != p.value {
				t.Fatalf("%s ends %s", p.value, top.name)
			}
			stack = stack[:len(stack)-1]
		default:
			top.properties = append(top.properties, p)
		}
	}
	if len(stack) != 1 || len(root.children) != 1 || len(root.properties) != 0 || root.children[0].name != "VCALENDAR" {
		t.Fatal("no one calendar")
	}
	return root.children[0]
}

func parseLine(t rapid.TB, line string) property {
	t.Helper()
	head, value, ok := strings.Cut(line, ":")
	if !ok {
		t.Fatalf("no property: %q", line)
	}
	parts := strings.Split(head, ";")
	p := property{parts[0], map[string]string{}, value}
	if p.name == "" || strings.ToUpper(p.name) != p.name {
		t.Fatalf("no name: %q", line)
	}
	for _, part := range parts[1:] {
		key, value, ok := strings.Cut(part, "=")
		if !ok || value == "" || strings.ContainsAny(value, `"\,`) {
			t.Fatalf("no parameter: %q", line)
		}
		if p.params[key] != "" {
			t.Fatalf("a parameter twice: %q", line)
		}
		p.params[key] = value
	}
	return p
}

// onsets are when a zone of a calendar changes.
type change struct {
	at       time.Time
	from, to time.Duration
}

type zone []change // in order

func readZone(t rapid.TB, c *component, until int) zone {
	t.Helper()
	var z zone
	for _, o := range c.children {
		from, to := readOffset(t, o.one(t, "TZOFFSETFROM").value), readOffset(t, o.one(t, "TZOFFSETTO").value)
		o.one(t, "TZNAME")
		first := readLocal(t, o.one(t, "DTSTART").value)
		locals := []time.Time{first}
		for _, r := range o.all("RRULE") {
			option, err := rrule.StrToROption(r.value)
			if err != nil {
				t.Fatal(err)
			}
			option.Dtstart, option.Until = first, time.Date(until, 12, 31, 0, 0, 0, 0, time.UTC)
			rule, err := rrule.NewRRule(*option)
			if err != nil {
				t.Fatal(err)
			}
			locals = rule.All()
			if len(locals) == 0 || !locals[0].Equal(first) {
				t.Fatalf("%s does not begin on %v", r.value, first)
			}
		}
		for _, l := range locals {
			z = append(z, change{l.Add(-from), from, to})
		}
	}
	slices.SortFunc(z, func(a, b change) int { return a.at.Compare(b.at) })
	for i := range z[1:] {
		if z[i].to != z[i+1].from {
			t.Fatalf("%v goes from %v, but was %v", z[i+1].at, z[i+1].from, z[i].to)
		}
	}
	return z
}

// instant is when a clock shows a wall time, written as if in UTC: RFC 5545 section 3.3.5.
func (z zone) instant(t rapid.TB, wall time.Time) time.Time {
	t.Helper()
	for i, c := range z {
		at := wall.Add(-c.to)
		end := time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC)
		if i+1 < len(z) {
			end = z[i+1].at
		}
		if at.Before(c.at) {
			if i == 0 {
				t.Fatalf("the zone says nothing of %v", wall)
			}
			return wall.Add(-c.from) // in the gap
		}
		if at.Before(end) {
			return at
		}
	}
	t.Fatalf("the zone says nothing of %v", wall)
	return time.Time{}
}

func readOffset(t rapid.TB, text string) time.Duration {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil || len(text) != 5 || text[0] != '+' && text[0] != '-' {
		t.Fatalf("no offset: %q", text)
	}
	return time.Duration(n/100)*time.Hour + time.Duration(n%100)*time.Minute
}

func readLocal(t rapid.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse("20060102T150405", text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// held is a session as a calendar shows it.
type held struct {
	start     time.Time
	length    time.Duration
	cancelled bool
}

func (h held) String() string {
	return fmt.Sprintf("%s %v", h.start.Format("2006-01-02T15:04Z"), h.length)
}

// sessions are those of a calendar that begin within a time, in order.
func sessions(t rapid.TB, file []byte, from, to time.Time) []held {
	t.Helper()
	cal := parse(t, file)
	if cal.one(t, "VERSION").value != "2.0" || cal.one(t, "PRODID").value == "" {
		t.Fatal("no head")
	}
	zones := zonesOf(t, cal, to.Year()+1)
	wall := func(p property) (time.Time, time.Time) {
		z := zones[p.params["TZID"]]
		if z == nil {
			t.Fatalf("%s is in no zone that is there: %v", p.name, p.params)
		}
		w := readLocal(t, p.value)
		return w, z.instant(t, w)
	}
	moved := map[string]map[time.Time]bool{} // by UID, the walls that have an event of their own
	var masters []*component
	var list []held
	for _, c := range cal.children {
		if c.name != "VEVENT" {
			continue
		}
		for _, name := range []string{"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "STATUS", "DURATION", "SUMMARY"} {
			c.one(t, name)
		}
		ids := c.all("RECURRENCE-ID")
		if len(ids) == 0 {
			masters = append(masters, c)
			continue
		}
		uid := c.one(t, "UID").value
		if moved[uid] == nil {
			moved[uid] = map[time.Time]bool{}
		}
		id, _ := wall(ids[0])
		if moved[uid][id] {
			t.Fatalf("%v is moved twice", id)
		}
		moved[uid][id] = true
		_, at := wall(c.one(t, "DTSTART"))
		list = append(list, held{at, readLength(t, c), c.one(t, "STATUS").value == "CANCELLED"})
	}
	uids := map[string]bool{}
	for _, c := range masters {
		uid := c.one(t, "UID").value
		if uids[uid] {
			t.Fatalf("%s is there twice", uid)
		}
		uids[uid] = true
		without := moved[uid]
		if without == nil {
			without = map[time.Time]bool{}
		}
		for _, p := range c.all("EXDATE") {
			w, _ := wall(p)
			without[w] = true
		}
		start := c.one(t, "DTSTART")
		first, _ := wall(start)
		for _, w := range walls(t, c, first, to) {
			at := zones[start.params["TZID"]].instant(t, w)
			if end := ends(t, c); !end.IsZero() && at.After(end) {
				break
			}
			if !without[w] {
				list = append(list, held{at, readLength(t, c), c.one(t, "STATUS").value == "CANCELLED"})
			}
		}
	}
	list = slices.DeleteFunc(list, func(h held) bool { return h.start.Before(from) || !h.start.Before(to) })
	slices.SortFunc(list, func(a, b held) int { return a.start.Compare(b.start) })
	return list
}

// zonesOf are the zones of a calendar, each once, as they are until the end of a year.
func zonesOf(t rapid.TB, cal *component, year int) map[string]zone {
	t.Helper()
	zones := map[string]zone{}
	for _, c := range cal.children {
		if c.name != "VTIMEZONE" {
			continue
		}
		id := c.one(t, "TZID").value
		if zones[id] != nil {
			t.Fatalf("%s is there twice", id)
		}
		zones[id] = readZone(t, c, year)
	}
	return zones
}

// walls are the wall times of an event's rule until a day after to, whatever UNTIL says.
func walls(t rapid.TB, c *component, first, to time.Time) []time.Time {
	t.Helper()
	rules := c.all("RRULE")
	if len(rules) == 0 {
		return []time.Time{first}
	}
	option, err := rrule.StrToROption(rules[0].value)
	if err != nil || len(rules) > 1 {
		t.Fatal(rules, err)
	}
	option.Dtstart, option.Until = first, to.AddDate(0, 0, 1)
	rule, err := rrule.NewRRule(*option)
	if err != nil {
		t.Fatal(err)
	}
	return rule.All()
}

// ends is the UNTIL of an event's rule, which is an instant.
func ends(t rapid.TB, c *component) time.Time {
	t.Helper()
	for _, r := range c.all("RRULE") {
		if _, until, ok := strings.Cut(r.value, "UNTIL="); ok {
			until, _, _ = strings.Cut(until, ";")
			at, err := time.Parse("20060102T150405Z", until)
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
	}
	return time.Time{}
}

func readLength(t rapid.TB, c *component) time.Duration {
	t.Helper()
	text := c.one(t, "DURATION").value
	d, err := time.ParseDuration(strings.ToLower(strings.TrimPrefix(text, "PT")))
	if err != nil || !strings.HasPrefix(text, "PT") {
		t.Fatal(text, err)
	}
	return d
}
