package room

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// The golden file is the whole permission table as people read it: every command by every role on everyone, in
// every state of the room that matters. A change of a rule shows up there as a line.
// UPDATE_GOLDEN=1 rewrites it.
const goldenTable = "testdata/permissions.golden"

// roomState is a state of the room that some command depends on. It is prepared on a room of every rung.
type roomState struct {
	name    string
	prepare func(t *testing.T, s *state)
}

// twins are those who act and those who are acted upon: rung and rung2.
func twins(prepare func(t *testing.T, s *state, id string)) func(*testing.T, *state) {
	return func(t *testing.T, s *state) {
		for _, id := range []string{"listener", "listener2", "speaker", "speaker2", "moderator", "moderator2"} {
			prepare(t, s, id)
		}
	}
}

func roomStates() []roomState {
	settings := func(change func(*Settings)) func(*testing.T, *state) {
		return func(_ *testing.T, s *state) { change(&s.settings) }
	}
	return []roomState{
		{"plain", func(*testing.T, *state) {}},
		{"mode free", settings(func(s *Settings) { s.Mode = Free })},
		{"mode invite", settings(func(s *Settings) { s.Mode = InviteOnly })},
		{"stage full", func(_ *testing.T, s *state) { s.seats = s.seats[:3] }},
		{"hands up", func(t *testing.T, s *state) { ok(t, s, "listener", RaiseHand{}); ok(t, s, "listener2", RaiseHand{}) }},
		{"invited", func(t *testing.T, s *state) {
			for _, id := range []string{"listener", "listener2", "moderator", "moderator2"} {
				ok(t, s, "host", Invite{Participant: id})
			}
		}},
		{"host-muted", twins(func(_ *testing.T, s *state, id string) { s.members[id].mute.Host = true })},
		{"moderators seated", func(t *testing.T, s *state) {
			ok(t, s, "moderator", TakeSeat{-1})
			ok(t, s, "moderator2", TakeSeat{-1})
		}},
		{"away", twins(func(_ *testing.T, s *state, id string) { s.detach(instant(), id) })},
		{"blocked by the host", twins(func(_ *testing.T, s *state, id string) { s.host.blocked[id] = true })},
		{"blocked, mode free", func(_ *testing.T, s *state) {
			s.settings.Mode = Free
			s.host.blocked["listener"] = true
		}},
		{"chat-muted", twins(func(_ *testing.T, s *state, id string) { s.members[id].chatMuted = true })},
		{"slow mode, just written", func(t *testing.T, s *state) {
			s.settings.SlowMode = time.Minute
			for _, id := range []string{"listener", "speaker", "moderator", "host"} {
				ok(t, s, id, SendMessage{Text: "hello"})
			}
		}},
		{"five messages just now", func(t *testing.T, s *state) {
			for range writingBurst {
				for _, id := range []string{"listener", "speaker", "moderator", "host"} {
					ok(t, s, id, SendMessage{Text: "hello"})
				}
			}
		}},
		{"seat kept for others", settings(func(s *Settings) {
			s.Mode = Free
			s.Kept = []Keep{{3, Native, "en"}, {5, Native, "en"}, {6, Learner, "en"}}
		})},
		{"a round runs", func(t *testing.T, s *state) { ok(t, s, "host", StartRounds{}) }},
		{"regulars", twins(func(_ *testing.T, s *state, id string) {
			s.regulars = append(s.regulars, Regular{ID: id, Visits: regularVisits})
		})},
		{"a card just dealt", func(t *testing.T, s *state) { ok(t, s, "host", DealCard{}) }},
		{"open stage", func(t *testing.T, s *state) {
			for _, id := range []string{"moderator", "moderator2", "speaker2"} {
				s.detach(instant(), id)
			}
			s.members["speaker"].mute.Host = true // so that nobody can be host
			ok(t, s, "host", Leave{})
		}},
	}
}

// populate is a room of every rung with seven seats, the fourth free, the fifth locked, and a listener's message.
func populate(t *testing.T) *state {
	t.Helper()
	s, _ := roomOfEveryRung(t)
	s.cfg.Cards = twoPacks()
	s.members["host"].blocked = map[string]bool{}
	s.resize(instant(), s.host, 7)
	s.settings.Title, s.settings.Languages, s.settings.Seats = "Small talk", []string{"en"}, 7
	s.seats[4].locked = true
	mustJoin(t, s, "gone", Listener)
	for _, id := range []string{"listener2", "speaker2", "moderator2", "host", "gone"} {
		ok(t, s, id, SendMessage{Text: "words of " + id})
		s.members[id].written = writing{}
	}
	ok(t, s, "gone", Leave{})
	s.take()
	s.settings.WaitingRoom = true
	if _, err := s.join(instant(), arrival{id: "waiter", profile: Profile{Name: "w"}, guest: true}); err != ErrWaiting {
		t.Fatal(err)
	}
	ok(t, s, "host", Ban{Participant: "gone", Time: time.Hour})
	return s
}

