package presence

import (
	"slices"
	"time"

	"corner/room"
)

// Bounds of a room's bans.
const (
	MaxBans          = 500
	PermanentBanTime = 400 * 24 * time.Hour // a list with a ban without end is kept that long after it was saved
)

// LivingBans gives the bans that are not over, in their order.
func LivingBans(bans []room.BanRecord, now time.Time) []room.BanRecord {
	return slices.DeleteFunc(slices.Clone(bans), func(b room.BanRecord) bool {
		return !b.Expires.IsZero() && !b.Expires.After(now)
	})
}

// BansEnd says when the longest of some bans ends: long after all times for one without end, in 1970 for no ban.
func BansEnd(bans []room.BanRecord) time.Time {
	end := time.UnixMilli(0)
	for _, b := range bans {
		if b.Expires.IsZero() {
			return time.UnixMilli(1 << 52)
		}
		if b.Expires.After(end) {
			end = b.Expires
		}
	}
	return end
}
