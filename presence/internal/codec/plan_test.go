package codec_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"corner/presence"
	"corner/presence/internal/codec"
	"corner/room/schedule"
	"corner/room/walltime"
)

// planOf is a plan with everything that one can have.
func planOf(t testing.TB) schedule.Plan {
	t.Helper()
	now := time.UnixMilli(1795327600000)
	date := func(day int) walltime.Date { return walltime.Date{Year: 2026, Month: time.December, Day: day} }
	part := schedule.Part{
		Start: walltime.Wall{Date: date(4), Hour: 2, Minute: 30}, Zone: "America/New_York", Length: 90 * time.Minute,
		Rule: schedule.Rule{Freq: schedule.Monthly, Interval: 2, Days: []schedule.Day{{Nth: 1, Weekday: time.Friday}, {Nth: -1, Weekday: time.Friday}}},
	}
	series, err := schedule.New(strings.Repeat("p", 22), part, []byte(`{"title":"深夜"}`), now)
	mustTB(t, err)
	series, err = series.Cancel(date(25), now)
	mustTB(t, err)
	series, err = series.Move(date(4), walltime.Wall{Date: date(5), Hour: 3}, 2*time.Hour, now)
	mustTB(t, err)
	part.Start = walltime.Wall{Date: walltime.Date{Year: 2027, Month: time.February, Day: 5}, Hour: 20}
	part.Rule = schedule.Rule{Freq: schedule.Weekly, Interval: 1, Until: walltime.Wall{Date: walltime.Date{Year: 2027, Month: time.June, Day: 1}, Hour: 23, Minute: 59}}
	series, err = series.ChangeFrom(part.Start.Date, part, now)
	mustTB(t, err)
	return schedule.Plan{
		Series: series, Owner: strings.Repeat("o", 22), Name: "小雨 \"x\"", Limit: 12, Listed: true, Ended: date(4),
	}
}

