package codec

import (
	"corner/presence"
	"corner/room/schedule"
	"corner/room/walltime"
)

// InstanceOf names an instance within keys: the id of its plan and its date, 32 characters.
func InstanceOf(key schedule.Key) string { return key.ID + key.On.String() }

// KeyOf reads what InstanceOf wrote.
func KeyOf(instance string) (schedule.Key, bool) {
	if len(instance) < presence.IDLength {
		return schedule.Key{}, false
	}
	on, err := walltime.ParseDate(instance[presence.IDLength:])
	return schedule.Key{ID: instance[:presence.IDLength], On: on}, err == nil
}

// CheckReply wants an instance that keys can name and a guest who can be written down; who leaves needs to be no more
// than somebody.
func CheckReply(key schedule.Key, guest schedule.Guest, comes bool) error {
	if !presence.ValidID(key.ID) {
		return presence.ErrInvalidID
	}
	if !key.On.Valid() {
		return schedule.ErrNoInstance
	}
	if !comes {
		guest = schedule.Guest{Person: guest.Person, Zone: "UTC"}
	}
	return CheckGuest(guest)
}
