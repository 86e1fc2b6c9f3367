package main

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
	"go.uber.org/zap"
)

// hackedTrack is a microphone that numbers its packets with whatever SSRC and payload type it likes. Every
// change is a new track on the same line: what a browser does when a page publishes again.
type hackedTrack struct {
	id    string
	bound chan webrtc.TrackLocalContext
}

// Bind implements webrtc.TrackLocal.
func (h *hackedTrack) Bind(c webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	h.bound <- c
	return c.CodecParameters()[0], nil
}

func (h *hackedTrack) Unbind(webrtc.TrackLocalContext) error { return nil }
func (h *hackedTrack) ID() string                            { return h.id }
func (h *hackedTrack) RID() string                           { return "" }
func (h *hackedTrack) StreamID() string                      { return h.id }
func (h *hackedTrack) Kind() webrtc.RTPCodecType             { return webrtc.RTPCodecTypeAudio }

// hacked is a person whose client heeds nothing the server says. One goroutine uses it.
type hacked struct {
	*person
	context webrtc.TrackLocalContext
	ssrc    uint32
	changes int
	header  rtp.Header
}

func hack(p *person) *hacked {
	p.t.Helper()
	h := &hacked{person: p}
	h.republish(true)
	return h
}

// republish puts a new track on the line. An honest one has the SSRC and payload type that were negotiated; of
// the others two in three have an SSRC of which the server has seen the like, and one in five another codec's
// number.
func (h *hacked) republish(honest bool) {
	h.t.Helper()
	track := &hackedTrack{id: fmt.Sprint("track", h.changes), bound: make(chan webrtc.TrackLocalContext, 1)}
	if err := h.PeerConnection().GetSenders()[0].ReplaceTrack(track); err != nil {
		h.t.Fatal(err)
	}
	select {
	case h.context = <-track.bound:
	case <-time.After(5 * time.Second):
		h.t.Fatal("the track is not used")
	}
	h.ssrc = uint32(h.context.SSRC())
	h.header.PayloadType = uint8(h.context.CodecParameters()[0].PayloadType)
	if honest {
		return
	}
	h.changes++
	// Of more than eight SSRCs the server would close the connection, and the test would prove nothing.
	if h.ssrc += uint32(h.changes % 6); h.changes%3 == 0 {
		h.ssrc = 1
	}
	if h.changes%5 == 0 {
		h.header.PayloadType = 96
	}
}

// utter sends one packet, muted or not, and returns its number.
func (h *hacked) utter() uint32 {
	number, payload := h.next()
	h.header.Version, h.header.SSRC = 2, h.ssrc
	h.header.SequenceNumber++
	h.header.Timestamp += 960
	if _, err := h.context.WriteStream().WriteRTP(&h.header, payload); err != nil {
		h.t.Errorf("cannot send: %v", err)
	}
	return number
}

// rejoinSocket takes a new socket, and with it a new allowance of commands.
func (p *person) rejoinSocket() {
	p.t.Helper()
	if _, err := p.Resume(p.t.Context()); err != nil {
		p.t.Fatalf("%c cannot resume: %v", p.mark, err)
	}
}

// THREATS 1: a client that ignores every mute and publishes again and again under other SSRCs and payload types,
// before fifty listeners, through the whole server.
func TestAMutedClientThatKeepsSendingIsNotHeard(t *testing.T) {
	const trials, changes, crowd = 30, 34, 50
	began := time.Now()
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	room, ann, others := scene(t, a, 1)
	ann.bring(others[0])
	listeners := []*person{ann}
	listeners = append(listeners, enterMany(t, a, room, crowd-1)...)
	t.Logf("everybody is there after %v", time.Since(began))
	bob := hack(others[0])
	yes, no := true, false
	var silence []time.Duration
	for trial := range trials {
		if trial%8 == 0 { // 10 commands a second are too few for a test
			ann.rejoinSocket()
			bob.rejoinSocket()
		}
		bob.republish(true)
		before := bob.utter()
		listeners[trial%crowd].hearsFrom(bob.person, before, bob.utter)
		asked := time.Now()
		muted := make(chan struct{})
		go func() {
			defer close(muted)
			ann.do("mute.participant", target{Participant: bob.ID(), Muted: &yes})
		}()
		bob.utterUntil(muted)
		first := bob.sent
		for range changes {
			bob.republish(false)
			bob.utter()
		}
		if code := codeOf(bob.try("mute.self", map[string]bool{"muted": false})); code != "muted_by_host" {
			t.Fatalf("trial %d: Bob unmutes himself: %s", trial, code)
		}
		ann.do("mute.participant", target{Participant: bob.ID(), Muted: &no})
		bob.republish(true)
		last := bob.utter()         // released is not opened: Bob has not unmuted
		listeners[1].hearsNext(ann) // and the server has handled all that was sent before
		bob.unmute()
		silence = append(silence, silenceAfter(t, bob, listeners, asked, first, last)...)
	}
	if bob.changes != trials*changes {
		t.Errorf("%d changes", bob.changes)
	}
	slices.Sort(silence)
	p50, p99 := silence[len(silence)/2], silence[len(silence)*99/100]
	t.Logf("mute to silence, %d listeners, %d trials: p50 %v, p99 %v, longest %v", crowd, trials, p50, p99, silence[len(silence)-1])
	if p99 > time.Second { // 100 ms on a machine that does nothing else
		t.Errorf("p99 is %v", p99)
	}
}

// utterUntil speaks faster than anybody until done.
func (h *hacked) utterUntil(done <-chan struct{}) {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
			h.utter()
		}
	}
}