// variant is a command with what it says; about is called with the name of the target.
type variant struct {
	name  string
	about func(s *state, id string) Command
}

func fixed(cmd Command) func(*state, string) Command {
	return func(*state, string) Command { return cmd }
}

// seatOf is the seat of somebody, or one that does not exist.
func seatOf(s *state, id string) int {
	if m := s.members[id]; m != nil {
		return m.seat
	}
	return 99
}

// authored is the message of somebody, 0 for none.
func authored(s *state, id string) uint64 {
	at := slices.IndexFunc(s.chat, func(m Message) bool { return !m.System && m.From.ID == id })
	if at < 0 {
		return 0
	}
	return s.chat[at].ID
}

func targeted() []variant {
	return []variant{
		{"hand.lower", func(_ *state, id string) Command { return LowerHand{id} }},
		{"invitation.send", func(_ *state, id string) Command { return Invite{Participant: id} }},
		{"invitation.send with a reason", func(_ *state, id string) Command { return Invite{id, "leaving"} }},
		{"invitation.send for no known reason", func(_ *state, id string) Command { return Invite{id, "beauty"} }},
		{"hand.advance", func(_ *state, id string) Command { return AdvanceHand{id, "answer"} }},
		{"hand.advance for no reason", func(_ *state, id string) Command { return AdvanceHand{id, ""} }},
		{"invitation.cancel", func(_ *state, id string) Command { return CancelInvitation{id} }},
		{"mute.participant on", func(_ *state, id string) Command { return MuteParticipant{id, true, ""} }},
		{"mute.participant off", func(_ *state, id string) Command { return MuteParticipant{id, false, ""} }},
		{"mute.participant for no known reason", func(_ *state, id string) Command { return MuteParticipant{id, true, "?"} }},
		{"stage.remove", func(_ *state, id string) Command { return RemoveFromStage{id, "noise"} }},
		{"seat.move to a free seat", func(_ *state, id string) Command { return MoveSeat{id, 3} }},
		{"seat.move to a locked seat", func(_ *state, id string) Command { return MoveSeat{id, 4} }},
		{"seat.move to the host's seat", func(_ *state, id string) Command { return MoveSeat{id, 0} }},
		{"seat.move to no seat", func(_ *state, id string) Command { return MoveSeat{id, 99} }},
		{"seat.swap with a free seat", func(s *state, id string) Command { return SwapSeats{seatOf(s, id), 3} }},
		{"seat.lock of their seat", func(s *state, id string) Command { return LockSeat{seatOf(s, id), true} }},
		{"seat.mute of their seat", func(s *state, id string) Command { return MuteSeat{seatOf(s, id), true} }},
		{"turn.set", func(_ *state, id string) Command { return SetTurn{id, time.Minute} }},
		{"turn.set too short", func(_ *state, id string) Command { return SetTurn{id, time.Second} }},
		{"role.set moderator", func(_ *state, id string) Command { return SetRole{id, Moderator} }},
		{"role.set listener", func(_ *state, id string) Command { return SetRole{id, Listener} }},
		{"role.set host", func(_ *state, id string) Command { return SetRole{id, Host} }},
		{"host.transfer", func(_ *state, id string) Command { return TransferHost{id} }},
		{"participant.kick", func(_ *state, id string) Command { return Kick{id, "spam"} }},
		{"participant.ban", func(_ *state, id string) Command { return Ban{id, "spam", time.Hour} }},
		{"participant.ban too short", func(_ *state, id string) Command { return Ban{id, "spam", time.Second} }},
		{"participant.report", func(_ *state, id string) Command { return Report{id, "hate", ""} }},
		{"participant.report without a reason", func(_ *state, id string) Command { return Report{id, "", ""} }},
		{"participant.block", func(_ *state, id string) Command { return Block{id, true} }},
		{"chat.delete of their message", func(s *state, id string) Command { return DeleteMessage{authored(s, id)} }},
		{"chat.mute", func(_ *state, id string) Command { return MuteChat{id, true, ""} }},
		{"signal.send", func(_ *state, id string) Command { return SendSignal{id, Slower} }},
		{"waiting.admit", func(_ *state, id string) Command { return Admit{id} }},
		{"waiting.deny", func(_ *state, id string) Command { return Deny{id, ""} }},
	}
}

