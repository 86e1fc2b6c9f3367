package codec_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"corner/presence"
	"corner/presence/internal/codec"
	"corner/room"
)

// entryOf makes an audit record under the n-th id.
func entryOf(n int, roomID string) presence.AuditEntry {
	return presence.AuditEntry{ID: fmt.Sprintf("%032x", n), AuditRecord: room.AuditRecord{
		Room: roomID, Time: time.UnixMicro(1795327600123456).UTC(), Node: presence.NewID(), By: "p1", ByName: "小雨",
		Action: "participant.ban", Target: "p2", TargetName: "Bob", Reason: "spam", Detail: "3600 s",
	}}
}

func banOf(id string) room.BanRecord {
	return room.BanRecord{
		ID: id, Kind: room.Banned, Participant: "p1", Name: "小雨", Device: strings.Repeat("d", 64), Network: "n", By: "p2",
		ByName: "Bob", Reason: "hate", Created: time.UnixMicro(1795327600123456).UTC(),
		Expires: time.UnixMicro(1795331200654321).UTC(),
	}
}

func TestAuditAndBansAreDecodedAsTheyWereEncoded(t *testing.T) {
	e := entryOf(7, presence.NewID())
	for _, e.Private = range []bool{false, true} {
		b, err := codec.EncodeAudit(e)
		must(t, err)
		if got, err := codec.DecodeAudit(e.ID, b); err != nil || got != e {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	bans := []room.BanRecord{banOf("b1"), banOf("b2"), banOf("b3")}
	bans[1].Expires, bans[1].Kind = time.Time{}, room.Denied
	b, err := codec.EncodeBans(bans)
	must(t, err)
	if got, err := codec.DecodeBans(b); err != nil || !reflect.DeepEqual(got, bans) {
		t.Fatalf("%+v, %v", got, err)
	}
}

func TestAnAuditRecordIsSmall(t *testing.T) {
	e := entryOf(1, presence.NewID())
	for field, size := range map[*string]int{
		&e.Node: 64, &e.By: 64, &e.ByName: 128, &e.Action: 64, &e.Target: 64, &e.TargetName: 128, &e.Reason: 64, &e.Detail: room.MaxDetail,
	} {
		*field = strings.Repeat("x", size)
		b, err := codec.EncodeAudit(e)
		must(t, err)
		if len(b) > 1000+room.MaxDetail {
			t.Fatalf("%d bytes", len(b))
		}
		*field += "x"
		if _, err := codec.EncodeAudit(e); !errors.Is(err, presence.ErrRecord) {
			t.Fatalf("one more than %d: %v", size, err)
		}
		*field = strings.Repeat("x", size)
	}
}

// TestAPageIsTheNewestOfAllLogs compares a page with what sorting everything would give.
func TestAPageIsTheNewestOfAllLogs(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	for range 500 {
		count, limit := rng.IntN(30), 1+rng.IntN(12)
		var logs [3][]codec.Stored
		var want []string
		for n := count; n > 0; n-- {
			e := entryOf(n, presence.NewID())
			b, err := codec.EncodeAudit(e)
			must(t, err)
			want = append(want, e.ID)
			if log := rng.IntN(3); len(logs[log]) <= limit { // as a store gives them: one more than the limit
				logs[log] = append(logs[log], codec.Stored{ID: e.ID, Value: b})
			}
		}
		page, next, rejected := codec.AuditPage(presence.AuditQuery{Limit: limit}, slices.Concat(logs[:]...))
		var got []string
		for _, e := range page {
			got = append(got, e.ID)
		}
		if !slices.Equal(got, want[:min(limit, count)]) || rejected != 0 {
			t.Fatalf("limit %d of %d: %v", limit, count, got)
		}
		if more := count > limit; more != (next != "") || more && next != want[limit-1] {
			t.Fatalf("limit %d of %d: next %q", limit, count, next)
		}
	}
}

func TestWhatDoesNotBelongOnAPageIsLeftOut(t *testing.T) {
	id := presence.NewID()
	stored := []codec.Stored{{ID: fmt.Sprintf("%032x", 99), Value: []byte("{")}, {ID: "junk", Value: []byte("{}")}}
	for n, e := range map[int]presence.AuditEntry{1: entryOf(1, id), 2: entryOf(2, presence.NewID()), 3: entryOf(3, id), 4: entryOf(4, id)} {
		e.Private = n == 3
		b, err := codec.EncodeAudit(e)
		must(t, err)
		stored = append(stored, codec.Stored{ID: e.ID, Value: b})
	}
	page, next, rejected := codec.AuditPage(presence.AuditQuery{Room: id, Limit: 5}, stored)
	if len(page) != 1 || page[0].ID != entryOf(4, id).ID || rejected != 4 || next != entryOf(2, id).ID {
		t.Fatalf("%+v, next %q, %d rejected", page, next, rejected)
	}
}

func TestAuditAndBansDecodersRefuse(t *testing.T) {
	id, roomID := fmt.Sprintf("%032x", 1), presence.NewID()
	for _, bad := range []string{
		``, `{`, `null`, `[]`, `{}`, `{"room":"x","action":"a"}`, `{"room":"` + roomID + `"}`,
		`{"room":"` + roomID + `","action":"a","time_us":1e40}`, `{"room":"` + roomID + `","action":"` + strings.Repeat("x", 65) + `"}`,
		`{"room":"` + roomID + `","action":"a","detail":"` + strings.Repeat("x", room.MaxDetail+1) + `"}`,
	} {
		var coded *room.Error
		if _, err := codec.DecodeAudit(id, []byte(bad)); !errors.As(err, &coded) {
			t.Errorf("audit %q: %v", bad, err)
		}
	}
	if _, err := codec.DecodeAudit(id[1:], []byte(`{"room":"`+roomID+`","action":"a"}`)); !errors.Is(err, presence.ErrInvalidID) {
		t.Errorf("id: %v", err)
	}
	many := "[" + strings.Repeat(`{"id":"b","kind":"ban"},`, presence.MaxBans) + `{"id":"b","kind":"ban"}]`
	for _, bad := range []string{
		``, `{}`, `[{}]`, `[{"id":"b"}]`, `[{"id":"b","kind":"exile"}]`, `[{"kind":"ban"}]`, many, `[{"id":"b","kind":"ban","expires_us":1e40}]`,
		`[{"id":"b","kind":"ban","device":"` + strings.Repeat("x", 129) + `"}]`,
		`[{"id":"b","kind":"ban","participant":"` + strings.Repeat("x", 65) + `"}]`,
	} {
		var coded *room.Error
		if _, err := codec.DecodeBans([]byte(bad)); !errors.As(err, &coded) {
			t.Errorf("bans %.60q: %v", bad, err)
		}
	}
}

func FuzzDecodeAudit(f *testing.F) {
	e := entryOf(9, presence.NewID())
	b, err := codec.EncodeAudit(e)
	must(f, err)
	f.Add(e.ID, b)
	f.Add(e.ID, []byte(`{"room":"AAAAAAAAAAAAAAAAAAAAAA","action":"\ud800","time_us":-9223372036854775808}`))
	f.Fuzz(func(t *testing.T, id string, b []byte) {
		e, err := codec.DecodeAudit(id, b)
		if err != nil {
			return
		}
		_ = presence.LogOf(e.AuditRecord).String()
		again, err := codec.EncodeAudit(e)
		must(t, err)
		second, err := codec.DecodeAudit(id, again)
		must(t, err)
		if second != e {
			t.Fatalf("%+v\n%+v", e, second)
		}
	})
}

func FuzzDecodeBans(f *testing.F) {
	b, err := codec.EncodeBans([]room.BanRecord{banOf("b1"), {ID: "b2", Kind: room.Kicked}})
	must(f, err)
	f.Add(b)
	f.Add([]byte(`[{"id":"\ud800","kind":"deny","expires_us":-1}]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		bans, err := codec.DecodeBans(b)
		if err != nil {
			return
		}
		presence.BansEnd(bans)
		if living := presence.LivingBans(bans, time.UnixMilli(0)); len(living) > len(bans) {
			t.Fatal("more than there were")
		}
		again, err := codec.EncodeBans(bans)
		must(t, err)
		second, err := codec.DecodeBans(again)
		must(t, err)
		third, err := codec.EncodeBans(second)
		must(t, err)
		if !bytes.Equal(again, third) {
			t.Fatalf("%s\n%s", again, third)
		}
	})
}
