package sfu

import (
	"encoding/binary"
	"iter"
	"time"
)

// RTCP packet types read or written here (RFC 3550 §12.1, RFC 4585 §6.1).
const (
	rtcpSenderReport   = 200
	rtcpReceiverReport = 201
	rtcpFeedback       = 205

	genericNACK   = 1 // FMT of RTPFB
	reportBytes   = 24
	senderBytes   = 20 // sender information of an SR
	maxCompound   = 16 // packets read of one compound
	ntpUnixOffset = 2_208_988_800
)

// rtcpPacket is one packet of a compound; body is what follows the common header.
type rtcpPacket struct {
	kind  byte
	count byte // reception reports, or the feedback format
	body  []byte
}

// rtcpPackets walks a compound. It ends at the first packet that is not whole.
func rtcpPackets(compound []byte) iter.Seq[rtcpPacket] {
	return func(yield func(rtcpPacket) bool) {
		for range maxCompound {
			if len(compound) < 4 || compound[0]>>6 != 2 {
				return
			}
			size := (int(binary.BigEndian.Uint16(compound[2:])) + 1) * 4
			if size > len(compound) {
				return
			}
			p := rtcpPacket{compound[1], compound[0] & 0x1f, compound[4:size]}
			compound = compound[size:]
			if !yield(p) {
				return
			}
		}
	}
}

// reception is what a listener reports of one stream.
type reception struct {
	ssrc uint32
	lost byte // fraction of 256 since the last report
}

// receptions walks the report blocks of a sender or receiver report.
func (p rtcpPacket) receptions() iter.Seq[reception] {
	blocks := p.body
	switch p.kind {
	case rtcpSenderReport:
		blocks = skip(blocks, 4+senderBytes)
	case rtcpReceiverReport:
		blocks = skip(blocks, 4)
	default:
		blocks = nil
	}
	return func(yield func(reception) bool) {
		for range p.count {
			if len(blocks) < reportBytes {
				return
			}
			r := reception{binary.BigEndian.Uint32(blocks), blocks[4]}
			blocks = blocks[reportBytes:]
			if !yield(r) {
				return
			}
		}
	}
}

// nacked gives the stream a generic NACK (RFC 4585 §6.2.1) is about, false for any other packet.
func (p rtcpPacket) nacked() (ssrc uint32, ok bool) {
	if p.kind != rtcpFeedback || p.count != genericNACK || len(p.body) < 8 {
		return 0, false
	}
	return binary.BigEndian.Uint32(p.body[4:]), true
}

// missing walks the sequence numbers a generic NACK asks for.
func (p rtcpPacket) missing() iter.Seq[uint16] {
	pairs := skip(p.body, 8)
	return func(yield func(uint16) bool) {
		for ; len(pairs) >= 4; pairs = pairs[4:] {
			first, mask := binary.BigEndian.Uint16(pairs), binary.BigEndian.Uint16(pairs[2:])
			if !yield(first) {
				return
			}
			for bit := range uint16(16) {
				if mask&(1<<bit) != 0 && !yield(first+bit+1) {
					return
				}
			}
		}
	}
}

// skip takes n bytes off the front, or everything.
func skip(b []byte, n int) []byte { return b[min(n, len(b)):] }

// appendSenderReport writes a report without reception blocks: which timestamp belongs to which wall clock.
func appendSenderReport(b []byte, ssrc uint32, wall time.Time, timestamp, packets, octets uint32) []byte {
	b = append(b, 0x80, rtcpSenderReport, 0, (4+senderBytes)/4)
	b = binary.BigEndian.AppendUint32(b, ssrc)
	b = binary.BigEndian.AppendUint32(b, uint32(wall.Unix()+ntpUnixOffset))
	b = binary.BigEndian.AppendUint32(b, uint32(uint64(wall.Nanosecond())<<32/1_000_000_000))
	b = binary.BigEndian.AppendUint32(b, timestamp)
	b = binary.BigEndian.AppendUint32(b, packets)
	return binary.BigEndian.AppendUint32(b, octets)
}
