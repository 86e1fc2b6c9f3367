//go:build linux

package main

import (
	"time"

	"corner/cmd/corner/loadtest"
)

// size is a short and a full value.
func size[T any](full bool, short, whole T) T {
	if full {
		return whole
	}
	return short
}

// costs are the figures that every scenario shows.
func costs() []string {
	return []string{"loss", "latency-p99", "added-p99", "beyond-p99", "cpu-per-packet", "cpu-per-listener", "first-packet-p95", "join-p95"}
}

// scenarios are the lines of the issue that a load test can show, with its bounds.
func scenarios() []scenario {
	return []scenario{
		{name: "idle", what: "a silent room: what a listener and a join cost, WebSocket included", steps: func(full bool) []step {
			return []step{{name: "idle",
				config: loadtest.Config{Rooms: 1, Speakers: 1, Talking: 0, Listeners: size(full, 200, 1000), Ramp: 50, Duration: size(full, 10*time.Second, time.Minute)},
				limits: map[string]float64{"rss-per-listener": 48, "goroutines-per-listener": 2, "cpu-per-listener": 40, "cpu-per-join": 2, "failed": 0, "refused": 0},
				shown:  []string{"cpu-per-join-net", "join-p95", "signaling-bytes"}}}
		}},
		{name: "talk", what: "10 speakers, 60 listeners, everyone on the stage talking", steps: func(full bool) []step {
			return []step{{name: "talk",
				config: loadtest.Config{Rooms: 1, Speakers: 10, Talking: -1, Listeners: 60, Ramp: 50, Payload: payloadBytes, Duration: size(full, 10*time.Second, time.Minute)},
				limits: map[string]float64{"cpu-per-listener": 800, "loss": 0.01, "failed": 0, "refused": 0}, shown: costs()}}
		}},
		// Where packets are merged, one that a change of speaker cuts short has waited on purpose: here none is.
		{name: "transit", what: "what a packet waits in the server: 10 speakers, 60 listeners, everyone on the stage talking, nothing merged", server: []string{"--packing-from", "0"}, steps: func(full bool) []step {
			return []step{{name: "transit",
				config: loadtest.Config{Rooms: 1, Speakers: 10, Talking: -1, Listeners: 60, Ramp: 50, Payload: payloadBytes, Sample: 10, Duration: size(full, 10*time.Second, time.Minute)},
				limits: map[string]float64{"added-p99.9": 10, "loss": 0.01, "failed": 0, "refused": 0}, shown: costs()}}
		}},
		{name: "one-room", what: "one room, 10 speakers, thousands of light listeners", steps: func(full bool) []step {
			return []step{{name: "one-room",
				config: loadtest.Config{Rooms: 1, Speakers: 10, Talking: -1, Listeners: size(full, 300, 3000), Ramp: 60, Payload: payloadBytes, Duration: size(full, 15*time.Second, 2*time.Minute)},
				limits: map[string]float64{"loss": 0.01, "beyond-p99": 10, "failed": 0, "refused": 0, "dropped": 0}, shown: costs()}}
		}},
		{name: "many-rooms", what: "300 rooms of 8 people, one of three on the stage talking, people coming and going", steps: func(full bool) []step {
			return []step{{name: "many-rooms",
				config: loadtest.Config{Rooms: size(full, 30, 300), Speakers: 3, Talking: 1, Listeners: 5, Ramp: 60, Churn: size(full, 5.0, 20.0), Payload: payloadBytes, Duration: size(full, 15*time.Second, 10*time.Minute)},
				limits: map[string]float64{"loss": 0.01, "beyond-p99": 10, "failed": 0, "refused": 0, "dropped": 0}, shown: costs()}}
		}},
		{name: "bytes", what: "signaling bytes a listener gets, in a small room and in a large one, sockets only", steps: func(full bool) []step {
			crowd := func(listeners int) loadtest.Config {
				return loadtest.Config{Rooms: 1, Speakers: 1, Talking: 0, NoMedia: true, Listeners: listeners, Ramp: 200, Churn: 5, Duration: size(full, 15*time.Second, time.Minute)}
			}
			shown := []string{"signaling-bytes", "cpu-per-listener", "rss-per-listener", "goroutines-per-listener"}
			clean := map[string]float64{"failed": 0, "refused": 0, "dropped": 0}
			return []step{{name: "100 people", config: crowd(99), limits: clean, shown: shown},
				{name: size(full, "400 people", "10,000 people"), config: crowd(size(full, 399, 9999)), limits: clean, shown: shown, like: 0, ratio: "signaling-bytes", ratioLimit: 1.2}}
		}},
		{name: "rush", what: "200 join at once: time to the first packet", steps: func(full bool) []step {
			return []step{{name: "rush",
				config: loadtest.Config{Rooms: 1, Speakers: 3, Talking: -1, Listeners: 200, Ramp: 0, Payload: payloadBytes, Duration: 3 * time.Second},
				limits: map[string]float64{"first-packet-p95": 400, "cpu-per-join": 2, "loss": 0.01, "failed": 0, "refused": 0}, shown: costs()}}
		}},
		{name: "joins", what: "100 joins and leaves a second, sustained", steps: func(full bool) []step {
			return []step{{name: "joins",
				config: loadtest.Config{Rooms: 4, Speakers: 3, Talking: -1, Listeners: 50, Ramp: 100, Churn: 100, Payload: payloadBytes, Duration: size(full, 15*time.Second, 2*time.Minute)},
				limits: map[string]float64{"failed": 0, "refused": 0, "dropped": 0, "first-packet-p95": 400, "loss": 0.01}, shown: costs()}}
		}},
		{name: "overload", what: "ten times as many joins as are asked for, beside rooms that talk", atOnce: true, steps: overload},
	}
}

// floodAtOnce bounds the flood's joins under way: a generator that queues them itself would measure its own queue.
const floodAtOnce = 600

// overload is live rooms and, once they are measured, a flood of joins for rooms of its own.
func overload(full bool) []step {
	d := size(full, 20*time.Second, 5*time.Minute)
	return []step{
		{name: "live rooms", config: loadtest.Config{Rooms: 5, Speakers: 3, Talking: -1, Listeners: 20, Ramp: 100, Payload: payloadBytes, Duration: d},
			limits: map[string]float64{"loss": 0.5, "dropped": 0}, shown: costs()},
		{name: "flood", config: loadtest.Config{Rooms: 5, Speakers: 1, Talking: 0, Listeners: 50, Ramp: 1000, Churn: 1000, Joining: floodAtOnce, Duration: d - 5*time.Second},
			limits: map[string]float64{"refusal-p99": 50}, shown: []string{"refused", "failed", "join-p95"}},
	}
}
