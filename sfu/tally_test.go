package sfu

import (
	"testing"

	"github.com/pion/rtcp"
)

// reportOf reads the report a tally writes.
func reportOf(t *testing.T, tally *tally) rtcp.ReceptionReport {
	t.Helper()
	packets, err := rtcp.Unmarshal(tally.appendReport(nil, 71))
	if err != nil {
		t.Fatal(err)
	}
	report := packets[0].(*rtcp.ReceiverReport)
	if report.SSRC != 71 || len(report.Reports) != 1 {
		t.Fatalf("%+v", report)
	}
	return report.Reports[0]
}

func TestATallyTellsLoss(t *testing.T) {
	for _, test := range []struct {
		name      string
		sequences []uint16
		fraction  uint8
		total     uint32
		highest   uint32
	}{
		{"none", []uint16{1, 2, 3, 4}, 0, 0, 1<<16 + 4},
		{"a quarter", []uint16{1, 2, 4}, 64, 1, 1<<16 + 4},
		{"reordering is no loss", []uint16{2, 1, 4, 3}, 0, 0, 1<<16 + 4},
		{"over the wrap", []uint16{65534, 65535, 1}, 64, 1, 2<<16 + 1},
	} {
		var tally tally
		for _, sequence := range test.sequences {
			tally.count(9, sequence)
		}
		got := reportOf(t, &tally)
		want := rtcp.ReceptionReport{SSRC: 9, FractionLost: test.fraction, TotalLost: test.total,
			LastSequenceNumber: test.highest}
		if got != want {
			t.Errorf("%s: %+v, want %+v", test.name, got, want)
		}
	}
}

func TestATallyTellsTheLossSinceTheLastReport(t *testing.T) {
	var tally tally
	tally.count(9, 1)
	tally.count(9, 4)
	if got := reportOf(t, &tally); got.FractionLost != 128 || got.TotalLost != 2 {
		t.Errorf("%+v", got)
	}
	tally.count(9, 5)
	if got := reportOf(t, &tally); got.FractionLost != 0 || got.TotalLost != 2 {
		t.Errorf("%+v", got)
	}
	if got := reportOf(t, &tally); got.FractionLost != 0 {
		t.Errorf("of nothing expected %d/256 were lost", got.FractionLost)
	}
}

func TestATallyBeginsAnewWithAnotherSSRC(t *testing.T) {
	var tally tally
	if len(tally.appendReport(nil, 71)) != 0 {
		t.Error("a report of nothing")
	}
	tally.count(9, 1)
	tally.count(10, 5000)
	if got := reportOf(t, &tally); got.SSRC != 10 || got.TotalLost != 0 {
		t.Errorf("%+v", got)
	}
}

func TestASpeakerIsToldWhatItsUplinkLoses(t *testing.T) {
	b := newBench(t)
	a, toA := b.publish("a")
	for n := range 300 {
		if n%4 != 0 {
			b.receive(a, raw(9, n, 30, "\xf8x"))
		}
		b.pass(20 * ms)
	}
	if len(toA.rtcp) == 0 {
		t.Fatal("no report")
	}
	packets, err := rtcp.Unmarshal(toA.rtcp[0])
	if err != nil {
		t.Fatal(err)
	}
	report := packets[0].(*rtcp.ReceiverReport).Reports[0]
	if report.SSRC != 9 || report.FractionLost < 60 || report.FractionLost > 68 {
		t.Errorf("%+v, want a quarter lost", report)
	}
	b.room.AllowPublish("a", false)
	b.pass(10 * 1000 * ms)
	told := len(toA.rtcp)
	b.pass(20 * 1000 * ms)
	if len(toA.rtcp) != told {
		t.Error("a closed microphone gets reports")
	}
}
