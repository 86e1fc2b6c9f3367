package lightclient

import (
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"sync"
	"time"
)

// Speech is real Opus out of an Ogg file, for rooms in which people listen too. Its frames carry no marks: when
// they were sent is remembered by what is in them.
type Speech struct {
	packets [][]byte

	mu   sync.Mutex // guards sent
	sent map[uint64]time.Duration
}

// maxSpeech bounds what is read of a file, bytes: an hour of speech.
const maxSpeech = 16 << 20

// OpenSpeech reads an Ogg Opus file of 20 ms packets, as `ffmpeg -c:a libopus` and opusenc write them.
func OpenSpeech(path string) (*Speech, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("speech: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	content, err := io.ReadAll(io.LimitReader(file, maxSpeech))
	if err != nil {
		return nil, fmt.Errorf("speech: %w", err)
	}
	packets, err := oggPackets(content)
	if err != nil {
		return nil, fmt.Errorf("speech %s: %w", path, err)
	}
	return newSpeech(packets)
}

func newSpeech(packets [][]byte) (*Speech, error) {
	if len(packets) == 0 {
		return nil, errors.New("speech: no audio")
	}
	var o opusFrames
	for _, p := range packets {
		if !o.parseOpus(p) || o.count != 1 || len(p) > maxDatagram-100 || !is20ms(p[0]) {
			return nil, errors.New("speech: not Opus packets of one 20 ms frame (encode with a frame of 20 ms)")
		}
	}
	return &Speech{packets: packets, sent: map[uint64]time.Duration{}}, nil
}

// is20ms reports whether a TOC byte is of a 20 ms frame (RFC 6716 table 2).
func is20ms(toc byte) bool {
	switch config := toc >> 3; {
	case config < 12:
		return config&3 == 1
	case config < 16:
		return config&1 == 1
	default:
		return config&3 == 3
	}
}

// Sent is when a frame, without its TOC, was sent last. A frame that is in the file twice may be taken for the
// other, and so may one of another speaker who reads the same file: the newest counts.
func (s *Speech) Sent(frame []byte) (time.Duration, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.sent[keyOf(frame)]
	return at, ok
}

// note remembers a packet that is being sent; there are no more keys than packets in the file.
func (s *Speech) note(packet []byte, at time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent[keyOf(packet[1:])] = at
}

func keyOf(frame []byte) uint64 {
	h := fnv.New64a()
	_, _ = h.Write(frame) // never fails
	return h.Sum64()
}

// oggPackets gives the audio packets of the first logical stream (RFC 3533 §6, RFC 7845 §3). Pion's reader gives
// whole pages without their lacing, which most encoders fill with many packets.
func oggPackets(content []byte) ([][]byte, error) {
	var packets [][]byte
	var open []byte // a packet that goes on in the next page
	for len(content) > 0 {
		if len(content) < 27 || !bytes.Equal(content[:4], []byte("OggS")) {
			return nil, errors.New("not an Ogg page")
		}
		lacing := int(content[26])
		if len(content) < 27+lacing {
			return nil, io.ErrUnexpectedEOF
		}
		sizes, body := content[27:27+lacing], content[27+lacing:]
		for _, size := range sizes {
			if int(size) > len(body) {
				return nil, io.ErrUnexpectedEOF
			}
			open = append(open, body[:size]...)
			body = body[size:]
			if size < 255 {
				packets = append(packets, open)
				open = nil
			}
		}
		content = body
	}
	if len(packets) < 2 || !bytes.HasPrefix(packets[0], []byte("OpusHead")) || !bytes.HasPrefix(packets[1], []byte("OpusTags")) {
		return nil, errors.New("not Ogg Opus")
	}
	return packets[2:], nil
}
