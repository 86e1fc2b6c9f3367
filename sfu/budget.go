package sfu

import "time"

// bucket is a token bucket: rate tokens come in a second, most of them stay.
type bucket struct {
	rate, most float64
	tokens     float64
	at         time.Duration
}

// newBucket makes a full one.
func newBucket(rate, most float64) bucket { return bucket{rate: rate, most: most, tokens: most} }

// has reports whether n tokens are there.
func (b *bucket) has(n float64, now time.Duration) bool {
	b.tokens = min(b.most, b.tokens+b.rate*(now-b.at).Seconds())
	b.at = now
	return b.tokens >= n
}

// take reports whether n tokens are there, and takes them.
func (b *bucket) take(n float64, now time.Duration) bool {
	if !b.has(n, now) {
		return false
	}
	b.tokens -= n
	return true
}

// What a microphone may send: 10 ms frames are 100 packets a second; a burst is a second's stall of 20 ms ones.
// Browsers' speech is about 40 kbit/s, their best music 128.
const (
	ingestRate  = 120
	ingestBurst = 50
	ingestBytes = 160_000 / 8 // a second, and in a burst
)

// budget bounds what a microphone sends, in packets and in bytes.
type budget struct{ packets, bytes bucket }

// newBudget makes a full one.
func newBudget() budget {
	return budget{newBucket(ingestRate, ingestBurst), newBucket(ingestBytes, ingestBytes)}
}

// take reports whether a packet is within both.
func (b *budget) take(size int, now time.Duration) bool {
	return b.packets.has(1, now) && b.bytes.take(float64(size), now) && b.packets.take(1, now)
}

// newReports makes what a peer may send of RTCP: reports every few seconds, and a NACK per lost packet at worst.
func newReports() bucket { return newBucket(200, 200) }

// When a flood is no accident any more.
const (
	floodFactor  = 3 // times the budget
	floodSeconds = 10
)

// flood notices a microphone that sends far more than its budget for long: from then on not even its gate is
// looked at, until it has kept to its budget for a second. Counting is all that its packets still cost.
type flood struct {
	from    time.Duration // of the second that is counted
	packets int
	bytes   int
	seconds int // in a row far above the budget
	ignored bool
}

// ignores counts a packet and reports whether it is to be ignored.
func (f *flood) ignores(size int, now time.Duration) bool {
	if since := now - f.from; since >= time.Second {
		f.judge(since)
		f.from, f.packets, f.bytes = now, 0, 0
	}
	f.packets++
	f.bytes += size
	return f.ignored
}

// judge looks at the second that has ended.
func (f *flood) judge(took time.Duration) {
	factor := max(float64(f.packets)/ingestRate, float64(f.bytes)/ingestBytes) / took.Seconds()
	switch {
	case factor > floodFactor && took < 2*time.Second:
		f.seconds = min(f.seconds+1, floodSeconds)
	default:
		f.seconds = 0
	}
	f.ignored = f.seconds == floodSeconds || f.ignored && factor > 1
}

// When a level is not believed.
const (
	// lyingLevel is −40 dBov, in dB above silence: speech. Encoders spend 24 kbit/s and more on what is so loud.
	lyingLevel = silentLevel - 40
	// lyingBytes is the most that silence takes, per 20 ms: 4 kbit/s.
	lyingBytes = 10
	// lyingSpan is for how much sound such a claim is believed, in samples: one second.
	lyingSpan = 50 * frameSamples
)

// claims compares the level a microphone tells with what it sends. Levels are the client's own word; loud sound
// takes bytes.
type claims struct{ lied uint32 } // samples claimed loud and too small for it, less those that were not

// lies takes a packet and reports whether its loudness is not to be believed.
func (c *claims) lies(loud float64, payload []byte) bool {
	if loud <= lyingLevel {
		return false
	}
	span := opusSpan(payload)
	if len(payload)*frameSamples > lyingBytes*int(span) {
		c.lied -= min(c.lied, span)
		return false
	}
	c.lied = min(c.lied+span, 2*lyingSpan)
	return c.lied > lyingSpan
}
