package room

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
	"testing"
	"time"
)

// everyCommand is one of each, about a participant.
func everyCommand(about string) []Command {
	return append(modelledCommands(about),
		AdvanceHand{about, "answer"}, StartRounds{}, PauseRounds{true}, ExtendRound{time.Minute}, SkipRound{}, StopRounds{},
		DealCard{}, ClearCard{}, HideTalk{true}, ListRegulars{},
	)
}

// modelledCommands are those that the model knows: rounds, cards and talk time change nobody's rights.
func modelledCommands(about string) []Command {
	title := "Another title"
	return append(stageCommands(about),
		TakeSeat{-1}, RemoveFromStage{about, "noise"}, MoveSeat{about, 5}, SwapSeats{5, 6}, LockSeat{6, true}, MuteSeat{6, true},
		MuteAll{}, SetTurn{about, time.Minute}, SetRole{about, Moderator}, TransferHost{about}, Kick{about, "spam"},
		Ban{about, "spam", time.Hour}, LiftBan{"b"}, ListBans{}, Admit{about}, Deny{about, ""}, LockRoom{true},
		UpdateRoom{Title: &title}, CloseRoom{}, Report{about, "insult", "words"}, Block{about, true},
		SendMessage{Text: "hello"}, DeleteMessage{1}, MuteChat{about, true, ""}, React{"👏"}, SendSignal{about, Slower},
		ListAudit{},
	)
}

// stageCommands are those about hands, invitations and microphones.
func stageCommands(about string) []Command {
	return []Command{
		RaiseHand{}, LowerHand{about}, Invite{Participant: about}, CancelInvitation{about}, AcceptInvitation{},
		DeclineInvitation{}, LeaveStage{}, MuteSelf{true}, MuteSelf{false}, MuteParticipant{about, true, ""},
		MuteParticipant{about, false, ""}, Leave{},
	}
}

// declaredCommands reads the names of the command types from the source.
func declaredCommands(t *testing.T) []string {
	file, err := parser.ParseFile(token.NewFileSet(), "command.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "kind" {
			names = append(names, f.Recv.List[0].Type.(*ast.Ident).Name)
		}
	}
	return names
}

func TestEveryCommandHasARowAndATest(t *testing.T) {
	tested := map[string]bool{}
	for _, cmd := range everyCommand("x") {
		tested[reflect.TypeOf(cmd).Name()] = true
		if row := rowOf(cmd); row.name == "" || row.who == (who{}) {
			t.Errorf("%T has no row in the table", cmd)
		}
	}
	names := declaredCommands(t)
	if len(names) != int(kinds)-1 {
		t.Fatalf("found %v in command.go, the table has %d", names, kinds-1)
	}
	called := map[string]bool{}
	for k := kindUnknown + 1; k < kinds; k++ {
		if table[k].name == "" || called[table[k].name] {
			t.Errorf("row %d is called %q", k, table[k].name)
		}
		called[table[k].name] = true
	}
	for _, name := range names {
		if !tested[name] {
			t.Errorf("%s is missing from everyCommand", name)
		}
	}
}

// unknown is a command that nobody gave a row.
type unknown struct{}

func (unknown) kind() kind { return kinds }

func TestACommandWithoutARowIsRefusedToEveryone(t *testing.T) {
	for _, role := range rungs() {
		s, ids := roomOfEveryRung(t)
		if _, err := s.apply(instant(), ids[role], unknown{}); !errors.Is(err, ErrNotAllowed) {
			t.Errorf("%s: %v", role, err)
		}
		if _, err := s.apply(instant(), ids[role], nil); !errors.Is(err, ErrNotAllowed) {
			t.Errorf("%s, nil: %v", role, err)
		}
		if _, err := s.apply(instant(), ids[role], &Leave{}); !errors.Is(err, ErrNotAllowed) {
			t.Errorf("%s, pointer: %v", role, err)
		}
	}
}

func rungs() []Role { return []Role{Listener, Speaker, Moderator, Host} }

