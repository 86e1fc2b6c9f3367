package main

import (
	"path/filepath"
	"testing"
	"time"

	"corner/signaling/client"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4/pkg/media/oggwriter"
)

// spoken are packets of 20 ms that begin at each of the given frames.
func spoken(frames ...uint32) []*client.Packet {
	var list []*client.Packet
	for _, n := range frames {
		list = append(list, &client.Packet{Header: rtp.Header{Version: 2, Timestamp: 77 + n*frameSamples}, Payload: []byte{0xf8, byte(n), 1}})
	}
	return list
}

// content is which packet stands in each place of a file: its number, or −1 for silence.
func content(t *testing.T, path string) []int {
	t.Helper()
	packets, err := readMicrophone(path)
	if err != nil {
		t.Fatal(err)
	}
	var list []int
	for _, p := range packets {
		if string(p) == string(silence) {
			list = append(list, -1)
		} else {
			list = append(list, int(p[1]))
		}
	}
	return list
}

func TestARecordingKeepsTheHolesInTime(t *testing.T) {
	tests := map[string]struct {
		frames []uint32
		want   []int
	}{
		"one after another":   {[]uint32{1, 2, 3}, []int{1, 2, 3}},
		"two are lost":        {[]uint32{1, 4, 5}, []int{1, -1, -1, 4, 5}},
		"one comes late":      {[]uint32{1, 3, 2, 4}, []int{1, -1, 3, 2, -1, 4}},
		"a minute of silence": {[]uint32{1, 3001}, []int{1, 3001 & 0xff}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "slot.ogg")
			if err := writeOgg(path, spoken(tt.frames...)); err != nil {
				t.Fatal(err)
			}
			got := content(t, path)
			if len(got) != len(tt.want) {
				t.Fatalf("got %v, want %v", got, tt.want)
			}
			for i := range got {
				if got[i] != tt.want[i] {
					t.Fatalf("got %v, want %v", got, tt.want)
				}
			}
		})
	}
}

func TestSamplesAreCountedByFrames(t *testing.T) {
	tests := []struct {
		payload []byte
		want    time.Duration
	}{
		{nil, 0},
		{[]byte{0xf8, 1}, frame},
		{[]byte{0xf9, 1}, 2 * frame},
		{[]byte{0xfa, 1}, 2 * frame},
		{[]byte{0xfb, 3, 1}, 3 * frame},
		{[]byte{0xfb, 0x83, 1}, 3 * frame},
		{[]byte{0xfb}, 0},
	}
	for _, tt := range tests {
		if got := time.Duration(samples(tt.payload)) * time.Second / clockRate; got != tt.want {
			t.Errorf("%v lasts %v, want %v", tt.payload, got, tt.want)
		}
	}
}

func TestARecorderKeepsEachSlotWhileItIsAskedTo(t *testing.T) {
	r := newRecorder(filepath.Join(t.TempDir(), "slot"))
	packets := spoken(1, 2, 3)
	r.heard(0, packets[0])
	r.record()
	r.heard(0, packets[1])
	r.heard(2, packets[2])
	paths, err := r.save()
	if err != nil || len(paths) != 2 {
		t.Fatalf("%v, %v", paths, err)
	}
	r.heard(0, packets[0])
	if got := content(t, paths[0]); len(got) != 1 || got[0] != 2 {
		t.Errorf("slot 0 holds %v", got)
	}
	if got := content(t, paths[1]); len(got) != 1 || got[0] != 3 {
		t.Errorf("slot 2 holds %v", got)
	}
	r.record()
	if paths, err := r.save(); err != nil || paths != nil {
		t.Errorf("nothing heard is saved as %v, %v", paths, err)
	}
}

func TestAMicrophoneWithoutWordsIsAnError(t *testing.T) {
	if _, err := readMicrophone(filepath.Join(t.TempDir(), "absent.ogg")); err == nil {
		t.Error("no file, no error")
	}
	path := filepath.Join(t.TempDir(), "empty.ogg")
	file, err := oggwriter.New(path, clockRate, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := readMicrophone(path); err == nil {
		t.Error("no packets, no error")
	}
}