func untargeted() []variant {
	title, none := "Another title", ""
	own := func(build func(s *state, by string) Command) func(*state, string) Command { return build }
	return []variant{
		{"hand.raise", fixed(RaiseHand{})},
		{"hand.lower one's own", fixed(LowerHand{})},
		{"invitation.accept", fixed(AcceptInvitation{})},
		{"invitation.decline", fixed(DeclineInvitation{})},
		{"seat.take any", fixed(TakeSeat{-1})},
		{"seat.take a free seat", fixed(TakeSeat{3})},
		{"seat.take a taken seat", fixed(TakeSeat{2})},
		{"seat.take a locked seat", fixed(TakeSeat{4})},
		{"seat.take the host's seat", fixed(TakeSeat{0})},
		{"seat.take no seat", fixed(TakeSeat{99})},
		{"seat.move oneself", own(func(_ *state, by string) Command { return MoveSeat{by, 3} })},
		{"seat.swap of free seats", fixed(SwapSeats{3, 5})},
		{"seat.swap with the host's seat", fixed(SwapSeats{0, 1})},
		{"seat.lock of a free seat", fixed(LockSeat{3, true})},
		{"seat.lock of the host's seat", fixed(LockSeat{0, true})},
		{"seat.mute of a free seat", fixed(MuteSeat{3, true})},
		{"stage.leave", fixed(LeaveStage{})},
		{"mute.self on", fixed(MuteSelf{true})},
		{"mute.self off", fixed(MuteSelf{false})},
		{"mute.all", fixed(MuteAll{})},
		{"ban.lift", own(func(s *state, _ string) Command { return LiftBan{s.bans[0].ID} })},
		{"ban.lift of no ban", fixed(LiftBan{"?"})},
		{"bans.list", fixed(ListBans{})},
		{"room.lock", fixed(LockRoom{true})},
		{"room.update", fixed(UpdateRoom{Title: &title})},
		{"room.update without a title", fixed(UpdateRoom{Title: &none})},
		{"room.close", fixed(CloseRoom{})},
		{"chat.send", fixed(SendMessage{Text: "hello"})},
		{"chat.send nothing", fixed(SendMessage{Text: " \n "})},
		{"chat.send in reply to nothing", fixed(SendMessage{Text: "hello", ReplyTo: 999})},
		{"chat.delete of one's own", own(func(s *state, by string) Command {
			s.say(instant(), Message{From: author(s.members[by]), Text: "mine"})
			s.take()
			return DeleteMessage{s.messages}
		})},
		{"chat.delete of a system line", own(func(s *state, _ string) Command {
			s.line(instant(), Message{Code: "settings"})
			s.take()
			return DeleteMessage{s.messages}
		})},
		{"reaction.send", fixed(React{"👏"})},
		{"reaction.send of no kind", fixed(React{"🧨"})},
		{"round.start", fixed(StartRounds{})},
		{"round.start in no language of the room", fixed(StartRounds{Phases: minuteOf("es")})},
		{"round.start with no pack", fixed(StartRounds{Pack: "poker"})},
		{"round.pause", fixed(PauseRounds{true})},
		{"round.extend", fixed(ExtendRound{time.Minute})},
		{"round.extend too little", fixed(ExtendRound{time.Second})},
		{"round.skip", fixed(SkipRound{})},
		{"round.stop", fixed(StopRounds{})},
		{"talk.hide", fixed(HideTalk{true})},
		{"regulars.list", fixed(ListRegulars{})},
		{"card.deal", fixed(DealCard{})},
		{"card.deal of no pack", fixed(DealCard{"poker"})},
		{"card.clear", fixed(ClearCard{})},
		{"audit.list", fixed(ListAudit{})},
		{"leave", fixed(Leave{})},
	}
}

// trial is one room in one state, on which cells are tried. A refusal changes nothing, so the room serves again;
// after a command that was done it is made anew.
type trial struct {
	t     *testing.T
	state roomState
	s     *state
	clean string
}

