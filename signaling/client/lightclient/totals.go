package lightclient

import "maps"

// Totals are what an engine has counted. Packets are those of RTP that came in; lost ones are the holes between
// the first and the newest sequence number of each stream. A packet may hold several frames: lost frames are
// reckoned by how full the stream's other packets were.
type Totals struct {
	Live      int64 // connections with keys, now
	Opened    int64 // ever
	Silenced  int64 // connections whose consent expired: the server no longer answered
	Datagrams int64
	Bytes     int64 // of UDP payload

	Packets    int64 // unique ones
	Frames     int64
	Lost       int64
	LostFrames int64
	Duplicates int64
	Reordered  int64

	Sampled     int64 // packets that were decrypted
	Unauthentic int64 // of these, those that failed
	NotOpus     int64 // of these, those that are no Opus packet
	Timed       int64 // of these, those that told when they were sent
	Strangers   int64 // packets of more SSRCs than a server has for one listener

	// Latency is the age of the first frame in a packet, Added that of the newest, Packing the difference: what
	// waiting for more frames costs. From the sender's clock to the kernel's at the listener.
	Latency, Added, Packing Histogram

	// Beyond is by how much the first frame of a packet is older than the packing time, which is what the first frame
	// of a full packet waits for the last: the delay that a player must expect on top of it.
	Beyond Histogram

	Profiles map[string]int64 // connections by SRTP profile
}

// addStreams adds what one connection has counted.
func (t *Totals) addStreams(m *Media) {
	for i := range m.streams {
		s := &m.streams[i]
		t.Packets += s.unique
		t.Frames += s.frames
		t.Lost += s.lost()
		t.LostFrames += s.lostFrames()
		t.Duplicates += s.copies
		t.Reordered += s.late
	}
}

func (t *Totals) clone() *Totals {
	c := *t
	c.Profiles = maps.Clone(t.Profiles)
	return &c
}
