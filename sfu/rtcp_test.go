package sfu

import (
	"encoding/binary"
	"slices"
	"testing"
	"time"

	"github.com/pion/rtcp"
)

// marshal makes one compound of packets.
func marshal(t testing.TB, packets ...rtcp.Packet) []byte {
	t.Helper()
	compound, err := rtcp.Marshal(packets)
	if err != nil {
		t.Fatal(err)
	}
	return compound
}

// read collects what our reader finds in a compound.
func read(compound []byte) (reports []reception, lost map[uint32][]uint16) {
	lost = map[uint32][]uint16{}
	for p := range rtcpPackets(compound) {
		reports = slices.AppendSeq(reports, p.receptions())
		if ssrc, ok := p.nacked(); ok {
			lost[ssrc] = slices.AppendSeq(lost[ssrc], p.missing())
		}
	}
	return reports, lost
}

func TestReceptionReportsAndNACKsAreReadFromACompound(t *testing.T) {
	reports, lost := read(marshal(t,
		&rtcp.SenderReport{SSRC: 1, Reports: []rtcp.ReceptionReport{{SSRC: 7, FractionLost: 64}}},
		&rtcp.ReceiverReport{SSRC: 1, Reports: []rtcp.ReceptionReport{{SSRC: 8, FractionLost: 1}, {SSRC: 9}}},
		rtcp.NewCNAMESourceDescription(1, "client"),
		&rtcp.PictureLossIndication{SenderSSRC: 1, MediaSSRC: 7},
		&rtcp.TransportLayerNack{SenderSSRC: 1, MediaSSRC: 7, Nacks: []rtcp.NackPair{
			{PacketID: 65534, LostPackets: 0b1000000000000101}, {PacketID: 100}}},
		&rtcp.Goodbye{Sources: []uint32{1}},
	))
	if want := []reception{{7, 64}, {8, 1}, {9, 0}}; !slices.Equal(reports, want) {
		t.Errorf("reports %v, want %v", reports, want)
	}
	if want := []uint16{65534, 65535, 1, 14, 100}; len(lost) != 1 || !slices.Equal(lost[7], want) {
		t.Errorf("missing %v, want %v of 7", lost, want)
	}
}

func TestBrokenRTCPIsReadAsFarAsItIsWhole(t *testing.T) {
	whole := marshal(t, &rtcp.ReceiverReport{SSRC: 1, Reports: []rtcp.ReceptionReport{{SSRC: 8, FractionLost: 1}}})
	nack := marshal(t, &rtcp.TransportLayerNack{MediaSSRC: 7, Nacks: []rtcp.NackPair{{PacketID: 100}}})
	count := func(first byte, b []byte) []byte { b = slices.Clone(b); b[0] = first; return b }
	length := func(n uint16, b []byte) []byte { b = slices.Clone(b); binary.BigEndian.PutUint16(b[2:], n); return b }
	for _, test := range []struct {
		name          string
		compound      []byte
		reports, lost int
	}{
		{"nothing", nil, 0, 0},
		{"a whole one", whole, 1, 0},
		{"two whole ones", append(slices.Clone(whole), nack...), 1, 1},
		{"cut within the second", append(slices.Clone(whole), nack[:10]...), 1, 0},
		{"cut within the first", whole[:len(whole)-1], 0, 0},
		{"another version", count(0x41, whole), 0, 0},
		{"more reports promised than there are", count(0x9f, whole), 1, 0},
		{"a length beyond the end", length(1000, whole), 0, 0},
		{"a length of nothing", length(0, whole), 0, 0},
		{"a NACK without its streams", append(length(1, nack)[:8], 0, 0), 0, 0},
		{"a NACK of nothing", length(2, nack)[:12], 0, 0},
		{"another feedback format", count(0x8f, nack), 0, 0},
	} {
		reports, lost := read(test.compound)
		if len(reports) != test.reports || len(lost[7]) != test.lost {
			t.Errorf("%s: %d reports and %d missing, want %d and %d", test.name, len(reports), len(lost[7]),
				test.reports, test.lost)
		}
	}
}

func TestACompoundIsReadInBoundedTime(t *testing.T) {
	var compound []byte
	for range 300 {
		compound = append(compound, 0x80, 201, 0, 0)
	}
	n := 0
	for range rtcpPackets(compound) {
		n++
	}
	if n != maxCompound {
		t.Fatalf("%d packets were read of one compound", n)
	}
}

func TestASenderReportSaysWhatOthersRead(t *testing.T) {
	wall := time.Date(2026, 11, 22, 12, 0, 0, 500_000_000, time.UTC)
	b := appendSenderReport(nil, 7, wall, 960, 3, 300)
	b = appendSenderReport(b, 8, wall, 1920, 4, 400)
	packets, err := rtcp.Unmarshal(b)
	if err != nil || len(packets) != 2 {
		t.Fatalf("%d packets, %v", len(packets), err)
	}
	first, second := packets[0].(*rtcp.SenderReport), packets[1].(*rtcp.SenderReport)
	if first.SSRC != 7 || first.RTPTime != 960 || first.PacketCount != 3 || first.OctetCount != 300 {
		t.Errorf("%+v", first)
	}
	if got, want := first.NTPTime, uint64(wall.Unix()+2_208_988_800)<<32|1<<31; got != want {
		t.Errorf("NTP time %x, want %x", got, want)
	}
	if second.SSRC != 8 || second.OctetCount != 400 {
		t.Errorf("%+v", second)
	}
}

// What we read of a compound is what a full parser reads.
func FuzzRTCP(f *testing.F) {
	f.Add(marshal(f, &rtcp.TransportLayerNack{MediaSSRC: 7, Nacks: []rtcp.NackPair{{PacketID: 9, LostPackets: 5}}}))
	f.Add(marshal(f, &rtcp.ReceiverReport{SSRC: 1, Reports: []rtcp.ReceptionReport{{SSRC: 8, FractionLost: 1}}}))
	f.Add(marshal(f, &rtcp.SenderReport{SSRC: 1, Reports: []rtcp.ReceptionReport{{SSRC: 8, FractionLost: 1}}}))
	f.Fuzz(func(t *testing.T, compound []byte) {
		reports, lost := read(compound)
		packets, err := rtcp.Unmarshal(compound)
		if err != nil || len(packets) > maxCompound {
			return
		}
		var wantReports int
		wantLost := map[uint32]int{}
		for _, p := range packets {
			switch p := p.(type) {
			case *rtcp.SenderReport:
				wantReports += len(p.Reports)
			case *rtcp.ReceiverReport:
				wantReports += len(p.Reports)
			case *rtcp.TransportLayerNack:
				for _, pair := range p.Nacks {
					wantLost[p.MediaSSRC] += len(pair.PacketList())
				}
			}
		}
		if len(reports) != wantReports {
			t.Fatalf("%d reports, want %d", len(reports), wantReports)
		}
		for ssrc, n := range wantLost {
			if len(lost[ssrc]) != n {
				t.Fatalf("%d missing of %d, want %d", len(lost[ssrc]), ssrc, n)
			}
		}
	})
}
