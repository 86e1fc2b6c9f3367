package signaling

import (
	"testing"

	"corner/room"
)

// The room writes a command's name into the audit; it has to be the one that clients send.
func TestACommandHasOneNameHereAndInTheRoom(t *testing.T) {
	asked := map[string]string{"bans.list": room.NameOf(room.ListBans{}), "audit.list": room.NameOf(room.ListAudit{}),
		"regulars.list": room.NameOf(room.ListRegulars{})}
	for name, decode := range commands() {
		command, err := decode(commandData(t, name))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if c, ok := command.(room.Command); ok {
			asked[name] = room.NameOf(c)
		}
	}
	for name, there := range asked {
		if name != there {
			t.Errorf("%s is %q in the room", name, there)
		}
	}
	free := []string{"participants.list", "chat.list", "media.restart", "media.set", "packs.list", "clock.get"}
	if len(asked)+len(free) != len(commands()) {
		t.Errorf("%d commands have a name in the room, %d here, of which %v ask for no permission", len(asked), len(commands()), free)
	}
}
