package offer

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/pion/sdp/v3"
)

// read returns a real offer, with the line ends of the wire.
func read(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".sdp"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\n", "\r\n")
}

func TestRealOffersAreUnderstood(t *testing.T) {
	for _, test := range []struct {
		name       string
		ufrag      string
		microphone Line
		slots      []Line
	}{
		{"chromium", "ybo3", Line{"0", 111, 1}, []Line{{"1", 111, 1}, {"2", 111, 1}, {"3", 111, 1}}},
		{"firefox", "6f579dc2", Line{"0", 109, 1}, []Line{{"1", 109, 1}, {"2", 109, 1}, {"3", 109, 1}}},
		{"aiortc", "94mw", Line{"0", 96, 2}, []Line{{"1", 96, 2}, {"2", 96, 2}, {"3", 96, 2}}},
		{
			"gstreamer", "Sx/0myjujHSmc69dyln7ggDTeX1I3SbG", Line{"audio0", 97, 0},
			[]Line{{"audio1", 97, 0}, {"audio2", 97, 0}, {"audio3", 97, 0}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			o, err := Parse(read(t, test.name))
			if err != nil {
				t.Fatal(err)
			}
			if o.Microphone != test.microphone || len(o.Slots) != len(test.slots) || o.Remote.Ufrag != test.ufrag {
				t.Fatalf("%+v", o)
			}
			for i, s := range test.slots {
				if o.Slots[i] != s {
					t.Errorf("slot %d is %+v, want %+v", i, o.Slots[i], s)
				}
			}
			if o.Remote.Pwd == "" || o.Remote.Fingerprint == [32]byte{} {
				t.Errorf("remote: %+v", o.Remote)
			}
			if _, err := Parse(strings.ReplaceAll(read(t, test.name), "\r\n", "\n")); err != nil {
				t.Errorf("with bare line feeds: %v", err)
			}
		})
	}
}

var ours = Local{
	Ufrag: "OURUFRAG", Pwd: "OURPASSWORDOURPASSWORDOUR", Fingerprint: [32]byte{0: 0xab, 31: 0x0c},
	Candidates: []Candidate{
		{AddrPort: netip.MustParseAddrPort("192.0.2.1:8192")}, {AddrPort: netip.MustParseAddrPort("127.0.0.1:8192")},
		{AddrPort: netip.MustParseAddrPort("192.0.2.1:8192"), TCP: true},
	},
}

func slots(n int) []Slot {
	list := make([]Slot, n)
	for i := range list {
		list[i] = Slot{ID: "slot" + strconv.Itoa(i), SSRC: uint32(1000 + i)}
	}
	return list
}

func TestTheAnswerHasTheShapeThatWorked(t *testing.T) {
	o, err := Parse(read(t, "chromium"))
	if err != nil {
		t.Fatal(err)
	}
	answer := o.Answer(ours, slots(3))
	head, rest, _ := strings.Cut(answer, "s=-\r\n")
	if !strings.HasPrefix(head, "v=0\r\no=- ") || !strings.HasSuffix(head, " 2 IN IP4 127.0.0.1\r\n") {
		t.Errorf("it begins %q", head)
	}
	want, err := os.ReadFile(filepath.Join("testdata", "chromium.answer"))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.ReplaceAll(rest, "\r\n", "\n"); got != string(want) {
		t.Errorf("answered\n%s\nwant\n%s", got, want)
	}
}

func TestTheDefaultAddressIsTheFirstUDPCandidate(t *testing.T) {
	o, err := Parse(read(t, "chromium"))
	if err != nil {
		t.Fatal(err)
	}
	for want, list := range map[string][]Candidate{
		"m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\n":    nil,
		"m=audio 8192 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP6 2001:db8::1": {{AddrPort: netip.MustParseAddrPort("[2001:db8::1]:8192")}},
		"c=IN IP4 0.0.0.0\r\n": {{AddrPort: netip.MustParseAddrPort("192.0.2.1:8192"), TCP: true}},
	} {
		local := ours
		local.Candidates = list
		if answer := o.Answer(local, nil); !strings.Contains(answer, want) {
			t.Errorf("no %q in\n%s", want, answer)
		}
	}
}

func TestEveryUDPCandidateComesBeforeEveryTCPCandidate(t *testing.T) {
	last := ^uint32(0)
	for _, tcp := range []bool{false, true} {
		for i := range 20 {
			now := Candidate{TCP: tcp}.priority(i)
			if now >= last || now == 0 || now>>31 != 0 {
				t.Fatalf("candidate %d, TCP %v: priority %d after %d", i, tcp, now, last)
			}
			last = now
		}
	}
}

