package sfu

import (
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
