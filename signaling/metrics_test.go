package signaling

import (
	"errors"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"corner/room"
	"corner/signaling/auth"
)

func (n *node) scrape() string {
	n.t.Helper()
	w := httptest.NewRecorder()
	n.server.MetricsHandler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	body, err := io.ReadAll(w.Body)
	if err != nil || w.Code != 200 {
		n.t.Fatalf("%d %v %s", w.Code, err, body)
	}
	return string(body)
}

func TestMetricsCountWhatHappens(t *testing.T) {
	n := newNode(t, func(c *Config) {
		c.MediaStats = func() MediaStats {
			return MediaStats{Traffic: Traffic{PacketsIn: 50, PacketsOut: 1500, BytesIn: 4000, BytesOut: 120000},
				Dropped: map[string]uint64{"gate": 7}, Transports: map[string]int{"ready": 3},
				Resent: 11, Switches: 5, Reports: 4, Loss: 0.5, Handshakes: map[string]uint64{"done": 9, "failed": 2}}
		}
		c.DirectoryStats = func() DirectoryStats {
			return DirectoryStats{Away: true, Pending: 6, Lost: 1, Faults: 8}
		}
	})
	id, owner := n.openRoom()
	host := n.join(id, owner, "Ada")
	host.must("mute.self", map[string]bool{"muted": false})
	host.must("round.start", nil)
	host.must("round.skip", nil)
	host.refused("bad_request", "made up by a client", nil)
	n.join(id, "", "Bo")
	c := n.dial()
	c.do(typeJoin, joinCommand{Room: auth.Unguessable(16)})
	c.closedWith(4507)
	n.request("POST", "/v1/rooms", `{}`, nil, nil)
	text := n.scrape()
	for _, line := range []string{
		`corner_joins_total{result="ok"} 2`, `corner_joins_total{result="not_found"} 1`, `corner_join_duration_seconds_count 2`,
		`corner_commands_total{result="ok",type="mute.self"} 1`, `corner_commands_total{result="bad_request",type="unknown"} 1`,
		`corner_closes_total{code="room_closed"} 1`, `corner_rooms 1`, `corner_rooms_opened_total{result="invalid_room"} 1`,
		`corner_participants{role="host"} 1`, `corner_participants{role="listener"} 1`, `corner_participants{role="moderator"} 0`,
		`corner_sessions 2`, `corner_queue_dropped_total 0`, `corner_writers_held_up 0`,
		`corner_rounds_total{action="start"} 1`, `corner_rounds_total{action="skip"} 1`, `corner_cards_dealt_total 0`,
		`corner_line_cut_ins_total 0`, `corner_media_packets_total{direction="out"} 1500`, `corner_media_bytes_total{direction="in"} 4000`,
		`corner_media_dropped_total{cause="gate"} 7`, `corner_transports{state="ready"} 3`, `corner_handshakes_total{result="failed"} 2`,
		`corner_media_resent_packets_total 11`, `corner_media_switches_total 5`, `corner_media_loss_ratio_sum 0.5`,
		`corner_media_loss_ratio_count 4`, `corner_directory_up 0`, `corner_directory_pending_rooms 6`,
		`corner_directory_faults_total 8`, `corner_rooms_lost_total 1`, `go_goroutines `, `process_open_fds `,
	} {
		if !strings.Contains(text, "\n"+line) && !strings.HasPrefix(text, line) {
			t.Errorf("no line %q", line)
		}
	}
	if strings.Contains(text, "made up") || strings.Contains(text, id) || strings.Contains(text, host.welcome.You) {
		t.Error("a label says what a client chose, or who or where somebody is")
	}
	if t.Failed() {
		t.Log(text)
	}
}

func TestAResultLabelIsAKnownCode(t *testing.T) {
	m := &metrics{codes: refusalCodes()}
	for want, err := range map[string]error{
		"ok": nil, "room_full": room.ErrRoomFull, "internal": errors.New("x"),
		"other": &room.Error{Code: "invented"}, "moved": &movedError{"wss://b"},
	} {
		if got := m.result(err); got != want {
			t.Errorf("%v is %s", err, got)
		}
	}
}
