package signaling

import (
	"errors"
	"fmt"

	"corner/room"
	"corner/sfu"
	"corner/sfu/light"
	"corner/sfu/offer"
)

// SFUMedia is the Media of an SFU. This file is all that the binder knows of one.
func SFUMedia(s *sfu.SFU) Media { return sfuMedia{s} }

// SFULoad reads an SFU's load for Config.Load.
func SFULoad(s *sfu.SFU) func() Load {
	return func() Load {
		l := s.Load()
		return Load{Busy: l.Busy, Lag: l.Lag, Process: l.Process, Step: l.Step.String(), Refuses: l.Step >= sfu.StepRefuse}
	}
}

// SFUStats reads an SFU's counters for Config.MediaStats.
func SFUStats(s *sfu.SFU) func() MediaStats {
	return func() MediaStats {
		rooms, transport := s.Stats(), s.Transport()
		stats := MediaStats{Traffic: toTraffic(rooms), Resent: rooms.Resent, Switches: rooms.Switches,
			Reports: rooms.LossReports, Loss: rooms.LossSum, Dropped: rooms.Dropped,
			Transports: map[string]int{
				"opened": int(transport.Opened), "checked": int(transport.Checked), "ready": int(transport.Ready),
			},
			Handshakes: map[string]uint64{"done": transport.HandshakesDone, "failed": transport.HandshakesFailed},
		}
		for cause, n := range map[string]uint64{
			"junk": transport.Dropped.Junk, "stranger": transport.Dropped.Stranger, "check": transport.Dropped.Check,
			"handshake": transport.Dropped.Handshake, "no_keys": transport.Dropped.NoKeys,
			"forged": transport.Dropped.Forged, "ssrc": transport.Dropped.SSRC, "socket": transport.Dropped.Send,
		} {
			stats.Dropped[cause] = n
		}
		return stats
	}
}

func toTraffic(s sfu.Stats) Traffic {
	return Traffic{PacketsIn: s.PacketsIn, PacketsOut: s.PacketsOut, BytesIn: s.BytesIn, BytesOut: s.BytesOut}
}

type sfuMedia struct{ sfu *sfu.SFU }

// OpenRoom implements Media.
func (m sfuMedia) OpenRoom(id string, o SpeakersObserver) RoomMedia {
	return sfuRoom{m.sfu.OpenRoom(id, sfuObserver{o})}
}

// sfuRoom is a room's media with the refusals of this package.
type sfuRoom struct{ *sfu.Room }

// Connect implements RoomMedia.
func (r sfuRoom) Connect(participant, offerSDP string) (Answer, error) {
	a, err := r.Room.Connect(participant, offerSDP)
	if err != nil {
		return Answer{}, mediaRefusal(err)
	}
	slots := list(a.Slots, func(s sfu.SlotLine) SlotLine { return SlotLine(s) })
	return Answer{SDP: a.SDP, MicrophoneMid: a.MicrophoneMid, Slots: slots}, nil
}

// Restart implements RoomMedia.
func (r sfuRoom) Restart(participant, offerSDP string) (string, error) {
	a, err := r.Room.Restart(participant, offerSDP)
	if err != nil {
		return "", mediaRefusal(err)
	}
	return a.SDP, nil
}

// Traffic counts for the operators' list.
func (r sfuRoom) Traffic() Traffic { return toTraffic(r.Stats()) }

// mediaRefusal says in the words of the protocol why a participant got no media.
func mediaRefusal(err error) error {
	var bad *offer.Error
	var transport *light.Error
	switch {
	case errors.As(err, &bad):
		return &room.Error{Code: bad.Code, Text: bad.Text}
	case errors.Is(err, light.ErrBusy):
		return busy() // and so at another time than the others
	case errors.As(err, &transport):
		return &room.Error{Code: transport.Code, Text: transport.Text, Retry: transport.Retry}
	case errors.Is(err, sfu.ErrClosed):
		return room.ErrRoomClosed
	case errors.Is(err, sfu.ErrNoConnection):
		return errNoMedia
	case errors.Is(err, sfu.ErrRemoved):
		return errSessionLost
	}
	return fmt.Errorf("connect media: %w", err)
}

// sfuObserver hands the SFU's updates on in the shape of the protocol.
type sfuObserver struct{ to SpeakersObserver }

// Speakers implements sfu.Observer.
func (o sfuObserver) Speakers(u sfu.SpeakersUpdate) {
	speaking := list(u.Speaking, func(s sfu.Speaking) Speaking { return Speaking(s) })
	o.to.Speakers(SpeakersUpdate{Slots: u.Slots, Speaking: speaking, Receiving: u.Receiving})
}

// Voices implements sfu.Observer.
func (o sfuObserver) Voices(voices []sfu.Voice) bool {
	return o.to.Voices(list(voices, func(v sfu.Voice) room.Voice { return room.Voice(v) }))
}
