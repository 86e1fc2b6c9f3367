package room

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// modelStep is one thing that happens to a room. Steps are values, so that a history can be told again without
// some of them: messages and exclusions are named by their place, not by the number the room gave them.
type modelStep struct {
	wait time.Duration // before it
	late bool          // the timer does not run while waiting
	do   string        // join, attach, detach, heard, command
	who  string
	come arrival
	cmd  Command
}

func (s modelStep) String() string {
	wait := fmt.Sprint("+", s.wait)
	if s.late {
		wait += " (late)"
	}
	switch s.do {
	case "join":
		a := s.come
		return fmt.Sprintf("%s join %s role=%s guest=%t device=%q network=%q name=%q blocked=%v",
			wait, a.id, a.role, a.guest, a.device, a.network, a.profile.Name, a.blocked)
	case "command":
		return strings.ReplaceAll(fmt.Sprintf("%s %s: %T%+v", wait, s.who, s.cmd, plain(s.cmd)), "room.", "")
	}
	return fmt.Sprintf("%s %s %s", wait, s.do, s.who)
}

// plain is a command for people to read.
func plain(cmd Command) any {
	u, is := cmd.(UpdateRoom)
	if !is {
		return cmd
	}
	var list []string
	show := func(name string, set bool, value any) {
		if set {
			list = append(list, fmt.Sprint(name, ":", value))
		}
	}
	show("title", u.Title != nil, or(u.Title, ""))
	show("seats", u.Seats != nil, or(u.Seats, 0))
	show("mode", u.Mode != nil, or(u.Mode, ""))
	show("turn", u.Turn != nil, or(u.Turn, 0))
	show("turnMutes", u.TurnMutes != nil, or(u.TurnMutes, false))
	show("slowMode", u.SlowMode != nil, or(u.SlowMode, 0))
	show("waitingRoom", u.WaitingRoom != nil, or(u.WaitingRoom, false))
	return list
}

// modelDice makes up histories. It looks at the model, so that much of what it makes up is possible.
type modelDice struct {
	*rand.Rand
	actors int
}

func (d modelDice) one(of ...string) string { return of[d.IntN(len(of))] }

func (d modelDice) rarely(n int) bool { return d.IntN(n) == 0 }

func (d modelDice) person() string { return fmt.Sprint("p", d.IntN(d.actors)) }

// modelStart is a room as it opens.
type modelStart struct {
	Settings
	banned bool // p6 was, when the room was open last
}

// oldBan is how p6 is kept out from the beginning.
func oldBan(now time.Time) BanRecord {
	return BanRecord{
		ID: "b-old", Kind: Banned, Participant: "p6", Device: "d2", Network: "n1", By: "p0", Reason: "spam",
		Created: now.Add(-10 * time.Minute), Expires: now.Add(40 * time.Second),
	}
}

// start is a room of random settings: p0 owns most of them.
func (d modelDice) start() modelStart {
	s := modelStart{banned: d.rarely(4), Settings: Settings{
		Title: "t", Languages: []string{"zh", "en"}, Owner: "p0",
		Seats: 1 + d.IntN(5), Capacity: d.actors - d.IntN(3), Mode: []Mode{Free, Apply, InviteOnly}[d.IntN(3)],
		WaitingRoom: d.rarely(3), TurnMutes: d.rarely(2),
		Queue: FirstCome, // the fair order is tested where it is made
	}}
	if d.rarely(6) {
		s.Capacity = 2 + d.IntN(3)
	}
	if d.rarely(4) {
		s.SlowMode = 10 * time.Second
	}
	if d.rarely(3) {
		s.Turn = 20 * time.Second
	}
	if d.rarely(3) {
		s.Shifts = d.shifts()
	}
	if d.rarely(3) {
		s.Owner = d.one("", "", "p9") // nobody yet, or somebody who never comes
	}
	return s
}