func mustTB(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAPlanIsDecodedAsItWasEncoded(t *testing.T) {
	plan := planOf(t)
	for _, plan.Series.Cancelled = range []bool{false, true} {
		b, err := codec.EncodePlan(plan)
		must(t, err)
		got, err := codec.DecodePlan(b)
		must(t, err)
		if !reflect.DeepEqual(got, plan) {
			t.Fatalf("%+v\nis not\n%+v", got, plan)
		}
	}
}

func TestGuestsFeedsAndPushesAreDecodedAsTheyWereEncoded(t *testing.T) {
	reply := schedule.Reply{
		Guest: schedule.Guest{Person: strings.Repeat("g", 22), Name: "a|b", Zone: "Asia/Kolkata"},
		At:    time.UnixMilli(1795327600123).UTC(),
	}
	if b, err := codec.EncodeReply(reply); err != nil || bytes.Contains(b, []byte("told")) {
		t.Errorf("who was told nothing: %s, %v", b, err)
	}
	reply.Told = schedule.Told{Start: time.UnixMilli(1_795_000_000_000).UTC(), Zone: "Asia/Shanghai", Length: 90 * time.Minute}
	b, err := codec.EncodeReply(reply)
	must(t, err)
	if got, err := codec.DecodeReply(b); err != nil || got != reply {
		t.Fatalf("%+v, %v", got, err)
	}
	feed := schedule.Feed{Owner: strings.Repeat("o", 22), Plan: strings.Repeat("p", 22), Created: time.UnixMicro(5).UTC()}
	b, err = codec.EncodeFeed(feed)
	must(t, err)
	if got, err := codec.DecodeFeed(b); err != nil || got != feed {
		t.Fatalf("%+v, %v", got, err)
	}
	push := schedule.Push{Endpoint: "https://push.example/1", P256dh: "p", Auth: "a", Locale: "ar", Zone: "Africa/Cairo", Created: time.UnixMicro(7).UTC()}
	b, err = codec.EncodePush(push)
	must(t, err)
	if got, err := codec.DecodePush(b); err != nil || got != push {
		t.Fatalf("%+v, %v", got, err)
	}
}

// What no store of ours has written is refused, quickly and whatever it claims to be.
func TestHostilePlansAreRefused(t *testing.T) {
	good, err := codec.EncodePlan(planOf(t))
	must(t, err)
	for name, change := range map[string][2]string{
		"an unknown zone":          {`America/New_York`, `Mars/Olympus`},
		"a file as a zone":         {`America/New_York`, `../../etc/passwd`},
		"a date in the year 9999":  {`2026-12-04T02:30`, `9999-12-03T02:30`},
		"an endless length":        {`"minutes":90`, `"minutes":9000000000000000000`},
		"a rule by the second":     {`FREQ=WEEKLY`, `FREQ=SECONDLY`},
		"a negative limit":         {`"limit":12`, `"limit":-12`},
		"a sequence below a part":  {`"sequence":3`, `"sequence":1`},
		"an id that is a key":      {strings.Repeat("p", 22), strings.Repeat("}", 22)},
		"an owner that is a key":   {strings.Repeat("o", 22), strings.Repeat(":", 22)},
		"an exception of no date":  {`"on":"2026-12-25"`, `"on":"2026-12-26"`},
		"no parts":                 {`"parts":[`, `"nothing":[`},
		"a cut record":             {`}`, ``},
		"a number for an id":       {`"id":"`, `"id":7,"x":"`},
		"an ended that is no date": {`"ended":"2026-12-04"`, `"ended":"soon"`},
	} {
		bad := strings.Replace(string(good), change[0], change[1], -1)
		if bad == string(good) {
			t.Fatalf("%s: nothing to replace in %s", name, good)
		}
		begin := time.Now()
		if plan, err := codec.DecodePlan([]byte(bad)); err == nil {
			t.Errorf("%s: %+v", name, plan)
		}
		if took := time.Since(begin); took > time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
	if _, err := codec.DecodePlan(make([]byte, codec.MaxBytes+1)); !errors.Is(err, presence.ErrRecord) {
		t.Error(err)
	}
}

// FuzzPlan: whatever is decoded is a plan, and is written and read again as it is.
func FuzzPlan(f *testing.F) {
	good, err := codec.EncodePlan(planOf(f))
	mustTB(f, err)
	f.Add(good)
	f.Add([]byte(`{"id":"pppppppppppppppppppppp","parts":[{"start":"2026-12-04T20:00","zone":"UTC","minutes":60}],"owner":"oooooooooooooooooooooo"}`))
	f.Add([]byte("{"))
	f.Fuzz(func(t *testing.T, b []byte) {
		plan, err := codec.DecodePlan(b)
		if err != nil {
			return
		}
		if err := plan.Check(); err != nil {
			t.Fatal(err)
		}
		again, err := codec.EncodePlan(plan)
		must(t, err)
		same, err := codec.DecodePlan(again)
		must(t, err)
		if len(plan.Series.Payload) == 0 {
			plan.Series.Payload, same.Series.Payload = nil, nil
		}
		if !reflect.DeepEqual(plan, same) {
			t.Fatalf("%+v is read as %+v", plan, same)
		}
	})
}

// FuzzGuests: the same of replies, feeds and addresses of web push.
func FuzzGuests(f *testing.F) {
	f.Add([]byte(`{"person":"gggggggggggggggggggggg","name":"x","zone":"UTC","at_ms":5}`))
	f.Add([]byte(`{"owner":"gggggggggggggggggggggg","person":"gggggggggggggggggggggg","created_us":5}`))
	f.Add([]byte(`{"endpoint":"https://push.example/1","p256dh":"p","auth":"a"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if r, err := codec.DecodeReply(b); err == nil && r.Guest.Check() == nil {
			again, err := codec.EncodeReply(r)
			must(t, err)
			if same, err := codec.DecodeReply(again); err != nil || same != r {
				t.Fatalf("%+v, %v", same, err)
			}
		}
		if feed, err := codec.DecodeFeed(b); err == nil {
			again, err := codec.EncodeFeed(feed)
			must(t, err)
			if same, err := codec.DecodeFeed(again); err != nil || same != feed {
				t.Fatalf("%+v, %v", same, err)
			}
		}
		if push, err := codec.DecodePush(b); err == nil {
			again, err := codec.EncodePush(push)
			must(t, err)
			if same, err := codec.DecodePush(again); err != nil || same != push {
				t.Fatalf("%+v, %v", same, err)
			}
		}
	})
}
