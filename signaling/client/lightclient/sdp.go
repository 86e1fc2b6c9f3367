package lightclient

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

const (
	slotLines   = 3
	payloadType = 111
	levelID     = 1
)

// credentials are one side's of ICE.
type credentials struct{ ufrag, pwd string }

// offerText is one microphone line and the slots, as a browser would offer them, without candidates.
func offerText(own credentials, fingerprint []byte) string {
	pairs := make([]string, len(fingerprint))
	for i, octet := range fingerprint {
		pairs[i] = fmt.Sprintf("%02X", octet)
	}
	var b strings.Builder
	b.WriteString("v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1 2 3\r\n")
	for mid := range slotLines + 1 {
		fmt.Fprintf(&b, "m=audio 9 UDP/TLS/RTP/SAVPF %d\r\nc=IN IP4 0.0.0.0\r\na=mid:%d\r\n", payloadType, mid)
		fmt.Fprintf(&b, "a=ice-ufrag:%s\r\na=ice-pwd:%s\r\na=fingerprint:sha-256 %s\r\na=setup:actpass\r\n",
			own.ufrag, own.pwd, strings.Join(pairs, ":"))
		fmt.Fprintf(&b, "a=rtcp-mux\r\na=rtcp-rsize\r\na=rtpmap:%d opus/48000/2\r\na=fmtp:%d minptime=10;useinbandfec=1\r\n",
			payloadType, payloadType)
		if mid == 0 {
			fmt.Fprintf(&b, "a=extmap:%d urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\na=sendonly\r\n", levelID)
			continue
		}
		b.WriteString("a=recvonly\r\n")
	}
	return b.String()
}

// answer is what the light client needs of the server's answer.
type answer struct {
	remote      credentials
	fingerprint []byte // SHA-256
	candidates  []netip.AddrPort
	levelID     byte // of the microphone's audio level, 0 when not taken
}

// parseAnswer reads an answer: the first credentials in it, and its UDP host candidates.
func parseAnswer(text string) (answer, error) {
	var a answer
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), ":")
		switch key {
		case "a=ice-ufrag":
			setOnce(&a.remote.ufrag, value)
		case "a=ice-pwd":
			setOnce(&a.remote.pwd, value)
		case "a=fingerprint":
			algorithm, digits, _ := strings.Cut(value, " ")
			if octets, err := hex.DecodeString(strings.ReplaceAll(digits, ":", "")); err == nil && strings.EqualFold(algorithm, "sha-256") {
				a.fingerprint = octets
			}
		case "a=candidate":
			if c, ok := parseCandidate(value); ok {
				a.candidates = append(a.candidates, c)
			}
		case "a=extmap":
			number, uri, _ := strings.Cut(value, " ")
			if id, err := strconv.Atoi(number); err == nil && strings.HasSuffix(uri, "ssrc-audio-level") {
				a.levelID = byte(id)
			}
		}
	}
	if a.remote.ufrag == "" || a.remote.pwd == "" || len(a.fingerprint) != 32 || len(a.candidates) == 0 {
		return answer{}, fmt.Errorf("the answer lacks credentials, a fingerprint or a UDP candidate")
	}
	return a, nil
}

func setOnce(field *string, value string) {
	if *field == "" {
		*field = value
	}
}

// parseCandidate reads "1 1 udp 2130706431 192.0.2.1 8192 typ host …".
func parseCandidate(value string) (netip.AddrPort, bool) {
	fields := strings.Fields(value)
	if len(fields) < 6 || !strings.EqualFold(fields[2], "udp") {
		return netip.AddrPort{}, false
	}
	address, err := netip.ParseAddr(fields[4])
	port, portErr := strconv.ParseUint(fields[5], 10, 16)
	if err != nil || portErr != nil || !address.Unmap().Is4() {
		return netip.AddrPort{}, false
	}
	return netip.AddrPortFrom(address.Unmap(), uint16(port)), true
}

// candidateFor picks the candidate that a socket at source reaches: one of its own kind, loopback or not, else
// the first.
func (a answer) candidateFor(source netip.Addr) netip.AddrPort {
	for _, c := range a.candidates {
		if c.Addr().IsLoopback() == source.IsLoopback() {
			return c
		}
	}
	return a.candidates[0]
}
