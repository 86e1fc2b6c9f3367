package room

import (
	"time"

	"corner/room/rounds"
)

// defaultPhase is how long rounds last where neither the leader nor the room's settings say.
const defaultPhase = 10 * time.Minute

// timetable is what rounds would begin with: the command's, else the room's own, else its languages in turn.
func (s *state) timetable(wanted []rounds.Phase) ([]rounds.Phase, bool) {
	if len(wanted) == 0 {
		wanted = s.settings.Timetable
	}
	if len(wanted) == 0 {
		for _, tag := range s.settings.Languages {
			wanted = append(wanted, rounds.Phase{Language: tag, Length: defaultPhase})
		}
	}
	clean, ok := s.settings.cleanTimetable(wanted)
	return clean, ok && len(clean) > 0
}

func timetableSpoken(s *state, a action) error {
	_, ok := s.timetable(a.cmd.(StartRounds).Phases)
	return unless(ok, ErrInvalidRound)
}

func roundRuns(s *state, _ action) error { return unless(s.round.Running(), ErrNoRound) }

func extensionInBounds(_ *state, a action) error {
	by := a.cmd.(ExtendRound).By
	return unless(by >= rounds.MinExtend && by <= rounds.MaxExtend, ErrOutOfBounds)
}

// startRounds begins a timetable with its first language, in place of the one that runs.
func (s *state) startRounds(now time.Time, by *member, c StartRounds) {
	phases, _ := s.timetable(c.Phases) // checked before
	s.round, s.roundPack = s.round.Start(phases, now), c.Pack
	s.count("round_start")
	s.turnRound(now, by)
}

// beginRounds starts the room's own timetable the first time two people sit on the stage: two strangers need not know
// of a button. Stopped once, it stays stopped.
func (s *state) beginRounds(now time.Time) {
	if s.round.Serial == 0 && len(s.settings.Timetable) > 0 && s.onStage() >= 2 {
		s.startRounds(now, nil, StartRounds{})
	}
}

// flip goes on to the language whose time it is.
func (s *state) flip(now time.Time) {
	round, flips := s.round.At(now)
	if flips == 0 {
		return
	}
	s.round = round
	s.count("round_flip")
	s.turnRound(now, nil)
}

// turnRound tells that another language is spoken now. Others than before may be learning it, so the line is another.
func (s *state) turnRound(now time.Time, by *member) {
	s.reorder()
	s.tellRound()
	s.line(now, Message{Code: "round", From: author(by), Value: s.round.Now().Language})
	if s.roundPack != "" {
		s.deal(now, s.roundPack)
	}
}

// pauseRounds stops the clock of the round, or lets it go on. Twice is once.
func (s *state) pauseRounds(now time.Time, by *member, paused bool) {
	if s.round.Paused() == paused {
		return
	}
	code := "round_resumed"
	if paused {
		s.round, code = s.round.Pause(now), "round_paused"
		s.count("round_pause")
	} else {
		s.round = s.round.Resume(now)
		s.count("round_resume")
	}
	s.tellRound()
	s.line(now, Message{Code: code, From: author(by)})
}

// extendRound gives the language of the round more time.
func (s *state) extendRound(now time.Time, by *member, more time.Duration) {
	s.round = s.round.Extend(now, more)
	s.count("round_extend")
	s.tellRound()
	s.line(now, Message{Code: "round_extended", From: author(by), Value: slowValue(more)})
}

// skipRound begins the next language now.
func (s *state) skipRound(now time.Time, by *member) {
	s.round = s.round.Skip(now)
	s.count("round_skip")
	s.turnRound(now, by)
}

// stopRounds ends the timetable.
func (s *state) stopRounds(now time.Time, by *member) {
	s.round, s.roundPack = s.round.Stop(), ""
	s.count("round_stop")
	s.reorder()
	s.tellRound()
	s.line(now, Message{Code: "round_stopped", From: author(by)})
}

func (s *state) tellRound() { s.tellAll(s.viewRound()) }

func (s *state) viewRound() RoundChanged { return RoundChanged{Round: s.round, Pack: s.roundPack} }
