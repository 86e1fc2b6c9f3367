package room

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// modelWorld is a room by the rules and the same room by the model, and what the media plane and the connections
// would have made of the effects.
type modelWorld struct {
	s     *state
	m     *modelRoom
	now   time.Time
	gates map[string]bool // as the media plane was told
	live  map[string]bool // who has a session
	seq   uint64          // of the last numbered event
	kept  []BanRecord     // as the ledger was told
	steps int
	tally map[string]int // commands done, and codes
	watch func([]effect) // sees the effects before they are compared, if not nil
}

func newModelWorld(start modelStart, tally map[string]int) *modelWorld {
	now := instant()
	w := &modelWorld{
		m: newModelRoom(start.Settings, now), now: now, gates: map[string]bool{}, live: map[string]bool{}, tally: tally,
	}
	if start.banned {
		b := oldBan(now)
		w.kept = []BanRecord{b}
		w.m.out = append(w.m.out, &modelExclusion{
			id: b.ID, kind: b.Kind, who: b.Participant, device: b.Device, net: b.Network, by: b.By, reason: b.Reason,
			since: b.Created, until: b.Expires,
		})
	}
	w.s = newState(Config{ID: "r", Bans: w.kept}, start.Settings, now)
	return w
}

// take lets one thing happen on both sides and says in what they differ.
func (w *modelWorld) take(step modelStep) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	if until := w.now.Add(step.wait); step.late {
		w.now = until
	} else if err := w.pass(until); err != nil {
		return err
	}
	switch step.do {
	case "join":
		return w.join(step.come)
	case "command":
		return w.command(step.who, w.resolve(step.cmd))
	case "heard":
		w.s.vacancy.heard, w.m.heard = w.now, w.now // as the actor does, when somebody speaks
		return nil
	case "attach":
		w.m.attach(w.now, step.who)
		return w.settle(w.s.attach(w.now, step.who), "", nil)
	default:
		w.m.detach(w.now, step.who)
		return w.settle(w.s.detach(w.now, step.who), "", nil)
	}
}

// pass lets time go by as the room's timer does: from one thing due to the next.
func (w *modelWorld) pass(until time.Time) error {
	for !w.s.ended {
		next := w.s.deadline()
		if next.IsZero() || next.After(until) {
			break
		}
		if next.Before(w.now) { // the timer was late
			next = w.now
		}
		w.now = next
		effects := w.s.expire(w.now)
		w.m.tick(w.now)
		if err := w.settle(effects, "", nil); err != nil {
			return fmt.Errorf("by the clock: %w", err)
		}
		if again := w.s.deadline(); !w.s.ended && !again.IsZero() && !again.After(next) {
			return fmt.Errorf("still due at %v after expire at %v: the timer would spin", again, next)
		}
	}
	w.now = until
	w.m.tick(w.now) // which must have nothing left to do
	return nil
}

func (w *modelWorld) join(a arrival) error {
	effects, err := w.s.join(w.now, a)
	want := w.m.join(w.now, a)
	if got := code(err); !slices.Contains(want, got) {
		return fmt.Errorf("join gives %q, the model says %q", got, want)
	}
	w.tally[code(err)]++
	for _, e := range effects { // of who stays outside, only who waits is shown, and that they tried is kept
		t, tells := e.(tell)
		_, keeps := e.(keep)
		if tells {
			_, tells = t.event.Body.(WaitingChanged)
		}
		if err != nil && !keeps && !tells {
			return fmt.Errorf("refused with %v, yet %+v", err, e)
		}
	}
	if err == nil {
		w.live[a.id] = true
		w.tally["join"]++
	}
	return w.settle(effects, a.id, nil)
}

func (w *modelWorld) command(by string, cmd Command) error {
	seq, before := w.s.seq, ""
	if w.steps++; w.steps%64 == 0 { // as text: too slow for every time
		before = dump(w.s)
	}
	want := w.m.do(w.now, by, cmd)
	effects, err := w.s.apply(w.now, by, cmd)
	if got := code(err); got != want {
		return fmt.Errorf("%T gives %q, the model says %q", cmd, got, want)
	}
	w.tally[code(err)]++
	if err == nil {
		w.tally[fmt.Sprintf("%T", cmd)]++
		return w.settle(effects, by, cmd)
	}
	if len(effects) > 0 || w.s.seq != seq || len(w.s.pending) > 0 {
		return fmt.Errorf("refused with %v, yet %v", err, effects)
	}
	if before != "" && dump(w.s) != before {
		return fmt.Errorf("refused with %v, yet\n%s\nbecame\n%s", err, before, dump(w.s))
	}
	return w.compare()
}

// Places of lines that are not counted from the newest.
const (
	oldestLine    = 12
	forgottenLine = 13 // the one before it
)

// resolve puts the room's own numbers in the place of places.
func (w *modelWorld) resolve(cmd Command) Command {
	line := func(place uint64) uint64 {
		n := uint64(len(w.m.lines))
		switch {
		case place == oldestLine && n > 0:
			return w.m.lines[0].id
		case place == forgottenLine && n > 0:
			return w.m.lines[0].id - 1
		case place > 0 && place <= n:
			return w.m.lines[n-place].id
		}
		return place * 1_000_000
	}
	switch c := cmd.(type) {
	case LiftBan:
		for i, e := range w.m.exclusions(w.now) {
			if c.ID == fmt.Sprint(i) {
				return LiftBan{e.id}
			}
		}
		return LiftBan{"b-none"}
	case DeleteMessage:
		return DeleteMessage{line(c.ID)}
	case SendMessage:
		c.ReplyTo = line(c.ReplyTo)
		return c
	}
	return cmd
}