// hearsFrom waits until a packet of other's that is not older than number arrives; say sends one more.
func (p *person) hearsFrom(other *person, number uint32, say func() uint32) {
	p.t.Helper()
	eventually(p.t, fmt.Sprintf("%c hears %c", p.mark, other.mark), func() bool {
		say()
		return slices.ContainsFunc(p.numbersOf(other), func(n uint32) bool { return n >= number })
	})
}

// silenceAfter has Bob, who is open again, say a marker, and looks at what every listener heard before it: none
// of the packets from first to last. It returns how long after asked the last of the earlier ones arrived, for
// each listener.
func silenceAfter(t *testing.T, bob *hacked, listeners []*person, asked time.Time, first, last uint32) []time.Duration {
	t.Helper()
	marker := bob.utter()
	took := make([]time.Duration, len(listeners))
	for i, listener := range listeners {
		polls := 0
		eventually(t, "the marker is heard", func() bool {
			for _, h := range listener.hearingsOf(bob.person) {
				switch {
				case h.number >= first && h.number <= last:
					t.Fatalf("packet %d of %d–%d was heard", h.number, first, last)
				case h.number >= marker:
					return true
				case h.at.After(asked):
					took[i] = h.at.Sub(asked)
				}
			}
			if polls++; polls%50 == 0 { // a datagram may be lost
				bob.utter()
			}
			return false
		})
	}
	return took
}

// enterMany lets a crowd of listeners in, a few at a time.
func enterMany(t *testing.T, a addresses, room string, count int) []*person {
	t.Helper()
	crowd, errs := make([]*person, count), make([]error, count)
	var wait sync.WaitGroup
	const doors = 4
	for door := range doors {
		wait.Go(func() {
			for i := door; i < count; i += doors {
				crowd[i], errs[i] = tryEnter(t, a, room, "", fmt.Sprint("Listener ", i))
			}
		})
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	return crowd
}

// hushedStates is every state into which somebody whom the host has muted can bring themselves.
func hushedStates() []struct {
	name  string
	code  string // what an attempt to unmute is told
	reach func(t *testing.T, a addresses, room string, ann, bob *person) *person
} {
	same := func(change func(ann, bob *person)) func(*testing.T, addresses, string, *person, *person) *person {
		return func(_ *testing.T, _ addresses, _ string, ann, bob *person) *person { change(ann, bob); return bob }
	}
	return []struct {
		name  string
		code  string
		reach func(t *testing.T, a addresses, room string, ann, bob *person) *person
	}{
		{"on stage", "muted_by_host", same(func(_, _ *person) {})},
		{"self-muted too", "muted_by_host", same(func(_, bob *person) { bob.do("mute.self", map[string]bool{"muted": true}) })},
		{"lost and back", "muted_by_host", same(func(_, bob *person) { bob.Cut(); bob.rejoinSocket() })},
		{"reloaded", "muted_by_host", func(t *testing.T, a addresses, room string, _, bob *person) *person {
			return enter(t, a, room, bob.Welcome().GuestToken, "Bob")
		}},
		{"off the stage", "off_stage", same(func(_, bob *person) { bob.do("stage.leave", nil) })},
		{"hand up", "off_stage", same(func(_, bob *person) { bob.do("hand.raise", nil) })},
		{"invited", "off_stage", same(func(ann, bob *person) { ann.do("invitation.send", target{Participant: bob.ID()}) })},
		{"on stage again", "muted_by_host", same(func(_, bob *person) { bob.do("invitation.accept", nil) })},
		{"left and back", "off_stage", func(t *testing.T, a addresses, room string, _, bob *person) *person {
			bob.do("leave", nil)
			return enter(t, a, room, bob.Welcome().GuestToken, "Bob")
		}},
	}
}

// THREATS 2: whom the host has muted asks a thousand times in every state, and talks all the while.
func TestAThousandUnmutesInEveryStateOpenNothing(t *testing.T) {
	const attempts, perSocket = 1000, 25
	a, _ := startServer(t, testConfig(t), zap.NewNop())
	room, ann, others := scene(t, a, 2)
	bob, cid := others[0], others[1]
	ann.bring(bob)
	stop := bob.talk()
	cid.hears(bob)
	yes := true
	ann.do("mute.participant", target{Participant: bob.ID(), Muted: &yes})
	stop()
	cid.hearsNext(ann)
	cid.numbersOf(bob)
	for _, state := range hushedStates() {
		bob = state.reach(t, a, room, ann, bob)
		stop := bob.talk()
		codes := map[string]int{}
		for range attempts / perSocket {
			bob.rejoinSocket()
			for _, code := range bob.pleads(perSocket) {
				codes[code]++
			}
		}
		stop()
		cid.hearsNext(ann)
		if heard := cid.numbersOf(bob); len(heard) > 0 {
			t.Errorf("%s: %d packets of Bob were heard", state.name, len(heard))
		}
		// One in five tries the host's own command on themselves.
		if codes[state.code] != attempts*4/5 || codes["not_allowed"] != attempts/5 {
			t.Errorf("%s: %v", state.name, codes)
		}
	}
}

// pleads tries to unmute so many times at once and returns the codes of the refusals.
func (p *person) pleads(times int) []string {
	codes := make([]string, times)
	var wait sync.WaitGroup
	for i := range times {
		wait.Go(func() {
			no := false
			if i%5 == 0 {
				_, err := p.Do(p.t.Context(), "mute.participant", target{Participant: p.ID(), Muted: &no})
				codes[i] = codeOf(err)
				return
			}
			_, err := p.Do(p.t.Context(), "mute.self", map[string]bool{"muted": false})
			codes[i] = codeOf(err)
		})
	}
	wait.Wait()
	return codes
}
