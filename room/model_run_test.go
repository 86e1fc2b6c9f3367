package room

import (
	goflag "flag" // flag is an emoji here
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"
)

// modelSeed replays a run that failed.
var modelSeed = goflag.Uint64("model.seed", 0, "seed of the random histories; 0 is another one every time")

// historySeed is the flag's, or one of the moment.
func historySeed(t *testing.T) uint64 {
	seed := *modelSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("-model.seed=%d", seed)
	return seed
}

// atFullSpeed is how much of something there is time for.
func atFullSpeed(n int) int {
	if raceEnabled || testing.Short() {
		return n / 10
	}
	return n
}

// tellHistory makes up a history and tells it. It returns what was told, up to the first difference.
func tellHistory(dice modelDice, set modelStart, length int, tally map[string]int) ([]modelStep, error) {
	w := newModelWorld(set, tally)
	var steps []modelStep
	for range length {
		step := dice.step(w.m)
		steps = append(steps, step)
		if step.do == "command" {
			tally["commands"]++
		}
		if err := w.take(step); err != nil {
			return steps, err
		}
		if w.s.ended && dice.rarely(10) {
			break
		}
	}
	return steps, nil
}

// retell tells a history again, to see whether it still fails.
func retell(set modelStart, steps []modelStep) error {
	w := newModelWorld(set, map[string]int{})
	for _, step := range steps {
		if err := w.take(step); err != nil {
			return err
		}
	}
	return nil
}

// shrink leaves out of a history that fails whatever it fails without, for as long as somebody likes to wait.
func shrink(set modelStart, steps []modelStep) []modelStep {
	until := time.Now().Add(20 * time.Second)
	for size := len(steps) / 2; size > 0 && time.Now().Before(until); {
		shorter := false
		for from := 0; from+size <= len(steps); {
			rest := slices.Concat(steps[:from], steps[from+size:])
			if retell(set, rest) != nil {
				steps, shorter = rest, true
				continue
			}
			from += size
		}
		if !shorter || size > len(steps) {
			size /= 2
		}
	}
	return steps
}

// report is a history for people to read.
func report(set modelStart, steps []modelStep) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%v\nin a room of %d seats for %d, mode %s, owner %q, turn %v (mutes: %t), waiting room: %t, p6 banned: %t, shifts %v\n",
		retell(set, steps), set.Seats, set.Capacity, set.Mode, set.Owner, set.Turn, set.TurnMutes, set.WaitingRoom, set.banned, set.Shifts)
	for _, step := range steps {
		fmt.Fprintln(&out, " ", step)
	}
	return out.String()
}

// TestTheRulesDoWhatTheModelSays tells a million random commands by eight people to the rules and to the model.
// After every one of them verdict and state are the same on both sides, and the invariants hold.
func TestTheRulesDoWhatTheModelSays(t *testing.T) {
	t.Parallel()
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // a small heap would be collected all the time
	total, tally := atFullSpeed(1_000_000), map[string]int{}
	seed := historySeed(t)
	histories := 0
	for ; tally["commands"] < total; histories++ {
		dice := modelDice{rand.New(rand.NewPCG(seed, uint64(histories))), 8}
		set := dice.start()
		length := 600
		if histories%40 == 0 {
			length = 3000 // so long that the room forgets the first lines of the chat
		}
		steps, err := tellHistory(dice, set, length, tally)
		if err != nil {
			t.Fatalf("history %d: %s", histories, report(set, shrink(set, steps)))
		}
	}
	t.Logf("%d histories: %v", histories, tally)
	for _, cmd := range modelledCommands("x") {
		if done := tally[fmt.Sprintf("%T", cmd)]; done < total/20_000 {
			t.Errorf("%T was done %d times: the histories prove little", cmd, done)
		}
	}
	for _, e := range []*Error{
		ErrNotAllowed, ErrNotFound, ErrRoomFull, ErrRoomClosed, ErrStageFull, ErrOnStage, ErrOffStage, ErrNoInvitation,
		ErrMutedByHost, ErrHostSeat, ErrNameTaken, ErrSessionLost, ErrModeClosed, ErrNoSeat, ErrSeatTaken,
		ErrSeatLocked, ErrSeatEmpty, ErrStageRefused, ErrAway, ErrKicked, ErrBanned, ErrDenied, ErrWaiting,
		ErrRoomLocked, ErrNoBan, ErrChatMuted, ErrSlowMode, ErrRateLimited, ErrNoMessage, ErrInvalidText, ErrOutOfBounds,
		ErrInvalidRoom, ErrInvalidPerson,
	} {
		if tally[e.Code] < total/50_000 {
			t.Errorf("refused with %q %d times: the histories prove little", e.Code, tally[e.Code])
		}
	}
}
