package codec_test

import (
	"errors"
	"strings"
	"testing"

	"corner/presence"
	"corner/presence/internal/codec"
	"corner/room/schedule"
	"corner/room/walltime"
)

func TestAnInstanceIsReadFromAKeyAsItWasWritten(t *testing.T) {
	key := schedule.Key{ID: presence.NewID(), On: walltime.Date{Year: 2026, Month: 11, Day: 28}}
	text := codec.InstanceOf(key)
	if got, ok := codec.KeyOf(text); !ok || got != key || len(text) != 32 {
		t.Errorf("%q is read as %v", text, got)
	}
	for _, text := range []string{"", "2026-11-28", key.ID, key.ID + "2026-11-31", text + "x", text[1:]} {
		if got, ok := codec.KeyOf(text); ok {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

func TestAReplyOfNobodyAndToNothingIsRefused(t *testing.T) {
	key := schedule.Key{ID: presence.NewID(), On: walltime.Date{Year: 2026, Month: 11, Day: 28}}
	guest := schedule.Guest{Person: strings.Repeat("g", 22), Zone: "Mars/Base"}
	for want, err := range map[error]error{
		presence.ErrInvalidID:  codec.CheckReply(schedule.Key{ID: "}{", On: key.On}, guest, false),
		schedule.ErrNoInstance: codec.CheckReply(schedule.Key{ID: key.ID}, guest, false),
		schedule.ErrZone:       codec.CheckReply(key, guest, true),
		schedule.ErrPerson:     codec.CheckReply(key, schedule.Guest{}, false),
	} {
		if !errors.Is(err, want) {
			t.Errorf("%v, not %v", err, want)
		}
	}
	if err := codec.CheckReply(key, guest, false); err != nil { // who leaves has no zone
		t.Error(err)
	}
}