// roomOfEveryRung has a person and a second one of each rung; the second host is a member of another room, as
// there are never two.
func roomOfEveryRung(t *testing.T) (s *state, ids map[Role]string) {
	t.Helper()
	s = newState(Config{ID: "r"}, Settings{Owner: "host"}, instant())
	come := func(id string, role Role) {
		if _, err := s.join(instant(), arrival{id: id, profile: Profile{Name: "n " + id}, role: role}); err != nil {
			t.Fatal(err)
		}
	}
	come("host", Listener)
	for _, suffix := range []string{"", "2"} {
		come("listener"+suffix, Listener)
		come("moderator"+suffix, Moderator)
		come("speaker"+suffix, Listener)
		ok(t, s, "host", Invite{Participant: "speaker" + suffix})
		ok(t, s, "speaker"+suffix, AcceptInvitation{})
	}
	return s, map[Role]string{Listener: "listener", Speaker: "speaker", Moderator: "moderator", Host: "host"}
}

// ok applies a command that must succeed.
func ok(t *testing.T, s *state, by string, cmd Command) []effect {
	t.Helper()
	effects, err := s.apply(instant(), by, cmd)
	if err != nil {
		t.Fatalf("%s %T: %v", by, cmd, err)
	}
	return effects
}

func TestSomebodyOfAnotherRoomIsNotFoundAndOnlyByThoseWhoMayLook(t *testing.T) {
	other := newState(Config{ID: "other"}, Settings{}, instant())
	if _, err := other.join(instant(), arrival{id: "elsewhere", profile: Profile{Name: "e"}}); err != nil {
		t.Fatal(err)
	}
	theirs := dump(other)
	for _, by := range rungs() {
		for _, cmd := range everyCommand("elsewhere") {
			if _, named := participantOf(cmd); !named {
				continue
			}
			s, ids := roomOfEveryRung(t)
			want := ErrNotFound
			switch row := rowOf(cmd); {
			case cmd.kind() == kindBlock:
				want = nil // whoever has been blocked is so wherever they are
			case row.who[by]&^oneself == 0:
				want = ErrNotAllowed
			case cmd.kind() == kindCancelInvitation:
				want = ErrNoInvitation
			}
			if _, err := s.apply(instant(), ids[by], cmd); code(err) != code(refusalOf(want)) {
				t.Errorf("%s %T: %v, want %v", by, cmd, err, want)
			}
			if _, err := s.apply(instant(), "elsewhere", cmd); !errors.Is(err, ErrSessionLost) {
				t.Errorf("a stranger's %T: %v", cmd, err)
			}
		}
	}
	if dump(other) != theirs {
		t.Error("the other room has changed")
	}
}

// refusalOf is an error without the type of a nil refusal.
func refusalOf(e *Error) error {
	if e == nil {
		return nil
	}
	return e
}

// situation is one a participant may be in.
type situation struct {
	name string
	set  func(t *testing.T, s *state, id string)
}

func situations() []situation {
	hand := func(t *testing.T, s *state, id string) { ok(t, s, id, RaiseHand{}) }
	invited := func(t *testing.T, s *state, id string) { ok(t, s, "host", Invite{Participant: id}) }
	seated := func(t *testing.T, s *state, id string) { invited(t, s, id); ok(t, s, id, AcceptInvitation{}) }
	return []situation{
		{"off", func(*testing.T, *state, string) {}},
		{"hand", hand},
		{"invited", invited},
		{"hand invited", func(t *testing.T, s *state, id string) { hand(t, s, id); invited(t, s, id) }},
		{"seated", seated},
		{"open", func(t *testing.T, s *state, id string) { seated(t, s, id); ok(t, s, id, MuteSelf{false}) }},
		{"hushed", func(t *testing.T, s *state, id string) {
			seated(t, s, id)
			ok(t, s, "host", MuteParticipant{id, true, ""})
		}},
	}
}