func TestAnswersFollowTheirOffers(t *testing.T) {
	for _, name := range []string{"chromium", "firefox", "aiortc", "gstreamer"} {
		for n := range 4 {
			o, err := Parse(read(t, name))
			if err != nil {
				t.Fatal(err)
			}
			assertAnswers(t, o, o.Answer(ours, slots(n)), n)
		}
	}
}

// assertAnswers checks an answer as a client would read it.
func assertAnswers(t testing.TB, o Offer, text string, slots int) {
	t.Helper()
	var answer sdp.SessionDescription
	if err := answer.UnmarshalString(text); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	if len(answer.MediaDescriptions) != len(o.lines) {
		t.Fatalf("%d m-lines answer %d", len(answer.MediaDescriptions), len(o.lines))
	}
	group, _ := answer.Attribute("group")
	bundle := strings.Fields(group)[1:]
	used, candidates := 0, 0
	for i, m := range answer.MediaDescriptions {
		mid, _ := m.Attribute("mid")
		if mid != o.lines[i].Mid || m.MediaName.Media != o.lines[i].media {
			t.Errorf("line %d answers %s with %s", i, o.lines[i].Mid, mid)
		}
		if m.MediaName.Port.Value == 0 {
			continue
		}
		if used >= len(bundle) || bundle[used] != mid {
			t.Errorf("%s is not in its place in BUNDLE %v", mid, bundle)
		}
		used++
		if _, ok := m.Attribute("candidate"); ok {
			candidates++
		}
		_, sends := m.Attribute("sendonly")
		if isSlot := mid != o.Microphone.Mid; sends != isSlot {
			t.Errorf("%s: we send: %v", mid, sends)
		}
	}
	if used != len(bundle) || candidates > 1 || used > 0 && candidates != 1 {
		t.Errorf("%d lines used, BUNDLE %v, %d with candidates", used, bundle, candidates)
	}
}

func TestOtherMediaIsAnsweredWithPortZero(t *testing.T) {
	base := read(t, "chromium")
	for _, media := range []string{
		"m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:9\r\na=sctp-port:5000\r\n",
		"m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:9\r\na=rtpmap:96 VP8/90000\r\n",
	} {
		last := strings.LastIndex(base, "m=audio") // in place of the last slot
		text := strings.Replace(base[:last], "BUNDLE 0 1 2 3", "BUNDLE 0 1 2 9", 1) + media
		o, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		answer := o.Answer(ours, slots(3))
		line, _, _ := strings.Cut(media, "\r\n")
		if want := strings.Replace(line, " 9 ", " 0 ", 1) + "\r\n"; !strings.Contains(answer, want) {
			t.Errorf("no %q in\n%s", want, answer)
		}
		if !strings.Contains(answer, "a=group:BUNDLE 0 1 2\r\n") || len(o.Slots) != 2 {
			t.Errorf("it is part of the bundle:\n%s", answer)
		}
		assertAnswers(t, o, answer, 3)
	}
}

func TestAListenerNeedsNoMicrophone(t *testing.T) {
	o, err := Parse(strings.Replace(read(t, "chromium"), "a=sendonly", "a=recvonly", 1))
	if err != nil {
		t.Fatal(err)
	}
	if o.Microphone.Mid != "" || len(o.Slots) != MaxSlots {
		t.Fatalf("%+v", o)
	}
	assertAnswers(t, o, o.Answer(ours, slots(3)), 3)
}

func TestALineThatIsOffIsNotUsed(t *testing.T) {
	for _, change := range [][2]string{
		{"a=recvonly", "a=inactive"}, {"a=mid:1\r\n", "a=mid:other\r\n"}, {"a=recvonly", "a=sendonly"},
	} {
		o, err := Parse(strings.Replace(read(t, "chromium"), change[0], change[1], 1))
		if err != nil {
			t.Fatal(err)
		}
		if len(o.Slots) != 2 {
			t.Errorf("%v: %+v", change, o.Slots)
		}
		assertAnswers(t, o, o.Answer(ours, slots(3)), 3)
	}
}

// refuse checks that an offer is refused as it should be, and at once.
func refuse(t testing.TB, text string) {
	t.Helper()
	_, err := Parse(text)
	var refusal *Error
	if !errors.As(err, &refusal) || refusal.Code != CodeBad || refusal.Text == "" {
		t.Errorf("answered %v", err)
	}
}