// settle plays the actor's part and then compares. Who acted is "" when it was the clock or a connection.
func (w *modelWorld) settle(effects []effect, by string, cmd Command) error {
	if w.watch != nil {
		w.watch(effects)
	}
	kept := 0
	for _, e := range effects {
		var err error
		switch e := e.(type) {
		case permit:
			err = w.permitted(e, by, cmd)
		case remove:
			if w.gates[e.participant] {
				err = fmt.Errorf("%s is removed with an open gate", e.participant)
			}
			delete(w.gates, e.participant)
		case tell:
			err = w.told(e, by)
		case release:
			delete(w.live, e.participant)
			if e.reason == Replaced {
				w.live[e.participant] = true
			}
		case keep:
			if e.record.By != "" { // the rest is the room's own doing
				kept++
				err = rightly(e.record, by, cmd)
			}
		case bans:
			w.kept = e.list
		}
		if err != nil {
			return err
		}
	}
	if want := w.audits(by, cmd); cmd != nil && kept != want {
		return fmt.Errorf("%T left %d audit records, not %d", cmd, kept, want)
	}
	return w.compare()
}

// rightly checks what an audit record says of a command.
func rightly(r AuditRecord, by string, cmd Command) error {
	who, _ := modelReach(cmd)
	if r.By != by || r.Action == "" || who != "" && r.Target != who {
		return fmt.Errorf("%T by %s is recorded as %+v", cmd, by, r)
	}
	return nil
}

// permitted checks a gate that is about to move: only people themselves open microphones.
func (w *modelWorld) permitted(p permit, by string, cmd Command) error {
	w.gates[p.participant] = p.allowed
	if p.allowed && (cmd != MuteSelf{false} || by != p.participant) {
		return fmt.Errorf("%T by %q opens the microphone of %s", cmd, by, p.participant)
	}
	return nil
}

// told checks the number and the addressees of an event.
func (w *modelWorld) told(t tell, by string) error {
	if t.event.Seq != 0 {
		w.seq++
	}
	if t.event.Seq != 0 && t.event.Seq != w.seq {
		return fmt.Errorf("event %d (%T) comes after %d", t.event.Seq, t.event.Body, w.seq-1)
	}
	for _, id := range t.to {
		if !w.live[id] {
			return fmt.Errorf("%T told to %s, who is not a member", t.event.Body, id)
		}
	}
	private, about := false, ""
	switch b := t.event.Body.(type) {
	case MessageSent:
		w.m.lines = append(w.m.lines, modelLine{id: b.Message.ID, author: b.Message.From.ID, system: b.Message.System})
		w.m.lines = w.m.lines[max(0, len(w.m.lines)-200):]
	case Invited:
		private, about = true, b.Invitation.Participant
	case InvitationEnded:
		private, about = true, b.Participant
	case WaitingChanged, Reported:
		private = true
	case BlockedChanged:
		if !slices.Equal(t.to, []string{by}) {
			return fmt.Errorf("whom %q has blocked is told to %v", by, t.to)
		}
	case HandRaised, HandLowered, HandsChanged, HandsOrdered:
		return w.toldOfHands(t)
	case ParticipantChanged:
		if !slices.Equal(t.to, []string{b.Participant.ID}) {
			return fmt.Errorf("how %s is is told to %v", b.Participant.ID, t.to)
		}
	case HandPlaced:
		if t.event.Seq != 0 {
			return errors.New("a place in the queue has a number")
		}
	case Notice, MuteChanged, DeskChanged, HandsListed:
		if len(t.to) != 1 {
			return fmt.Errorf("%T told to %v", b, t.to)
		}
	case Reacted:
		if t.event.Seq != 0 {
			return errors.New("reactions have a number")
		}
	}
	for _, id := range t.to {
		m := w.s.members[id]
		if private && id != about && m != nil && m.role < Moderator {
			return fmt.Errorf("%T told to %s", t.event.Body, id)
		}
	}
	if private && t.to == nil {
		return fmt.Errorf("%T told to everyone", t.event.Body)
	}
	return nil
}

// toldOfHands checks that of a hand only those learn who decide about it or are on the stage, and whose it is; that they
// all do, who tells one at a time tells alone; and that they are not told more often than four times a second.
func (w *modelWorld) toldOfHands(t tell) error {
	var of []string
	switch b := t.event.Body.(type) {
	case HandRaised:
		of = append(of, b.Hand.Participant.ID)
	case HandLowered:
		of = append(of, b.Participant)
	case HandsChanged:
		of = append(of, b.Lowered...)
		for _, h := range b.Raised {
			of = append(of, h.Participant.ID)
		}
	}
	if t.to == nil {
		return fmt.Errorf("%T of %v told to everyone", t.event.Body, of)
	}
	for _, id := range t.to {
		p := w.m.people[id]
		if concerned := len(of) == 1 && of[0] == id; !concerned && (p == nil || !w.m.leads(p) && p.seat < 0) {
			return fmt.Errorf("%T of %v told to %s, who is no more than a listener", t.event.Body, of, id)
		}
	}
	return nil
}

// audits is how many audit records a command that was done leaves.
func (w *modelWorld) audits(by string, cmd Command) int {
	switch c := cmd.(type) {
	case DeleteMessage:
		if line := w.m.line(c.ID); line != nil && line.author != by {
			return 1
		}
	case LowerHand:
		if c.Participant != "" && c.Participant != by {
			return 1
		}
	case RemoveFromStage, MoveSeat, SwapSeats, LockSeat, MuteSeat, MuteParticipant, MuteAll, SetTurn, SetRole,
		TransferHost, Kick, Ban, LiftBan, Admit, Deny, LockRoom, UpdateRoom, CloseRoom, Report, MuteChat,
		Invite, CancelInvitation:
		return 1
	}
	return 0
}
