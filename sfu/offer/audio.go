package offer

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"
)

// audioLevelURI is the extension of RFC 6464.
const audioLevelURI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"

// readAudio reads what an audio line must have to be used.
func (l *line) readAudio(session *sdp.SessionDescription, m *sdp.MediaDescription) *Error {
	switch l.protocol {
	case "UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP", "RTP/SAVPF":
	default:
		return bad("audio is not offered over DTLS-SRTP")
	}
	if _, ok := m.Attribute("rtcp-mux"); !ok {
		return bad("rtcp-mux is required")
	}
	payloadType, err := opusOf(m)
	if err != nil {
		return err
	}
	level, err := audioLevelOf(session, m)
	if err != nil {
		return err
	}
	l.PayloadType, l.AudioLevel = payloadType, level
	return nil
}

// opusOf returns the payload type of opus on an m-line. Codec names are compared without case: GStreamer
// writes OPUS.
func opusOf(m *sdp.MediaDescription) (uint8, *Error) {
	for _, a := range m.Attributes {
		if a.Key != "rtpmap" {
			continue
		}
		number, codec, ok := strings.Cut(a.Value, " ")
		if !ok || !strings.EqualFold(strings.TrimSpace(codec), "opus/48000/2") {
			continue
		}
		if !slices.Contains(m.MediaName.Formats, number) {
			continue
		}
		value, err := strconv.ParseUint(number, 10, 7)
		if err != nil || !isDynamic(value) {
			return 0, bad("opus has a payload type out of range")
		}
		return uint8(value), nil
	}
	return 0, bad("audio without opus")
}

// isDynamic reports whether a payload type is one that RTP and RTCP on one port leave to dynamic use.
func isDynamic(payloadType uint64) bool {
	return 96 <= payloadType && payloadType <= 127 || 35 <= payloadType && payloadType <= 63
}

// audioLevelOf returns the id of the audio level extension, 0 when it is not offered or has a number that the
// one-byte form cannot carry.
func audioLevelOf(session *sdp.SessionDescription, m *sdp.MediaDescription) (uint8, *Error) {
	for _, attributes := range [][]sdp.Attribute{m.Attributes, session.Attributes} {
		for _, a := range attributes {
			if a.Key != "extmap" {
				continue
			}
			fields := strings.Fields(a.Value)
			if len(fields) < 2 || fields[1] != audioLevelURI {
				continue
			}
			number, _, _ := strings.Cut(fields[0], "/")
			id, err := strconv.ParseUint(number, 10, 16)
			if err != nil || id == 0 {
				return 0, bad("the audio level extension has no number")
			}
			if id > 14 {
				return 0, nil
			}
			return uint8(id), nil
		}
	}
	return 0, nil
}