// step is the next thing that happens.
func (d modelDice) step(r *modelRoom) modelStep {
	pause := d.pause()
	if len(r.set.Shifts) > 0 && d.rarely(20) {
		pause = time.Duration(d.IntN(150)) * time.Second
	}
	s := modelStep{wait: pause, late: d.rarely(8), who: d.person()}
	for range 3 {
		if r.people[s.who] == nil && (len(r.people) >= r.set.Capacity || !d.rarely(3)) {
			s.who = d.person()
		}
	}
	switch n := d.IntN(100); {
	case n < 4 || n < 60 && r.people[s.who] == nil:
		s.do, s.come = "join", d.arrival(s.who)
	case n < 7:
		s.do = "detach"
	case n > 98:
		s.do = "heard"
	case n < 10 || n < 40 && r.people[s.who] != nil && !r.people[s.who].connected:
		s.do = "attach"
	default:
		s.do = "command"
		if host := r.theHost(); host != nil && d.rarely(3) {
			s.who = host.id
		}
		if s.cmd = d.command(r); !d.rarely(3) {
			s.cmd = d.likely(r, s.who, s.cmd)
		}
	}
	return s
}

func (d modelDice) pause() time.Duration {
	switch d.IntN(200) {
	case 0:
		return 31 * time.Second
	case 1:
		return []time.Duration{6 * time.Minute, 11 * time.Minute}[d.IntN(2)]
	case 2, 3, 4:
		return 9 * time.Second
	case 5, 6, 7, 8, 9:
		return 999 * time.Millisecond
	}
	return time.Millisecond // no two things at one instant
}

func (d modelDice) arrival(id string) arrival {
	a := arrival{
		id: id, profile: Profile{Name: "n-" + id}, guest: d.rarely(2),
		role:    []Role{Listener, Listener, Listener, Listener, Listener, Moderator, Moderator, Host}[d.IntN(8)],
		device:  d.one("", "d-"+id, "d-"+id, "d-"+id, "d1", "d2"),
		network: d.one("", "n1", "n2", "n3"),
	}
	if d.rarely(12) {
		a.profile.Name = d.one("Host", "n-p0", "N-P1", "n-p2")
	}
	if d.rarely(4) {
		a.blocked = []string{d.person()}
	}
	if d.rarely(300) {
		a.id = ""
	}
	return a
}

// command is any command, about somebody, mostly somebody who is here.
func (d modelDice) command(r *modelRoom) Command {
	who := d.person()
	for range 3 {
		if r.people[who] == nil {
			who = d.person()
		}
	}
	if d.rarely(50) {
		who = d.one("", "stranger")
	}
	yes, seat, reason := d.rarely(2), d.IntN(r.set.Seats+2)-1, d.one("", "", "", "noise", "spam", "because")
	if seat == r.set.Seats && !d.rarely(4) {
		seat = -1
	}
	switch d.IntN(8) {
	case 0:
		return d.talk(r, who, yes, reason)
	case 1:
		return d.power(r, who, yes, reason)
	}
	return []Command{
		RaiseHand{}, LowerHand{who}, Invite{Participant: who}, Invite{Participant: who}, CancelInvitation{who}, AcceptInvitation{},
		AcceptInvitation{}, AcceptInvitation{}, DeclineInvitation{}, TakeSeat{seat}, TakeSeat{seat}, TakeSeat{-1},
		LeaveStage{}, RemoveFromStage{who, reason}, MoveSeat{who, seat}, MoveSeat{who, seat}, SwapSeats{seat, d.IntN(4)},
		SwapSeats{seat, d.IntN(4)}, LockSeat{seat, yes}, LockSeat{seat, false}, MuteSeat{seat, yes}, MuteSeat{seat, false},
		MuteSelf{false}, MuteSelf{false}, MuteSelf{yes}, MuteParticipant{who, yes, reason}, MuteAll{},
		SetTurn{who, []time.Duration{0, 10 * time.Second, 15 * time.Second, time.Second, 2 * time.Hour}[d.IntN(5)]},
		Block{who, yes}, Block{who, false},
	}[d.IntN(30)]
}

// likely is a command that the situation of its sender suggests, or the other one.
func (d modelDice) likely(r *modelRoom, who string, other Command) Command {
	p := r.people[who]
	if p == nil {
		return other
	}
	door := slices.Sorted(maps.Keys(r.door))
	for range 3 {
		switch n := d.IntN(12); {
		case n == 0 && p.invitedBy != "":
			return []Command{AcceptInvitation{}, AcceptInvitation{}, AcceptInvitation{}, DeclineInvitation{}}[d.IntN(4)]
		case n == 1 && len(door) > 0 && r.leads(p):
			return []Command{Admit{door[0]}, Admit{door[0]}, Deny{door[0], ""}}[d.IntN(3)]
		case n == 2 && p.seat < 0:
			return []Command{RaiseHand{}, TakeSeat{-1}, TakeSeat{1 + d.IntN(4)}}[d.IntN(3)]
		case n == 3 && p.seat >= 0:
			return MuteSelf{d.rarely(4)}
		case n == 4 && (p.id == "p7" || d.rarely(4)):
			return SendMessage{Text: "hi"}
		case n > 5 && r.leads(p):
			return d.onSomebody(r, p, other)
		}
	}
	return other
}

