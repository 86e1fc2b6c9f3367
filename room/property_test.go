package room

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"corner/room/rounds"

	"pgregory.net/rapid"
)

// world drives the pure rules with random histories of eight people, and checks after every step what must hold.
type world struct {
	s       *state
	now     time.Time
	gates   map[string]bool      // as the media plane would have them
	clients map[string]*Snapshot // as each connected member would have the room
}

func newRandomWorld(t *rapid.T) *world {
	now := instant()
	s := newState(Config{ID: "r", Cards: twoPacks()}, Settings{
		Owner: "p0", Timetable: rapid.SampledFrom([][]rounds.Phase{nil, {{Language: "en", Length: time.Minute}}}).Draw(t, "timetable"),
		Title: "t", Languages: []string{"en"}, Turn: MinTurn, TurnMutes: true,
		Kept:     rapid.SampledFrom([][]Keep{nil, {{1, Learner, "en"}}, {{1, Native, "en"}, {2, Learner, "en"}}}).Draw(t, "kept"),
		TurnNext: rapid.Bool().Draw(t, "next"), Queue: rapid.SampledFrom([]QueueMode{FairLine, FirstCome}).Draw(t, "queue"),
		Seats:    rapid.IntRange(1, 4).Draw(t, "seats"),
		Capacity: rapid.IntRange(2, 8).Draw(t, "capacity"),
	}, now)
	for i := range s.seats {
		s.seats[i].locked = rapid.IntRange(0, 5).Draw(t, "locked") == 0
		s.seats[i].muted = rapid.IntRange(0, 5).Draw(t, "muted") == 0
	}
	return &world{s: s, now: now, gates: map[string]bool{}, clients: map[string]*Snapshot{}}
}

func person(t *rapid.T, label string) string {
	return fmt.Sprintf("p%d", rapid.IntRange(0, 7).Draw(t, label))
}

