package light

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
)

// Labels of the key derivation (RFC 3711 §4.3.2).
const (
	labelRTPKey  = 0
	labelRTPSalt = 2
)

// maxSent bounds the SSRCs that one client is sent.
const maxSent = 4

// gcmSealer seals RTP with AEAD_AES_128_GCM (RFC 7714 §8). It does what srtp.Context does, and touches a quarter of
// the memory, in one piece: with thousands of listeners, none of whom is still in the processor's cache when their
// turn comes again, that is what sealing costs. Other suites and RTCP stay with the library.
type gcmSealer struct {
	aead    cipher.AEAD // nil: no keys, or those of another suite
	salt    [12]byte
	nonce   [12]byte // written anew for each packet; here because what an interface is given would be allocated
	streams [maxSent]stretch
}

// stretch is how far a stream has come: the packet index of RFC 3711 §3.3.1.
type stretch struct {
	ssrc     uint32
	rollover uint32
	highest  uint16
	begun    bool // false: nobody's place
}

// newGCMSealer derives the session key and salt (RFC 3711 §4.3.1 with the key derivation of RFC 7714 §11).
func newGCMSealer(key, salt []byte) (s gcmSealer, err error) {
	master, err := aes.NewCipher(key)
	if err != nil {
		return s, err
	}
	derive := func(label byte) (out [aes.BlockSize]byte) {
		copy(out[:], salt)
		out[7] ^= label
		master.Encrypt(out[:], out[:])
		return out
	}
	session := derive(labelRTPKey)
	block, err := aes.NewCipher(session[:])
	if err != nil {
		return s, err
	}
	if s.aead, err = cipher.NewGCM(block); err != nil {
		return s, err
	}
	sessionSalt := derive(labelRTPSalt)
	copy(s.salt[:], sessionSalt[:])
	return s, nil
}

// seal writes the sealed packet into dst from its beginning.
func (s *gcmSealer) seal(dst, packet []byte) ([]byte, error) {
	header := headerSize(packet)
	if header == 0 {
		return nil, ErrMalformed
	}
	stream := s.stream(binary.BigEndian.Uint32(packet[8:]))
	if stream == nil {
		return nil, errTooManySSRCs
	}
	rollover := stream.rolloverOf(binary.BigEndian.Uint16(packet[2:]))
	// The nonce is salt ⊕ (00 00 ‖ SSRC ‖ rollover counter ‖ sequence number).
	s.nonce = s.salt
	for i, b := range packet[8:12] {
		s.nonce[2+i] ^= b
	}
	s.nonce[6] ^= byte(rollover >> 24)
	s.nonce[7] ^= byte(rollover >> 16)
	s.nonce[8] ^= byte(rollover >> 8)
	s.nonce[9] ^= byte(rollover)
	s.nonce[10] ^= packet[2]
	s.nonce[11] ^= packet[3]
	dst = append(dst[:0], packet[:header]...)
	return s.aead.Seal(dst, s.nonce[:], packet[header:], dst), nil
}

// headerSize is where an RTP packet's payload begins (RFC 3550 §5.1, §5.3.1), 0 for what is no RTP packet.
func headerSize(packet []byte) int {
	if len(packet) < minRTP || packet[0]>>6 != 2 {
		return 0
	}
	size := minRTP + 4*int(packet[0]&0x0f)
	if packet[0]&0x10 != 0 {
		if len(packet) < size+4 {
			return 0
		}
		size += 4 + 4*int(binary.BigEndian.Uint16(packet[size+2:]))
	}
	if len(packet) < size {
		return 0
	}
	return size
}

// stream finds the stretch of an SSRC, nil when there is no place for one more.
func (s *gcmSealer) stream(ssrc uint32) *stretch {
	for i := range s.streams {
		one := &s.streams[i]
		if !one.begun {
			one.ssrc = ssrc
		}
		if one.ssrc == ssrc {
			return one
		}
	}
	return nil
}

// rolloverOf is how often the sequence numbers of a stream had begun anew at a packet (RFC 3711 §3.3.1). A packet that
// is sent again belongs to where it was.
func (s *stretch) rolloverOf(sequence uint16) uint32 {
	if !s.begun {
		s.begun, s.highest = true, sequence
		return s.rollover
	}
	ahead := int16(sequence - s.highest)
	switch {
	case ahead > 0 && sequence < s.highest: // over the top
		s.rollover++
		s.highest = sequence
	case ahead > 0:
		s.highest = sequence
	case sequence > s.highest: // back over the top
		return s.rollover - 1
	}
	return s.rollover
}