// onSomebody is what somebody who leads does about one of those below, on the stage or off it.
func (d modelDice) onSomebody(r *modelRoom, p *modelPerson, other Command) Command {
	below := slices.DeleteFunc(r.everyone(), func(o *modelPerson) bool { return !r.above(p, o) })
	if len(below) == 0 {
		return other
	}
	o := below[d.IntN(len(below))]
	switch {
	case o.invitedBy != "" && d.rarely(3):
		return CancelInvitation{o.id}
	case o.seat < 0 && r.freeSeat() >= 0:
		return Invite{Participant: o.id}
	case o.seat < 0:
		return other
	}
	return []Command{
		MuteParticipant{o.id, !d.rarely(3), ""}, MoveSeat{o.id, 1 + d.IntN(r.set.Seats)}, SwapSeats{o.seat, 1 + d.IntN(r.set.Seats)},
		RemoveFromStage{o.id, ""}, SetTurn{o.id, time.Duration(10*d.IntN(3)) * time.Second}, MuteSeat{o.seat, d.rarely(2)},
		LockSeat{o.seat, true}, MuteAll{}, TransferHost{o.id}, Block{o.id, true}, SendSignal{o.id, "again"},
	}[d.IntN(11)]
}

// talk is a command about words.
func (d modelDice) talk(r *modelRoom, who string, yes bool, reason string) Command {
	place := uint64(d.IntN(forgottenLine + 1))
	text := d.one("hello", "hello", "你好", "", " \n ", strings.Repeat("x", 501))
	return []Command{
		SendMessage{Text: text}, SendMessage{Text: "hi"}, SendMessage{Text: "yes", ReplyTo: place}, DeleteMessage{place},
		DeleteMessage{place}, MuteChat{who, yes, reason}, React{d.one("👏", "🤔", "x")}, Report{who, reason, "text"},
		SendSignal{who, Signal(d.one("slower", "again", "faster"))}, ListAudit{}, ListBans{},
	}[d.IntN(11)]
}

// power is a command about who is here and who has a say.
func (d modelDice) power(r *modelRoom, who string, yes bool, reason string) Command {
	knocking := who
	for id := range r.door {
		knocking = max(knocking, id)
	}
	if who == "p0" && d.rarely(20) {
		return CloseRoom{} // by the host alone, and so mostly refused
	}
	return []Command{
		SetRole{who, Moderator}, SetRole{who, Moderator}, SetRole{who, Listener}, SetRole{who, []Role{Speaker, Host}[d.IntN(2)]},
		TransferHost{who}, TransferHost{who}, Kick{who, reason}, Ban{who, reason, 20 * time.Second},
		Ban{who, "", []time.Duration{Permanent, time.Second, time.Hour, 0, 48 * time.Hour}[d.IntN(5)]},
		LiftBan{fmt.Sprint(d.IntN(4))}, LiftBan{fmt.Sprint(d.IntN(2))}, LiftBan{"0"}, LiftBan{"0"}, Admit{knocking},
		Admit{knocking}, Deny{knocking, reason}, LockRoom{yes}, LockRoom{false}, d.update(), d.update(), Leave{},
	}[d.IntN(21)]
}

// update changes something about the room, seldom to what it cannot be.
func (d modelDice) update() UpdateRoom {
	seats, title, waiting, mutes := 1+d.IntN(5), d.one("t", "u", "", strings.Repeat("x", 81)), d.rarely(3), d.rarely(2)
	mode := Mode(d.one("free", "free", "apply", "invite", "chaos"))
	turn := []time.Duration{0, 10 * time.Second, time.Second}[d.IntN(3)]
	slow := []time.Duration{0, 0, 10 * time.Second, time.Hour}[d.IntN(4)]
	if d.rarely(10) {
		seats = []int{0, 21}[d.IntN(2)]
	}
	return []UpdateRoom{
		{Seats: &seats}, {Title: &title}, {Mode: &mode}, {Turn: &turn, TurnMutes: &mutes}, {SlowMode: &slow},
		{WaitingRoom: &waiting}, {Seats: &seats, Mode: &mode},
	}[d.IntN(7)]
}
