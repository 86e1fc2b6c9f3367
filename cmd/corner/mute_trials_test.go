package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap"
)

// muteTrials is how often a mute is tried: some hundreds where the race detector slows everything down,
// CORNER_MUTES=10000 for the figure.
func muteTrials(t *testing.T) int {
	text := os.Getenv("CORNER_MUTES")
	if text == "" {
		return 1000
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 100_000 {
		t.Fatalf("CORNER_MUTES=%q is no number of trials", text)
	}
	return n
}

// The promise to a host: thousands of mutes of a client that ignores them, changes its SSRC and publishes again.
// From the command to silence at the listener it takes a moment, and after the answer nothing is heard. Eight rooms at
// once, so that the server is not idle meanwhile.
func TestThousandsOfMutesAreEachSilenceAtOnce(t *testing.T) {
	const rooms = 8
	trials := muteTrials(t)
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	var (
		mu      sync.Mutex // guards silence
		silence []time.Duration
	)
	t.Run("rooms", func(t *testing.T) {
		for r := range rooms {
			t.Run(fmt.Sprint(r), func(t *testing.T) {
				t.Parallel()
				room, ann, others := scene(t, a, 2)
				ann.bring(others[0])
				_ = room
				m := muteScene{t: t, ann: ann, bob: hack(others[0]), cid: others[1]}
				for n := range trials / rooms {
					took := m.trial(n)
					mu.Lock()
					silence = append(silence, took)
					mu.Unlock()
				}
			})
		}
	})
	if t.Failed() {
		return
	}
	slices.Sort(silence)
	p50, p99 := silence[len(silence)/2], silence[len(silence)*99/100]
	t.Logf("command to silence, %d trials in %d rooms: p50 %v, p99 %v, longest %v", len(silence), rooms, p50, p99, silence[len(silence)-1])
	if len(silence) < trials/rooms*rooms {
		t.Errorf("only %d trials", len(silence))
	}
	if p99 > time.Second { // 100 ms on a machine that does nothing else; the rest is margin for a busy one
		t.Errorf("p99 is %v", p99)
	}
}

// muteScene is a host, a client that heeds nothing, and a listener.
type muteScene struct {
	t        *testing.T
	ann, cid *person
	bob      *hacked
}

// trial mutes once, and returns how long after the command the listener heard the last of it.
func (m *muteScene) trial(n int) time.Duration {
	m.t.Helper()
	if n%8 == 0 { // 10 commands a second are too few for a test
		m.ann.rejoinSocket()
		m.bob.rejoinSocket()
	}
	yes, no := true, false
	m.bob.republish(true)
	m.cid.hearsFrom(m.bob.person, m.bob.utter(), m.bob.utter)
	asked, muted := time.Now(), make(chan struct{})
	go func() {
		defer close(muted)
		m.ann.do("mute.participant", target{Participant: m.bob.ID(), Muted: &yes})
	}()
	m.bob.utterUntil(muted)
	first := m.bob.sent
	for range 3 {
		m.bob.republish(false)
		m.bob.utter()
	}
	if code := codeOf(m.bob.try("mute.self", map[string]bool{"muted": false})); code != "muted_by_host" {
		m.t.Fatalf("trial %d: Bob unmutes himself: %s", n, code)
	}
	m.ann.do("mute.participant", target{Participant: m.bob.ID(), Muted: &no})
	m.bob.republish(true)
	last := m.bob.utter()  // released is not opened
	m.cid.hearsNext(m.ann) // and the server has handled all that was sent before
	m.bob.unmute()
	return silenceAfter(m.t, m.bob, []*person{m.cid}, asked, first, last)[0]
}
