package main

import (
	"corner/sfu"
	"corner/signaling"
)

// mediaPlane shows the SFU to signaling in signaling's own terms.
type mediaPlane struct{ sfu *sfu.SFU }

// OpenRoom implements signaling.Media.
func (m mediaPlane) OpenRoom(id string, o signaling.SpeakersObserver) signaling.RoomMedia {
	return roomMedia{m.sfu.OpenRoom(id, observer{o})}
}

// stats is the media plane's part of /metrics.
func (m mediaPlane) stats() signaling.MediaStats {
	s, t := m.sfu.Stats(), m.sfu.Transport()
	dropped := map[string]uint64{
		"junk": t.Dropped.Junk, "stranger": t.Dropped.Stranger, "check": t.Dropped.Check, "handshake": t.Dropped.Handshake,
		"no_keys": t.Dropped.NoKeys, "forged": t.Dropped.Forged, "ssrc": t.Dropped.SSRC, "socket": t.Dropped.Send,
	}
	for cause, n := range s.Dropped {
		dropped[cause] = n
	}
	return signaling.MediaStats{
		Traffic:    traffic(s),
		Dropped:    dropped,
		Transports: map[string]int{"opened": int(t.Opened), "checked": int(t.Checked), "ready": int(t.Ready)},
	}
}

func traffic(s sfu.Stats) signaling.Traffic {
	return signaling.Traffic{PacketsIn: s.PacketsIn, PacketsOut: s.PacketsOut, BytesIn: s.BytesIn, BytesOut: s.BytesOut}
}

// roomMedia is one room of the media plane.
type roomMedia struct{ *sfu.Room }

// Connect implements signaling.RoomMedia.
func (r roomMedia) Connect(participant, offer string) (signaling.Answer, error) {
	answer, err := r.Room.Connect(participant, offer)
	if err != nil {
		return signaling.Answer{}, err
	}
	slots := make([]signaling.SlotLine, len(answer.Slots))
	for i, s := range answer.Slots {
		slots[i] = signaling.SlotLine{Slot: s.Slot, Mid: s.Mid}
	}
	return signaling.Answer{SDP: answer.SDP, MicrophoneMid: answer.MicrophoneMid, Slots: slots}, nil
}

// Traffic counts for the operators' list.
func (r roomMedia) Traffic() signaling.Traffic { return traffic(r.Stats()) }

// observer hands what the SFU hears on to signaling.
type observer struct{ to signaling.SpeakersObserver }

// Speakers implements sfu.Observer.
func (o observer) Speakers(u sfu.SpeakersUpdate) {
	speaking := make([]signaling.Speaking, len(u.Speaking))
	for i, s := range u.Speaking {
		speaking[i] = signaling.Speaking{Participant: s.Participant, Level: s.Level}
	}
	o.to.Speakers(signaling.SpeakersUpdate{Slots: u.Slots, Speaking: speaking, Receiving: u.Receiving})
}
