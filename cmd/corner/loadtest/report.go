package loadtest

import (
	"time"

	"corner/signaling/client/lightclient"
)

// Report is what a run found. Its JSON names are stable: fields are added, never renamed. What was not measured is
// null. Units are in the names.
type Report struct {
	Version    int           `json:"version"`  // of this shape: 1
	Complete   bool          `json:"complete"` // false: ended early, all that follows is of the time until then
	Settings   Settings      `json:"settings"`
	Rooms      []string      `json:"rooms"` // ids, the first ten
	Measured   float64       `json:"measured_seconds"`
	Joins      Joins         `json:"joins"`
	Media      Media         `json:"media"`
	Signaling  Signaling     `json:"signaling"`
	Server     ServerFigures `json:"server"`
	Generator  Generator     `json:"generator"`
	Thresholds []Verdict     `json:"thresholds"`
	Hints      []string      `json:"hints"` // what to do about refusals
}

// Settings are what was asked for.
type Settings struct {
	URL       string  `json:"url"`
	Rooms     int     `json:"rooms"`
	Speakers  int     `json:"speakers_per_room"`
	Talking   int     `json:"talking_per_room"`
	Listeners int     `json:"listeners_per_room"`
	Ramp      float64 `json:"ramp_per_second"`
	Churn     float64 `json:"churn_per_second"`
	Duration  float64 `json:"duration_seconds"`
	Media     bool    `json:"media"`
}

// Quantiles are of durations, in milliseconds.
type Quantiles struct {
	P50   float64 `json:"p50"`
	P95   float64 `json:"p95"`
	P99   float64 `json:"p99"`
	P999  float64 `json:"p99_9"`
	Max   float64 `json:"max"`
	Count uint64  `json:"count"`
}

// Joins are those of listeners; speakers come before and are not counted. Asked is Done, Refused, Failed and
// NotStarted together.
type Joins struct {
	Asked       int64            `json:"asked"`
	Done        int64            `json:"done"`
	Refused     map[string]int64 `json:"refused"`         // by the code of the refusal
	Failed      map[string]int64 `json:"failed"`          // by the step that failed: dial, join, media
	NotStarted  int64            `json:"not_started"`     // too many were under way, or the run was ended
	Time        *Quantiles       `json:"time_ms"`         // from dialling to the welcome
	FirstPacket *Quantiles       `json:"first_packet_ms"` // from dialling to the first authentic packet
	Refusal     *Quantiles       `json:"refusal_ms"`      // from dialling to the refusal
	Left        int64            `json:"left"`            // by churn
}

// Media is what all members heard, speakers too, from each one's first packet to their last. A packet holds one
// frame of 20 ms or, where the server packs, several.
type Media struct {
	Packets       int64            `json:"packets"`
	Frames        int64            `json:"frames"`
	LostPackets   int64            `json:"lost_packets"`
	LostFrames    int64            `json:"lost_frames"` // reckoned by how full the others were
	LossPercent   *float64         `json:"loss_percent"`
	Duplicates    int64            `json:"duplicate_packets"`
	Reordered     int64            `json:"reordered_packets"`
	Sampled       int64            `json:"sampled_packets"` // decrypted and looked into
	Unauthentic   int64            `json:"decrypt_failures"`
	NotOpus       int64            `json:"not_opus_packets"`
	Silenced      int64            `json:"silenced_connections"` // the server answered no checks for 30 s
	PacketsPerSec *float64         `json:"packets_per_second"`   // while measuring
	FramesPerPack *float64         `json:"frames_per_packet"`
	Latency       *Quantiles       `json:"latency_ms"` // of the oldest frame in a packet, speaker to listener
	Added         *Quantiles       `json:"added_ms"`   // of the newest: latency without the wait for packing
	Packing       *Quantiles       `json:"packing_ms"` // the difference
	Beyond        *Quantiles       `json:"beyond_ms"`  // of the oldest, above the time that a full packet's oldest waits for the last
	Profiles      map[string]int64 `json:"srtp_profiles"`
}

// Signaling is what came over the WebSockets.
type Signaling struct {
	BytesPerSecond  *float64         `json:"bytes_per_second_per_listener"` // on the wire, of those here all the time
	FramesPerSecond *float64         `json:"frames_per_second_per_listener"`
	Closed          map[string]int64 `json:"closed_by_server"` // by close code
}

// ServerFigures are what could be read of the server's process. Per listener is what came with the listeners:
// the difference to the rooms with only their speakers.
type ServerFigures struct {
	CPUShare              *float64 `json:"cpu_cores"` // while measuring
	CPUPerPacket          *float64 `json:"cpu_us_per_packet"`
	CPUPerListener        *float64 `json:"cpu_us_per_listener_second"`
	CPUPerJoin            *float64 `json:"cpu_ms_per_join"`     // while they came; means something in a silent room
	CPUPerJoinNet         *float64 `json:"cpu_ms_per_join_net"` // the same without what the listeners already in cost meanwhile
	RSS                   *float64 `json:"rss_mib"`
	RSSPerListener        *float64 `json:"rss_kib_per_listener"`
	Goroutines            *float64 `json:"goroutines"`
	GoroutinesPerListener *float64 `json:"goroutines_per_listener"`
}

// Generator is the test's own state: when it is overloaded the other figures are of it, not of the server.
type Generator struct {
	CPUShare     *float64   `json:"cpu_cores"`
	CPUPerJoin   *float64   `json:"cpu_ms_per_join"`
	SendLateness *Quantiles `json:"send_lateness_ms"` // of speakers' packets
	Sent         int64      `json:"sent_packets"`
	SocketDrops  *int64     `json:"receive_buffer_drops"` // of the whole machine: at server or generator
}

// quantiles reads a histogram; nil when it is empty.
func quantiles(h *lightclient.Histogram) *Quantiles {
	if h.Count() == 0 {
		return nil
	}
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return &Quantiles{
		P50: ms(h.Quantile(0.5)), P95: ms(h.Quantile(0.95)), P99: ms(h.Quantile(0.99)), P999: ms(h.Quantile(0.999)),
		Max: ms(h.Max()), Count: h.Count(),
	}
}

// ratio is a/b, nil when there is no b.
func ratio(a, b float64) *float64 {
	if b <= 0 {
		return nil
	}
	r := a / b
	return &r
}
