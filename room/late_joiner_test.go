package room

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// audienceOf is everyone in a room as a client has it, made by nothing but a first snapshot and the events.
type audienceOf struct {
	*modelWorld
	clients map[string]*Snapshot
}

func (a *audienceOf) hear(effects []effect) {
	for _, e := range effects {
		switch e := e.(type) {
		case tell:
			for id, client := range a.clients {
				if e.addressed(id) {
					reduce(client, e.event)
				}
			}
		case release:
			delete(a.clients, e.participant)
		}
	}
}

// begin gives somebody the whole state.
func (a *audienceOf) begin(id string) {
	if m := a.s.members[id]; m != nil {
		snap := a.s.snapshot(a.now, m)
		a.clients[id] = &snap
	}
}

// live tells a history. Who is away hears everything all the same: that is what resuming by number comes to.
func (a *audienceOf) live(t *testing.T, dice modelDice, set modelStart, length int) {
	var steps []modelStep
	for range length {
		step := dice.step(a.m)
		steps = append(steps, step)
		fresh := dice.rarely(2) // who comes back gets a new snapshot, not the events
		if err := a.take(step); err != nil {
			t.Fatalf("%v\n%s", err, report(set, shrink(set, steps)))
		}
		if step.do == "join" && a.clients[step.come.id] == nil {
			a.begin(step.come.id) // if they came in
		}
		if step.do == "attach" {
			if fresh {
				a.begin(step.who)
			}
			a.hear(a.s.placeAgain(step.who)) // as Session.Attach does
		}
		if a.s.ended {
			return
		}
	}
}

// public is what everybody sees alike, part by part, as text.
func public(s Snapshot) map[string]string {
	chat := append([]Message{}, s.Chat...)
	for i := range chat {
		chat[i].Mentions = append([]string{}, chat[i].Mentions...)
	}
	parts := map[string]string{}
	for name, part := range map[string]any{
		"round": []any{s.Round, s.Card}, "room": []any{s.ID, s.Created, s.Settings}, "host": s.Host, "stage": s.Stage, "chat": chat,
		"audience": []any{s.Audience.Count, s.Audience.Hands, append([]Participant{}, s.Audience.Sample...)},
	} {
		text, err := json.Marshal(part)
		if err != nil {
			panic(err)
		}
		parts[name] = string(text)
	}
	return parts
}

// hash is one number for all of it.
func hash(parts map[string]string) [sha256.Size]byte {
	text, err := json.Marshal(parts) // in order of the names
	if err != nil {
		panic(err)
	}
	return sha256.Sum256(text)
}

// unlike names the first part in which two differ.
func unlike(a, b map[string]string) string {
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if a[name] != b[name] {
			return fmt.Sprintf("%s:\n%s\n%s", name, a[name], b[name])
		}
	}
	return ""
}

// TestALateJoinerSeesWhatEverybodyElseHasMadeOfTheEvents compares, after each of a thousand histories, the state
// that every member made of the events with the first snapshot of somebody who comes only now.
func TestALateJoinerSeesWhatEverybodyElseHasMadeOfTheEvents(t *testing.T) {
	t.Parallel()
	seed := historySeed(t)
	compared, members := 0, 0
	for n := 0; compared < atFullSpeed(1000) && n < 2000; n++ { // a room that was closed has no late joiner
		dice := modelDice{rand.New(rand.NewPCG(seed, uint64(n))), 8}
		set := dice.start()
		set.Capacity = 9
		a := &audienceOf{modelWorld: newModelWorld(set, map[string]int{}), clients: map[string]*Snapshot{}}
		a.watch = a.hear
		length := 200
		if n%10 == 0 {
			length = 800 // more lines than a snapshot has
		}
		a.live(t, dice, set, length)
		a.quieten(t)
		if a.s.ended {
			continue
		}
		late := a.comeLate(t)
		for id, client := range a.clients {
			if seen, now := public(*client), public(late); hash(seen) != hash(now) {
				t.Fatalf("history %d: %s and who comes now see different %s", n, id, unlike(seen, now))
			}
			if own := a.s.snapshot(a.now, a.s.members[id]); !sameState(*client, own) {
				t.Fatalf("history %d: %s sees\n%+v\nthe server\n%+v", n, id, *client, own)
			}
			members++
		}
		compared++
	}
	t.Logf("compared %d members in %d histories", members, compared)
	if compared < atFullSpeed(1000) || members < 2*compared {
		t.Fatalf("compared %d members in %d histories: that proves little", members, compared)
	}
}

// quieten lets time go by until what is gathered has been sent, and the next arrival will be told at once.
func (a *audienceOf) quieten(t *testing.T) {
	t.Helper()
	for !a.s.ended && (a.s.audienceStale || a.s.queue.stale || a.s.queue.moved || a.s.door.stale || a.now.Before(a.s.audienceTold.Add(time.Second))) {
		if err := a.pass(a.now.Add(time.Second)); err != nil {
			t.Fatal(err)
		}
	}
}

// comeLate is the first snapshot of somebody new.
func (a *audienceOf) comeLate(t *testing.T) Snapshot {
	t.Helper()
	come := arrival{id: "late", profile: Profile{Name: "n-late"}}
	if a.s.settings.Locked {
		come.role = Moderator
	}
	effects, err := a.s.join(a.now, come)
	if err != nil {
		t.Fatal(err)
	}
	a.hear(effects)
	return a.s.snapshot(a.now, a.s.members["late"])
}
