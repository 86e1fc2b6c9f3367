package codec

import (
	"corner/presence"
	"corner/room"
)

const maxHash = 128 // bytes of a keyed hash

type ban struct {
	ID          string `json:"id"`
	Kind        string `json:"kind"`
	Participant string `json:"participant"`
	Name        string `json:"name,omitempty"`
	Device      string `json:"device,omitempty"`
	Network     string `json:"network,omitempty"`
	By          string `json:"by,omitempty"`
	ByName      string `json:"by_name,omitempty"`
	Reason      string `json:"reason,omitempty"`
	Created     int64  `json:"created_us"`
	Expires     int64  `json:"expires_us,omitempty"`
}

// EncodeBans writes the bans of a room.
func EncodeBans(bans []room.BanRecord) ([]byte, error) {
	list := make([]ban, len(bans))
	for i, b := range bans {
		list[i] = ban{
			ID: b.ID, Kind: string(b.Kind), Participant: b.Participant, Name: b.Name, Device: b.Device,
			Network: b.Network, By: b.By, ByName: b.ByName, Reason: b.Reason, Created: b.Created.UnixMicro(),
			Expires: moment(b.Expires),
		}
	}
	if err := checkBans(list); err != nil {
		return nil, err
	}
	return marshal(list)
}

// DecodeBans reads what EncodeBans wrote.
func DecodeBans(b []byte) ([]room.BanRecord, error) {
	var list []ban
	if err := unmarshal(b, &list); err != nil {
		return nil, err
	}
	if err := checkBans(list); err != nil {
		return nil, err
	}
	bans := make([]room.BanRecord, len(list))
	for i, b := range list {
		bans[i] = room.BanRecord{
			ID: b.ID, Kind: room.Exclusion(b.Kind), Participant: b.Participant, Name: b.Name, Device: b.Device,
			Network: b.Network, By: b.By, ByName: b.ByName, Reason: b.Reason, Created: instant(b.Created),
			Expires: instantOf(b.Expires),
		}
	}
	return bans, nil
}

func checkBans(list []ban) error {
	if len(list) > presence.MaxBans {
		return presence.ErrRecord
	}
	for i := range list {
		if err := list[i].check(); err != nil {
			return err
		}
	}
	return nil
}

func (b *ban) check() error {
	switch room.Exclusion(b.Kind) {
	case room.Kicked, room.Banned, room.Denied:
	default:
		return presence.ErrRecord
	}
	if b.ID == "" || !text(b.ID, maxID) || !text(b.Participant, maxID) || !text(b.By, maxID) {
		return presence.ErrRecord
	}
	if !text(b.Name, maxText) || !text(b.ByName, maxText) || !text(b.Reason, maxTag) {
		return presence.ErrRecord
	}
	if !text(b.Device, maxHash) || !text(b.Network, maxHash) {
		return presence.ErrRecord
	}
	return nil
}
