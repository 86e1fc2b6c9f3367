package lightclient

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestListenersHearEveryPacketOfEverySpeaker(t *testing.T) {
	for _, profile := range []string{GCM, CM} {
		t.Run(profile, func(t *testing.T) {
			s := newStage(t, Options{Profiles: []string{profile}, Sample: 5})
			pacer := NewPacer(s.engine, 80, nil)
			for i := range 2 {
				name := fmt.Sprint("speaker", i)
				pacer.Add(s.join(name, nil))
				s.room.AllowPublish(name, true)
			}
			var heard atomic.Int32
			const listeners = 5
			for i := range listeners {
				s.join(fmt.Sprint("listener", i), func(time.Time) { heard.Add(1) })
			}
			running(t, pacer.Run)
			eventually(t, "everybody has heard a second of both", func() bool {
				return s.engine.Totals().Packets > listeners*2*50
			})
			got := s.engine.Totals()
			if got.Lost != 0 || got.Duplicates != 0 || got.Unauthentic != 0 || got.NotOpus != 0 || got.Strangers != 0 {
				t.Errorf("lost %d, twice %d, forged %d, not Opus %d, strangers %d",
					got.Lost, got.Duplicates, got.Unauthentic, got.NotOpus, got.Strangers)
			}
			if got.Timed == 0 || got.Latency.Count() != uint64(got.Timed) || got.Latency.Quantile(0.5) > time.Second {
				t.Errorf("%d timed, half of them within %v", got.Timed, got.Latency.Quantile(0.5))
			}
			if got.Sampled < got.Packets/5 || got.Sampled > got.Packets/5+20 {
				t.Errorf("%d of %d packets were decrypted, a fifth is asked for", got.Sampled, got.Packets)
			}
			if got.Profiles[profile] != listeners+2 || got.Opened != listeners+2 || heard.Load() < listeners {
				t.Errorf("profiles %v, %d opened, %d heard", got.Profiles, got.Opened, heard.Load())
			}
			if sent, late, fault := pacer.Sent(); sent == 0 || fault != nil || late.Count() != uint64(sent) {
				t.Errorf("%d sent, %d timed, %v", sent, late.Count(), fault)
			}
		})
	}
}

func TestWhatAConnectionCountedOutlivesIt(t *testing.T) {
	s := newStage(t, Options{})
	pacer := NewPacer(s.engine, 80, nil)
	pacer.Add(s.join("speaker", nil))
	s.room.AllowPublish("speaker", true)
	listener := s.join("listener", nil)
	running(t, pacer.Run)
	eventually(t, "something is heard", func() bool { return s.engine.Totals().Packets > 20 })
	listener.Close()
	listener.Close()
	eventually(t, "it is gone", func() bool { return s.engine.Totals().Live == 1 })
	if got := s.engine.Totals(); got.Packets <= 20 || got.Opened != 2 {
		t.Errorf("%d packets of %d connections are left", got.Packets, got.Opened)
	}
	s.engine.ClearTimes()
	if n := s.engine.Totals().Latency.Count(); n != 0 {
		t.Errorf("%d durations are left", n)
	}
}

func TestTheServerHearsOfLossFromReports(t *testing.T) {
	s := newStage(t, Options{})
	pacer := NewPacer(s.engine, 80, nil)
	pacer.Add(s.join("speaker", nil))
	s.room.AllowPublish("speaker", true)
	s.join("listener", nil)
	running(t, pacer.Run)
	eventually(t, "a report has come with its turn", func() bool { return s.media.Stats().LossReports > 0 })
}

func TestAnswersThatCannotBeUsedAreRefused(t *testing.T) {
	s := newStage(t, Options{})
	m, offer, err := s.engine.Offer(loopback, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	answer, err := s.room.Connect("listener", offer)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"empty":          "",
		"no candidate":   strings.ReplaceAll(answer.SDP, " udp ", " tcp "),
		"no credentials": strings.ReplaceAll(answer.SDP, "a=ice-pwd", "a=ice-pwt"),
		"no fingerprint": strings.ReplaceAll(answer.SDP, "sha-256", "sha-1"),
	} {
		if err := m.Accept(t.Context(), text); err == nil {
			t.Errorf("%s: it was taken", name)
		}
	}
}

func TestAnotherCertificateThanTheAnswersIsNoServer(t *testing.T) {
	s := newStage(t, Options{})
	m, offer, err := s.engine.Offer(loopback, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := s.room.Connect("listener", offer)
	if err != nil {
		t.Fatal(err)
	}
	const lead = "sha-256 "
	at := strings.Index(answer.SDP, lead) + len(lead)
	other := map[bool]string{true: "1", false: "0"}[answer.SDP[at] == '0']
	forged := strings.ReplaceAll(answer.SDP, answer.SDP[at-len(lead):at+5], lead+other+answer.SDP[at+1:at+5])
	if err := m.Accept(t.Context(), forged); !errors.Is(err, errCertificate) && (err == nil || !strings.Contains(err.Error(), "certificate")) {
		t.Errorf("got %v", err)
	}
}

func TestAServerThatIsSilentIsGivenUp(t *testing.T) {
	s := newStage(t, Options{})
	m, offer, err := s.engine.Offer(loopback, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := s.room.Connect("listener", offer)
	if err != nil {
		t.Fatal(err)
	}
	s.room.Remove("listener") // its credentials are no longer known
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := m.Accept(ctx, answer.SDP); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestAnEngineThatHasStoppedTakesNobody(t *testing.T) {
	engine, err := NewEngine(Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	early, _, err := engine.Offer(loopback, nil)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := engine.Run(ctx); err != nil {
		t.Fatal(err)
	}
	early.Close()
	if _, _, err := engine.Offer(loopback, nil); !errors.Is(err, ErrStopped) {
		t.Errorf("got %v", err)
	}
	if engine.Totals().Opened != 0 {
		t.Error("somebody was taken")
	}
	if _, err := NewEngine(Options{Profiles: []string{"NULL"}}); err == nil {
		t.Error("a profile that there is not was taken")
	}
}
