package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"corner/signaling/client"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4/pkg/media/oggreader"
	"github.com/pion/webrtc/v4/pkg/media/oggwriter"
)

const (
	clockRate    = 48000
	frame        = 20 * time.Millisecond
	frameSamples = 960
	slotCount    = 3
	// longestGap is where a hole in time stops being filled: a slot that went silent, not one that lost packets.
	longestGap = 10 * clockRate
)

// silence is an Opus packet of 20 ms in which nothing is heard (CELT, fullband).
var silence = []byte{0xf8, 0xff, 0xfe}

// readMicrophone returns the Opus packets of an Ogg file with one packet a page.
func readMicrophone(path string) ([][]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("microphone: %w", err)
	}
	defer func() { _ = file.Close() }()
	reader, _, err := oggreader.NewWith(file)
	if err != nil {
		return nil, fmt.Errorf("microphone: %w", err)
	}
	var packets [][]byte
	for {
		packet, page, err := reader.ParseNextPage()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("microphone: %w", err)
		}
		if page.GranulePosition > 0 { // the tags have none
			packets = append(packets, packet)
		}
	}
	if len(packets) == 0 {
		return nil, fmt.Errorf("microphone: no packets in %s", path)
	}
	return packets, nil
}

// recorder keeps what every slot plays while it is asked to.
type recorder struct {
	prefix string

	mu        sync.Mutex // guards what follows
	recording bool
	slots     [slotCount][]*client.Packet
}

func newRecorder(prefix string) *recorder { return &recorder{prefix: prefix} }

// heard takes a packet of a slot.
func (r *recorder) heard(slot int, p *client.Packet) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.recording {
		r.slots[slot] = append(r.slots[slot], p)
	}
}

func (r *recorder) record() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.recording, r.slots = true, [slotCount][]*client.Packet{}
}

// save ends the recording and returns the files of the slots that were heard.
func (r *recorder) save() ([]string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.recording = false
	var paths []string
	for slot, packets := range r.slots {
		if len(packets) == 0 {
			continue
		}
		path := fmt.Sprintf("%s.%d.ogg", r.prefix, slot)
		if err := writeOgg(path, packets); err != nil {
			return paths, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// writeOgg writes packets in the order of their coming. Ogg counts samples and knows no holes in time: each is
// filled with silence, so that what follows stays in its place.
func writeOgg(path string, packets []*client.Packet) error {
	file, err := oggwriter.New(path, clockRate, 1)
	if err != nil {
		return fmt.Errorf("recording: %w", err)
	}
	next := packets[0].Timestamp
	for _, p := range packets {
		if gap := p.Timestamp - next; gap < longestGap {
			for ; gap >= frameSamples; gap -= frameSamples {
				if err := file.WriteRTP(&rtp.Packet{Header: p.Header, Payload: silence}); err != nil {
					return errors.Join(fmt.Errorf("recording: %w", err), file.Close())
				}
			}
		}
		if err := file.WriteRTP(p); err != nil {
			return errors.Join(fmt.Errorf("recording: %w", err), file.Close())
		}
		next = p.Timestamp + samples(p.Payload)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("recording: %w", err)
	}
	return nil
}

// samples is how much time an Opus packet of 20 ms frames holds (RFC 6716 §3.2), by the number of its frames.
func samples(payload []byte) uint32 {
	if len(payload) == 0 {
		return 0
	}
	switch payload[0] & 3 {
	case 0:
		return frameSamples
	case 1, 2:
		return 2 * frameSamples
	}
	if len(payload) < 2 {
		return 0
	}
	return uint32(payload[1]&0x3f) * frameSamples
}