func anyCommand(t *rapid.T) Command {
	who := rapid.SampledFrom([]string{"", "p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "stranger"}).Draw(t, "who")
	yes := rapid.Bool().Draw(t, "muted")
	index := rapid.IntRange(-1, 4).Draw(t, "index")
	mode := rapid.SampledFrom([]Mode{Free, Apply, InviteOnly}).Draw(t, "mode")
	seats := rapid.IntRange(1, 5).Draw(t, "seats")
	return rapid.SampledFrom([]Command{
		TakeSeat{index}, TakeSeat{index}, MoveSeat{who, index}, SwapSeats{index, 1}, LockSeat{index, yes}, MuteSeat{index, yes},
		RemoveFromStage{who, "noise"}, MuteAll{}, SetTurn{who, MinTurn}, SetRole{who, Moderator}, SetRole{who, Listener},
		TransferHost{who}, Kick{who, ""}, Ban{who, "", MinBan}, LockRoom{yes}, UpdateRoom{Mode: &mode, Seats: &seats},
		Block{who, yes}, SendMessage{Text: "hello"}, DeleteMessage{uint64(index + 1)}, MuteChat{who, yes, ""}, React{"👏"},
		SendSignal{who, Slower}, Admit{who}, Deny{who, ""}, UpdateRoom{WaitingRoom: &yes}, Report{who, "spam", ""},
		RaiseHand{}, LowerHand{who}, Invite{Participant: who}, Invite{Participant: who}, CancelInvitation{who}, AcceptInvitation{},
		AcceptInvitation{}, DeclineInvitation{}, LeaveStage{}, MuteSelf{yes}, MuteSelf{yes},
		MuteParticipant{who, yes, ""}, Leave{}, AdvanceHand{who, "answer"}, Invite{who, "quiet"}, HideTalk{yes}, StartRounds{}, StartRounds{Pack: "small-talk"}, PauseRounds{yes},
		ExtendRound{time.Minute}, SkipRound{}, StopRounds{}, DealCard{}, ClearCard{},
	}).Draw(t, "command")
}

// take plays the actor's part: media first, then the clients.
func (w *world) take(t *rapid.T, effects []effect) {
	for _, e := range effects {
		switch e := e.(type) {
		case permit:
			if m := w.s.members[e.participant]; e.allowed && (m == nil || m.seat < 0 || w.s.mute(m).Any()) {
				t.Fatalf("permit %s while off the stage or muted", e.participant)
			}
			w.gates[e.participant] = e.allowed
		case remove:
			delete(w.gates, e.participant)
		case release:
			delete(w.clients, e.participant)
		}
	}
	for i, e := range effects {
		told, ok := e.(tell)
		if !ok {
			continue
		}
		for _, id := range told.to {
			if w.s.members[id] == nil && !releasedAfter(effects[i:], id) {
				t.Fatalf("%T told to %s, who is not a member", told.event.Body, id)
			}
		}
		for id, client := range w.clients {
			if told.addressed(id) {
				reduce(client, told.event)
			}
		}
	}
}

// releasedAfter reports whether somebody is shown out later among the effects: until then they are told why.
func releasedAfter(effects []effect, id string) bool {
	return slices.ContainsFunc(effects, func(e effect) bool {
		r, is := e.(release)
		return is && r.participant == id
	})
}

// unchanged fails when a refusal left a trace.
func (w *world) unchanged(t *rapid.T, before string, err error) {
	if after := dump(w.s); after != before {
		t.Fatalf("refused with %v, yet\n%s\nbecame\n%s", err, before, after)
	}
}

func (w *world) join(t *rapid.T) {
	id := person(t, "id")
	name := rapid.SampledFrom([]string{"n-" + id, "n-p0", "Host"}).Draw(t, "name")
	role := rapid.SampledFrom([]Role{Listener, Listener, Listener, Moderator, Host}).Draw(t, "role")
	before := dump(w.s)
	profile := Profile{Name: name, Learns: rapid.SampledFrom([][]string{nil, {"en"}}).Draw(t, "learns")}
	effects, err := w.s.join(w.now, arrival{id: id, profile: profile, role: role, guest: true})
	if err != nil {
		w.take(t, effects)
		if code(err) != "waiting" { // a knock is remembered
			w.unchanged(t, before, err)
		}
		return
	}
	w.take(t, effects)
	snap := w.s.snapshot(w.now, w.s.members[id])
	w.clients[id] = &snap
}

func (w *world) command(t *rapid.T) {
	id, cmd := person(t, "by"), anyCommand(t)
	before := dump(w.s)
	effects, err := w.s.apply(w.now, id, cmd)
	if err != nil {
		w.unchanged(t, before, err)
		return
	}
	w.take(t, effects)
}

// speak has somebody be voiced, wherever they are: the room writes down what it is told.
func (w *world) speak(t *rapid.T) {
	voiced := time.Duration(rapid.SampledFrom([]int{1, 30, 60}).Draw(t, "seconds")) * time.Second
	w.take(t, w.s.spoke(w.now, []Voice{{person(t, "who speaks"), voiced}}))
}

func (w *world) lose(t *rapid.T) {
	id := person(t, "lost")
	delete(w.clients, id)
	w.take(t, w.s.detach(w.now, id))
}

func (w *world) resume(t *rapid.T) {
	id := person(t, "back")
	w.take(t, w.s.attach(w.now, id))
	if m := w.s.members[id]; m != nil {
		snap := w.s.snapshot(w.now, m)
		w.clients[id] = &snap
	}
}

func (w *world) wait(t *rapid.T) {
	w.now = w.now.Add(time.Duration(rapid.SampledFrom([]int{1, 900, 1000, 20_000, 40_000}).Draw(t, "ms")) * time.Millisecond)
	if next := w.s.deadline(); !next.IsZero() && !next.After(w.now) {
		w.take(t, w.s.expire(w.now))
	}
	if next := w.s.deadline(); !w.s.ended && !next.IsZero() && !next.After(w.now) {
		t.Fatalf("still due at %v after expire at %v: the timer would spin", next, w.now)
	}
}

func TestNoSequenceOfCommandsBreaksTheInvariants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newRandomWorld(t)
		t.Repeat(map[string]func(*rapid.T){
			"join": w.join, "join again": w.join, "command": w.command, "another command": w.command,
			"a third command": w.command, "speak": w.speak, "lose": w.lose, "resume": w.resume, "wait": w.wait, "": w.check,
		})
	})
}

