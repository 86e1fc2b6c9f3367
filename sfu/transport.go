package sfu

import (
	"errors"
	"fmt"

	"corner/sfu/light"
	"corner/sfu/offer"
)

// open implements transport: it answers an offer over the light transport.
func (s *shard) open(p *peer, offerSDP string, ssrcs []uint32) (conn, Answer, error) {
	o, err := offer.Parse(offerSDP)
	if err != nil {
		return nil, Answer{}, err
	}
	p.payloadType, p.levelID = o.Microphone.PayloadType, o.Microphone.AudioLevel
	if o.Microphone.Mid == "" {
		p.payloadType = noPayloadType
	}
	p.slots = min(len(ssrcs), len(o.Slots))
	for i := range p.slots {
		p.lanes[i].payloadType = o.Slots[i].PayloadType
	}
	c, local, err := s.server.Open(light.Remote(o.Remote), p)
	if err != nil {
		return nil, Answer{}, err
	}
	s.conns.Add(1)
	return c, newAnswer(o, local, ssrcs), nil
}

// restart implements transport.
func (s *shard) restart(p *peer, offerSDP string, ssrcs []uint32) (Answer, error) {
	o, err := offer.Parse(offerSDP)
	if err != nil {
		return Answer{}, err
	}
	if !p.offered(o, len(ssrcs)) {
		return Answer{}, &offer.Error{Code: offer.CodeBad, Text: "a restart may not change the media"}
	}
	local, err := p.conn.(*light.Conn).Restart(light.Remote(o.Remote))
	if errors.Is(err, light.ErrGone) {
		return Answer{}, ErrNoConnection
	}
	if err != nil {
		return Answer{}, err
	}
	return newAnswer(o, local, ssrcs), nil
}

// offered reports whether an offer has the media that the peer was opened with: packets on their way have the
// payload types of then.
func (p *peer) offered(o offer.Offer, slots int) bool {
	microphone := o.Microphone.PayloadType
	if o.Microphone.Mid == "" {
		microphone = noPayloadType
	}
	if microphone != p.payloadType || o.Microphone.AudioLevel != p.levelID || min(slots, len(o.Slots)) != p.slots {
		return false
	}
	for i := range p.slots {
		if o.Slots[i].PayloadType != p.lanes[i].payloadType {
			return false
		}
	}
	return true
}

// newAnswer writes the answer to an offer.
func newAnswer(o offer.Offer, local light.Local, ssrcs []uint32) Answer {
	answer := Answer{MicrophoneMid: o.Microphone.Mid, Slots: []SlotLine{}}
	slots := make([]offer.Slot, min(len(ssrcs), len(o.Slots)))
	for i := range slots {
		slots[i] = offer.Slot{ID: fmt.Sprintf("slot%d", i), SSRC: ssrcs[i]}
		answer.Slots = append(answer.Slots, SlotLine{Slot: i, Mid: o.Slots[i].Mid})
	}
	answer.SDP = o.Answer(inAnswer(local), slots)
	return answer
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