// TestEveryCommandInEveryState is the table of what each condition allows: for a person (listener or moderator
// by role), and for the host about that person.
func TestEveryCommandInEveryState(t *testing.T) {
	const onStage, offStage, none = "on_stage", "off_stage", "no_invitation"
	table := map[string]map[string]string{ // command → condition → code, "" or absent: done
		"RaiseHand":         {"seated": onStage, "open": onStage, "hushed": onStage},
		"AcceptInvitation":  {"off": none, "hand": none, "seated": none, "open": none, "hushed": none},
		"DeclineInvitation": {"off": none, "hand": none, "seated": none, "open": none, "hushed": none},
		"LeaveStage":        {"off": offStage, "hand": offStage, "invited": offStage, "hand invited": offStage},
		"MuteSelf true":     {"off": offStage, "hand": offStage, "invited": offStage, "hand invited": offStage},
		"MuteSelf false": {
			"off": offStage, "hand": offStage, "invited": offStage, "hand invited": offStage, "hushed": "muted_by_host",
		},
		"LowerHand":                {},
		"Leave":                    {},
		"by host Invite":           {"seated": onStage, "open": onStage, "hushed": onStage},
		"by host CancelInvitation": {"off": none, "hand": none, "seated": none, "open": none, "hushed": none},
		"by host LowerHand":        {},
		"by host MuteParticipant true": {
			"off": offStage, "hand": offStage, "invited": offStage, "hand invited": offStage,
		},
		"by host MuteParticipant false": {
			"off": offStage, "hand": offStage, "invited": offStage, "hand invited": offStage,
		},
	}
	for _, role := range []Role{Listener, Moderator} {
		for _, c := range situations() {
			for _, cmd := range stageCommands("") {
				s := newState(Config{ID: "r"}, Settings{Owner: "host"}, instant())
				mustJoin(t, s, "host", Listener)
				mustJoin(t, s, "p", role)
				c.set(t, s, "p")
				by, name := "p", commandName(cmd)
				switch cmd.(type) {
				case Invite, CancelInvitation, MuteParticipant:
					by, name = "host", "by host "+name
				}
				want := table[name][c.name]
				if _, there := table[name]; !there {
					t.Fatalf("%q has no line in the table", name)
				}
				before := dump(s)
				_, err := s.apply(instant(), by, about(cmd, "p"))
				if code(err) != want {
					t.Errorf("%s, %s, %s: %q, want %q", role, c.name, name, code(err), want)
				}
				if err != nil && dump(s) != before {
					t.Errorf("%s, %s, %s: refused and changed", role, c.name, name)
				}
			}
		}
	}
}

// about puts a participant into a command that names one by somebody else.
func about(cmd Command, id string) Command {
	switch c := cmd.(type) {
	case Invite:
		return Invite{Participant: id}
	case CancelInvitation:
		return CancelInvitation{id}
	case MuteParticipant:
		return MuteParticipant{id, c.Muted, ""}
	}
	return cmd
}

func commandName(cmd Command) string {
	name := reflect.TypeOf(cmd).Name()
	switch c := cmd.(type) {
	case MuteSelf:
		return fmt.Sprint(name, " ", c.Muted)
	case MuteParticipant:
		return fmt.Sprint(name, " ", c.Muted)
	}
	return name
}

// code is the code of a refusal, "" for none.
func code(err error) string {
	var refusal *Error
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	return ""
}

// mustJoin joins by the pure rules.
func mustJoin(t *testing.T, s *state, id string, role Role) []effect {
	t.Helper()
	return mustJoinAt(t, s, instant(), id, role)
}

func mustJoinAt(t *testing.T, s *state, now time.Time, id string, role Role) []effect {
	t.Helper()
	effects, err := s.join(now, arrival{id: id, profile: Profile{Name: "n " + id}, role: role})
	if err != nil {
		t.Fatalf("join %s: %v", id, err)
	}
	return effects
}

func TestRefusalCodesAreAllDifferent(t *testing.T) {
	var codes []string
	for _, e := range []*Error{
		ErrNotAllowed, ErrNotFound, ErrRoomFull, ErrRoomClosed, ErrStageFull, ErrOnStage, ErrOffStage,
		ErrNoInvitation, ErrMutedByHost, ErrHostSeat, ErrNameTaken, ErrSessionLost, ErrRoomExists, ErrInvalidName,
		ErrInvalidRoom, ErrInvalidPerson, ErrModeClosed, ErrNoSeat, ErrSeatTaken, ErrSeatLocked, ErrSeatEmpty,
		ErrSeatKept, ErrNoRound, ErrInvalidRound, ErrNoPack, ErrNoHand,
		ErrStageRefused, ErrAway, ErrKicked, ErrBanned, ErrDenied, ErrWaiting, ErrRoomLocked, ErrNoBan, ErrChatMuted,
		ErrSlowMode, ErrRateLimited, ErrNoMessage, ErrInvalidText, ErrOutOfBounds,
	} {
		if slices.Contains(codes, e.Code) || e.Error() != e.Code+": "+e.Text {
			t.Errorf("%q", e.Error())
		}
		codes = append(codes, e.Code)
	}
}
