package planner

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"time"

	"corner/room/schedule"
	"corner/room/walltime"
)

// Sender sends to browsers by web push.
type Sender interface {
	Send(ctx context.Context, to schedule.Push, m Message) Outcome
}

// Message is one notification.
type Message struct {
	Payload []byte
	Topic   string        // one notification of each is kept (RFC 8030, 5.4)
	TTL     time.Duration // how long a push service keeps it for a browser that is away
}

// Outcome is what became of a message.
type Outcome string

// The outcomes.
const (
	Sent    Outcome = "sent"
	Gone    Outcome = "gone"    // the address is none any more
	Refused Outcome = "refused" // trying again is no use
	Failed  Outcome = "failed"  // trying again may be
)

var outcomes = [...]Outcome{Sent, Gone, Refused, Failed}

// notification is what the browser is given to show.
type notification struct {
	Kind  Kind   `json:"kind"`
	Title string `json:"title"`
	Body  string `json:"body"`
	URL   string `json:"url"`  // a path
	Tag   string `json:"tag"`  // a notification takes the place of one with the same
	Lang  string `json:"lang"` // of the words
	Dir   string `json:"dir"`
}

// tell sends to every browser of somebody, and reports whether they know now, as who has none finds it in the app, and
// whether there is nothing to be tried again.
func (p *Planner) tell(ctx context.Context, r schedule.Reminder, plan schedule.Plan, instance schedule.Instance,
	kind Kind) (told, done bool) {
	var pushes []schedule.Push
	if p.asked(ctx, func(ctx context.Context) (err error) {
		pushes, err = p.cfg.Store.Pushes(ctx, r.Guest.Person)
		return err
	}) != nil {
		return false, false
	}
	done = true
	for _, to := range pushes {
		switch p.send(ctx, r, plan, instance, kind, to) {
		case Sent:
			told = true
		case Gone:
			_ = p.asked(ctx, func(ctx context.Context) error { // it is found to be gone again
				return p.cfg.Store.DropPush(ctx, r.Guest.Person, to.Endpoint)
			})
		case Failed:
			done = false
		}
	}
	if told {
		p.stats.told[place(kinds[:], kind)].Add(1)
	}
	return told || len(pushes) == 0, done
}

// send sends to one browser, unless it is night where that is now: somebody may travel.
func (p *Planner) send(ctx context.Context, r schedule.Reminder, plan schedule.Plan, instance schedule.Instance, kind Kind,
	to schedule.Push) Outcome {
	zone := zoneOf(r.Guest.Zone)
	if theirs, err := walltime.Zone(to.Zone); err == nil {
		zone = theirs
	}
	now := p.cfg.Now()
	if schedule.Quiet(now, zone) {
		return Refused
	}
	words := wordsFor(to.Locale)
	topic := topicOf(r.Key)
	body := words.body(kind, instance, zone)
	payload, err := json.Marshal(notification{Kind: kind, Title: p.cfg.Title(plan, words.language), Body: body,
		URL: "/r/" + r.ID, Tag: topic, Lang: words.language, Dir: words.direction})
	if err != nil {
		return Refused
	}
	outcome := p.cfg.Sender.Send(ctx, to, Message{Payload: payload, Topic: topic, TTL: keptFor(instance, now)})
	p.stats.pushes[place(outcomes[:], outcome)].Add(1)
	return outcome
}

// keptFor is how long a push service keeps a message: what is over by then is of no use.
func keptFor(instance schedule.Instance, now time.Time) time.Duration {
	if left := instance.Start.Sub(now); left > time.Minute {
		return min(left, 24*time.Hour).Truncate(time.Second)
	}
	return time.Minute
}

// topicOf names what notifications of one session have in common, in 24 characters of base64url: a topic has 32 at
// most, and tells a push service nothing.
func topicOf(k schedule.Key) string {
	sum := sha256.Sum256([]byte(k.ID + " " + k.On.String()))
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

// place is where a word is in the list of them.
func place[W ~string](list []W, word W) int {
	for i, w := range list {
		if w == word {
			return i
		}
	}
	return len(list) - 1
}