// check is the invariants of the package's documentation.
func (w *world) check(t *rapid.T) {
	s := w.s
	seated, hosts := map[*member]int{}, 0
	for i, p := range s.seats {
		if p.occupant == nil {
			continue
		}
		if before, twice := seated[p.occupant]; twice {
			t.Fatalf("%s sits on %d and %d", p.occupant.id, before, i)
		}
		seated[p.occupant] = i
		if s.members[p.occupant.id] != p.occupant {
			t.Fatalf("seat %d is a stranger's", i)
		}
		if (i == 0) != (p.occupant == s.host) {
			t.Fatalf("seat %d is taken by %s, the host is %s", i, p.occupant.id, s.hostID())
		}
	}
	for id, m := range s.members {
		w.checkMember(t, id, m, seated)
		if m.role == Host {
			hosts++
		}
	}
	if hosts > 1 || (hosts == 1) != (s.host != nil) {
		t.Fatalf("%d hosts, one of them %q", hosts, s.hostID())
	}
	if len(s.members) > s.settings.Capacity || len(s.order) != len(s.members) {
		t.Fatalf("%d members, %d listed, room for %d", len(s.members), len(s.order), s.settings.Capacity)
	}
	asked := 0
	for _, m := range s.invited {
		if m.invited.By == "" && m.id != s.asking {
			t.Fatalf("the room asks %s and believes that it asks %q", m.id, s.asking)
		} else if m.invited.By == "" {
			asked++
		}
	}
	if asked > 1 || asked == 0 && s.asking != "" {
		t.Fatalf("the room asks %d at once, and believes that it asks %q", asked, s.asking)
	}
	w.checkClients(t)
}

func (w *world) checkMember(t *rapid.T, id string, m *member, seated map[*member]int) {
	index, sits := seated[m]
	if sits != (m.seat >= 0) || sits && index != m.seat {
		t.Fatalf("%s believes to sit on %d", id, m.seat)
	}
	if sits && (!m.raised.IsZero() || m.invited != nil) {
		t.Fatalf("%s is on the stage with a hand or an invitation", id)
	}
	if may := sits && !w.s.mute(m).Any(); w.gates[id] != may {
		t.Fatalf("the gate of %s is %t, it may speak: %t", id, w.gates[id], may)
	}
	if away := slices.Contains(w.s.away, m); m.connected == away {
		t.Fatalf("%s is connected: %t, and on the list of those away: %t", id, m.connected, away)
	}
	if leads := slices.Contains(w.s.leaders, m); leads != (m.role >= Moderator) || m.eye != m.sees() {
		t.Fatalf("%s is %s, and on the list of those who run things: %t, of those who see hands: %t", id, m.role, leads, m.eye)
	}
}

// checkClients compares what each client made of the events with what the server would say. The audience and the
// hands are allowed to lag while they are being gathered.
func (w *world) checkClients(t *rapid.T) {
	for id, client := range w.clients {
		server := w.s.snapshot(w.now, w.s.members[id])
		seen := *client
		if w.s.audienceStale {
			seen.Audience = server.Audience
		}
		if w.s.queue.moved {
			seen.Place, seen.Ahead, seen.AtMost = server.Place, server.Ahead, server.AtMost
		}
		if w.s.queue.stale {
			seen.Hands = server.Hands
		}
		if w.s.door.stale {
			seen.Waiting = server.Waiting
		}
		if !sameState(seen, server) {
			t.Fatalf("%s sees\n%+v\nthe server\n%+v", id, seen, server)
		}
	}
	for id := range w.gates {
		if w.s.members[id] == nil {
			t.Fatalf("%s has left and still has a gate", id)
		}
	}
}

// dump is everything the rules know, as text.
func dump(s *state) string {
	var out strings.Builder
	fmt.Fprintln(&out, s.seq, s.joins, s.hostID(), s.audienceStale, s.audienceTold, s.empty, s.ended, len(s.pending))
	for _, m := range s.order {
		fmt.Fprintln(&out, m.number, m.open, m.deadline, s.view(m), m.raised, m.invited)
	}
	for i := range s.seats {
		fmt.Fprintln(&out, s.viewSeat(i).Occupant != nil, s.seats[i].locked, s.seats[i].muted)
	}
	for _, m := range s.hands {
		fmt.Fprintln(&out, "hand", m.id, m.handTold, m.handStale, m.placed, m.ahead, m.overtaken, m.cutIn)
	}
	fmt.Fprintln(&out, s.eyes(), s.queue.lowered, s.queue.stale, s.queue.told, s.queue.moved, s.queue.placed, s.sampleStale)
	fmt.Fprintln(&out, len(s.away), len(s.invited), len(s.members), s.restrained, s.departed, s.leavers)
	fmt.Fprintln(&out, s.settings, s.vacancy, s.bans, s.reports, s.messages, s.chat, s.sentiment)
	for _, m := range s.order {
		fmt.Fprintln(&out, m.role, m.before, m.turn, m.chatMuted, m.written, m.blocks())
	}
	for _, w := range s.door.waiters {
		fmt.Fprintln(&out, "waits", *w)
	}
	fmt.Fprintln(&out, s.door.admitted, s.door.stale)
	fmt.Fprintln(&out, s.round, s.roundPack, s.table, s.queue.believed, s.asking, s.cutInCount)
	return out.String()
}
