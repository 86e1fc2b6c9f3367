package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"corner/signaling/client"
)

// person is a member of a room with a microphone that numbers its packets and an ear that notes what it hears.
type person struct {
	*client.Client
	t    *testing.T
	mark byte // in every packet they send

	mu    sync.Mutex // guards heard and sent
	heard map[byte][]hearing
	marks map[uint32]map[byte]bool // by the source that the packets name
	sent  uint32
}

// hearing is the arrival of one numbered packet.
type hearing struct {
	number uint32
	at     time.Time
}

var marks = []byte("ABCDEFGH")

func profileOf(name string) *client.Profile {
	return &client.Profile{Name: name, Speaks: []string{"en"}, Learns: []string{"zh"}, TimeZone: "Europe/Berlin"}
}

// tryEnter joins a room, again when the server asks for patience, and waits until audio can flow.
func tryEnter(t *testing.T, a addresses, room, token, name string) (*person, error) {
	t.Helper()
	p := &person{t: t, mark: name[0], heard: map[byte][]hearing{}, marks: map[uint32]map[byte]bool{}}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	options := client.Options{URL: a.Public, Room: room, Token: token, Profile: profileOf(name), Origin: a.Public, OnRTP: p.listen}
	err := asTold(ctx, func() (err error) {
		p.Client, err = client.Dial(ctx, options)
		return err
	})
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { _ = p.Close() })
	return p, p.MediaReady(ctx)
}

// asTold does something again as long as the server asks for patience, as an app that joins does: it is busy, or its
// directory has not answered in time, as beside seven other tests.
func asTold(ctx context.Context, try func() error) error {
	for {
		err := try()
		var refusal *client.Error
		if !errors.As(err, &refusal) || refusal.Code != "server_busy" && refusal.Code != "directory_unavailable" {
			return err
		}
		select {
		case <-time.After(refusal.Retry):
		case <-ctx.Done():
			return err
		}
	}
}

func enter(t *testing.T, a addresses, room, token, name string) *person {
	t.Helper()
	p, err := tryEnter(t, a, room, token, name)
	if err != nil {
		t.Fatalf("%s cannot enter: %v", name, err)
	}
	return p
}

// listen notes the sender's mark and number of each packet; silence that the server plays has neither.
func (p *person) listen(_ int, packet *client.Packet) {
	if len(packet.Payload) != 6 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	mark := packet.Payload[1]
	for _, source := range packet.CSRC {
		if p.marks[source] == nil {
			p.marks[source] = map[byte]bool{}
		}
		p.marks[source][mark] = true
	}
	p.heard[mark] = append(p.heard[mark], hearing{binary.BigEndian.Uint32(packet.Payload[2:]), time.Now()})
}

// hearingsOf is what was heard of somebody since the last call.
func (p *person) hearingsOf(other *person) []hearing {
	p.mu.Lock()
	defer p.mu.Unlock()
	heard := p.heard[other.mark]
	p.heard[other.mark] = nil
	return heard
}

// numbersOf is hearingsOf without the times.
func (p *person) numbersOf(other *person) (numbers []uint32) {
	for _, h := range p.hearingsOf(other) {
		numbers = append(numbers, h.number)
	}
	return numbers
}

// sources is whose packets came under each source since the last call: one name where all is well.
func (p *person) sources() (names []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, marks := range p.marks {
		names = append(names, string(slices.Sorted(maps.Keys(marks))))
	}
	clear(p.marks)
	return names
}

// next numbers a packet and makes its payload.
func (p *person) next() (number uint32, payload []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	number = p.sent
	p.sent++
	return number, binary.BigEndian.AppendUint32([]byte{0x78, p.mark}, number) // TOC: CELT, 20 ms, mono, one frame
}

// say sends one packet and returns its number.
func (p *person) say() uint32 {
	number, payload := p.next()
	if err := p.WriteAudio(payload, 20*time.Millisecond); err != nil {
		p.t.Errorf("%c cannot send: %v", p.mark, err)
	}
	return number
}

// talk sends a packet each 20 ms until the returned function is called.
func (p *person) talk() (stop func()) {
	ctx, cancel := context.WithCancel(p.t.Context())
	var wait sync.WaitGroup
	wait.Go(func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				p.say()
			}
		}
	})
	return func() { cancel(); wait.Wait() }
}

// try sends a command, again when the server asks for patience.
func (p *person) try(command string, data any) error {
	ctx, cancel := context.WithTimeout(p.t.Context(), 10*time.Second)
	defer cancel()
	for {
		_, err := p.Do(ctx, command, data)
		var refusal *client.Error
		if !errors.As(err, &refusal) || refusal.Code != "rate_limited" {
			return err
		}
		select { // as a well-made client does
		case <-time.After(refusal.Retry):
		case <-ctx.Done():
			return err
		}
	}
}

func (p *person) do(command string, data any) {
	p.t.Helper()
	if err := p.try(command, data); err != nil {
		p.t.Fatalf("%c %s: %v", p.mark, command, err)
	}
}

type target struct {
	Participant string `json:"participant"`
	Muted       *bool  `json:"muted,omitempty"`
}

func (p *person) unmute() { p.t.Helper(); p.do("mute.self", map[string]bool{"muted": false}) }

// bring puts somebody on the stage, unmuted, the way people do it.
func (p *person) bring(guest *person) {
	p.t.Helper()
	guest.do("hand.raise", nil)
	eventually(p.t, "the hand is seen", func() bool { return len(p.Snapshot().Hands) == 1 })
	p.do("invitation.send", target{Participant: guest.ID()})
	guest.do("invitation.accept", nil)
	guest.unmute()
}

// hears waits until something new of somebody arrives.
func (p *person) hears(other *person) {
	p.t.Helper()
	p.numbersOf(other)
	eventually(p.t, fmt.Sprintf("%c hears %c", p.mark, other.mark), func() bool { return len(p.numbersOf(other)) > 0 })
}

// hearsNext waits for a packet that other sends now. Datagrams on loopback keep their order, so the server has
// then handled everything that anybody sent before.
func (p *person) hearsNext(other *person) {
	p.t.Helper()
	next, polls := other.say(), 0
	eventually(p.t, fmt.Sprintf("%c hears %c", p.mark, other.mark), func() bool {
		if polls++; polls%50 == 0 { // a datagram may be lost
			other.say()
		}
		return slices.ContainsFunc(p.numbersOf(other), func(n uint32) bool { return n >= next })
	})
}

func codeOf(err error) string {
	var refusal *client.Error
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	return fmt.Sprint(err)
}

// eventually polls until ok, for at most 15 s.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline, tick := time.After(30*time.Second), time.NewTicker(5*time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("never: ", what)
		}
	}
}

// scene is a room with a host on air and some guests.
func scene(t *testing.T, a addresses, guests int) (room string, host *person, others []*person) {
	t.Helper()
	room, token := createRoom(t, a, "Late night")
	host = enter(t, a, room, token, "Ann")
	host.unmute()
	for i := range guests {
		others = append(others, enter(t, a, room, "", string(marks[i+1])+strings.Repeat("o", 3)))
	}
	return room, host, others
}

// increasing reports whether numbers only grow: nothing twice, nothing out of order.
func increasing(numbers []uint32) bool {
	return slices.IsSorted(numbers) && len(slices.Compact(slices.Clone(numbers))) == len(numbers)
}
