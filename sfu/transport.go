package sfu

import (
	"fmt"
	"time"

	"corner/sfu/light"
	"corner/sfu/offer"

	"go.uber.org/zap"
)

// open answers an offer over the light transport.
func (s *SFU) open(p *peer, offerSDP string, ssrcs []uint32) (conn, Answer, error) {
	o, err := offer.Parse(offerSDP)
	if err != nil {
		return nil, Answer{}, err
	}
	p.payloadType, p.levelID = o.Microphone.PayloadType, o.Microphone.AudioLevel
	if o.Microphone.Mid == "" {
		p.payloadType = noPayloadType
	}
	p.slots = min(len(ssrcs), len(o.Slots))
	answer := Answer{MicrophoneMid: o.Microphone.Mid, Slots: []SlotLine{}}
	slots := make([]offer.Slot, p.slots)
	for i := range slots {
		p.lanes[i].payloadType = o.Slots[i].PayloadType
		slots[i] = offer.Slot{ID: fmt.Sprintf("slot%d", i), SSRC: ssrcs[i]}
		answer.Slots = append(answer.Slots, SlotLine{Slot: i, Mid: o.Slots[i].Mid})
	}
	c, local, err := s.server.Open(light.Remote(o.Remote), p)
	if err != nil {
		return nil, Answer{}, err
	}
	answer.SDP = o.Answer(inAnswer(local), slots)
	return c, answer, nil
}

// inAnswer says in an answer's words what the transport says of its side.
func inAnswer(l light.Local) offer.Local {
	local := offer.Local{Ufrag: l.Ufrag, Pwd: l.Pwd, Fingerprint: l.Fingerprint}
	for _, c := range l.Candidates {
		local.Candidates = append(local.Candidates, offer.Candidate(c))
	}
	return local
}

// noPayloadType is the payload type of a client without a microphone line: no packet has it.
const noPayloadType = 0xff

// post has f called on the media goroutine.
func (s *SFU) post(f func()) { s.server.Post(f) }

// handler hands what the transport receives to the room it is for.
type handler struct{ sfu *SFU }

// RTP implements light.Handler.
func (h handler) RTP(c *light.Conn, packet []byte, at time.Time) {
	p := c.Owner().(*peer)
	p.forwarder.rtp(p, packet, at.Sub(h.sfu.start))
}

// RTCP implements light.Handler.
func (h handler) RTCP(c *light.Conn, packet []byte, _ time.Time) {
	p := c.Owner().(*peer)
	p.forwarder.rtcp(p, packet)
}

// Ready implements light.Handler.
func (h handler) Ready(c *light.Conn) {
	p := c.Owner().(*peer)
	p.forwarder.connected(p, c)
	h.sfu.log.Debug("peer connected", zap.String("room", p.forwarder.room),
		zap.String("participant", p.member.participant), zap.String("suite", c.Suite()))
}

// Closed implements light.Handler.
func (h handler) Closed(c *light.Conn, reason string) {
	p := c.Owner().(*peer)
	p.forwarder.disconnected(p)
	h.sfu.log.Debug("peer closed", zap.String("room", p.forwarder.room),
		zap.String("participant", p.member.participant), zap.String("code", reason))
}

// Batch implements light.Handler. What one packet leads to is sent with it.
func (h handler) Batch(time.Time) {}

// Tick implements light.Handler.
func (h handler) Tick(at time.Time) {
	for _, f := range h.sfu.ticking {
		f.tick(at.Sub(h.sfu.start), at)
	}
}