// cell is the verdict on one command: yes, or the code of its refusal.
func (c *trial) cell(v variant, by, about string) string {
	c.t.Helper()
	if c.s == nil {
		c.s = populate(c.t)
		c.state.prepare(c.t, c.s)
		c.clean = dump(c.s)
	}
	if c.s.members[by] == nil {
		return "·"
	}
	cmd := v.about(c.s, about)
	if after := dump(c.s); after != c.clean { // the variant had to prepare something
		c.clean = after
	}
	_, err := c.s.apply(instant(), by, cmd)
	if err != nil && dump(c.s) != c.clean {
		c.t.Errorf("%s, %s, %s on %s: refused and changed", c.state.name, v.name, by, about)
	}
	if name, _, _ := strings.Cut(v.name, " "); NameOf(cmd) != name {
		c.t.Errorf("%q is called %q", v.name, NameOf(cmd))
	}
	if err == nil {
		c.s = nil
		return "yes"
	}
	return code(err)
}

// block is one command in one state of the room: a line per role, a column per target.
func (c *trial) block(v variant, targets []string) string {
	var out strings.Builder
	for _, by := range rungs() {
		cells := make([]string, len(targets))
		for i, about := range targets {
			if about == "self" {
				about = by.String()
			}
			cells[i] = fmt.Sprintf("%-14s", c.cell(v, by.String(), about))
		}
		line := strings.Join(cells, " ")
		if len(slices.Compact(slices.Clone(cells))) == 1 && len(cells) > 1 {
			line = "everyone: " + cells[0]
		}
		fmt.Fprintln(&out, strings.TrimRight(fmt.Sprintf("  %-10s %s", by, line), " "))
	}
	return out.String()
}

// matrix is the table as text: its parts, each a head or what is about one command, of which every so many are there.
// A state of the room in which a command fares as in the plain one is left out.
func matrix(t *testing.T, every int) (parts []string) {
	targets := []string{"self", "listener2", "speaker2", "moderator2", "host", "gone", "waiter", "stranger"}
	write := func(list []variant, targets []string) {
		for i := 0; i < len(list); i += every {
			v, plain := list[i], ""
			var out strings.Builder
			for _, rs := range roomStates() {
				b := (&trial{t: t, state: rs}).block(v, targets)
				if b == plain {
					continue
				}
				if plain == "" {
					plain = b
				}
				fmt.Fprintf(&out, "%s · %s\n%s\n", v.name, rs.name, b)
			}
			parts = append(parts, out.String())
		}
	}
	head := fmt.Sprintf("  %-10s", "by \\ about")
	for _, about := range targets {
		head += fmt.Sprintf(" %-14s", about)
	}
	parts = append(parts, strings.TrimRight(head, " ")+"\n\n")
	write(targeted(), targets)
	parts = append(parts, "  by         about nobody else\n\n")
	write(untargeted(), []string{"self"})
	return parts
}

func TestEveryCellOfThePermissionTable(t *testing.T) {
	covered := map[string]bool{}
	for _, v := range append(targeted(), untargeted()...) {
		name, _, _ := strings.Cut(v.name, " ")
		covered[name] = true
	}
	for k := kindUnknown + 1; k < kinds; k++ {
		if !covered[table[k].name] {
			t.Errorf("%s is not tried", table[k].name)
		}
	}
	if raceEnabled { // the rules are one goroutine's: the whole table is for the run at full speed
		samplePermissionTable(t)
		return
	}
	got := strings.Join(matrix(t, 1), "")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(goldenTable, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(goldenTable)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the table has changed: look at the difference after UPDATE_GOLDEN=1 go test ./room -run TestEveryCell\n%s", firstDifference(got, string(want)))
	}
}

// samplePermissionTable makes every tenth part of the table and looks for it in the golden file.
func samplePermissionTable(t *testing.T) {
	want, err := os.ReadFile(goldenTable)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range matrix(t, 10) {
		if !strings.Contains(string(want), part) {
			t.Errorf("the table does not have\n%s", part)
		}
	}
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\n got %s\nwant %s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines instead of %d", len(a), len(b))
}

func TestARoomThatHasEndedRefusesEverything(t *testing.T) {
	s, ids := roomOfEveryRung(t)
	ok(t, s, "host", CloseRoom{})
	for _, by := range rungs() {
		for _, cmd := range everyCommand("listener2") {
			if _, err := s.apply(instant(), ids[by], cmd); code(err) != "room_closed" {
				t.Errorf("%s %T: %v", by, cmd, err)
			}
		}
	}
}
